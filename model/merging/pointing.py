"""What refers to a record that is merged, counted and told before it goes over (M07, M21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.doubles import doubles_of, gained
from model.core.changes.foreign_keys import Pointer, pointers
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import statement, stored
from model.core.text import visible as shown


@statement
def _linked(pointer: Pointer, record: type[Record]) -> peewee.Query:
    activity: Any = peewee.Table("activity", ("id", "kind"))
    rows = peewee.Join(pointer.row, activity, on=activity.id == column_of(pointer.row, "activity"))
    query = peewee.Select((rows,), (activity.kind, peewee.fn.count(peewee.SQL("*"))))
    return query.where(pointer.refers_to(record, stored("source"))).group_by(activity.kind).order_by(activity.kind)


@statement
def _number(pointer: Pointer, record: type[Record]) -> peewee.Query:
    row = pointer.row
    query = row.select(peewee.fn.count(peewee.SQL("*"))).where(pointer.refers_to(record, stored("source")))
    return query.where(seen(row)) if issubclass(row, Record) else query


@statement
def _whole(row: type[Row]) -> peewee.Query:
    return row.select(peewee.SQL("*")).where(column_of(row, "id") == stored("id"))


def counted(session: Session, record: type[Record], source: int) -> dict[str, int]:
    """Return how many rows refer to a record, by kind; of records those that the person may see."""
    counts: dict[str, int] = {}
    for pointer in pointers(session, record):
        row = pointer.row
        if row.name_in_code == "activity_link":
            counts.update((kind, count) for kind, count in session.store.rows(_linked(pointer, record), source=source))
            continue
        count = session.value(_number(pointer, record), source=source)
        counts[row.name_in_code] = counts.get(row.name_in_code, 0) + count
    return {kind: count for kind, count in counts.items() if count}


def united_texts(session: Session, record: type[Record], source: int, target: int) -> list[str]:
    """Return a line for what both say of the same record, such as a contact's roles at one customer, and what is kept.

    Of records that the person may not see nothing is told.
    """
    told: list[str] = []
    reading = session.reading()
    for pointer in pointers(session, record):
        row = pointer.row
        for columns in row.unique if not issubclass(row, Record) else ():
            if pointer.column not in columns:
                continue
            for double, kept in doubles_of(session, record, pointer, columns, source, target):
                ended, stays = (_stored(session, row, row_id) for row_id in (double, kept))
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


def _stored(session: Session, row: type[Row], row_id: int) -> dict[str, Any]:
    found = session.store.named_row(_whole(row), id=row_id)
    assert found is not None
    return found


def _other_title(session: Session, pointer: Pointer, columns: Sequence[str], stored: Mapping[str, Any]) -> str:
    """Return what the other record that a link binds is called, '' where there is none to see."""
    for name in columns:
        field = pointer.row.fields()[name]
        if name != pointer.column and isinstance(field, Reference):
            return shown(session.names.title_of(field.record, stored[name]))
    return ""
