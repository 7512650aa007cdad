"""The tables that the records' declarations ask for, as SQL; a test holds the migrations against them."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from model.core.fields.references import Joined, Reference
from model.core.fields.texts import Email, OrgNumberText, Phone, Text
from model.core.records.record import Row

NULLABLE_KEYS = (Email, Phone, OrgNumberText)
"""Kinds whose key identifies somebody: none is null, so that the index holds only what is there."""


def columns_of(records: Iterable[type[Row]]) -> dict[str, str]:
    """Return column name → SQL type and constraints, for records that share one table."""
    columns = {"id": "INTEGER PRIMARY KEY AUTOINCREMENT"}
    for record in records:
        for name in record.scope:
            columns.setdefault(name, "TEXT NOT NULL")
        for name, field in record.fields().items():
            kind = field.sql_type
            if field.required:
                kind += " NOT NULL"
            columns.setdefault(name, kind)
            if field.has_key:
                nullable = isinstance(field, NULLABLE_KEYS)
                columns.setdefault(f"{name}_key", "TEXT" if nullable else "TEXT NOT NULL DEFAULT ''")
    return columns


def indexes_of(record: type[Row]) -> dict[str, str]:
    """Return index name → CREATE statement: identifying keys, references, and what the record asks for."""
    table = record.table()
    found: dict[str, str] = {}

    def add(columns: tuple[str, ...], unique: bool = False) -> None:
        partial = columns[0].endswith("?")
        names = tuple(column.rstrip("?") for column in columns)
        name = f"{table}_{'_'.join(names)}"
        where = f" WHERE {names[0]} IS NOT NULL" if partial else ""
        found[name] = f"CREATE {'UNIQUE ' if unique else ''}INDEX {name} ON {table} ({', '.join(names)}){where}"

    for columns in record.unique:
        add(columns, unique=True)
    for name, field in record.fields().items():
        if isinstance(field, NULLABLE_KEYS):
            add((f"{name}_key?",))
        elif isinstance(field, Reference) and field.record != "employee" and not field.scope:
            # Of a column that cannot be null SQLite never uses an index that leaves out nulls.
            add((name,) if field.required else (f"{name}?",))
    for columns in record.indexes:
        add(columns)
    return found


def never_empty(records: Sequence[type[Row]]) -> dict[str, str]:
    """Return trigger name → CREATE statement by which one table refuses null where there is always a value.

    ``records`` share the table. Its columns are null for those of them that lack the field, and were made so before;
    what the triggers say is what the engine itself says of a column that may not be null.
    """
    kinds: dict[str, list[str]] = {}
    for record in records:
        for name, field in record.fields().items():
            if field.never_empty and not field.required:
                kinds.setdefault(name, []).append(record.name_in_code)
    if not kinds:
        return {}
    table = records[0].table()
    tests = {
        name: f"new.{name} IS NULL"
        + ("" if len(those) == len(records) else " AND new.kind IN ({})".format(", ".join(f"'{k}'" for k in those)))
        for name, those in kinds.items()
    }
    body = " ".join(
        f"SELECT RAISE(ABORT, 'NOT NULL constraint failed: {table}.{name}') WHERE {test};"
        for name, test in tests.items()
    )
    when = " OR ".join(tests.values())
    return {
        f"{table}_never_empty_{suffix}": (
            f"CREATE TRIGGER {table}_never_empty_{suffix} BEFORE {event} ON {table} WHEN {when} BEGIN {body} END"
        )
        for suffix, event in (("added", "INSERT"), ("changed", f"UPDATE OF {', '.join(tests)}"))
    }


def tables(records: Iterable[type[Row]]) -> dict[str, list[str]]:
    """Return table name → the statements that make it and its indexes."""
    by_table: dict[str, list[type[Row]]] = {}
    for record in records:
        by_table.setdefault(record.table(), []).append(record)
    made: dict[str, list[str]] = {}
    for table, sharing in by_table.items():
        body = ",\n  ".join(f"{name} {kind}" for name, kind in columns_of(sharing).items())
        indexes: dict[str, str] = {}
        for record in sharing:
            indexes.update(indexes_of(record))
        made[table] = [
            f"CREATE TABLE {table} (\n  {body}\n)", *indexes.values(), *never_empty(sharing).values()
        ]  # fmt: skip
    return made


@functools.cache
def folded(record: type[Row]) -> tuple[str, ...]:
    """Return the fields whose key is their own text, folded: those that are filed anew when folding changes."""
    return tuple(
        name
        for name, field in record.keyed().items()
        if isinstance(field, (Text, Joined)) and not isinstance(field, NULLABLE_KEYS)
    )


def searched(records: Iterable[type[Row]]) -> dict[str, tuple[str, ...]]:
    """Return table name → the key columns that stand in its search index, for tables that have one."""
    columns: dict[str, dict[str, None]] = {}
    for record in records:
        for name, field in record.fields().items():
            if field.searched:
                columns.setdefault(record.table(), {})[f"{name}_key"] = None
    return {table: tuple(names) for table, names in columns.items()}
