"""What is on file, as the database holds it and whoever may see it: what a test looks at when all is done.

Values are stored ones: 1 for True, the number of a choice, hundredths. Conditions are those of Peewee's builder, in
which a field converts what it is compared with; a kind of activity stands for the rows of that kind alone.
"""

from __future__ import annotations

from typing import Any

from model.core.records.record import Row
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.store import Store


def rows(store: Store, *columns: peewee.ColumnBase, where: Any = None) -> list[tuple[Any, ...]]:
    """Return columns of one record's rows, in the order of their IDs, or of their keys in a table without.

    At least one of the columns is a declared field.
    """
    record = next(column.model for column in columns if isinstance(column, peewee.Field))
    query = record.select(*columns).where(_of(record)).order_by(*record._meta.get_primary_keys())
    return store.rows(query if where is None else query.where(where))


def values(store: Store, column: peewee.Field, where: Any = None) -> list[Any]:
    """Return one column of a record's rows, in the order of their IDs."""
    return [value for (value,) in rows(store, column, where=where)]


def value(store: Store, column: peewee.Field, where: Any = None) -> Any:
    """Return one column of a record's first row, None where it has no row."""
    return next(iter(values(store, column, where)), None)


def count(store: Store, record: type[peewee.Model], where: Any = None) -> int:
    """Return how many rows a record has."""
    query = record.select(peewee.fn.COUNT(peewee.SQL("*"))).where(_of(record))
    return int(store.value(query if where is None else query.where(where)))


def ids(store: Store, record: type[peewee.Model], where: Any = None) -> list[int]:
    """Return the IDs of a record's rows, in their order."""
    return values(store, record.id, where)


def add(store: Store, record: type[peewee.Model], **stored: Any) -> None:
    """Put a row on file past all rules and without history."""
    with store.writing():
        store.insert_many(record._meta.table_name, tuple(stored), [tuple(stored.values())])


def overwrite(store: Store, record: type[peewee.Model], where: Any = None, /, **stored: Any) -> None:
    """Put values on file past all rules and without history, as versions before these rules have left them.

    ``stored`` are by the names of the columns and as the database holds them, or expressions of the builder.
    """
    table = record._meta.table
    query = table.update({peewee.Column(table, name): new for name, new in stored.items()})
    with store.writing():
        store.run(query if where is None else query.where(where))


def remove(store: Store, record: type[peewee.Model], where: Any = None) -> None:
    """Take rows off file past all rules and without history."""
    query = record.delete()
    with store.writing():
        store.run(query if where is None else query.where(where))


def _of(record: type[peewee.Model]) -> Any:
    return in_scope(record) if issubclass(record, Row) else peewee.SQL("1 = 1")
