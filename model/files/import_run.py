"""Carrying out an import: one change, and a file of the rows that could not go in (LEAD-28, I20).

The rows are read and classified first (:mod:`model.files.batch_reader`), by the preview as far as it has come, while
others go on writing; what is ready waits in a scratch file. Only then is the right to write taken, and all of it
written at once. What others have changed since the rows were classified is looked up, and the rows that it concerns are
classified anew.

A stopped import leaves nothing, as one that fails does. What it made and changed, undo takes back whole.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from model.core.changes.bulk_load import bulk_load
from model.core.changes.change import Change, change
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import visible
from model.files.batch_reader import BatchReader
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.error_file import ErrorFile, RowErrors
from model.files.import_plan import ImportPlan
from model.files.import_tally import Remark, Tally, tally_of
from model.files.laid_aside import Batch, RefusedRow
from model.files.matching_memory import remember
from model.files.new_file import free_name
from model.files.new_rows import NewRows
from model.files.pending_choices import choice_names, customer_names
from model.files.row_writer import RowWriter
from model.files.stopping import Progress, Stop, go_on
from model.files.trial import NewChoice

__all__ = ["ImportSummary", "RowErrors", "apply_import"]


@dataclass(frozen=True)
class ImportSummary:
    """What an import did; the rows of ``tally`` add up to those of the file."""

    change_id: int | None
    """The change, to be undone by; None where nothing was different."""
    tally: Tally
    errors: tuple[RowErrors, ...]
    """The first error rows."""
    error_file: Path | None
    """Where all of them are; None where there are none."""


def apply_import(
    plan: ImportPlan,
    *,
    progress: Progress | None = None,
    writing: Progress | None = None,
    stop: Stop | None = None,
    error_file: Path | None = None,
) -> ImportSummary:
    """Import the file of a plan and return what was done.

    ``progress`` is told of the rows that have been read, ``writing`` of those that have been written. Rows that cannot
    go in are written to ``error_file``, beside the imported file where it is None, under that name or the next one that
    is free; with their cells as they were, so that it can be mended and imported again. Raises
    :class:`~model.files.stopping.Stopped`, :class:`NotAllowedError` and :class:`StorageError`, with nothing changed.
    """
    table, session, record = plan.table, plan.session, plan.record
    session.may_write()
    target = free_name(error_file or table.path.with_name(f"{table.path.stem}-{_('errors')}.csv"))
    change_id = None
    with plan.hold(), ErrorFile(target, table, plan.matching.headings) as bad:
        run = _Run(plan, bad, progress, stop)
        try:
            run.read()
            if run.writes():
                with change(session, N_("Import {file}"), "import", file=visible(table.path.name)) as made:
                    run.write(made, writing)
                    change_id = made.id if made.rows else None
                    # Inside the change: where the errors cannot be kept, nothing goes in either.
                    bad.finish()
            bad.finish()
        finally:
            if run.has_written:
                # The rows mean something else by what the database holds now.
                plan.forget()
    with contextlib.suppress(UserError):
        remember(session, record, plan.matching)
    tally = tally_of(run.counts, choice_names(run.choices()), customer_names(run.choices()), run.remarks)
    return ImportSummary(change_id, tally, tuple(bad.listed), target if tally.error else None)


class _Run:
    """One import under way."""

    def __init__(self, plan: ImportPlan, errors: ErrorFile, progress: Progress | None, stop: Stop | None) -> None:
        self.plan = plan
        self.progress = progress
        self.stop = stop
        self.record: type[Record] = plan.record
        self.counts: Counter[Outcome] = Counter()
        self.remarks: Counter[Remark] = Counter()
        self.has_written = False
        """Whether anything has been written, which a failure may have taken back."""
        self._errors = errors
        self._fields: dict[str, Field] = dict(plan.session.fields(plan.record))
        self._choices: tuple[NewChoice, ...] = ()

    @property
    def _reader(self) -> BatchReader:
        return self.plan.reader

    def writes(self) -> bool:
        """Whether there is anything to write."""
        return any(self.counts[outcome] for outcome in (Outcome.CREATE, Outcome.UPDATE, Outcome.CONTACT))

    # Reading: nothing is written, and nobody waits

    def read(self) -> None:
        """Have all rows of the file classified, as far as a preview has not done so; keep those with errors."""
        if self._reader.is_outdated():
            self.plan.forget()
        self.plan.read_all(self.progress, self.stop)
        self.counts, self.remarks = Counter(self._reader.counts), Counter(self._reader.remarks)
        self._errors.clear()
        if self.counts[Outcome.ERROR]:
            for batch in self._reader.batches():
                self._keep_errors(batch)

    def _keep_errors(self, batch: Batch, known: Container[int] = ()) -> None:
        """Put the error rows of a batch into their file, but those that are there."""
        for at, refused in batch.refused.items():
            if at not in known:
                self._errors.add(self._reader.classifier, self._fields, refused)

    # Writing

    def write(self, made: Change, progress: Progress | None) -> None:
        """Write all that was laid aside, within the change."""
        if self._reader.is_outdated():
            self.read()
        self.has_written = True
        reader, classifier = self._reader, self._reader.classifier
        changed = reader.changed_since()
        expected, written, total = self.counts[Outcome.CREATE], 0, self.counts.total()
        # Rows inserted from here on have higher IDs.
        classifier.existing.find_last_id()
        writer = RowWriter(made, self.record, classifier, reader.referred_to)
        new_rows = None if self.record.single_fields is None else NewRows(made, self.record, classifier)
        # To carry an index along costs as much as to make it anew where its column is empty, and often less.
        unfilled = set() if new_rows is None else new_rows.unfilled()
        with bulk_load(made, self.record, expected, unfilled.union(self._looked_up())):
            for batch in reader.batches():
                if changed.concern(batch):
                    batch = self._classified_anew(batch)
                if new_rows is not None and batch.new is not None:
                    new_rows.insert(batch.new, writer.choice)
                if batch.single is not None and not writer.insert_together(batch.single):
                    self._write_single(writer, batch.single)
                written += batch.count
                go_on(progress, self.stop, written, total)
            made.flush()
        self.remarks["contact", ""] -= writer.contacts_not_made
        self._choices = tuple(writer.choices)

    def _classified_anew(self, batch: Batch) -> Batch:
        """Return a batch as it is by what the database holds now."""
        ready = self._reader.classified_anew(batch)
        self._keep_errors(ready, batch.refused)
        self.counts.subtract(batch.outcomes)
        self.counts.update(ready.outcomes)
        self.remarks.subtract(batch.remarks)
        self.remarks.update(ready.remarks)
        return ready

    def _write_single(self, writer: RowWriter, classified: ClassifiedRows) -> None:
        refused = writer.write(classified)
        self.counts.subtract(refused)
        self.counts[Outcome.ERROR] += len(refused)
        for at, errors in sorted(classified.errors.items()):
            self._errors.add(writer.classifier, self._fields, RefusedRow(classified.rows[at], errors))

    def _looked_up(self) -> list[str]:
        """Return the columns that rows are looked up by while the table is written."""
        if not self._reader.classifier.existing.last_id and self.record.single_fields is not None:
            return []
        names = [name for name, field in self.record.keyed().items() if name in ("org_number", "email")]
        return [f"{name}_key" for name in (*names, self.record.title_field)]

    def choices(self) -> tuple[NewChoice, ...]:
        """Return what was added to the company's lists, and the customers that were made because rows name them."""
        return self._choices
