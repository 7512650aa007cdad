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
from model.core.storage.sqlite.fulltext import TrigramIndex

_CACHE = -32_000
"""Kibibytes that the engine may hold meanwhile: sorting by parts would write each index twice."""

FEWEST = 5_000
"""Rows below which it is not worth it."""


@contextlib.contextmanager
def bulk_load(change: Change, record: type[Record], expected: int, keep: Collection[str] = ()) -> Iterator[bool]:
    """Lay the table's indexes aside for the block, where ``expected`` rows are more than the table has.

    ``keep`` names columns that the block looks rows up by; what must be unique is kept as well. Yields whether it was
    done.
    """
    connection, table = change.connection, record.table()
    # More rows than that are on file: then making the indexes anew takes longer than carrying them along.
    on_file = connection.execute(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT ?)", (expected + 1,)).fetchone()[0]
    if expected < FEWEST or on_file > expected:
        yield False
        return
    with indexes_aside(change, record, keep):
        yield True


@contextlib.contextmanager
def indexes_aside(change: Change, record: type[Record], keep: Collection[str] = ()) -> Iterator[None]:
    """Lay the table's indexes and its search index aside, and make them anew after the block."""
    connection, table = change.connection, record.table()
    laid_aside = []
    for _number, name, unique, *_rest in connection.execute(f"PRAGMA index_list({table})").fetchall():
        first = connection.execute(f"PRAGMA index_info({name})").fetchone()
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?", (name,)
        ).fetchone()
        if not unique and sql and first[2] not in keep:
            laid_aside.append(sql)
            connection.execute(f"DROP INDEX {name}")
    index = index_of(record)
    if index is not None:
        index.drop_triggers(connection.execute)
    (cache,) = connection.execute("PRAGMA cache_size").fetchone()
    connection.execute(f"PRAGMA cache_size = {_CACHE}")
    try:
        yield
        _make_anew(change, laid_aside, index)
    finally:
        connection.execute(f"PRAGMA cache_size = {cache}")


def _make_anew(change: Change, laid_aside: list[str], index: TrigramIndex | None) -> None:
    connection = change.connection
    # Where the block failed the transaction goes back as a whole, and the indexes with it.
    for sql in reversed(laid_aside):
        connection.execute(sql)
    if index is not None:
        index.rebuild(connection.execute)
        index.create_triggers(connection.execute)
