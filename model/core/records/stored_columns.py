"""The columns in which a record is stored, by name: all of them, those with folded keys, those of the search index.

What kinds of columns they are stands in :mod:`model.core.records.schema`, which reading records has no use for.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from model.core.fields.references import Joined
from model.core.fields.texts import Email, OrgNumberText, Phone, Text
from model.core.records.record import Row

NULLABLE_KEYS = (Email, Phone, OrgNumberText)
"""Kinds whose key identifies somebody: none is null, so that the index holds only what is there."""


@functools.cache
def column_names(record: type[Row]) -> tuple[str, ...]:
    """Return the names of all columns, each key after the field it is of."""
    names = {"id": None, **dict.fromkeys(record.scope)}
    for name, field in record.fields().items():
        names[name] = None
        if field.has_key:
            names[f"{name}_key"] = None
    return tuple(names)


def table_columns(record: type[Row], records: Mapping[str, type[Row]]) -> tuple[str, ...]:
    """Return the names of all columns of the record's table; ``records`` are the kinds that may share it, by name."""
    if not record.scope:
        return column_names(record)
    sharing = (each for each in records.values() if each.table() == record.table())
    return tuple(dict.fromkeys(name for each in sharing for name in column_names(each)))


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
