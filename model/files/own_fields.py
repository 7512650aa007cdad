"""The company's own fields (COM-06) as fields like any other, under the names ``custom.<key>``.

Their values stand together in a record's ``custom``, as plain JSON: text, whole numbers, amounts as text with a point,
days as ISO 8601, true and false, and lists of text for several choices.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from model.core.access import Session
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.numbers import Hundredths, Money, YesNoUnknown
from model.core.fields.texts import Text
from model.core.fields.times import Day
from model.core.language import _
from model.core.numbers import format_decimal, parse_decimal, to_hundredths
from model.core.records import Record
from model.core.text import fold

PREFIX = "custom."


class OwnNumber(Hundredths):
    """A number with as many decimals as it has, two at most."""

    def format(self, value: Any, reading: Reading) -> str:
        """Return the number as the language writes it."""
        return "" if value is None else format_decimal(Decimal(str(value)), None, ascii=reading.ascii)


class OwnChoice(Text):
    """One of the choices that the company has named, or several with commas between them."""

    def __init__(self, label: str, choices: list[str], *, several: bool = False) -> None:
        super().__init__(label)
        self.choices = {fold(choice): choice for choice in choices}
        self.several = several

    def read(self, text: str, reading: Reading) -> Any:
        """Return the choice, or the list of them, as they are written in the definition."""
        found = []
        parts = [text] if not self.several or fold(text) in self.choices else text.replace(";", ",").split(",")
        for part in filter(None, map(str.strip, parts)):
            choice = self.choices.get(fold(part))
            if choice is None:
                raise UserError(
                    _("{text} is none of {choices}.").format(text=repr(part), choices=", ".join(self.choices.values()))
                )
            found.append(choice)
        return found if self.several else found[0]

    def format(self, value: Any, reading: Reading) -> str:
        """Return the choices with commas between them."""
        return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def own_fields(session: Session, record: type[Record]) -> dict[str, Field]:
    """Return the fields in use that the company has defined for the record, by name, in their order."""
    if "custom" not in record.fields():
        return {}
    found: dict[str, Field] = {}
    for key, label, kind, choices in session.store.rows(
        "SELECT key, label, kind, choices FROM custom_field WHERE record = ? AND active = 1 ORDER BY position, id",
        (record.name_in_code,),
    ):
        name = f"{PREFIX}{key}"
        found[name] = field = _field(label, kind, choices or "")
        field.name = field.column_name = name
    return found


def _field(label: str, kind: str, choices: str) -> Field:
    if kind == "number":
        return OwnNumber(label)
    if kind == "money":
        return Money(label)
    if kind == "date":
        return Day(label)
    if kind in ("yes_no", "yesno"):
        return YesNoUnknown(label)
    if kind in ("choice", "multi_choice"):
        return OwnChoice(label, _choices(choices), several=kind == "multi_choice")
    return Text(label)


def _choices(text: str) -> list[str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, list):
        return [str(choice) for choice in found]
    return [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]


def to_plain(field: Field, value: Any) -> Any:
    """Return a value as ``custom`` holds it."""
    if value is None:
        return None
    if isinstance(field, OwnNumber):
        to_hundredths(value)
        return int(value) if value == value.to_integral_value() else str(value.normalize())
    return field.plain(value)


def from_plain(field: Field, plain: Any) -> Any:
    """Return the value for what ``custom`` holds; what does not fit the field's kind is None."""
    if plain is None or plain == "":
        return None
    try:
        if isinstance(field, Hundredths):
            return Decimal(str(plain)) if not isinstance(plain, str) else parse_decimal(plain, "en")
        if isinstance(field, Day):
            return field.from_stored(plain)
        if isinstance(field, YesNoUnknown):
            return bool(plain)
    except (ArithmeticError, ValueError, TypeError, UserError):
        return None
    return plain if isinstance(plain, (str, list)) else str(plain)


def own_values(custom: str | None) -> Mapping[str, Any]:
    """Return the stored ``custom`` as values by field name."""
    return {f"{PREFIX}{key}": value for key, value in json.loads(custom).items()} if custom else {}
