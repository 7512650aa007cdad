"""Databases of earlier versions, with made-up rows in every table, and what a database is as text."""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from pathlib import Path
from typing import Any

from model.core.storage.migration import take_step
from model.core.storage.store import APPLICATION_ID, Store

ROWS = 24
"""Rows that each table is given, as far as what must be unique lets them in."""

_MOMENTS = ("2026-01-31T23:30:00Z", "2026-02-01T00:30:00Z", "2026-11-21T09:00:00Z")
_TEXTS = ("Fjord AS", "O’Brien – Berg", "«Kafé» Åsen", "", "Ærlig `talt`", "aa")
_PHONES = ("+47 (0)22 33 44 55", "22334455", "0047 22 33 44 56", "+45 12 34 56 78 lok. 12", "none")
_COUNTRIES = ("Norge", "NO", "Danmark", "Atlantis", "Scotland", "U.K.")
_KINDS = ("lead", "customer", "contact", "opportunity", "project", "call_list_entry")
_ACTIVITIES = ("task", "appointment", "note", "call", "email")
_HISTORY = ({"status": None}, {"lead": 2, "tries": 0}, {"do_not_call": 1}, {"record": "lead", "record_id": 2})


def make(path: Path, version: int) -> sqlite3.Connection:
    """Make a database as the program of that version made a new one, and return a connection to it."""
    connection = Store(path).connection()
    for number in range(1, version + 1):
        take_step(connection, number)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return connection


def fill(connection: sqlite3.Connection, seed: int) -> None:
    """Give every table rows; the same seed and the same tables give the same rows."""
    draw = random.Random(seed)
    for table in tables(connection):
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        for number in range(1, ROWS + 1):
            row = {name: _value(draw, table, name, kind, bool(required or key), number)
                   for _place, name, kind, required, _default, key in columns}  # fmt: skip
            _insert(connection, table, row)


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    while True:
        try:
            connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", [*row.values()])
            return
        except sqlite3.IntegrityError as error:
            # By a trigger: of this kind of row the column is never empty.
            row[str(error).rpartition(".")[2]] = 1


def tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables that hold rows of the program, in the order of their names."""
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    )
    return [name for (name,) in rows.fetchall() if "_text_" not in name]


def _value(draw: random.Random, table: str, name: str, kind: str, required: bool, number: int) -> Any:
    if name == "id":
        return number
    if not required and draw.random() < 0.2:
        return None
    if kind == "SMALLINT":
        return draw.randrange(4) if name in ("status", "direction", "channel", "outcome") else draw.randrange(2)
    if kind in ("BIGINT", "INTEGER"):
        return draw.randrange(1, 9)
    if name in ("record", "other_record"):
        return draw.choice(_KINDS)
    if name == "kind":
        return draw.choice(_ACTIVITIES if table == "activity" else ("import", "call", "edit"))
    if name in ("before", "after", "custom", "content", "filter"):
        return json.dumps(draw.choice(_HISTORY))
    if name == "at" or name.endswith("_at") or name in ("due", "until", "moment"):
        return draw.choice(_MOMENTS)
    if name in ("phone", "mobile", "fax", "direct_phone"):
        return draw.choice(_PHONES)
    if name.endswith("country"):
        return draw.choice(_COUNTRIES)
    if name == "currency":
        return draw.choice(("NOK", "nok", " sek ", "EUR"))
    if name == "month":
        return f"2025-{number:02}"
    if (name in ("initials_key", "account", "name_key") and required) or name in ("account", "initials_key"):
        return f"{draw.choice(_TEXTS).lower()}{number}"
    return f"{draw.choice(_TEXTS)}{draw.randrange(3)}"


def schema(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    """Return all of the database's tables, indexes, views and triggers, white space apart."""
    rows = connection.execute("SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master ORDER BY type, name")
    return [tuple(_words(str(part)) for part in row) for row in rows.fetchall()]


def _words(statement: str) -> str:
    return " ".join(statement.split()).replace("( ", "(").replace(" )", ")")


def content(connection: sqlite3.Connection) -> list[tuple[str, list[Any]]]:
    """Return the rows of all tables, the trigrams of the search indexes and the highest IDs that were ever given."""
    found: list[tuple[str, list[Any]]] = [
        (table, sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr))
        for table in tables(connection)
    ]
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE name GLOB '*_text_terms' ORDER BY 1"):
        found.append((name, connection.execute(f"SELECT term, doc FROM {name} ORDER BY term").fetchall()))
    found.append(("sqlite_sequence", sorted(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())))
    return found


def digest(value: object) -> str:
    """Return a short name of a value, the same for equal ones."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]
