"""Plain values that wait to be written, in a scratch file: any number of them takes little memory."""

from __future__ import annotations

import marshal
import tempfile
from collections.abc import Iterator
from typing import Any

_BATCH = 500


class Scratch:
    """Rows of texts and numbers, in order; given back in batches."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the import)
        self._rows: list[Any] = []

    def add(self, row: Any) -> None:
        """Put a row after the others."""
        self._rows.append(row)
        if len(self._rows) >= _BATCH:
            self._flush()

    def batches(self) -> Iterator[list[Any]]:
        """Yield the rows, some hundreds at a time."""
        self._flush()
        self._file.seek(0)
        while True:
            try:
                yield marshal.load(self._file)
            except EOFError:
                return

    def clear(self) -> None:
        """Forget all rows."""
        self._rows = []
        self._file.seek(0)
        self._file.truncate()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            self._file.seek(0, 2)
            marshal.dump(self._rows, self._file)
            self._rows = []
