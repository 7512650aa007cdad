"""The lines of the history that a change writes: one for each row that it touched, some thousands at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.changes.history_json import as_json
from model.core.storage.store import Store

_COLUMNS = ("change", "record", "record_id", "action", "before", "after")
_MOST = 2_000
"""Lines held in memory before they are written."""


class HistoryLog:
    """The lines of one change."""

    def __init__(self, store: Store, change_id: int) -> None:
        self._store = store
        self._change_id = change_id
        self._lines: list[tuple[Any, ...]] = []

    def add(
        self,
        type_name: str,
        record_id: int,
        action: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> None:
        """Add a line: "insert", "update" or "delete", with the stored columns before and after, None for none."""
        written = as_json(before) if before else None, as_json(after) if after else None
        self._lines.append((self._change_id, type_name, record_id, action, *written))
        if len(self._lines) >= _MOST:
            self.flush()

    def add_inserted(self, type_name: str, first: int, count: int) -> None:
        """Add a line for each of ``count`` new rows, whose IDs run on from ``first``."""
        self.flush()
        ids = range(first, first + count)
        self._store.insert_many("change_row", _COLUMNS[:4], ((self._change_id, type_name, i, "insert") for i in ids))

    def flush(self) -> None:
        """Write the lines held in memory."""
        if self._lines:
            lines, self._lines = self._lines, []
            self._store.insert_many("change_row", _COLUMNS, lines)

    def drop(self) -> None:
        """Forget the lines held in memory: what they tell of was taken back."""
        self._lines = []
