"""A list of any length, read through from beginning to end: what every export is written from.

Only a window is held at a time, so that a million rows take no more memory than a thousand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.fields.currency import Amount
from model.core.fields.custom import PREFIX, from_plain, own_values
from model.core.fields.references import Reference
from model.core.lists.criteria import Filter, find_field
from model.core.lists.listing import Listing, Sort
from model.core.records.record import Record
from model.core.storage.expressions import among, column_of

_WINDOW = 1_000


class Linked(NamedTuple):
    """What a reference leads to: its ID and what it is called."""

    id: int
    title: str


class ReadRow(NamedTuple):
    """One record of the list; references are :class:`Linked`, other values as their fields have them."""

    id: int
    values: tuple[Any, ...]


class Window(NamedTuple):
    """Some records of the list, a column at a time, with values as they are stored."""

    ids: list[int]
    columns: list[list[Any]]
    titles: list[dict[int | None, Linked] | None]
    """For columns of references what each leads to; None for other columns."""


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
        self.fields: tuple[Field, ...] = tuple(find_field(record, name, session) for name in names)
        self.limit = limit
        self.as_shown = False
        """Whether values are read as lists on the screen have them: amounts with their currency where it matters."""
        self._listing = Listing(session, record, (), wanted, sort)

    @property
    def filter(self) -> Filter:
        """What the rows are limited to."""
        return self._listing.filter

    def count(self) -> int:
        """Return how many records there are."""
        whole = self._listing.count()
        return whole if self.limit is None else min(whole, self.limit)

    def __iter__(self) -> Iterator[ReadRow]:
        for window in self.windows():
            yield from self._read(window)

    def windows(self) -> Iterator[Window]:
        """Yield the list a thousand records at a time, with their values as they are stored."""
        left = self.limit
        rows = self._listing.first(_WINDOW if left is None else min(left, _WINDOW))
        while rows:
            yield self.window([row.id for row in rows])
            if left is not None:
                left -= len(rows)
                if left <= 0:
                    return
            rows = self._listing.after(rows[-1].place, _WINDOW if left is None else min(left, _WINDOW))

    def read(self, ids: Sequence[int]) -> list[ReadRow]:
        """Return these records, in this order; those that are gone or hidden are left out."""
        return list(self._read(self.window(ids)))

    def window(self, ids: Sequence[int]) -> Window:
        """Return these records with their values as they are stored, in this order."""
        plain = [field for field in self.fields if not field.name.startswith(PREFIX)]
        held = self.record.fields()
        columns = [
            field.expression(self.record)
            if field.name in held and not (self.as_shown and isinstance(field, Amount))
            else field.listed(self.record, self.session)
            for field in plain
        ]
        whole = len(plain) == len(self.fields)
        if not whole:
            columns.append(column_of(self.record, "custom"))
        query = self.record.select(self.record.id, *columns).where(among(self.record.id, ids), seen(self.record))
        rows = {row[0]: row for row in self.session.rows(query)}
        found = [rows[record_id] for record_id in ids if record_id in rows]
        if not whole:
            found = [self._with_own(plain, row) for row in found]
        by_column = list(zip(*found, strict=True)) if found else [() for _each in range(1 + len(self.fields))]
        titles = [
            self._titles(field, set(values)) if isinstance(field, Reference) else None
            for field, values in zip(self.fields, by_column[1:], strict=True)
        ]
        return Window(list(by_column[0]), [list(values) for values in by_column[1:]], titles)

    def _with_own(self, plain: Sequence[Field], row: tuple[Any, ...]) -> tuple[Any, ...]:
        own = own_values(row[-1])
        named = dict(zip((field.name for field in plain), row[1:-1], strict=True))
        return (
            row[0],
            *(own.get(field.name) if field.name.startswith(PREFIX) else named[field.name] for field in self.fields),
        )

    def _read(self, window: Window) -> Iterator[ReadRow]:
        columns = [
            [called.get(value) for value in values]
            if called is not None
            else [from_plain(field, value) for value in values]
            if field.name.startswith(PREFIX)
            else [field.from_stored(value) for value in values]
            for field, values, called in zip(self.fields, window.columns, window.titles, strict=True)
        ]
        if not columns:
            yield from (ReadRow(record_id, ()) for record_id in window.ids)
        for record_id, *values in zip(window.ids, *columns, strict=True) if columns else ():
            yield ReadRow(record_id, tuple(values))

    def _titles(self, field: Reference, ids: set[int | None]) -> dict[int | None, Linked]:
        wanted = [each for each in ids if each is not None]
        if not wanted:
            return {}
        if field.record in ("employee", "option"):
            names = self.session.names
            return {each: Linked(each, names.title_of(field.record, each)) for each in wanted}
        target = self.session.records[field.record]
        assert issubclass(target, Record)
        title = column_of(target, target.title_field)
        query = target.select(target.id, title).where(among(target.id, wanted), seen(target))
        found = self.session.rows(query)
        return {row[0]: Linked(row[0], row[1] or "") for row in found}


class MarkedRows(Rows):
    """The records of ``ids``, in that order: those that somebody has marked (LEAD-31)."""

    def __init__(self, session: Session, record: type[Record], names: Sequence[str], ids: Sequence[int]) -> None:
        super().__init__(session, record, names)
        self._ids = ids

    def count(self) -> int:
        """Return how many were marked."""
        return len(self._ids)

    def windows(self) -> Iterator[Window]:
        """Yield them a thousand at a time."""
        for start in range(0, len(self._ids), _WINDOW):
            yield self.window(self._ids[start : start + _WINDOW])
