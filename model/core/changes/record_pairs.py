"""Rows that name a record by two columns, ``record`` and ``record_id``: what becomes of them when it ends.

Merging moves all such rows. What happens to them where the record is deleted, or a lead becomes something else, each
kind of row declares: :attr:`Row.deleted_along` and :attr:`Row.follows_conversion`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.changes.doubles import unite
from model.core.records.record import Record, Row

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
    table = row.table()
    made.flush()
    found = made.connection.execute(
        f"SELECT id, record_id FROM {table} WHERE record = ? AND record_id IN (SELECT value FROM json_each(?))"
        " ORDER BY id",
        (type_name, json.dumps([*moves])),
    ).fetchall()
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
        others = [column for column in columns if column not in moved]
        same = "".join(f" AND {row.table()}.{column} = mine.{column}" for column in others)
        found = made.connection.execute(
            f"SELECT {row.table()}.id FROM {row.table()} JOIN {row.table()} mine ON mine.id = ?"
            f" WHERE {row.table()}.record = ? AND {row.table()}.record_id = ? AND {row.table()}.id <> mine.id{same}",
            (row_id, moved["record"], moved["record_id"]),
        ).fetchone()
        if found is not None:
            return int(found[0]), columns
    return None, ()
