"""Values of the company's own fields on their way between a record's ``custom`` and the names they go by (COM-06)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.language import _
from model.core.records.options import CustomField
from model.core.records.record import Row
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown

PREFIX = "custom."


def own_taken_in(session: Session, record: type[Row], values: Mapping[str, Any], stored: str | None) -> dict[str, Any]:
    """Return ``values`` with those of own fields put into ``custom``, which is ``stored`` at present.

    Raises :class:`UserError`, naming the field, for a field that is defined no more and for what it cannot hold.
    """
    if not any(name.startswith(PREFIX) for name in values):
        return dict(values)
    plain = _plain(session, record, values, json.loads(stored) if stored else {})
    held = values["custom"] if "custom" in values else json.loads(stored) if stored else {}
    custom = {**(held or {}), **plain}
    taken = {name: value for name, value in values.items() if not name.startswith(PREFIX)}
    taken["custom"] = {key: value for key, value in custom.items() if value is not None} or None
    return taken


def own_patch(session: Session, record: type[Row], values: Mapping[str, Any]) -> str:
    """Return what ``values`` put into ``custom`` as the JSON that ``salg_with_own`` takes, '' for nothing."""
    plain = _plain(session, record, values, {})
    return json.dumps(plain, ensure_ascii=False) if plain else ""


def _plain(
    session: Session, record: type[Row], values: Mapping[str, Any], present: Mapping[str, Any]
) -> dict[str, Any]:
    if not any(name.startswith(PREFIX) for name in values):
        return {}
    from model.core.fields.custom import to_plain

    own = session.own_fields(record)
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if not name.startswith(PREFIX):
            continue
        key = name.removeprefix(PREFIX)
        field = own.get(name) or _resting(session, record, key)
        if field is None:
            raise UserError(
                _("This field has been deleted meanwhile. Your text is still here; empty it to save the rest."),
                name,
            )
        plain[key] = to_plain(field, value)
        if plain[key] != present.get(key):
            field.check(value)
    return plain


@statement
def _definition() -> peewee.Query:
    of_key = (CustomField.record == slot("record")) & (CustomField.key == slot("key"))
    return CustomField.select(CustomField.label, CustomField.kind, CustomField.choices).where(of_key)


def _resting(session: Session, record: type[Row], key: str) -> Field | None:
    """Return a field that is not in use any more but has been when a form was opened: nothing typed is lost."""
    found = session.store.row(_definition(), record=record.name_in_code, key=key)
    if found is None:
        return None
    from model.core.fields.custom import own_field, read_choices

    return own_field(key, found[0], found[1], read_choices(found[2]))


def value_of(field: Field, stored: Mapping[str, Any]) -> Any:
    """Return a field's value from the stored columns of a record, whether it is declared or the company's own."""
    if not field.own_key:
        return field.from_stored(stored[str(field.name)])
    from model.core.fields.custom import from_plain

    custom = stored.get("custom")
    held = json.loads(custom) if isinstance(custom, str) else custom or {}
    return from_plain(field, held.get(field.own_key))


def values_of(fields: Mapping[str, Field], custom: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the values of those of ``fields`` that are the company's own, from a record's ``custom`` as read."""
    own = {name: field for name, field in fields.items() if field.own_key}
    return {name: value_of(field, {"custom": custom}) for name, field in own.items()}


def differing(session: Session, record: type[Row], before: str | None, after: str | None) -> Iterator[Difference]:
    """Yield what is different between two stored ``custom``, field by field, as people read it (COM-07).

    Fields that are in use no more, or defined no more, are among them.
    """
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    own = session.own_fields(record)
    for key in {**old, **new}:
        if old.get(key) == new.get(key):
            continue
        field = own.get(f"{PREFIX}{key}") or _resting(session, record, key)
        label = shown(field.label) if field is not None else key
        texts = [shown(own_text(session, record, key, side.get(key))) for side in (old, new)]
        yield Difference(f"{PREFIX}{key}", label, texts[0], texts[1])


class Difference(NamedTuple):
    """One field that differs: its name, its label, and both values as people read them."""

    field: str
    label: str
    before: str
    after: str


def plain_text(plain: Any) -> str:
    """Return a plain value of a field that nobody defines any more, as people read it."""
    if isinstance(plain, bool):
        return _("yes") if plain else _("no")
    if isinstance(plain, list):
        return ", ".join(map(str, plain))
    return "" if plain is None else str(plain)


def own_text(session: Session, record: type[Row], key: str, plain: Any) -> str:
    """Return a value in ``custom`` as people read it, also of a field that is in use no more."""
    from model.core.fields.custom import from_plain

    field = session.own_fields(record).get(f"{PREFIX}{key}") or _resting(session, record, key)
    value = from_plain(field, plain) if field is not None else None
    return plain_text(plain) if field is None or value is None else field.format(value, session.reading())


def own_told(session: Session, record: type[Row], custom: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Return label and value, as people read them, of the own fields in which something stands, in the company's order.

    What a card shows of them. A value that does not fit the field's kind is shown as it stands.
    """
    held = custom or {}
    fields = session.own_fields(record).values()
    told = ((field.title, own_text(session, record, field.own_key, held.get(field.own_key))) for field in fields)
    return [(label, text) for label, text in told if text]
