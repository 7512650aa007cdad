"""Writing vCard 3.0: UTF-8, CRLF, lines folded at 75 octets with no letter cut in two (LEAD-31, I28)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any

from model.core.access import Session
from model.core.fields.base import Field
from model.core.fields.texts import Phone
from model.core.records import Record
from model.files.identity import identity_of
from model.files.rows import Linked, ReadRow, Rows
from model.files.stopping import Progress, Stop, go_on

_WANTED = (
    "name", "first_name", "last_name", "title", "email", "phone", "direct_phone", "mobile", "fax", "website",
    "org_number", "gender", "street", "postcode", "town", "region", "country", "note", "changed_at",
)  # fmt: skip
_ADDRESSES = ("visiting", "postal", "invoice")
_PARTS = ("street", "postcode", "town", "region", "country")


def fields_for(record: type[Record]) -> list[str]:
    """Return the fields of a record that go into its card."""
    names = record.fields()
    addresses = [f"{kind}_{part}" for kind in _ADDRESSES for part in _PARTS]
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
    import vobject

    values = dict(zip((field.name for field in fields), row.values, strict=True))
    phones = {field.name: field for field in fields if isinstance(field, Phone)}
    made = vobject.vCard()
    person = " ".join(filter(None, (_text(values, "first_name"), _text(values, "last_name"))))
    company = _text(values, "name") if record.name_in_code != "contact" else ""
    if record.name_in_code == "customer" and values.get("first_name"):
        # A private customer's name is the last name.
        values["last_name"], person, company = company, f"{_text(values, 'first_name')} {company}", ""
    made.add("n").value = vobject.vcard.Name(family=_text(values, "last_name"), given=_text(values, "first_name"))
    made.add("fn").value = person or company
    if company:
        made.add("org").value = [company]
    for name, property_name in (("title", "title"), ("website", "url"), ("note", "note"), ("org_number", "x-orgnr")):
        if text := _text(values, name):
            made.add(property_name).value = text
    if text := _text(values, "email"):
        made.add("email").value = text
        made.email.type_param = ["INTERNET", "WORK"]
    reading = session.reading()
    for name, types in (
        ("phone", ["WORK", "VOICE"]),
        ("direct_phone", ["WORK", "VOICE", "X-DIRECT"]),
        ("mobile", ["CELL"]),
        ("fax", ["WORK", "FAX"]),
    ):
        if text := _text(values, name):
            line = made.add("tel")
            line.value = phones[name].key(text, _with(reading, values)) or text
            line.type_param = types
    _add_address(made, values)
    if gender := values.get("gender"):
        made.add("x-gender").value = str(gender)
    if (changed := values.get("changed_at")) is not None:
        made.add("rev").value = changed.strftime("%Y-%m-%dT%H:%M:%SZ")
    made.add("uid").value = f"urn:uuid:{identity_of(session, record.name_in_code, row.id)}"
    written: str = made.serialize()
    return written


def _add_address(made: Any, values: Mapping[str, Any]) -> None:
    import vobject

    for before in ("", *(f"{kind}_" for kind in _ADDRESSES)):
        parts = {part: _text(values, f"{before}{part}") for part in _PARTS}
        if any(parts.values()):
            made.add("adr").value = vobject.vcard.Address(
                street=parts["street"],
                city=parts["town"],
                region=parts["region"],
                code=parts["postcode"],
                country=parts["country"],
            )
            made.adr.type_param = "WORK"
            return


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    return value.title if isinstance(value, Linked) else str(value)


def _with(reading: Any, values: Mapping[str, Any]) -> Any:
    from dataclasses import replace

    return replace(reading, row=values)
