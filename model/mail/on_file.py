"""Whom on file an address belongs to: to these records a message is linked (CUST-16, LEAD-10).

A contact's message is its customers' too. Found is what the person whose mailbox it is may see: a colleague's private
contact is nobody on file. A shared domain never links anything; it may only be suggested, and not that of free mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from model.activities.links import Place
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement
from model.customers.records import CustomerContact
from model.mail.addresses import key_of, keys_on_file

ADDRESSED = ("lead", "customer", "contact")
"""Kinds of record that have an address, by name."""
_AT_ONCE = 400
"""Addresses, or IDs, that one query asks for."""


def own_addresses(session: Session, address: str = "") -> frozenset[str]:
    """Return the keys of the employees' own addresses, and of ``address``: nobody is linked by these."""
    found = {key_of(row[0]) for row in session.store.rows(_addresses_of_employees(session.records["employee"]))}
    return frozenset((found | {key_of(address)}) - {""})


def places_of(session: Session, keys: Iterable[str]) -> dict[str, list[Place]]:
    """Return the records that each of the addresses (:func:`key_of`) belongs to; who is nobody's is absent."""
    asked: dict[str, str] = {}
    for key in keys:
        asked.update(dict.fromkeys(keys_on_file(key), key))
    found: dict[str, dict[Place, None]] = {}
    contacts: dict[int, list[str]] = {}
    for part in _parts([*asked]):
        for name in ADDRESSED:
            for record_id, key in session.rows(_by_address(session.records[name]), keys=part):
                found.setdefault(asked[key], {})[name, record_id] = None
                if name == "contact":
                    contacts.setdefault(record_id, []).append(asked[key])
    for part in _parts([*contacts]):
        for contact, customer in session.rows(_customers(session.records["customer"]), ids=part):
            for key in contacts[contact]:
                found[key]["customer", customer] = None
    return {key: [*places] for key, places in found.items()}


def newest_change(session: Session) -> int:
    """Return the ID of the newest change."""
    return int(session.store.value(_newest_change()) or 0)


def addresses_since(session: Session, change: int, most: int) -> list[str] | None:
    """Return the addresses of records that have been written since ``change``, also by way of their customers.

    None where that may be more than ``most``.
    """
    ids: dict[str, set[int]] = {}
    rows = session.store.rows(_written_since(), change=change, most=most + 1)
    if len(rows) > most:
        return None
    for name, record_id in rows:
        ids.setdefault(name, set()).add(record_id)
    contacts = ids.setdefault("contact", set())
    for part in _parts([*ids.pop("customer_contact", ())]):
        contacts.update(row[0] for row in session.store.rows(_contacts_of_links(), ids=part))
    found: dict[str, None] = {}
    for name in ADDRESSED:
        for part in _parts([*ids.get(name, ())]):
            for (address,) in session.rows(_addresses_of(session.records[name]), ids=part):
                found[key_of(address)] = None
    found.pop("", None)
    return [*found]


def merged(places: Mapping[str, list[Place]], keys: Iterable[str]) -> list[Place]:
    """Return the records that any of the addresses belongs to, each once."""
    return [*dict.fromkeys(place for key in keys for place in places.get(key, ()))]


def spellings(keys: Iterable[str]) -> list[str]:
    """Return addresses as they stand in headers: with the domain in Unicode, and in ASCII."""
    return [*dict.fromkeys(spelling for key in keys for spelling in keys_on_file(key))]


def _parts(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


@statement
def _by_address(record: type[Row]) -> peewee.Query:
    key = column_of(record, "email_key")
    return record.select(record.id, key).where(among(key, slot("keys")), key.is_null(False), seen(record))


@statement
def _customers(customer: type[Row]) -> peewee.Query:
    link = CustomerContact
    rows = peewee.Join(link, customer, on=column_of(customer, "id") == link.customer)
    return peewee.Select((rows,), (link.contact, link.customer)).where(among(link.contact, slot("ids")), seen(customer))


@statement
def _addresses_of_employees(employee: type[Row]) -> peewee.Query:
    email = column_of(employee, "email")
    return employee.select(email).where(email.is_null(False))


@statement
def _addresses_of(record: type[Row]) -> peewee.Query:
    email = column_of(record, "email")
    return record.select(email).where(among(column_of(record, "id"), slot("ids")), email.is_null(False), seen(record))


@statement
def _contacts_of_links() -> peewee.Query:
    return CustomerContact.select(CustomerContact.contact).where(among(CustomerContact.id, slot("ids")))


@statement
def _newest_change() -> peewee.Query:
    return ChangeEntry.select(peewee.fn.max(ChangeEntry.id))


@statement
def _written_since() -> peewee.Query:
    line = ChangeRow
    kinds = (*ADDRESSED, "customer_contact")
    written = (line.change > slot("change")) & line.record.in_(kinds) & (line.action != "delete")
    return line.select(line.record, line.record_id).where(written).distinct().limit(slot("most"))
