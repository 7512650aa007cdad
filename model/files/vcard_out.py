"""Writing vCard 3.0: UTF-8, CRLF, lines folded at 75 octets with no letter cut in two (LEAD-31, I28)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import IO, Any

from model.core.access.session import Session
from model.core.countries import country_name
from model.core.fields.base import Field, Reading
from model.core.fields.leftovers import ADDRESS_PARTS
from model.core.fields.texts import Phone
from model.core.records.record import Record
from model.core.text import storable
from model.files.identity import identity_of
from model.files.rows import Linked, ReadRow, Rows
from model.files.stopping import Progress, Stop, go_on
from model.files.vcard_properties import Property, folded

_WANTED = (
    "name", "first_name", "last_name", "private", "title", "email", "phone", "direct_phone", "mobile", "fax",
    "website", "org_number", "gender", "street", "postcode", "town", "region", "country", "customers",
    "categories", "note", "changed_at", "company", "contact",
)  # fmt: skip
_ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "": ("WORK",), "visiting_": ("WORK",), "postal_": ("POSTAL",), "invoice_": ("X-INVOICE",),
    "delivery_": ("PARCEL",), "attestation_": ("X-ATTESTATION",),
}  # fmt: skip
"""What the fields of an address begin with → the types by which it is told from the others, the best known first."""
_PLAIN = {"website": "URL", "org_number": "X-ORGNR", "gender": "X-GENDER", "note": "NOTE"}
_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "phone": ("WORK", "VOICE"), "direct_phone": ("WORK", "VOICE", "X-DIRECT"), "mobile": ("CELL",),
    "fax": ("WORK", "FAX"),
}  # fmt: skip
_NEVER_FOLDED = 10**9
"""A line length that no line reaches."""


def fields_for(record: type[Record]) -> list[str]:
    """Return the fields of a record that go into its card."""
    names = {**record.fields(), **record.relations}
    addresses = [f"{before}{part}" for before in _ADDRESSES if before for part in ADDRESS_PARTS]
    return [name for name in (*_WANTED, *addresses) if name in names]


def write(
    file: IO[str],
    session: Session,
    rows: Rows,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    expected: int = 0,
) -> int:
    """Write a card for each of ``rows`` (made with :func:`fields_for`) and return how many that was."""
    count = 0
    for row in rows:
        file.write(card(session, rows.record, rows.fields, row))
        count += 1
        if count % 100 == 0:
            go_on(progress, stop, count, max(expected, count))
    return count


def card(session: Session, record: type[Record], fields: Iterable[Field], row: ReadRow) -> str:
    """Return one record as a card."""
    values = dict(zip((field.name for field in fields), row.values, strict=True))
    phones = {field.name: field for field in fields if isinstance(field, Phone)}
    properties = [
        *_names(record, values),
        *_ways(values, phones, session.reading()),
        *_addresses(values),
    ]
    for name, property_name in _PLAIN.items():
        if text := _text(values, name):
            properties.append(Property(property_name, (), (text,)))
    if categories := [storable(item.title) for item in values.get("categories") or ()]:
        properties.append(Property("CATEGORIES", (), tuple(categories)))
    if (changed := values.get("changed_at")) is not None:
        properties.append(Property("REV", (), (changed.strftime("%Y-%m-%dT%H:%M:%SZ"),)))
    properties.append(Property("UID", (), (f"urn:uuid:{identity_of(session, record.name_in_code, row.id)}",)))
    return serialized(properties)


def serialized(properties: Iterable[Property]) -> str:
    """Return a card of these properties; the library writes it, but would fold it at letters in place of octets."""
    import vobject

    made = vobject.vCard()
    for each in properties:
        line = made.add(each.name.lower())
        line.value = _library_value(each)
        if each.types:
            line.type_param = list(each.types)
    whole: str = made.serialize(lineLength=_NEVER_FOLDED)
    return "".join(folded(line) for line in whole.split("\r\n") if line)


def _library_value(each: Property) -> Any:
    """Return a property's value as the library has it: parts of a name or an address are named."""
    import vobject

    if each.name == "N":
        family, given, *_others = each.parts
        return vobject.vcard.Name(family=family, given=given)
    if each.name == "ADR":
        box, extended, street, city, region, code, country = each.parts
        return vobject.vcard.Address(
            box=box, extended=extended, street=street, city=city, region=region, code=code, country=country
        )
    return list(each.parts) if each.name in ("ORG", "CATEGORIES") else each.parts[0]


def _names(record: type[Record], values: Mapping[str, Any]) -> Iterator[Property]:
    """Yield the names of a person, of a company, or of both."""
    first, last, company = _text(values, "first_name"), _text(values, "last_name"), _text(values, "name")
    companies: list[tuple[str, str]] = []
    if record.name_in_code == "customer":
        # A private customer's name is the last name; what a company has in the place of a first name is nobody's.
        first, last, company = (first, company, "") if values.get("private") else ("", "", company)
    elif record.name_in_code == "contact":
        company = ""
        companies = [(item.title, item.detail or "") for item in values.get("customers") or ()]
    elif record.name_in_code == "recipient":
        company, (first, _space, last) = _text(values, "company"), _text(values, "contact").rpartition(" ")
    if company:
        companies.insert(0, (company, ""))
    person = " ".join(filter(None, (first, last)))
    yield Property("N", (), (last, first, "", "", ""))
    yield Property("FN", (), (person or company,))
    for name, _role in companies:
        yield Property("ORG", (), (name,))
    if company and not person:
        # Telephones show it as a company by this, and Salg reads it so.
        yield Property("X-ABSHOWAS", (), ("COMPANY",))
    if title := _text(values, "title"):
        yield Property("TITLE", (), (title,))
    for role in dict.fromkeys(role for _name, role in companies if role and role != title):
        yield Property("ROLE", (), (role,))


def _ways(values: Mapping[str, Any], phones: Mapping[str, Phone], reading: Reading) -> Iterator[Property]:
    """Yield telephone numbers and the e-mail address."""
    if text := _text(values, "email"):
        yield Property("EMAIL", ("INTERNET", "WORK"), (text,))
    for name, types in _NUMBERS.items():
        if text := _text(values, name):
            yield Property("TEL", types, (_number(phones[name], text, replace(reading, row=values)),))


def _number(field: Phone, text: str, reading: Reading) -> str:
    """Return a number as any country dials it, with its extension; as it was typed where no number plan knows it."""
    from model.core.phone_numbers import extension_of

    key = field.key(text, reading)
    extension = extension_of(text)
    if key is None:
        return text
    return f"{key} ext. {extension}" if extension else key


def _addresses(values: Mapping[str, Any]) -> Iterator[Property]:
    """Yield every address that is filled in, each with what tells it from the others."""
    for before, types in _ADDRESSES.items():
        parts = {part: _text(values, f"{before}{part}") for part in ADDRESS_PARTS}
        if any(parts.values()):
            street = " ".join(parts["street"].split())
            where = (parts["town"], parts["region"], parts["postcode"], country_name(parts["country"]))
            yield Property("ADR", types, ("", "", street, *where))


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    return storable(value.title if isinstance(value, Linked) else str(value))
