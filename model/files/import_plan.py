"""The plan of an import: what each row of a file would do, changing nothing (LEAD-27).

The first page is there at once whatever the file's size: rows are classified as they are looked at.
:meth:`ImportPlan.tally` goes through all of them.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from decimal import Decimal
from itertools import islice
from typing import Any

from model.core.access.session import Session
from model.core.fields.base import Field, Reading
from model.core.records.record import Record
from model.files import csv_out
from model.files.batch_reader import BatchReader, newest_line
from model.files.conventions import Conventions, Question
from model.files.headings import Matching, importable
from model.files.import_options import ImportOptions
from model.files.import_tally import Tally, tally_of
from model.files.matched_columns import match_columns
from model.files.pending_choices import choice_names, customer_names
from model.files.planned_rows import PlannedRow, RowPlanner
from model.files.row_classifier import RowClassifier
from model.files.stopping import Progress, Stop, go_on
from model.files.table import Place, Table, TableRow, next_rows

BATCH = 1_000
"""Rows that are classified at a time."""


class ImportPlan:
    """What importing a file would do. Made by :func:`plan_import`; :meth:`close` lets the file go."""

    def __init__(
        self, session: Session, record: type[Record], table: Table, matching: Matching, options: ImportOptions
    ) -> None:
        self.session = session
        self.record = record
        self.table = table
        self.matching = matching
        self.options = options
        self.conventions = Conventions(importable(session, record), table, matching, options.conventions)
        self._begins: list[int] = [0]
        """Numbers of rows, from 0, that stand at :attr:`_places`."""
        self._places: list[Place] = [table.start()]
        self._scanned = 0
        self._finished = False
        self._lock = threading.RLock()
        self._reader: BatchReader | None = self._begun()

    @property
    def reader(self) -> BatchReader:
        """The rows that have been gone through, ready to be written."""
        with self._lock:
            if self._reader is None:
                self._reader = self._begun()
            return self._reader

    def _begun(self) -> BatchReader:
        """Take note of what the database holds, which the rows are classified by."""
        # Before the classifier looks at anything: what is changed while it does so counts as changed since.
        seen = newest_line(self.session.store)
        classifier = RowClassifier(
            self.session, self.record, self.matching, self.options, as_written_in(self.table.kind), self.conventions,
            self.table.kind,
        )  # fmt: skip
        self._scanned = 0
        self._finished = False
        return BatchReader(self.table, classifier, seen)

    def forget(self) -> None:
        """Forget what the rows would do: by what the database holds now they may do something else."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None

    def ignored(self) -> list[str]:
        """Return the headings of the columns that are passed over (I19)."""
        return self.reader.classifier.ignored

    def questions(self) -> list[Question]:
        """Return what has to be said of columns before the file can be imported, as far as rows have been read."""
        return self.conventions.questions()

    def preview(self, first: int, count: int) -> list[PlannedRow]:
        """Return what ``count`` rows from the ``first`` on (from 0, the headings not counted) would do."""
        self._scan(upto=first)
        with self._lock:
            # Those between the last whole batch and the first asked for are met too, so that none counts as new twice.
            classifier = self.reader.classifier
            begin = min(self._scanned, first)
            if begin < first:
                classifier.classify(list(islice(self._rows_from(begin), first - begin)))
            rows = list(islice(self._rows_from(first), count))
            classified = classifier.classify(rows)
            planner = RowPlanner(classifier, self.matching, self.conventions)
            return [planner.planned(classified, place) for place in range(len(rows))]

    def tally(self, progress: Progress | None = None, stop: Stop | None = None) -> Tally:
        """Return how many rows would do what, having gone through all of them.

        Raises :class:`~model.files.stopping.Stopped` when that was asked for; what was counted is kept, and the next
        call goes on from there.
        """
        self._scan(progress=progress, stop=stop)
        with self._lock:
            reader = self.reader
            wanted = [*reader.classifier.pending.wanted]
            return tally_of(reader.counts, choice_names(wanted), customer_names(wanted), reader.remarks)

    def read_all(self, progress: Progress | None = None, stop: Stop | None = None) -> None:
        """Go through all rows that have not been gone through yet.

        Raises :class:`UserError` where a column has to be asked about, and as :meth:`tally` does.
        """
        self._scan(progress=progress, stop=stop, check=self.conventions.refuse_open)
        self.conventions.refuse_open()
        go_on(progress, stop, self._scanned, self._scanned)

    def rows_about(self) -> int:
        """Return how many rows the file has: exactly where all have been gone through, else roughly."""
        return self.reader.counts.total() if self._finished else self.table.rows_about()

    def hold(self) -> AbstractContextManager[Any]:
        """Return the lock that keeps others from reading the file meanwhile."""
        return self._lock

    def close(self) -> None:
        """Close the file, and let go of what was remembered of it."""
        with self._lock:
            self.forget()
            self.table.close()

    # Going through the rows

    def _scan(
        self,
        upto: int | None = None,
        progress: Progress | None = None,
        stop: Stop | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """Classify the rows in order, a batch at a time, as far as ``upto``; others may look at rows in between.

        ``check`` is called after each batch.
        """
        while True:
            with self._lock:
                reader = self.reader
                if self._finished or (upto is not None and self._scanned + BATCH > upto):
                    return
                # Somebody may have read elsewhere in the file meanwhile: begin where the batch before ended.
                begin = self._place_of(self._scanned)
                batch = next_rows(self.table.rows(begin), BATCH)
                place = self.table.here()
                if batch:
                    reader.add(batch, begin)
                    self._scanned += len(batch)
                    if self._scanned > self._begins[-1]:
                        self._begins.append(self._scanned)
                        self._places.append(place)
                else:
                    self._finished = True
                done, about = self._scanned, max(self._scanned, self.rows_about())
            check()
            go_on(progress, stop, done, about)

    def _place_of(self, row: int) -> Place:
        """Return where a row stands that a batch ended before."""
        return self._places[self._begins.index(row)] if row else self._places[0]

    def _rows_from(self, first: int) -> Iterator[TableRow]:
        known = bisect_right(self._begins, first) - 1
        return islice(self.table.rows(self._places[known]), first - self._begins[known], None)


def plan_import(
    session: Session,
    record: type[Record],
    table: Table,
    options: ImportOptions | None = None,
    matching: Matching | None = None,
) -> ImportPlan:
    """Return the plan of importing ``table`` as records of one kind; nothing is written.

    ``matching`` is found by name where it is not given. Raises :class:`NotAllowedError` for whoever may not write such
    records, and :class:`UserError` for options that do not go together.
    """
    session.may_write()
    if record.name_in_code == "employee":
        session.may_administer()
    options = options or ImportOptions()
    options.check()
    if matching is None:
        matching = match_columns(session, record, table.headings, header=table.options.header, update=options.update)
    return ImportPlan(session, record, table, matching, options)


def as_written_in(kind: str) -> Any:
    """Return what tells how the export of this form would write a value, as text."""
    if kind != "xlsx":
        return csv_out.cell

    def workbook(field: Field, value: Any, reading: Reading) -> str:
        from model.files.xlsx_out import cell_value
        from model.files.xlsx_table import text_of

        written = cell_value(field, value, reading)
        return "" if written is None else text_of(float(written) if isinstance(written, Decimal) else written)

    return workbook
