"""A list of any length, read through from beginning to end: what every export is written from.

Only a window is held at a time, so that a million rows take no more memory than a thousand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from model.core.access import Session, visible
from model.core.criteria import Filter, find_field
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.listing import Listing, Sort
from model.core.records import Record

_WINDOW = 1_000


class Linked(NamedTuple):
    """What a reference leads to: its ID and what it is called."""

    id: int
    title: str


class ReadRow(NamedTuple):
    """One record of the list; references are :class:`Linked`, other values as their fields have them."""

    id: int
    values: tuple[Any, ...]


class Rows:
    """The records of a list as one person sees them, with the values of the fields ``names``, in that order.

    What a reference leads to is absent where the person may not see it. Raises :class:`UserError` for a field, a
    filter or an order that cannot be.
    """

    def __init__(
        self,
        session: Session,
        record: type[Record],
        names: Sequence[str],
        wanted: Filter | None = None,
        sort: Sort | None = None,
        limit: int | None = None,
    ) -> None:
        self.session = session
        self.record = record
        self.fields: tuple[Field, ...] = tuple(find_field(record, name) for name in names)
        self.limit = limit
        self._listing = Listing(session, record, (), wanted, sort)

    def __iter__(self) -> Iterator[ReadRow]:
        left = self.limit
        rows = self._listing.first(_WINDOW if left is None else min(left, _WINDOW))
        while rows:
            yield from self.read([row.id for row in rows])
            if left is not None:
                left -= len(rows)
                if left <= 0:
                    return
            rows = self._listing.after(rows[-1].place, _WINDOW if left is None else min(left, _WINDOW))

    def read(self, ids: Sequence[int]) -> list[ReadRow]:
        """Return these records, in this order; those that are gone or hidden are left out."""
        table = self.record.table()
        where, parameters = visible(self.record, self.session.person.id)
        columns = "".join(f", {table}.{field.name}" for field in self.fields)
        rows = {
            row[0]: row[1:]
            for row in self.session.store.rows(
                f"SELECT {table}.id{columns} FROM {table}"
                f" WHERE {table}.id IN (SELECT value FROM json_each(?)) AND {where}",
                (json.dumps([*ids]), *parameters),
            )
        }
        stored = [(record_id, rows[record_id]) for record_id in ids if record_id in rows]
        titles = [
            self._titles(field, {values[place] for _id, values in stored}) if isinstance(field, Reference) else None
            for place, field in enumerate(self.fields)
        ]
        return [
            ReadRow(
                record_id,
                tuple(
                    field.from_stored(value) if called is None else called.get(value)
                    for field, value, called in zip(self.fields, values, titles, strict=True)
                ),
            )
            for record_id, values in stored
        ]

    def _titles(self, field: Reference, ids: set[int | None]) -> dict[int | None, Linked]:
        wanted = [each for each in ids if each is not None]
        if not wanted:
            return {}
        if field.record in ("employee", "option"):
            names = self.session.names
            return {each: Linked(each, names.title_of(field.record, each)) for each in wanted}
        target = self.session.records[field.record]
        assert issubclass(target, Record)
        where, parameters = visible(target, self.session.person.id)
        found = self.session.store.rows(
            f"SELECT id, {target.title_field} FROM {target.table()}"
            f" WHERE id IN (SELECT value FROM json_each(?)) AND {where}",
            (json.dumps(wanted), *parameters),
        )
        return {row[0]: Linked(row[0], row[1] or "") for row in found}
