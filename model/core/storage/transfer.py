"""Copying a whole database into another one, of the same engine or the other, and comparing the two row by row.

Rows go over as they are stored, with their IDs: history and undo go on in the copy as in the original.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from model.core.errors import StorageError
from model.core.language import _
from model.core.storage.ddl import AddColumn, DropTable, Kind, RenameTable, SearchIndex, Table, Trigger
from model.core.storage.drivers import peewee
from model.core.storage.statements import Shape, statement
from model.core.storage.steps import STEPS, operations
from model.core.storage.store import Store

Progress = Callable[[str, int], None]
"""Hears the name of a table and how many of its rows have gone over."""

_TOLD = 10_000
"""Rows between two words of progress."""


@dataclass(frozen=True)
class Copied:
    """What was copied: rows by the name of their table, the tables in the order in which they were written."""

    rows: dict[str, int]

    @property
    def count(self) -> int:
        """How many rows that is."""
        return sum(self.rows.values())


def tables() -> list[Table]:
    """Return every table of the newest schema; those that triggers write come last, so that their rows stay.

    Search indexes are no tables here: an engine makes its own from the rows.
    """
    found: dict[str, Table] = {}
    written: set[str] = set()
    for operation in itertools.chain.from_iterable(map(operations, sorted(STEPS))):
        if isinstance(operation, Table):
            found[operation.name] = operation
        elif isinstance(operation, AddColumn):
            table = found[operation.table]
            found[operation.table] = replace(table, columns=(*table.columns, operation.column))
        elif isinstance(operation, RenameTable):
            found[operation.new] = replace(found.pop(operation.old), name=operation.new)
        elif isinstance(operation, DropTable):
            found.pop(operation.name, None)
        elif isinstance(operation, Trigger):
            written.update(action.table for action in operation.body)
    return sorted(found.values(), key=lambda table: table.name in written)


def search_indexes() -> dict[str, tuple[str, ...]]:
    """Return the columns of each table's search index in the newest schema."""
    steps = itertools.chain.from_iterable(map(operations, sorted(STEPS)))
    return {each.table: each.columns for each in steps if isinstance(each, SearchIndex)}


def copy_all(source: Store, target: Store, progress: Progress | None = None) -> Copied:
    """Copy every row of ``source`` to ``target`` as one transaction, and compare all of them before it ends.

    Both have the newest schema. Raises :class:`StorageError` for a target that holds records already, and where a row
    has not arrived as it was: nothing has been written then.
    """
    told = progress or (lambda table, rows: None)
    copied: dict[str, int] = {}
    with source.one_moment(), target.writing():
        _refuse_filled(target)
        for table in tables():
            target.run(_all_gone(table.name))
            columns = tuple(column.name for column in table.columns)
            rows = _counted(source.each(_every_row(table)), table.name, told)
            searched = search_indexes().get(table.name, ())
            # Row by row the indexes of a large table would take longer than its rows.
            aside = target.engine.indexes_aside(table.name, (), searched) if searched else contextlib.nullcontext()
            with aside:
                copied[table.name] = target.insert_many(table.name, columns, rows)
        for table in tables():
            kinds = {column.kind for column in table.columns}
            if Kind.ID in kinds:
                target.engine.continue_ids(table.name, source.engine.last_id(table.name))
            elif Kind.LINE in kinds:
                target.engine.continue_ids(table.name, target.value(_highest_id(table.name)))
        for table in tables():
            _compare(source, target, table)
    target.fold_as_filed()
    return Copied(copied)


def _refuse_filled(target: Store) -> None:
    change: Any = peewee.Table("change", ("id",))
    employee: Any = peewee.Table("employee", ("id",))
    for table in (change, employee):
        if target.row(peewee.Select((table,), (table.id,)).limit(1)) is not None:
            raise StorageError(
                _("{path} holds records already; choose a database without any.").format(path=target.title)
            )


def _compare(source: Store, target: Store, table: Table) -> None:
    pairs = itertools.zip_longest(source.each(_every_row(table)), target.each(_every_row(table)))
    for number, (one, other) in enumerate(pairs, 1):
        if one != other:
            raise StorageError(
                _("Row {number} of table {table} has not arrived as it was; nothing was copied.").format(
                    number=number, table=table.name
                )
            )


def _counted(rows: Iterator[tuple[Any, ...]], table: str, progress: Progress) -> Iterator[tuple[Any, ...]]:
    count = 0
    for row in rows:
        yield row
        count += 1
        if count % _TOLD == 0:
            progress(table, count)
    progress(table, count)


def _every_row(table: Table) -> Shape:
    keys = table.primary_key or ("id",)
    return _rows_of(table.name, tuple(column.name for column in table.columns), keys)


@statement
def _rows_of(name: str, columns: tuple[str, ...], keys: tuple[str, ...]) -> Any:
    table: Any = peewee.Table(name)
    chosen = [peewee.Column(table, column) for column in columns]
    return peewee.Select((table,), chosen).order_by(*(peewee.Column(table, key) for key in keys))


@statement
def _highest_id(name: str) -> Any:
    table: Any = peewee.Table(name, ("id",))
    return peewee.Select((table,), (peewee.fn.coalesce(peewee.fn.max(table.id), peewee.SQL("0")),))


@statement
def _all_gone(name: str) -> Any:
    return peewee.Delete(peewee.Table(name))
