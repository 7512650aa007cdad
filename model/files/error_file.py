"""The file of the rows that could not go in: mended, it can be imported again (I20)."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.core.fields.base import Field
from model.core.language import _
from model.files.csv_out import BOM
from model.files.guarding import guarded, unguarded
from model.files.headings import REASON_HEADING, ROW_HEADING
from model.files.laid_aside import RefusedRow
from model.files.new_file import new_file
from model.files.planned_rows import PlannedError, planned_error
from model.files.row_classifier import RowClassifier
from model.files.table import Table

_LISTED = 200
"""Errors that a summary holds; the file has all of them."""


@dataclass(frozen=True)
class RowErrors:
    """An error row: its number in the file, and what is wrong with it."""

    number: int
    errors: tuple[PlannedError, ...]


class ErrorFile:
    """Rows that could not go in, with their cells as they were; the file is made with the first of them."""

    def __init__(self, target: Path, table: Table, headings: tuple[str, ...]) -> None:
        self.target = target
        self.listed: list[RowErrors] = []
        """The first rows."""
        self._header = table.options.header
        self._headings = headings
        self._files = contextlib.ExitStack()
        self._file: Any = None
        self._writer: Any = None

    def add(self, classifier: RowClassifier, fields: Mapping[str, Field], refused: RefusedRow) -> None:
        """Put a row into the file; raise :class:`StorageError` where it cannot be written."""
        if self._file is None:
            self._file = self._files.enter_context(new_file(self.target, field="errors"))
            self._begin()
        row = refused.row
        errors = tuple(planned_error(classifier, fields, self._headings, error) for error in refused.errors)
        if len(self.listed) < _LISTED:
            self.listed.append(RowErrors(row.number, errors))
        reason = " ".join(f"{error.heading}: {error.reason}" if error.heading else error.reason for error in errors)
        width = max(len(self._headings), len(row.cells))
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        self._writer.writerow([*(guarded(unguarded(cell)) for cell in cells), row.number, guarded(reason)])

    def _begin(self) -> None:
        self._file.write(BOM)
        self._writer = csv.writer(self._file, delimiter=";")
        if self._header:
            self._writer.writerow([*map(guarded, self._headings), _(ROW_HEADING), _(REASON_HEADING)])

    def clear(self) -> None:
        """Begin anew."""
        self.listed.clear()
        if self._file is not None:
            self._file.seek(0)
            self._file.truncate()
            self._begin()

    def finish(self) -> None:
        """Give the file its name; raise :class:`UserError` where that has been taken, and :class:`StorageError`."""
        self._files.close()

    def __enter__(self) -> ErrorFile:
        return self

    def __exit__(self, *exception: Any) -> None:
        # After a failure nothing is left of it.
        self._files.__exit__(*exception)
