"""What the engines say otherwise, as nodes of a query: each asks the engine that it is compiled for.

Everything else of a query is Peewee's builder. The functions take Peewee's columns and return its nodes, so that they
stand in a query like any other.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from model.core.storage.drivers import peewee
from model.core.storage.statements import Slot

TRUE = peewee.SQL("1 = 1")
"""A condition that always holds, on every engine."""
FALSE = peewee.SQL("1 = 0")
"""A condition that never holds."""
NULL = peewee.SQL("NULL")
"""No value, as a literal."""
BLANK = peewee.SQL("''")
"""Empty text as a literal: what rows are grouped or ordered by must have no parameter in it."""

Rows = Any
"""A record class or an alias of it: what columns are asked of."""


class EngineNode(peewee.ColumnBase):
    """A part of a query that each engine writes by the method of its dialect that is called ``method``."""

    def __init__(self, method: str, *arguments: Any) -> None:
        self._method = method
        self._arguments = arguments

    def __sql__(self, context: Any) -> Any:
        """Write what the engine's dialect makes of it."""
        return context.sql(getattr(context.state.engine.dialect, self._method)(*self._arguments))


def column_of(rows: Rows, name: str) -> peewee.ColumnBase:
    """Return a column of a record class or alias by its name in the table, declared as a field or not."""
    if isinstance(rows, peewee.Table):
        return peewee.Column(rows, name)
    record = rows.model if isinstance(rows, peewee.ModelAlias) else rows
    if name in record._meta.fields:
        return getattr(rows, name)  # type: ignore[no-any-return]
    return peewee.Column(rows if rows is not record else record._meta.table, name)


def among(column: peewee.ColumnBase, values: Slot | Iterable[Any]) -> peewee.ColumnBase:
    """Return the test whether a column is one of ``values``, which are as the database holds them.

    It is one parameter however many they are, so that a list of any length is one text.
    """
    return EngineNode("among", column, values if isinstance(values, Slot) else [*values])


def same(one: Any, other: Any) -> peewee.ColumnBase:
    """Return the test whether two are equal, or both null."""
    return EngineNode("same", one, other)


def differs(one: Any, other: Any) -> peewee.ColumnBase:
    """Return the test whether two are not equal, null being a value like others."""
    return EngineNode("differs", one, other)


def like(column: peewee.ColumnBase, pattern: Any) -> peewee.ColumnBase:
    """Return the test whether a folded text fits a pattern, in which a backslash takes a sign's meaning away."""
    if isinstance(pattern, str):
        pattern = peewee.Value(pattern, converter=False)
    return peewee.NodeList((column, peewee.SQL("LIKE"), pattern, peewee.SQL("ESCAPE '\\'")), parens=True)


def like_any_case(column: Any, pattern: str) -> peewee.ColumnBase:
    """Return the test whether a text as it was typed fits a pattern, whatever the case of the letters a to z.

    It goes through every row; what has a folded key is asked for by :func:`like`.
    """
    return EngineNode("like_any_case", column, peewee.Value(pattern, converter=False))


def first(column: peewee.ColumnBase, descending: bool = False) -> peewee.Ordering:
    """Return the order by a column in which null stands before every value; ``descending`` turns it round.

    An ID is never null, and is ordered as the engines' own index of it is, which says nothing of null.
    """
    if getattr(column, "primary_key", False) or (isinstance(column, peewee.Column) and column.name == "id"):
        return column.desc() if descending else column.asc()
    return column.desc(nulls="LAST") if descending else column.asc(nulls="FIRST")


def aside(column: peewee.ColumnBase) -> peewee.ColumnBase:
    """Return the column in such a way that no index is gone along for its sake."""
    return EngineNode("aside", column)


def row_by_row(condition: Any) -> peewee.ColumnBase:
    """Return a condition with a subquery in such a way that it is asked of each row, and not joined.

    A join may make the planner give up the index that has the rows in the order asked for, and sort all of them.
    """
    return EngineNode("row_by_row", condition)


def least(one: Any, other: Any) -> peewee.ColumnBase:
    """Return the smaller of two, neither of which may be null."""
    return EngineNode("least", one, other)


def greatest(one: Any, other: Any) -> peewee.ColumnBase:
    """Return the larger of two, neither of which may be null."""
    return EngineNode("greatest", one, other)


def joined(column: Any, separator: str = ",", order: Sequence[Any] = ()) -> peewee.ColumnBase:
    """Return the texts of a group, one after the other, in an order."""
    return EngineNode("joined", column, separator, tuple(order))


def position(text: Any, part: str) -> peewee.ColumnBase:
    """Return at which letter of a text, counted from 1, ``part`` stands first; 0 where it does not."""
    return EngineNode("position", text, part)


def folded(text: Any) -> peewee.ColumnBase:
    """Return the folded form of a text that has no key column, or of a number as it is written: '' for null."""
    return EngineNode("folded", text)


def json_value(column: Any, key: str, kind: type[int] | type[str]) -> peewee.ColumnBase:
    """Return what a JSON object in a column of text has under ``key``: a whole number or a text, as ``kind`` says.

    It is null where the object has no such key, where null stands there, and where the column is null.
    """
    return EngineNode("json_value", column, key, kind)


def as_stored(value: Any) -> peewee.Value:
    """Return a value as the database holds it, whatever it is compared with."""
    return peewee.Value(value, converter=False, unpack=False)


def all_of(conditions: Iterable[Any]) -> Any:
    """Return the condition that all hold; none at all is one that always holds. It nests no deeper for many."""
    found = [*conditions]
    return found[0] if len(found) == 1 else peewee.NodeList(found, " AND ", parens=True) if found else TRUE


def any_of(conditions: Iterable[Any]) -> Any:
    """Return the condition that one of them holds; none at all is one that never holds."""
    found = [*conditions]
    return found[0] if len(found) == 1 else peewee.NodeList(found, " OR ", parens=True) if found else FALSE


def answer(query: peewee.Query) -> peewee.ColumnBase:
    """Return the one value that a query has, as a column or in a condition."""
    return peewee.NodeList((query,))


def json_array(columns: Sequence[Any]) -> peewee.ColumnBase:
    """Return the JSON array of some columns, for :func:`json_list`."""
    return EngineNode("json_array", tuple(columns))


def json_list(item: Any, order: Sequence[Any]) -> peewee.ColumnBase:
    """Return the JSON list of a group's arrays, as text, in an order; an empty list where there is none.

    On SQLite the order is that of the sub-select from which they come: give it there too.
    """
    return EngineNode("json_list", item, tuple(order))


def custom_value(column: peewee.ColumnBase, key: str, kind: str = "text") -> peewee.ColumnBase:
    """Return the value under a key of a column with a JSON object, null where there is none.

    ``kind`` is "text", "hundredths" for a number as a whole number of hundredths, or "yes_no" for 1 and 0. ``key`` is
    of small letters, digits and low lines.
    """
    return EngineNode("custom_value", column, key, kind)


def json_text(column: Any, key: str) -> peewee.ColumnBase:
    """Return the JSON of what an object in a column of text has under ``key``.

    It is null where the object has no such key, and where null stands there.
    """
    return EngineNode("json_text", column, key)


def json_has(column: Any, key: str) -> peewee.ColumnBase:
    """Return the test whether a JSON object in a column of text has a key, be it with null."""
    return EngineNode("json_has", column, key)


def literal(word: str) -> peewee.SQL:
    """Return a word of the program's as it stands in the text of a query, not as a value that is sent along.

    SQLite goes along a partial index only where the query has the words of its condition in this way.
    """
    return peewee.SQL("'" + word.replace("'", "''") + "'")


_MOST_PAIRS = 50
"""Neither engine takes more than a hundred arguments of a function."""


def json_object(columns: Mapping[str, Any], before: Any = None) -> peewee.ColumnBase:
    """Return the JSON object, as text, that has columns under these names, however many there are.

    Its pairs stand behind those of the object ``before``, which is text and not empty.
    """
    # Objects are put together as text: what merges JSON leaves out nulls, or puts names into an order of its own.
    found: Any = before
    pairs = [*columns.items()]
    for start in range(0, len(pairs), _MOST_PAIRS):
        part: Any = EngineNode("json_object", pairs[start : start + _MOST_PAIRS])
        if found is None:
            found = part
            continue
        # What stands before the closing brace is a number, a null or a quotation mark: only the brace goes.
        opened = peewee.fn.rtrim(found, peewee.SQL("'}'"))
        found = peewee.NodeList((opened, peewee.SQL("|| ',' ||"), peewee.fn.substr(part, peewee.SQL("2"))))
    assert found is not None
    return cast(peewee.ColumnBase, found)


def custom_patched(custom: Any, patch: str) -> peewee.ColumnBase:
    """Return the stored values of custom fields with those of ``patch``, a JSON object; null takes one out."""
    return peewee.fn.salg_with_own(custom, peewee.Value(patch, converter=False))


class NamedByTable(peewee.Node):
    """A statement in which a record's table goes by its own name, as it does in UPDATE and DELETE."""

    def __init__(self, record: type[peewee.Model], query: peewee.Node) -> None:
        self.record = record
        self.query = query

    def __sql__(self, context: Any) -> Any:
        """Give the table its name before it is spoken of."""
        context.alias_manager[self.record._meta.table] = self.record._meta.table_name
        return context.sql(self.query)


def named_by_table(record: type[peewee.Model], query: peewee.Node) -> Any:
    """Return the query with the record's table under its own name, also where sub-selects speak of it."""
    return NamedByTable(record, query)


def custom_holds(column: peewee.ColumnBase, key: str, folded_text: Any) -> peewee.ColumnBase:
    """Return the test whether a text is, folded, one of the list under a key of a JSON object."""
    return EngineNode("custom_holds", column, key, folded_text)


def country_key(column: peewee.ColumnBase) -> peewee.ColumnBase:
    """Return what a stored country is sorted by: its name in the language in use, folded."""
    return EngineNode("country_key", column)


def register_warning(column: peewee.ColumnBase) -> peewee.ColumnBase:
    """Return the number of what the register warns of, by the key of an organisation number; null for none.

    It answers by what :meth:`Session.register_warnings` found last.
    """
    return EngineNode("register_warning", column)


class IndexedAlias(peewee.ModelAlias):
    """A record's table under its own name, read along one index."""

    def __init__(self, record: type[peewee.Model], index: str | None, alias: str) -> None:
        super().__init__(record, alias)
        self.__dict__["index"] = index

    def __sql__(self, context: Any) -> Any:
        """Add the engine's hint where the table stands as a source of rows."""
        super().__sql__(context)  # type: ignore[no-untyped-call]
        if context.scope == peewee.SCOPE_SOURCE:
            context.literal(context.state.engine.dialect.index_hint(self.index))
        return context


@functools.cache
def under_own_name(record: type[peewee.Model]) -> Any:
    """Return an alias of the record's table that is called as the table is: for parts that are compiled alone."""
    return peewee.ModelAlias(record, str(record._meta.table_name))


@functools.cache
def along(record: type[peewee.Model], index: str | None, alias: str = "") -> Any:
    """Return an alias of the record's table that is read along ``index``, or along none where it is None.

    SQLite raises an error where the index cannot serve; PostgreSQL's planner decides for itself.
    """
    return IndexedAlias(record, index, alias or str(record._meta.table_name))


class OrderedJoin(peewee.Join):
    """A join whose left side is read first."""

    def __sql__(self, context: Any) -> Any:
        """Write it in the way by which the engine keeps the order."""
        self.join_type = context.state.engine.dialect.ordered_join
        return super().__sql__(context)  # type: ignore[no-untyped-call]


def then(left: Any, right: Any, on: Any) -> peewee.Join:
    """Return the join of two sources in which ``left`` is read first: ``peewee.Select((then(…),), columns)``."""
    return OrderedJoin(left, right, on=on)
