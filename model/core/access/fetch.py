"""One record as a model with its values, as the person at the keyboard may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from model.core.access.constraint_errors import not_found
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import statement, stored
from model.core.text import visible as shown

RowType = TypeVar("RowType", bound=Row)


@statement
def _by_id(record: type[Row]) -> peewee.Query:
    columns = [column_of(record, name) for name in ("id", *record.fields())]
    return record.select(*columns).where(column_of(record, "id") == stored("id"), seen(record))


def read(session: Session, record: type[RowType], record_id: int) -> RowType:
    """Return a record as the person may see it; raise :class:`NotFoundError` otherwise."""
    columns = record.fields()
    row = session.row(_by_id(record), id=record_id)
    if row is None:
        raise not_found(record, record_id)
    return instance(record, columns, row)


def instance(record: type[RowType], columns: Mapping[str, Field], row: Sequence[Any]) -> RowType:
    """Return a model of ``record`` from its ID and the stored values of ``columns``, in this order."""
    made = record(
        **{name: field.from_stored(value) for (name, field), value in zip(columns.items(), row[1:], strict=True)}
    )
    made.id = row[0]
    return made


def title_of(record: type[Record], row: Row) -> str:
    """Return what a record is called, safe to show."""
    return shown(str(getattr(row, record.title_field) or ""))
