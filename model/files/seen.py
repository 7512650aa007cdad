"""What has stood in a file before: keys and the row they stood in first, in memory while few, then on disk."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence

_MOST_IN_MEMORY = 50_000


class Seen:
    """Keys of rows; whoever asks about a row learns which earlier row had one of its keys.

    Rows may be asked about in any order, and again: only a row with a smaller number counts as earlier.
    """

    def __init__(self) -> None:
        self._new: dict[str, int] = {}
        self._disk: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def meet(self, rows: Mapping[int, tuple[int, Sequence[str]]]) -> dict[int, int]:
        """Return those of ``rows`` (name → number of the row, its keys) that repeat an earlier row, with that number.

        The keys of all others are remembered. ``rows`` are in the order of their numbers.
        """
        found: dict[int, int] = {}
        with self._lock:
            on_disk = self._look_up(rows) if self._disk is not None else {}
            new = self._new
            for name, (number, keys) in rows.items():
                earlier = [
                    row for key in keys if (row := new.get(key) or on_disk.get(key)) is not None and row < number
                ]
                if earlier:
                    found[name] = min(earlier)
                    continue
                for key in keys:
                    if key not in on_disk and (key not in new or new[key] > number):
                        new[key] = number
            if len(new) > _MOST_IN_MEMORY:
                self._flush()
        return found

    def claim(self, number: int, key: str) -> bool:
        """Let a row take a key; return whether no earlier row has it."""
        return not self.meet({0: (number, [key])})

    def forget(self, number: int, keys: Sequence[str]) -> None:
        """Let go of keys that a row has taken: it does not go in after all."""
        with self._lock:
            for key in keys:
                if self._new.get(key) == number:
                    del self._new[key]
            if self._disk is not None:
                self._disk.executemany("DELETE FROM seen WHERE key = ? AND number = ?", [(key, number) for key in keys])

    def _look_up(self, rows: Mapping[int, tuple[int, Sequence[str]]]) -> dict[str, int]:
        assert self._disk is not None
        wanted = json.dumps([key for _number, keys in rows.values() for key in keys])
        return dict(
            self._disk.execute(
                "SELECT key, number FROM seen WHERE key IN (SELECT value FROM json_each(?))", (wanted,)
            ).fetchall()
        )

    def _flush(self) -> None:
        if self._disk is None:
            # An empty name is a database of its own on disk that goes when it is closed.
            self._disk = sqlite3.connect("", check_same_thread=False, isolation_level=None)
            self._disk.execute("PRAGMA journal_mode=off")
            self._disk.execute("PRAGMA synchronous=off")
            self._disk.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID")
        self._disk.execute("BEGIN")
        self._disk.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", sorted(self._new.items()))
        self._disk.execute("COMMIT")
        self._new = {}

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._new = {}
            if self._disk is not None:
                self._disk.close()
                self._disk = None
