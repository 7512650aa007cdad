"""The queries of a list, each compiled once for a kind of record, its columns, its order and the shape of its filter.

Their conditions and columns come as parts that are written out already, on the record's table under its own name.
What is different from one key press to the next stands in slots: where the window begins (``place0``, ``place1`` …),
how many rows it has (``number``), the IDs that it is limited to (``ids``), and what people typed (``value0`` …).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.lists.criteria import base_condition, find_field
from model.core.lists.index_selection import Range, listed_column, within
from model.core.records.record import Record
from model.core.records.views import View
from model.core.storage.drivers import peewee
from model.core.storage.expressions import Rows, all_of, along, among, aside, column_of, first, under_own_name
from model.core.storage.statements import Part, Shape, slot, statement, stored

Order = tuple[str | Part, ...]
"""What a list is sorted by before the ID: the names of columns, or one that is worked out."""


class Way(NamedTuple):
    """How the rows of a table are come to.

    ``how`` is "index" for along the index ``name``, "these" for the IDs in a slot, "table" for one after the other,
    and "any" for whatever way the engine takes. ``fixed`` are columns that the index begins with, each asked for one
    value.
    """

    how: str
    name: str = ""
    fixed: tuple[str, ...] = ()


# Parts


def base(record: type[Record], views: tuple[View, ...]) -> Shape:
    """Return the shape of the condition for what the person may see and views show."""
    return Shape(_base, (record, views))


def _base(record: type[Record], views: tuple[View, ...]) -> peewee.Node:
    condition: peewee.Node = base_condition(record, views, under_own_name(record))
    return condition


def columns(record: type[Record], names: tuple[str, ...], own: tuple[tuple[str, str], ...]) -> Shape:
    """Return the shape of the columns of a list; ``own`` tells the company's fields among them from earlier ones."""
    return Shape(_columns, (record, names, own))


def _columns(record: type[Record], names: tuple[str, ...], own: object, session: Session) -> peewee.Node:
    rows = under_own_name(record)
    listed = [listed_column(session, find_field(record, name, session), rows) for name in names]
    return peewee.NodeList(listed, ", ")


def order(record: type[Record], name: str, own: tuple[str, str]) -> Shape:
    """Return the shape of what a list is sorted by where no column holds it."""
    return Shape(_order, (record, name, own))


def _order(record: type[Record], name: str, own: object, session: Session) -> peewee.Node:
    worked_out: peewee.Node = find_field(record, name, session).order_expression(under_own_name(record))
    return worked_out


# Queries


def _source(record: type[Record], way: Way) -> tuple[Rows, list[Any]]:
    """Return what the rows are read from, and the conditions that go with the way."""
    match way.how:
        case "index":
            rows = along(record, way.name)
            return rows, [column_of(rows, name) == stored(f"fixed_{name}") for name in way.fixed]
        case "these":
            rows = along(record, None)
            return rows, [among(rows.id, slot("ids"))]
        case "table":
            return along(record, None), []
        case _:
            return under_own_name(record), []


def _sorted_by(rows: Rows, names: Order) -> list[Any]:
    """Return the columns of the order, the ID the last of them."""
    found: list[Any] = [
        column_of(rows, name) if isinstance(name, str) else peewee.NodeList((name,)) for name in names
    ]  # fmt: skip
    return [*found, rows.id]


def _in_order(columns: list[Any], downwards: bool, *, along_index: bool) -> list[Any]:
    """Return the order; where no index is to be gone along, the engine is kept from thinking that it should."""
    return [first(column if along_index else aside(column), downwards) for column in columns]


@statement
def window(
    record: type[Record],
    way: Way,
    names: Order,
    selected: Part,
    where: tuple[Part, ...],
    blank: tuple[bool, ...],
    bound: Range | None,
    downwards: bool,
) -> peewee.Query:
    """Return the query for the rows of one range beyond a place, or from the list's end on where there is none."""
    rows, conditions = _source(record, way)
    sorted_by = _sorted_by(rows, names)
    if bound is not None:
        conditions.append(within(sorted_by, blank, bound))
    return (
        peewee.Select((rows,), (rows.id, *sorted_by[:-1], *_listed(selected)))
        .where(all_of((*conditions, *where)))
        .order_by(*_in_order(sorted_by, downwards, along_index=way.how == "index"))
        .limit(slot("number"))
    )


def _listed(selected: Part) -> tuple[Part, ...]:
    return (selected,) if selected.text else ()


@statement
def one(record: type[Record], names: Order, selected: Part, where: tuple[Part, ...]) -> peewee.Query:
    """Return the query for one row of a list by its ID."""
    rows = under_own_name(record)
    columns = (rows.id, *_sorted_by(rows, names)[:-1], *_listed(selected))
    return peewee.Select((rows,), columns).where(all_of((rows.id == slot("id"), *where)))


@statement
def ordered_ids(
    record: type[Record], way: Way, names: Order, where: tuple[Part, ...], descending: bool
) -> peewee.Query:
    """Return the query for the IDs of a list in its order, of all rows or of those in a slot."""
    rows, conditions = _source(record, way)
    return (
        peewee.Select((rows,), (rows.id,))
        .where(all_of((*conditions, *where)))
        .order_by(*_in_order(_sorted_by(rows, names), descending, along_index=way.how != "these"))
    )


@statement
def some_ids(record: type[Record], way: Way, where: tuple[Part, ...]) -> peewee.Query:
    """Return the query for the IDs of some rows of a list, in no order."""
    rows, conditions = _source(record, way)
    return peewee.Select((rows,), (rows.id,)).where(all_of((*conditions, *where))).limit(slot("number"))


def _counting(record: type[Record], index: str) -> Rows:
    return along(record, index) if index else under_own_name(record)


@statement
def counted(record: type[Record], index: str, where: tuple[Part, ...]) -> peewee.Query:
    """Return the query for how many rows a list has."""
    rows = _counting(record, index)
    return peewee.Select((rows,), (peewee.fn.COUNT(peewee.SQL("*")),)).where(all_of(where))


@statement
def counted_to(record: type[Record], index: str, where: tuple[Part, ...]) -> peewee.Query:
    """Return the query for how many rows a list has, counting no further than a number."""
    rows = _counting(record, index)
    found = peewee.Select((rows,), (peewee.SQL("1"),)).where(all_of(where)).limit(slot("number"))
    return peewee.Select((found.alias("counted"),), (peewee.fn.COUNT(peewee.SQL("*")),))
