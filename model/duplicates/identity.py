"""What tells one lead, customer or contact from another: names, numbers, addresses, as they are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.records.record import Record, derive
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import Query
from model.core.text import visible as shown
from model.customers.records import Contact, Customer
from model.duplicates.names import Name, company_domain, company_name, person_name, plain
from model.leads.records import Lead

KINDS: Mapping[str, type[Record]] = {"lead": Lead, "customer": Customer, "contact": Contact}
"""The records that are compared with one another, by their words in code."""
PHONES: Mapping[str, tuple[str, ...]] = {
    "lead": ("phone", "direct_phone", "mobile"),
    "customer": ("phone", "mobile"),
    "contact": ("phone", "direct_phone", "mobile"),
}
"""The telephone numbers that tell somebody; machines' numbers are shared."""
_ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "lead": ("",),
    "customer": ("visiting_", "postal_"),
    "contact": ("visiting_", "postal_"),
}


@dataclass(slots=True)
class Identity:
    """One record as it is compared; what is not known is None, '' or empty."""

    record: str
    id: int
    """0 for one that is still being typed."""
    title: str
    name: Name | None
    """Of the company."""
    person: Name | None
    org_number: str | None
    """The key of a valid number, NO923609016."""
    email: str | None
    phones: tuple[str, ...]
    """E.164 forms."""
    domain: str
    street: str
    postcode: str
    town: str
    where: str = ""
    """The town as it is written, or what else tells two of a name apart; safe to show."""
    active: bool = True
    seen: bool = True
    """Whether the person at the keyboard may see it."""

    @property
    def place(self) -> tuple[str, int]:
        """The record's word in code and its ID."""
        return self.record, self.id


def columns_of(record: str) -> tuple[str, ...]:
    """Return the stored columns that an :class:`Identity` is made of."""
    parts = tuple(f"{kind}{part}" for kind in _ADDRESSES[record] for part in ("street", "postcode", "town", "country"))
    own = {
        "lead": ("name", "first_name", "last_name", "website", "org_number_key"),
        "customer": ("name", "first_name", "private", "website", "org_number_key"),
        "contact": ("first_name", "last_name"),
    }[record]
    return ("id", "active", "email_key", *own, *(f"{name}_key" for name in PHONES[record]), *parts)


def identity_of(record: str, row: Mapping[str, Any], *, seen: bool = True) -> Identity:
    """Return the identity in stored columns of a record; columns that are missing count as empty."""
    get = row.get
    name = person = None
    org_number = None
    if record == "contact":
        person = person_name(get("first_name"), get("last_name"))
        title = " ".join(part for part in (get("first_name"), get("last_name")) if part)
    elif record == "customer" and get("private"):
        person = person_name(get("first_name"), get("name"))
        title = " ".join(part for part in (get("first_name"), get("name")) if part)
    else:
        name = company_name(get("name"))
        title = get("name") or ""
        org_number = get("org_number_key")
        if record == "lead":
            person = person_name(get("first_name"), get("last_name"))
    email = get("email_key")
    domain = company_domain(email) if email else ""
    if not domain and get("website"):
        domain = _site(get("website"))
    street = postcode = town = where = ""
    for kind in _ADDRESSES[record]:
        if get(f"{kind}street") or get(f"{kind}postcode") or get(f"{kind}town"):
            street = _street(get(f"{kind}street"))
            postcode = (get(f"{kind}postcode") or "").replace(" ", "")
            written = (get(f"{kind}town") or "").strip()
            town = plain(written)
            where = shown(written) or postcode
            break
    phones = tuple(dict.fromkeys(str(phone) for one in PHONES[record] if (phone := get(f"{one}_key"))))
    return Identity(
        record, get("id") or 0, title, name, person, org_number, email, phones, domain, street, postcode, town,
        where or domain, bool(get("active", 1)), seen,
    )  # fmt: skip


def _site(website: str | None) -> str:
    site = (website or "").strip().lower().partition("://")[2] or (website or "").strip().lower()
    host = site.partition("/")[0].partition(":")[0].removeprefix("www.")
    return company_domain(f"@{host}") if "." in host else ""


def _street(text: str | None) -> str:
    """Return a street as it is compared: "Storgaten 5 B", "Storgata 5b" and "STORGT. 5B" are one."""
    if not text:
        return ""
    text = plain(text).replace(".", " ").replace(",", " ")
    words = []
    for word in text.split():
        for ending in ("gaten", "gata", "gate", "gt", "gade", "gd"):
            if word.endswith(ending) and len(word) > len(ending):
                word = word[: -len(ending)] + "g"
                break
        else:
            for ending in ("veien", "vegen", "vei", "veg", "vn", "vej"):
                if word.endswith(ending) and len(word) > len(ending):
                    word = word[: -len(ending)] + "v"
                    break
        words.append(word)
    return "".join(words)


def typed_identity(session: Session, record: str, values: Mapping[str, Any], record_id: int = 0) -> Identity:
    """Return the identity of a record that is being typed, from its values by field name."""
    fields = KINDS[record].fields()
    known = {name: value for name, value in values.items() if name in fields and value is not None}
    stored = derive(KINDS[record], known, session.reading(), {})
    return identity_of(record, {**stored, "id": record_id})


def identities_query(record: str) -> Any:
    """Return the query of what :func:`read_identities` makes identities of; what it is to find is added to it."""
    kind = KINDS[record]
    is_seen = peewee.Case(None, [(seen(kind), peewee.SQL("1"))], peewee.SQL("0"))
    return kind.select(*(column_of(kind, name) for name in columns_of(record)), is_seen)


def read_identities(session: Session, record: str, query: Query, **values: Any) -> Iterator[Identity]:
    """Yield the records of a query made by :func:`identities_query`, with ``values`` for its slots.

    Those hidden from the person are among them, and say so by ``seen``: they are for counting alone (D11).
    """
    columns = columns_of(record)
    for row in session.each(query, **values):
        yield identity_of(record, dict(zip(columns, row, strict=False)), seen=bool(row[-1]))


def called(identity: Identity) -> str:
    """Return the record's title, safe to show."""
    return shown(identity.title) or f"#{identity.id}"
