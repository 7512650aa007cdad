"""The tables that the records' declarations ask for; a test holds the migrations against them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from model.core.fields.references import Reference
from model.core.records.record import Row
from model.core.records.stored_columns import NULLABLE_KEYS
from model.core.storage import ddl
from model.core.storage.ddl import ID, Column, Index, Kind, Operation, Table, Trigger, indexes, key, unique


def columns_of(records: Iterable[type[Row]]) -> dict[str, Column]:
    """Return the columns, by their names, for records that share one table."""
    columns = {ID.name: ID}
    for record in records:
        for name in record.scope:
            columns.setdefault(name, Column(name, Kind.TEXT, null=False))
        for name, field in record.fields().items():
            columns.setdefault(name, Column(name, Kind(field.sql_type), null=not field.required))
            if field.has_key:
                key_name = f"{name}_key"
                nullable = isinstance(field, NULLABLE_KEYS)
                columns.setdefault(key_name, Column(key_name, Kind.TEXT) if nullable else key(key_name))
    return columns


def indexes_of(record: type[Row]) -> dict[str, Index]:
    """Return the indexes, by their names: identifying keys, references, and what the record asks for."""
    table = record.table()
    found = [unique(table, " ".join(columns)) for columns in record.unique]
    for name, field in record.fields().items():
        if isinstance(field, NULLABLE_KEYS):
            found += indexes(table, f"{name}_key?")
        elif isinstance(field, Reference) and field.record != "employee" and not field.scope:
            if (name,) in record.unique:
                continue  # the key itself finds the row
            # Of a column that cannot be null SQLite never uses an index that leaves out nulls.
            found += indexes(table, name if field.required else f"{name}?")
    found += indexes(table, *(" ".join(columns) for columns in record.indexes))
    return {index.full_name: index for index in found}


def never_empty(records: Sequence[type[Row]]) -> tuple[Trigger, ...]:
    """Return the triggers by which one table refuses null where there is always a value.

    ``records`` share the table. Its columns are null for those of them that lack the field, and were made so before;
    what the triggers say is what the engine itself says of a column that may not be null.
    """
    kinds: dict[str, list[str]] = {}
    for record in records:
        for name, field in record.fields().items():
            if field.never_empty and not field.required:
                kinds.setdefault(name, []).append(record.name_in_code)
    if not kinds:
        return ()
    scoped = {name: () if len(those) == len(records) else tuple(those) for name, those in kinds.items()}
    return ddl.never_empty(records[0].table(), scoped)


def tables(records: Iterable[type[Row]]) -> dict[str, list[Operation]]:
    """Return table name → the operations that make it, its indexes and its triggers."""
    by_table: dict[str, list[type[Row]]] = {}
    for record in records:
        by_table.setdefault(record.table(), []).append(record)
    made: dict[str, list[Operation]] = {}
    for table, sharing in by_table.items():
        made_indexes: dict[str, Index] = {}
        for record in sharing:
            made_indexes.update(indexes_of(record))
        made[table] = [
            Table(table, tuple(columns_of(sharing).values())), *made_indexes.values(), *never_empty(sharing)
        ]  # fmt: skip
    return made
