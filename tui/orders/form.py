"""The form of an order: all but its lines, which have a sheet of their own (OPP-18, CUST-11)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.currency import home_currency
from model.core.language import N_
from model.orders.campaign_discount import better_discount
from model.orders.records import Order
from model.orders.rules import SETTINGS, settings_of_customer
from tui.widgets.customer_offers import CustomerOffers, chosen, find_contacts
from tui.widgets.form_fields import Follow
from tui.widgets.form_state import Check
from tui.widgets.record_form import RecordForm
from tui.widgets.record_search import Finder

HEADINGS = (
    (N_("Order"), ("customer", "title", "contact", "owner", "status", "number")),
    (N_("Time"), ("order_date", "start", "delivery")),
    (
        N_("Invoicing and price"),
        ("reference", "terms", "invoice_delivery", "currency", "price_list", "discount"),
    ),
    (N_("Where it came from"), ("opportunity", "campaign")),
    (N_("Note"), ("note",)),
)


def settings_texts(session: Session, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of the customer in the form as the fields of an order hold them (CUST-11)."""
    settings = settings_of_customer(session, chosen(texts.get("customer", "")))
    settings.setdefault("currency", home_currency(session.country))
    fields, reading = Order.fields(), session.reading()
    settings["discount"] = _discount(session, texts, settings.get("discount"))
    return {name: fields[name].edit(settings.get(name), reading) for name in SETTINGS}


def discount_text(session: Session, texts: Mapping[str, str]) -> dict[str, str]:
    """Return the discount of the campaign in the form where that is more than what stands there (CAMP-08)."""
    field, reading = Order.field("discount"), session.reading()
    try:
        present = field.parse(texts.get("discount", ""), reading)
    except UserError:
        # Half a number: what is being typed there is not touched.
        return {}
    discount = _discount(session, texts, present)
    return {} if discount == present else {"discount": field.edit(discount, reading)}


def _discount(session: Session, texts: Mapping[str, str], present: Decimal | None) -> Decimal | None:
    reading = session.reading()
    try:
        day = Order.field("order_date").parse(texts.get("order_date", ""), reading)
    except UserError:
        day = None
    return better_discount(session, chosen(texts.get("campaign", "")), day or reading.today, present)


class OrderForm(RecordForm):
    """An order being filled in; ``customer``, ``contact`` and ``campaign`` are those that a new one begins with."""

    record = Order
    headings = HEADINGS
    new_name = N_("New order {name}")
    change_name = N_("Change order {name}")

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin today, with the settings of the customer that is given; the number comes by itself."""
        given = super().first_values(session)
        settings = settings_of_customer(session, given.get("customer"))
        settings.setdefault("currency", home_currency(session.country))
        today = session.reading().today
        settings["discount"] = better_discount(session, given.get("campaign"), today, settings.get("discount"))
        return {"order_date": today, **settings, **given}

    def checks(self) -> Mapping[str, Check]:
        """Offer to make the customer that is typed, and the contacts of the one that is chosen."""
        return {"customer": CustomerOffers(self)}

    def finders(self) -> Mapping[str, Finder]:
        """Find the customer's contacts before others."""
        return {"contact": find_contacts}

    def follows(self) -> Mapping[str, Follow]:
        """Take the settings of a customer who is chosen here, and the discount of a campaign."""
        return {"customer": settings_texts, "campaign": discount_text}
