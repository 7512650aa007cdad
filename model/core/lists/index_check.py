"""Whether the search indexes say what the tables say."""

from __future__ import annotations

from collections.abc import Iterable

from model.core.lists.word_search import index_of
from model.core.records.record import Record
from model.core.storage.store import Store


def index_problems(store: Store, records: Iterable[type[Record]]) -> dict[str, str]:
    """Return what the engine says of each search index that does not agree with its table, by the table's name."""
    found: dict[str, str] = {}
    for record in records:
        index = None if record.table() in found else index_of(store, record)
        if index is not None and (problem := index.problem()):
            found[record.table()] = problem
    return found
