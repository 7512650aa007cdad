"""The rules by which ledger entries are saved: amount, currency, dates, and what a link holds fast (CUST-20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from model.core.access.session import Session
from model.core.changes.ownership import refuse_hidden_customer
from model.core.dates import format_day
from model.core.errors import UserError
from model.core.fields.currency import home_currency
from model.core.language import _
from model.core.numbers import format_whole
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement

_CUSTOMER: Any = peewee.Table("customer", ("id", "currency", "payment_terms", "supplier_terms"))
_ENTRY: Any = peewee.Table("ledger_entry", ("id", "number", "link_id"))

HELD = ("ledger", "customer", "currency", "amount")
"""What no entry of a link can be given another of: its entries have them in common, or add up by them."""
_WATCHED = (*HELD, "date", "due", "active", "external_id")


def has_rules_for(values: Mapping[str, Any]) -> bool:
    """Whether these fields of an entry follow rules that look at each row."""
    return any(name in values for name in _WATCHED)


def complete(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of an entry with all that follows from them.

    A new one is dated today, in the customer's currency or else the country's, and an invoice is due by the customer's
    terms. Raises :class:`UserError` for an amount of 0, a due date before the date, a currency that is not known, and
    for what a link holds fast.
    """
    if change.kind != "merge":
        # Who may hide what a merged customer has is asked once, of the customer.
        refuse_hidden_customer(change, values, before)
    values.update({name: values[name].strip() or None for name in ("external_id",) if values.get(name)})
    if "currency" in values:
        # One currency is one sum, however it was typed.
        values["currency"] = (values["currency"] or "").strip().upper() or None
    if before is None:
        _begin(change, values)
    elif before["link_id"] is not None:
        _refuse_what_the_link_holds(change, values, before)
    elif values.get("amount") is not None:
        values["balance"] = values["amount"]
    now = values if before is None else {**before, **values}
    if ("amount" in values or before is None) and now.get("amount") == 0:
        raise UserError(_("An amount of 0 is no entry: write what is owed, or paid with a minus."), "amount")
    if not now.get("currency"):
        raise UserError(_("Name the currency: neither the customer nor the company has one."), "currency")
    if now.get("date") is None:
        raise UserError(_("An entry has a date."), "date")
    if values.get("active") is False or (before is None and values.get("active") == 0):
        raise UserError(_("An entry is never deactivated: delete it where it is wrong."), "active")
    _refuse_due_before_date(values, now)
    return values


def _begin(change: WriteContext[Session], values: dict[str, Any]) -> None:
    """Fill in what a new entry does not say."""
    if values.get("date") is None:
        values["date"] = change.reading.today
    if not values.get("ledger"):
        values["ledger"] = "customer"
    amount = values.get("amount")
    if not values.get("currency") or (values.get("due") is None and amount is not None and amount > 0):
        currency, terms = _terms_of(change, values.get("customer"), values["ledger"])
        values["currency"] = values.get("currency") or currency or home_currency(change.session.country)
        if values.get("due") is None and amount is not None and amount > 0 and terms is not None:
            values["due"] = values["date"] + timedelta(days=terms)
    values.update(balance=amount, link_id=None, closed=False)


def _terms_of(change: WriteContext[Session], customer: int | None, ledger: str) -> tuple[str | None, int | None]:
    """Return the currency that a customer is dealt with in, and after how many days an invoice is due."""
    if customer is None:
        return None, None
    known = change.kept.setdefault("ledger terms", {})
    if customer not in known:
        known[customer] = change.session.store.row(_terms(), id=customer) or (None, None, None)
    currency, payment, supplier = known[customer]
    return currency, payment if ledger == "customer" else supplier


@statement
def _terms() -> Any:
    columns = (_CUSTOMER.currency, _CUSTOMER.payment_terms, _CUSTOMER.supplier_terms)
    return peewee.Select((_CUSTOMER,), columns).where(_CUSTOMER.id == slot("id"))


def _refuse_what_the_link_holds(
    change: WriteContext[Session], values: Mapping[str, Any], before: Mapping[str, Any]
) -> None:
    for name in HELD:
        if name not in values or values[name] == before[name]:
            continue
        if name == "customer" and change.kind == "merge":
            continue  # All entries of the link go over together.
        raise UserError(
            _("The entry is linked (link {number}): take it out of the link before you change this.").format(
                number=before["link_id"]
            ),
            name,
        )


def _refuse_due_before_date(values: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    day, due = now.get("date"), now.get("due")
    if ("date" in values or "due" in values) and isinstance(day, date) and isinstance(due, date) and due < day:
        raise UserError(
            _("It is due before its date, {day}: write that day or a later one.").format(day=format_day(day)), "due"
        )


def is_due_differently(values: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether the rest of a link may stand on other entries now: it is taken off those that are due first."""
    return any(name in values and values[name] != before[name] for name in ("date", "due"))


def delete_refusals(session: Session, ids: Sequence[int]) -> list[str]:
    """Return why these entries are not deleted, a sentence; nothing where none of them is linked."""
    linked = session.store.rows(_linked(), ids=[*ids])
    if not linked:
        return []
    if len(linked) == 1:
        number, link_id = linked[0]
        return [
            _("Entry {number} is linked (link {link}): take it out of the link first.").format(
                number=number or f"#{ids[0]}", link=link_id
            )
        ]
    return [
        _("{count} of the entries are linked: take them out of their links first.").format(
            count=format_whole(len(linked))
        )
    ]


@statement
def _linked() -> Any:
    columns = (_ENTRY.number, _ENTRY.link_id)
    return peewee.Select((_ENTRY,), columns).where(among(_ENTRY.id, slot("ids")), _ENTRY.link_id.is_null(False))
