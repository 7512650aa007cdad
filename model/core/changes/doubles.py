"""What refers to a record goes over to another one; of two rows that may stand once one is left (M08, M21, M23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, update_where
from model.core.changes.change import Change
from model.core.changes.foreign_keys import Pointer, pointers
from model.core.fields.references import Reference
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import TRUE, column_of
from model.core.storage.statements import slot, statement
from model.core.storage.statements import stored as as_stored


def unite(change: Change, row: type[Row], ends: int, stays: int, identity: Sequence[str]) -> None:
    """Delete the row ``ends`` and give the row ``stays`` what it lacks of it; the columns of ``identity`` are its own.

    It is done whoever may see them: what belongs to somebody else is united as well. What refers to a record that
    ends refers to the one that stays.
    """
    if issubclass(row, Record):
        move_all(change, row, ends, stays)
    values = gained(row, identity, *(change.read_whoever_sees(row, each) for each in (ends, stays)))
    delete_where(change, row, _equal(row, "id"), value=ends)
    if values:
        change.update_whoever_sees(row, (stays,), values)


def gained(
    row: type[Row], identity: Sequence[str], ends: Mapping[str, Any], stays: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the row that stays gets of the other's, by field name; both are stored columns."""
    sides = [{name: field.from_stored(side[name]) for name, field in row.fields().items()} for side in (ends, stays)]
    return {name: value for name, value in row.united(*sides).items() if name not in identity}


def stand_for(change: Change, source: tuple[str, int], target: tuple[str, int]) -> None:
    """Have every row that stands for one record stand for another, of another kind: for what a lead became (C22).

    Which rows these are, kinds of row say with ``stands_for``. What would stand twice becomes one.
    """
    for row in change.session.records.values():
        old, new = row.stands_for.get(source[0]), row.stands_for.get(target[0])
        if old is None or new is None:
            continue
        for columns in row.unique:
            if new in columns:
                others = tuple(name for name in columns if name != new)
                for ends, stays in change.session.store.rows(
                    _standing_twice(row, old, new, others), source=source[1], target=target[1]
                ):
                    unite(change, row, ends, stays, (*columns, old))
        update_where(change, row, _equal(row, old), {old: None, new: target[1]}, value=source[1])


def stood_for(change: Change, kind: str) -> bool:
    """Whether any row stands for a record of that kind."""
    return any(
        change.session.store.row(_filled_in(row, name)) is not None
        for row in change.session.records.values()
        if (name := row.stands_for.get(kind)) is not None
    )


def move_all(made: Change, record: type[Record], source: int, target: int) -> None:
    """Make everything that refers to the source refer to the target; what would stand twice becomes one."""
    every = list(pointers(made.session, record))
    for row in dict.fromkeys(pointer.row for pointer in every):
        own = [pointer for pointer in every if pointer.row is row]
        if len(own) > 1 and not issubclass(row, Record):
            _end_between(made, record, own, source, target)
        for pointer in own:
            _unite_doubles(made, record, pointer, source, target)
            _move(made, record, pointer, source, target)


def _end_between(made: Change, record: type[Record], own: list[Pointer], source: int, target: int) -> None:
    """Delete rows that bind source and target to each other: they would bind it to itself."""
    delete_where(made, own[0].row, _binding(tuple(own), record), source=source, target=target)


def _move(made: Change, record: type[Record], pointer: Pointer, source: int, target: int) -> None:
    stored: dict[str, Any] = {pointer.column: target}
    field = pointer.row.fields()[pointer.column]
    if isinstance(field, Reference) and field.has_key:
        stored[f"{pointer.column}_key"] = made.session.store.value(_title_key(record), id=target)
    update_where(made, pointer.row, _referring(pointer, record), stored, source=source)


def _unite_doubles(made: Change, record: type[Record], pointer: Pointer, source: int, target: int) -> None:
    """Make one of two rows that may stand once and would be the same: what the one has not, it gets from the other."""
    row = pointer.row
    for columns in row.unique:
        if pointer.column not in columns:
            continue
        for double, kept in doubles_of(made.session, record, pointer, columns, source, target):
            unite(made, row, double, kept, columns)


def doubles_of(
    session: Session, record: type[Record], pointer: Pointer, columns: Sequence[str], source: int, target: int
) -> list[tuple[int, int]]:
    """Return (row that ends, row that stays) for rows that would stand twice when the source is the target."""
    others = tuple(column for column in columns if column not in (pointer.column, pointer.record_column))
    found = session.store.rows(_doubles(pointer, record, others), source=source, target=target)
    return [(ends, stays) for ends, stays in found]


# Queries; the record that ends is ``source``, the one that stays ``target``


@statement
def _equal(row: type[Row], column: str) -> peewee.Node:
    return column_of(row, column) == as_stored("value")


@statement
def _filled_in(row: type[Row], column: str) -> peewee.Query:
    return row.select(peewee.SQL("1")).where(column_of(row, column).is_null(False)).limit(1)


@statement
def _title_key(record: type[Record]) -> peewee.Query:
    return record.select(column_of(record, f"{record.title_field}_key")).where(column_of(record, "id") == slot("id"))


@statement
def _referring(pointer: Pointer, record: type[Record]) -> Any:
    return pointer.refers_to(record, as_stored("source"))


@statement
def _binding(own: tuple[Pointer, ...], record: type[Record]) -> Any:
    """Return the condition for rows whose every reference leads to one of the two."""
    found: Any = TRUE
    for pointer in own:
        source, target = (pointer.refers_to(record, as_stored(name)) for name in ("source", "target"))
        found &= source | target
    return found


@statement
def _doubles(pointer: Pointer, record: type[Record], others: tuple[str, ...]) -> peewee.Query:
    row, kept = pointer.row, pointer.row.alias("kept")
    source, target = as_stored("source"), as_stored("target")
    return _pairs(row, kept, others).where(pointer.refers_to(record, source) & pointer.refers_to(record, target, kept))


@statement
def _standing_twice(row: type[Row], old: str, new: str, others: tuple[str, ...]) -> peewee.Query:
    kept = row.alias("kept")
    source, target = as_stored("source"), as_stored("target")
    return _pairs(row, kept, others).where((column_of(row, old) == source) & (column_of(kept, new) == target))


def _pairs(row: type[Row], kept: Any, others: tuple[str, ...]) -> peewee.Select:
    """Return the query for the IDs of two rows that say the same in ``others``."""
    same: Any = TRUE
    for name in others:
        same &= column_of(kept, name) == column_of(row, name)
    return peewee.Select((peewee.Join(row, kept, on=same),), (column_of(row, "id"), column_of(kept, "id")))
