"""Many rows at a time: PostgreSQL takes them as one stream in a third of the time of single statements."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from model.core.storage.table_rows import insert_text, quoted

if TYPE_CHECKING:
    import psycopg

_STREAMED = 50
"""Rows from which on they are sent as one stream: to begin it costs as much as some statements."""


def insert_rows(
    connection: psycopg.Connection[Any], table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert rows of stored values and return how many there were; raise the driver's error."""
    ahead = iter(rows)
    first = list(itertools.islice(ahead, _STREAMED))
    with connection.cursor() as cursor:
        if len(first) < _STREAMED:
            cursor.executemany(insert_text("%s", table, tuple(columns)).encode(), first)
            return len(first)
        count = 0
        stream = f"COPY {quoted(table)} ({', '.join(map(quoted, columns))}) FROM STDIN"
        with cursor.copy(stream.encode()) as copy:
            for row in itertools.chain(first, ahead):
                copy.write_row(row)
                count += 1
        return count
