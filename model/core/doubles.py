"""Two rows that may stand once and would be the same: they become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.changes import Change
from model.core.records import Row
from model.core.sets import delete_where, update_where


def unite(change: Change, row: type[Row], ends: int, stays: int, identity: Sequence[str]) -> None:
    """Delete the row ``ends`` and give the row ``stays`` what it lacks of it; the columns of ``identity`` are its own.

    It is done whoever may see them: what belongs to somebody else is united as well.
    """
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
