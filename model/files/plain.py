"""Records as JSON: field names of spec/fields.md, money as text with two decimals, times ISO 8601 (cli.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from model.core.access.custom_values import PREFIX
from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.records.record import Record
from model.files.rows import Linked, ReadRow

_LAST = ("note", "active", "created_at", "created_by", "changed_at", "changed_by")
_UNTOLD = ("version",)


def told_fields(record: type[Record]) -> list[str]:
    """Return the names of a record's fields that are told outside, relations included.

    Its own come before those that all records have.
    """
    names = [name for name in record.fields() if name not in _UNTOLD and name not in _LAST]
    return [*names, *record.related(), *(name for name in _LAST if name in record.fields())]


def all_told_fields(session: Session, record: type[Record]) -> list[str]:
    """Return these names with those of the company's own fields in place of ``custom``, which holds their values."""
    told = told_fields(record)
    if "custom" not in told:
        return told
    at = told.index("custom")
    return [*told[:at], *session.own_fields(record), *told[at + 1 :]]


def told_name(record: type[Record], name: str) -> str:
    """Return the name by which a field is told: a task's ``at`` is its ``due``, an own field goes by its key."""
    if name.startswith(PREFIX) and (key := name.removeprefix(PREFIX)) not in (*record.fields(), *record.aliases):
        return key
    return next((alias for alias, of in record.aliases.items() if of == name), name)


def as_plain(record: type[Record], fields: Sequence[Field], row: ReadRow) -> dict[str, Any]:
    """Return a record as JSON holds it: ``id``, then ``fields``.

    A reference is the title of what it leads to, and its ID under the field's name with ``_id`` added; both are null
    where there is nothing, or nothing that the person may see.
    """
    plain: dict[str, Any] = {"id": row.id}
    for field, value in zip(fields, row.values, strict=True):
        name = told_name(record, field.name)
        if isinstance(field, Reference):
            plain[name] = value.title if isinstance(value, Linked) else None
            plain[f"{name}_id"] = value.id if isinstance(value, Linked) else None
        else:
            plain[name] = field.plain(value)
    return plain


def dumped(value: Any, *, indent: int | None = None) -> str:
    """Return ``value`` as JSON text that holds no control character, so that it can be shown on a terminal as it is."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isprintable():
        return text
    return "".join(letter if letter == "\n" or letter.isprintable() else _escaped(letter) for letter in text)


def _escaped(letter: str) -> str:
    return json.dumps(letter)[1:-1]
