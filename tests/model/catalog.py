"""The tables of a database as its engine lists them, for tests that look at all that is on file on either engine."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from model.core.storage.store import Store

_OF_THE_ENGINE = {
    "sqlite": {
        "tables": "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"
        " AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%\\_text\\_%' ESCAPE '\\' ORDER BY name",
        "columns": "SELECT name FROM pragma_table_info(?) ORDER BY cid",
        "objects": "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name",
    },
    "postgresql": {
        "tables": "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'state'"
        ' ORDER BY tablename COLLATE "C"',
        "columns": "SELECT attname::text FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped ORDER BY attnum",
        "objects": "SELECT 'index', indexname::text, tablename::text, indexdef FROM pg_indexes"
        " WHERE schemaname = current_schema() UNION ALL SELECT 'trigger', tgname::text, tgrelid::regclass::text,"
        " pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
    },
}


def _asked(store: Store, what: str, *values: Any) -> list[tuple[Any, ...]]:
    return store.engine.rows(_OF_THE_ENGINE[store.engine.name][what], values)


def tables(store: Store) -> list[str]:
    """Return the names of the tables that hold rows of Salg's, in their order: no search index, nothing of the engine.

    A search index is one of SQLite's tables.
    """
    return [name for (name,) in _asked(store, "tables")]


def columns(store: Store, table: str) -> list[str]:
    """Return the names of a table's columns, in their order."""
    return [name for (name,) in _asked(store, "columns", table)]


def objects(store: Store) -> list[tuple[Any, ...]]:
    """Return the indexes and triggers, and on SQLite the tables, each as a statement says it."""
    return _asked(store, "objects")


def rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    """Return all rows of a table, in the order of what they look like."""
    return sorted(store.engine.rows(f'SELECT * FROM "{table}"'), key=repr)


def hold_search_indexes(store: Store) -> None:
    """Hold that the search indexes agree with their tables; PostgreSQL's are indexes like others, and always do."""
    if store.engine.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%\\_text' ESCAPE '\\'"
        for (index,) in store.engine.rows(named):
            store.engine.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")


@contextlib.contextmanager
def refusing(store: Store, event: str, table: str, message: str, when: str = "1 = 1") -> Iterator[None]:
    """Have the table itself refuse whatever is written in the block and ``when`` holds: ``event`` is UPDATE or INSERT.

    ``when`` may ask for ``new``, the row as it would be.
    """
    if store.engine.name == "sqlite":
        made = [
            f"CREATE TRIGGER broken BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
        dropped = ["DROP TRIGGER broken"]
    else:
        function = (
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$"
            f" BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        made = [
            function,
            f"CREATE TRIGGER broken BEFORE {event} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION broken()",
        ]
        dropped = [f"DROP TRIGGER broken ON {table}", "DROP FUNCTION broken"]
    for statement in made:
        store.engine.execute(statement)
    yield
    for statement in dropped:
        store.engine.execute(statement)
