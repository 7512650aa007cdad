"""What a recipient says of the customer, contact or lead that it stands for, and how it follows them.

Until it is sent, a recipient has in every field what its record has, but for the fields that somebody gave another
value on the recipient itself (``typed_over``). That holds at the end of every change, undo and work in sets included,
and is therefore nothing to be undone by itself: like the sort keys of references it is no change of the recipient's
own, has no history, and stands in nobody's way. What is sent keeps what it was sent with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from model.core.access.session import Session
from model.core.records.record import Record
from model.core.records.write_context import WriteContext

KEYED = ("company", "contact", "org_number", "email", "phone", "mobile", "fax")
"""Followed fields with a key beside them."""

ADDRESS = ("street", "postcode", "town", "region", "country")

FOLLOWED = (*KEYED, "company_form", "industry", "website", *ADDRESS)
"""The fields that follow the record; ``source`` does as well, and cannot be typed."""

REFERENCES: Mapping[str, str] = {"customer": "of_customer", "contact": "of_contact", "lead": "of_lead"}
"""Kind of record → the reference of a recipient that stands for one."""

_NOTHING = {"company": "NULL", "company_form": "NULL", "contact": "NULL", "fax": "NULL", "website": "NULL"}


def _address(table: str, kinds: tuple[str, ...]) -> dict[str, str]:
    """Return the SQL of each part of the first address that has a street, a postcode or a town; it goes as a block."""
    found = {}
    for part in ADDRESS:
        cases = " ".join(
            f"WHEN coalesce({', '.join(f'{table}.{kind}_{own}' for own in ADDRESS[:3])}) IS NOT NULL"
            f" THEN {table}.{kind}_{part}"
            for kind in kinds
        )
        # A country alone is no address, but says how telephone numbers are meant.
        last = f"coalesce({', '.join(f'{table}.{kind}_country' for kind in kinds)})" if part == "country" else "NULL"
        found[part] = f"CASE {cases} ELSE {last} END"
    return found


def _first_of(*names: str) -> tuple[str, str]:
    """Return the SQL of the first column that is filled in, and of its key."""
    cases = " ".join(f"WHEN {name} IS NOT NULL THEN {name}_key" for name in names)
    return f"coalesce({', '.join(names)})", f"CASE {cases} END"


def _own(table: str, names: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in names:
        found[name] = f"{table}.{name}"
        if name in KEYED:
            found[f"{name}_key"] = f"{table}.{name}_key"
    return found


def _lead() -> dict[str, str]:
    phone, phone_key = _first_of("lead.phone", "lead.direct_phone")
    return {
        "source": "5",
        "company": "lead.name", "company_key": "lead.name_key",
        "contact": "lead.person", "contact_key": "lead.person_key",
        **_own("lead", ("org_number", "email", "mobile", "fax", "industry", "website", *ADDRESS)),
        "phone": phone, "phone_key": phone_key,
        "company_form": "NULL",
    }  # fmt: skip


_PRIVATE_NAME = "trim(coalesce(customer.first_name || ' ', '') || customer.name)"


def _customer() -> dict[str, str]:
    own = ("org_number", "email", "phone", "mobile", "fax", "company_form", "industry", "website")
    return {
        # Neither customer nor supplier: a company of the same list all the same.
        "source": "CASE customer.kind WHEN 2 THEN 2 WHEN 3 THEN 3 ELSE 1 END",
        "company": "CASE WHEN customer.private THEN NULL ELSE customer.name END",
        "company_key": "CASE WHEN customer.private THEN '' ELSE customer.name_key END",
        "contact": f"CASE WHEN customer.private THEN {_PRIVATE_NAME} END",
        "contact_key": f"CASE WHEN customer.private THEN salg_fold({_PRIVATE_NAME}) ELSE '' END",
        **_own("customer", own),
        **_address("customer", ("postal", "visiting", "invoice")),
    }


def _contact() -> dict[str, str]:
    phone, phone_key = _first_of("contact.phone", "contact.direct_phone", "company.phone")
    address = _address("contact", ("postal", "visiting"))
    theirs = _address("company", ("postal", "visiting", "invoice"))
    at_home = "coalesce({})".format(
        ", ".join(f"contact.{kind}_{part}" for kind in ("postal", "visiting") for part in ADDRESS[:3])
    )
    return {
        "source": "4",
        "company": "company.name", "company_key": "coalesce(company.name_key, '')",
        "contact": "contact.name", "contact_key": "contact.name_key",
        **_own("contact", ("email", "mobile")),
        **_own("company", ("org_number", "fax", "company_form", "industry", "website")),
        "phone": phone, "phone_key": phone_key,
        **{part: f"CASE WHEN {at_home} IS NOT NULL THEN {address[part]} ELSE {theirs[part]} END" for part in ADDRESS},
    }  # fmt: skip


_COMPANY = (
    " LEFT JOIN customer company ON company.id = (SELECT link.customer FROM customer_contact link"
    " JOIN customer other ON other.id = link.customer AND other.owner_only = 0 AND other.private = 0"
    " WHERE link.contact = contact.id ORDER BY link.id LIMIT 1)"
)
"""The first company of a contact that is hidden from nobody: what a recipient says of it everybody may read."""

_SOURCES: Mapping[str, tuple[dict[str, str], str]] = {
    "lead": (_lead(), "lead"),
    "customer": (_customer(), "customer"),
    "contact": (_contact(), f"contact{_COMPANY}"),
}

COLUMNS = ("source", *FOLLOWED, *(f"{name}_key" for name in KEYED))
"""The columns that follow the record; ``name`` and its key are made of them."""


def source_sql(kind: str) -> tuple[str, str]:
    """Return what a new recipient has of a record of that kind, as SQL: the values of :data:`COLUMNS`, and tables.

    The record is called by its table's name there.
    """
    columns, tables = _SOURCES[kind]
    return ", ".join(f"{columns[name]} AS {name}" for name in COLUMNS), tables


def name_sql(table: str) -> str:
    """Return the SQL of what a recipient is called, as :class:`~model.campaigns.recipients.RecipientName` joins it."""
    both = f"{table}.company || ', ' || {table}.contact"
    return f"coalesce({both}, {table}.company, {table}.contact, {table}.email)"


def source_values(change: WriteContext[Session], kind: str, record_id: int) -> Mapping[str, Any] | None:
    """Return the stored columns that a recipient has of a record by itself, None for one that is gone."""
    select, tables = source_sql(kind)
    row = change.connection.execute(f"SELECT {select} FROM {tables} WHERE {kind}.id = ?", (record_id,)).fetchone()
    return None if row is None else dict(zip(COLUMNS, row, strict=True))


def refresh(change: WriteContext[Session]) -> None:
    """Have the recipients that are not sent follow what the change has written."""
    touched = {row.name_in_code for row in change.touched}
    for kind, reference in REFERENCES.items():
        of_this_kind = f"SELECT 1 FROM recipient WHERE {reference} IS NOT NULL LIMIT 1"
        if change.connection.execute(of_this_kind).fetchone() is not None:
            concerned = [*_concerned(kind, reference, touched)]
            if concerned:
                _refresh(change, kind, reference, " UNION ".join(concerned))


def _written(kind: str, columns: str = "record_id", actions: str = "") -> str:
    return f"SELECT {columns} FROM change_row WHERE change = ?1 AND record = '{kind}'{actions}"


def _concerned(kind: str, reference: str, touched: set[str]) -> Iterable[str]:
    """Yield the queries of recipients of records of that kind that may say something else now."""
    by_record = f"SELECT id FROM recipient WHERE {reference} IN ({{}})"
    # What is brought back by undo has its recipients brought back with it: these are looked at themselves.
    if kind in touched:
        yield by_record.format(_written(kind, actions=" AND action = 'update'"))
    if kind == "contact":
        if "customer" in touched:
            customers = _written("customer", actions=" AND action <> 'insert'")
            yield by_record.format(f"SELECT contact FROM customer_contact WHERE customer IN ({customers})")
        if "customer_contact" in touched:
            yield by_record.format(f"SELECT contact FROM customer_contact WHERE id IN ({_written('customer_contact')})")
            gone = _written("customer_contact", "json_extract(before, '$.contact')", " AND action <> 'insert'")
            yield by_record.format(gone)
    if "recipient" in touched:
        yield _written("recipient", actions=" AND record_id NOT BETWEEN ?2 AND ?3")


def _refresh(change: WriteContext[Session], kind: str, reference: str, concerned: str) -> None:
    select, tables = source_sql(kind)
    # Where somebody typed another value it stays, and its key with it.
    of = {name: name.removesuffix("_key") for name in COLUMNS}
    follows = ", ".join(
        f"CASE WHEN instr(coalesce(own.typed_over, ''), ',{of[name]},') THEN own.{name} ELSE of.{name} END AS {name}"
        for name in COLUMNS
    )
    inner = f"SELECT {kind}.id AS record, {select} FROM {tables}"
    first, last = change.kept.get("recipients_made", (0, -1))
    different = " OR ".join(f"recipient.{name} IS NOT now.{name}" for name in COLUMNS)
    name = name_sql("now")
    change.connection.execute(
        f"UPDATE recipient SET {', '.join(f'{each} = now.{each}' for each in COLUMNS)},"
        f" name = {name}, name_key = salg_fold(coalesce({name}, ''))"
        f" FROM (SELECT own.id AS recipient, {follows} FROM recipient own"
        f" JOIN ({inner}) of ON of.record = own.{reference}"
        f" WHERE own.id IN ({concerned}) AND own.sent = 0) now"
        f" WHERE recipient.id = now.recipient AND ({different}) AND ?2 <= ?3 + 1",
        (change.id, first, last),
    )


def reference_of(record: type[Record]) -> str:
    """Return the reference by which recipients stand for records of that kind, '' where none can."""
    return REFERENCES.get(record.name_in_code, "")
