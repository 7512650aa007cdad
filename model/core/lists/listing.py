"""Windows of a sorted, filtered list of any length.

A list is read from where somebody stands: the rows after a row, the rows before it, the first, the last, those from
a letter on. Each is one or a few index ranges (keyset, never OFFSET), so that a million rows answer like a hundred
and no list loads more than it shows (COM-01). Where a filter leaves few rows their IDs are kept instead, and the
sort is done on these alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.lists import list_queries
from model.core.lists.criteria import (
    Filter,
    base_condition,
    find_field,
    has_column_of,
    is_fixed_by,
    narrowed_by_criteria,
    typed_condition,
    views_in_force,
)
from model.core.lists.index_selection import covering, fixed_index, order_of, ranges
from model.core.lists.list_queries import Way
from model.core.lists.word_search import index_of, rows_with
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expression_tree import columns_asked
from model.core.storage.expressions import TRUE, column_of, under_own_name
from model.core.storage.statements import Part
from model.core.text import fold

FEW = 2_000
"""A filter that leaves no more rows than this is answered from their IDs."""

CANDIDATES = 10_000
"""What the search index leaves over is looked at row by row if it is no more than this."""

PATIENCE = 20
"""Milliseconds, some thirty thousand rows, after which another way is taken."""

_SHORT_RANGE = 60
"""Rows that are read at first of a range whose length is not known."""

_HIGHEST = "\U0010ffff"


class Sort(NamedTuple):
    """The field that a list is sorted by, and which way."""

    field: str
    descending: bool = False

    @classmethod
    def natural(cls, record: type[Record]) -> Sort:
        """Return the order of a record's list until somebody chooses another."""
        name = record.natural_order[0]
        return cls(name.removeprefix("-"), name.startswith("-"))


class ListRow(NamedTuple):
    """One row of a list: its ID, its place in the order, and the stored values of the columns asked for."""

    id: int
    place: tuple[Any, ...]
    values: tuple[Any, ...]


class Listing:
    """A list as one person sees it, with a filter, an order and columns.

    Nothing is read until rows are asked for. What is on file may change between two questions; places stay good, as
    they are values and not numbers of rows. Raises :class:`UserError` for a filter that cannot be read.
    """

    def __init__(
        self,
        session: Session,
        record: type[Record],
        columns: Sequence[str],
        wanted: Filter | None = None,
        sort: Sort | None = None,
    ) -> None:
        self.session = session
        self.record = record
        self.columns = tuple(columns)
        self.filter = wanted or Filter()
        self.sort = sort or Sort.natural(record)
        self.fields: tuple[Field, ...] = tuple(find_field(record, name, session) for name in self.columns)
        for field in self.fields:
            field.refresh(session)
        self._views = tuple(views_in_force(record, self.filter))
        sorted_by = find_field(record, self.sort.field, session)
        names, self._index = order_of(record, sorted_by)
        # What people typed is read here, so that it is refused before any row is asked for.
        typed, self._values = self._typed(row_by_row=True)
        self._fixed = fixed_index(session, record, self.filter, names[0])
        if self._fixed is not None and self._fixed.gives_order:
            names, self._index = self._fixed.rest, self._fixed.name
        self._order: tuple[str | Part, ...] = names if all(names) else (self._worked_out_order(sorted_by),)
        self._few: list[int] | None = None
        self._count: int | None = None
        self._probed = not (self.filter.narrows or self.filter.views) or self._goes_straight()
        self._patience = PATIENCE if self._index else 0
        self._common = False
        statements = session.store.statements
        self._base = statements.part(list_queries.base(record, self._views))
        self._row_by_row: tuple[Part, ...] = (self._base, typed) if typed is not None else (self._base,)
        own = tuple((field.own_key, type(field).__name__) for field in self.fields if field.own_key)
        self._selected = statements.part(list_queries.columns(record, self.columns, own), session)

    def _typed(self, *, row_by_row: bool) -> tuple[Part | None, dict[str, Any]]:
        """Return the condition for what people typed, None for nothing, and the values that stand in it."""
        rows = under_own_name(self.record)
        asked = typed_condition(self.session, self.record, self.filter, rows, row_by_row=row_by_row)
        return (None, {}) if asked is None else self.session.store.statements.part_with_values(asked)

    def _worked_out_order(self, sorted_by: Field) -> Part:
        own = (sorted_by.own_key, type(sorted_by).__name__)
        return self.session.store.statements.part(
            list_queries.order(self.record, self.sort.field, own), self.session
        )  # fmt: skip

    def _goes_straight(self) -> bool:
        """Whether the index that gives the order leads along the rows of the filter and hardly any others.

        Then nothing is gained by finding out whether they are few: the recipients of a campaign, in any of its orders.
        """
        fixed = self._fixed
        if fixed is None or not fixed.gives_order or self.filter.letter or self.filter.text or self.filter.nothing:
            return False
        return all(is_fixed_by(fixed.fixed, self.record, view) for view in self._views) and all(
            criterion.operator == "="
            and has_column_of(fixed.fixed, find_field(self.record, criterion.field, self.session))
            for criterion in self.filter.criteria
        )

    @functools.cached_property
    def _where(self) -> tuple[tuple[Part, ...], dict[str, Any]]:
        """The conditions that ask the search index, with their values."""
        typed, values = self._typed(row_by_row=False)
        return ((self._base,) if typed is None else (self._base, typed)), values

    # Rows

    def first(self, number: int) -> list[ListRow]:
        """Return the first rows, at most ``number``."""
        return self._range((), number, backwards=False, including=True)

    def last(self, number: int) -> list[ListRow]:
        """Return the last rows, in the order of the list."""
        return self._range((), number, backwards=True, including=True)

    def after(self, place: tuple[Any, ...], number: int, *, including: bool = False) -> list[ListRow]:
        """Return the rows that follow ``place``, with the row at it itself where ``including``."""
        return self._range(place, number, backwards=False, including=including)

    def before(self, place: tuple[Any, ...], number: int) -> list[ListRow]:
        """Return the rows that come before ``place``, in the order of the list."""
        return self._range(place, number, backwards=True, including=False)

    def at_letter(self, letters: str, number: int) -> list[ListRow]:
        """Return the rows from the first whose sort text begins with ``letters`` or comes after it (COM-01)."""
        self.session.names.refresh()
        place = fold(letters) + (_HIGHEST if self.sort.descending else "")
        return self._range((place,), number, backwards=False, including=True)

    def row(self, record_id: int) -> ListRow | None:
        """Return one row of the list by its ID, None where the list does not hold it."""
        query = list_queries.one(self.record, self._order, self._selected, self._row_by_row)
        found = self.session.row(query, id=record_id, **self._values)
        return None if found is None else self._row(found)

    def ids(self) -> Iterator[int]:
        """Yield the IDs of all rows, in the order of the list."""
        if self._is_few():
            rows = self._range((), FEW, backwards=False, including=True)
            yield from (row.id for row in rows)
            return
        query = list_queries.ordered_ids(
            self.record, self._walk, self._order, self._row_by_row, descending=self.sort.descending
        )
        for row in self.session.each(query, **self._values, **self._fixed_values):
            yield row[0]

    def ordered(self, ids: Iterable[int]) -> list[int]:
        """Return those of ``ids`` that the list holds, in its order."""
        query = list_queries.ordered_ids(
            self.record, Way("these"), self._order, self._row_by_row, descending=self.sort.descending
        )
        return [row[0] for row in self.session.rows(query, ids=list(ids), **self._values)]

    def between(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> list[int]:
        """Return the IDs from the row at one place to the row at the other, both included, whichever comes first."""
        start, end = sorted((one, other), key=self._comparable)
        found: list[int] = []
        # Most ranges are short: what is read for one grows with it.
        number = _SHORT_RANGE
        rows = self.after(start, number, including=True)
        while rows:
            for row in rows:
                if self._comparable(row.place) > self._comparable(end):
                    return found
                found.append(row.id)
            number = min(2 * number, 1_000)
            rows = self.after(rows[-1].place, number)
        return found

    # How many

    def count(self, cap: int = 0) -> int:
        """Return how many rows the list has, counting no further than ``cap`` where it is given."""
        if self._count is not None:
            return min(self._count, cap) if cap else self._count
        if self._is_few():
            return min(self._count or 0, cap) if cap else self._count or 0
        found = self._counted(cap)
        if not cap:
            self._count = found
        return found

    def _counted(self, cap: int) -> int:
        session, index = self.session, self._covering()
        where, values = self._row_by_row, self._values
        if cap:
            query = list_queries.counted_to(self.record, index, where)
            found = session.rows_within(PATIENCE, query, number=cap, **values)
            if found is not None:
                return int(found[0][0])
        if not self._common:
            where, values = self._where
        if cap:
            return int(session.value(list_queries.counted_to(self.record, index, where), number=cap, **values))
        return int(session.value(list_queries.counted(self.record, index, where), **values))

    def _covering(self) -> str:
        """Return the index that holds all that the filter asks about, '' where none does."""
        rows = under_own_name(self.record)
        typed = typed_condition(self.session, self.record, self.filter, rows, row_by_row=True)
        asked = [base_condition(self.record, self._views, rows), TRUE if typed is None else typed]
        return covering(self.record, columns_asked(asked, rows))

    # How

    def _is_few(self) -> bool:
        """Whether the filter leaves few rows, and their IDs are known; looked into once, and not for long."""
        if not self._probed:
            self._probed = True
            candidates = self._candidates()
            asked = {"number": FEW + 1, **self._values}
            if candidates is not None:
                query = list_queries.some_ids(self.record, Way("these"), self._row_by_row)
                self._keep(self.session.rows(query, ids=candidates, **asked))
            elif self._fixed is not None:
                way = Way("index", self._fixed.name, tuple(self._fixed.fixed))
                query = list_queries.some_ids(self.record, way, self._row_by_row)
                self._keep(self.session.rows_within(PATIENCE, query, **self._fixed_values, **asked))
            else:
                query = list_queries.some_ids(self.record, Way("any"), self._row_by_row)
                self._keep(self.session.rows_within(PATIENCE, query, **asked))
        return self._few is not None

    def _keep(self, ids: list[tuple[Any, ...]] | None) -> None:
        if ids is not None and len(ids) <= FEW:
            self._few = [row[0] for row in ids]
            self._count = len(ids)

    def _candidates(self) -> list[int] | None:
        """Return the IDs that the search index leaves over, None where it is not asked or leaves too many."""
        found = self._found_by_criteria()
        for word in self.filter.text.split() if found is None or found else ():
            rows = rows_with(self.session, self.record, word, CANDIDATES)
            if rows is None:
                self._common = True
            else:
                found = rows if found is None else found & rows
        return None if found is None else sorted(found)

    def _found_by_criteria(self) -> set[int] | None:
        narrowed = narrowed_by_criteria(self.session, self.record, self.filter)
        index = index_of(self.session.store, self.record)
        if narrowed is None or index is None or not narrowed.narrows:
            return None
        rows = index.ids(narrowed, CANDIDATES + 1)
        self._common = len(rows) > CANDIDATES
        return None if self._common else set(rows)

    @property
    def _fixed_values(self) -> dict[str, Any]:
        """The values that the index with fixed columns is asked for, by the names of their slots."""
        return {} if self._fixed is None else {f"fixed_{name}": value for name, value in self._fixed.fixed.items()}

    @property
    def _walk(self) -> Way:
        """The way along the index of the order."""
        if not self._index:
            return Way("any")
        gives_order = self._fixed is not None and self._fixed.gives_order
        return Way("index", self._index, tuple(self._fixed.fixed) if self._fixed is not None and gives_order else ())

    def _range(self, place: tuple[Any, ...], number: int, *, backwards: bool, including: bool) -> list[ListRow]:
        beyond = functools.partial(self._beyond, place=place, number=number, backwards=backwards, including=including)
        rows = None
        while not self._is_few() and self._patience and rows is None:
            values = {**self._values, **self._fixed_values}
            rows = beyond(self._walk, self._row_by_row, values, within=self._patience)
            if rows is None:
                self._lose_patience()
        if rows is None and self._few is not None:
            rows = beyond(Way("these"), self._row_by_row, {"ids": self._few, **self._values})
        elif rows is None:
            # An index on what is filtered would lead to rows all over the table, one by one.
            rows = beyond(Way("any" if self._fixed or self.filter.letter else "table"), *self._where)
        assert rows is not None
        found = [self._row(row) for row in rows]
        return found[::-1] if backwards else found

    def _lose_patience(self) -> None:
        """Choose another way, as what is asked for stands far apart along the index of the order.

        First it is found out whether it is little after all, at any cost; then somewhat more patience is had; in the
        end all of it is sorted.
        """
        if self._patience > PATIENCE:
            self._patience = 0
            return
        where, values = self._where
        query = list_queries.some_ids(self.record, Way("any"), where)
        self._keep(self.session.rows(query, number=FEW + 1, **values))
        self._patience = PATIENCE * 8

    def _beyond(
        self,
        way: Way,
        where: tuple[Part, ...],
        values: dict[str, Any],
        *,
        place: tuple[Any, ...],
        number: int,
        backwards: bool,
        including: bool,
        within: int = 0,
    ) -> list[tuple[Any, ...]] | None:
        """Return rows from ``place`` on; None where ``within`` is given and they take longer to find."""
        downwards = backwards != self.sort.descending
        blank = tuple(value is None for value in place)
        given = {**values, **{f"place{at}": value for at, value in enumerate(place)}}
        found: list[tuple[Any, ...]] = []
        beyond = ranges(blank, len(self._order) + 1, downwards=downwards, including=including) if place else (None,)
        for bound in beyond:
            query = list_queries.window(
                self.record, way, self._order, self._selected, where, blank, bound, downwards
            )  # fmt: skip
            given["number"] = number - len(found)
            rows = (
                self.session.rows_within(within, query, **given) if within else self.session.rows(query, **given)
            )  # fmt: skip
            if rows is None:
                return None
            found.extend(rows)
            if len(found) >= number:
                break
        return found

    def _row(self, row: tuple[Any, ...]) -> ListRow:
        width = len(self._order)
        return ListRow(row[0], (*row[1 : 1 + width], row[0]), row[1 + width :])

    def _comparable(self, place: tuple[Any, ...]) -> tuple[Any, ...]:
        values = tuple((value is not None, value) for value in place)
        return tuple(_Reversed(value) for value in values) if self.sort.descending else values


def count_referring(session: Session, record: type[Record], field: str, record_id: int, most: int) -> int:
    """Return how many records that the person may see refer to ``record_id`` by ``field``, counted up to ``most``."""
    referring = record.select(peewee.SQL("1")).where(column_of(record, field) == record_id, seen(record)).limit(most)
    return int(session.value(peewee.Select((referring.alias("referring"),), (peewee.fn.COUNT(peewee.SQL("*")),))))


class _Reversed:
    """Compares the other way round."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reversed) and bool(other.value == self.value)

    def __hash__(self) -> int:
        return hash(self.value)
