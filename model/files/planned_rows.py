"""What single rows of a file would do, as a preview shows it (LEAD-27). All texts are safe to show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.core.fields.base import Field
from model.core.fields.references import Joined
from model.core.language import _
from model.core.text import excerpt, visible
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.columns import CellError
from model.files.conventions import Conventions
from model.files.doubts import doubts_of, in_two_ways, of_namesakes
from model.files.guarding import unguarded
from model.files.headings import Matching
from model.files.row_classifier import RowClassifier
from model.files.rows import Linked
from model.files.trial import NewChoice

_LONGEST_SHOWN = 1_000
"""Letters of a cell that a preview shows."""
_LONGEST_TITLE = 120


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


class RowPlanner:
    """Puts what becomes of rows as people read it."""

    def __init__(self, classifier: RowClassifier, matching: Matching, conventions: Conventions) -> None:
        self.classifier = classifier
        self.matching = matching
        self.conventions = conventions
        self.session = classifier.session
        self.record = classifier.record
        self._all_fields = self.session.fields(self.record)

    def planned(self, classified: ClassifiedRows, place: int) -> PlannedRow:
        """Return what one row of a batch would do."""
        outcome = classified.outcomes[place]
        kept = classified.kept.get(place, ())
        return PlannedRow(
            classified.rows[place].number,
            outcome,
            self._title(classified, place),
            classified.targets.get(place),
            classified.twins.get(place),
            tuple(self._fields(classified, place)),
            tuple(self._error(error) for error in classified.errors.get(place, ())),
            tuple(self._doubts(classified, place)) if outcome in (Outcome.CREATE, Outcome.UPDATE) else (),
            tuple(visible(leftover.line) for leftover in classified.passed_over(place)),
            tuple(self.classifier.fields[name].title for name in kept),
        )

    def _fields(self, classified: ClassifiedRows, place: int) -> Iterator[PlannedField]:
        """Yield what a row sets, the contact that it brings last."""
        classifier, outcome = self.classifier, classified.outcomes[place]
        if outcome is Outcome.CREATE:
            for name, stored in classified.given(place).items():
                each = classifier.fields[name]
                yield PlannedField(each.title, "", self._shown(each, classifier.values.value(each, stored)))
        elif outcome is Outcome.UPDATE:
            for name, value in classified.changes[place].items():
                each = classifier.fields[name]
                before = self._shown(each, classified.before[place][name])
                yield PlannedField(each.title, before, self._shown(each, value))
        contact = classified.contacts.get(place)
        if contact is not None and classifier.contacts is not None:
            shown = excerpt(classifier.contacts.text(contact), _LONGEST_SHOWN)
            yield PlannedField(_("Contact person"), "", shown)

    def _error(self, error: CellError) -> PlannedError:
        return planned_error(self.classifier, self._all_fields, self.matching.headings, error)

    def _doubts(self, classified: ClassifiedRows, place: int) -> Iterator[PlannedError]:
        for name, text, reason in (
            *doubts_of(self.classifier.fields, classified, place),
            *in_two_ways(self.conventions, classified, place),
            *of_namesakes(classified, place, self.record.title_field),
            *self._unknown(classified, place),
        ):
            yield self._error(CellError(name, text, reason))

    def _unknown(self, classified: ClassifiedRows, place: int) -> Iterator[tuple[str, str, str]]:
        """Yield what a row names that is not on file, and what becomes of it."""
        for name, item in classified.unknown.get(place, ()):
            what = (
                _("It is kept in the note.") if classified.outcomes[place] is Outcome.CREATE else _("It is left out.")
            )
            why = _("{name} is not on file.").format(name=item.title) if item.may_be_made else item.message
            yield name, item.title, f"{why} {what}"

    def _shown(self, each: Field, value: Any) -> str:
        if isinstance(value, Linked):
            return visible(value.title)
        if isinstance(value, NewChoice):
            return visible(value.name)
        return excerpt(each.format(value, self.classifier.reading), _LONGEST_SHOWN)

    def _title(self, classified: ClassifiedRows, place: int) -> str:
        title = self.record.field(self.record.title_field)
        names = title.parts if isinstance(title, Joined) else (title.name,)
        texts = [unguarded(classified.text_of(place, name).strip()) for name in names]
        told = " ".join(filter(None, texts))
        if not told and (record_id := classified.targets.get(place)) is not None:
            told = self.session.names.title_of(self.record.name_in_code, record_id)
        return excerpt(told, _LONGEST_TITLE)


def planned_error(
    classifier: RowClassifier, fields: Mapping[str, Field], headings: Sequence[str], error: CellError
) -> PlannedError:
    """Return what is wrong with a cell as it is shown, by the heading of its column."""
    places = classifier.columns_of.get(error.field)
    heading = visible(headings[places[0]]) if places else ""
    if not heading and error.field in fields:
        heading = fields[error.field].title
    return PlannedError(heading, excerpt(error.text, _LONGEST_SHOWN), visible(error.reason))
