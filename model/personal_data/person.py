"""Finding all that is on file about one person, whoever may see it; only an administrator may ask.

A person is a contact, the person that a lead names, or a private customer. The same person are those with the same
name and one of the same e-mail addresses, and what a lead became: an address alone may be shared by a whole company.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.errors import UserError
from model.core.fields.texts import Email, Phone
from model.core.language import N_, _
from model.core.records.record import Record, Row
from model.core.records.stored_columns import table_columns
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, among, column_of
from model.core.storage.statements import slot, statement, stored
from model.core.text import fold
from model.customers.records import Contact, Customer
from model.leads.records import Lead

KINDS: Mapping[str, type[Record]] = {"contact": Contact, "lead": Lead, "customer": Customer}
"""The records that a person can be on file as, by their words in code."""

_NAMES = {"contact": ("first_name", "last_name"), "lead": ("first_name", "last_name"),
          "customer": ("first_name", "name")}  # fmt: skip
_NAME_KEYS = {"contact": "name_key", "lead": "person_key"}
_SHARED_NUMBERS = {"contact": ("phone",), "lead": ("phone", "fax"), "customer": ("fax",)}
"""Numbers that are the company's, not the person's."""


@dataclass(frozen=True)
class PersonFound:
    """One person: what they are called and reached by, and the rows about them by kind, IDs in order."""

    name: str
    first_name: str
    last_name: str
    emails: tuple[str, ...]
    """Keys: in lower case."""
    numbers: tuple[str, ...]
    """Of telephones that are the person's own, as they were typed and as +4722334455."""
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that name the person beyond doubt, the longest first."""
        found = [*self.emails, *(number for number in self.numbers if len(number) > 5)]
        if self.first_name and self.last_name:
            found += [self.name, f"{self.last_name}, {self.first_name}"]
        return tuple(sorted({text for text in found if text}, key=len, reverse=True))

    def ids(self, kind: str) -> tuple[int, ...]:
        """Return the IDs of the rows of one kind, in order."""
        return self.rows.get(kind, ())


# Queries: ``contacts``, ``leads`` and ``customers`` are IDs, ``emails`` keys, ``name`` the folded name of the person


@statement
def _namesakes(kind: str) -> peewee.Query:
    """Contacts or leads of that name with one of the addresses."""
    record = KINDS[kind]
    key = column_of(record, _NAME_KEYS[kind])
    return record.select(record.id).where(among(column_of(record, "email_key"), slot("emails")), key == stored("name"))


@statement
def _private_namesakes() -> peewee.Query:
    name = peewee.fn.trim(Customer.first_name.folded.concat(peewee.SQL("' '")).concat(Customer.name.folded))
    return Customer.select(Customer.id).where(
        Customer.private.yes, among(Customer.email.folded, slot("emails")), name == stored("name")
    )


@statement
def _converted_leads() -> peewee.Query:
    return Lead.select(Lead.id).where(
        among(Lead.converted_contact, slot("contacts")), column_of(Lead, _NAME_KEYS["lead"]) == stored("name")
    )


@statement
def _contacts_of_leads() -> peewee.Query:
    contacts = Lead.select(Contact.id).join(Contact, on=Contact.id == Lead.converted_contact)
    return contacts.where(among(Lead.id, slot("leads")), Contact.name.folded == stored("name"))


def _standing_for(rows: Any) -> Any:
    """A recipient that stands for the person, or has the address and no other name."""
    named = among(rows.c.email_key, slot("emails")) & (
        (rows.c.contact_key == BLANK) | (rows.c.contact_key == stored("name"))
    )
    return (
        among(rows.c.of_contact, slot("contacts"))
        | among(rows.c.of_lead, slot("leads"))
        | among(rows.c.of_customer, slot("customers"))
        | named
    )


def _naming(rows: Any) -> Any:
    """What names a record by ``record`` and ``record_id``."""
    found: Any = None
    for kind in KINDS:
        condition = (rows.c.record == kind) & among(rows.c.record_id, slot(f"{kind}s"))
        found = condition if found is None else found | condition
    return found


def _linked(rows: Any) -> Any:
    links = peewee.Table("activity_link")
    return rows.c.id.in_(peewee.Select((links,), (links.c.activity,)).where(_naming(links)))


def _of_contact(rows: Any) -> Any:
    return among(rows.c.contact, slot("contacts"))


def _of_customer(rows: Any) -> Any:
    return among(rows.c.customer, slot("customers"))


def _member(rows: Any) -> Any:
    return (
        among(rows.c.contact, slot("contacts"))
        | among(rows.c.lead, slot("leads"))
        | among(rows.c.customer, slot("customers"))
    )


def _of_buyer(rows: Any) -> Any:
    return _of_contact(rows) | _of_customer(rows)


def _of_order(rows: Any) -> Any:
    orders = peewee.Table(_TABLES["order"])
    return rows.c.of_order.in_(peewee.Select((orders,), (orders.c.id,)).where(_of_buyer(orders)))


_TABLES: Mapping[str, str] = {"order": "sales_order"}
"""Kind → its table, where that is not called as the kind is."""
_ABOUT: Mapping[str, Callable[[Any], Any]] = {
    "recipient": _standing_for,
    "activity": _linked,
    "document": _naming,
    "customer_contact": _of_contact,
    "contact_category": _of_contact,
    "project_contact": _of_contact,
    "distribution_list_member": _member,
    "call_list_entry": _naming,
    "order": _of_buyer,
    "order_line": _of_order,
    "ledger_entry": _of_customer,
}
"""Kind → the condition on its rows that they are about the person."""


@statement
def _rows_about(kind: str) -> peewee.Query:
    rows = peewee.Table(_TABLES.get(kind, kind))
    return peewee.Select((rows,), (rows.c.id,)).where(_ABOUT[kind](rows)).order_by(rows.c.id)


@statement
def _whole(table: str, columns: tuple[str, ...]) -> peewee.Query:
    rows = peewee.Table(table, columns)
    return peewee.Select((rows,), tuple(peewee.Column(rows, name) for name in columns)).where(
        peewee.Column(rows, "id") == slot("id")
    )


@statement
def _kind_of_activity() -> peewee.Query:
    rows = peewee.Table("activity")
    return peewee.Select((rows,), (rows.c.kind,)).where(rows.c.id == slot("id"))


# Who it is, and what there is about them


def find_person(session: Session, record_type: type[Record], record_id: int) -> PersonFound:
    """Return who a contact, a lead or a private customer is about, and all that is on file about them.

    Raises :class:`NotAllowedError` for anybody but an administrator, :class:`NotFoundError` for a record that is gone,
    and :class:`UserError` for a company, and for a lead that names no person.
    """
    session.may_administer()
    kind = record_type.name_in_code
    row = stored_row(session, record_type, record_id)
    if row is None:
        raise not_found(record_type, record_id)
    first, last = (str(row[name] or "").strip() for name in _NAMES[kind])
    if kind == "customer" and not row["private"]:
        raise UserError(_("It is a company: export or erase the people who belong to it."), "id")
    if not (first or last):
        raise UserError(_("The lead names no person."), "id")
    same: dict[str, set[int]] = {name: set() for name in KINDS}
    same[kind].add(record_id)
    _follow(session, same, fold(f"{first} {last}".strip()))
    emails, numbers = _reached_by(session, same)
    rows = {name: tuple(sorted(ids)) for name, ids in same.items()}
    found = PersonFound(f"{first} {last}".strip(), first, last, emails, numbers, rows)
    return PersonFound(found.name, first, last, emails, numbers, {**rows, **dict(_about(session, found))})


def _follow(session: Session, same: dict[str, set[int]], name_key: str) -> None:
    """Add who else is the same person, until nobody new is found."""
    store = session.store
    count = 0
    while count != sum(map(len, same.values())):
        count = sum(map(len, same.values()))
        asked = {"emails": _reached_by(session, same)[0], "name": name_key}
        for kind in _NAME_KEYS:
            same[kind] |= _ids(store.rows(_namesakes(kind), **asked))
        same["customer"] |= _ids(store.rows(_private_namesakes(), **asked))
        contacts, leads = [*same["contact"]], [*same["lead"]]
        same["lead"] |= _ids(store.rows(_converted_leads(), contacts=contacts, name=name_key))
        same["contact"] |= _ids(store.rows(_contacts_of_leads(), leads=leads, name=name_key))


def _ids(rows: Iterable[tuple[Any, ...]]) -> set[int]:
    return {row[0] for row in rows}


def _reached_by(session: Session, same: Mapping[str, Iterable[int]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    emails: dict[str, None] = {}
    numbers: dict[str, None] = {}
    for kind, record in KINDS.items():
        for record_id in sorted(same[kind]):
            row = stored_row(session, record, record_id) or {}
            for name, each in record.fields().items():
                if isinstance(each, Email) and row.get(f"{name}_key"):
                    emails[row[f"{name}_key"]] = None
                elif isinstance(each, Phone) and row.get(name) and name not in _SHARED_NUMBERS[kind]:
                    numbers[str(row[name]).strip()] = None
                    if row.get(f"{name}_key"):
                        numbers[row[f"{name}_key"]] = None
    return tuple(emails), tuple(numbers)


def _about(session: Session, found: PersonFound) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield what stands for the person, belongs to them, or is about them, by kind."""
    people = {f"{kind}s": found.ids(kind) for kind in KINDS}
    for kind in _ABOUT:
        rows = session.store.rows(_rows_about(kind), emails=found.emails, name=fold(found.name), **people)
        yield kind, tuple(row[0] for row in rows)


def stored_row(session: Session, row_type: type[Row], row_id: int) -> dict[str, Any] | None:
    """Return the stored columns of a row, whoever may see it; None where it is gone."""
    columns = table_columns(row_type, session.records)
    row = session.store.row(_whole(row_type.table(), columns), id=row_id)
    return None if row is None else dict(zip(columns, row, strict=True))


def kind_of_activity(session: Session, activity: int) -> type[Row]:
    """Return the kind of record that an activity on file is."""
    return session.records[session.store.value(_kind_of_activity(), id=activity)]


ROWS_OF: Mapping[str, str] = {
    "contact": N_("Contact"),
    "lead": N_("Lead"),
    "customer": N_("Customer"),
    "recipient": N_("Recipient"),
    "activity": N_("Activity"),
    "document": N_("Document"),
    "customer_contact": N_("Role"),
    "contact_category": N_("Category"),
    "project_contact": N_("Contact of a project"),
    "distribution_list_member": N_("Distribution list"),
    "call_list_entry": N_("Call list"),
    "order": N_("Order"),
    "order_line": N_("Order line"),
    "ledger_entry": N_("Ledger entry"),
}
"""What is found, by kind, and what each is called."""
