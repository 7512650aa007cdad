"""Windows of a sorted, filtered list of any length.

A list is read from where somebody stands: the rows after a row, the rows before it, the first, the last, those from
a letter on. Each is one or a few index ranges (keyset, never OFFSET), so that a million rows answer like a hundred
and no list loads more than it shows (COM-01). Where a filter leaves few rows their IDs are kept instead, and the
sort is done on these alone.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.lists.criteria import IN_USE, Filter, find_field, predicate, search_expression, views_of
from model.core.lists.index_selection import covering, fixed_index, order_of, ranges, selected_sql
from model.core.lists.word_search import rows_with
from model.core.records.record import Record
from model.core.text import fold

FEW = 2_000
"""A filter that leaves no more rows than this is answered from their IDs."""

CANDIDATES = 10_000
"""What the search index leaves over is looked at row by row if it is no more than this."""

PATIENCE = 20
"""Milliseconds, some thirty thousand rows, after which another way is taken."""

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
        self._order, self._index = order_of(record, find_field(record, self.sort.field, session))
        self._row_by_row = predicate(session, record, self.filter, row_by_row=True)
        self._fixed = fixed_index(session, record, self.filter, self._order[0])
        if self._fixed is not None and self._fixed.gives_order:
            self._order, self._index = self._fixed.rest, self._fixed.name
        self._few: str | None = None
        self._count: int | None = None
        self._probed = not (self.filter.narrows or self.filter.views) or self._goes_straight()
        self._patience = PATIENCE if self._index else 0
        self._common = False
        selected = [selected_sql(session, record, kind) for kind in self.fields]
        self._select = ", ".join(["id", *self._order, *(sql for sql, _parameters in selected)])
        self._selected = [parameter for _sql, parameters in selected for parameter in parameters]

    def _goes_straight(self) -> bool:
        """Whether the index that gives the order leads along the rows of the filter and hardly any others.

        Then nothing is gained by finding out whether they are few: the recipients of a campaign, in any of its orders.
        """
        fixed = self._fixed
        if fixed is None or not fixed.gives_order or self.filter.letter or self.filter.text or self.filter.nothing:
            return False
        views = views_of(self.record)
        asked = {fixed_column.partition(" ")[0] for fixed_column in fixed.where.split(" AND ")}
        return all(views[name].where is IN_USE.where for name in self.filter.views) and all(
            criterion.operator == "=" and find_field(self.record, criterion.field, self.session).order_column in asked
            for criterion in self.filter.criteria
        )

    @functools.cached_property
    def _where(self) -> tuple[str, list[Any]]:
        """The predicate that asks the search index."""
        return predicate(self.session, self.record, self.filter)

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
        where, parameters = self._row_by_row
        found = self.session.store.row(
            f"SELECT {self._select} FROM {self.record.table()} WHERE id = ? AND {where}",
            (*self._selected, record_id, *parameters),
        )
        return None if found is None else self._row(found)

    def ids(self) -> Iterator[int]:
        """Yield the IDs of all rows, in the order of the list."""
        if self._is_few():
            rows = self._range((), FEW, backwards=False, including=True)
            yield from (row.id for row in rows)
            return
        direction = " DESC" if self.sort.descending else ""
        order = ", ".join(f"{column}{direction}" for column in (*self._order, "id"))
        source, where, parameters = self._walk()
        for row in self.session.store.each(f"SELECT id FROM {source} WHERE {where} ORDER BY {order}", parameters):
            yield row[0]

    def ordered(self, ids: Iterable[int]) -> list[int]:
        """Return those of ``ids`` that the list holds, in its order."""
        sign = " DESC" if self.sort.descending else ""
        order = ", ".join(f"+{column}{sign}" for column in (*self._order, "id"))
        where, parameters = self._row_by_row
        rows = self.session.store.rows(
            f"SELECT id FROM {self._listed()} WHERE {where} ORDER BY {order}", (json.dumps(list(ids)), *parameters)
        )
        return [row[0] for row in rows]

    def between(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> list[int]:
        """Return the IDs from the row at one place to the row at the other, both included, whichever comes first."""
        start, end = sorted((one, other), key=self._comparable)
        found: list[int] = []
        rows = self.after(start, 1_000, including=True)
        while rows:
            for row in rows:
                if self._comparable(row.place) > self._comparable(end):
                    return found
                found.append(row.id)
            rows = self.after(rows[-1].place, 1_000)
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
        store = self.session.store
        where, parameters = self._row_by_row
        table = self.record.table() + covering(self.record, where)
        limited = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {{}} LIMIT ?)"
        if cap and (found := store.rows_within(PATIENCE, limited.format(where), (*parameters, cap))) is not None:
            return int(found[0][0])
        if not self._common:
            where, parameters = self._where
        if cap:
            return int(store.value(limited.format(where), (*parameters, cap)))
        return int(store.value(f"SELECT count(*) FROM {table} WHERE {where}", parameters))

    # How

    def _is_few(self) -> bool:
        """Whether the filter leaves few rows, and their IDs are known; looked into once, and not for long."""
        if not self._probed:
            self._probed = True
            candidates = self._candidates()
            if candidates is not None:
                self._keep(
                    self.session.store.rows(
                        f"SELECT id FROM {self._listed()} WHERE {self._row_by_row[0]} LIMIT ?",
                        (json.dumps(candidates), *self._row_by_row[1], FEW + 1),
                    )
                )
            elif self._fixed is not None:
                self._keep(
                    self.session.store.rows_within(
                        PATIENCE,
                        f"SELECT id FROM {self.record.table()} INDEXED BY {self._fixed.name}"
                        f" WHERE {self._fixed.where} AND {self._row_by_row[0]} LIMIT ?",
                        (*self._fixed.values, *self._row_by_row[1], FEW + 1),
                    )
                )
            else:
                self._keep(
                    self.session.store.rows_within(
                        PATIENCE,
                        f"SELECT id FROM {self.record.table()} WHERE {self._row_by_row[0]} LIMIT ?",
                        (*self._row_by_row[1], FEW + 1),
                    )
                )
        return self._few is not None

    def _keep(self, ids: list[tuple[Any, ...]] | None) -> None:
        if ids is not None and len(ids) <= FEW:
            self._few = json.dumps([row[0] for row in ids])
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
        expression = search_expression(self.session, self.record, self.filter)
        if expression is None:
            return None
        if not expression:
            return set()
        name = f"{self.record.table()}_text"
        rows = self.session.store.rows(
            f"SELECT rowid FROM {name} WHERE {name} MATCH ? LIMIT ?", (expression, CANDIDATES + 1)
        )
        self._common = len(rows) > CANDIDATES
        return None if self._common else {row[0] for row in rows}

    def _walk(self) -> tuple[str, str, list[Any]]:
        """Return table, predicate and parameters for going along the index of the order."""
        where, parameters = self._row_by_row
        source = f"{self.record.table()}{f' INDEXED BY {self._index}' if self._index else ''}"
        if self._fixed is not None and self._fixed.gives_order:
            return source, f"{self._fixed.where} AND {where}", [*self._fixed.values, *parameters]
        return source, where, parameters

    def _listed(self) -> str:
        """Return the table limited to IDs in a parameter."""
        return f"(SELECT value AS chosen FROM json_each(?)) CROSS JOIN {self.record.table()} ON id = chosen"

    def _range(self, place: tuple[Any, ...], number: int, *, backwards: bool, including: bool) -> list[ListRow]:
        beyond = functools.partial(self._beyond, place=place, number=number, backwards=backwards, including=including)
        rows = None
        while not self._is_few() and self._patience and rows is None:
            rows = beyond(*self._walk(), within=self._patience)
            if rows is None:
                self._lose_patience()
        if rows is None and self._few is not None:
            rows = beyond(self._listed(), self._row_by_row[0], [self._few, *self._row_by_row[1]])
        elif rows is None:
            # An index on what is filtered would lead to rows all over the table, one by one.
            table = f"{self.record.table()}{'' if self._fixed or self.filter.letter else ' NOT INDEXED'}"
            rows = beyond(table, *self._where)
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
        where, parameters = self._where
        self._keep(
            self.session.store.rows(
                f"SELECT id FROM {self.record.table()} WHERE {where} LIMIT ?", (*parameters, FEW + 1)
            )
        )
        self._patience = PATIENCE * 8

    def _beyond(
        self,
        source: str,
        where: str,
        parameters: list[Any],
        *,
        place: tuple[Any, ...],
        number: int,
        backwards: bool,
        including: bool,
        within: int = 0,
    ) -> list[tuple[Any, ...]] | None:
        """Return rows from ``place`` on; None where ``within`` is given and they take longer to find."""
        columns = (*self._order, "id")
        downwards = backwards != self.sort.descending
        # Where no index is to be gone along, a plus keeps the engine from thinking that it should.
        sign = "" if within else "+"
        order = ", ".join(f"{sign}{column}{' DESC' if downwards else ''}" for column in columns)
        found: list[tuple[Any, ...]] = []
        for bound, values in ranges(columns, place, downwards=downwards, including=including):
            sql = f"SELECT {self._select} FROM {source} WHERE {bound} AND {where} ORDER BY {order} LIMIT ?"
            # The IDs of a short list stand in the text of the query before the bounds.
            at = source.count("?")
            arguments = (*self._selected, *parameters[:at], *values, *parameters[at:], number - len(found))
            store = self.session.store
            rows = store.rows_within(within, sql, arguments) if within else store.rows(sql, arguments)
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
    where, parameters = visible(record, session.person.id)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {record.table()} WHERE {field} = ? AND {where} LIMIT ?)"
    return int(session.store.value(sql, (record_id, *parameters, most)))


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
