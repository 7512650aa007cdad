"""Which field of a lead becomes which field of a customer and of a contact, in stored values."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.session import Session
from model.core.changes.opt_outs import channels_of, stricter
from model.core.fields.custom import WITH_CHOICES
from model.core.language import N_
from model.core.records.custom_field_definitions import Definition, definitions
from model.core.records.record import Record
from model.core.text import fold
from model.customers.records import Contact, Customer
from model.leads.on_file import StoredRow
from model.leads.records import Lead

_Fields = tuple[tuple[str, str], ...]

COMPANY: _Fields = (
    ("org_number", "org_number"),
    ("industry", "industry"),
    ("website", "website"),
    ("phone", "phone"),
    ("fax", "fax"),
    ("employees", "employees"),
    ("revenue", "revenue"),
    ("source", "source"),
    ("note", "note"),
)
"""Field of the lead → field of the customer."""
COMPANY_WITHOUT_CONTACT: _Fields = (("email", "email"), ("mobile", "mobile"), ("direct_phone", "phone"))
"""What goes to the customer where nobody is made a contact."""
PERSON: _Fields = (
    ("title", "title"),
    ("gender", "gender"),
    ("email", "email"),
    ("direct_phone", "direct_phone"),
    ("mobile", "mobile"),
    ("source", "source"),
)
"""Field of the lead → field of the contact."""
PERSON_ALONE: _Fields = (("phone", "phone"), ("note", "note"))
"""What goes to the contact where no customer is made."""
ADDRESS = ("street", "postcode", "town", "region", "country")
ADDRESS_KIND = "visiting"
"""A lead has one address: it becomes the visiting address, which lists show."""

CUSTOMER_FLAGS = {1: (1, 0), 2: (0, 1), 3: (1, 1), 4: (0, 0)}
"""Stored kind of customer → (is a customer, is a supplier)."""


@dataclass(frozen=True)
class Filling:
    """What a record on file gets from the lead: only what it had not (C08)."""

    stored: dict[str, Any]
    filled: tuple[str, ...]
    """Fields that were blank."""
    kept: tuple[str, ...]
    """Fields in which both have something, and not the same; the record's own stays."""


@dataclass(frozen=True)
class CarriedField:
    """A custom field of the lead with a value, and where it goes (LEAD-16, C21)."""

    label: str
    to: tuple[str, ...]
    """Records that get it: their words in code."""
    reason: str = ""
    """Why nothing gets it, an English sentence marked for translation."""


NO_SUCH_FIELD = N_("no such field there")
OTHER_KIND = N_("the field there is of another kind")
NO_SUCH_CHOICE = N_("the field there has no such choice")
FILLED = N_("the field there is filled already")


def blank(value: Any) -> bool:
    """Whether a stored value says nothing; 0 and no are values (M03, M04)."""
    return value is None or (isinstance(value, str) and not value.strip())


@functools.cache
def _keys(record: type[Record], source: str, target: str) -> tuple[str | None, str | None]:
    """Return the key columns of a field of the lead and of the field it becomes, None where there is none."""
    return Lead.field(source).key_column, record.field(target).key_column


def _columns(record: type[Record], source: str, target: str, lead: StoredRow) -> dict[str, Any]:
    source_key, target_key = _keys(record, source, target)
    value = lead[source]
    if target_key is None:
        return {target: value}
    return {target: value, target_key: lead[source_key] if source_key else fold(value or "")}


def new_columns(record: type[Record], fields: Iterable[tuple[str, str]], lead: StoredRow) -> dict[str, Any]:
    """Return the stored columns of a new record; the first field that has something wins a target."""
    stored: dict[str, Any] = {}
    for source, target in fields:
        if target not in stored and not blank(lead[source]):
            stored.update(_columns(record, source, target, lead))
    return stored


def new_address(record: type[Record], lead: StoredRow) -> dict[str, Any]:
    """Return the stored columns of the lead's address as a new record has it."""
    fields = tuple((part, f"{ADDRESS_KIND}_{part}") for part in ADDRESS)
    return new_columns(record, fields, lead)


def fill(
    record: type[Record], fields: Iterable[tuple[str, str]], lead: StoredRow, present: StoredRow, *, address: bool
) -> Filling:
    """Return what of the lead a record on file had not; the address goes as one block or not at all (M06)."""
    stored: dict[str, Any] = {}
    filled: list[str] = []
    kept: list[str] = []
    for source, target in fields:
        if blank(lead[source]) or target in stored:
            continue
        columns = _columns(record, source, target, lead)
        if blank(present[target]):
            stored.update(columns)
            filled.append(target)
        elif target not in kept and _differ(target, columns, present):
            kept.append(target)
    if address:
        block = [f"{ADDRESS_KIND}_{part}" for part in ADDRESS]
        theirs = new_address(record, lead)
        # The country alone, which forms fill in by themselves, is no address.
        if all(blank(present[name]) for name in block[:-1]) and any(name in theirs for name in block[:-1]):
            stored.update(theirs)
            filled.append(block[0])
        elif any(_like(present[name]) != _like(theirs[name]) for name in block[:-1] if name in theirs):
            kept.append(block[0])
    for channel in channels_of(record):
        wish = stricter(channel, present, lead)
        if any(present[name] != value for name, value in wish.items()):
            stored.update(wish)
            if not present[channel.field]:
                filled.append(channel.field)
    return Filling(stored, tuple(filled), tuple(kept))


def wishes(lead: StoredRow) -> dict[str, Any]:
    """Return the stored columns of the lead's wishes not to be contacted, with their days and sources."""
    return {name: lead[name] for channel in channels_of(Lead) for name in channel.fields}


def _differ(target: str, columns: Mapping[str, Any], present: StoredRow) -> bool:
    """Whether two values of a field are different ones: by their keys where both have one, else as they stand."""
    key = f"{target}_key"
    if columns.get(key) is not None and present[key] is not None:
        return bool(columns[key] != present[key])
    return bool(_like(columns[target]) != _like(present[target]))


def _like(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value


def person_name(lead: StoredRow) -> tuple[str | None, str | None]:
    """Return (first name, last name) of the lead's person; a sole name counts as the last (C05)."""
    first, last = (lead["first_name"] or "").strip() or None, (lead["last_name"] or "").strip() or None
    return (first, last) if last else (None, first)


def united_kind(present: int | None, wanted: int) -> int:
    """Return the stored kind of a customer that is to be both what it is and what is wanted."""
    one, other = CUSTOMER_FLAGS[present or 4], CUSTOMER_FLAGS[wanted]
    flags = (one[0] | other[0], one[1] | other[1])
    return next(kind for kind, having in CUSTOMER_FLAGS.items() if having == flags)


class CustomFields:
    """The company's own fields of all records, and which of a lead's values go where (LEAD-16, C21)."""

    def __init__(self, session: Session) -> None:
        self._defined: dict[str, dict[str, Definition]] = {}
        for each in definitions(session):
            if each.active:
                self._defined.setdefault(each.record, {})[each.key] = each

    def carried(
        self, lead: StoredRow, targets: Mapping[str, str | None]
    ) -> tuple[dict[str, dict[str, Any]], tuple[CarriedField, ...]]:
        """Return the values that each target gets, and what is told of every field of the lead that has a value.

        ``targets`` are records by their words in code, with the stored JSON that each has at present.
        """
        if not lead["custom"]:
            return {}, ()
        own = self._defined.get("lead", {})
        present = {name: json.loads(stored) if stored else {} for name, stored in targets.items()}
        values: dict[str, dict[str, Any]] = {}
        told: list[CarriedField] = []
        for key, value in json.loads(lead["custom"]).items():
            mine = own.get(key)
            to: list[str] = []
            reason = NO_SUCH_FIELD
            for name in targets:
                there = self._defined.get(name, {}).get(key)
                if there is None:
                    continue
                if mine is None or there.kind != mine.kind:
                    reason = OTHER_KIND
                elif not _takes(there, value):
                    reason = NO_SUCH_CHOICE
                elif not blank(present[name].get(key)) and present[name][key] != []:
                    if present[name][key] != value:
                        reason = FILLED
                else:
                    values.setdefault(name, {})[key] = value
                    to.append(name)
            told.append(CarriedField(key if mine is None else mine.label, tuple(to), "" if to else reason))
        return values, tuple(told)


def _takes(there: Definition, value: Any) -> bool:
    """Whether a field has all that was chosen among its choices."""
    if there.kind not in WITH_CHOICES:
        return True
    known = {fold(choice.name) for choice in there.choices}
    return all(fold(str(each)) in known for each in (value if isinstance(value, list) else [value]))


def custom_json(present: str | None, added: Mapping[str, Any]) -> str | None:
    """Return the stored form of a record's custom values with ``added`` among them."""
    merged = {**(json.loads(present) if present else {}), **added}
    stored: str | None = Customer.field("custom").to_stored(merged)
    return stored


@functools.cache
def defaults(record: type[Record]) -> Mapping[str, Any]:
    """Return the stored columns that a new record has whatever it is made from."""
    fields = record.fields().items()
    return {name: field.to_stored(field.default) for name, field in fields if field.default is not None}


def new_contact_name(lead: StoredRow) -> dict[str, Any]:
    """Return the stored columns of the name of a contact made from the lead's person."""
    first, last = person_name(lead)
    name = Contact.field("name").join({"first_name": first, "last_name": last})  # type: ignore[attr-defined]
    return {
        "first_name": first,
        "last_name": last,
        "last_name_key": fold(last or ""),
        "name": name,
        "name_key": fold(name),
    }
