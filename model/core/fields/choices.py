"""A choice among values fixed by the program, each with a code name, a label and a symbol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import LANGUAGES, _, translated
from model.core.text import fold, quotation


class Choice(NamedTuple):
    """One value of a choice.

    ``number`` is what the database holds, and the order in lists. ``name`` is the code name. ``glyph`` is one cell
    wide, ``ascii`` the letter that stands for it where glyphs cannot be shown, ``tone`` one of good, bad, warm, cold,
    or '' (never colour alone: LEAD-03).
    """

    number: int
    name: str
    label: str
    glyph: str = ""
    ascii: str = ""
    tone: str = ""


class ChoiceField(Field):
    """One of :class:`Choice`; the value is its code name. With a default it is never empty."""

    sql_type = "SMALLINT"

    def __init__(self, label: str, choices: tuple[Choice, ...], **options: Any) -> None:
        super().__init__(label, **options)
        self.options = choices
        self._by_name = {choice.name: choice for choice in choices}
        self._by_number = {choice.number: choice for choice in choices}
        self.never_empty = self.default is not None

    @property
    def signs(self) -> Sequence[Choice]:
        """The choices, where any of them has a sign."""
        return self.options if any(choice.glyph for choice in self.options) else ()

    def choice(self, name: str) -> Choice:
        """Return the choice of that code name; raise KeyError where there is none."""
        return self._by_name[name]

    def read(self, text: str, reading: Reading) -> str:
        """Return the code name for a code name, or a label in any language; the beginning of one is enough if clear."""
        wanted = fold(text)
        beginnings = []
        for choice in self.options:
            names = {fold(choice.name), *(fold(translated(choice.label, language)) for language in LANGUAGES)}
            if wanted in names:
                return choice.name
            if any(name.startswith(wanted) for name in names):
                beginnings.append(choice.name)
        if len(beginnings) == 1:
            return beginnings[0]
        raise UserError(
            _("{text} is none of {choices}.").format(
                text=quotation(text), choices=", ".join(_(choice.label) for choice in self.options)
            )
        )

    def format(self, value: Any, reading: Reading) -> str:
        """Return the label; for a value that this version does not know, its number."""
        return "" if value is None else _(self._by_name[value].label) if value in self._by_name else f"#{value}"

    def check(self, value: Any) -> None:
        """Refuse what is none of the choices, and nothing at all where there is always one."""
        super().check(value)
        if value is None and self.never_empty:
            raise UserError(
                _("{field} is never empty: choose one of {choices}.").format(
                    field=self.title, choices=", ".join(_(choice.label) for choice in self.options)
                ),
                self.name,
            )
        if value is not None and value not in self._by_name:
            raise UserError(
                _("{text} is none of {choices}.").format(text=quotation(value), choices=", ".join(self._by_name)),
                self.name,
            )

    def adapt_in(self, value: Any) -> int:
        """Return the choice's number."""
        known = self._by_name.get(value)
        return int(value) if known is None else known.number

    def adapt_out(self, stored: Any) -> str:
        """Return the code name; for a number that this version does not know, its digits."""
        known = self._by_number.get(stored)
        return str(stored) if known is None else known.name
