"""``field=value`` of the command line: names, values and IDs as they are typed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from model.activities.time_fields import End
from model.core.access import Session
from model.core.criteria import find_field
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.texts import OrgNumberText, Phone
from model.core.language import _
from model.core.org_number import parse_org_number
from model.core.records import Record
from model.files.plain import told_name


def split(arguments: Sequence[str]) -> tuple[list[int], dict[str, str]]:
    """Return the IDs and the ``field=value`` pairs among ``arguments``; raise :class:`UserError` for anything else."""
    ids: list[int] = []
    pairs: dict[str, str] = {}
    for argument in arguments:
        name, equals, text = argument.partition("=")
        if equals:
            if name.strip() in pairs:
                raise UserError(_("it is given twice."), name.strip())
            pairs[name.strip()] = text
        else:
            ids.append(record_id(argument))
    return list(dict.fromkeys(ids)), pairs


def record_id(text: str) -> int:
    """Return the ID that ``text`` is, with or without a # before it."""
    digits = text.removeprefix("#")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        raise UserError(_("{text} is neither an ID nor field=value.").format(text=repr(text)), "id")
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
    # What a number means depends on the country, and "10:30" as an end on the beginning, wherever that stands.
    for late in (False, True):
        for name, (field, text) in fields.items():
            if isinstance(field, (Phone, OrgNumberText, End)) is late:
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


def doubts(session: Session, record: type[Record], values: Mapping[str, Any]) -> Iterator[str]:
    """Yield what looks wrong in values that are saved all the same: a check digit (D05)."""
    fields = session.fields(record)
    for name, value in values.items():
        if value and isinstance(fields.get(name), OrgNumberText):
            number = parse_org_number(value)
            if number is not None and not number.valid:
                yield f"{fields[name].title} {value}: {_('The check digit is wrong.')}"
