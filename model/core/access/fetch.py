"""One record as a model with its values, as the person at the keyboard may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from model.core.access.constraint_errors import not_found
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.records.record import Record, Row
from model.core.text import visible as shown

RowType = TypeVar("RowType", bound=Row)


def read(session: Session, record: type[RowType], record_id: int) -> RowType:
    """Return a record as the person may see it; raise :class:`NotFoundError` otherwise."""
    columns = record.fields()
    where, parameters = visible(record, session.person.id)
    row = session.store.row(
        f"SELECT id, {', '.join(columns)} FROM {record.table()} WHERE id = ? AND {where}",
        (record_id, *parameters),
    )
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
