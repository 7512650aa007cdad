"""The rules by which orders are saved (OPP-17, OPP-18, CUST-11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from model.core.access.session import Session
from model.core.changes import sequences
from model.core.changes.ownership import refuse_hidden_customer
from model.core.dates import format_day
from model.core.errors import UserError
from model.core.fields.currency import home_currency
from model.core.language import _
from model.core.records.write_context import WriteContext
from model.core.storage.statements import slot, statement
from model.core.text import visible
from model.customers.records import Customer
from model.opportunities.records import Opportunity
from model.orders.campaign_discount import take_from_campaign
from model.orders.line_rules import locked_error

LOCKED = ("invoiced", "cancelled")
"""The statuses in which lines and money cannot be changed."""

_MONEY = ("currency",)
_WATCHED = (
    "number", "customer", "opportunity", "campaign", "status", "order_date", "start", "delivery", "title", "lines",
    *_MONEY,
)  # fmt: skip

SETTINGS = {
    "terms": "payment_terms",
    "invoice_delivery": "invoice_delivery",
    "reference": "invoice_reference",
    "discount": "discount",
    "price_list": "price_list",
    "currency": "currency",
}
"""Field of an order → the setting of its customer that a new order takes over (CUST-11)."""


def has_rules_for(values: Mapping[str, Any]) -> bool:
    """Whether these fields of an order follow rules that look at each row."""
    return any(name in values for name in _WATCHED)


def complete(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of an order with all that follows from them.

    A new one has a number, is of today, belongs to the person at the keyboard, and takes over the settings of its
    customer that it does not say itself; a campaign gives it its discount (CAMP-08). Raises :class:`UserError` for a
    number or an opportunity that another order has, an opportunity of another customer, a start or a delivery before
    the day of the order, and for another currency of an order that is locked.
    """
    refuse_hidden_customer(change, values, before)
    discount_typed = values.get("discount") is not None
    if isinstance(values.get("currency"), str):
        values["currency"] = values["currency"].strip().upper() or None
    if before is None:
        _begin(change, values)
    else:
        _refuse_locked(values, before)
        for name in ("order_date", "currency"):
            # Taken out of a form to be given another one, never to have none.
            if name in values and values[name] is None:
                values[name] = before[name]
    _number(change, values, before)
    _title(values, before)
    _opportunity(change, values, before)
    take_from_campaign(change, values, before, typed=discount_typed)
    refuse_before_order_date(values, before)
    return values


def _begin(change: WriteContext[Session], values: dict[str, Any]) -> None:
    """Fill in what a new order does not say."""
    values.setdefault("owner", change.session.person.id)
    if values.get("status") is None:
        values["status"] = "draft"
    if values.get("order_date") is None:
        values["order_date"] = change.reading.today
    for name, setting in settings_of_customer(change.session, values.get("customer")).items():
        if values.get(name) is None:
            values[name] = setting
    if not values.get("currency"):
        values["currency"] = home_currency(change.session.country)


def settings_of_customer(session: Session, customer: int | None) -> dict[str, Any]:
    """Return what a new order takes over from its customer, by field of the order; without what is not set."""
    row = None if customer is None else session.store.row(_settings(), id=customer)
    if row is None:
        return {}
    fields = Customer.fields()
    found = {name: fields[of].from_stored(value) for (name, of), value in zip(SETTINGS.items(), row, strict=True)}
    return {name: value for name, value in found.items() if value is not None}


@statement
def _settings() -> Any:
    return Customer.select(*(Customer.fields()[name] for name in SETTINGS.values())).where(Customer.id == slot("id"))


def _refuse_locked(values: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    if before["status"] in LOCKED and values.get("status", before["status"]) in LOCKED:
        for name in _MONEY:
            if name in values and values[name] != before[name]:
                raise UserError(locked_error(before["number"]).message, name)


def _number(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> None:
    wanted = values.get("number")
    if before is not None and "number" in values and wanted is None:
        values["number"] = wanted = before["number"]
    if before is not None and wanted in (None, before["number"]):
        return
    if wanted is not None:
        sequences.refuse_taken(change, "sales_order", wanted, _("A hidden order"), record="order")
    values["number"] = sequences.given_number(change, "sales_order", wanted)


def _title(values: dict[str, Any], before: Mapping[str, Any] | None) -> None:
    """Call an order by its number where nobody calls it anything else."""
    if (before is None or "title" in values) and not values.get("title"):
        number = values.get("number") or (before or {}).get("number")
        values["title"] = _("Order {number}").format(number=number)


def _opportunity(change: WriteContext[Session], values: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """Refuse an opportunity of another customer, and one that has an order already (P10)."""
    was = {} if before is None else {name: before[name] for name in ("customer", "opportunity")}
    now = {**was, **{name: values[name] for name in ("customer", "opportunity") if name in values}}
    opportunity = now.get("opportunity")
    if opportunity is None or now == was:
        return
    row = change.session.store.row(_customer_of_opportunity(), id=opportunity)
    # Where customers become one, both move, one after the other.
    if row is not None and row[0] != now.get("customer") and change.kind != "merge":
        raise UserError(_("The opportunity is of another customer than the order."), "opportunity")
    if opportunity == was.get("opportunity"):
        return
    number = order_number_of(change.session, opportunity)
    if number is not None or not change.claim("order_of_opportunity", str(opportunity)):
        raise taken_error(change.session, opportunity, number)


def taken_error(session: Session, opportunity: int, number: int | None) -> UserError:
    """Return what is said where an opportunity is to get a second order."""
    title = visible(session.names.title_of("opportunity", opportunity))
    if number is None:
        return UserError(_("{opportunity} has an order already.").format(opportunity=title), "opportunity")
    sentence = _("{opportunity} has an order already: number {number}.")
    return UserError(sentence.format(opportunity=title, number=number), "opportunity")


def order_number_of(session: Session, opportunity: int) -> int | None:
    """Return the number of the order that an opportunity became, whoever may see it; None for none."""
    found = session.store.value(_number_of(session.records["order"]), opportunity=opportunity)
    return None if found is None else int(found)


@statement
def _number_of(order: type[Any]) -> Any:
    return order.select(order.number).where(order.opportunity == slot("opportunity"))


@statement
def _customer_of_opportunity() -> Any:
    return Opportunity.select(Opportunity.customer).where(Opportunity.id == slot("id"))


def refuse_before_order_date(values: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """Raise :class:`UserError` at the start or the delivery that would lie before the day of the order."""
    now = values if before is None else {**before, **values}
    ordered = now.get("order_date")
    if ordered is None:
        return
    sentences = {
        "start": _("The start is before the order date, {day}."),
        "delivery": _("The delivery is before the order date, {day}."),
    }
    for name, sentence in sentences.items():
        day: date | None = now.get(name)
        if day is not None and day < ordered:
            raise UserError(sentence.format(day=format_day(ordered)), name)
