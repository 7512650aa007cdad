"""Rows as they stood at an earlier version, what a draft was begun on (COM-09, COM-10), or when they were deleted."""

from __future__ import annotations

import json
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.changes.conflicts import columns_since
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import slot, statement


@statement
def _present(record: type[Record]) -> peewee.Query:
    columns = [column_of(record, name) for name in record.fields()]
    return record.select(*columns).where(record.id == slot("id"), seen(record))


@statement
def _whole(record: type[Row]) -> peewee.Query:
    columns = [column_of(record, name) for name in record.fields()]
    return record.select(record.id, *columns).where(record.id == slot("id"))


@statement
def _deleted() -> peewee.Query:
    lines = ChangeRow.select(ChangeRow.before).where(
        ChangeRow.record == slot("record"), ChangeRow.record_id == slot("record_id"), ChangeRow.action == "delete"
    )
    return lines.order_by(ChangeRow.id.desc()).limit(1)


def row_on_file(session: Session, record: type[Row], record_id: int) -> dict[str, Any] | None:
    """Return the stored columns of a row, whoever may see it, None where it is gone."""
    found = session.store.row(_whole(record), id=record_id)
    return None if found is None else dict(zip(("id", *record.fields()), found, strict=True))


def row_when_deleted(session: Session, kind: str, record_id: int) -> dict[str, Any]:
    """Return the stored columns of a row as it was when it was deleted last, nothing for one that never was."""
    before = session.store.value(_deleted(), record=kind, record_id=record_id)
    return dict(json.loads(before)) if before else {}


def values_at(session: Session, record: type[Record], record_id: int, version: int) -> dict[str, Any]:
    """Return the values of a record by field name as they were when ``version`` was its version.

    Raises :class:`~model.core.errors.NotFoundError` for a record that is gone or hidden.
    """
    fields = record.fields()
    now = session.row(_present(record), id=record_id)
    if now is None:
        raise not_found(record, record_id)
    then = dict(zip(fields, now, strict=True)) | columns_since(session, record, record_id, version)
    return {name: field.from_stored(then[name]) for name, field in fields.items()}
