"""The indexes that the records' declarations ask for are there, and are used."""

from __future__ import annotations

import pytest

from model.catalogue import ROWS
from model.core.database import Store
from model.core.fields.references import Reference
from model.core.schema import NULLABLE_KEYS, indexes_of

LOOKED_UP = [
    (row.table(), f"{name}_key" if isinstance(field, NULLABLE_KEYS) else name)
    for row in ROWS
    for name, field in row.fields().items()
    if isinstance(field, NULLABLE_KEYS)
    or (isinstance(field, Reference) and field.record != "employee" and not field.scope)
]


@pytest.mark.parametrize(("table", "column"), sorted(set(LOOKED_UP)))
def test_look_ups_by_keys_and_references_use_an_index(store: Store, table: str, column: str) -> None:
    """No table is walked through to find the opportunities of a customer, or the customers of a contact."""
    plan = store.rows(f"EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE {column} = ?", (1,))
    assert all(row[3].startswith("SEARCH") for row in plan), plan


def test_declared_indexes_are_those_of_the_migrations(store: Store) -> None:
    """A fresh database has every index that a record asks for, as it asks for it."""
    there = dict(store.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
    for row in ROWS:
        for name, statement in indexes_of(row).items():
            assert " ".join(there[name].split()) == statement, name
