"""Carrying out an import: one change, and a file of the rows that could not go in (LEAD-28, I20).

The rows are read and judged first, while others go on writing; what is ready waits in a scratch file. Only then is the
right to write taken, and all of it written at once. What others have changed since the rows were judged is looked up,
and the rows that it concerns are judged anew.

A stopped import leaves nothing, as one that fails does. What it made and changed, undo takes back whole.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from model.core.bulk_load import bulk_load
from model.core.changes import Change, change
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.fields.relations import RelationField
from model.core.language import N_, _
from model.core.options import Option
from model.core.records import Record, Row
from model.core.text import visible
from model.files.columns import CellError
from model.files.error_file import ErrorFile, RowErrors
from model.files.import_plan import BATCH, ImportPlan, Remark, Tally, judge_of, remarks_on, tally_of
from model.files.judging import Judge, Judged, Outcome
from model.files.laid_aside import Batch, LaidAside
from model.files.matching_memory import remember
from model.files.new_file import free_name
from model.files.new_rows import NewRows, insert_ready
from model.files.relation_column import CUSTOMER
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
            run.judge.close()
    with contextlib.suppress(UserError):
        remember(session, record, plan.matching)
    tally = tally_of(run.counts, run.choice_names(), run.customer_names(), run.remarks)
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
        self._made_choices: dict[NewChoice, int] = {}
        self._begin()

    def _begin(self) -> None:
        """Take note of what the database holds, which the rows are judged by."""
        self.counts.clear()
        self.remarks.clear()
        self._laid.clear()
        self._errors.clear()
        # Before the judge looks at anything: what is changed while it does so counts as changed since.
        self._seen = self._newest_line()
        self._aa_is_å = self.plan.session.store.aa_is_å
        plan = self.plan
        self.judge: Judge = judge_of(
            plan.session, plan.record, plan.table, plan.matching, plan.options, plan.conventions
        )
        # What follows a row that is written by itself (an opportunity's first seller) is not written for many at once.
        self.judge.stores = plan.record.follow.__func__ is Row.follow.__func__  # type: ignore[attr-defined]
        self._new_rows: NewRows | None = None

    def _newest_line(self) -> int:
        return int(self.plan.session.store.value("SELECT coalesce(max(id), 0) FROM change_row"))

    def writes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.counts[Outcome.CREATE] or self.counts[Outcome.UPDATE])

    # Reading: nothing is written, and nobody waits

    def read(self) -> None:
        """Judge all rows of the file, and lay aside what is to be written of them."""
        table = self.plan.table
        rows, place = table.rows(table.start()), table.start()
        done, about = 0, self.plan.rows_about()
        while batch := next_rows(rows, BATCH):
            following = table.here()
            judged = self.judge.judge(batch)
            self.plan.conventions.refuse_open()
            self._lay_aside(judged, place)
            place = following
            done += len(batch)
            go_on(self.progress, self.stop, done, max(done, about))
        go_on(self.progress, self.stop, done, done)

    def _lay_aside(self, judged: Judged, place: Place) -> None:
        self._keep_errors(judged, frozenset())
        ready = self._ready(judged, place)
        self.counts.update(ready.outcomes)
        self.remarks.update(ready.remarks)
        self._laid.add(ready)

    def _ready(self, judged: Judged, place: Place) -> Batch:
        judge = self.judge
        single = [
            at
            for at, outcome in enumerate(judged.outcomes)
            if outcome is Outcome.UPDATE or (outcome is Outcome.CREATE and judge.by_rules(judged, at))
        ]
        new = None
        keys = {f"{name}_key": frozenset(filter(None, found)) for name, found in judged.keys.items()}
        title = f"{self.record.title_field}_key"
        keys[title] = frozenset(judged.titles.values())
        if self.record.single_fields is not None:
            if self._new_rows is None:
                self._new_rows = NewRows(Trial(judge.session, judge.seen), self.record, judge)
            new = self._new_rows.ready(judged, single)
            keys[title] |= frozenset(filter(None, new.columns.get(title, ())))
        return Batch(
            place,
            len(judged.rows),
            Counter(judged.outcomes),
            frozenset(judged.errors),
            new,
            judged.only(single) if single else None,
            frozenset(judged.targets.values()),
            keys,
            Counter(remarks_on(judge, judged)),
        )

    def _keep_errors(self, judged: Judged, known: frozenset[int]) -> None:
        """Put the error rows of a batch into their file, but those that are there."""
        for at in sorted(judged.errors.keys() - known):
            self._errors.add(self.judge, self._fields, judged, at)

    # Writing

    def write(self, made: Change, progress: Progress | None) -> None:
        """Write all that was laid aside, within the change."""
        if self._decided_otherwise():
            self._begin()
            self.read()
        judge = self.judge
        changed = self._changed_since()
        new_rows = None
        expected, written = self.counts[Outcome.CREATE], 0
        total = self.counts.total()
        # Rows inserted from here on have higher IDs.
        judge.last_id = self.plan.session.store.value(f"SELECT coalesce(max(id), 0) FROM {self.record.table()}")
        with bulk_load(made, self.record, expected, self._looked_up()):
            if self.record.single_fields is not None:
                new_rows = NewRows(made, self.record, judge)
            for batch in self._laid.batches(judge):
                if changed.concern(batch):
                    batch = self._judged_anew(batch)
                if new_rows is not None and batch.new is not None:
                    new_rows.insert(batch.new, lambda choice: self._choice(made, choice))
                if batch.single is not None and not self._written_together(made, batch.single):
                    self._write_single(made, batch.single)
                written += batch.count
                go_on(progress, self.stop, written, total)
            made.flush()

    def _looked_up(self) -> list[str]:
        """Return the columns that rows are looked up by while the table is written."""
        if not self.judge.last_id and self.record.single_fields is not None:
            return []
        names = [name for name, field in self.record.keyed().items() if name in ("org_number", "email")]
        return [f"{name}_key" for name in (*names, self.record.title_field)]

    def _written_together(self, made: Change, judged: Judged) -> bool:
        """Insert rows that the rules have passed, where they are all of a batch; return whether that was done.

        Where what must be unique is taken by now, none of them is: each then gets its own answer.
        """
        if len(judged.stored) < len(judged.rows) or judged.brings_choices():
            return False
        rows = [dict(judged.stored[place]) for place in range(len(judged.rows))]
        if self.record.numbered:
            numbers = judged.columns.get("number")
            for place, row in enumerate(rows):
                row["number"] = None if numbers is None else numbers[place]
        try:
            with made.part():
                insert_ready(made, self.record, rows)
        except UserError:
            return False
        return True

    def _write_single(self, made: Change, judged: Judged) -> None:
        """Write rows by the record's own rules, in their order; what they refuse by now is an error."""
        for place, outcome in enumerate(judged.outcomes):
            try:
                careful = self.record.unique or self.record.relations or judged.brings_choices(place)
                with made.part() if careful else contextlib.nullcontext():
                    if outcome is Outcome.CREATE:
                        made.insert(self.record, self._chosen(made, self.judge.new_values(judged, place)))
                    else:
                        self._change_one(made, judged, place)
            except UserError as error:
                # Choices that were made for this row are gone with it.
                known = self.plan.session.store
                self._made_choices = {
                    choice: option
                    for choice, option in self._made_choices.items()
                    if known.row(
                        f"SELECT 1 FROM {CUSTOMER if choice.list_name == CUSTOMER else 'option'} WHERE id = ?",
                        (option,),
                    )
                }
                text = self.judge.text_of(judged, place, error.field)
                judged.refuse(place, [CellError(error.field or "", text, error.message)])
                self.counts[outcome] -= 1
                self.counts[Outcome.ERROR] += 1
        self._keep_errors(judged, frozenset())

    def _change_one(self, made: Change, judged: Judged, place: int) -> None:
        record_id = judged.targets[place]
        present = None
        if "custom" in self.record.fields():
            present = made.read(self.record, record_id)["custom"]
        values = self.judge.changed_values(judged, place, present)
        made.update(self.record, record_id, self._chosen(made, values))

    def _chosen(self, made: Change, values: dict[str, object]) -> dict[str, object]:
        """Return values with the choices made that they bring."""
        return {name: self._chosen_value(made, name, value) for name, value in values.items()}

    def _chosen_value(self, made: Change, name: str, value: Any) -> Any:
        if isinstance(value, NewChoice):
            return self._choice(made, value)
        if name in self.record.relations and value and any(item.id < 0 for item in value):
            return tuple(
                item._replace(id=self._choice(made, self.judge.brought(item.id))) if item.id < 0 else item
                for item in value
            )
        return value

    def _choice(self, made: Change, choice: NewChoice) -> int:
        """Return the ID of a choice that the file brings, adding it to the company's list with the first row."""
        if choice.list_name == CUSTOMER and choice not in self._made_choices:
            customer = self.plan.session.records[CUSTOMER]
            self._made_choices[choice] = made.insert(customer, {"name": choice.name})
        if choice not in self._made_choices:
            position = made.connection.execute(
                "SELECT coalesce(max(position), 0) + 1 FROM option WHERE list = ?", (choice.list_name,)
            ).fetchone()[0]
            values = {"list": choice.list_name, "name": choice.name, "position": position}
            self._made_choices[choice] = made.insert(Option, values)
        return self._made_choices[choice]

    def choice_names(self) -> tuple[str, ...]:
        """Return the choices that were added to the company's lists."""
        return tuple(visible(choice.name) for choice in self._made_choices if choice.list_name != CUSTOMER)

    def customer_names(self) -> tuple[str, ...]:
        """Return the customers that were made because rows name them."""
        return tuple(visible(choice.name) for choice in self._made_choices if choice.list_name == CUSTOMER)

    # What others have changed since the rows were judged

    def _decided_otherwise(self) -> bool:
        """Whether what all cells are read by is different now: choices, employees, records that a column refers to."""
        store = self.plan.session.store
        if store.aa_is_å != self._aa_is_å or self._newest_line() < self._seen:
            return True
        kinds = {*_DECIDING}
        for field in self.judge.fields.values():
            if isinstance(field, Reference):
                kinds.add(field.record)
            elif isinstance(field, RelationField):
                kinds.update(field.records)
        kinds.discard(self.record.name_in_code)
        marks = ", ".join("?" * len(kinds))
        sql = f"SELECT 1 FROM change_row WHERE id > ? AND record IN ({marks}) LIMIT 1"
        return store.row(sql, (self._seen, *kinds)) is not None

    def _changed_since(self) -> _Changed:
        """Return which records of this kind are others now, and by which keys they are found."""
        store = self.plan.session.store
        ids = frozenset(
            row[0]
            for row in store.each(
                "SELECT DISTINCT record_id FROM change_row WHERE id > ? AND record = ?",
                (self._seen, self.record.name_in_code),
            )
        )
        columns = sorted({f"{self.record.title_field}_key", *(f"{name}_key" for name in self.judge.identifying)})
        found: dict[str, set[str]] = {column: set() for column in columns}
        if ids:
            for row in store.each(
                f"SELECT {', '.join(columns)} FROM {self.record.table()} WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([*ids]),),
            ):
                for column, key in zip(columns, row, strict=True):
                    found[column].add(key)
        return _Changed(ids, found)

    def _judged_anew(self, batch: Batch) -> Batch:
        """Return a batch judged by what the database holds now; what was refused before stays refused."""
        rows = list(islice(self.plan.table.rows(batch.place), batch.count))
        judged = self.judge.judge(rows)
        for place in batch.refused:
            judged.outcomes[place] = Outcome.ERROR
            judged.errors.setdefault(place, [])
        self._keep_errors(judged, batch.refused)
        ready = self._ready(judged, batch.place)
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
        """Whether a row of the batch was judged by one of them, or would be."""
        if not self.ids:
            return False
        return not self.ids.isdisjoint(batch.targets) or any(
            not self.keys[column].isdisjoint(keys) for column, keys in batch.keys.items() if column in self.keys
        )
