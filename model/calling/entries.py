"""What is on a call list, and taking up again what is parked (K04)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from model.calling.lists import SEEN, find
from model.calling.records import PARKED, RETRY, STATES, CallListEntry
from model.calling.rules import reason_text
from model.core.access import Session, visible
from model.core.changes import change
from model.core.dates import from_utc_text, utc_text
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.sets import update_where
from model.core.text import visible as shown
from model.leads.records import Lead

_STATES = {choice.number: choice for choice in STATES}


@dataclass(frozen=True)
class Entry:
    """A lead on a call list: ``state`` is a name of :data:`model.calling.records.STATES`, ``due`` its next call."""

    lead: int
    name: str
    state: str
    due: datetime | None
    tries: int
    reason: str
    """Why it is skipped, in the language in use."""

    @property
    def state_label(self) -> str:
        """What the state is called, in the language in use."""
        return next(_(choice.label) for choice in STATES if choice.name == self.state)


def entries(session: Session, list_id: int, state: str = "", limit: int | None = None) -> list[Entry]:
    """Return the leads on a list that the person may see, in the order in which they were put on it.

    ``state`` narrows to those in one state. Raises :class:`UserError` for a state that there is none of, and
    :class:`NotFoundError` for a list that is gone or another's own.
    """
    find(session, list_id)
    numbers = [choice.number for choice in STATES if not state or choice.name == state]
    if not numbers:
        names = ", ".join(choice.name for choice in STATES)
        raise UserError(_("{text} is none of {choices}.").format(text=repr(state), choices=names), "state")
    where, parameters = visible(Lead, session.person.id, "lead")
    marks = ", ".join("?" * len(numbers))
    zone = session.clock().tzinfo
    rows = session.store.rows(
        "SELECT lead.id, lead.name, entry.state, entry.due, coalesce(entry.tries, 0), entry.reason"
        " FROM call_list_entry entry JOIN lead ON lead.id = entry.lead"
        f" WHERE entry.list = ? AND entry.state IN ({marks}) AND {where} ORDER BY entry.id LIMIT ?",
        (list_id, *numbers, *parameters, -1 if limit is None else limit),
    )
    return [
        Entry(
            lead, shown(name), _STATES[number].name, from_utc_text(due).astimezone(zone) if due else None, tries,
            reason_text(reason, session) if reason else "",
        )
        for lead, name, number, due, tries, reason in rows
    ]  # fmt: skip


def promised_by(session: Session, task: int) -> tuple[int, int] | None:
    """Return the list and the lead of a call-back that a task stands for; None where it is no call-back.

    Nor where the list is not the person's to work through.
    """
    row = session.store.row(
        "SELECT entry.list, entry.lead FROM call_list_entry entry JOIN call_list ON call_list.id = entry.list"
        f" WHERE entry.task = ? AND {SEEN}",
        (task, session.person.id),
    )
    return None if row is None else (row[0], row[1])


def take_up(session: Session, list_id: int, leads: Sequence[int] | None = None) -> int:
    """Have parked leads called again, as a change: ``leads``, or all that are parked; return how many there were.

    They are due at once, and as many tries as the list allows begin anew. Raises :class:`UserError` where none of
    them is parked.
    """
    found = find(session, list_id)
    parked = {entry.lead for entry in entries(session, list_id, "parked")}
    wanted = parked if leads is None else parked & set(leads)
    if not wanted:
        raise UserError(_("No lead is parked on {name}.").format(name=shown(found.name)), "lead")
    with change(session, N_("Take up parked leads of call list {name}: {count}"), "call", name=found.name) as made:
        among = "lead IN (SELECT value FROM json_each(?))"
        count = update_where(
            made, CallListEntry, f"call_list_entry.list = ? AND state = {PARKED} AND {among}",
            (list_id, json.dumps(sorted(wanted))), {"state": RETRY, "due": utc_text(session.clock()), "tries": 0},
        )  # fmt: skip
        made.tell(count=count)
    return count
