"""The plan of an import: what each row of a file would do, changing nothing (LEAD-27).

The first page is there at once whatever the file's size: rows are judged as they are looked at.
:meth:`ImportPlan.tally` goes through all of them.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from model.core.access import Session
from model.core.fields.base import Field, Reading
from model.core.fields.references import Joined
from model.core.language import _
from model.core.leftovers import labels_of
from model.core.numbers import format_whole
from model.core.records import Record
from model.core.text import excerpt, visible
from model.files import csv_out
from model.files.columns import CellError
from model.files.conventions import Conventions, Question
from model.files.doubts import doubts_of, in_two_ways, labels_doubted, of_namesakes
from model.files.guarding import unguarded
from model.files.headings import Matching, importable, match_columns
from model.files.judging import ImportOptions, Judge, Judged, Outcome
from model.files.rows import Linked
from model.files.stopping import Progress, Stop, go_on
from model.files.table import Place, Table, TableRow, next_rows
from model.files.trial import NewChoice

_LONGEST_SHOWN = 1_000
"""Letters of a cell that a preview shows."""
_LONGEST_TITLE = 120
BATCH = 1_000
"""Rows that are judged at a time."""


@dataclass(frozen=True)
class PlannedField:
    """A field that a row sets: its label, and the texts from and to; ``before`` is '' for a new record."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class PlannedError:
    """What is wrong with a row: the column ('' where it is the whole row), the text that stands there, and why."""

    heading: str
    text: str
    reason: str


@dataclass(frozen=True)
class PlannedRow:
    """What one row would do. All texts are safe to show."""

    number: int
    """Of the row, as a spreadsheet counts."""
    outcome: Outcome
    title: str
    """What the record is called by this row."""
    record_id: int | None
    """The record on file that it changes, or is a duplicate of."""
    twin: int | None
    """The number of the row further up that it is a duplicate of."""
    fields: tuple[PlannedField, ...]
    errors: tuple[PlannedError, ...]
    doubts: tuple[PlannedError, ...]
    """What goes in but looks wrong: a town in the postcode column, an organisation number that cannot be."""
    passed_over: tuple[str, ...] = ()
    """What it says of a record on file and no field takes, a line each (decision 24)."""
    kept: tuple[str, ...] = ()
    """What the record on file is called to keep although the row says otherwise: wishes not to be contacted."""


@dataclass(frozen=True)
class Tally:
    """How many rows of a file would do what; ``rows`` is the sum of the others."""

    rows: int
    create: int
    update: int
    same: int
    duplicate: int
    error: int
    blank: int
    new_choices: tuple[str, ...] = ()
    """Choices that would be added to the company's lists."""
    new_customers: tuple[str, ...] = ()
    """Companies that rows name, that are not on file and would be made."""
    passed_over: tuple[tuple[str, int], ...] = ()
    """What no field takes of rows that concern records on file: what it is called, and in how many rows."""
    kept: tuple[tuple[str, int], ...] = ()
    """Wishes not to be contacted that rows would take back, and that stay: what they are called, in how many rows."""
    unknown: tuple[tuple[str, int], ...] = ()
    """What new records name that is not on file, and is kept in their notes: its name, and in how many rows."""
    doubts: tuple[tuple[str, int], ...] = ()
    """What goes in but looks wrong: field and reason, and how often."""


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
        self._judge = judge_of(session, record, table, matching, options, self.conventions)
        self._begins: list[int] = [0]
        """Numbers of rows, from 0, that stand at :attr:`_places`."""
        self._places: list[Place] = [table.start()]
        self._scanned = 0
        self._counts: Counter[Outcome] = Counter()
        self._remarks: Counter[Remark] = Counter()
        self._finished = False
        self._lock = threading.RLock()

    def ignored(self) -> list[str]:
        """Return the headings of the columns that are passed over (I19)."""
        return self._judge.ignored

    def questions(self) -> list[Question]:
        """Return what has to be said of columns before the file can be imported, as far as rows have been read."""
        return self.conventions.questions()

    def preview(self, first: int, count: int) -> list[PlannedRow]:
        """Return what ``count`` rows from the ``first`` on (from 0, the headings not counted) would do."""
        self._scan(upto=first)
        with self._lock:
            # Those between the last whole batch and the first asked for are met too, so that none counts as new twice.
            begin = min(self._scanned, first)
            if begin < first:
                self._judge.judge(list(islice(self._rows_from(begin), first - begin)))
            rows = list(islice(self._rows_from(first), count))
            judged = self._judge.judge(rows)
            return [self._planned(judged, place) for place in range(len(rows))]

    def tally(self, progress: Progress | None = None, stop: Stop | None = None) -> Tally:
        """Return how many rows would do what, having gone through all of them.

        Raises :class:`~model.files.stopping.Stopped` when that was asked for; what was counted is kept, and the next
        call goes on from there.
        """
        self._scan(progress=progress, stop=stop)
        with self._lock:
            judge = self._judge
            return tally_of(self._counts, judge.choice_names(), judge.customer_names(), self._remarks)

    def rows_about(self) -> int:
        """Return how many rows the file has: exactly where all have been gone through, else roughly."""
        return self._counts.total() if self._finished else self.table.rows_about()

    def hold(self) -> AbstractContextManager[Any]:
        """Return the lock that keeps others from reading the file meanwhile."""
        return self._lock

    def close(self) -> None:
        """Close the file, and let go of what was remembered of it."""
        with self._lock:
            self._judge.close()
            self.table.close()

    # Going through the rows

    def _scan(self, upto: int | None = None, progress: Progress | None = None, stop: Stop | None = None) -> None:
        """Judge the rows in order, a batch at a time, as far as ``upto``; others may look at rows in between."""
        while True:
            with self._lock:
                if self._finished or (upto is not None and self._scanned + BATCH > upto):
                    return
                # Somebody may have read elsewhere in the file meanwhile: begin where the batch before ended.
                batch = next_rows(self._rows_from(self._scanned), BATCH)
                place = self.table.here()
                judged = self._judge.judge(batch)
                self._counts.update(judged.outcomes)
                self._remarks.update(remarks_on(self._judge, judged))
                self._scanned += len(batch)
                if batch:
                    self._begins.append(self._scanned)
                    self._places.append(place)
                else:
                    self._finished = True
                done, about = self._scanned, max(self._scanned, self.rows_about())
            go_on(progress, stop, done, about)

    def _rows_from(self, first: int) -> Iterator[TableRow]:
        known = bisect_right(self._begins, first) - 1
        return islice(self.table.rows(self._places[known]), first - self._begins[known], None)

    # What is shown

    def _planned(self, judged: Judged, place: int) -> PlannedRow:
        judge = self._judge
        outcome = judged.outcomes[place]
        headings, fields = self.matching.headings, self.session.fields(self.record)
        errors = tuple(planned_error(judge, fields, headings, error) for error in judged.errors.get(place, ()))
        planned: list[PlannedField] = []
        if outcome is Outcome.CREATE:
            for name, stored in judged.given(place).items():
                each = judge.fields[name]
                planned.append(
                    PlannedField(each.title, "", self._shown(each, judge.value(each, stored), name, judged, place))
                )
        elif outcome is Outcome.UPDATE:
            for name, value in judged.changes[place].items():
                each = judge.fields[name]
                before = self._shown(each, judged.before[place][name], name, judged, place)
                planned.append(PlannedField(each.title, before, self._shown(each, value, name, judged, place)))
        doubts = (
            [
                planned_error(judge, fields, headings, CellError(name, text, reason))
                for name, text, reason in (
                    *doubts_of(judge.fields, judged, place),
                    *in_two_ways(self.conventions, judged, place),
                    *of_namesakes(judged, place, self.record.title_field),
                    *self._unknown(judged, place),
                )
            ]
            if outcome in (Outcome.CREATE, Outcome.UPDATE)
            else []
        )
        return PlannedRow(
            judged.rows[place].number,
            outcome,
            self._title(judged, place),
            judged.targets.get(place),
            judged.twins.get(place),
            tuple(planned),
            errors,
            tuple(doubts),
            tuple(visible(leftover.line) for leftover in judged.passed_over(place)),
            tuple(judge.fields[name].title for name in judged.kept.get(place, ())),
        )

    def _unknown(self, judged: Judged, place: int) -> Iterator[tuple[str, str, str]]:
        """Yield what a row names that is not on file, and what becomes of it."""
        for name, item in judged.unknown.get(place, ()):
            what = _("It is kept in the note.") if judged.outcomes[place] is Outcome.CREATE else _("It is left out.")
            why = _("{name} is not on file.").format(name=item.title) if item.may_be_made else item.message
            yield name, item.title, f"{why} {what}"

    def _shown(self, each: Field, value: Any, name: str, judged: Judged, place: int) -> str:
        if isinstance(value, Linked):
            return visible(value.title)
        if isinstance(value, NewChoice):
            return visible(value.name)
        return excerpt(each.format(value, self._judge.reading), _LONGEST_SHOWN)

    def _title(self, judged: Judged, place: int) -> str:
        title = self.record.field(self.record.title_field)
        names = title.parts if isinstance(title, Joined) else (title.name,)
        texts = [unguarded(self._judge.text_of(judged, place, name).strip()) for name in names]
        told = " ".join(filter(None, texts))
        if not told and (record_id := judged.targets.get(place)) is not None:
            told = self.session.names.title_of(self.record.name_in_code, record_id)
        return excerpt(told, _LONGEST_TITLE)


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


def planned_error(judge: Judge, fields: Mapping[str, Field], headings: Sequence[str], error: CellError) -> PlannedError:
    """Return what is wrong with a cell as it is shown, by the heading of its column."""
    places = judge.places.get(error.field)
    heading = visible(headings[places[0]]) if places else ""
    if not heading and error.field in fields:
        heading = fields[error.field].title
    return PlannedError(heading, excerpt(error.text, _LONGEST_SHOWN), visible(error.reason))


def judge_of(
    session: Session,
    record: type[Record],
    table: Table,
    matching: Matching,
    options: ImportOptions,
    conventions: Conventions,
) -> Judge:
    """Return a judge that has seen no row yet."""
    return Judge(session, record, matching, options, as_written_in(table.kind), conventions, table.kind)


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


Remark = tuple[str, str]
"""What is said of rows: "passed over", "kept", "unknown" or "doubt", and of what."""


def remarks_on(judge: Judge, judged: Judged) -> list[Remark]:
    """Return what has to be said of a batch of rows, once for each row that it is said of."""
    about_file = [place for place, each in enumerate(judged.outcomes) if each in (Outcome.UPDATE, Outcome.SAME)]
    found = [("passed over", label) for place in judged.leftovers for label in labels_of(judged.passed_over(place))]
    found += [("kept", judge.fields[name].title) for place in about_file for name in judged.kept.get(place, ())]
    new = [place for place, each in enumerate(judged.outcomes) if each is Outcome.CREATE]
    found += [("unknown", visible(item.title)) for place in new for _name, item in judged.unknown.get(place, ())]
    found += [("doubt", label) for label in labels_doubted(judge.fields, judged)]
    return found


def tally_of(
    counts: Counter[Outcome],
    new_choices: tuple[str, ...],
    new_customers: tuple[str, ...],
    remarks: Counter[Remark],
) -> Tally:
    """Return the tally for the outcomes and the remarks that were counted."""

    def counted(kind: str) -> tuple[tuple[str, int], ...]:
        return tuple((what, count) for (found, what), count in remarks.most_common() if found == kind and count > 0)

    return Tally(
        counts.total(),
        counts[Outcome.CREATE],
        counts[Outcome.UPDATE],
        counts[Outcome.SAME],
        counts[Outcome.DUPLICATE],
        counts[Outcome.ERROR],
        counts[Outcome.BLANK],
        new_choices,
        new_customers,
        counted("passed over"),
        counted("kept"),
        counted("unknown"),
        counted("doubt"),
    )


def outcome_label(outcome: Outcome) -> str:
    """Return what an outcome is called, in the language in use."""
    return {
        Outcome.CREATE: _("new"),
        Outcome.UPDATE: _("changed"),
        Outcome.SAME: _("unchanged"),
        Outcome.DUPLICATE: _("duplicate"),
        Outcome.ERROR: _("error"),
        Outcome.BLANK: _("blank"),
    }[outcome]


def tally_remarks(tally: Tally) -> list[str]:
    """Return what has to be said besides the numbers, a sentence each, in the language in use."""
    sentences = (
        (_("Passed over for what is on file: {what}"), tally.passed_over),
        (_("Kept as it is on file, and taken back on the record alone: {what}"), tally.kept),
        (_("Not on file, and kept in the note: {what}"), tally.unknown),
        (_("Looks wrong, and goes in all the same: {what}"), tally.doubts),
    )
    said = [_("New customers: {names}").format(names=", ".join(tally.new_customers))] if tally.new_customers else []
    return said + [sentence.format(what=_listed(found)) for sentence, found in sentences if found]


_MOST_LISTED = 8
"""Things that a sentence names; a file may name hundreds of companies that are not on file."""


def _listed(found: Sequence[tuple[str, int]]) -> str:
    listed = ", ".join(f"{label} ({rows})" for label, rows in found[:_MOST_LISTED])
    if len(found) <= _MOST_LISTED:
        return listed
    return f"{listed} {_('… and {count} more').format(count=format_whole(len(found) - _MOST_LISTED))}"
