"""All that can refer to a record, read off the declarations (M21)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.core.access.session import Session
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.records.record import Record, Row
from model.core.storage.expressions import Rows, column_of

_ID = "_id"


@dataclass(frozen=True)
class Pointer:
    """A column by which rows refer to records: of one kind, or of the kind that another column names."""

    row: type[Row]
    column: str
    record_column: str = ""

    def refers_to(self, record: type[Record], record_id: Any, rows: Rows = None) -> Any:
        """Return the condition for rows that refer to a record of that kind; ``record_id`` is its ID, or a slot of it.

        ``rows`` is the alias that the query reads the row's table under, the row itself where it is left out.
        """
        rows = self.row if rows is None else rows
        refers = column_of(rows, self.column) == record_id
        if not self.record_column:
            return refers
        return (column_of(rows, self.record_column) == record.name_in_code) & refers


def pointers(session: Session, record: type[Record]) -> Iterator[Pointer]:
    """Yield every column that can refer to a record of that kind; of shared tables once.

    Besides references these are pairs of columns like ``record`` and ``record_id``: the links of activities.
    """
    seen: set[tuple[str, str]] = set()
    names = {record.name_in_code, record.table()}
    for row in session.records.values():
        fields = row.fields()
        for name, field in fields.items():
            found = isinstance(field, Reference) and field.record in names
            other = name.removesuffix(_ID) if name.endswith("record" + _ID) else ""
            loose = bool(other) and isinstance(fields.get(other), Text)
            if (found or loose) and (row.table(), name) not in seen:
                seen.add((row.table(), name))
                yield Pointer(row, name, other if loose else "")
