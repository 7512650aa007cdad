"""What is on a call list, and taking up again what is parked (K04)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from model.calling.kinds import CallableKind, RecordRef, callable_kinds
from model.calling.lists import find, may_work_through
from model.calling.records import RETRY, STATES, CallList, CallListEntry
from model.calling.rules import reason_text
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_sql import update_where
from model.core.changes.change import change
from model.core.dates import from_utc_text, utc_text
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, among
from model.core.storage.statements import slot, statement
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
    wanted = tuple(choice.name for choice in STATES if not state or choice.name == state)
    if not wanted:
        names = ", ".join(choice.name for choice in STATES)
        raise UserError(_("{text} is none of {choices}.").format(text=quotation(state), choices=names), "state")
    found = sorted(
        row
        for kind in callable_kinds(session)
        for row in session.rows(_entries_of_kind(kind, wanted, limit), list=list_id, type_name=kind.name)
    )
    zone = session.clock().tzinfo
    return [
        Entry(
            RecordRef(type_name, record_id), shown(str(name or "")), _STATES[number].name,
            from_utc_text(due).astimezone(zone) if due else None, tries,
            reason_text(reason, session) if reason else "",
        )
        for _entry, type_name, record_id, name, number, due, tries, reason in found[: None if limit is None else limit]
    ]  # fmt: skip


@statement
def _entries_of_kind(kind: CallableKind, states: tuple[str, ...], limit: int | None) -> peewee.Query:
    entry, coalesce = CallListEntry, peewee.fn.coalesce
    query = (
        entry.select(
            entry.id, entry.record, entry.record_id, kind.title, entry.state, coalesce(entry.due, BLANK),
            coalesce(entry.tries, peewee.SQL("0")), coalesce(entry.reason, BLANK),
        )
        .join(kind.record, on=kind.record.id == entry.record_id)
        .where(
            entry.list == slot("list"), entry.record == slot("type_name"), entry.state.in_(states), seen(kind.record)
        )
        .order_by(entry.id)
    )  # fmt: skip
    return query if limit is None else query.limit(limit)


def promised_by(session: Session, task: int) -> tuple[int, RecordRef] | None:
    """Return the list and the record of a call-back that a task stands for; None where it is no call-back.

    Nor where the list is not the person's to work through.
    """
    row = session.row(_promise_of_task(), task=task)
    return None if row is None else (row[0], RecordRef(row[1], row[2]))


@statement
def _promise_of_task() -> peewee.Query:
    entry = CallListEntry
    return (
        entry.select(entry.list, entry.record, entry.record_id)
        .join(CallList, on=CallList.id == entry.list)
        .where(entry.task == slot("task"), may_work_through())
    )


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
        values = {"state": RETRY, "due": utc_text(session.clock()), "tries": 0}
        count = update_where(made, CallListEntry, among(CallListEntry.id, _parked(session, list_id, wanted)), values)
        made.tell(count=count)
    return count


def _parked(session: Session, list_id: int, records: Collection[RecordRef]) -> list[int]:
    """Return the IDs of the entries of parked records."""
    rows = session.store.rows(_parked_entries(), list=list_id)
    return [entry for entry, type_name, record_id in rows if RecordRef(type_name, record_id) in records]


@statement
def _parked_entries() -> peewee.Query:
    entry = CallListEntry
    return entry.select(entry.id, entry.record, entry.record_id).where(
        entry.list == slot("list"), entry.state == "parked"
    )
