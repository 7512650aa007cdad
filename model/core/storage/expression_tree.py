"""Reading a condition of a query back: what it is made of, and which columns it asks about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.core.storage.drivers import peewee
from model.core.storage.expressions import Rows

_WITHIN = (
    "lhs", "rhs", "node", "nodes", "arguments", "_arguments", "predicate", "expression_tuples", "default",
    "_where", "_from_list", "_returning", "_on",
)  # fmt: skip
"""The attributes under which Peewee's nodes, and ours, hold the nodes that they are made of."""


def parts_of(condition: Any) -> Iterator[Any]:
    """Yield the conditions that all have to hold for ``condition`` to hold."""
    if isinstance(condition, peewee.Expression) and condition.op == peewee.OP.AND:
        yield from parts_of(condition.lhs)
        yield from parts_of(condition.rhs)
    else:
        yield condition


def columns_asked(node: Any, rows: Rows) -> Iterator[str]:
    """Yield the names of the columns of ``rows`` that a condition asks about, in its sub-selects too."""
    if isinstance(node, (list, tuple)):
        for each in node:
            yield from columns_asked(each, rows)
    elif isinstance(node, peewee.FieldAlias):
        if node.source is rows:
            yield str(node.field.column_name)
    elif isinstance(node, peewee.Field):
        if node.model is rows:
            yield str(node.column_name)
    elif isinstance(node, peewee.Column):
        if node.source is rows or node.source is getattr(getattr(rows, "_meta", None), "table", rows):
            yield str(node.name)
    elif isinstance(node, peewee.Node):
        for name, held in vars(node).items():
            if name in _WITHIN:
                yield from columns_asked(held, rows)
