"""What a recipient says of the customer, contact or lead that it stands for, and how it follows them.

Until it is sent, a recipient has in every field what its record has, but for the fields that somebody gave another
value on the recipient itself (``typed_over``). That holds at the end of every change, undo and work in sets included,
and is therefore nothing to be undone by itself: like the sort keys of references it is no change of the recipient's
own, has no history, and stands in nobody's way. What is sent keeps what it was sent with.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Record
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import (
    BLANK,
    NULL,
    Rows,
    answer,
    any_of,
    aside,
    column_of,
    differs,
    folded,
    json_value,
    like,
    literal,
)
from model.core.storage.statements import slot, statement
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead

CUSTOMER, SUPPLIER, BOTH, CONTACT, LEAD, MANUAL = range(1, 7)
"""The numbers under which the sources of recipients are stored."""

KEYED = ("company", "contact", "org_number", "email", "phone", "mobile", "fax")
"""Followed fields with a key beside them."""

ADDRESS = ("street", "postcode", "town", "region", "country")

FOLLOWED = (*KEYED, "company_form", "industry", "website", *ADDRESS)
"""The fields that follow the record; ``source`` does as well, and cannot be typed."""

REFERENCES: Mapping[str, str] = {"customer": "of_customer", "contact": "of_contact", "lead": "of_lead"}
"""Kind of record → the reference of a recipient that stands for one."""

COLUMNS = ("source", *FOLLOWED, *(f"{name}_key" for name in KEYED))
"""The columns that follow the record; ``name`` and its key are made of them."""


class Source(NamedTuple):
    """What recipients have of the records of one kind."""

    record: type[Record]
    tables: Any
    """What a query reads: the record's table, and others that are joined to it."""
    columns: Mapping[str, Any]
    """The value of each of :data:`COLUMNS`."""


@functools.cache
def source_of(type_name: str) -> Source:
    """Return what recipients have of the records of a kind, one of those in :data:`REFERENCES`."""
    return {"lead": _of_leads, "customer": _of_customers, "contact": _of_contacts}[type_name]()


def _of_leads() -> Source:
    columns = {
        "source": _number(LEAD),
        "company": Lead.name, "company_key": column_of(Lead, "name_key"),
        "contact": column_of(Lead, "person"), "contact_key": column_of(Lead, "person_key"),
        **_own(Lead, ("org_number", "email", "mobile", "fax", "industry", "website", *ADDRESS)),
        **_first_filled("phone", Lead.phone, Lead.direct_phone),
        "company_form": NULL,
    }  # fmt: skip
    return Source(Lead, Lead, columns)


def _of_customers() -> Source:
    given_name = peewee.fn.coalesce(Customer.first_name.concat(literal(" ")), BLANK)
    private_name = peewee.fn.trim(given_name.concat(Customer.name))
    # Neither customer nor supplier: a company of the same list all the same.
    sources = [(Customer.kind == "supplier", _number(SUPPLIER)), (Customer.kind == "both", _number(BOTH))]
    columns = {
        "source": peewee.Case(None, sources, _number(CUSTOMER)),
        "company": peewee.Case(None, [(Customer.private.yes, NULL)], Customer.name),
        "company_key": peewee.Case(None, [(Customer.private.yes, BLANK)], Customer.name.folded),
        "contact": peewee.Case(None, [(Customer.private.yes, private_name)], NULL),
        "contact_key": peewee.Case(None, [(Customer.private.yes, folded(private_name))], BLANK),
        **_own(Customer, ("org_number", "email", "phone", "mobile", "fax", "company_form", "industry", "website")),
        **_address(Customer, ("postal", "visiting", "invoice")),
    }
    return Source(Customer, Customer, columns)


def _of_contacts() -> Source:
    company = Customer.alias("company")
    own, theirs = _address(Contact, ("postal", "visiting")), _address(company, ("postal", "visiting", "invoice"))
    at_home = _any_filled(column_of(Contact, f"{kind}_{part}") for kind in ("postal", "visiting") for part in _PLACE)
    columns = {
        "source": _number(CONTACT),
        "company": company.name, "company_key": peewee.fn.coalesce(company.name.folded, BLANK),
        "contact": column_of(Contact, "name"), "contact_key": column_of(Contact, "name_key"),
        **_own(Contact, ("email", "mobile")),
        **_own(company, ("org_number", "fax", "company_form", "industry", "website")),
        **_first_filled("phone", Contact.phone, Contact.direct_phone, company.phone),
        **{part: peewee.Case(None, [(at_home, own[part])], theirs[part]) for part in ADDRESS},
    }  # fmt: skip
    tables = peewee.Join(Contact, company, peewee.JOIN.LEFT_OUTER, on=company.id == answer(_open_company()))
    return Source(Contact, tables, columns)


def _open_company() -> peewee.Query:
    """Return the first company of a contact that is hidden from nobody: everybody may read what recipients say."""
    link, other = CustomerContact.alias("link"), Customer.alias("other")
    return (
        link.select(link.customer)
        .join(other, on=other.id == link.customer)
        .where(link.contact == Contact.id, other.owner_only.no, other.private.no)
        .order_by(link.id)
        .limit(1)
    )


_PLACE = ADDRESS[:3]
"""What makes an address one: with nothing but a region or a country no letter arrives."""


def _number(number: int) -> peewee.SQL:
    return peewee.SQL(str(number))


def _any_filled(columns: Iterable[Any]) -> Any:
    return peewee.fn.coalesce(*columns).is_null(False)


def _address(rows: Rows, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Return each part of the first address that has a street, a postcode or a town; it goes as a block."""
    found = {}
    for part in ADDRESS:
        cases = [
            (_any_filled(column_of(rows, f"{kind}_{each}") for each in _PLACE), column_of(rows, f"{kind}_{part}"))
            for kind in kinds
        ]
        # A country alone is no address, but says how telephone numbers are meant.
        countries = [column_of(rows, f"{kind}_country") for kind in kinds]
        found[part] = peewee.Case(None, cases, peewee.fn.coalesce(*countries) if part == "country" else NULL)
    return found


def _first_filled(name: str, *columns: Any) -> dict[str, Any]:
    """Return the first of ``columns`` that is filled in, and its key."""
    keys = [(column.is_null(False), column.folded) for column in columns]
    return {name: peewee.fn.coalesce(*columns), f"{name}_key": peewee.Case(None, keys, NULL)}


def _own(rows: Rows, names: Iterable[str]) -> dict[str, Any]:
    """Return columns that a record has under the same names, each with its key where there is one."""
    found = {}
    for name in names:
        found[name] = column_of(rows, name)
        if name in KEYED:
            found[f"{name}_key"] = column_of(rows, f"{name}_key")
    return found


def joined_name(columns: Mapping[str, Any]) -> Any:
    """Return what a recipient with these columns is called.

    It is what :class:`~model.campaigns.recipients.RecipientName` makes of the values.
    """
    company, contact = columns["company"], columns["contact"]
    both = peewee.NodeList((company, peewee.SQL("|| ', ' ||"), contact), parens=True)
    return peewee.fn.coalesce(both, company, contact, columns["email"])


def source_rows(type_name: str) -> peewee.Select:
    """Return the query of what recipients have of a kind of record: its ID as ``record``, and :data:`COLUMNS`."""
    source = source_of(type_name)
    named = (source.columns[name].alias(name) for name in COLUMNS)
    return peewee.Select((source.tables,), (source.record.id.alias("record"), *named))


@statement
def _source_of_one(type_name: str) -> peewee.Query:
    source = source_of(type_name)
    columns = [source.columns[name] for name in COLUMNS]
    return peewee.Select((source.tables,), columns).where(source.record.id == slot("id"))


def source_values(change: WriteContext[Session], type_name: str, record_id: int) -> Mapping[str, Any] | None:
    """Return the stored columns that a recipient has of a record by itself, None for one that is gone."""
    row = change.session.store.row(_source_of_one(type_name), id=record_id)
    return None if row is None else dict(zip(COLUMNS, row, strict=True))


def refresh(change: WriteContext[Session]) -> None:
    """Have the recipients that are not sent follow what the change has written."""
    store, recipient = change.session.store, change.session.records["recipient"]
    touched = {row.name_in_code for row in change.touched}
    first, last = change.kept.get("recipients_made", (0, -1))
    for type_name in REFERENCES:
        concerning = frozenset(touched & {type_name, "recipient", *_BESIDES.get(type_name, ())})
        if concerning and store.row(_any_recipient(recipient, type_name)) is not None:
            store.run(_following(recipient, type_name, concerning), change=change.id, first=first, last=last)


_BESIDES = {"contact": ("customer", "customer_contact")}
"""Kind of record → the other kinds from which its recipients have something."""


@statement
def _any_recipient(recipient: type[Any], type_name: str) -> peewee.Query:
    reference = column_of(recipient, REFERENCES[type_name])
    return recipient.select(peewee.SQL("1")).where(reference.is_null(False)).limit(1)  # type: ignore[no-any-return]


@statement
def _following(recipient: type[Any], type_name: str, touched: frozenset[str]) -> peewee.Query:
    """Recipients of a kind of record get what it says now; ``touched`` are the kinds that the change wrote."""
    own, theirs = recipient.alias("own"), source_rows(type_name).alias("theirs")
    chosen = functools.reduce(operator.or_, _concerned(recipient, type_name, touched))
    # Where somebody typed another value it stays, and its key with it.
    follows = (
        peewee.Case(None, [(_typed_over(own, name), column_of(own, name))], theirs.c[name]).alias(name)
        for name in COLUMNS
    )
    rows = peewee.Join(own, theirs, on=theirs.c.record == column_of(own, REFERENCES[type_name]))
    now = peewee.Select((rows,), (own.id.alias("recipient"), *follows)).where(own.id.in_(chosen), own.sent.no)
    now = now.alias("now")
    name = joined_name({each: now.c[each] for each in ("company", "contact", "email")})
    values = {**{each: now.c[each] for each in COLUMNS}, "name": name, "name_key": folded(name)}
    different = any_of(differs(column_of(recipient, each), now.c[each]) for each in COLUMNS)
    return (  # type: ignore[no-any-return]
        recipient.update({peewee.Column(recipient._meta.table, each): value for each, value in values.items()})
        .from_(now)
        .where(recipient.id == now.c.recipient, different)
    )


def _typed_over(own: Rows, column: str) -> Any:
    name = column.removesuffix("_key").replace("_", r"\_")
    return like(own.typed_over, f"%,{name},%")


def _concerned(recipient: type[Any], type_name: str, touched: frozenset[str]) -> Iterator[peewee.Query]:
    """Yield the queries of recipients of records of a kind that may say something else now."""
    reference = column_of(recipient, REFERENCES[type_name])

    def standing_for(records: peewee.Query) -> peewee.Query:
        return recipient.select(recipient.id).where(reference.in_(records))  # type: ignore[no-any-return]

    # What is brought back by undo has its recipients brought back with it: these are looked at themselves.
    if type_name in touched:
        yield standing_for(_written(type_name).where(ChangeRow.action == "update"))
    if type_name == "contact":
        link, before = CustomerContact, ChangeRow.action != "insert"
        if "customer" in touched:
            yield standing_for(link.select(link.contact).where(link.customer.in_(_written("customer").where(before))))
        if "customer_contact" in touched:
            yield standing_for(link.select(link.contact).where(link.id.in_(_written("customer_contact"))))
            yield standing_for(_written("customer_contact", json_value(ChangeRow.before, "contact", int)).where(before))
    if "recipient" in touched:
        yield _written("recipient").where(~ChangeRow.record_id.between(slot("first"), slot("last")))


def _written(type_name: str, column: Any = ChangeRow.record_id) -> Any:
    """Return the query of the rows of a kind that the change has written."""
    # Aside: the index on records has the lines of all changes.
    return ChangeRow.select(column).where(ChangeRow.change == slot("change"), aside(ChangeRow.record) == type_name)


def reference_of(record: type[Record]) -> str:
    """Return the reference by which recipients stand for records of that kind, '' where none can."""
    return REFERENCES.get(record.name_in_code, "")
