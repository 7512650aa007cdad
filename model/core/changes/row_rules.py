"""What the rules of a record make of the values that a change is given: completed, checked, with their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.custom_values import own_taken_in
from model.core.access.session import Session
from model.core.changes import kept_opt_outs, opt_outs
from model.core.changes.reference_check import StillThere
from model.core.changes.title_keys import title_key
from model.core.fields.references import Joined
from model.core.records.lazy_row import PresentValues
from model.core.records.record import Record, Row, derive
from model.core.records.relations import RelationField
from model.core.records.write_context import WriteContext


def complete_new(
    change: WriteContext[Session], there: StillThere, record: type[Row], values: dict[str, Any]
) -> dict[str, Any]:
    """Return the values of a new row, completed by its rules and defaults.

    Raises :class:`UserError` for what the rules refuse, a field cannot hold, or refers to what is gone.
    """
    fields = record.fields()
    values = opt_outs.dated(change, record, record.complete(change, values, None), None)
    for name, field in fields.items():
        unset = name not in values or (field.never_empty and values[name] is None)
        if unset and not isinstance(field, Joined):
            values[name] = field.default
    for name in values:
        fields[name].check(values[name])
    there.check(record, values)
    return values


def columns_of_new(
    change: WriteContext[Session], record: type[Row], values: dict[str, Any], created: tuple[str, int] | None
) -> dict[str, Any]:
    """Return the stored columns of a new row that :func:`complete_new` has passed: values, keys, who made it and when.

    Somebody who has said no to marketing, and comes again with the same address, still says no (R15).
    """
    stored = {**derive(record, values, change.reading, {}), **record.scope}
    for wishes in kept_opt_outs.remembered(change, record, [stored]).values():
        stored.update(wishes)
    if issubclass(record, Record):
        at, by = created or (change.at, change.session.person.id)
        initials = record.fields()["created_by"].key(by, change.reading)
        stored.update(change.stamp())
        stored.update(created_at=at, created_by=by, created_by_key=initials)
        if created is not None:
            stored.update(changed_at=at, changed_by=by, changed_by_key=initials)
    return stored


def complete_changed(
    change: WriteContext[Session],
    there: StillThere,
    record: type[Row],
    record_id: int,
    values: Mapping[str, Any],
    before: Mapping[str, Any],
) -> tuple[dict[str, Any], PresentValues]:
    """Return the values to write into a row whose stored columns are ``before``, and those that stand in it.

    Raises as :func:`complete_new` does.
    """
    fields = record.fields()
    known = PresentValues(record_id, fields, before)
    taken = own_taken_in(change.session, record, values, before.get("custom"))
    completed = opt_outs.dated(change, record, record.complete(change, taken, known), known)
    for name, value in completed.items():
        fields[name].check(value)
    there.check(record, {name: value for name, value in completed.items() if value != known.get(name)})
    return completed, known


def follow_wishes(
    change: WriteContext[Session], record: type[Row], before: Mapping[str, Any], different: Mapping[str, Any]
) -> None:
    """Forget a wish that is taken back, everywhere; remember it of addresses that the row will not have."""
    for channel in opt_outs.channels_of(record):
        if before[channel.field] and different.get(channel.field, 1) == 0:
            kept_opt_outs.forget(change, record, {**before, **different}, channel)
            kept_opt_outs.forget(change, record, before, channel)
    kept_opt_outs.keep_of_left_addresses(change, record, {**before, **_wishes_of(record, different)}, different)


def _wishes_of(record: type[Row], stored: Mapping[str, Any]) -> dict[str, Any]:
    names = {name for channel in opt_outs.channels_of(record) for name in channel.fields}
    return {name: value for name, value in stored.items() if name in names}


def without_relations(
    record: type[Row], values: Mapping[str, Any]
) -> tuple[Mapping[str, Any], list[tuple[RelationField, Any]]]:
    """Return the values of columns, and apart from them those that stand in tables of their own."""
    relations: Mapping[str, RelationField] = getattr(record, "relations", {})
    related = [(relations[name], value) for name, value in values.items() if name in relations]
    # What only adds comes after what says which there are.
    related.sort(key=lambda pair: pair[0].further)
    if not related:
        return values, related
    return {name: value for name, value in values.items() if name not in relations}, related


def alike(record: type[Row], values: Mapping[str, Any]) -> bool:
    """Whether writing these values does the same to every row, whatever else stands in it."""
    fields = record.fields()
    return (
        title_key(record).removesuffix("_key") not in values
        and not any(fields[name].key_from for name in values)
        and not any(
            name in values
            for field in fields.values()
            for name in (field.parts if isinstance(field, Joined) else field.key_from)
        )
    )
