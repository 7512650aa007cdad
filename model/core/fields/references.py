"""References to other records, and text joined from several fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import _
from model.core.text import fold, storable


class Reference(Field):
    """The ID of another record, shown and typed by its title (an employee by initials, a customer by name).

    ``scope`` limits an option to one list of the company's own ("stage", "source"). With ``keyed`` the folded title
    is stored beside it, so that a list sorted by it needs no join.
    """

    sql_type = "BIGINT"

    def __init__(self, label: str, record: str, *, scope: str = "", keyed: bool = False, **options: Any) -> None:
        super().__init__(label, **options)
        self.record = record
        self.scope = scope
        self.has_key = keyed

    @property
    def target(self) -> str:
        """What the names are looked up under: the record's name, and the list where there is one."""
        return f"{self.record}:{self.scope}" if self.scope else self.record

    def read(self, text: str, reading: Reading) -> int:
        """Return the ID of the one record that ``text`` names: by title, by number, or by ID, with or without a #."""
        assert reading.names is not None
        found = reading.names.find_by_title(self.target, text)
        if len(found) == 1:
            return found[0][0]
        if not found:
            raise UserError(reading.names.none_found(self.target, text, self.title.lower()))
        names = ", ".join(f"#{record_id} {title}" for record_id, title in found[:5])
        raise UserError(_("{text} may be any of {names}; write the number after a #.").format(text=text, names=names))

    def format(self, value: Any, reading: Reading) -> str:
        """Return the title of what is referred to."""
        if value is None or reading.names is None:
            return ""
        return reading.names.title_of(self.record, value)

    def edit(self, value: Any, reading: Reading) -> str:
        """Return the title, with its ID before it where the title alone would not name this one."""
        text = self.format(value, reading)
        if not text or reading.names is None:
            return text
        if [found[0] for found in reading.names.find_by_title(self.target, text)] == [value]:
            return text
        return f"#{value} {text}".rstrip()

    def key(self, value: Any, reading: Reading) -> str:
        """Return the folded title."""
        return fold(self.format(value, reading))


class Joined(Field):
    """Text made of other fields (a person's first and last name): shown, sorted and searched, never typed."""

    operators = ("~", "=", "!=")
    has_key = True

    def __init__(self, label: str, *parts: str, **options: Any) -> None:
        super().__init__(label, system=True, **options)
        self.parts = parts

    def join(self, row: Any) -> str:
        """Return the text for the values in ``row`` (a mapping by field name)."""
        return self.join_parts(row.get(name) for name in self.parts)

    def join_parts(self, texts: Iterable[str | None]) -> str:
        """Return the text for the values of the parts, in their order."""
        return " ".join(filter(None, texts))

    def adapt_in(self, value: Any) -> Any:
        """Return the text without what no database holds."""
        return storable(value)

    def key(self, value: Any, reading: Reading) -> str:
        """Return the folded text."""
        return fold(value) if value else ""
