"""What binds customers, contacts and categories together (CUST-12, CUST-13, CUST-15)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from model.core.access import Session, visible
from model.core.changes import Change
from model.core.errors import UserError
from model.core.fields.relations import Item
from model.core.language import _
from model.core.text import visible as shown
from model.customers.records import Contact, Customer, CustomerCategory, CustomerContact


class LinkedContact(NamedTuple):
    """A contact of a customer, as its card shows it."""

    id: int
    name: str
    role: str | None
    title: str | None
    email: str | None
    phone: str | None
    """The first there is of direct, mobile and work telephone."""
    active: bool


class LinkedCustomer(NamedTuple):
    """A customer of a contact, as its card shows it."""

    id: int
    name: str
    role: str | None
    number: int
    active: bool


def contacts_of(session: Session, customer_id: int, limit: int = -1) -> list[LinkedContact]:
    """Return the contacts of a customer by name, the first ``limit``; those the person may not see are absent (G05)."""
    where, parameters = visible(Contact, session.person.id)
    customers, more = visible(Customer, session.person.id)
    rows = session.store.rows(
        "SELECT contact.id, contact.name, link.role, contact.title, contact.email,"
        " coalesce(contact.direct_phone, contact.mobile, contact.phone), contact.active"
        " FROM customer_contact link JOIN contact ON contact.id = link.contact"
        " JOIN customer ON customer.id = link.customer"
        f" WHERE link.customer = ? AND {where} AND {customers} ORDER BY contact.name_key, contact.id LIMIT ?",
        (customer_id, *parameters, *more, limit),
    )
    return [LinkedContact._make((*row[:6], bool(row[6]))) for row in rows]


def count_contacts(session: Session, customer_id: int, most: int) -> int:
    """Return how many contacts of a customer the person may see, counted no further than ``most`` (G05)."""
    where, parameters = visible(Contact, session.person.id)
    sql = (
        "SELECT count(*) FROM (SELECT 1 FROM customer_contact link JOIN contact ON contact.id = link.contact"
        f" WHERE link.customer = ? AND {where} LIMIT ?)"
    )
    return int(session.store.value(sql, (customer_id, *parameters, most)))


def contact_ids(session: Session, customer_id: int) -> list[int]:
    """Return the IDs of all contacts of a customer, in no order."""
    return [
        row[0] for row in session.store.rows("SELECT contact FROM customer_contact WHERE customer = ?", (customer_id,))
    ]


def customers_of(session: Session, contact_id: int) -> list[LinkedCustomer]:
    """Return the customers of a contact by name, those the person may see (CUST-13, CUST-15)."""
    where, parameters = visible(Customer, session.person.id)
    contacts, more = visible(Contact, session.person.id)
    rows = session.store.rows(
        "SELECT customer.id, customer.name, link.role, customer.number, customer.active FROM customer_contact link"
        " JOIN customer ON customer.id = link.customer JOIN contact ON contact.id = link.contact"
        f" WHERE link.contact = ? AND {where} AND {contacts} ORDER BY customer.name_key, customer.id",
        (contact_id, *parameters, *more),
    )
    return [LinkedCustomer._make((*row[:4], bool(row[4]))) for row in rows]


def link(change: Change, customer_id: int, contact_id: int, role: str | None = None) -> bool:
    """Make a contact one of the customer's, or give it another role there; return whether anything was different.

    Raises :class:`NotFoundError` where either is gone or hidden.
    """
    change.read(Customer, customer_id)
    change.read(Contact, contact_id)
    found = _link_id(change, customer_id, contact_id)
    if found is None:
        change.insert(CustomerContact, {"customer": customer_id, "contact": contact_id, "role": role})
        return True
    return role is not None and change.update(CustomerContact, found, {"role": role})


def set_role(change: Change, customer_id: int, contact_id: int, role: str | None, *, base: str | None = None) -> bool:
    """Set the role that a contact has at a customer; return whether it was another.

    ``base`` is the role that the person was shown, "" for none: raises :class:`UserError` where a colleague has set
    another one since (COM-09).
    """
    found = _linked(change, customer_id, contact_id)
    now = change.read(CustomerContact, found)["role"]
    if base is not None and (now or "") != base:
        raise UserError(
            _("A colleague has set the role to {role} in the meantime; look again.").format(
                role=repr(shown(now or ""))
            ),
            "role",
        )
    return change.update(CustomerContact, found, {"role": role})


def unlink(change: Change, customer_id: int, contact_id: int) -> None:
    """Take a contact from a customer's card; the contact itself stays on file (G04)."""
    change.read(Customer, customer_id)
    change.delete(CustomerContact, _linked(change, customer_id, contact_id))


def set_customers(change: Change, contact_id: int, wanted: Iterable[Item], *, further: bool = False) -> bool:
    """Give a contact exactly these customers, or with ``further`` these as well; return whether that was different.

    Where an item names no role, the contact keeps the one that it has there. A customer that the person may not see
    stays linked: what is absent cannot be taken away.
    """
    items = {item.id: item for item in wanted}
    different = False
    if not further:
        where, parameters = visible(Customer, change.session.person.id)
        present = change.connection.execute(
            "SELECT customer.id FROM customer_contact link JOIN customer ON customer.id = link.customer"
            f" WHERE link.contact = ? AND {where}",
            (contact_id, *parameters),
        ).fetchall()
        for (customer,) in present:
            if customer not in items:
                unlink(change, customer, contact_id)
                different = True
    for customer, item in items.items():
        different |= link(change, customer, contact_id, item.detail)
    return different


def _linked(change: Change, customer_id: int, contact_id: int) -> int:
    found = _link_id(change, customer_id, contact_id)
    if found is None:
        raise UserError(_("The contact is not one of this customer's."), "contact")
    return found


def _link_id(change: Change, customer_id: int, contact_id: int) -> int | None:
    row = change.connection.execute(
        "SELECT id FROM customer_contact WHERE customer = ? AND contact = ?", (customer_id, contact_id)
    ).fetchone()
    return None if row is None else int(row[0])


# Categories


def categories_of(session: Session, customer_id: int) -> list[tuple[int, str]]:
    """Return the categories that a customer stands in, as (option ID, name), in the company's order."""
    return [
        (row[0], row[1])
        for row in session.store.rows(
            "SELECT option.id, option.name FROM customer_category link JOIN option ON option.id = link.category"
            " WHERE link.customer = ? ORDER BY option.position, option.name_key",
            (customer_id,),
        )
    ]


def set_categories(change: Change, customer_id: int, categories: set[int]) -> bool:
    """Put a customer into exactly these categories (option IDs); return whether that was different before."""
    change.read(Customer, customer_id)
    present = dict(
        change.connection.execute("SELECT category, id FROM customer_category WHERE customer = ?", (customer_id,))
    )
    for category in sorted(categories - present.keys()):
        change.insert(CustomerCategory, {"customer": customer_id, "category": category})
    for category in sorted(present.keys() - categories):
        change.delete(CustomerCategory, present[category])
    return present.keys() != categories
