"""Rows that templates are filled from, and their values as they are written in a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.countries import country_code, names_by_language
from model.core.dates import format_day, format_moment
from model.core.day_names import month_name
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.fields.custom import PREFIX
from model.core.fields.numbers import Exact, YesNo
from model.core.fields.texts import Country, Note
from model.core.language import N_, translated
from model.core.numbers import format_decimal
from model.core.records.record import Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement

_YES_NO = (N_("no"), N_("yes"))


class Writing(NamedTuple):
    """How values are written: by whom they are read, and in which language."""

    reading: Reading
    language: str


class MergeRow:
    """One row, whose values are made of their stored form as they are asked for."""

    __slots__ = ("_fields", "_stored")

    def __init__(self, fields: Mapping[str, Field], stored: Mapping[str, Any]) -> None:
        self._fields = fields
        self._stored = stored

    def value(self, name: str) -> Any:
        """Return the value of a declared field, None where it is empty."""
        return self._fields[name].from_stored(self._stored[name])

    def text(self, name: str, writing: Writing) -> str:
        """Return a field, also one of the company's own (``custom.key``), as it is written; '' where there is none."""
        field = self._fields.get(name)
        if field is None:
            return ""
        if name.startswith(PREFIX):
            held = self._fields["custom"].from_stored(self._stored.get("custom")) or {}
            plain = held.get(name.removeprefix(PREFIX))
            return "" if plain is None else _own_text(field, plain, writing)
        return value_text(field, field.from_stored(self._stored.get(name)), writing)


class AliasRow:
    """A row under another group's names: a lead's person as a contact, say."""

    __slots__ = ("_names", "_row")

    def __init__(self, row: MergeRow, names: Mapping[str, str]) -> None:
        self._row = row
        self._names = names

    def text(self, name: str, writing: Writing) -> str:
        """Return a field as it is written; '' for one that the row has not."""
        own = self._names.get(name)
        return "" if own is None else self._row.text(own, writing)


class TextRow:
    """A row that is texts already."""

    __slots__ = ("_texts",)

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def text(self, name: str, writing: Writing) -> str:
        """Return a text, '' where there is none."""
        return self._texts.get(name, "")


def day_in_words(day: date, language: str) -> str:
    """Return a day as a letter has it: 1 December 2026, 1. desember 2026."""
    point = "" if language == "en" else "."
    return f"{day.day}{point} {month_name(day.month, language)} {day.year}"


AnyRow = MergeRow | AliasRow | TextRow


def value_text(field: Field, value: Any, writing: Writing) -> str:
    """Return a value as a letter in that language has it, '' for None."""
    language = writing.language
    if value is None:
        return ""
    if isinstance(field, ChoiceField):
        known = {choice.name: choice.label for choice in field.options}
        return translated(known[value], language) if value in known else ""
    if isinstance(field, YesNo):
        return translated(_YES_NO[bool(value)], language)
    if isinstance(field, Country):
        names = names_by_language().get(country_code(value) or "")
        return names[language] if names else str(value)
    if isinstance(value, datetime):
        return format_moment(value, writing.reading.zone, language)
    if isinstance(value, date):
        return format_day(value, language)
    if isinstance(value, Decimal):
        places = field.least_shown if isinstance(field, Exact) else 0
        return format_decimal(value, max(places, -int(value.normalize().as_tuple().exponent)), language)
    return field.format(value, writing.reading)


def _own_text(field: Field, plain: Any, writing: Writing) -> str:
    """Return the value of a custom field, which is kept as plain JSON."""
    if isinstance(plain, bool):
        return translated(_YES_NO[plain], writing.language)
    if isinstance(plain, list):
        return ", ".join(map(str, plain))
    try:
        return value_text(field, field.from_stored(plain), writing)
    except (TypeError, ValueError, ArithmeticError):
        return str(plain)


def rows_by_id(session: Session, type_name: str, ids: Sequence[int]) -> dict[int, MergeRow]:
    """Return the rows of a kind that the person may see, by ID; notes are not read."""
    if not ids:
        return {}
    record_type = session.records[type_name]
    names = _columns(record_type)
    fields = session.fields(record_type)
    found = session.rows(_by_ids(record_type), ids=[*ids])
    return {row[0]: MergeRow(fields, dict(zip(names, row[1:], strict=True))) for row in found}


def _columns(record_type: type[Row]) -> list[str]:
    return [name for name, field in record_type.fields().items() if not isinstance(field, Note)]


@statement
def _by_ids(record_type: type[Row]) -> peewee.Query:
    columns = [column_of(record_type, name) for name in ("id", *_columns(record_type))]
    return record_type.select(*columns).where(among(column_of(record_type, "id"), slot("ids")), seen(record_type))
