"""The lines of earlier orders that begin like what is typed: those of the same customer first, then all (OPP-18).

It is asked at each letter. Both questions go along an index and are capped, however many lines are on file: of the
customer the latest orders are looked at; of all lines one text after the other is looked up, and of each the latest.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.expressions import answer
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.orders.line_record import OrderLine

ORDERS = 200
"""The latest orders of the customer that are looked at."""
_AFTER = "\U0010ffff"
"""Stands behind every letter that a text may go on with."""


@dataclass(frozen=True)
class EarlierLine:
    """A line as it stood in an earlier order; the price is None where that was in another currency."""

    text: str
    unit: str
    unit_price: Decimal | None
    vat_rate: Decimal
    same_customer: bool


def earlier_lines(
    session: Session, text: str, *, order: int, customer: int, currency: str, most: int = 8
) -> list[EarlierLine]:
    """Return up to ``most`` lines whose texts begin like ``text``, each text once as it was written last.

    Those of ``customer`` come first, the latest first; a blank text asks for these alone. ``order`` is the one that is
    being written, whose own lines are left out. Only lines of orders that the person may see are found.
    """
    first = fold(text)
    asked = {"first": first, "end": first + _AFTER, "order": order}
    found: dict[str, EarlierLine] = {}
    for key, *row in session.rows(_of_customer(_order(session)), customer=customer, most=500, **asked):
        if key not in found and len(found) < most:
            found[key] = _line(row, currency, same_customer=True)
    last = ""
    while first and len(found) < most:
        other = session.row(_next_text(_order(session)), **{**asked, "last": last})
        if other is None:
            break
        last = other[0]
        if last not in found:
            found[last] = _line(other[1:], currency, same_customer=False)
    return list(found.values())


def _order(session: Session) -> type[Any]:
    return session.records["order"]


def _line(row: Any, currency: str, *, same_customer: bool) -> EarlierLine:
    fields = OrderLine.fields()
    text, unit, price, rate, its_currency = row
    return EarlierLine(
        text,
        unit or "",
        fields["unit_price"].from_stored(price) if (its_currency or "") == currency else None,
        fields["vat_rate"].from_stored(rate),
        same_customer,
    )


@statement
def _of_customer(kind: type[Any]) -> Any:
    """Ask for lines of the latest orders of a customer, the latest first."""
    latest = kind.alias("latest")
    orders = (
        latest.select(latest.id, latest.currency)
        .where(latest.customer == slot("customer"), latest.id != slot("order"), seen(kind, latest))
        .order_by(latest.id.desc())
        .limit(ORDERS)
        .alias("orders")
    )
    line = OrderLine.alias("line")
    query = peewee.Select(
        (peewee.Join(orders, line, on=line.of_order == orders.c.id),),
        (line.text.folded, line.text, line.unit, line.unit_price, line.vat_rate, orders.c.currency),
    )
    query = query.where(line.text.folded >= slot("first"), line.text.folded < slot("end"))
    return query.order_by(line.of_order.desc(), line.position).limit(slot("most"))


@statement
def _next_text(kind: type[Any]) -> Any:
    """Ask for the latest line of the text that comes next in the alphabet."""
    first, of_first = _visible_lines(kind, "first")
    wanted = (
        first.select(first.text.folded)
        .where(first.text.folded > slot("last"), first.text.folded >= slot("first"), first.text.folded < slot("end"))
        .where(of_first)
        .order_by(first.text.folded)
        .limit(1)
    )
    line, order = OrderLine.alias("line"), kind.alias("sold")
    columns = (line.text.folded, line.text, line.unit, line.unit_price, line.vat_rate, order.currency)
    query = peewee.Select((peewee.Join(line, order, on=order.id == line.of_order),), columns)
    query = query.where(line.text.folded == answer(wanted), order.id != slot("order"), seen(kind, order))
    return query.order_by(line.id.desc()).limit(1)


def _visible_lines(kind: type[Any], name: str) -> tuple[Any, Any]:
    """Return lines under another name, and the condition that their order is another one that the person may see."""
    line, order = OrderLine.alias(name), kind.alias(f"order_of_{name}")
    visible = peewee.Select((order,), (peewee.SQL("1"),)).where(
        order.id == line.of_order, order.id != slot("order"), seen(kind, order)
    )
    return line, peewee.fn.EXISTS(visible)
