"""Writing very many new rows into a table: its indexes are made once afterwards, not row by row.

All of it stands in the transaction of the change: whoever reads meanwhile sees the table as it was, with its indexes,
and a change that is taken back leaves them as they were.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator

from model.core.changes.change import Change
from model.core.lists.word_search import index_of
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement

FEWEST = 5_000
"""Rows below which it is not worth it."""


@contextlib.contextmanager
def bulk_load(change: Change, record: type[Record], expected: int, keep: Collection[str] = ()) -> Iterator[bool]:
    """Lay the table's indexes aside for the block, where ``expected`` rows are more than the table has.

    ``keep`` names columns that the block looks rows up by; what must be unique is kept as well. Yields whether it was
    done.
    """
    # More rows than that are on file: then making the indexes anew takes longer than carrying them along.
    on_file = change.session.store.value(_number_up_to(record), most=expected + 1)
    if expected < FEWEST or on_file > expected:
        yield False
        return
    with indexes_aside(change, record, keep):
        yield True


@contextlib.contextmanager
def indexes_aside(change: Change, record: type[Record], keep: Collection[str] = ()) -> Iterator[None]:
    """Lay the table's indexes and its search index aside, and make them anew after the block."""
    index = index_of(change.store, record)
    searched = index.columns if index is not None else ()
    with change.session.store.engine.indexes_aside(record.table(), keep, searched):
        yield


@statement
def _number_up_to(record: type[Record]) -> peewee.Query:
    some = record.select(peewee.SQL("1")).limit(slot("most")).alias("some")
    return peewee.Select((some,), (peewee.fn.count(peewee.SQL("*")),))
