"""What is on a call list, and taking up again what is parked (K04)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from model.calling.kinds import CallableKind, RecordRef, callable_kinds
from model.calling.lists import SEEN, find
from model.calling.records import PARKED, RETRY, STATES, CallListEntry
from model.calling.rules import reason_text
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.bulk_sql import update_where
from model.core.changes.change import change
from model.core.dates import from_utc_text, utc_text
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.text import quotation
from model.core.text import visible as shown

_STATES = {choice.number: choice for choice in STATES}


@dataclass(frozen=True)
class Entry:
    """A record on a call list: ``state`` is a name of :data:`model.calling.records.STATES`, ``due`` its next call."""

    record: RecordRef
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
    """Return what is on a list and the person may see, in the order in which it was put on it.

    ``state`` narrows to those in one state. Raises :class:`UserError` for a state that there is none of, and
    :class:`NotFoundError` for a list that is gone or another's own.
    """
    find(session, list_id)
    numbers = [choice.number for choice in STATES if not state or choice.name == state]
    if not numbers:
        names = ", ".join(choice.name for choice in STATES)
        raise UserError(_("{text} is none of {choices}.").format(text=quotation(state), choices=names), "state")
    most = -1 if limit is None else limit
    found = sorted(
        row for kind in callable_kinds(session) for row in _of_kind(session, kind, list_id, numbers, most)
    )  # fmt: skip
    zone = session.clock().tzinfo
    return [
        Entry(
            RecordRef(type_name, record_id), shown(str(name or "")), _STATES[number].name,
            from_utc_text(due).astimezone(zone) if due else None, tries,
            reason_text(reason, session) if reason else "",
        )
        for _entry, type_name, record_id, name, number, due, tries, reason in found[: None if limit is None else limit]
    ]  # fmt: skip


_Row = tuple[int, str, int, str, int, str, int, str]


def _of_kind(session: Session, kind: CallableKind, list_id: int, states: list[int], most: int) -> Iterator[_Row]:
    table = kind.record.table()
    where, parameters = visible(kind.record, session.person.id)
    yield from session.store.rows(
        f"SELECT entry.id, entry.record, entry.record_id, {table}.{kind.record.title_field}, entry.state,"
        " coalesce(entry.due, ''), coalesce(entry.tries, 0), coalesce(entry.reason, '')"
        f" FROM call_list_entry entry JOIN {table} ON {table}.id = entry.record_id"
        f" WHERE entry.list = ? AND entry.record = ? AND entry.state IN ({', '.join('?' * len(states))}) AND {where}"
        " ORDER BY entry.id LIMIT ?",
        (list_id, kind.name, *states, *parameters, most),
    )


def promised_by(session: Session, task: int) -> tuple[int, RecordRef] | None:
    """Return the list and the record of a call-back that a task stands for; None where it is no call-back.

    Nor where the list is not the person's to work through.
    """
    row = session.store.row(
        "SELECT entry.list, entry.record, entry.record_id FROM call_list_entry entry"
        f" JOIN call_list ON call_list.id = entry.list WHERE entry.task = ? AND {SEEN}",
        (task, session.person.id),
    )
    return None if row is None else (row[0], RecordRef(row[1], row[2]))


def take_up(session: Session, list_id: int, records: Collection[RecordRef] | None = None) -> int:
    """Have parked ones called again, as a change: ``records``, or all that are parked; return how many there were.

    They are due at once, and as many tries as the list allows begin anew. Raises :class:`UserError` where none of
    them is parked.
    """
    found = find(session, list_id)
    parked = {entry.record for entry in entries(session, list_id, "parked")}
    wanted = parked if records is None else parked & set(records)
    if not wanted:
        raise UserError(_("None of them is parked on {name}.").format(name=shown(found.name)), "record")
    with change(session, N_("Take up those parked on call list {name}: {count}"), "call", name=found.name) as made:
        among = "(record, record_id) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')"
        count = update_where(
            made, CallListEntry, f"call_list_entry.list = ? AND state = {PARKED} AND {among} FROM json_each(?))",
            (list_id, json.dumps(sorted(wanted))), {"state": RETRY, "due": utc_text(session.clock()), "tries": 0},
        )  # fmt: skip
        made.tell(count=count)
    return count
