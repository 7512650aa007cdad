"""Rows by the names of their table and columns, as the database holds them: what changes and undo write.

The texts are made of names alone, and kept by these.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.core.storage.engine import Engine


class TableRows:
    """What a store does to rows of a table by their names; a part of :class:`model.core.storage.store.Store`."""

    engine: Engine

    def insert(self, table: str, stored: Mapping[str, Any]) -> int:
        """Insert a row and return its ID, which is the one in ``stored`` where there is one."""
        return self.engine.insert_id(self._insert_text(table, tuple(stored)), [*stored.values()])

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Insert rows of these columns and return how many."""
        return self.engine.insert_rows(table, columns, rows)

    def allocate(self, table: str, number: int) -> int:
        """Return the first of ``number`` IDs in a row that no row of the table has had, for rows inserted with them."""
        return self.engine.allocate(table, number)

    def last_id(self, table: str) -> int:
        """Return the highest ID that a row of the table has been given, 0 where there was none."""
        return self.engine.last_id(table)

    def update_row(self, table: str, record_id: int, stored: Mapping[str, Any]) -> int:
        """Set columns of the row with that ID; return how many rows there were, 0 or 1."""
        text = self._update_text(table, tuple(stored))
        return int(self.engine.execute(text, [*stored.values(), record_id]).rowcount)

    def update_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Set these columns of many rows, each given by its values and then its ID; return how many rows there were."""
        return self.engine.execute_many(self._update_text(table, tuple(columns)), rows)

    def delete_row(self, table: str, record_id: int) -> int:
        """Delete the row with that ID; return how many rows there were, 0 or 1."""
        return int(self.engine.execute(self._delete_text(table), [record_id]).rowcount)

    def _insert_text(self, table: str, columns: tuple[str, ...]) -> str:
        return insert_text(self.engine.database.param, table, columns)

    def _update_text(self, table: str, columns: tuple[str, ...]) -> str:
        return _update_text(self.engine.database.param, table, columns)

    def _delete_text(self, table: str) -> str:
        return f"DELETE FROM {quoted(table)} WHERE id = {self.engine.database.param}"


def quoted(name: str) -> str:
    """Return a name so that it is one, whatever it means to the engine otherwise."""
    return '"' + name.replace('"', '""') + '"'


@functools.lru_cache(500)
def insert_text(mark: str, table: str, columns: tuple[str, ...]) -> str:
    """Return the INSERT of one row, with the engine's ``mark`` for each value."""
    names = ", ".join(map(quoted, columns))
    return f"INSERT INTO {quoted(table)} ({names}) VALUES ({', '.join([mark] * len(columns))})"


@functools.lru_cache(500)
def _update_text(mark: str, table: str, columns: tuple[str, ...]) -> str:
    sets = ", ".join(f"{quoted(column)} = {mark}" for column in columns)
    return f"UPDATE {quoted(table)} SET {sets} WHERE id = {mark}"
