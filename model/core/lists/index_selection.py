"""The ways along which a list is read: which index gives its order, and the ranges of it that lie beyond a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.lists.criteria import Filter, fixed_columns
from model.core.records.record import Record
from model.core.records.stored_columns import column_names

_MOST_ORDERED = 2
"""Columns of an index that lists are sorted by; longer ones are there to be counted in."""


def order_of(record: type[Record], kind: Field) -> tuple[tuple[str, ...], str]:
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


def covering(record: type[Record], where: str) -> str:
    """Return the words that name an index in which all stands that ``where`` asks about, '' where there is none."""
    words = set(re.findall(r"\w+", where))
    asked = words & set(column_names(record))
    for index in record.indexes:
        if asked and asked <= set(index) and not index[0].endswith("?"):
            return f" INDEXED BY {record.table()}_{'_'.join(index)}"
    return ""


class FixedIndex(NamedTuple):
    """An index that begins with columns of each of which the filter asks for one value."""

    name: str
    where: str
    values: tuple[Any, ...]
    rest: tuple[str, ...]
    """The columns after it."""
    gives_order: bool
    """Whether they are what the list is sorted by."""


def fixed_index(session: Session, record: type[Record], wanted: Filter, order: str) -> FixedIndex | None:
    """Return the index that the filter makes the shortest way, if there is one."""
    found: list[FixedIndex] = []
    # What tells the records from others in the same table is asked for in any case, and is no reason by itself.
    fixed = {**record.scope, **fixed_columns(session, record, wanted)}
    for columns in record.indexes:
        values = []
        for column in columns[:-1]:
            if column not in fixed:
                break
            values.append(fixed[column])
        if len(values) > len(record.scope):
            asked, rest = columns[: len(values)], columns[len(values) :]
            where = " AND ".join(f"{column} = ?" for column in asked)
            name = f"{record.table()}_{'_'.join(columns)}"
            found.append(FixedIndex(name, where, tuple(values), rest, rest[0] == order))
    return max(found, key=lambda index: (index.gives_order, len(index.values)), default=None)


def selected_sql(session: Session, record: type[Record], kind: Field) -> tuple[str, list[Any]]:
    """Return SQL for a column of the list; of what it refers to, the title as far as the person may see it (W20)."""
    if not isinstance(kind, Reference):
        return kind.selected(session)
    target = session.records[kind.record]
    where, parameters = visible(target, session.person.id, "other")
    title = getattr(target, "title_field", "name")
    return (
        f"(SELECT other.{title} FROM {target.table()} other WHERE other.id = {record.table()}.{kind.name} AND {where})"
    ), parameters


def ranges(
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
