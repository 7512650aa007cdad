"""Orders with lines, for the tests of the room."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.records.relations import Item
from model.orders.records import Order
from tests.model.filing import customer, file


def lines(session: Session, text: str) -> tuple[Item, ...]:
    """Return the lines that a text says."""
    return tuple(Order.relations["lines"].parse(text, session.reading()) or ())


def order(session: Session, text: str = "", **values: Any) -> int:
    """Put an order with lines on file, of a new customer where none is named."""
    if "customer" not in values:
        values["customer"] = customer(session)
    return file(session, Order, lines=lines(session, text), **values)


def edit(session: Session, order_id: int, **values: Any) -> bool:
    """Set fields of an order."""
    with change(session, "Edit", "edit") as made:
        return made.update(Order, order_id, values)
