"""The order (OPP-17, OPP-18)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import DAY, ME
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.currency import Amount, Currency
from model.core.fields.numbers import Percent, Whole
from model.core.fields.references import Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Text
from model.core.fields.times import Day
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext
from model.customers.records import INVOICE_DELIVERIES
from model.orders import campaign_discount, kept_totals, rules
from model.orders.lines_field import LinesField

STATUSES = (
    Choice(1, "draft", N_("Draft"), "✎", "d", "dim"),
    Choice(2, "confirmed", N_("Confirmed"), "▸", ">", "warm"),
    Choice(3, "delivered", N_("Delivered"), "✓", "v", "good"),
    Choice(4, "invoiced", N_("Invoiced"), "■", "#", "good"),
    Choice(5, "cancelled", N_("Cancelled"), "✗", "x", "bad"),
)
"""Delivered, invoiced and cancelled orders are closed; invoiced and cancelled ones are locked as well."""

OPEN = ("draft", "confirmed")
CLOSED = ("delivered", "invoiced", "cancelled")
LOCKED = rules.LOCKED


class Order(Record):
    """What one customer has ordered.

    ``total_net``, ``total_vat`` and ``total`` are what its lines come to (:mod:`model.orders.totals`), kept by the
    rules whenever lines change. ``discount`` is that of new lines; ``terms`` are days until payment is due.
    ``campaign_text`` is what the campaign was called when the order named it; it stays when the campaign is deleted.
    """

    name_in_code = "order"
    free_texts = ("title", "reference", "note")
    label = N_("Order")
    label_plural = N_("Orders")
    visible_through = ("customer",)
    title_field = "title"
    natural_order = ("-number",)
    numbered = True
    unique = (("number",), ("opportunity",))
    follows = ("order_line",)
    views = (
        View("mine", N_("Mine"), lambda order: order.owner == ME, "owner"),
        View("all", N_("All"), in_use),
        View("open", N_("Still open"), lambda order: order.active.yes & order.status.in_(OPEN)),
        View(
            "overdue",
            N_("Delivery overdue"),
            lambda order: order.active.yes & order.status.in_(OPEN) & (order.delivery < DAY),
        ),
        View("closed", N_("Closed"), lambda order: order.active.yes & order.status.in_(CLOSED)),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    indexes = (
        ("title_key",),
        ("customer_key", "title_key"),
        ("customer", "order_date"),
        ("owner_key", "title_key"),
        ("status", "title_key"),
        ("status", "delivery"),
        ("order_date",),
        ("start",),
        ("delivery",),
        ("total",),
        ("changed_at",),
        ("created_at",),
    )
    filtered_besides = ("number", "contact")
    relations = {"lines": LinesField()}

    number = Whole(N_("Order no."), lowest=1, grouped=False, width=8, heading=N_("No."))
    title = Text(N_("Title"), searched=True, width=0)
    customer = Reference(N_("Customer"), "customer", required=True, keyed=True, searched=True, width=22)
    contact = Reference(N_("Contact"), "contact", width=18)
    opportunity = Reference(N_("Opportunity"), "opportunity", width=22)
    campaign = Reference(N_("Campaign"), "campaign", width=18)
    campaign_text = Text(N_("Campaign when ordered"), system=True, width=18)
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    status = ChoiceField(N_("Status"), STATUSES, default="draft", width=11)
    order_date = Day(N_("Order date"), width=11)
    start = Day(N_("Start date"), width=11, heading=N_("Start"))
    delivery = Day(N_("Delivery date"), width=11, heading=N_("Delivery"))
    reference = Text(N_("Reference"), width=16)
    currency = Currency(N_("Currency"), width=4)
    terms = Whole(N_("Payment terms (days)"), highest=365, width=7)
    invoice_delivery = ChoiceField(N_("Delivery of invoice"), INVOICE_DELIVERIES, width=10)
    price_list = Text(N_("Price list"), width=12)
    discount = Percent(N_("Discount (%)"), width=8)
    total_net = Amount(N_("Net total"), system=True, default=Decimal(0), width=16)
    total_vat = Amount(N_("VAT total"), system=True, default=Decimal(0), width=14)
    total = Amount(N_("Total"), system=True, default=Decimal(0), width=16)
    custom = CustomValues(N_("Custom fields"))

    class Meta:
        table_name = "sales_order"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Give it number, owner, dates and what its customer and opportunity say; refuse what cannot be."""
        return rules.complete(change, values, before)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return rules.has_rules_for(values)

    @classmethod
    def cautions(cls, session: Session, record_id: int | None, values: Mapping[str, Any]) -> list[str]:
        """Say where a campaign gives no discount."""
        return campaign_discount.cautions(session, record_id, values)

    @classmethod
    def follow_change(cls, change: WriteContext[Session]) -> None:
        """Work out anew what the orders come to whose lines were written."""
        kept_totals.refresh(change)
