"""Invented rows by the million: a few stored patterns, with what differs put in for each row.

Rows go past the rules and the history of a record, as stored values, so that a million take seconds.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model.core.fields.base import Reading
from model.core.records.record import Record, Row, derive
from model.core.storage.database import open_store
from model.core.storage.expressions import TRUE
from model.core.storage.store import SCHEMA_VERSION_NEWEST, Store
from tests.plain_sql import plain_sql

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class _Names:
    """Initials behind the IDs of employees, without a database."""

    initials: Sequence[str]

    def title_of(self, record: str, record_id: int) -> str:
        return self.initials[record_id - 1] if record == "employee" else ""

    def find_by_title(self, record: str, text: str) -> list[tuple[int, str]]:
        return []


def stored(record: type[Row], initials: Sequence[str], /, **given: Any) -> dict[str, Any]:
    """Return the stored columns of a row with its defaults, as the first of the employees would have made it."""
    values: dict[str, Any] = {}
    for name, field in record.fields().items():
        default = field.default
        values[name] = default() if callable(default) else default
    if issubclass(record, Record):
        values |= {"created_at": NOW, "changed_at": NOW, "created_by": 1, "changed_by": 1}
    values = {name: value for name, value in (values | given).items() if name != "id"}
    return {**record.scope, **derive(record, values, Reading(NOW, names=_Names(initials)), {})}


class Pattern:
    """A stored row that many are made of."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.columns = tuple(row)
        self._row = list(row.values())

    def rows(self, varied: Sequence[str], values: Iterable[Sequence[Any]]) -> Iterator[tuple[Any, ...]]:
        """Yield a row for each of ``values``, which stand in the columns ``varied``."""
        places = [self.columns.index(name) for name in varied]
        for given in values:
            row = self._row.copy()
            for place, value in zip(places, given, strict=True):
                row[place] = value
            yield tuple(row)


def ids(store: Store, record: type[Row], *where: Any) -> list[int]:
    """Return the IDs of the rows for which these conditions hold, in their order."""
    return [row[0] for row in store.rows(record.select(record.id).where(TRUE, *where).order_by(record.id))]


@contextlib.contextmanager
def without_indexes(connection: Any, table: str) -> Iterator[None]:
    """Lay the indexes of a table aside for the block: they are made once at its end, not row by row."""
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
    ).fetchall()
    for name, _sql in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield
    for _name, sql in indexes:
        connection.execute(sql)


def database(name: str, source: str, fill: Callable[[Store], None]) -> Path:
    """Return the database ``name`` that ``fill`` makes, once a day at most and kept among the temporary files.

    It is made anew where the file ``source``, this one or a migration has changed since. Scripts share it: work on a
    copy where you change it.
    """
    sources = [Path(source), Path(__file__), *(_ROOT / "model/core/storage/migrations").glob("*.py")]
    age = max(file.stat().st_mtime for file in sources)
    folder = Path(tempfile.gettempdir()) / f"salg-bench-{getpass.getuser()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{name}-schema-{SCHEMA_VERSION_NEWEST}.db"
    if path.exists() and path.stat().st_mtime > max(age, time.time() - 86_400):
        return path
    partial = path.with_suffix(f".partial-{os.getpid()}")  # two may be at it
    for leftover in folder.glob(path.name + "*"):
        leftover.unlink()
    store = open_store(partial)
    fill(store)
    store.value(plain_sql("ANALYZE"))
    store.value(plain_sql("PRAGMA wal_checkpoint(TRUNCATE)"))
    store.close()
    partial.replace(path)
    return path
