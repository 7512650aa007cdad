"""Kinds of the fields that a company defines itself (COM-06).

Their values stand together in a record's ``custom``, by key, as plain JSON: text, whole numbers, amounts and other
decimals as text with a point, days as ISO 8601, true and false, and lists of text for several choices.
Each is one of the ordinary kinds that takes its stored value out of there, so that lists, criteria, forms and files
need to know nothing of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.numbers import Hundredths, YesNoUnknown
from model.core.fields.texts import Text
from model.core.fields.times import Day
from model.core.language import N_, _
from model.core.numbers import format_decimal, parse_decimal, to_hundredths
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, as_stored, column_of, custom_holds, custom_value, folded
from model.core.text import excerpt, fold, quotation, storable

PREFIX = "custom."
"""What the name of such a field begins with; where it is typed the key alone will do."""

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")

KINDS: dict[str, str] = {
    "text": N_("Text"),
    "number": N_("Number"),
    "money": N_("Amount"),
    "date": N_("Date"),
    "yes_no": N_("Yes or no"),
    "choice": N_("One choice"),
    "multi_choice": N_("Several choices"),
    "group": N_("Group"),
}
"""The kinds by their names in code; a group is a choice that records are sorted into (CAMP, W18)."""

WITH_CHOICES = ("choice", "multi_choice", "group")

_MOST = Decimal(10) ** 13
"""Numbers are smaller than this, so that the engine's own arithmetic is exact to the hundredth."""


class OwnOption(NamedTuple):
    """One choice of a field; one that is not ``active`` stays where it was chosen and is offered no more."""

    name: str
    active: bool = True


class OwnText(Text):
    """A line of text."""

    has_column = False

    def expression(self, rows: Any) -> Any:
        """Return what stands in ``custom``."""
        return custom_value(column_of(rows, "custom"), self.own_key, "text")

    def order_expression(self, rows: Any) -> Any:
        """Return the text folded, so that å comes after z; '' where there is none."""
        return peewee.fn.coalesce(folded(self.expression(rows)), BLANK)


class OwnNumber(Hundredths):
    """A number with as many decimals as it has, two at most; ``money`` shows both always."""

    has_column = False
    lowest = -_MOST
    highest = _MOST

    def __init__(self, label: str, *, money: bool = False) -> None:
        super().__init__(label)
        self.money = money

    def expression(self, rows: Any) -> Any:
        """Return what stands in ``custom``."""
        return custom_value(column_of(rows, "custom"), self.own_key, "hundredths")

    def format(self, value: Any, reading: Reading) -> str:
        """Return the number as the language writes it."""
        if self.money:
            return super().format(value, reading)
        if value is None:
            return ""
        short = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
        return format_decimal(short, None, ascii=reading.ascii)

    def plain(self, value: Any) -> Any:
        """Return a whole number as one, an amount or another decimal as text with a point."""
        if value is None:
            return None
        if not self.money and value == value.to_integral_value():
            return int(value)
        return f"{value:.2f}"


class OwnDay(Day):
    """A day."""

    has_column = False

    def expression(self, rows: Any) -> Any:
        """Return what stands in ``custom``."""
        return custom_value(column_of(rows, "custom"), self.own_key, "text")


class OwnYesNo(YesNoUnknown):
    """Yes, no, or not known."""

    has_column = False

    def expression(self, rows: Any) -> Any:
        """Return what stands in ``custom``."""
        return custom_value(column_of(rows, "custom"), self.own_key, "yes_no")


class OwnChoice(OwnText):
    """One of the choices that the company has named, or with ``several`` any number of them."""

    operators: tuple[str, ...] = ("=", "!=")

    def __init__(self, label: str, choices: Sequence[OwnOption], *, several: bool = False) -> None:
        super().__init__(label)
        self.choices = tuple(choices)
        self.several = several
        self._by_key = {fold(choice.name): choice for choice in self.choices}
        if several:
            self.help = _("Of these, with commas between: {names}").format(names=", ".join(self.offered))

    @property
    def offered(self) -> list[str]:
        """The choices that can be made now, in the company's order."""
        return [choice.name for choice in self.choices if choice.active]

    def read(self, text: str, reading: Reading) -> Any:
        """Return the choice, or the list of them in the company's order, as the definition writes them."""
        parts = [text]
        if self.several and fold(text) not in self._by_key:
            parts = [part.strip() for part in text.replace(";", ",").split(",")]
        found = [self._one(part) for part in parts if part]
        if not self.several:
            return found[0]
        return [choice.name for choice in self.choices if choice.name in found]

    def _one(self, text: str) -> str:
        """Return a choice by its name, or by how it begins where that is clear."""
        wanted = fold(text)
        choice = self._by_key.get(wanted)
        if choice is None:
            near = [each for key, each in self._by_key.items() if key.startswith(wanted) and each.active]
            choice = near[0] if len(near) == 1 else None
        if choice is None:
            raise UserError(
                _("{text} is none of {choices}.").format(
                    text=quotation(excerpt(text)), choices=", ".join(self.offered)
                ),
                self.name,
            )
        return str(choice.name)

    def check(self, value: Any) -> None:
        """Refuse what is none of the choices."""
        for each in value if isinstance(value, list) else [value]:
            if each is not None and fold(str(each)) not in self._by_key:
                raise UserError(
                    _("{text} is none of {choices}.").format(
                        text=quotation(excerpt(str(each))), choices=", ".join(self.offered)
                    ),
                    self.name,
                )

    def format(self, value: Any, reading: Reading) -> str:
        """Return the choices with commas between them."""
        return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)

    def adapt_in(self, value: Any) -> Any:
        """Return the choice, of several the JSON of their list."""
        if isinstance(value, list):
            return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        return storable(value)

    def adapt_out(self, stored: Any) -> Any:
        """Return the choice, or the list of them."""
        if not self.several:
            return stored
        try:
            found = json.loads(stored)
        except (ValueError, TypeError):
            found = stored
        return found if isinstance(found, list) else [str(found)]

    def plain(self, value: Any) -> Any:
        """Return the choice, or the list of them."""
        return value or None

    def having(self, rows: Any, value: str) -> Any:
        """Return the condition for having a choice, folded, among those that were made."""
        return custom_holds(column_of(rows, "custom"), self.own_key, as_stored(value))


def own_field(key: str, label: str, kind: str, choices: Sequence[OwnOption] = ()) -> Field:
    """Return the field for a definition; of a kind that this version does not know, a text."""
    found: Field
    if kind in ("number", "money"):
        found = OwnNumber(label, money=kind == "money")
    elif kind == "date":
        found = OwnDay(label)
    elif kind == "yes_no":
        found = OwnYesNo(label)
    elif kind in WITH_CHOICES:
        found = OwnChoice(label, choices, several=kind == "multi_choice")
    else:
        found = OwnText(label)
    found.own_key = key
    found.name = found.column_name = f"{PREFIX}{key}"
    return found


def written_choices(choices: Sequence[OwnOption]) -> str:
    """Return choices as the definition keeps them."""
    return json.dumps(
        [choice.name if choice.active else {"name": choice.name, "active": False} for choice in choices],
        ensure_ascii=False,
    )


def read_choices(text: str | None) -> tuple[OwnOption, ...]:
    """Return the choices of a definition: JSON, or as people write them, on lines or with semicolons between."""
    try:
        found = json.loads(text or "[]")
    except ValueError:
        found = None
    if not isinstance(found, list):
        found = [part.strip() for part in (text or "").replace("\n", ";").split(";") if part.strip()]
    return tuple(
        OwnOption(str(each.get("name", "")), bool(each.get("active", True)))
        if isinstance(each, Mapping)
        else OwnOption(str(each))
        for each in found
    )


def to_plain(field: Field, value: Any) -> Any:
    """Return a value as ``custom`` holds it."""
    if isinstance(field, OwnNumber) and value is not None:
        to_hundredths(value)
    if isinstance(value, str):
        return storable(value)
    return field.plain(value)


def from_plain(field: Field, plain: Any) -> Any:
    """Return the value for what ``custom`` holds; what does not fit the field's kind is None."""
    if plain is None or plain == "" or plain == []:
        return None
    try:
        if isinstance(field, Hundredths):
            value = Decimal(str(plain)) if not isinstance(plain, str) else parse_decimal(plain, "en")
            to_hundredths(value)
            return value
        if isinstance(field, Day):
            return field.from_stored(plain)
        if isinstance(field, YesNoUnknown):
            return plain if isinstance(plain, bool) else None
    except (ArithmeticError, ValueError, TypeError, UserError):
        return None
    if isinstance(field, OwnChoice) and field.several:
        return plain if isinstance(plain, list) else [str(plain)]
    if isinstance(plain, list):
        return ", ".join(map(str, plain))
    return plain if isinstance(plain, str) else str(plain)


def own_values(custom: str | Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return ``custom``, stored or read, as plain values by field name."""
    held = json.loads(custom) if isinstance(custom, str) else custom
    return {f"{PREFIX}{key}": value for key, value in held.items()} if held else {}
