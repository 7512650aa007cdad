"""A batch of rows and what becomes of each: the result of :mod:`model.files.row_classifier`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from model.core.fields.leftovers import Leftover
from model.core.records.relations import UnknownItem
from model.files.columns import CellError
from model.files.table import TableRow
from model.files.trial import NewChoice


class Outcome(IntEnum):
    """What becomes of a row."""

    CREATE = 1
    UPDATE = 2
    SAME = 3
    """The record on file is so already."""
    DUPLICATE = 4
    """It is on file, or further up in the file, and is not made a second time (I21)."""
    ERROR = 5
    BLANK = 6
    CONTACT = 7
    """The customer is on file as it is, or further up; the person of the row becomes a contact of it."""


@dataclass
class RowContact:
    """A person as a row of a company gives them: stored values by the contact's fields, and the role there."""

    values: dict[str, Any]
    role: str = ""
    known: bool = False
    """Whether the customer has the contact already, or gets it from a row further up."""


@dataclass
class ClassifiedRows:
    """Rows that follow each other in a file, and what becomes of them; lists and maps go by place in the batch."""

    rows: Sequence[TableRow]
    outcomes: list[Outcome]
    columns: dict[str, list[Any]]
    """Stored values by field name, None for empty cells."""
    errors: dict[int, list[CellError]] = field(default_factory=dict)
    targets: dict[int, int] = field(default_factory=dict)
    """IDs of the records that rows change, or that they are duplicates of."""
    twins: dict[int, int] = field(default_factory=dict)
    """Numbers of the rows further up that rows are duplicates of."""
    cleared: dict[int, set[str]] = field(default_factory=dict)
    """Fields that a row empties."""
    keys: dict[str, list[Any]] = field(default_factory=dict)
    """Keys of the fields that identify a record, and of its title, by field name."""
    changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    """For rows that change a record: the new values by field name."""
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    """For rows that change a record: the values on file of these fields (``Linked`` for references)."""
    stored: dict[int, dict[str, Any]] = field(default_factory=dict)
    """For new rows that the rules have looked at and that are written later: the columns they would have."""
    looked_up: frozenset[str] = frozenset()
    """Keys of titles by which records on file were looked for."""
    kept: dict[int, list[str]] = field(default_factory=dict)
    """For rows about records on file: wishes not to be contacted that the row would take back, and that stay."""
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The texts of the fields, as they stand in the file."""
    namesakes: dict[int, int] = field(default_factory=dict)
    """For new records that are called as one on file, which may be another: its ID (decision 14)."""
    namesakes_above: dict[int, int] = field(default_factory=dict)
    """For new records that are called as one further up in the file: the number of its row."""
    leftovers: dict[int, list[Leftover]] = field(default_factory=dict)
    """What rows say and no field takes: in the note of a new record, passed over for one on file (decision 24)."""
    unknown: dict[int, list[tuple[str, UnknownItem]]] = field(default_factory=dict)
    """Records that rows name and that are not on file, with the field that names them."""
    contacts: dict[int, RowContact] = field(default_factory=dict)
    """The persons on rows of companies that become contacts of these customers."""

    def refuse(self, place: int, errors: Iterable[CellError]) -> None:
        """Make a row an error row."""
        self.outcomes[place] = Outcome.ERROR
        self.errors.setdefault(place, []).extend(errors)

    def passed_over(self, place: int) -> list[Leftover]:
        """Return what a row says of a record on file and no field takes; a new record has it in its note."""
        on_file = self.outcomes[place] in (Outcome.UPDATE, Outcome.SAME)
        return self.leftovers.get(place, []) if on_file else []

    def only(self, places: Sequence[int]) -> ClassifiedRows:
        """Return these rows alone, as far as writing them needs it; places count anew from 0."""

        def chosen(found: Mapping[int, Any]) -> dict[int, Any]:
            return {at: found[place] for at, place in enumerate(places) if place in found}

        return ClassifiedRows(
            [self.rows[place] for place in places],
            [self.outcomes[place] for place in places],
            {name: [values[place] for place in places] for name, values in self.columns.items()},
            targets=chosen(self.targets),
            twins=chosen(self.twins),
            cleared=chosen(self.cleared),
            changes=chosen(self.changes),
            stored=chosen(self.stored),
            texts={name: [texts[place] for place in places] for name, texts in self.texts.items() if texts},
            contacts=chosen(self.contacts),
        )

    def brings_choices(self, place: int | None = None) -> bool:
        """Whether a row, or any of them, brings a choice that is still to be made."""
        return any(
            isinstance(value, NewChoice)
            for values in self.columns.values()
            for value in (values if place is None else values[place : place + 1])
        )

    def given(self, place: int) -> dict[str, Any]:
        """Return the stored values that a row gives, by field name."""
        return {name: values[place] for name, values in self.columns.items() if values[place] is not None}

    def text_of(self, place: int, name: str | None) -> str:
        """Return the cell of a row that a field is read from."""
        texts = self.texts.get(name or "")
        return texts[place] if texts else ""
