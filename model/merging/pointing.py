"""What refers to a record that is merged, counted and told before it goes over (M07, M21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.doubles import doubles_of, gained
from model.core.changes.foreign_keys import Pointer, pointers
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.storage.store import Connection
from model.core.text import visible as shown


def counted(session: Session, record: type[Record], source: int) -> dict[str, int]:
    """Return how many rows refer to a record, by kind; of records those that the person may see."""
    counts: dict[str, int] = {}
    for pointer in pointers(session, record):
        row = pointer.row
        where, parameters = pointer.where(record)
        if row.name_in_code == "activity_link":
            rows = session.store.rows(
                "SELECT activity.kind, count(*) FROM activity_link"
                f" JOIN activity ON activity.id = activity_link.activity WHERE {where}"
                " GROUP BY activity.kind ORDER BY activity.kind",
                (*parameters, source),
            )
            counts.update((kind, count) for kind, count in rows)
            continue
        sight: tuple[str, list[Any]] = visible(row, session.person.id) if issubclass(row, Record) else ("1", [])
        sql = f"SELECT count(*) FROM {row.table()} WHERE {where} AND {sight[0]}"
        count = session.store.value(sql, (*parameters, source, *sight[1]))
        counts[row.name_in_code] = counts.get(row.name_in_code, 0) + count
    return {kind: count for kind, count in counts.items() if count}


def united_texts(session: Session, record: type[Record], source: int, target: int) -> list[str]:
    """Return a line for what both say of the same record, such as a contact's roles at one customer, and what is kept.

    Of records that the person may not see nothing is told.
    """
    told: list[str] = []
    connection, reading = session.store.connection(), session.reading()
    for pointer in pointers(session, record):
        row = pointer.row
        for columns in row.unique if not issubclass(row, Record) else ():
            if pointer.column not in columns:
                continue
            for double, kept in doubles_of(connection, record, pointer, columns, source, target):
                ended, stays = (_stored(connection, row, row_id) for row_id in (double, kept))
                other = _other_title(session, pointer, columns, stays)
                for name, value in gained(row, columns, ended, stays).items():
                    field = row.fields()[name]
                    if other and isinstance(field, Text):
                        told.append(
                            _("{field} ({record}): {value}.").format(
                                field=field.title, record=other, value=shown(field.format(value, reading))
                            )
                        )
    return told


def _stored(connection: Connection, row: type[Row], row_id: int) -> dict[str, Any]:
    cursor = connection.execute(f"SELECT * FROM {row.table()} WHERE id = ?", (row_id,))
    return {column[0]: value for column, value in zip(cursor.description, cursor.fetchone(), strict=True)}


def _other_title(session: Session, pointer: Pointer, columns: Sequence[str], stored: Mapping[str, Any]) -> str:
    """Return what the other record that a link binds is called, '' where there is none to see."""
    for name in columns:
        field = pointer.row.fields()[name]
        if name != pointer.column and isinstance(field, Reference):
            return shown(session.names.title_of(field.record, stored[name]))
    return ""
