"""What colleagues did to the leads in the last weeks: real changes, with a history and an undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from model.core.access.person import person_by_initials
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_
from model.demo.dice import Dice
from model.demo.texts import LEAD_NOTES, SUBJECTS
from model.demo.times import moment
from model.demo.world import World
from model.leads.records import Lead

_DAYS = 25


def write(session: Session, world: World, leads: Sequence[int], seed: int) -> None:
    """Change some dozens of ``leads`` (IDs in the order of the world's), each as an owner or a colleague would."""
    dice = Dice(seed, "history")
    today = session.clock().date()
    sellers = [employee["initials"] for employee in world.employees if employee["role"] != "reader"]
    people = {initials: person_by_initials(session.store, initials) for initials in sellers}
    choices = [at for at, lead in enumerate(world.leads) if lead["active"] and lead["owner"] and not lead["owner_only"]]
    for at, place, initials in _edits(dice, today, world, choices, sellers):
        lead = world.leads[place]
        author = replace(session.as_person(people[initials]), clock=lambda at=at: at)  # type: ignore[misc]
        with change(author, N_("Change lead {name}"), "edit", name=lead["name"]) as made:
            made.update(Lead, leads[place], _values(dice, lead))


def _edits(
    dice: Dice, today: date, world: World, choices: Sequence[int], sellers: Sequence[str]
) -> list[tuple[datetime, int, str]]:
    """Return (when, place of the lead, by whom), oldest first; nobody changes what was changed later already."""
    edits = []
    for place in dice.some(choices, min(60, len(choices) // 8)):
        at = moment(dice, today, dice.whole(1, _DAYS))
        lead = world.leads[place]
        if lead["changed_at"] < at:
            edits.append((at, place, lead["owner"] if dice.chance(0.6) else dice.pick(sellers)))
            if dice.chance(0.15):
                edits.append((at + timedelta(minutes=dice.whole(20, 400)), place, dice.pick(sellers)))
    return sorted(edits)


def _values(dice: Dice, lead: dict[str, Any]) -> dict[str, Any]:
    """Return what somebody might have changed about the lead."""
    country = lead["country"]
    chance = dice.random()
    if chance < 0.35:
        return {"classification": dice.pick(("hot", "hot", "cold")), "subject": dice.pick(SUBJECTS[country])}
    if chance < 0.65:
        note = dice.pick(LEAD_NOTES[country]).replace("{person}", lead["first_name"] or lead["name"])
        return {"note": f"{lead['note']}\n\n{note}" if lead["note"] else note}
    if chance < 0.85:
        return {"subject": dice.pick(SUBJECTS[country])}
    return {"status": "unreachable", "classification": "cold"}
