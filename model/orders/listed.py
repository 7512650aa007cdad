"""The orders of a customer, a contact, an opportunity or a campaign, as cards list them (OPP-06, CUST-19, CAMP-16)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.expressions import first as nulls_first
from model.core.storage.statements import slot, statement
from model.orders.records import CLOSED, LOCKED, Order

OWNERS = ("customer", "contact", "opportunity", "campaign")
"""The kinds of record that have orders; each is a reference of the order by that name."""


class ListedOrder(NamedTuple):
    """An order as cards list it; ``owner`` are initials, ``total`` is in ``currency`` with VAT."""

    id: int
    number: int
    title: str
    status: str
    order_date: date | None
    start: date | None
    delivery: date | None
    total: Decimal
    currency: str
    owner: str
    active: bool

    @property
    def closed(self) -> bool:
        """Whether nothing is left to deliver."""
        return self.status in CLOSED

    @property
    def locked(self) -> bool:
        """Whether lines and money cannot be changed."""
        return self.status in LOCKED

    def late(self, today: date) -> bool:
        """Whether it should have been delivered before ``today``."""
        return self.active and not self.closed and self.delivery is not None and self.delivery < today


def orders_of(session: Session, record: str, record_id: int, limit: int, *, first: int = 0) -> list[ListedOrder]:
    """Return the orders of one of :data:`OWNERS`: open ones by delivery, then the others, the newest first.

    The order with the ID ``first``, if it is one of them, stands before all others. The caller may see the record;
    orders of customers that are hidden from the person are absent (W20).
    """
    fields = Order.fields()
    names = ("status", "order_date", "start", "delivery", "total")
    found = []
    for row in session.rows(_orders(record), id=record_id, limit=limit, first=first):
        values = {name: fields[name].from_stored(value) for name, value in zip(names, row[3:8], strict=True)}
        found.append(
            ListedOrder(
                row[0], row[1], row[2] or "", values["status"], values["order_date"], values["start"],
                values["delivery"], values["total"] or Decimal(0), row[8] or "", row[9] or "", bool(row[10]),
            )
        )  # fmt: skip
    return found


def count_orders(session: Session, record: str, record_id: int, most: int) -> int:
    """Return how many :func:`orders_of` would list, counted no further than ``most``."""
    return int(session.value(_number(record), id=record_id, most=most))


@statement
def _orders(record: str) -> Any:
    order, owner = Order, EmployeeTable
    one, zero = peewee.SQL("1"), peewee.SQL("0")
    is_closed = (order.status > peewee.SQL("2")) | order.active.no
    newest_first = peewee.NodeList((peewee.SQL("-"), order.id), glue="")
    return (
        order.select(
            order.id, order.number, order.title, order.status, order.order_date, order.start, order.delivery,
            order.total, order.currency, owner.initials, order.active,
        )
        .join(owner, peewee.JOIN.LEFT_OUTER, on=owner.id == order.owner)
        .where(column_of(order, record) == slot("id"), seen(order))
        .order_by(
            peewee.Case(None, [(order.id == slot("first"), zero)], one),
            peewee.Case(None, [(is_closed, one)], zero), peewee.Case(None, [(is_closed, newest_first)], zero),
            order.delivery.asc(nulls="LAST"), nulls_first(order.id),
        )
        .limit(slot("limit"))
    )  # fmt: skip


@statement
def _number(record: str) -> Any:
    one = Order.select(peewee.SQL("1").alias("one")).where(column_of(Order, record) == slot("id"), seen(Order))
    some = one.limit(slot("most")).alias("some")
    return peewee.Select((some,), (peewee.fn.count(peewee.SQL("*")),))
