"""A call list in a file: who is on it, by which number, how far it has come (COM-04)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from model.activities.records import OUTCOMES
from model.calling.kinds import CallableKind, callable_kinds
from model.calling.lists import find
from model.calling.records import STATES
from model.calling.rules import reason_text
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.dates import from_utc_text
from model.core.fields.base import Field
from model.core.fields.numbers import Whole
from model.core.fields.texts import Text
from model.core.fields.times import Moment
from model.core.language import N_, _
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
    table = kind.record.table()
    where, parameters = visible(kind.record, session.person.id)
    number = ", ".join(f"nullif(trim({table}.{name}), '')" for name in kind.numbers)
    last = "SELECT made.id FROM call_list_call made WHERE made.record = entry.record"
    rows = session.store.rows(
        f"SELECT entry.id, {table}.id, {table}.{kind.record.title_field}, coalesce({number}), {table}.{kind.town},"
        " entry.state, entry.due, entry.tries, last.at, last.outcome, employee.initials, entry.reason"
        f" FROM call_list_entry entry JOIN {table} ON {table}.id = entry.record_id"
        f" LEFT JOIN call_list_call last ON last.id = ({last} AND made.record_id = entry.record_id"
        " AND made.list = entry.list ORDER BY made.at DESC, made.id DESC LIMIT 1)"
        f" LEFT JOIN employee ON employee.id = last.caller"
        f" WHERE entry.list = ? AND entry.record = ? AND {where}",
        (list_id, kind.name, *parameters),
    )
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
