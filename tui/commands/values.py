"""``field=value`` of the command line: names, values and IDs as they are typed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from model.activities.time_fields import End
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.numbers import CountOf
from model.core.fields.texts import OrgNumberText, Phone
from model.core.language import _
from model.core.lists.criteria import find_field
from model.core.org_number import parse_org_number
from model.core.records.record import Record
from model.core.text import quotation
from model.files.plain import told_name


def split(arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Return what names records and the ``field=value`` pairs among ``arguments``.

    Raises :class:`UserError` for a field that is given twice.
    """
    names: list[str] = []
    pairs: dict[str, str] = {}
    for argument in arguments:
        name, equals, text = argument.partition("=")
        if equals:
            if name.strip() in pairs:
                raise UserError(_("it is given twice."), name.strip())
            pairs[name.strip()] = text
        else:
            names.append(argument)
    return names, pairs


def named(session: Session, record: type[Record], text: str) -> int:
    """Return the ID of the one record that ``text`` names: its ID, with or without a #, its number, or its title.

    A bare number is an ID where a record has it or had it once, else the number of one: what was deleted or merged is
    never mistaken for another. Raises :class:`UserError` for a title that no record has, or several.
    """
    bare = text.strip()
    digits = bare.removeprefix("#")
    is_number = digits.isascii() and digits.isdecimal()
    if is_number:
        number = record_id(bare)
        if bare.startswith("#") or number <= _last_id(session, record):
            return number
    found = session.names.find_by_title(record.name_in_code, text)
    if len(found) == 1:
        return found[0][0]
    if found:
        names = ", ".join(f"#{record_id} {title}" for record_id, title in found[:5])
        raise UserError(
            _("{text} may be any of {names}; write the number after a #.").format(text=text, names=names), "id"
        )
    if is_number:
        return record_id(bare)
    raise UserError(session.names.none_found(record.name_in_code, text), "id")


def _last_id(session: Session, record: type[Record]) -> int:
    """Return the highest ID that was ever given to a record of the kind."""
    return session.store.last_id(record.table())


def all_named(session: Session, record: type[Record], texts: Iterable[str]) -> list[int]:
    """Return the IDs of the records that texts name, each once."""
    return list(dict.fromkeys(named(session, record, text) for text in texts))


def record_id(text: str) -> int:
    """Return the ID that ``text`` is, with or without a # before it."""
    digits = text.removeprefix("#")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        raise UserError(_("{text} is neither an ID nor field=value.").format(text=quotation(text)), "id")
    return int(digits)


def read(
    session: Session, record: type[Record], pairs: Mapping[str, str], present: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the values that ``pairs`` give to fields and relations, by field name.

    ``present`` are the record's other values, where it is on file; a number is read in the country they name.
    Raises :class:`UserError` naming the field as it was typed.
    """
    fields: dict[str, tuple[Field, str]] = {}
    for name, text in pairs.items():
        field = find_field(record, name, session)
        if field.system:
            raise UserError(_("{field} is kept by Salg and cannot be set.").format(field=field.title), name)
        if field.name in fields:
            raise UserError(_("it is given twice."), name)
        fields[field.name] = (field, text)
    values: dict[str, Any] = {}
    # What a number means depends on the country, "10:30" as an end on the beginning, and "5 %" on what it is of.
    for late in (False, True):
        for name, (field, text) in fields.items():
            if isinstance(field, (Phone, OrgNumberText, End, CountOf)) is late:
                reading = replace(session.reading(), row={**(present or {}), **values})
                with as_typed(record, pairs):
                    values[name] = field.parse(text, reading)
                    field.check(values[name])
    return values


@contextlib.contextmanager
def as_typed(record: type[Record], pairs: Mapping[str, str]) -> Iterator[None]:
    """Have errors of the block name fields as they were typed, or are told: a task's ``at`` is its ``due``."""
    try:
        yield
    except UserError as error:
        if error.field:
            typed = [name for name in pairs if record.aliases.get(name, name) == error.field]
            error.field = typed[0] if typed else told_name(record, error.field)
        raise


def doubts(
    session: Session, record: type[Record], values: Mapping[str, Any], record_id: int | None = None
) -> Iterator[str]:
    """Yield what looks wrong in values that are saved all the same: a check digit (D05), and the record's cautions."""
    yield from record.cautions(session, record_id, values)
    fields = session.fields(record)
    for name, value in values.items():
        if value and isinstance(fields.get(name), OrgNumberText):
            number = parse_org_number(value)
            if number is not None and not number.valid:
                yield f"{fields[name].title} {value}: {_('The check digit is wrong.')}"
