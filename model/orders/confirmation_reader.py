"""Reading an order confirmation from an order: the customer's addresses, the lines, and in which language (OPP-19)."""

from __future__ import annotations

from typing import Any

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.countries import country_code
from model.core.errors import NotFoundError, UserError
from model.core.language import LANGUAGES, _, current
from model.core.org_number import read_org_number
from model.core.records.employee_table import EmployeeTable
from model.core.settings import CompanySettings
from model.core.storage.expressions import first
from model.core.storage.statements import slot, statement
from model.customers.records import Contact, Customer
from model.customers.rules import called
from model.orders.confirmation import Address, Confirmation, ConfirmationLine
from model.orders.line_record import OrderLine
from model.orders.records import Order
from model.orders.totals import totals_of_nets

_LANGUAGES = {"NO": "nb", "SJ": "nb", "DK": "da", "FO": "da", "GL": "da"}
_ELSEWHERE = "en"
_TO = ("invoice", "postal", "visiting", "delivery")
"""Which address of a customer stands on the confirmation: the first that is filled in."""
_TO_PRIVATE = ("postal", "invoice", "visiting", "delivery")


def read_confirmation(session: Session, order_id: int, company: CompanySettings, *, language: str = "") -> Confirmation:
    """Return the confirmation of an order, in ``language`` or else in that of the customer's country.

    A customer of whom no country is known gets the language in use. Raises
    :class:`~model.core.errors.NotFoundError` for an order that is gone or hidden, and :class:`UserError` for a company
    without a name and for an order without lines.
    """
    refuse_without_head(company)
    order = read(session, Order, order_id)
    customer = read(session, Customer, order.customer)
    lines = _lines_of(session, order_id)
    if not lines:
        raise UserError(_("Order {number} has no lines yet.").format(number=order.number), "lines")
    address = _first_address(customer)
    return Confirmation(
        language=language or language_of(address.country or _any_country(customer)),
        company=company,
        country=session.country,
        number=str(order.number),
        status=order.status,
        customer=called(customer.name, customer.first_name, customer.private),
        customer_number="" if customer.number is None else str(customer.number),
        lines=lines,
        totals=totals_of_nets((line.vat_rate, line.net) for line in lines),
        address=address,
        delivery_address=_address(customer, "delivery"),
        contact=_contact_name(session, order.contact),
        org_number=_number_text(customer.org_number, address.country or session.country),
        order_date=order.order_date,
        start=order.start,
        delivery=order.delivery,
        reference=order.reference or "",
        seller=_seller_name(session, order.owner),
        currency=order.currency or "",
        terms=order.terms,
    )


def whom_to_write(session: Session, order_id: int) -> tuple[tuple[str, int], str]:
    """Return the customer of an order as a record, and the address that its confirmation is sent to.

    That is the contact of the order with name and address, else the customer's address, '' where neither has one.
    """
    order = read(session, Order, order_id)
    place = ("customer", int(order.customer))
    if order.contact is not None:
        try:
            address = read(session, Contact, order.contact).email
        except NotFoundError:
            address = None
        if address:
            # Signs that have a meaning in a list of addresses are none of a name's.
            name = "".join(sign for sign in session.names.title_of("contact", order.contact) if sign not in ',;<>@"')
            return place, f"{name} <{address}>"
    return place, read(session, Customer, order.customer).email or ""


def refuse_without_head(company: CompanySettings) -> None:
    """Raise :class:`UserError` for a company whose name is not set: nothing can be sent in nobody's name."""
    if not company.name.strip():
        raise UserError(
            _("The company has no name yet: set name under [company] in the settings file (salg settings shows how)."),
            "company.name",
        )


def missing_in_head(company: CompanySettings) -> list[str]:
    """Return the settings of the head that a confirmation should have and that are not set, by their names."""
    return [name for name in ("org_number", "address", "account") if not getattr(company, name).strip()]


def language_of(country: str) -> str:
    """Return the language in which customers of a country are written to; that in use where none is known."""
    if not country.strip():
        return current()
    found = _LANGUAGES.get(country_code(country) or "", _ELSEWHERE)
    assert found in LANGUAGES
    return found


# What belongs to the customer


def _first_address(customer: Any) -> Address:
    for name in _TO_PRIVATE if customer.private else _TO:
        if found := _address(customer, name):
            return found
    return Address()


def _address(customer: Any, name: str) -> Address:
    parts = {
        part: getattr(customer, f"{name}_{part}") or "" for part in ("street", "postcode", "town", "region", "country")
    }
    return Address(**parts)


def _any_country(customer: Any) -> str:
    names = (*_TO, "attestation")
    return next((country for name in names if (country := getattr(customer, f"{name}_country"))), "")


def _number_text(number: str | None, country: str) -> str:
    found = read_org_number(number, country) if number else None
    return str(found) if found is not None else number or ""


def _contact_name(session: Session, contact: int | None) -> str:
    if contact is None:
        return ""
    try:
        return read(session, Contact, contact).name or ""
    except NotFoundError:
        # Somebody else's contact, whose name is nobody's to see.
        return ""


def _seller_name(session: Session, employee: int | None) -> str:
    row = None if employee is None else session.store.row(_employee(), id=employee)
    return "" if row is None else str(row[0] or row[1] or "")


@statement
def _employee() -> Any:
    return EmployeeTable.select(EmployeeTable.name, EmployeeTable.initials).where(EmployeeTable.id == slot("id"))


# Lines

_FIGURES = ("quantity", "unit_price", "discount", "vat_rate", "amount")


def _lines_of(session: Session, order_id: int) -> tuple[ConfirmationLine, ...]:
    fields = OrderLine.fields()
    found = []
    for text, unit, *stored in session.store.rows(_lines(), order=order_id):
        quantity, price, discount, rate, amount = (
            fields[name].from_stored(value) for name, value in zip(_FIGURES, stored, strict=True)
        )
        found.append(ConfirmationLine(text, quantity, unit or "", price, discount, rate, amount))
    return tuple(found)


@statement
def _lines() -> Any:
    line = OrderLine
    return (
        line.select(line.text, line.unit, *(line.fields()[name] for name in _FIGURES))
        .where(line.of_order == slot("order"))
        .order_by(first(line.position), line.id)
    )
