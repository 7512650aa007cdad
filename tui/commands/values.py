"""``field=value`` of the command line: names, values and IDs as they are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from model.activities.time_fields import End
from model.core.access import Session
from model.core.criteria import find_field
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.texts import OrgNumberText, Phone
from model.core.language import _
from model.core.records import Record
from tui.commands import relations


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
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of fields, and those of relations, that ``pairs`` give.

    ``present`` are the record's other values, where it is on file; a number is read in the country they name.
    Raises :class:`UserError` naming the field.
    """
    fields: dict[str, tuple[Field, str]] = {}
    related: dict[str, Any] = {}
    further = relations.Further()
    for name, text in pairs.items():
        if name in relations.singles(record):
            further.append(relations.read_single(session, name, text))
            continue
        if name in relations.of(record):
            related[name] = relations.read(session, record, name, text)
            continue
        field = find_field(record, name, session)
        if field.system:
            raise UserError(_("{field} is kept by Salg and cannot be set.").format(field=field.title), name)
        if field.name in fields:
            raise UserError(_("it is given twice."), name)
        fields[field.name] = (field, text)
    if further:
        related["links"] = [*related["links"], *further] if "links" in related else further
    values: dict[str, Any] = {}
    # What a number means depends on the country, and "10:30" as an end on the beginning, wherever that stands.
    for late in (False, True):
        for name, (field, text) in fields.items():
            if isinstance(field, (Phone, OrgNumberText, End)) is late:
                reading = replace(session.reading(), row={**(present or {}), **values})
                values[name] = field.parse(text, reading)
                field.check(values[name])
    return values, related
