"""The changes on file, and what each did to a row, as one person may see them (COM-07)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from model.core import dates
from model.core.access.custom_values import differing
from model.core.access.session import Session
from model.core.errors import NotFoundError
from model.core.fields.references import Joined
from model.core.history import visibility
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.employee_table import EmployeeTable
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.engine import Row as StoredRow
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown

UNDONE = "undone"
"""The detail of an undo that is the name of the change that was undone; its own details stand beside it."""
_AS_GIVEN = ("name", "file")
"""Details of a change that are names of somebody's own, never words of the program's."""

_STAMPS = ("version", "changed_at", "changed_by", "changed_by_key")
_NAMELESS = frozenset({"count", "file", "field", "records"})
"""Details of a change that never are the name of a record."""
_ADMINISTERED = ("employee", "option", "custom_field")
"""What administrators alone write: a right that somebody had when it was done is not theirs for good."""
_HIGHEST = 2**62
"""Higher than the ID of any change."""


@dataclass(frozen=True)
class PastChange:
    """One change of the history."""

    id: int
    name: str
    """What was done, in the language in use, safe to show."""
    kind: str
    author: str
    """Initials."""
    at: datetime
    rows: int
    undoes: int | None
    undone_by: int | None
    author_id: int
    hid: int = 0
    """How many records that the person may not see it hid from others; told to administrators alone (decision 22)."""


@dataclass(frozen=True)
class PastField:
    """What one change did to one field of a record, as people read it; ``before`` is None where the row was made."""

    change: PastChange
    action: str
    """insert, update or delete; touch where something that hangs on the record changed, and no field of its own; link
    where something was linked to it, taken off, or its link says something else now."""
    field: str
    before: str | None
    after: str | None
    label: str = ""
    """What the field is called, in the language in use, safe to show."""


# Queries

_AUTHOR = EmployeeTable.alias("author")
_COLUMNS = (
    ChangeEntry.id, ChangeEntry.name, ChangeEntry.details, ChangeEntry.kind, _AUTHOR.initials, ChangeEntry.at,
    ChangeEntry.rows, ChangeEntry.undoes, ChangeEntry.undone_by, ChangeEntry.author,
)  # fmt: skip
"""What :func:`_past` reads, in its order."""


def in_force_after(change: Any) -> Any:
    """Return the condition on a change later than ``change`` that it is neither undone nor the undoing of such a one.

    It is asked of :class:`~model.core.records.history_tables.ChangeEntry` under its own name.
    """
    return ChangeEntry.undone_by.is_null() & (ChangeEntry.undoes.is_null() | (ChangeEntry.undoes <= change))


def _changes(*more: Any) -> peewee.ModelSelect[ChangeEntry]:
    return ChangeEntry.select(*_COLUMNS, *more).join(_AUTHOR, on=_AUTHOR.id == ChangeEntry.author)


@statement
def _newest() -> peewee.Query:
    return _changes().where(ChangeEntry.id < slot("before")).order_by(ChangeEntry.id.desc())


@statement
def _one() -> peewee.Query:
    return _changes().where(ChangeEntry.id == slot("change"))


def _newest_of_author() -> peewee.ModelSelect[ChangeEntry]:
    standing = _changes().where(ChangeEntry.author == slot("author"), ChangeEntry.undone_by.is_null())
    return standing.order_by(ChangeEntry.id.desc()).limit(1)


@statement
def _newest_done() -> peewee.Query:
    return _newest_of_author().where(ChangeEntry.undoes.is_null())


@statement
def _newest_but_redone() -> peewee.Query:
    return _newest_of_author().where(ChangeEntry.kind != "redo")


@statement
def _lines() -> peewee.Query:
    return (
        _changes(ChangeRow.action, ChangeRow.before, ChangeRow.after, ChangeRow.id)
        .join_from(ChangeEntry, ChangeRow, on=ChangeRow.change == ChangeEntry.id)
        .where(ChangeRow.record == slot("record"), ChangeRow.record_id == slot("record_id"))
        .order_by(ChangeRow.id.desc())
    )


@statement
def _administered_rows() -> peewee.Query:
    rows = ChangeRow.select(peewee.SQL("1")).where(ChangeRow.change == slot("change"))
    return rows.where(ChangeRow.record.in_(_ADMINISTERED)).limit(1)


# Changes


def _sentence(name: str, details: Mapping[str, str], *, named: bool) -> str:
    """Return what a change is called, in the language in use, safe to show; ``named`` without the names in it: "…".

    Whoever undid something may have done so in another language: the history keeps the English name of what was
    undone, with its details, and each reader has it in their own.
    """
    sentence = _(name)
    if UNDONE in details:
        others = {key.removeprefix(f"{UNDONE}."): value for key, value in details.items() if key != UNDONE}
        return sentence.replace("{name}", _sentence(details[UNDONE], others, named=True) if named else "…")
    for key, value in details.items():
        sentence = sentence.replace("{" + key + "}", shown(value if key in _AS_GIVEN else _(value)) if named else "…")
    return sentence


def _past(row: StoredRow, *, named: bool = True) -> PastChange:
    name = _sentence(row[1], json.loads(row[2] or "{}"), named=named)
    return PastChange(row[0], name, row[3], row[4], dates.from_utc_text(row[5]), row[6], row[7], row[8], row[9])


def _past_as_seen(session: Session, row: StoredRow) -> PastChange | None:
    """Return a change as the person may see it, None where all that it touched is hidden from them.

    Where only some of it is, the change goes by its kind alone: its name could be that of a hidden record.
    """
    if row[9] == session.person.id:
        return _past(row)
    shown_some, hidden_some = visibility.of_change(session, row[0])
    hid = visibility.hidden_by(session, row[0]) if hidden_some and session.person.role == "administrator" else 0
    if hid:
        past = _past(row, named=False)
        hides = ngettext("{count} record hidden", "{count} records hidden", hid).format(count=format_whole(hid))
        return replace(past, name=f"{past.name} ({hides})", hid=hid)
    return _past(row, named=not hidden_some) if shown_some or not hidden_some else None


def _named_beside(session: Session, row: StoredRow) -> bool:
    """Whether a change that touched a record the person may see can be called by its name.

    It may be that of another record, which is hidden from them: of a contact that was deleted from a customer, say.
    """
    if row[9] == session.person.id or row[6] <= 1 or _NAMELESS.issuperset(json.loads(row[2] or "{}")):
        return True
    # What administrators did to very many records is called by the choice, the field or the employee.
    return administered(session, row[0]) or not visibility.of_change(session, row[0])[1]


def administered(session: Session, change_id: int) -> bool:
    """Whether a change touched what administrators alone write."""
    return session.store.row(_administered_rows(), change=change_id) is not None


def latest(session: Session, limit: int = 200, *, before: int | None = None) -> list[PastChange]:
    """Return the newest changes of everybody, newest first; ``before`` a change's ID for the next page.

    Changes that touched nothing but records hidden from the person are left out.
    """
    found: list[PastChange] = []
    for row in session.store.each(_newest(), before=before or _HIGHEST):
        past = _past_as_seen(session, row)
        if past is not None:
            found.append(past)
            if len(found) == limit:
                break
    return found


def one(session: Session, change_id: int) -> PastChange:
    """Return a change by its ID; raise :class:`NotFoundError` where there is none to see."""
    row = session.store.row(_one(), change=change_id)
    past = None if row is None else _past_as_seen(session, row)
    if past is None:
        raise NotFoundError(_("There is no change {number}.").format(number=change_id), "change")
    return past


def one_unnamed(session: Session, change_id: int) -> PastChange:
    """Return a change that is on file; where all that it touched is hidden from the person, without its name."""
    row = session.store.row(_one(), change=change_id)
    assert row is not None
    return _past_as_seen(session, row) or _past(row, named=False)


def latest_own(session: Session) -> PastChange | None:
    """Return the person's latest change that is not undone, None where there is none (cli.md, ``salg undo``)."""
    row = session.store.row(_newest_done(), author=session.person.id)
    return None if row is None else _past(row)


def latest_undone(session: Session) -> PastChange | None:
    """Return the person's latest undo that can itself be undone (redo), None where they did something else since.

    After several undos the redos come back in the opposite order.
    """
    row = session.store.row(_newest_but_redone(), author=session.person.id)
    return _past(row) if row is not None and row[3] == "undo" else None


# What they did to a row


def own_lines(session: Session, record: type[Record], record_id: int) -> Iterator[tuple[int, PastField]]:
    """Yield (line of the history, what it did to a field) for a record's own row, newest first.

    Nothing is yielded for a record that the person may not see; of one that is deleted, for one that they might not
    have seen.
    """
    if not visibility.of_row(session, record.name_in_code, record_id):
        return
    for line, past, action, before, after in lines_of(session, record.name_in_code, record_id):
        if action != "update":
            yield line, PastField(past, action, "", None, None)
        elif all(name in _STAMPS for name in after):
            yield line, PastField(past, "touch", "", None, None)
        else:
            for field in _field_lines(session, record, past, action, before, after):
                yield line, field


def lines_of(
    session: Session, kind: str, record_id: int
) -> Iterator[tuple[int, PastChange, str, dict[str, Any], dict[str, Any]]]:
    """Yield the history of one row, newest first: line, change, action, and what stood there before and after.

    The change goes by its name where that is not the name of something hidden from the person.
    """
    named: dict[int, bool] = {}
    for row in session.store.each(_lines(), record=kind, record_id=record_id):
        change, (action, before, after, line) = row[:10], row[10:]
        if change[0] not in named:
            named[change[0]] = _named_beside(session, change)
        past = _past(change, named=named[change[0]])
        yield line, past, action, json.loads(before or "{}"), json.loads(after or "{}")


def field_lines(
    session: Session, record: type[Record], past: PastChange, action: str, before: str | None, after: str | None
) -> Iterator[PastField]:
    """Yield what one line of the history did to each field of a record; ``before`` and ``after`` as they are stored."""
    yield from _field_lines(session, record, past, action, json.loads(before or "{}"), json.loads(after or "{}"))


def _field_lines(
    session: Session,
    record: type[Record],
    past: PastChange,
    action: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Iterator[PastField]:
    fields, reading = record.fields(), session.reading()
    for name in after:
        field = fields.get(name)
        if field is None or isinstance(field, Joined) or name in ("version", "changed_at", "changed_by"):
            continue
        if name == "custom":
            for own in differing(session, record, before.get(name), after[name]):
                yield PastField(past, action, own.field, own.before, own.after, own.label)
            continue
        texts = [shown(field.format(field.from_stored(value), reading)) for value in (before.get(name), after[name])]
        yield PastField(past, action, name, texts[0], texts[1], field.title)
