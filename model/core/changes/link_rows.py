"""Rows that bind two records: put in, taken out, or set to be exactly these; the same for every table of links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.references import Reference
from model.core.records.record import Record, Row
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import TRUE, column_of
from model.core.storage.statements import statement, stored

Ends = Mapping[str, int]
"""What a link binds: the IDs by column, ``{"customer": 3, "contact": 17}``."""


def row_id(change: WriteContext[Session], link: type[Row], ends: Ends) -> int | None:
    """Return the ID of the row that binds these, None where none does."""
    found = change.session.store.value(_binding(link, *ends), **ends)
    return None if found is None else int(found)


def put(change: WriteContext[Session], link: type[Row], ends: Ends, values: Mapping[str, Any] | None = None) -> bool:
    """Bind these, or give the row that binds them other ``values``; return whether anything was different.

    Raises :class:`NotFoundError` where one of the records is gone or hidden.
    """
    for column, record_id in ends.items():
        kind = other_end(change, link, column)
        if issubclass(kind, Record):
            change.read(kind, record_id)
    found = row_id(change, link, ends)
    if found is None:
        change.insert(link, {**ends, **(values or {})})
        return True
    return bool(values) and change.update(link, found, dict(values or {}))


def set_ends(
    change: WriteContext[Session],
    link: type[Row],
    own: Ends,
    column: str,
    wanted: Mapping[int, Mapping[str, Any]],
    *,
    further: bool = False,
) -> bool:
    """Bind a record to exactly the ``wanted`` ones, or with ``further`` to these as well; return whether it differed.

    ``own`` is the record's own end, ``column`` the other one; ``wanted`` says by ID what the link itself holds. What
    the person may not see stays linked: what is absent cannot be taken away. Raises :class:`NotFoundError` as
    :func:`put` does.
    """
    different = False
    if not further:
        for record_id, row in _present(change, link, own, column).items():
            if record_id not in wanted:
                change.delete(link, row)
                different = True
    for record_id in sorted(wanted):
        different |= put(change, link, {**own, column: record_id}, wanted[record_id])
    return different


def other_end(change: WriteContext[Session], link: type[Row], column: str) -> type[Row]:
    """Return the kind of record that a column of a link refers to."""
    field = link.fields()[column]
    assert isinstance(field, Reference)
    return change.session.records[field.record]


def _present(change: WriteContext[Session], link: type[Row], own: Ends, column: str) -> dict[int, int]:
    """Return the row by the ID of what it binds, of those that the person may see."""
    ((name, record_id),) = own.items()
    query = _ends(link, name, column, other_end(change, link, column))
    return dict(change.session.rows(query, own=record_id))


@statement
def _binding(link: type[Row], *columns: str) -> peewee.Query:
    condition: Any = TRUE
    for name in columns:
        condition &= column_of(link, name) == stored(name)
    return link.select(column_of(link, "id")).where(condition)


@statement
def _ends(link: type[Row], own: str, column: str, other: type[Row]) -> peewee.Query:
    end = column_of(link, column)
    rows = peewee.Join(link, other, on=column_of(other, "id") == end)
    query = peewee.Select((rows,), (end, column_of(link, "id")))
    return query.where((column_of(link, own) == stored("own")) & seen(other))
