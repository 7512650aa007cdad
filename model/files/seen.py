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
            on_disk = self._look_up([key for _number, keys in rows.values() for key in keys])
            new = self._new
            for name, (number, keys) in rows.items():
                if not any(key in new or key in on_disk for key in keys):
                    new.update(dict.fromkeys(keys, number))
                elif (earlier := self._earlier(number, keys, on_disk)) is not None:
                    found[name] = earlier
                else:
                    self._keep(number, keys, on_disk)
            self._make_room()
        return found

    def ask(self, rows: Mapping[int, tuple[int, Sequence[str], Sequence[str]]]) -> dict[int, int]:
        """Return those of ``rows`` (name → number, keys asked for, keys kept) that an earlier row has kept a key for.

        The keys to be kept are remembered whatever the answer.
        """
        found: dict[int, int] = {}
        with self._lock:
            on_disk = self._look_up([key for _number, asked, _kept in rows.values() for key in asked])
            for name, (number, asked, kept) in rows.items():
                if asked and (earlier := self._earlier(number, asked, on_disk)) is not None:
                    found[name] = earlier
                self._keep(number, kept, on_disk)
            self._make_room()
        return found

    def _earlier(self, number: int, keys: Sequence[str], on_disk: Mapping[str, int]) -> int | None:
        """Return the number of the first earlier row that has one of the keys."""
        new, earliest = self._new, None
        for key in keys:
            # What has gone to the disk was met before what is in memory.
            row = on_disk.get(key) or new.get(key)
            if row is not None and row < number and (earliest is None or row < earliest):
                earliest = row
        return earliest

    def _keep(self, number: int, keys: Sequence[str], on_disk: Mapping[str, int]) -> None:
        new = self._new
        for key in keys:
            if key not in on_disk and (key not in new or new[key] > number):
                new[key] = number

    def _make_room(self) -> None:
        if len(self._new) > _MOST_IN_MEMORY:
            self._flush()

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

    def _look_up(self, keys: Sequence[str]) -> dict[str, int]:
        """Return those of the keys that are on disk, with the number of their row."""
        if self._disk is None or not keys:
            return {}
        sql = "SELECT key, number FROM seen WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self._disk.execute(sql, (json.dumps(keys),)).fetchall())

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
