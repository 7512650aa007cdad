"""The values of rows: from what is stored of a cell to what a record takes, and when two say the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from model.core.access.session import Session
from model.core.fields.base import Field, Reading
from model.core.fields.custom import PREFIX, from_plain
from model.core.fields.references import Reference
from model.core.fields.texts import Phone, Text
from model.core.records.record import Record
from model.core.text import fold
from model.files.classified_rows import ClassifiedRows
from model.files.rows import Linked


class RowValues:
    """Values of one kind of record as the rows of a file give them; ``fields`` are those that the file fills in."""

    def __init__(self, session: Session, record: type[Record], fields: Mapping[str, Field], reading: Reading) -> None:
        self.session = session
        self.record = record
        self.fields = fields
        self.reading = reading
        self._phones = {name: each for name, each in record.fields().items() if isinstance(each, Phone)}

    def value(self, each: Field, stored: Any) -> Any:
        """Return the value for what a column holds as stored."""
        return from_plain(each, stored) if each.name.startswith(PREFIX) else each.from_stored(stored)

    def on_file(self, each: Field, stored: Any) -> Any:
        """Return the value on file as exports have it."""
        if stored is not None and isinstance(each, Reference):
            return Linked(stored, self.session.names.title_of(each.record, stored))
        return self.value(each, stored)

    def new(self, classified: ClassifiedRows, place: int) -> dict[str, Any]:
        """Return the values of a new record by field name, the company's own together under ``custom``."""
        values: dict[str, Any] = {}
        custom: dict[str, Any] = {}
        for name, stored in classified.given(place).items():
            if name.startswith(PREFIX):
                custom[name.removeprefix(PREFIX)] = stored
            else:
                values[name] = self.fields[name].from_stored(stored)
        for name in classified.cleared.get(place, ()):
            if not name.startswith(PREFIX):
                values[name] = None
        if custom:
            values["custom"] = custom
        return values

    def changed(self, classified: ClassifiedRows, place: int, present: str | None) -> dict[str, Any]:
        """Return the changes of a row by field name; ``present`` is the record's stored ``custom``."""
        changes = classified.changes[place]
        values = {name: value for name, value in changes.items() if not name.startswith(PREFIX)}
        if len(values) < len(changes):
            custom = json.loads(present) if present else {}
            for name in changes:
                if name.startswith(PREFIX):
                    stored = classified.columns[name][place]
                    key = name.removeprefix(PREFIX)
                    if stored is None:
                        custom.pop(key, None)
                    else:
                        custom[key] = stored
            values["custom"] = custom or None
        return values

    # When two say the same

    def same(self, name: str, value: Any, present: Any) -> bool:
        """Whether a value from the file is what stands on file, both as stored."""
        relation = self.record.relations.get(name)
        return bool(value == present) if relation is None else relation.unchanged(value, present)

    def says(self, row: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
        """Whether a record on file has all that a row gives, however either is written.

        A number may stand in another field there: the duplicate check does not look at that either.
        """
        numbers: set[str] | None = None
        for name, value in row.items():
            if self.same(name, value, there.get(name)):
                continue
            if name in self.record.relations:
                return False
            if name in self._phones and isinstance(value, str):
                if numbers is None:
                    numbers = {self._number(field, there[phone], there) for phone, field in self._phones.items()
                               if there.get(phone)}  # fmt: skip
                if self._number(self._phones[name], value, row) in numbers:
                    continue
            if self.compared(name, value, row) != self.compared(name, there.get(name), there):
                return False
        return True

    def compared(self, name: str, value: Any, row: Mapping[str, Any]) -> Any:
        """Return a stored value as the duplicate check compares it: numbers by their keys, texts folded.

        ``row`` are the values that stand beside it: those of a country tell which number it is.
        """
        field = self.fields[name]
        if not isinstance(value, str):
            return value
        if isinstance(field, Phone):
            return self._number(field, value, row)
        return fold(value) if isinstance(field, Text) else value

    def _number(self, field: Phone, value: str, row: Mapping[str, Any]) -> str:
        key = field.key(value, replace(self.reading, row=row))
        return key or "".join(letter for letter in value if letter.isdigit()) or fold(value)
