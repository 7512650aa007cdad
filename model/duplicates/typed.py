"""Reading what stands in a form that is not done yet, for the duplicate check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.records.record import Record


def read_typed(session: Session, record: type[Record], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of typed texts by field name, without what cannot be read yet and without references."""
    fields = record.fields()
    reading = replace(session.reading(), row=dict(texts))
    found: dict[str, Any] = {}
    for name, text in texts.items():
        field = fields.get(name)
        if field is None or not text.strip() or isinstance(field, Reference):
            continue
        try:
            found[name] = field.parse(text, reading)
        except UserError:
            continue
    return found
