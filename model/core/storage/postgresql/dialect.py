"""How PostgreSQL writes what the engines say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.storage.drivers import peewee
from model.core.storage.statements import Slot


class PostgresqlDialect:
    """See :class:`model.core.storage.engine.Dialect`."""

    ordered_join = "INNER JOIN"

    def among(self, column: peewee.ColumnBase, values: Slot | Sequence[Any]) -> peewee.Node:
        """The list is one parameter, an array."""
        if isinstance(values, Slot):
            listed: peewee.Node = Slot(values.name, list)
        else:
            listed = peewee.Value([*values], converter=False, unpack=False)
        return peewee.NodeList((column, peewee.SQL("= ANY("), listed, peewee.SQL(")")), parens=True)

    def same(self, one: Any, other: Any) -> peewee.Node:
        """Null is a value to these words."""
        return peewee.Expression(one, "IS NOT DISTINCT FROM", other)

    def differs(self, one: Any, other: Any) -> peewee.Node:
        """Null is a value to these words."""
        return peewee.Expression(one, "IS DISTINCT FROM", other)

    def aside(self, column: peewee.ColumnBase) -> peewee.Node:
        """The planner knows how many rows there are, and needs no hint."""
        return column

    def least(self, one: Any, other: Any) -> peewee.Node:
        """``min`` is an aggregate alone."""
        return peewee.Function("least", (one, other), coerce=False)

    def greatest(self, one: Any, other: Any) -> peewee.Node:
        """``max`` is an aggregate alone."""
        return peewee.Function("greatest", (one, other), coerce=False)

    def joined(self, column: Any, separator: str, order: Sequence[Any]) -> peewee.Node:
        """The order stands in the aggregate: that of a sub-select is none."""
        parts: list[peewee.Node] = [
            peewee.NodeList((column, peewee.SQL("::text,"), peewee.Value(separator, converter=False)))
        ]
        if order:
            parts += [peewee.SQL("ORDER BY"), peewee.CommaNodeList(order)]
        return peewee.Function("string_agg", (peewee.NodeList(parts),), coerce=False)

    def index_hint(self, index: str | None) -> str:
        """The planner decides for itself."""
        return ""
