"""From the search field to a card: a registry unit or a typed name becomes a record at once (CUST-03, CUST-04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_
from model.core.records.record import Record
from model.core.wildcards import parse_pattern
from model.customers.from_registry import customer_fields
from model.customers.records import Contact, Customer
from model.leads.from_registry import lead_fields
from model.leads.records import Lead
from model.registry.unit import Unit

_MAPPED: dict[str, tuple[type[Record], Callable[[Unit], dict[str, Any]], str]] = {
    "customer": (Customer, customer_fields, N_("New customer {name} from the registry")),
    "lead": (Lead, lead_fields, N_("New lead {name} from the registry")),
}
_PARTICLES = ("af", "av", "da", "de", "del", "den", "der", "di", "la", "van", "von")
"""Words that belong to the last name that follows them."""


def fields_from(unit: Unit, as_: str) -> dict[str, Any]:
    """Return the values that the register knows for a "customer" or a "lead", by field name (LEAD-12, CUST-08).

    A form fills its blank fields from them; only what the register knows is named.
    """
    return _MAPPED[as_][1](unit)


def save_from_registry(session: Session, unit: Unit, as_: str = "customer") -> int:
    """Save ``unit`` as a "customer" or a "lead" of the person at the keyboard, in one change; return its ID.

    Raises :class:`UserError` where the record's rules refuse it, as for a customer that is on file already, and
    :class:`NotAllowedError` for a reader.
    """
    record, mapped, sentence = _MAPPED[as_]
    values: Mapping[str, Any] = {**mapped(unit), "owner": session.person.id}
    with change(session, sentence, "add", name=unit.name) as made:
        return made.insert(record, values)


def new_named(session: Session, as_: str, text: str) -> int:
    """Save a new "customer", "contact" or "lead" called what is typed, in one change; return its ID (CUST-04).

    A contact's last word is the last name ("Kari Nes", "Nes, Kari", "Lars von Trier"). Wildcards of the search field
    are no part of the name. Raises :class:`UserError` for a text without a name in it.
    """
    name = _without_wildcards(text)
    reading = session.reading()
    if as_ == "contact":
        first, last = split_name(name)
        values: dict[str, Any] = {
            "first_name": Contact.field("first_name").parse(first, reading),
            "last_name": Contact.field("last_name").parse(last, reading),
        }
        record: type[Record] = Contact
        sentence = N_("New contact {name}")
    else:
        record, sentence = (Customer, N_("New customer {name}")) if as_ == "customer" else (Lead, N_("New lead {name}"))
        values = {"name": record.field("name").parse(name, reading)}
    with change(session, sentence, "add", name=name) as made:
        return made.insert(record, {**values, "owner": session.person.id})


def split_name(name: str) -> tuple[str, str]:
    """Return a person's first and last name; a single word is the last name."""
    last, comma, first = name.partition(",")
    if comma and first.strip():
        return first.strip(), last.strip()
    words = name.replace(",", " ").split()
    begin = len(words) - 1
    while begin > 1 and words[begin - 1].lower() in _PARTICLES:
        begin -= 1
    return " ".join(words[:begin]), " ".join(words[begin:])


def _without_wildcards(text: str) -> str:
    pattern = parse_pattern(text) if "%" in text else None
    if pattern is None:
        return " ".join(text.split())
    return " ".join(text.replace("\\%", "\0").replace("%", " ").replace("\0", "%").split())
