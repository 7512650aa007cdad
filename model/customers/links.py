"""What binds customers and contacts together (CUST-13, CUST-15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes import link_rows
from model.core.changes.change import Change
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Row
from model.core.records.write_context import WriteContext
from model.core.text import quotation
from model.core.text import visible as shown
from model.customers.records import Contact, Customer, CustomerContact

LATEST_LINKS, MOST_ROLES = 5_000, 200
"""How many links the roles in use are read from, and how many roles are offered."""


class LinkedContact(NamedTuple):
    """A contact of a customer or a project, as its card shows it; who takes part in a project has no role there."""

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
    where, parameters = visible(Customer, session.person.id)
    seen = f"EXISTS (SELECT 1 FROM customer WHERE customer.id = link.customer AND {where})"
    return contacts_bound(session, CustomerContact, "customer", customer_id, limit, (seen, parameters))


def contacts_bound(
    session: Session,
    link: type[Row],
    own: str,
    own_id: int,
    limit: int,
    further: tuple[str, Sequence[object]] = ("1", ()),
) -> list[LinkedContact]:
    """Return the contacts that rows of ``link`` bind to a record, its column ``own``, by name, the first ``limit``.

    ``further`` is a predicate with its parameters. Those that the person may not see are absent (G05).
    """
    where, parameters = visible(Contact, session.person.id)
    role = "link.role" if "role" in link.fields() else "NULL"
    rows = session.store.rows(
        f"SELECT contact.id, contact.name, {role}, contact.title, contact.email,"
        " coalesce(contact.direct_phone, contact.mobile, contact.phone), contact.active"
        f" FROM {link.table()} link JOIN contact ON contact.id = link.contact"
        f" WHERE link.{own} = ? AND {where} AND {further[0]} ORDER BY contact.name_key, contact.id LIMIT ?",
        (own_id, *parameters, *further[1], limit),
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


def roles_in_use(session: Session) -> list[str]:
    """Return the roles that contacts have at customers, most common first, of what the person may see (CUST-13).

    Only the latest links are looked at: with a million of them the answer still comes at once.
    """
    where, parameters = visible(Contact, session.person.id)
    customers, more = visible(Customer, session.person.id)
    rows = session.store.rows(
        "SELECT min(link.role) FROM (SELECT * FROM customer_contact ORDER BY id DESC LIMIT ?) link"
        " JOIN contact ON contact.id = link.contact JOIN customer ON customer.id = link.customer"
        f" WHERE link.role IS NOT NULL AND {where} AND {customers}"
        " GROUP BY lower(link.role) ORDER BY count(*) DESC, 1 LIMIT ?",
        (LATEST_LINKS, *parameters, *more, MOST_ROLES),
    )
    return [str(role) for (role,) in rows]


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


def link(change: WriteContext[Session], customer_id: int, contact_id: int, role: str | None = None) -> bool:
    """Make a contact one of the customer's, or give it another role there; return whether anything was different.

    Raises :class:`NotFoundError` where either is gone or hidden.
    """
    values = {} if role is None else {"role": role}
    return link_rows.put(change, CustomerContact, {"customer": customer_id, "contact": contact_id}, values)


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
                role=quotation(shown(now or ""))
            ),
            "role",
        )
    return change.update(CustomerContact, found, {"role": role})


def unlink(change: WriteContext[Session], customer_id: int, contact_id: int) -> None:
    """Take a contact from a customer's card; the contact itself stays on file (G04)."""
    change.read(Customer, customer_id)
    change.delete(CustomerContact, _linked(change, customer_id, contact_id))


def _linked(change: WriteContext[Session], customer_id: int, contact_id: int) -> int:
    found = link_rows.row_id(change, CustomerContact, {"customer": customer_id, "contact": contact_id})
    if found is None:
        raise UserError(_("The contact is not one of this customer's."), "contact")
    return found
