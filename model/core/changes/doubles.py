"""What refers to a record goes over to another one; of two rows that may stand once one is left (M08, M21, M23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.changes.bulk_sql import delete_where, update_where
from model.core.changes.change import Change
from model.core.changes.foreign_keys import Pointer, pointers
from model.core.fields.references import Reference
from model.core.records.record import Record, Row
from model.core.storage.store import Connection


def unite(change: Change, row: type[Row], ends: int, stays: int, identity: Sequence[str]) -> None:
    """Delete the row ``ends`` and give the row ``stays`` what it lacks of it; the columns of ``identity`` are its own.

    It is done whoever may see them: what belongs to somebody else is united as well. What refers to a record that
    ends refers to the one that stays.
    """
    if issubclass(row, Record):
        move_all(change, row, ends, stays)
    values = gained(row, identity, *(change.read_whoever_sees(row, each) for each in (ends, stays)))
    delete_where(change, row, f"{row.table()}.id = ?", (ends,))
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
        table = row.table()
        for columns in row.unique:
            if new in columns:
                same = " AND ".join(f"kept.{name} = {table}.{name}" for name in columns if name != new) or "1"
                doubles = change.connection.execute(
                    f"SELECT {table}.id, kept.id FROM {table} JOIN {table} kept ON {same}"
                    f" WHERE {table}.{old} = ? AND kept.{new} = ?",
                    (source[1], target[1]),
                ).fetchall()
                for ends, stays in doubles:
                    unite(change, row, ends, stays, (*columns, old))
        update_where(change, row, f"{table}.{old} = ?", (source[1],), {old: None, new: target[1]})


def stood_for(change: Change, kind: str) -> bool:
    """Whether any row stands for a record of that kind."""
    return any(
        change.connection.execute(f"SELECT 1 FROM {row.table()} WHERE {name} IS NOT NULL LIMIT 1").fetchone()
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
    tests, parameters = [], []
    for pointer in own:
        column = f"{pointer.row.table()}.{pointer.column} IN (?, ?)"
        if pointer.record_column:
            column += f" AND {pointer.row.table()}.{pointer.record_column} = ?"
        tests.append(column)
        parameters += [source, target, *([record.name_in_code] if pointer.record_column else [])]
    delete_where(made, own[0].row, " AND ".join(tests), parameters)


def _move(made: Change, record: type[Record], pointer: Pointer, source: int, target: int) -> None:
    stored: dict[str, Any] = {pointer.column: target}
    field = pointer.row.fields()[pointer.column]
    if isinstance(field, Reference) and field.has_key:
        key = f"{record.title_field}_key"
        (stored[f"{pointer.column}_key"],) = made.connection.execute(
            f"SELECT {key} FROM {record.table()} WHERE id = ?", (target,)
        ).fetchone()
    where, parameters = pointer.where(record)
    update_where(made, pointer.row, where, (*parameters, source), stored)


def _unite_doubles(made: Change, record: type[Record], pointer: Pointer, source: int, target: int) -> None:
    """Make one of two rows that may stand once and would be the same: what the one has not, it gets from the other."""
    row = pointer.row
    for columns in row.unique:
        if pointer.column not in columns:
            continue
        for double, kept in doubles_of(made.connection, record, pointer, columns, source, target):
            unite(made, row, double, kept, columns)


def doubles_of(
    connection: Connection, record: type[Record], pointer: Pointer, columns: Sequence[str], source: int, target: int
) -> list[tuple[int, int]]:
    """Return (row that ends, row that stays) for rows that would stand twice when the source is the target."""
    table = pointer.row.table()
    others = [column for column in columns if column not in (pointer.column, pointer.record_column)]
    mine, mine_parameters = pointer.where(record)
    theirs, their_parameters = pointer.where(record, "kept")
    same = " AND ".join(f"kept.{column} = {table}.{column}" for column in others) or "1"
    return connection.execute(
        f"SELECT {table}.id, kept.id FROM {table} JOIN {table} kept ON {same} WHERE {mine} AND {theirs}",
        (*mine_parameters, source, *their_parameters, target),
    ).fetchall()
