"""Changing and deleting rows by the set, with their history, whoever may see them.

These are for what follows from a plan that was made with the person's eyes: no rule is asked and nothing is checked.
Conditions are SQL written in the program, with the values from outside as parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.changes import Change, _object
from model.core.records import Row


def update_where(
    change: Change, record: type[Row], where: str, parameters: Sequence[Any], stored: Mapping[str, Any]
) -> int:
    """Set stored columns on all rows that match and are not so already; return how many that was."""
    return change.set_where(record, where, parameters, stored)


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
        change._changed_titles(record)
    return count


def _newest(change: Change) -> int:
    return int(change.connection.execute("SELECT coalesce(max(id), 0) FROM change_row").fetchone()[0])
