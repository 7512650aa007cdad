"""Calls, appointments, tasks, notes and e-mails on leads, customers, contacts and opportunities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from model.demo.customers import Record
from model.demo.dice import Dice, spread
from model.demo.emails import make_conversations
from model.demo.employees import EMPLOYEES
from model.demo.numbers import international
from model.demo.texts import (
    APPOINTMENT_SUBJECTS,
    CALL_SUBJECTS,
    CALL_TEXTS,
    CUSTOMER_NOTES,
    EMAIL_SUBJECTS,
    EMAIL_TEXTS,
    LEAD_NOTES,
    NOTE_SUBJECTS,
    OUTCOMES,
    TASK_SUBJECTS,
)
from model.demo.times import moment, slot, working_day

Link = tuple[str, int]
"""What an activity belongs to: the kind of record and its place in its list."""

_KINDS = spread((("call", 8), ("note", 9), ("task", 8), ("appointment", 4), ("email", 4)))
_ADDRESS = {employee["initials"]: employee["email"] for employee in EMPLOYEES}


def activities(
    dice: Dice,
    today: date,
    leads: Sequence[Record],
    customers: Sequence[Record],
    contacts: Sequence[Record],
    opportunities: Sequence[Record],
    count: int,
) -> list[Record]:
    """Return ``count`` activities, oldest first; ``links`` says which records each belongs to, one or several."""
    contacted = [i for i, lead in enumerate(leads) if lead["status"] != "not_contacted" and lead["owner"]]
    linked = [i for i, contact in enumerate(contacts) if contact["customers"]]
    sellers = [employee["initials"] for employee in EMPLOYEES if employee["role"] != "reader"]
    records = []
    for i in range(count):
        chance = dice.random()
        links: list[Link]
        if chance < 0.5:
            at = dice.pick(contacted)
            about, links = leads[at], [("lead", at)]
            country, person = about["country"], about["first_name"]
        elif chance < 0.9:
            at = dice.pick(linked)
            customer = contacts[at]["customers"][0][0]
            about, person = contacts[at], contacts[at]["first_name"]
            links = [("customer", customer), ("contact", at)] if chance < 0.8 else [("customer", customer)]
            country = customers[customer]["addresses"]["visiting"]["country"]
        else:
            at = dice.pick(range(len(opportunities)))
            about = opportunities[at]
            links = [("opportunity", at), ("customer", about["customer"])]
            country = "DK" if about["currency"] == "DKK" else "NO"
            person = None if about["contact"] is None else contacts[about["contact"]]["first_name"]
        # Everybody who sells has a meeting today and tomorrow, and something that should have been done.
        kind, days = dice.pick(_KINDS), None
        if i < 4 * len(sellers):
            kind, days = (("appointment", 0), ("appointment", -1), ("task", 0), ("task", 4))[i // len(sellers)]
        owner = sellers[i % len(sellers)] if days is not None else about["owner"]
        record = _activity(dice, today, kind, country, person or "", about, days)
        record.update(kind=kind, owner=owner, links=links, created_by=owner, changed_by=owner)
        # Tomorrow's meeting is one of every week, today's task one of every other.
        comes_again = {("appointment", -1): "FREQ=WEEKLY", ("task", 0): "FREQ=WEEKLY;INTERVAL=2"}
        record["recurrence"] = comes_again.get((kind, days)) if days is not None else None
        record["place"] = "Teams" if record["recurrence"] and kind == "appointment" else None
        record["remind"] = 15 if record["place"] else None
        if kind == "email":
            ours, theirs = _ADDRESS[owner], about.get("email") or "post@ukjent.example"
            outgoing = record["direction"] != "in"
            record["from"], record["to"] = (ours, theirs) if outgoing else (theirs, ours)
        records.append(record)
    records.sort(key=lambda record: (record["created_at"], record["kind"], record["subject"]))
    make_conversations(records)
    return records


def _activity(
    dice: Dice, today: date, kind: str, country: str, person: str, about: Record, days: int | None
) -> dict[str, Any]:
    past = dice.whole(1, 400)
    at = moment(dice, today, past)
    record: dict[str, Any] = dict.fromkeys(
        ("text", "start", "end", "due", "priority", "direction", "number", "outcome", "duration", "from", "to")
    )
    record.update(done=True, created_at=at, changed_at=at)
    if kind == "call":
        outcome = dice.pick(OUTCOMES)
        seconds = dice.whole(40, 1500) if outcome in ("reached", "call_back", "not_interested") else 0
        record.update(
            subject=dice.pick(CALL_SUBJECTS[country]),
            text=dice.pick(CALL_TEXTS[country]) or None,
            start=at,
            end=at + timedelta(seconds=seconds),
            direction="out" if dice.chance(0.8) else "in",
            number=international(about.get("mobile") or about.get("phone"), country),
            outcome=outcome,
            duration=seconds,
        )
    elif kind == "appointment":
        days = dice.whole(-30, 200) if days is None else days
        start = slot(dice, today, days)
        if days == 0:
            start = start.replace(year=today.year, month=today.month, day=today.day)
        made = moment(dice, today, max(days, 0) + dice.whole(1, 20))
        record.update(
            subject=dice.pick(APPOINTMENT_SUBJECTS[country]),
            start=start,
            end=start + timedelta(minutes=dice.pick((30, 60, 60, 90))),
            done=start.date() < today,
            created_at=made,
            changed_at=made,
        )
    elif kind == "task":
        planned = days is not None
        days = dice.whole(-40, 250) if days is None else days
        due = today if days == 0 else working_day(today - timedelta(days=days))
        done = not planned and dice.chance(0.93 if days > 0 else 0.1)
        made = moment(dice, today, max(days, 0) + dice.whole(1, 30))
        record.update(
            subject=dice.pick(TASK_SUBJECTS[country]),
            due=datetime.combine(due, time(14), UTC),
            done=done,
            priority=dice.pick(("normal", "normal", "normal", "high", "low")),
            created_at=made,
            changed_at=made,
        )
    elif kind == "note":
        texts = LEAD_NOTES if "status" in about and "currency" not in about else CUSTOMER_NOTES
        record.update(
            subject=dice.pick(NOTE_SUBJECTS[country]),
            text=dice.pick(texts[country]).replace("{person}", person or "innehaver"),
        )
    else:
        draft = dice.chance(0.05)
        record.update(
            subject=dice.pick(EMAIL_SUBJECTS[country]).replace("{number}", str(dice.whole(2000, 4999))),
            text=dice.pick(EMAIL_TEXTS[country]).replace("{person}", person).replace(" ,", ","),
            start=at,
            done=not draft,
            direction="draft" if draft else "out" if dice.chance(0.65) else "in",
            priority="high" if dice.chance(0.06) else "normal",
        )
    return record
