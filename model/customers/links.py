"""What binds customers and contacts together (CUST-13, CUST-15)."""

from __future__ import annotations

from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes import link_rows
from model.core.changes.change import Change
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Row
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import TRUE, column_of
from model.core.storage.statements import slot, statement
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


def contacts_of(session: Session, customer_id: int, limit: int | None = None) -> list[LinkedContact]:
    """Return the contacts of a customer by name, the first ``limit``; those the person may not see are absent (G05)."""
    seen_customer = peewee.fn.EXISTS(
        Customer.select(peewee.SQL("1")).where(Customer.id == CustomerContact.customer, seen(Customer))
    )
    return contacts_bound(session, CustomerContact, "customer", customer_id, limit, seen_customer)


def contacts_bound(
    session: Session, link: type[Row], own: str, own_id: int, limit: int | None, further: Any = TRUE
) -> list[LinkedContact]:
    """Return the contacts that rows of ``link`` bind to a record, its column ``own``, by name, the first ``limit``.

    ``further`` is one more condition on them. Those that the person may not see are absent (G05).
    """
    number = peewee.fn.coalesce(Contact.direct_phone, Contact.mobile, Contact.phone)
    role = column_of(link, "role") if "role" in link.fields() else peewee.SQL("NULL")
    query = (
        link.select(Contact.id, Contact.name, role, Contact.title, Contact.email, number, Contact.active)
        .join(Contact, on=Contact.id == column_of(link, "contact"))
        .where(column_of(link, own) == own_id, seen(Contact), further)
        .order_by(Contact.name.folded, Contact.id)
    )
    rows = session.rows(query if limit is None else query.limit(limit))
    return [LinkedContact._make((*row[:6], bool(row[6]))) for row in rows]


def count_contacts(session: Session, customer_id: int, most: int) -> int:
    """Return how many contacts of a customer the person may see, counted no further than ``most`` (G05)."""
    return int(session.value(_number_of_contacts(), customer=customer_id, most=most))


@statement
def _number_of_contacts() -> Any:
    link = CustomerContact
    some = (
        link.select(peewee.SQL("1").alias("one"))
        .join(Contact, on=Contact.id == link.contact)
        .where(link.customer == slot("customer"), seen(Contact))
        .limit(slot("most"))
        .alias("some")
    )
    return peewee.Select((some,), (peewee.fn.count(peewee.SQL("*")),))


def roles_in_use(session: Session) -> list[str]:
    """Return the roles that contacts have at customers, most common first, of what the person may see (CUST-13).

    Only the latest links are looked at: with a million of them the answer still comes at once.
    """
    rows = session.rows(_roles())
    return [str(role) for (role,) in rows]


def contact_ids(session: Session, customer_id: int) -> list[int]:
    """Return the IDs of all contacts of a customer, in no order."""
    return [row[0] for row in session.store.rows(_contact_ids(), customer=customer_id)]


@statement
def _roles() -> Any:
    link = CustomerContact
    latest = (
        link.select(link.role, link.contact, link.customer).order_by(link.id.desc()).limit(LATEST_LINKS).alias("latest")
    )
    role = latest.c.role
    return (
        peewee.Select((latest,), (peewee.fn.min(role),))
        .join(Contact, on=Contact.id == latest.c.contact)
        .join(Customer, on=Customer.id == latest.c.customer)
        .where(role.is_null(False), seen(Contact), seen(Customer))
        .group_by(peewee.fn.lower(role))
        .order_by(peewee.fn.count(peewee.SQL("*")).desc(), peewee.SQL("1"))
        .limit(MOST_ROLES)
    )


@statement
def _contact_ids() -> Any:
    link = CustomerContact
    return link.select(link.contact).where(link.customer == slot("customer"))


def customers_of(session: Session, contact_id: int) -> list[LinkedCustomer]:
    """Return the customers of a contact by name, those the person may see (CUST-13, CUST-15)."""
    rows = session.rows(_customers_of_contact(), contact=contact_id)
    return [LinkedCustomer._make((*row[:4], bool(row[4]))) for row in rows]


@statement
def _customers_of_contact() -> Any:
    link = CustomerContact
    return (
        link.select(Customer.id, Customer.name, link.role, Customer.number, Customer.active)
        .join(Customer, on=Customer.id == link.customer)
        .join(Contact, on=Contact.id == link.contact)
        .where(link.contact == slot("contact"), seen(Customer), seen(Contact))
        .order_by(Customer.name.folded, Customer.id)
    )


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
