"""Taking back very many rows at once: by sets where each row was touched once, as imports and bulk edits do.

What is left of the database, and of the history, is what taking them back one by one would leave.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from model.core.changes.bulk_load import FEWEST, indexes_aside
from model.core.changes.bulk_sql import delete_where
from model.core.changes.change import Change
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.records.record import Record, Row

_BATCH = 1_000

_Line = tuple[int, int, str | None]
"""A row of the history: its own ID, the record's, and what the record was before."""


def revert_in_sets(made: Change, change_id: int) -> bool:
    """Take back a change by sets and return True; False, with nothing done, where it must be done row by row.

    That is where it touched few rows, one row more than once, or rows whose titles others are sorted by.
    """
    rows, different = made.connection.execute(
        "SELECT count(*), (SELECT count(*) FROM (SELECT DISTINCT record, record_id FROM change_row WHERE change = ?1))"
        " FROM change_row WHERE change = ?1",
        (change_id,),
    ).fetchone()
    if rows != different or rows < _BATCH:
        return False
    kinds = made.connection.execute(
        "SELECT DISTINCT record, action FROM change_row WHERE change = ?", (change_id,)
    ).fetchall()
    if any(action != "insert" and _leads_the_order(made, made.session.records[kind]) for kind, action in kinds):
        return False
    try:
        with made.part():
            # Rows that were made go first, so that what must be unique is free for those that come back.
            for kind, action in sorted(kinds, key=lambda each: ("insert", "update", "delete").index(each[1])):
                record = made.session.records[kind]
                if action == "insert":
                    _remove(made, record, change_id)
                elif action == "update":
                    _restore(made, record, change_id)
                else:
                    _bring_back(made, record, change_id)
    except UserError:
        return False
    return True


def _leads_the_order(made: Change, record: type[Row]) -> bool:
    """Whether other rows are sorted by the titles of this record."""
    return record.name_in_code in ("employee", "option") or any(
        isinstance(field, Reference) and field.record == record.name_in_code
        for other in made.session.records.values()
        for field in other.keyed().values()
    )


def _remove(made: Change, record: type[Row], change_id: int) -> None:
    """Delete what the change made."""
    these = "IN (SELECT record_id FROM change_row WHERE change = ? AND record = ? AND action = 'insert')"
    count = made.connection.execute(
        "SELECT count(*) FROM change_row WHERE change = ? AND record = ? AND action = 'insert'",
        (change_id, record.name_in_code),
    ).fetchone()[0]
    where, parameters = f"{record.table()}.id {these}", (change_id, record.name_in_code)
    if issubclass(record, Record) and count >= FEWEST and count > _others(made, record, count):
        with indexes_aside(made, record):
            delete_where(made, record, where, parameters)
    else:
        delete_where(made, record, where, parameters)
    for table, name in made.referring(record):
        made.connection.execute(
            f"UPDATE {table} SET {name}_key = '' WHERE {name} {these} AND {name}_key <> ''", parameters
        )


def _others(made: Change, record: type[Row], count: int) -> int:
    """Return how many rows the table has besides ``count``, as far as it matters."""
    found = made.connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {record.table()} LIMIT ?)", (2 * count + 1,)
    ).fetchone()[0]
    return int(found) - count


def _lines(made: Change, record: type[Row], change_id: int, action: str) -> Iterator[list[_Line]]:
    last = 2**62
    while True:
        lines = made.connection.execute(
            "SELECT id, record_id, before FROM change_row WHERE change = ? AND record = ? AND action = ? AND id < ?"
            " ORDER BY id DESC LIMIT ?",
            (change_id, record.name_in_code, action, last, _BATCH),
        ).fetchall()
        if not lines:
            return
        yield lines
        last = lines[-1][0]


def _restore(made: Change, record: type[Row], change_id: int) -> None:
    """Set the fields that the change set to what they were."""
    table = record.table()
    for lines in _lines(made, record, change_id, "update"):
        alike: dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        for _line, record_id, before in lines:
            stored = made._with_present_keys(record, json.loads(before or "{}"))
            alike[tuple(stored)].append((record_id, stored))
        for columns, rows in alike.items():
            names = ", ".join(columns)
            now = {
                row[0]: row[1:]
                for row in made.connection.execute(
                    f"SELECT id, {names} FROM {table} WHERE id IN (SELECT value FROM json_each(?))",
                    (json.dumps([record_id for record_id, _stored in rows]),),
                )
            }
            for record_id, stored in rows:
                present = dict(zip(columns, now[record_id], strict=True))
                made._note(record, record_id, "update", present, stored)
            assignments = ", ".join(f"{column} = ?" for column in columns)
            made.connection.executemany(
                f"UPDATE {table} SET {assignments} WHERE id = ?",
                ((*stored.values(), record_id) for record_id, stored in rows),
            )


def _bring_back(made: Change, record: type[Row], change_id: int) -> None:
    """Insert what the change deleted, as it was."""
    expected = made.connection.execute(
        "SELECT count(*) FROM change_row WHERE change = ? AND record = ? AND action = 'delete'",
        (change_id, record.name_in_code),
    ).fetchone()[0]
    if issubclass(record, Record) and expected >= FEWEST and expected > _others(made, record, 0):
        with indexes_aside(made, record):
            _insert(made, record, change_id)
    else:
        _insert(made, record, change_id)


def _insert(made: Change, record: type[Row], change_id: int) -> None:
    for lines in _lines(made, record, change_id, "delete"):
        alike: dict[tuple[str, ...], list[Sequence[Any]]] = defaultdict(list)
        for _line, record_id, before in lines:
            stored = made._with_present_keys(record, json.loads(before or "{}"))
            alike[tuple(stored)].append([*stored.values()])
            made._note(record, record_id, "insert", None, None)
        for columns, rows in alike.items():
            made.connection.executemany(
                f"INSERT INTO {record.table()} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows
            )
