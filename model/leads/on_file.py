"""Which customer and which contact on file a lead already is (decision 14; C08 … C11).

An organisation number or an e-mail address identifies; a like name or telephone number never does, and is offered for
a person to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.stored_columns import column_names
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import Query, slot, statement
from model.core.text import fold
from model.core.text import visible as shown
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead

StoredRow = Mapping[str, Any]
"""Stored columns of a row by their names, ``id`` among them."""

REASONS: Mapping[str, str] = {
    "org_number": N_("same organisation number"),
    "email": N_("same e-mail"),
    "chosen": N_("chosen"),
    "name": N_("same name"),
    "phone": N_("same telephone number"),
}
"""Why a record on file is used or offered."""

MOST_OFFERS = 5


@dataclass(frozen=True)
class Offer:
    """A record on file that may be the same, for a person to choose."""

    record: str
    id: int
    title: str
    reason: str
    """A key of :data:`REASONS`."""


class OnFile:
    """Look-ups by the identifying keys, as one person may see the records."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._person = session.person.id
        self._columns: dict[type[Record], tuple[str, ...]] = {
            record: column_names(record) for record in (Customer, Contact)
        }

    def row(self, record: type[Record], record_id: int) -> dict[str, Any] | None:
        """Return a customer or contact by its ID, None where there is none to see."""
        return self._row(record, _by_id(record), id=record_id)

    def customer(self, lead: StoredRow, others: Sequence[int] = ()) -> tuple[dict[str, Any] | None, str, bool]:
        """Return the customer that the lead is, why, and whether its number belongs to a hidden customer.

        Of several the oldest in use counts. A private customer with the same e-mail is a person, not the company,
        and two different organisation numbers are two companies whatever their e-mail. ``others`` are customers that
        would have another number by then.
        """
        key = lead["org_number_key"]
        if key is not None:
            found = self._row(Customer, _by_number(False), key=key)
            if found is not None:
                if found["owner_only"] and found["owner"] != self._person:
                    other = self._row(Customer, _by_number(True), key=key)
                    return (other, "org_number", other is None)
                return found, "org_number", False
        if lead["email_key"] is not None:
            without_number = key is not None
            query = _company_by_email(without_number, bool(others))
            found = self._row(Customer, query, email=lead["email_key"], others=others)
            if found is not None:
                return found, "email", False
        return None, "", False

    def contact(self, lead: StoredRow) -> dict[str, Any] | None:
        """Return the contact with the lead's e-mail address, whatever its case of letters (C09)."""
        if lead["email_key"] is None:
            return None
        return self._row(Contact, _contact_by_email(), email=lead["email_key"])

    def has_twin(self, lead: StoredRow) -> bool:
        """Whether another lead has the same organisation number or e-mail, whoever may see it."""
        return any(
            lead[key] is not None and len(self._session.store.rows(_leads_with(key), key=lead[key])) > 1
            for key in ("org_number_key", "email_key")
        )

    def linked(self, customer: int, contact: int) -> bool:
        """Whether the contact is one of the customer's."""
        return self._session.store.row(_link(), customer=customer, contact=contact) is not None

    def offers(self, lead: StoredRow, person: str) -> tuple[Offer, ...]:
        """Return the customers and contacts that share a name or telephone number with the lead."""
        phones = sorted({lead[f"{name}_key"] for name in ("phone", "direct_phone", "mobile")} - {None})
        found = self._like(Customer, "customer", lead["name_key"], ("phone", "mobile"), phones)
        found += self._like(Contact, "contact", fold(person), ("phone", "direct_phone", "mobile"), phones)
        return tuple(found)

    def _like(
        self, record: type[Record], name: str, name_key: str, columns: tuple[str, ...], phones: list[str]
    ) -> list[Offer]:
        offers: dict[int, Offer] = {}
        asked = [("name_key", name_key, "name")] if name_key else []
        asked += [(f"{column}_key", phone, "phone") for phone in phones for column in columns]
        for column, value, reason in asked:
            for record_id, title in self._session.rows(_alike(record, column), key=value):
                offers.setdefault(record_id, Offer(name, record_id, shown(str(title or "")), reason))
        return list(offers.values())[:MOST_OFFERS]

    def _row(self, record: type[Record], query: Query, **values: Any) -> dict[str, Any] | None:
        row = self._session.row(query, **values)
        return None if row is None else dict(zip(self._columns[record], row, strict=True))


def _oldest(record: type[Record], *conditions: Any) -> Any:
    """Return the query for the stored columns of the oldest record in use that meets the conditions."""
    columns = (column_of(record, name) for name in column_names(record))
    return record.select(*columns).where(*conditions).order_by(record.active.desc(), record.id).limit(1)


@statement
def _by_id(record: type[Record]) -> Any:
    return _oldest(record, record.id == slot("id"), seen(record))


@statement
def _by_number(only_seen: bool) -> Any:
    return _oldest(Customer, Customer.org_number.folded == slot("key"), *((seen(Customer),) if only_seen else ()))


@statement
def _company_by_email(without_number: bool, but_for_others: bool) -> Any:
    conditions = [Customer.email.folded == slot("email"), Customer.private.no]
    if without_number:
        conditions.append(Customer.org_number.folded.is_null())
    if but_for_others:
        conditions.append(~among(Customer.id, slot("others")))
    return _oldest(Customer, *conditions, seen(Customer))


@statement
def _contact_by_email() -> Any:
    return _oldest(Contact, Contact.email.folded == slot("email"), seen(Contact))


@statement
def _leads_with(column: str) -> Any:
    return Lead.select(Lead.id).where(column_of(Lead, column) == slot("key")).limit(2)


@statement
def _link() -> Any:
    link = CustomerContact
    return link.select(link.id).where(link.customer == slot("customer"), link.contact == slot("contact"))


@statement
def _alike(record: type[Record], column: str) -> Any:
    title = column_of(record, "name")
    query = record.select(record.id, title).where(column_of(record, column) == slot("key"), seen(record))
    return query.order_by(record.active.desc(), record.id).limit(MOST_OFFERS)
