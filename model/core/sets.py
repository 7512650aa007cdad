"""Changing and deleting rows by the set, with their history, whoever may see them.

These are for what follows from a plan that was made with the person's eyes: no rule is asked and nothing is checked.
Conditions are SQL written in the program, with the values from outside as parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.changes import Change, _json
from model.core.records import Record, Row

_MOST_PAIRS = 50
"""SQLite's functions take no more than a hundred arguments in the versions about."""


def update_where(
    change: Change, record: type[Row], where: str, parameters: Sequence[Any], stored: Mapping[str, Any]
) -> int:
    """Set stored columns on all rows that match and are not so already; return how many that was."""
    table = record.table()
    after = {**stored, **change.stamp()} if issubclass(record, Record) else dict(stored)
    different = " OR ".join(f"{table}.{column} IS NOT ?" for column in stored)
    change.flush()
    mark = _newest(change)
    count = change.connection.execute(
        f"INSERT INTO change_row (change, record, record_id, action, before, after)"
        f" SELECT ?, ?, {table}.id, 'update', {_object(after)}, ? FROM {table} WHERE ({where}) AND ({different})",
        (change.id, record.name_in_code, _json(after), *parameters, *stored.values()),
    ).rowcount
    if count:
        assignments = ", ".join(f"{column} = ?" for column in after)
        change.connection.execute(
            f"UPDATE {table} SET {assignments} WHERE id IN (SELECT record_id FROM change_row WHERE id > ?)",
            (*after.values(), mark),
        )
        change.rows += count
    return count


def delete_where(change: Change, record: type[Row], where: str, parameters: Sequence[Any]) -> int:
    """Delete all rows that match; return how many there were."""
    table = record.table()
    scope = " AND ".join(["1", *(f"{table}.{column} = ?" for column in record.scope)])
    columns = [row[1] for row in change.connection.execute(f"PRAGMA table_info({table})")]
    change.flush()
    mark = _newest(change)
    count = change.connection.execute(
        f"INSERT INTO change_row (change, record, record_id, action, before, after)"
        f" SELECT ?, ?, {table}.id, 'delete', {_object(columns)}, NULL FROM {table} WHERE ({where}) AND {scope}",
        (change.id, record.name_in_code, *parameters, *record.scope.values()),
    ).rowcount
    if count:
        change.connection.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT record_id FROM change_row WHERE id > ?)", (mark,)
        )
        change.rows += count
        if record.name_in_code in ("employee", "option"):
            change.session.names.forget()
    return count


def _newest(change: Change) -> int:
    return int(change.connection.execute("SELECT coalesce(max(id), 0) FROM change_row").fetchone()[0])


def _object(columns: Sequence[str] | Mapping[str, Any]) -> str:
    """Return SQL for a JSON object of columns, however many there are.

    Objects are put together as text: what merges JSON leaves out nulls.
    """
    names = list(columns)
    joined = ""
    for start in range(0, len(names), _MOST_PAIRS):
        pairs = ", ".join(f"'{name}', {name}" for name in names[start : start + _MOST_PAIRS])
        part = f"json_object({pairs})"
        if not joined:
            joined = part
            continue
        # What stands before the closing brace is a number, a null or a quotation mark: only the brace goes.
        joined = f"rtrim({joined}, '}}') || ',' || substr({part}, 2)"
    return joined
