"""A record as it stood at an earlier version: what a draft was begun on (COM-09, COM-10)."""

from __future__ import annotations

import json
from typing import Any

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.records.record import Record


def values_at(session: Session, record: type[Record], record_id: int, version: int) -> dict[str, Any]:
    """Return the values of a record by field name as they were when ``version`` was its version.

    Raises :class:`~model.core.errors.NotFoundError` for a record that is gone or hidden.
    """
    fields = record.fields()
    where, parameters = visible(record, session.person.id)
    now = session.store.row(
        f"SELECT {', '.join(fields)} FROM {record.table()} WHERE id = ? AND {where}", (record_id, *parameters)
    )
    if now is None:
        raise not_found(record, record_id)
    stored = dict(zip(fields, now, strict=True))
    earliest: dict[str, Any] = {}
    for (before,) in session.store.rows(
        "SELECT before FROM change_row WHERE record = ? AND record_id = ? AND change > ? AND before IS NOT NULL"
        " ORDER BY change, id",
        (record.name_in_code, record_id, version),
    ):
        for column, value in json.loads(before).items():
            earliest.setdefault(column, value)
    return {name: field.from_stored(earliest.get(name, stored[name])) for name, field in fields.items()}
