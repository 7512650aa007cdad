"""Rows that name a record by two columns, ``record`` and ``record_id``: what becomes of them when it ends.

Merging moves all such rows. What happens to them where the record is deleted, or a lead becomes something else, each
kind of row declares: :attr:`Row.deleted_along` and :attr:`Row.follows_conversion`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.changes.doubles import unite
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement, stored

Place = tuple[str, int]
"""A record: its word in code and its ID."""


def deleted_along(session: Session) -> list[type[Row]]:
    """Return the kinds of row that are deleted with the record that they name."""
    return [row for row in session.records.values() if row.deleted_along]


def move_converted(made: Change, moves: Mapping[Place, Place]) -> None:
    """Have the rows that name a converted record name what it became; what would stand twice becomes one.

    ``moves`` maps each record to what takes its place. Only rows of kinds with :attr:`Row.follows_conversion` move.
    """
    for row in made.session.records.values():
        if row.follows_conversion:
            for type_name in {source[0] for source in moves}:
                _move(made, row, type_name, {old: new for (kind, old), new in moves.items() if kind == type_name})


def _move(made: Change, row: type[Row], type_name: str, moves: Mapping[int, Place]) -> None:
    made.flush()
    found = made.session.store.rows(_naming(row), record=type_name, ids=[*moves])
    stamp = made.stamp() if found and issubclass(row, Record) else {}
    for row_id, old in found:
        record, record_id = moves[old]
        moved = {"record": record, "record_id": record_id}
        double, columns = _double(made, row, row_id, moved)
        if double is None:
            made.restore_stored(row, row_id, {**moved, **stamp})
        else:
            unite(made, row, row_id, double, columns)


def _double(made: Change, row: type[Row], row_id: int, moved: Mapping[str, Any]) -> tuple[int | None, Sequence[str]]:
    """Return the row that would be the same, and the columns by which it would; None where there is none."""
    for columns in row.unique:
        if not set(moved) <= set(columns):
            continue
        others = tuple(column for column in columns if column not in moved)
        found = made.session.store.value(_same(row, others), mine=row_id, **moved)
        if found is not None:
            return int(found), columns
    return None, ()


@statement
def _naming(row: type[Row]) -> peewee.Query:
    record_id = column_of(row, "record_id")
    named = (column_of(row, "record") == stored("record")) & among(record_id, slot("ids"))
    return row.select(column_of(row, "id"), record_id).where(named).order_by(column_of(row, "id"))


@statement
def _same(row: type[Row], others: tuple[str, ...]) -> peewee.Query:
    """Return the query for a row that names a record and says the same in ``others`` as the row ``mine``."""
    mine = row.alias("mine")
    rows = peewee.Join(row, mine, on=column_of(mine, "id") == stored("mine"))
    condition = (column_of(row, "record") == stored("record")) & (column_of(row, "record_id") == stored("record_id"))
    condition &= column_of(row, "id") != column_of(mine, "id")
    for name in others:
        condition &= column_of(row, name) == column_of(mine, name)
    return peewee.Select((rows,), (column_of(row, "id"),)).where(condition)
