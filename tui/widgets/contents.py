"""What a form shows, read in one go; runs in the engine's threads and returns plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from model.core.access.custom_values import values_of
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.company.drafts import FoundDraft
from model.core.fields.base import Field, Reading
from model.core.fields.references import Reference
from model.core.history.snapshot import values_at
from model.core.records.record import Record
from tui.widgets.form_layout import Description
from tui.widgets.inputs import typed_text


@dataclass(frozen=True)
class Contents:
    """The fields of one record as a form begins with them."""

    record: type[Record]
    record_id: int | None
    """None for a record that is still to be made."""
    version: int | None
    fields: Mapping[str, Field]
    """What is typed, by code name; more than the record's own where a screen adds some."""
    base: Mapping[str, Any]
    """Values as read; empty for a new record."""
    texts: Mapping[str, str]
    """What each input holds when the form opens."""
    titles: Mapping[str, str]
    """What the records are called that references hold."""
    typed: Mapping[str, str] = field(default_factory=dict)
    """Texts that a draft kept: they stand in the form as if they had just been typed."""
    beside: Mapping[str, Any] = field(default_factory=dict)
    """Values that are shown or reckoned with, and not typed."""


def names_of(description: Description) -> list[str]:
    """Return the code names of the fields of a form, in its order."""
    return [name for _heading, names in description for name in names]


def open_record(
    session: Session, record: type[Record], record_id: int, description: Description, draft: FoundDraft | None = None
) -> Contents:
    """Return what a form begins with for a record on file; with ``draft``, as it was when that was begun.

    Raises :class:`~model.core.errors.NotFoundError` for a record that is gone or hidden.
    """
    row = read(session, record, record_id)
    values: dict[str, Any] = {name: getattr(row, name) for name in record.fields()}
    version = values["version"]
    if draft is not None and draft.base_version is not None and draft.base_version != version:
        version = draft.base_version
        values = values_at(session, record, record_id, version)
    values |= values_of(session.own_fields(record), values.get("custom"))
    base = {name: values[name] for name in names_of(description)}
    return _contents(session, record, record_id, version, base, base, draft)


def new_record(
    session: Session,
    record: type[Record],
    description: Description,
    values: Mapping[str, Any] | None = None,
    draft: FoundDraft | None = None,
) -> Contents:
    """Return what a form begins with for a new record: its defaults, and ``values`` by field name in their place."""
    fields = session.fields(record)
    first = {name: fields[name].default for name in names_of(description)} | dict(values or {})
    return _contents(session, record, None, None, {}, first, draft)


def _contents(
    session: Session,
    record: type[Record],
    record_id: int | None,
    version: int | None,
    base: Mapping[str, Any],
    values: Mapping[str, Any],
    draft: FoundDraft | None,
) -> Contents:
    reading = session.reading()
    known = session.fields(record)
    fields = {name: known[name] for name in values}
    texts = {name: typed_text(kind, values[name], reading) for name, kind in fields.items()}
    typed = {name: text for name, text in draft.values.items() if name in fields} if draft is not None else {}
    titles = titles_of(fields, texts | typed, reading)
    return Contents(record, record_id, version, fields, base, texts, titles, typed)


def titles_of(fields: Mapping[str, Field], texts: Mapping[str, str], reading: Reading) -> dict[str, str]:
    """Return what the records are called that references hold as ``#17``, by ``target#17``."""
    titles: dict[str, str] = {}
    assert reading.names is not None
    for name, text in texts.items():
        kind = fields[name]
        if isinstance(kind, Reference) and text[:1] == "#" and text[1:].isdecimal():
            # A record that this person may not see is held all the same, and keeps its number for a name.
            titles[f"{kind.target}{text}"] = reading.names.title_of(kind.record, int(text[1:])) or text
    return titles


def with_extras(
    contents: Contents, extras: Mapping[str, tuple[Field, Any]], draft: FoundDraft | None, reading: Reading
) -> Contents:
    """Return the contents with fields of the form that are none of the record's, each with the value it begins with.

    What a draft has of them counts as typed.
    """
    fields = {name: kind for name, (kind, _value) in extras.items()}
    texts = {name: typed_text(kind, value, reading) for name, (kind, value) in extras.items()}
    kept = {} if draft is None else {name: draft.values[name] for name in extras if name in draft.values}
    new = contents.record_id is None
    return replace(
        contents,
        titles={**contents.titles, **titles_of(fields, {**texts, **kept}, reading)},
        fields={**contents.fields, **fields},
        base={**contents.base, **({} if new else {name: value for name, (_kind, value) in extras.items()})},
        texts={**contents.texts, **texts},
        typed={**contents.typed, **kept},
    )
