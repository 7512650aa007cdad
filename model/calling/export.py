"""A call list in a file: who is on it, by which number, how far it has come (COM-04)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from model.activities.records import OUTCOMES
from model.calling.kinds import CallableKind, callable_kinds
from model.calling.lists import find
from model.calling.records import STATES, CallListCall, CallListEntry
from model.calling.rules import reason_text
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.dates import from_utc_text
from model.core.fields.base import Field
from model.core.fields.numbers import Whole
from model.core.fields.texts import Text
from model.core.fields.times import Moment
from model.core.language import N_, _
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, column_of, first
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown
from model.files.output_table import OutputTable
from model.files.stopping import Progress, Stop
from model.files.table_export import export_tables

_STATES = {choice.number: choice.label for choice in STATES}
_OUTCOMES = {choice.number: choice.label for choice in OUTCOMES}


def _named(name: str, field: Field) -> Field:
    field.name = name
    return field


FIELDS: Sequence[Field] = (
    _named("record", Text(N_("Record"), width=10)),
    _named("record_id", Whole(N_("ID"), grouped=False, width=6)),
    _named("name", Text(N_("Name"), width=30)),
    _named("number", Text(N_("Telephone"), width=16)),
    _named("town", Text(N_("Town"), width=16)),
    _named("state", Text(N_("State"), width=14)),
    _named("due", Moment(N_("Due"), width=16)),
    _named("tries", Whole(N_("Tries"), width=6)),
    _named("called_at", Moment(N_("Called last"), width=16)),
    _named("outcome", Text(N_("Outcome"), width=14)),
    _named("caller", Text(N_("Caller"), width=6)),
    _named("reason", Text(N_("Skipped because"), width=24)),
)
"""The columns of the file."""


def export(
    session: Session,
    list_id: int,
    target: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> int:
    """Write who is on a call list to a workbook, CSV or PDF, as the name of the file says; return how many that was.

    What the person may not see is left out. Raises :class:`NotFoundError` for a list that is gone or another's own,
    :class:`UserError` for a file that cannot be written.
    """
    found = find(session, list_id)
    rows = [row[1:] for row in sorted(row for kind in callable_kinds(session) for row in _rows(session, kind, list_id))]
    return export_tables(
        target, _("Call list {name}").format(name=shown(found.name)), "", [OutputTable(found.name, FIELDS, rows)], (),
        session.reading(), force=force, progress=progress, stop=stop,
    )  # fmt: skip


def _rows(session: Session, kind: CallableKind, list_id: int) -> list[tuple[Any, ...]]:
    """Return the ID of each entry of a kind, and the values of its row."""
    rows = session.rows(_entries(kind), list=list_id, type_name=kind.name)
    label = _(kind.record.label)
    return [
        (
            entry, label, record_id, name, phone, town, _(_STATES[state]), _moment(due), tries, _moment(at),
            _(_OUTCOMES[outcome]) if outcome else None, caller, reason_text(reason, session) if reason else None,
        )
        for entry, record_id, name, phone, town, state, due, tries, at, outcome, caller, reason in rows
    ]  # fmt: skip


def _moment(stored: str | None) -> datetime | None:
    return from_utc_text(stored) if stored else None


@statement
def _entries(kind: CallableKind) -> peewee.Query:
    record, entry, last, made = kind.record, CallListEntry, CallListCall.alias("last"), CallListCall.alias("made")
    numbers = [peewee.fn.nullif(peewee.fn.trim(column_of(record, name)), BLANK) for name in kind.numbers]
    latest = (
        made.select(made.id)
        .where(made.record == entry.record, made.record_id == entry.record_id, made.list == entry.list)
        .order_by(first(made.at, descending=True), made.id.desc())
        .limit(1)
    )
    return (
        entry.select(
            entry.id, record.id, kind.title, peewee.fn.coalesce(*numbers), column_of(record, kind.town), entry.state,
            entry.due, entry.tries, last.at, last.outcome, EmployeeTable.initials, entry.reason,
        )
        .join(record, on=record.id == entry.record_id)
        .join(last, peewee.JOIN.LEFT_OUTER, on=last.id == latest)
        .join(EmployeeTable, peewee.JOIN.LEFT_OUTER, on=EmployeeTable.id == last.caller)
        .where(entry.list == slot("list"), entry.record == slot("type_name"), seen(record))
    )  # fmt: skip
