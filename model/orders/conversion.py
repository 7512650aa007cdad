"""A won opportunity becomes an order: planned and shown, then done as one change (OPP-17, P10, decision 11)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.language import N_, _
from model.core.records.relations import Item
from model.core.storage.statements import slot, statement
from model.core.text import excerpt, visible
from model.opportunities.records import Opportunity
from model.orders.campaign_discount import better_discount
from model.orders.line_text import describe_line
from model.orders.records import Order
from model.orders.rules import settings_of_customer, taken_error
from model.orders.totals import Line
from model.orders.vat import vat_rates

_CARRIED = ("customer", "contact", "campaign", "owner", "currency")
_HIGHEST_PRICE = Decimal(10) ** 13
"""No price of a line has as many digits (:class:`~model.core.fields.numbers.UnitPrice`)."""


@dataclass(frozen=True)
class OrderPlan:
    """What an opportunity would become: the values of the order, its lines, and ``existing``, the order it has."""

    opportunity: int
    title: str
    values: dict[str, Any]
    lines: tuple[Item, ...]
    existing: int | None = None

    def sentences(self, reading: Reading) -> list[str]:
        """Return what the order will say, one line each, in the language in use."""
        fields = Order.fields()
        names = ("customer", "contact", "campaign", "terms", "invoice_delivery", "reference", "discount", "price_list")
        told = [
            f"{fields[name].title}: {visible(text)}"
            for name in (*names, "currency")
            if (text := fields[name].format(self.values.get(name), reading))
        ]
        lines = (visible(describe_line(item.detail, ascii=reading.ascii)) for item in self.lines)
        return [*told, *(f"{_('Line')}: {line}" for line in lines)]


def plan_order(session: Session, opportunity: int, *, winning: bool = False) -> OrderPlan:
    """Return what an opportunity would become; nothing is written. With ``winning`` it is about to be won.

    Raises :class:`NotFoundError` for one that is gone or hidden, and :class:`UserError` for one that is not won; of one
    that has an order the plan says which.
    """
    sale = read(session, Opportunity, opportunity)
    existing = order_of(session, opportunity)
    title = visible(sale.title)
    if existing is None and sale.status != "won" and not winning:
        raise UserError(_("{opportunity} is not won: only what is won becomes an order.").format(opportunity=title))
    values = settings_of_customer(session, sale.customer)
    values.update({name: getattr(sale, name) for name in _CARRIED if getattr(sale, name) is not None})
    values.update(title=sale.title, opportunity=opportunity)
    discount = better_discount(session, sale.campaign, session.reading().today, values.get("discount"))
    if discount is not None:
        values["discount"] = discount
    return OrderPlan(opportunity, title, values, _lines(session, sale), existing)


def _lines(session: Session, sale: Any) -> tuple[Item, ...]:
    """Return what was sold as one line, at the amount that was agreed: the customer's discount is in it already."""
    amount: Decimal | None = sale.amount
    if not amount or abs(amount) >= _HIGHEST_PRICE:
        return ()
    quantity = Decimal(1 if amount > 0 else -1)
    text = excerpt(sale.title, 500)
    line = Line(text, quantity, "", abs(amount), Decimal(0), vat_rates(session)[0])
    return (Item("order_line", 0, text, line),)


def make_order(session: Session, opportunity: int) -> int:
    """Make the order that :func:`plan_order` tells of, and return its ID.

    Raises as that does; and :class:`UserError` where the opportunity has an order, which somebody else may have made a
    moment ago.
    """
    title = visible(read(session, Opportunity, opportunity).title)
    with change(session, N_("Order of {name}"), "convert", name=title) as made:
        # Planned here, where nobody else can write.
        plan = plan_order(session, opportunity)
        if plan.existing is not None:
            raise taken_error(session, opportunity, read(session, Order, plan.existing).number)
        return made.insert(Order, {**plan.values, "lines": plan.lines})


def order_of(session: Session, opportunity: int) -> int | None:
    """Return the ID of the order that an opportunity became, None for none; who sees the one sees the other."""
    found = session.store.value(_order_of(), opportunity=opportunity)
    return None if found is None else int(found)


@statement
def _order_of() -> Any:
    return Order.select(Order.id).where(Order.opportunity == slot("opportunity"))
