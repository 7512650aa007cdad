"""What is never empty is so in the database too: what was emptied gets the value that new records have."""

from __future__ import annotations

import sqlite3

_ALL: tuple[str, ...] = ()

NEVER_EMPTY: dict[str, dict[str, tuple[int, tuple[str, ...]]]] = {
    "lead": {
        "owner_only": (0, _ALL),
        "status": (2, _ALL),
        "classification": (2, _ALL),
        "do_not_call": (0, _ALL),
        "active": (1, _ALL),
    },
    "customer": {
        "kind": (1, _ALL),
        "private": (0, _ALL),
        "owner_only": (0, _ALL),
        "do_not_call": (0, _ALL),
        "active": (1, _ALL),
    },
    "contact": {"owner_only": (0, _ALL), "do_not_call": (0, _ALL), "active": (1, _ALL)},
    "opportunity": {"status": (1, _ALL), "active": (1, _ALL)},
    "activity": {
        "done": (0, ("task", "appointment")),
        "priority": (2, ("task", "email")),
        "active": (1, _ALL),
        "direction": (1, ("call", "email")),
    },
    "project": {"status": (1, _ALL), "active": (1, _ALL)},
    "employee": {"role": (2, _ALL), "active": (1, _ALL)},
    "call_list": {"shared": (0, _ALL)},
    "call_list_entry": {"private": (0, _ALL), "state": (1, _ALL)},
    "saved_view": {"shared": (0, _ALL)},
    "option": {"active": (1, _ALL)},
    "custom_field": {"active": (1, _ALL)},
}
"""By table and column: what stands where nothing did, and the kinds of row it is for where not for all of the table."""


def up(connection: sqlite3.Connection) -> None:
    """Fill what is empty, then let triggers refuse that it is emptied again.

    An e-mail without a direction is a draft; a call was made from here.
    """
    connection.execute("UPDATE activity SET direction = 3 WHERE direction IS NULL AND kind = 'email'")
    for table, columns in NEVER_EMPTY.items():
        tests = {}
        for name, (value, kinds) in columns.items():
            scope = (
                " AND {row}kind IN ({kinds})".format(row="{row}", kinds=", ".join(f"'{kind}'" for kind in kinds))
                if kinds
                else ""
            )
            connection.execute(f"UPDATE {table} SET {name} = {value} WHERE {name} IS NULL{scope.format(row='')}")
            tests[name] = f"new.{name} IS NULL{scope.format(row='new.')}"
        _refuse(connection, table, tests)


def _refuse(connection: sqlite3.Connection, table: str, tests: dict[str, str]) -> None:
    body = " ".join(
        f"SELECT RAISE(ABORT, 'NOT NULL constraint failed: {table}.{name}') WHERE {test};"
        for name, test in tests.items()
    )
    for suffix, event in (("added", "INSERT"), ("changed", f"UPDATE OF {', '.join(tests)}")):
        connection.execute(
            f"CREATE TRIGGER {table}_never_empty_{suffix} BEFORE {event} ON {table}"
            f" WHEN {' OR '.join(tests.values())} BEGIN {body} END"
        )
