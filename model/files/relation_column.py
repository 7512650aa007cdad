"""Reading the cells of a relation: which records on file they name, and what they name that is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.records.record import Record
from model.core.records.relations import Item, RelationField, UnknownItem
from model.files.columns import CellError, ReadColumn
from model.files.guarding import is_clear_word, unguarded

CUSTOMER = "customer"


def names_customers(record: type[Record]) -> bool:
    """Whether rows of a file can name customers that records of this kind belong to."""
    relations = (CUSTOMER in relation.records for relation in record.relations.values())
    references = (getattr(field, "record", "") == CUSTOMER for field in record.typed().values())
    return record.name_in_code != CUSTOMER and any((*relations, *references))


class RelationReader:
    """Reads the cells of one relation.

    ``makers`` return what stands for a record to be made under a name, by what is made ("customer",
    "option:category"); of other kinds a name that is not on file is told apart, for the note of a new record.
    """

    def __init__(
        self, field: RelationField, reading: Reading, *, makers: Mapping[str, Callable[[str], int]] | None = None
    ) -> None:
        self.field = field
        self.reading = reading
        self._makers = makers or {}
        self._kept: dict[str, tuple[Any, tuple[UnknownItem, ...]]] = {}

    def read(self, cells: Sequence[str], countries: Sequence[str] | None = None) -> ReadColumn:
        """Return what the cells hold; a name that is not on file makes no error of its row, wherever it is at home."""
        column = ReadColumn([], [], set(), {})
        for place, cell in enumerate(cells):
            text = cell.strip()
            if is_clear_word(text):
                column.cleared.add(place)
                text = ""
            stored: Any = None
            unknown: tuple[UnknownItem, ...] = ()
            if text:
                try:
                    stored, unknown = self._read(unguarded(text))
                except UserError as error:
                    column.errors.append((place, CellError(self.field.name, cell, error.message)))
            column.stored.append(stored)
            if unknown:
                column.unknown[place] = list(unknown)
        return column

    def _read(self, text: str) -> tuple[Any, tuple[UnknownItem, ...]]:
        if text not in self._kept:
            items, unknown = self.field.read_known(text, self.reading)
            left = []
            for each in unknown:
                make = self._makers.get(each.record) if each.may_be_made else None
                if make is not None:
                    kind = each.record.partition(":")[0]
                    items = (*items, Item(kind, make(each.title), each.title, each.detail))
                else:
                    left.append(each)
            if len(self._kept) > 20_000:
                self._kept.clear()
            self._kept[text] = (self.field.to_stored(items) if items else None, tuple(left))
        return self._kept[text]
