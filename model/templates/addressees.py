"""To whom a filled template goes: the name, the e-mail address, the postal address, and whether they want it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.countries import country_code
from model.core.fields.texts import Country
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement
from model.customers.records import Contact, Customer
from model.customers.rules import called
from model.leads.records import Lead
from model.marketing.opted_out import addresses_opted_out, excluded, opted_out
from model.templates.merge_values import MergeRow, Writing, value_text

ADDRESSEES: Mapping[str, type[Record]] = {"customer": Customer, "contact": Contact, "lead": Lead}
"""The kinds of record that a letter goes to, by their names in code."""

_PARTS = ("street", "postcode", "town", "country")
_OF_CUSTOMER = ("postal", "visiting", "invoice")
_OF_CONTACT = ("postal", "visiting")


@dataclass(frozen=True)
class Addressee:
    """Whom a letter goes to: ``record`` is (kind, ID) of who is on file, None for a recipient typed by hand."""

    record: tuple[str, int] | None = None
    name: str = ""
    email: str = ""
    address_lines: Sequence[str] = field(default_factory=list)
    postcode: str = ""


def of_lead(lead_id: int, lead: MergeRow, writing: Writing) -> Addressee:
    """Return whom a letter to a lead goes to: its person at the company."""
    person, company = lead.value("person") or "", lead.value("name") or ""
    place = _place(lead, "")
    return _addressee(("lead", lead_id), person or company, lead, (company, person), place, writing)


def of_customer(customer_id: int, customer: MergeRow, writing: Writing) -> Addressee:
    """Return whom a letter to a customer goes to."""
    name = called(customer.value("name"), customer.value("first_name"), customer.value("private"))
    return _addressee(("customer", customer_id), name, customer, (name,), _first_place(customer, _OF_CUSTOMER), writing)


def of_contact(contact_id: int, contact: MergeRow, company: MergeRow | None, writing: Writing) -> Addressee:
    """Return whom a letter to a contact goes to: at an address of the contact's own, else at the company's."""
    name = contact.value("name") or ""
    place, above = _first_place(contact, _OF_CONTACT), ""
    if not any(place[:3]) and company is not None:
        place = _first_place(company, _OF_CUSTOMER)
        above = called(company.value("name"), company.value("first_name"), company.value("private"))
    lines = (above, name) if above != name else (name,)
    return _addressee(("contact", contact_id), name, contact, lines, place, writing)


def of_recipient(recipient: MergeRow, record: tuple[str, int] | None, writing: Writing) -> Addressee:
    """Return whom a letter to a recipient of a campaign goes to, by what the recipient itself says."""
    person, company = recipient.value("contact") or "", recipient.value("company") or ""
    return _addressee(record, person or company, recipient, (company, person), _place(recipient, ""), writing)


def _addressee(
    record: tuple[str, int] | None,
    name: str,
    row: MergeRow,
    names: Iterable[str],
    place: Sequence[str],
    writing: Writing,
) -> Addressee:
    street, postcode, town, country = place
    lines = [*names, street, " ".join(filter(None, (postcode, town)))] if any((street, postcode, town)) else []
    if lines and country and country_code(country) != writing.reading.country:
        # Within one's own country no letter names it.
        lines.append(value_text(_COUNTRY, country, writing).upper())
    return Addressee(record, name, row.value("email") or "", [line for line in lines if line], postcode)


_COUNTRY = Country("")


def _place(row: MergeRow, kind: str) -> tuple[str, ...]:
    prefix = f"{kind}_" if kind else ""
    return tuple(str(row.value(f"{prefix}{part}") or "") for part in _PARTS)


def _first_place(row: MergeRow, kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the first address that has a street, a postcode or a town; it goes as a block."""
    places = [_place(row, kind) for kind in kinds]
    return next((place for place in places if any(place[:3])), places[0])


# Who wants it

OPTED_OUT, EXCLUDED = "opted_out", "excluded"


@dataclass
class Unwanted:
    """Who gets nothing, and why: channel → (kind, ID) → opted_out or excluded; ``addresses`` have opted out."""

    by_record: dict[str, dict[tuple[str, int], str]]
    addresses: frozenset[str]

    def reason(self, channel: str, addressee: Addressee) -> str:
        """Return why an addressee gets nothing by a channel: opted_out, excluded, '' for no reason."""
        if addressee.record is not None and (found := self.by_record[channel].get(addressee.record)):
            return found
        return OPTED_OUT if channel == "email" and addressee.email.casefold() in self.addresses else ""


def unwanted(session: Session, addressees: Iterable[Addressee]) -> Unwanted:
    """Return who of these gets nothing by e-mail or letter: it asks for all of them at once."""
    everybody = [*addressees]
    by_record: dict[str, dict[tuple[str, int], str]] = {"email": {}, "letter": {}}
    for type_name, record_type in ADDRESSEES.items():
        ids = sorted({each.record[1] for each in everybody if each.record is not None and each.record[0] == type_name})
        if not ids:
            continue
        for channel, found in by_record.items():
            for reason in (EXCLUDED, OPTED_OUT):
                for (record_id,) in session.rows(_unwanted(record_type, channel, reason), ids=ids):
                    found[type_name, record_id] = reason
    # What a recipient of a campaign says itself may be nobody's address on file.
    keys = {each.email.casefold() for each in everybody if each.email}
    return Unwanted(by_record, frozenset(addresses_opted_out(session, "email", keys)) if keys else frozenset())


@statement
def _unwanted(record_type: type[Record], channel: str, reason: str) -> Any:
    condition: Any = opted_out(record_type, channel) if reason == OPTED_OUT else excluded(record_type, channel)
    row_id = column_of(record_type, "id")
    query: peewee.Query = record_type.select(row_id).where(among(row_id, slot("ids")), seen(record_type), condition)
    return query
