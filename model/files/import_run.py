"""Carrying out an import: one change, one transaction, and a file of the rows that could not go in (LEAD-28, I20).

A stopped import leaves nothing, as one that fails does. What it made and changed, undo takes back whole.
"""

from __future__ import annotations

import contextlib
import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from model.core.bulk_load import bulk_load
from model.core.changes import Change, change
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.language import N_, _
from model.core.options import Option
from model.core.records import Record
from model.core.text import fold, visible
from model.files.columns import CellError
from model.files.csv_out import BOM
from model.files.guarding import guarded, unguarded
from model.files.headings import REASON_HEADING, ROW_HEADING
from model.files.import_plan import BATCH, ImportPlan, PlannedError, Tally, judge_of, labels_passed_over, tally_of
from model.files.judging import Judge, Judged, Outcome
from model.files.matching_memory import remember
from model.files.new_file import free_name, new_file
from model.files.new_rows import NewRows
from model.files.stopping import Progress, Stop, go_on
from model.files.table import Table

_LISTED = 200
"""Errors that a summary holds; the file has all of them."""


@dataclass(frozen=True)
class RowErrors:
    """An error row: its number in the file, and what is wrong with it."""

    number: int
    errors: tuple[PlannedError, ...]


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
    stop: Stop | None = None,
    error_file: Path | None = None,
) -> ImportSummary:
    """Import the file of a plan and return what was done.

    Rows that cannot go in are written to ``error_file``, beside the imported file where it is None, under a name that
    is free; with their cells as they were, so that it can be mended and imported again. Raises
    :class:`~model.files.stopping.Stopped`, :class:`NotAllowedError` and :class:`StorageError`, with nothing changed.
    """
    table, session, record = plan.table, plan.session, plan.record
    target = error_file or free_name(table.path.with_name(f"{table.path.stem}-{_('errors')}.csv"))
    run = _Run(plan, target, progress, stop)
    with plan.hold():
        try:
            with contextlib.ExitStack() as files:
                with change(session, N_("Import {file}"), "import", file=visible(table.path.name)) as made:
                    run.carry_out(made, files)
                    change_id = made.id if made.rows else None
                    # Inside the change: where the errors cannot be kept, nothing goes in either.
                    files.close()
        finally:
            run.judge.close()
    with contextlib.suppress(UserError):
        remember(session, record, plan.matching)
    tally = tally_of(run.counts, run.judge, run.passed_over)
    return ImportSummary(change_id, tally, tuple(run.listed), target if tally.error else None)


class _Run:
    """One import under way."""

    def __init__(self, plan: ImportPlan, target: Path, progress: Progress | None, stop: Stop | None) -> None:
        self.plan = plan
        self.target = target
        self.progress = progress
        self.stop = stop
        self.record: type[Record] = plan.record
        self.judge: Judge = judge_of(plan.session, plan.record, plan.table, plan.matching, plan.options)
        self.counts: Counter[Outcome] = Counter()
        self.passed_over: Counter[str] = Counter()
        self.listed: list[RowErrors] = []
        self._errors: Any = None
        self._made_choices: dict[tuple[str, str], int] = {}

    def carry_out(self, made: Change, files: contextlib.ExitStack) -> None:
        """Write all rows of the file within the change."""
        plan, judge = self.plan, self.judge
        judge.make_choice = lambda reference, name: self._choice(made, reference, name)
        with bulk_load(made, self.record, plan.table.rows_about(), self._looked_up()):
            new_rows = NewRows(made, self.record, judge) if self.record.single_fields is not None else None
            for judged in self._judged():
                if new_rows is not None:
                    alone = new_rows.alone(judged)
                    new_rows.insert(judged, alone)
                else:
                    alone = [place for place, outcome in enumerate(judged.outcomes) if outcome is Outcome.CREATE]
                for place in alone:
                    self._write(made, judged, place)
                for place in list(judged.changes):
                    if judged.outcomes[place] is Outcome.UPDATE:
                        self._write(made, judged, place)
                self._keep_errors(judged, files)
                self.counts.update(judged.outcomes)
                self.passed_over.update(labels_passed_over(judged))
                go_on(self.progress, self.stop, plan.table.done(), plan.table.size)
            made.flush()

    def _looked_up(self) -> list[str]:
        """Return the columns that rows are looked up by while the table is written."""
        if not self.judge.last_id and self.record.single_fields is not None:
            return []
        names = [name for name, field in self.record.keyed().items() if name in ("org_number", "email")]
        return [f"{name}_key" for name in (*names, self.record.title_field)]

    def _judged(self) -> Iterator[Judged]:
        table: Table = self.plan.table
        rows = table.rows(table.start())
        while batch := list(islice(rows, BATCH)):
            yield self.judge.judge(batch)

    def _write(self, made: Change, judged: Judged, place: int) -> None:
        """Write one row that is new or changes a record, by the record's own rules; what they refuse is an error."""
        try:
            with made.part() if self.record.unique else contextlib.nullcontext():
                if judged.outcomes[place] is Outcome.CREATE:
                    made.insert(self.record, self.judge.new_values(judged, place))
                else:
                    record_id = judged.targets[place]
                    present = None
                    if "custom" in self.record.fields():
                        present = made.read(self.record, record_id)["custom"]
                    made.update(self.record, record_id, self.judge.changed_values(judged, place, present))
        except UserError as error:
            text = self.judge.text_of(judged, place, error.field)
            judged.refuse(place, [CellError(error.field or "", text, error.message)])

    def _choice(self, made: Change, reference: Reference, name: str) -> int:
        """Add a choice to one of the company's lists."""
        key = (reference.scope, fold(name))
        if key not in self._made_choices:
            position = made.connection.execute(
                "SELECT coalesce(max(position), 0) + 1 FROM option WHERE list = ?", (reference.scope,)
            ).fetchone()[0]
            values = {"list": reference.scope, "name": name, "position": position}
            self._made_choices[key] = made.insert(Option, values)
            self.judge.new_choices.setdefault(key, name)
        return self._made_choices[key]

    # Rows that could not go in

    def _keep_errors(self, judged: Judged, files: contextlib.ExitStack) -> None:
        if not judged.errors:
            return
        plan = self.plan
        headings = plan.matching.headings
        labels = {name: headings[places[0]] for name, places in self.judge.places.items()}
        fields = self.judge.session.fields(self.record)
        if self._errors is None:
            self._errors = csv.writer(files.enter_context(_error_file(self.target)), delimiter=";")
            if plan.table.options.header:
                self._errors.writerow([*map(guarded, headings), _(ROW_HEADING), _(REASON_HEADING)])
        for place in sorted(judged.errors):
            if judged.outcomes[place] is not Outcome.ERROR:
                continue
            row = judged.rows[place]
            errors = tuple(
                PlannedError(
                    visible(labels.get(error.field, ""))
                    or (fields[error.field].title if error.field in fields else ""),
                    visible(error.text),
                    visible(error.reason),
                )
                for error in judged.errors[place]
            )
            if len(self.listed) < _LISTED:
                self.listed.append(RowErrors(row.number, errors))
            reason = " ".join(f"{error.heading}: {error.reason}" if error.heading else error.reason for error in errors)
            width = max(len(headings), len(row.cells))
            cells = [*row.cells, *[""] * (width - len(row.cells))]
            self._errors.writerow([*(guarded(unguarded(cell)) for cell in cells), row.number, guarded(reason)])


@contextlib.contextmanager
def _error_file(target: Path) -> Iterator[Any]:
    with new_file(target) as file:
        file.write(BOM)
        yield file
