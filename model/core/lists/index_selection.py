"""The ways along which a list is read: which index gives its order, and the ranges of it that lie beyond a place."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.base import Field, QueryContext
from model.core.fields.references import Reference
from model.core.lists.criteria import Filter, fixed_columns
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import Rows, all_of, answer, column_of
from model.core.storage.statements import stored

_MOST_ORDERED = 2
"""Columns of an index that lists are sorted by; longer ones are there to be counted in."""


def order_of(record: type[Record], kind: Field) -> tuple[tuple[str, ...], str]:
    """Return the columns that a sort goes by and the index that holds them in this order, '' where there is none.

    What is worked out instead of standing in a column is '' as well.
    """
    column = kind.order_column
    fixed = tuple(record.scope)
    # A number that no two have is sorted by along the index that says so.
    for columns in (*record.indexes, *(each for each in record.unique if len(each) == 1)):
        names = tuple(name.rstrip("?") for name in columns)
        if len(names) > len(fixed) + _MOST_ORDERED:
            continue
        if names[: len(fixed)] == fixed and names[len(fixed)] == column and not columns[0].endswith("?"):
            return names[len(fixed) :], index_name(record, names)
    return (column,), ""


def index_name(record: type[Record], columns: Iterable[str]) -> str:
    """Return the name of the index on these columns of the record's table."""
    return f"{record.table()}_{'_'.join(columns)}"


def covering(record: type[Record], asked: Iterable[str]) -> str:
    """Return the index in which all columns stand that are asked about, '' where there is none."""
    columns = set(asked)
    for index in record.indexes:
        if columns and columns <= set(index) and not index[0].endswith("?"):
            return index_name(record, index)
    return ""


class FixedIndex(NamedTuple):
    """An index that begins with columns of each of which the filter asks for one value."""

    name: str
    fixed: Mapping[str, Any]
    """Those columns, with the values as they are stored."""
    rest: tuple[str, ...]
    """The columns after them."""
    gives_order: bool
    """Whether they are what the list is sorted by."""


def fixed_index(session: Session, record: type[Record], wanted: Filter, order: str) -> FixedIndex | None:
    """Return the index that the filter makes the shortest way, if there is one."""
    found: list[FixedIndex] = []
    # What tells the records from others in the same table is asked for in any case, and is no reason by itself.
    fixed = {**record.scope, **fixed_columns(session, record, wanted)}
    for columns in record.indexes:
        asked: dict[str, Any] = {}
        for column in columns[:-1]:
            if column not in fixed:
                break
            asked[column] = fixed[column]
        if len(asked) > len(record.scope):
            rest = columns[len(asked) :]
            found.append(FixedIndex(index_name(record, columns), asked, rest, rest[0] == order))
    return max(found, key=lambda index: (index.gives_order, len(index.fixed)), default=None)


def listed_column(context: QueryContext, kind: Field, rows: Rows) -> Any:
    """Return what a list reads for a field; of what it refers to, the title as far as the person may see it (W20)."""
    if not isinstance(kind, Reference):
        return kind.listed(rows, context)
    target = context.records[kind.record]
    other = target.alias("other")
    title = column_of(other, getattr(target, "title_field", "name"))
    return answer(other.select(title).where(other.id == kind.expression(rows), seen(target, other)))


class Range(NamedTuple):
    """A range of rows beyond a place: those equal to it in the first ``depth`` columns, and different in the next."""

    depth: int
    test: str
    """How the next column is to the place's: ">", ">=", "<", "<=", "null" or "not null"."""


@functools.cache
def ranges(blank: tuple[bool, ...], columns: int, *, downwards: bool, including: bool) -> tuple[Range, ...]:
    """Return the ranges, in order, that together hold the rows beyond a place; each is one walk along the index.

    ``blank`` says of each value of the place whether it is null; ``columns`` is how many the order has. A row
    comparison would be one range, but not where a column can be null, which sorts before every value.
    """
    found: list[Range] = []
    for depth in range(len(blank) - 1, -1, -1):
        inclusive = "=" if including and depth == len(blank) - 1 else ""
        if downwards:
            if not blank[depth]:
                found.append(Range(depth, f"<{inclusive}"))
                if depth < columns - 1:
                    found.append(Range(depth, "null"))
            elif inclusive:
                found.append(Range(depth, "null"))
        elif blank[depth]:
            found += [Range(depth, "null")] if inclusive else []
            found.append(Range(depth, "not null"))
        else:
            found.append(Range(depth, f">{inclusive}"))
    return tuple(found)


def within(columns: Sequence[Any], blank: tuple[bool, ...], wanted: Range) -> Any:
    """Return the condition for the rows of a range; the place's values are in the slots ``place0``, ``place1`` …"""
    places = [stored(f"place{number}") for number in range(len(blank))]
    found = [
        columns[at].is_null() if blank[at] else columns[at] == places[at] for at in range(wanted.depth)
    ]  # fmt: skip
    column = columns[wanted.depth]
    if wanted.test in ("null", "not null"):
        found.append(column.is_null(wanted.test == "null"))
    else:
        found.append(peewee.Expression(column, wanted.test, places[wanted.depth]))
    return all_of(found)
