"""Windows of a sorted, filtered list of any length.

A list is read from where somebody stands: the rows after a row, the rows before it, the first, the last, those from
a letter on. Each is one or a few index ranges (keyset, never OFFSET), so that a million rows answer like a hundred
and no list loads more than it shows (COM-01). Where a filter leaves few rows their IDs are kept instead, and the
sort is done on these alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.core.access import Session
from model.core.criteria import Filter, find_field, predicate
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.records import Record
from model.core.text import fold

FEW = 2_000
"""A filter that leaves no more rows than this is answered from their IDs."""

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
        self._where, self._parameters = predicate(session, record, self.filter)
        self._few: str | None = None
        self._count: int | None = None
        self._prepared = not (self.filter.narrows or self.filter.views)
        selected = ", ".join(_selected(record, kind) for kind in self.fields)
        self._select = f"SELECT id, {', '.join(self._order)}{', ' if selected else ''}{selected}"

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
        found = self.session.store.row(
            f"{self._select} FROM {self.record.table()} WHERE id = ? AND {self._where}", (record_id, *self._parameters)
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
        for row in self.session.store.each(
            f"SELECT id FROM {self._table()} WHERE {self._where} ORDER BY {order}", self._parameters
        ):
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
            return self._count or 0
        table = self.record.table()
        if cap:
            sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {self._where} LIMIT ?)"
            return int(self.session.store.value(sql, (*self._parameters, cap)))
        self._count = int(
            self.session.store.value(f"SELECT count(*) FROM {table} WHERE {self._where}", self._parameters)
        )
        return self._count

    # How

    def _is_few(self) -> bool:
        if not self._prepared:
            ids = self.session.store.rows(
                f"SELECT id FROM {self.record.table()} WHERE {self._where} LIMIT ?", (*self._parameters, FEW + 1)
            )
            if len(ids) <= FEW:
                self._few = json.dumps([row[0] for row in ids])
                self._count = len(ids)
            self._prepared = True
        return self._few is not None

    def _table(self) -> str:
        return f"{self.record.table()}{f' INDEXED BY {self._index}' if self._index else ''}"

    def _range(self, place: tuple[Any, ...], number: int, *, backwards: bool, including: bool) -> list[ListRow]:
        if self._is_few():
            source = f"(SELECT value AS chosen FROM json_each(?)) CROSS JOIN {self.record.table()} ON id = chosen"
            where, parameters = self._where, [self._few, *self._parameters]
        else:
            source, where, parameters = self._table(), self._where, list(self._parameters)
        columns = (*self._order, "id")
        downwards = backwards != self.sort.descending
        order = ", ".join(f"{column}{' DESC' if downwards else ''}" for column in columns)
        found: list[tuple[Any, ...]] = []
        for bound, values in _steps(columns, place, downwards=downwards, including=including):
            found.extend(
                self.session.store.rows(
                    f"{self._select} FROM {source} WHERE {bound} AND {where} ORDER BY {order} LIMIT ?",
                    # The IDs of a short list are named before the bounds in the text of the query.
                    (*parameters[: source.count("?")], *values, *parameters[source.count("?") :], number - len(found)),
                )
            )
            if len(found) >= number:
                break
        rows = [self._row(row) for row in found]
        return rows[::-1] if backwards else rows

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
        if names[: len(fixed)] == fixed and names[len(fixed)] == column and not columns[0].endswith("?"):
            return names[len(fixed) :], f"{record.table()}_{'_'.join(names)}"
    return (column,), ""


def _selected(record: type[Record], kind: Field) -> str:
    if isinstance(kind, Reference):
        titles = {"employee": "initials", "option": "name", "opportunity": "title"}
        title = titles.get(kind.record, "name")
        return f"(SELECT other.{title} FROM {kind.record} other WHERE other.id = {record.table()}.{kind.name})"
    return str(kind.name)


def _steps(
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
