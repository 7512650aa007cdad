"""Adding, changing and deleting rows by the set, with their history, whoever may see them.

These are for what follows from a plan that was made with the person's eyes: no rule is asked and nothing is checked.
Conditions are SQL written in the program, with the values from outside as parameters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.changes.history_json import as_json, object_sql
from model.core.records.record import Record, Row
from model.core.records.write_context import WriteContext


class Worked(NamedTuple):
    """A value that the engine works out for each row: SQL written in the program, with its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


def update_where(
    change: WriteContext[Session], record: type[Row], where: str, parameters: Sequence[Any], stored: Mapping[str, Any]
) -> int:
    """Set stored columns on all rows that match and are not so already; return how many that was.

    No rule is asked. A column's value may be :class:`Worked` out for each row from what stands in it.
    """
    table = record.table()
    set_ = {name: value if isinstance(value, Worked) else Worked("?", (value,)) for name, value in stored.items()}
    stamp = change.stamp() if issubclass(record, Record) else {}
    plain = {**{name: value for name, value in stored.items() if not isinstance(value, Worked)}, **stamp}
    worked = [(name, value) for name, value in stored.items() if isinstance(value, Worked)]
    different = " OR ".join(f"{table}.{name} IS NOT {value.sql}" for name, value in set_.items())
    after = "?" if not worked else "json_set(?, " + ", ".join(f"'$.{n}', {v.sql}" for n, v in worked) + ")"
    change.flush()
    mark = _newest(change)
    count = change.connection.execute(
        f"INSERT INTO change_row (change, record, record_id, action, before, after)"
        f" SELECT ?, ?, {table}.id, 'update', {object_sql([*stored, *stamp])}, {after} FROM {table}"
        f" WHERE ({where}) AND ({different})",
        (
            change.id, record.name_in_code, as_json(plain),
            *(one for _name, value in worked for one in value.parameters), *parameters,
            *(one for value in set_.values() for one in value.parameters),
        ),
    ).rowcount  # fmt: skip
    if count:
        assignments = ", ".join([*(f"{n} = {v.sql}" for n, v in set_.items()), *(f"{n} = ?" for n in stamp)])
        change.connection.execute(
            f"UPDATE {table} SET {assignments} WHERE id IN (SELECT record_id FROM change_row WHERE id > ?)",
            (*(one for value in set_.values() for one in value.parameters), *stamp.values(), mark),
        )
        change.rows += count
        change.changed_titles(record)
    return count


def delete_where(change: WriteContext[Session], record: type[Row], where: str, parameters: Sequence[Any]) -> int:
    """Delete all rows that match; return how many there were.

    Wishes not to get marketing are not remembered here: who deletes records calls
    :func:`model.core.changes.kept_opt_outs.keep` first, undo does not.
    """
    table = record.table()
    scope = " AND ".join(["1", *(f"{table}.{column} = ?" for column in record.scope)])
    columns = [row[1] for row in change.connection.execute(f"PRAGMA table_info({table})")]
    change.flush()
    mark = _newest(change)
    count = change.connection.execute(
        f"INSERT INTO change_row (change, record, record_id, action, before, after)"
        f" SELECT ?, ?, {table}.id, 'delete', {object_sql(columns)}, NULL FROM {table} WHERE ({where}) AND {scope}",
        (change.id, record.name_in_code, *parameters, *record.scope.values()),
    ).rowcount
    if count:
        change.connection.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT record_id FROM change_row WHERE id > ?)", (mark,)
        )
        change.rows += count
        change.changed_titles(record)
    return count


def insert_new(
    change: WriteContext[Session], record: type[Row], columns: Sequence[str], query: str, parameters: Sequence[Any]
) -> int:
    """Put the rows that ``query`` selects on file, but for those that a unique key has already; return how many.

    ``columns`` are filled in the order of the query.
    """
    table = record.table()
    change.flush()
    (newest,) = change.connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    count = change.connection.execute(
        f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) {query}", tuple(parameters)
    ).rowcount
    if count:
        change.connection.execute(
            "INSERT INTO change_row (change, record, record_id, action)"
            f" SELECT ?, ?, id, 'insert' FROM {table} WHERE id > ?",
            (change.id, record.name_in_code, newest),
        )
        change.rows += count
        change.changed_titles(record)
    return int(count)


def _newest(change: WriteContext[Session]) -> int:
    return int(change.connection.execute("SELECT coalesce(max(id), 0) FROM change_row").fetchone()[0])
