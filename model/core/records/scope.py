"""Which rows of a table are of one kind of record, where several kinds share the table."""

from __future__ import annotations

from typing import Any

from model.core.records.record import Row
from model.core.storage.expressions import TRUE, Rows, column_of


def in_scope(record: type[Row], rows: Rows = None) -> Any:
    """Return the condition that a row of the table is a ``record``; ``rows`` is the alias that it is read under."""
    found: Any = None
    for column, value in record.scope.items():
        condition = column_of(record if rows is None else rows, column) == value
        found = condition if found is None else found & condition
    return TRUE if found is None else found
