"""The indexes that the records' declarations ask for are there, and are used."""

from __future__ import annotations

import sqlite3

import pytest

from model.catalogue import ROWS
from model.core.fields.references import Reference
from model.core.records.record import Row
from model.core.records.schema import columns_of, indexes_of, tables
from model.core.records.stored_columns import NULLABLE_KEYS, column_names, searched
from model.core.storage.ddl import SearchIndex
from model.core.storage.sqlite.ddl import carry_out, statements
from model.core.storage.store import Store
from tests.plain_sql import plain_sql

BESIDES = {
    "call_list_removed", "won_added", "won_removed", "won_changed", "won_seller_added", "won_seller_removed",
    "won_seller_left", "won_seller_changed", "won_customer_added", "won_customer_removed", "won_customer_changed",
    "place_linked", "place_unlinked", "place_moved", "place_added", "place_removed", "place_changed",
    *(f"place_{kind}_{name}" for kind in ("opportunity", "project") for name in ("added", "removed", "moved")),
}  # fmt: skip
"""What a migration made on a record's table that no record declares."""

LOOKED_UP = [
    (row.table(), f"{name}_key" if isinstance(field, NULLABLE_KEYS) else name)
    for row in ROWS
    for name, field in row.fields().items()
    if isinstance(field, NULLABLE_KEYS)
    or (isinstance(field, Reference) and field.record != "employee" and not field.scope)
]


@pytest.mark.sqlite_only("SQLite's plan")
@pytest.mark.parametrize(("table", "column"), sorted(set(LOOKED_UP)))
def test_look_ups_by_keys_and_references_use_an_index(store: Store, table: str, column: str) -> None:
    """No table is walked through to find the opportunities of a customer, or the customers of a contact."""
    plan = store.rows(plain_sql(f"EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE {column} = ?", 1))
    assert all(row[3].startswith("SEARCH") for row in plan), plan


@pytest.mark.parametrize("record", ROWS)
def test_a_row_is_read_by_the_columns_that_it_declares(record: type[Row]) -> None:
    assert list(column_names(record)) == list(columns_of([record]))


@pytest.mark.sqlite_only("its own statements")
def test_declared_indexes_are_those_of_the_migrations(store: Store) -> None:
    """A fresh database has every index that a record asks for, as it asks for it."""
    there = dict(store.rows(plain_sql("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")))
    for row in ROWS:
        for name, index in indexes_of(row).items():
            assert [" ".join(there[name].split())] == statements(index), name


@pytest.mark.sqlite_only("its own statements")
def test_migrated_tables_are_those_that_the_records_declare(store: Store) -> None:
    """Column for column, index for index, with the search index and its triggers: nothing more, nothing less."""
    declared = sqlite3.connect(":memory:")
    for operations in tables(ROWS).values():
        for operation in operations:
            carry_out(declared, operation)
    for table, columns in searched(ROWS).items():
        carry_out(declared, SearchIndex(table, columns))
    for table in tables(ROWS):
        columns_of_both = [
            sorted(row[1:] for row in connection.execute(f"PRAGMA table_info({table})").fetchall())
            for connection in (declared, store.connection())
        ]
        assert columns_of_both[0] == columns_of_both[1], table
    objects = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type <> 'table' OR sql LIKE '%VIRTUAL%'"
    wanted, there = (
        {tuple(" ".join(str(part).split()) for part in row) for row in connection.execute(objects).fetchall()}
        for connection in (declared, store.connection())
    )
    about = {*tables(ROWS), *(row[2] for row in wanted)}
    assert {row for row in there if row[2] in about and row[1] not in BESIDES} == wanted
    declared.close()
