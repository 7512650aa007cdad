"""Laying a table's indexes aside while very many rows are written: they are made once afterwards, not row by row."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator
from typing import Any, Protocol

from model.core.storage.sqlite.fulltext import TrigramIndex

_CACHE = -32_000
"""Kibibytes that the engine may hold meanwhile: sorting by parts would write each index twice."""


class _Engine(Protocol):
    def execute(self, text: str, parameters: Any = ()) -> Any:
        """Run a statement and return the cursor."""


@contextlib.contextmanager
def indexes_aside(engine: _Engine, table: str, keep: Collection[str], searched: Collection[str]) -> Iterator[None]:
    """Drop the table's indexes for the block and make them anew after it, within the transaction.

    ``keep`` names columns whose indexes stay, as those of what must be unique do; ``searched`` are the columns of the
    search index, none where the table has none. Where the block fails the transaction goes back as a whole, and the
    indexes with it.
    """
    laid_aside = _drop_indexes(engine, table, keep)
    search = TrigramIndex(table, tuple(searched)) if searched else None
    if search is not None:
        search.drop_triggers(engine.execute)
    (cache,) = engine.execute("PRAGMA cache_size").fetchone()
    engine.execute(f"PRAGMA cache_size = {_CACHE}")
    try:
        yield
        for text in reversed(laid_aside):
            engine.execute(text)
        if search is not None:
            search.rebuild(engine.execute)
            search.create_triggers(engine.execute)
    finally:
        engine.execute(f"PRAGMA cache_size = {cache}")


def _drop_indexes(engine: _Engine, table: str, keep: Collection[str]) -> list[str]:
    """Drop what may be dropped, and return the statements that make it anew."""
    found = []
    for _number, name, unique, *_rest in engine.execute(f"PRAGMA index_list({table})").fetchall():
        column = engine.execute(f"PRAGMA index_info({name})").fetchone()[2]
        of_name = "SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?"
        (text,) = engine.execute(of_name, (name,)).fetchone()
        if not unique and text and column not in keep:
            found.append(text)
            engine.execute(f"DROP INDEX {name}")
    return found
