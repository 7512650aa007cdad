"""Windows of a sorted, filtered list of any length.

A list is read from where somebody stands: the rows after a row, the rows before it, the first, the last, those from
a letter on. Each is one or a few index ranges (keyset, never OFFSET), so that a million rows answer like a hundred
and no list loads more than it shows (COM-01). Where a filter leaves few rows their IDs are kept instead, and the
sort is done on these alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.core.access import Session, visible
from model.core.criteria import Filter, find_field, fixed_columns, predicate, search_expression
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.records import Record
from model.core.schema import columns_of
from model.core.text import fold

FEW = 2_000
"""A filter that leaves no more rows than this is answered from their IDs."""

CANDIDATES = 10_000
"""What the search index leaves over is looked at row by row if it is no more than this."""

STEPS = 2_000
"""Thousands of the engine's own steps, some fifty milliseconds, after which another way is taken."""

_MOST_ORDERED = 2
"""Columns of an index that lists are sorted by; longer ones are there to be counted in."""

_HIGHEST = "\U0010ffff"


@dataclass(frozen=True)
class Sort:
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
        self.fields: tuple[Field, ...] = tuple(find_field(record, name) for name in self.columns)
        self._order, self._index = _order(record, find_field(record, self.sort.field))
        self._where = predicate(session, record, self.filter)
        self._row_by_row = predicate(session, record, self.filter, row_by_row=True)
        self._fixed = _fixed_index(session, record, self.filter, self._order[0])
        if self._fixed is not None and self._fixed.gives_order:
            self._order, self._index = self._fixed.rest, self._fixed.name
        self._few: str | None = None
        self._count: int | None = None
        self._probed = not (self.filter.narrows or self.filter.views)
        self._sorts = not self._index
        self._common = False
        selected = [_selected(session, record, kind) for kind in self.fields]
        self._select = ", ".join(["id", *self._order, *(sql for sql, _parameters in selected)])
        self._selected = [parameter for _sql, parameters in selected for parameter in parameters]

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
        table = self.record.table() + _covering(self.record, where)
        limited = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {{}} LIMIT ?)"
        if cap and (found := store.rows_within(STEPS, limited.format(where), (*parameters, cap))) is not None:
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
                        STEPS,
                        f"SELECT id FROM {self.record.table()} INDEXED BY {self._fixed.name}"
                        f" WHERE {self._fixed.column} = ? AND {self._row_by_row[0]} LIMIT ?",
                        (self._fixed.value, *self._row_by_row[1], FEW + 1),
                    )
                )
            else:
                self._keep(
                    self.session.store.rows_within(
                        STEPS,
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
        expression = search_expression(self.session, self.record, self.filter)
        if expression is None:
            return None
        if not expression:
            return []
        name = f"{self.record.table()}_text"
        rows = self.session.store.rows(
            f"SELECT rowid FROM {name} WHERE {name} MATCH ? LIMIT ?", (expression, CANDIDATES + 1)
        )
        self._common = len(rows) > CANDIDATES
        return None if self._common else [row[0] for row in rows]

    def _walk(self) -> tuple[str, str, list[Any]]:
        """Return table, predicate and parameters for going along the index of the order."""
        where, parameters = self._row_by_row
        source = f"{self.record.table()}{f' INDEXED BY {self._index}' if self._index else ''}"
        if self._fixed is not None and self._fixed.gives_order:
            return source, f"{self._fixed.column} = ? AND {where}", [self._fixed.value, *parameters]
        return source, where, parameters

    def _listed(self) -> str:
        """Return the table limited to IDs in a parameter."""
        return f"(SELECT value AS chosen FROM json_each(?)) CROSS JOIN {self.record.table()} ON id = chosen"

    def _range(self, place: tuple[Any, ...], number: int, *, backwards: bool, including: bool) -> list[ListRow]:
        rows = None
        if not self._is_few() and not self._sorts:
            source, where, parameters = self._walk()
            rows = self._beyond(source, [], where, parameters, place, number, backwards, including, within=STEPS)
            if rows is None:
                # The order and the filter do not go together: what is asked for stands far apart along the index.
                self._keep(
                    self.session.store.rows(
                        f"SELECT id FROM {self.record.table()} WHERE {self._where[0]} LIMIT ?",
                        (*self._where[1], FEW + 1),
                    )
                )
                self._sorts = self._few is None
        if rows is None and self._few is not None:
            rows = self._beyond(self._listed(), [self._few], *self._row_by_row, place, number, backwards, including)
        elif rows is None:
            rows = self._beyond(self.record.table(), [], *self._where, place, number, backwards, including)
        assert rows is not None
        found = [self._row(row) for row in rows]
        return found[::-1] if backwards else found

    def _beyond(
        self,
        source: str,
        chosen: list[Any],
        where: str,
        parameters: list[Any],
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
        for bound, values in _ranges(columns, place, downwards=downwards, including=including):
            sql = f"SELECT {self._select} FROM {source} WHERE {bound} AND {where} ORDER BY {order} LIMIT ?"
            arguments = (*self._selected, *chosen, *values, *parameters, number - len(found))
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


def _order(record: type[Record], kind: Field) -> tuple[tuple[str, ...], str]:
    """Return the columns that a sort goes by and the index that holds them in this order, '' where there is none."""
    column = kind.order_column
    fixed = tuple(record.scope)
    for columns in record.indexes:
        names = tuple(name.rstrip("?") for name in columns)
        if len(names) > len(fixed) + _MOST_ORDERED:
            continue
        if names[: len(fixed)] == fixed and names[len(fixed)] == column and not columns[0].endswith("?"):
            return names[len(fixed) :], f"{record.table()}_{'_'.join(names)}"
    return (column,), ""


def _covering(record: type[Record], where: str) -> str:
    """Return the words that name an index in which all stands that ``where`` asks about, '' where there is none."""
    words = set(re.findall(r"\w+", where))
    columns = set(columns_of([record]))
    asked = words & columns
    for index in record.indexes:
        if asked and asked <= set(index) and not index[0].endswith("?"):
            return f" INDEXED BY {record.table()}_{'_'.join(index)}"
    return ""


class _FixedIndex(NamedTuple):
    """An index that begins with a column of which the filter asks for one value."""

    name: str
    column: str
    value: Any
    rest: tuple[str, ...]
    """The columns after it."""
    gives_order: bool
    """Whether they are what the list is sorted by."""


def _fixed_index(session: Session, record: type[Record], wanted: Filter, order: str) -> _FixedIndex | None:
    """Return the index that the filter makes the shortest way, if there is one."""
    found: list[_FixedIndex] = []
    for column, value in fixed_columns(session, record, wanted).items():
        for columns in record.indexes:
            if columns[0] == column and len(columns) > 1:
                name = f"{record.table()}_{'_'.join(columns)}"
                found.append(_FixedIndex(name, column, value, columns[1:], columns[1] == order))
    return max(found, key=lambda index: index.gives_order, default=None)


def _selected(session: Session, record: type[Record], kind: Field) -> tuple[str, list[Any]]:
    """Return SQL for a column of the list; of what it refers to, the title as far as the person may see it (W20)."""
    if not isinstance(kind, Reference):
        return str(kind.name), []
    target = session.records[kind.record]
    where, parameters = visible(target, session.person.id, "other")
    title = getattr(target, "title_field", "name")
    return (
        f"(SELECT other.{title} FROM {target.table()} other WHERE other.id = {record.table()}.{kind.name} AND {where})"
    ), parameters


def _ranges(
    columns: tuple[str, ...], place: tuple[Any, ...], *, downwards: bool, including: bool
) -> Iterator[tuple[str, list[Any]]]:
    """Yield the ranges, in order, that together hold the rows beyond ``place``; each is one walk along the index.

    A row comparison would be one range, but not where a column can be null, which sorts before every value.
    """
    if not place:
        yield "1", []
        return
    equal = [
        (f"{column} IS NULL" if value is None else f"{column} = ?")
        for column, value in zip(columns, place, strict=False)
    ]
    for depth in range(len(place) - 1, -1, -1):
        column, value = columns[depth], place[depth]
        before = [other for other in place[:depth] if other is not None]
        prefix = " AND ".join((*equal[:depth], ""))
        inclusive = "=" if including and depth == len(place) - 1 else ""
        if downwards:
            if value is not None:
                yield f"{prefix}{column} <{inclusive} ?", [*before, value]
                if depth < len(columns) - 1:
                    yield f"{prefix}{column} IS NULL", before
            elif inclusive:
                yield f"{prefix}{column} IS NULL", before
        elif value is None:
            if inclusive:
                yield f"{prefix}{column} IS NULL", before
            yield f"{prefix}{column} IS NOT NULL", before
        else:
            yield f"{prefix}{column} >{inclusive} ?", [*before, value]
