"""A Salg database of invented customers, activities and opportunities with their sellers, for any number of each.

All of it is made by the engine itself from running numbers, so that a million rows take seconds. Same numbers, same
rows. The words of the search index are left out: nothing here searches.
"""

from __future__ import annotations

import getpass
import os
import sqlite3
import tempfile
import time
from pathlib import Path

from model.catalogue import ROWS
from model.core.records.schema import searched
from model.core.storage.opening import open_store
from model.core.storage.sqlite.fulltext import TrigramIndex
from model.core.storage.store import SCHEMA_VERSION_NEWEST

NOW = "2026-11-21T12:00:00Z"
EMPLOYEES = 40
CUSTOMERS, ACTIVITIES, OPPORTUNITIES = 1_000_000, 1_000_000, 200_000

_STAMPS = "active, created_at, created_by, created_by_key, changed_at, changed_by, changed_by_key, version"
_MADE = (
    f"1, strftime('%Y-%m-%dT%H:%M:%SZ', '{NOW}', -(n * 7919 % 2629440) || ' minutes'), 1, 'e01',"
    f" strftime('%Y-%m-%dT%H:%M:%SZ', '{NOW}', -(n * 7919 % 500000) || ' minutes'), 1, 'e01', 0"
)
_OWNER = f"1 + (n * 31 + n / 40) % {EMPLOYEES}"
_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})"

_CUSTOMERS = f"""
INSERT INTO customer (number, name, name_key, first_name_key, kind, private, industry_key, visiting_town,
  visiting_town_key, owner, owner_key, owner_only, do_not_call, no_email, no_letter, {_STAMPS})
{_NUMBERS} SELECT 9999 + n, 'Firma ' || (n * 7919 % {{count}}) || ' AS', 'firma ' || (n * 7919 % {{count}}) || ' as',
  '', 1, 0, 'bygg', 'By ' || n % 400, 'by ' || n % 400, {_OWNER}, printf('e%02d', {_OWNER}), n % 50 = 0,
  0, 0, 0, {_MADE}
FROM numbers
"""

# A quarter is open, nearly half is won; closed over five years, expected from two months ago to half a year ahead.
_OPPORTUNITIES = f"""
INSERT INTO opportunity (title, title_key, customer, customer_key, owner, owner_key, stage, status, amount, currency,
  probability, weighted_value, expected_close, closed_at, {_STAMPS})
{_NUMBERS} SELECT 'Sale ' || n, 'sale ' || n, 1 + n * 6151 % {{customers}}, '', {_OWNER}, printf('e%02d', {_OWNER}),
  1 + n % 5, CASE WHEN n % 20 < 6 THEN 3 WHEN n % 20 < 11 THEN 1 ELSE 2 END,
  100000 + n * 104729 % 90000000, CASE n % 7 WHEN 0 THEN 'DKK' ELSE 'NOK' END, 5000,
  (100000 + n * 104729 % 90000000) / 2, date('{NOW}', (n * 7919 % 240 - 60) || ' days'),
  CASE WHEN n % 20 BETWEEN 6 AND 10 THEN NULL
  ELSE strftime('%Y-%m-%dT%H:%M:%SZ', '{NOW}', -(n * 7919 % 2629440) || ' minutes') END, {_MADE}
FROM numbers
"""

_SELLERS = f"""
INSERT INTO opportunity_seller (opportunity, employee, share)
{_NUMBERS} SELECT n, {_OWNER}, CASE n % 4 WHEN 0 THEN 3333 ELSE 10000 END FROM numbers
"""

# Over three years and the two months to come; four of five tasks are done.
_ACTIVITIES = f"""
INSERT INTO activity (kind, subject, subject_key, owner, at, done, priority, {_STAMPS})
{_NUMBERS} SELECT CASE WHEN n % 10 < 3 THEN 'task' WHEN n % 10 < 5 THEN 'appointment' WHEN n % 10 < 7 THEN 'note'
  WHEN n % 10 < 9 THEN 'call' ELSE 'email' END, 'Subject ' || n, 'subject ' || n, {_OWNER},
  strftime('%Y-%m-%dT%H:%M:%SZ', '{NOW}', (60 * 1440 - n * 7919 % 1576800) || ' minutes'),
  n * 13 / 7 % 5 <> 0, 2, {_MADE}
FROM numbers
"""

_LINKS = f"""
INSERT INTO activity_link (activity, record, record_id)
{_NUMBERS} SELECT n, 'customer', 1 + n * 17 % {{customers}} FROM numbers
"""

FILLING = (
    ("customer", CUSTOMERS, _CUSTOMERS),
    ("opportunity", OPPORTUNITIES, _OPPORTUNITIES),
    ("opportunity_seller", OPPORTUNITIES, _SELLERS),
    ("activity", ACTIVITIES, _ACTIVITIES),
    ("activity_link", ACTIVITIES, _LINKS),
)
"""Table, how many rows, what makes them."""


def database(size: float = 1.0) -> Path:
    """Return a database of a million customers, as many activities, 200 000 opportunities (times ``size``).

    It is made once a day at most and kept among the temporary files; work on a copy where you change it.
    """
    newest = max(
        file.stat().st_mtime
        for file in (Path(__file__), *(Path(__file__).parents[2] / "model/core/migrations").glob("*.py"))
    )
    folder = Path(tempfile.gettempdir()) / f"salg-bench-{getpass.getuser()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"sales-{size:g}-schema-{SCHEMA_VERSION_NEWEST}.db"
    if path.exists() and path.stat().st_mtime > max(newest, time.time() - 86_400):
        return path
    partial = path.with_suffix(f".partial-{os.getpid()}")
    for leftover in folder.glob(path.name + "*"):
        leftover.unlink()
    store = open_store(partial)
    with store.writing() as connection:
        _fill(connection, size)
    store.value("ANALYZE")
    store.value("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    partial.replace(path)
    return path


def _fill(connection: sqlite3.Connection, size: float) -> None:
    for number in range(1, EMPLOYEES + 1):
        connection.execute(
            f"INSERT INTO employee (initials, initials_key, name, name_key, role, account, {_STAMPS})"
            " VALUES (?, ?, ?, ?, ?, ?, 1, ?, 1, 'e01', ?, 1, 'e01', 0)",
            (
                f"E{number:02}", f"e{number:02}", f"Employee {number}", f"employee {number}", 1 if number == 1 else 2,
                getpass.getuser() if number == 1 else None, NOW, NOW,
            ),
        )  # fmt: skip
    for table, columns in searched(ROWS).items():
        TrigramIndex(table, columns).drop_triggers(connection.execute)
    customers = max(100, int(CUSTOMERS * size))
    connection.executemany(
        "INSERT INTO option (list, name, name_key, position, probability, active) VALUES ('stage', ?, ?, ?, ?, 1)",
        ((f"Stage {number}", f"stage {number}", number, number * 1_500) for number in range(1, 6)),
    )
    for table, most, statement in FILLING:
        with _WithoutIndexes(connection, table):
            connection.execute(statement.format(count=max(100, int(most * size)), customers=customers))
    # Every fourth sale is shared by three.
    for further, share in ((11, 3333), (23, 3334)):
        connection.execute(
            "INSERT INTO opportunity_seller (opportunity, employee, share)"
            f" SELECT id, 1 + (owner + {further}) % {EMPLOYEES}, {share} FROM opportunity WHERE id % 4 = 0"
        )
    # A promise on a call list for one task in a hundred.
    connection.execute(
        "INSERT INTO call_list (name, owner, shared, highest_tries, made_at) VALUES ('List', 1, 1, 5, ?)", (NOW,)
    )
    connection.execute(
        "INSERT INTO call_list_entry (list, lead, private, state, due, caller, task, tries)"
        " SELECT 1, id, 0, 2, at, owner, id, 1 FROM activity WHERE kind = 'task' AND id % 100 < 2"
    )
    for table, columns in searched(ROWS).items():
        TrigramIndex(table, columns).create_triggers(connection.execute)


class _WithoutIndexes:
    """Lay the indexes of a table aside for the block."""

    def __init__(self, connection: sqlite3.Connection, table: str) -> None:
        self._connection = connection
        self._indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
        ).fetchall()

    def __enter__(self) -> None:
        for name, _sql in self._indexes:
            self._connection.execute(f"DROP INDEX {name}")

    def __exit__(self, *_exception: object) -> None:
        for _name, sql in self._indexes:
            self._connection.execute(sql)
