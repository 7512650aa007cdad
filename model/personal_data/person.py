"""Finding all that is on file about one person, whoever may see it; only an administrator may ask.

A person is a contact, the person that a lead names, or a private customer. The same person are those with the same
name and one of the same e-mail addresses, and what a lead became: an address alone may be shared by a whole company.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.errors import UserError
from model.core.fields.texts import Email, Phone
from model.core.language import N_, _
from model.core.records.record import Record, Row
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

    def ids(self, kind: str) -> str:
        """Return the IDs of one kind as the JSON that ``json_each`` reads."""
        return json.dumps(self.rows.get(kind, ()))


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
        emails = json.dumps(list(_reached_by(session, same)[0]))
        for kind, key in _NAME_KEYS.items():
            same[kind] |= {
                row[0]
                for row in store.rows(
                    f"SELECT id FROM {kind} WHERE email_key IN (SELECT value FROM json_each(?)) AND {key} = ?",
                    (emails, name_key),
                )
            }
        same["customer"] |= {
            row[0]
            for row in store.rows(
                "SELECT id FROM customer WHERE private = 1 AND email_key IN (SELECT value FROM json_each(?))"
                " AND trim(first_name_key || ' ' || name_key) = ?",
                (emails, name_key),
            )
        }
        contacts, leads = json.dumps([*same["contact"]]), json.dumps([*same["lead"]])
        same["lead"] |= {
            row[0]
            for row in store.rows(
                "SELECT id FROM lead WHERE converted_contact IN (SELECT value FROM json_each(?)) AND person_key = ?",
                (contacts, name_key),
            )
        }
        same["contact"] |= {
            row[0]
            for row in store.rows(
                "SELECT contact.id FROM lead JOIN contact ON contact.id = lead.converted_contact"
                " WHERE lead.id IN (SELECT value FROM json_each(?)) AND contact.name_key = ?",
                (leads, name_key),
            )
        }


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
    each = "(SELECT value FROM json_each(?))"
    people = [found.ids(kind) for kind in KINDS]
    emails = json.dumps(list(found.emails))
    standing = f"of_contact IN {each} OR of_lead IN {each} OR of_customer IN {each}"
    named = f"email_key IN {each} AND contact_key IN ('', ?)"
    belonging = " OR ".join(f"(record = '{kind}' AND record_id IN {each})" for kind in KINDS)
    for kind, sql, parameters in (
        ("recipient", f"{standing} OR ({named})", [*people, emails, fold(found.name)]),
        ("activity", f"id IN (SELECT activity FROM activity_link WHERE {belonging})", people),
        ("document", belonging, people),
        ("customer_contact", f"contact IN {each}", people[:1]),
        ("contact_category", f"contact IN {each}", people[:1]),
        ("project_contact", f"contact IN {each}", people[:1]),
        ("distribution_list_member", f"contact IN {each} OR lead IN {each} OR customer IN {each}", people),
        ("call_list_entry", belonging, people),
    ):
        rows = session.store.rows(f"SELECT id FROM {kind} WHERE {sql} ORDER BY id", parameters)
        yield kind, tuple(row[0] for row in rows)


def stored_row(session: Session, row_type: type[Row], row_id: int) -> dict[str, Any] | None:
    """Return the stored columns of a row, whoever may see it; None where it is gone."""
    cursor = session.store.connection().execute(f"SELECT * FROM {row_type.table()} WHERE id = ?", (row_id,))
    row = cursor.fetchone()
    return None if row is None else {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


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
}
"""What is found, by kind, and what each is called."""
