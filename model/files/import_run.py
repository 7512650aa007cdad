"""Carrying out an import: one change, and a file of the rows that could not go in (LEAD-28, I20).

The rows are read and classified first, while others go on writing; what is ready waits in a scratch file. Only then is
the right to write taken, and all of it written at once. What others have changed since the rows were classified is
looked up, and the rows that it concerns are classified anew.

A stopped import leaves nothing, as one that fails does. What it made and changed, undo takes back whole.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from model.core.changes.bulk_load import bulk_load
from model.core.changes.change import Change, change
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.language import N_, _
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Record, Row
from model.core.records.relations import RelationField
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import statement
from model.core.text import visible
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.error_file import ErrorFile, RowErrors
from model.files.import_plan import BATCH, ImportPlan, classifier_of
from model.files.import_tally import Remark, Tally, remarks_on, tally_of
from model.files.laid_aside import Batch, LaidAside
from model.files.matching_memory import remember
from model.files.new_file import free_name
from model.files.new_rows import NewRows
from model.files.pending_choices import choice_names, customer_names
from model.files.row_classifier import RowClassifier
from model.files.row_writer import RowWriter
from model.files.stopping import Progress, Stop, go_on
from model.files.table import Place, next_rows
from model.files.trial import NewChoice, Trial

__all__ = ["ImportSummary", "RowErrors", "apply_import"]

_DECIDING = ("option", "employee", "custom_field")
"""Kinds of row by which cells are read, whatever the record."""


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
    with plan.hold(), contextlib.closing(LaidAside()) as laid, ErrorFile(target, table, plan.matching.headings) as bad:
        run = _Run(plan, laid, bad, progress, stop)
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
            run.classifier.close()
    with contextlib.suppress(UserError):
        remember(session, record, plan.matching)
    tally = tally_of(run.counts, choice_names(run.choices()), customer_names(run.choices()), run.remarks)
    return ImportSummary(change_id, tally, tuple(bad.listed), target if tally.error else None)


class _Run:
    """One import under way."""

    def __init__(
        self, plan: ImportPlan, laid: LaidAside, errors: ErrorFile, progress: Progress | None, stop: Stop | None
    ) -> None:
        self.plan = plan
        self.progress = progress
        self.stop = stop
        self.record: type[Record] = plan.record
        self.counts: Counter[Outcome] = Counter()
        self.remarks: Counter[Remark] = Counter()
        self._laid = laid
        self._errors = errors
        self._fields: dict[str, Field] = dict(plan.session.fields(plan.record))
        self._referred_to: set[int] = set()
        """Numbers of rows whose customer gets a contact from a row further down."""
        self._choices: tuple[NewChoice, ...] = ()
        self._begin()

    def _begin(self) -> None:
        """Take note of what the database holds, which the rows are classified by."""
        self.counts.clear()
        self.remarks.clear()
        self._referred_to.clear()
        self._laid.clear()
        self._errors.clear()
        # Before the classifier looks at anything: what is changed while it does so counts as changed since.
        self._seen = self._newest_line()
        self._aa_is_å = self.plan.session.store.aa_is_å
        plan = self.plan
        self.classifier: RowClassifier = classifier_of(
            plan.session, plan.record, plan.table, plan.matching, plan.options, plan.conventions
        )
        # What follows a row that is written by itself (an opportunity's first seller) is not written for many at once.
        self.classifier.stores = plan.record.follow.__func__ is Row.follow.__func__  # type: ignore[attr-defined]
        self._new_rows: NewRows | None = None

    def _newest_line(self) -> int:
        return int(self.plan.session.store.value(_newest_line()))

    def writes(self) -> bool:
        """Whether there is anything to write."""
        return any(self.counts[outcome] for outcome in (Outcome.CREATE, Outcome.UPDATE, Outcome.CONTACT))

    # Reading: nothing is written, and nobody waits

    def read(self) -> None:
        """Classify all rows of the file, and lay aside what is to be written of them."""
        table = self.plan.table
        rows, place = table.rows(table.start()), table.start()
        done, about = 0, self.plan.rows_about()
        while batch := next_rows(rows, BATCH):
            following = table.here()
            classified = self.classifier.classify(batch)
            self.plan.conventions.refuse_open()
            self._lay_aside(classified, place)
            place = following
            done += len(batch)
            go_on(self.progress, self.stop, done, max(done, about))
        go_on(self.progress, self.stop, done, done)

    def _lay_aside(self, classified: ClassifiedRows, place: Place) -> None:
        self._keep_errors(classified, frozenset())
        ready = self._ready(classified, place)
        self.counts.update(ready.outcomes)
        self.remarks.update(ready.remarks)
        self._laid.add(ready, chosen=bool(self.classifier.pending))

    def _ready(self, classified: ClassifiedRows, place: Place) -> Batch:
        classifier = self.classifier
        ruled = set(classifier.by_rules(classified))
        single = [
            at
            for at, outcome in enumerate(classified.outcomes)
            if outcome in (Outcome.UPDATE, Outcome.CONTACT) or at in ruled
        ]
        self._referred_to.update(classified.twins[at] for at in classified.contacts if at in classified.twins)
        new = None
        keys = {f"{name}_key": frozenset(filter(None, found)) for name, found in classified.keys.items()}
        title = f"{self.record.title_field}_key"
        keys[title] = classified.looked_up
        if self.record.single_fields is not None:
            if self._new_rows is None:
                self._new_rows = NewRows(Trial(classifier.session, classifier.seen), self.record, classifier)
            new = self._new_rows.ready(classified, single)
            keys[title] |= frozenset(filter(None, new.columns.get(title, ())))
        return Batch(
            place,
            len(classified.rows),
            Counter(classified.outcomes),
            frozenset(classified.errors),
            new,
            classified.only(single) if single else None,
            frozenset(classified.targets.values()),
            keys,
            Counter(remarks_on(classifier, classified)),
        )

    def _keep_errors(self, classified: ClassifiedRows, known: frozenset[int]) -> None:
        """Put the error rows of a batch into their file, but those that are there."""
        for at in sorted(classified.errors.keys() - known):
            self._errors.add(self.classifier, self._fields, classified, at)

    # Writing

    def write(self, made: Change, progress: Progress | None) -> None:
        """Write all that was laid aside, within the change."""
        if self._decided_otherwise():
            self._begin()
            self.read()
        changed = self._changed_since()
        expected, written, total = self.counts[Outcome.CREATE], 0, self.counts.total()
        # Rows inserted from here on have higher IDs.
        self.classifier.existing.find_last_id()
        writer = RowWriter(made, self.record, self.classifier, self._referred_to)
        with bulk_load(made, self.record, expected, self._looked_up()):
            new_rows = None if self.record.single_fields is None else NewRows(made, self.record, self.classifier)
            for batch in self._laid.batches(self.classifier):
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

    def _write_single(self, writer: RowWriter, classified: ClassifiedRows) -> None:
        refused = writer.write(classified)
        self.counts.subtract(refused)
        self.counts[Outcome.ERROR] += len(refused)
        self._keep_errors(classified, frozenset())

    def _looked_up(self) -> list[str]:
        """Return the columns that rows are looked up by while the table is written."""
        if not self.classifier.existing.last_id and self.record.single_fields is not None:
            return []
        names = [name for name, field in self.record.keyed().items() if name in ("org_number", "email")]
        return [f"{name}_key" for name in (*names, self.record.title_field)]

    def choices(self) -> tuple[NewChoice, ...]:
        """Return what was added to the company's lists, and the customers that were made because rows name them."""
        return self._choices

    # What others have changed since the rows were classified

    def _decided_otherwise(self) -> bool:
        """Whether what all cells are read by is different now: choices, employees, records that a column refers to."""
        store = self.plan.session.store
        if store.aa_is_å != self._aa_is_å or self._newest_line() < self._seen:
            return True
        kinds = {*_DECIDING}
        for field in self.classifier.fields.values():
            if isinstance(field, Reference):
                kinds.add(field.record)
            elif isinstance(field, RelationField):
                kinds.update(field.records)
        kinds.discard(self.record.name_in_code)
        line = ChangeRow
        query = line.select(line.id).where(line.id > self._seen, line.record.in_(sorted(kinds))).limit(1)
        return store.row(query) is not None

    def _changed_since(self) -> _Changed:
        """Return which records of this kind are others now, and by which keys they are found."""
        store = self.plan.session.store
        line = ChangeRow
        written = line.select(line.record_id).where(line.id > self._seen, line.record == self.record.name_in_code)
        ids = frozenset(row[0] for row in store.each(written.distinct()))
        columns = sorted({f"{self.record.title_field}_key", *(f"{name}_key" for name in self.classifier.identifying)})
        found: dict[str, set[str]] = {column: set() for column in columns}
        if ids:
            keys = self.record.select(*(column_of(self.record, column) for column in columns))
            for row in store.each(keys.where(among(self.record.id, ids))):
                for column, key in zip(columns, row, strict=True):
                    found[column].add(key)
        return _Changed(ids, found)

    def _classified_anew(self, batch: Batch) -> Batch:
        """Return a batch classified by what the database holds now; what was refused before stays refused."""
        rows = list(islice(self.plan.table.rows(batch.place), batch.count))
        classified = self.classifier.classify(rows)
        for place in batch.refused:
            classified.outcomes[place] = Outcome.ERROR
            classified.errors.setdefault(place, [])
        self._keep_errors(classified, batch.refused)
        ready = self._ready(classified, batch.place)
        self.counts.subtract(batch.outcomes)
        self.counts.update(ready.outcomes)
        self.remarks.subtract(batch.remarks)
        self.remarks.update(ready.remarks)
        return ready


@dataclass(frozen=True)
class _Changed:
    """Records that others have changed, and the keys they have now."""

    ids: frozenset[int]
    keys: dict[str, set[str]]

    def concern(self, batch: Batch) -> bool:
        """Whether a row of the batch was classified by one of them, or would be."""
        if not self.ids:
            return False
        return not self.ids.isdisjoint(batch.targets) or any(
            not self.keys[column].isdisjoint(keys) for column, keys in batch.keys.items() if column in self.keys
        )


@statement
def _newest_line() -> Any:
    return ChangeRow.select(peewee.fn.coalesce(peewee.fn.max(ChangeRow.id), peewee.SQL("0")))
