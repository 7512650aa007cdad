"""The numbers by which a record is called, and what is known of each: wrong, or not to be called (K08)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from model.activities.records import OUTCOMES
from model.calling.kinds import CONTACT, CallableKind, RecordRef, kind_of, subject_of
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.language import _
from model.core.text import visible as shown
from model.marketing.opted_out import addresses_opted_out

PEOPLE = 30
"""People of a customer whose numbers are offered."""
_WRONG = next(choice.number for choice in OUTCOMES if choice.name == "wrong_number")


@dataclass(frozen=True)
class Number:
    """A telephone number of a record: its field, as it is on file, and its E.164 form.

    ``label`` is what the field is called, in the language in use. ``owner`` is the record that has it: the one that is
    called, or one of its people, whose name and role ``person`` says. ``wrong`` means that a call proved it to be,
    ``forbidden`` that somebody has it who is not to be called.
    """

    field: str
    text: str
    key: str | None
    owner: RecordRef
    label: str
    person: str = ""
    wrong: bool = False
    forbidden: bool = False

    @property
    def described(self) -> str:
        """What number it is, whose where it is one of a customer's people, and what speaks against it."""
        parts = (
            self.person,
            self.label.lower(),
            _("wrong") if self.wrong else "",
            _("do not call") if self.forbidden else "",
        )
        return ", ".join(part for part in parts if part)


def numbers_of(session: Session, ref: RecordRef) -> list[Number]:
    """Return the numbers by which a record is called, each once, in the order in which they are called.

    Those that proved wrong come last, and after them those of somebody who is not to be called. A customer's own come
    before its people's. There are none of a record that is gone or hidden.
    """
    kind = kind_of(session, ref.type_name)
    found = _own(session, kind, ref)
    if kind.has_people:
        found += _of_people(session, ref.record_id)
    once: dict[str, Number] = {}
    for number in found:
        once.setdefault(number.key or number.text, number)
    wrong = _wrong(session, {subject_of(session, ref), *(number.owner for number in once.values())})
    forbidden = forbidden_numbers(session, [number.key for number in once.values() if number.key])
    marked = [
        replace(number, wrong=number.text in wrong or number.key in wrong, forbidden=number.key in forbidden)
        for number in once.values()
    ]
    return sorted(marked, key=lambda number: (number.forbidden, number.wrong))


def first_number(numbers: Iterable[Number]) -> Number | None:
    """Return the number by which somebody is called unless the caller chooses another; None for none to be called."""
    return next((number for number in numbers if not number.forbidden), None)


def _own(session: Session, kind: CallableKind, ref: RecordRef) -> list[Number]:
    where, parameters = visible(kind.record, session.person.id)
    columns = ", ".join(f"{name}, {name}_key" for name in kind.numbers)
    row = session.store.row(
        f"SELECT {columns} FROM {kind.record.table()} WHERE id = ? AND {where}", (ref.record_id, *parameters)
    )
    if row is None:
        return []
    pairs = zip(kind.numbers, row[::2], row[1::2], strict=True)
    return [
        Number(name, text.strip(), key, ref, kind.record.field(name).title)
        for name, text, key in pairs
        if (text or "").strip()
    ]


def _of_people(session: Session, customer: int) -> list[Number]:
    """Return the numbers of a customer's contacts, of those that the person may see and may call."""
    where, parameters = visible(CONTACT.record, session.person.id, "contact")
    columns = ", ".join(f"contact.{name}, contact.{name}_key" for name in CONTACT.numbers)
    found = []
    for contact, name, role, *row in session.store.rows(
        f"SELECT contact.id, contact.name, coalesce(nullif(link.role, ''), contact.title), {columns}"
        " FROM customer_contact link JOIN contact ON contact.id = link.contact"
        f" WHERE link.customer = ? AND contact.active = 1 AND NOT {CONTACT.forbidden} AND {where}"
        " ORDER BY contact.name_key, contact.id LIMIT ?",
        (customer, *parameters, PEOPLE),
    ):
        person = shown(f"{name} ({role})" if role else name)
        for each, text, key in zip(CONTACT.numbers, row[::2], row[1::2], strict=True):
            if (text or "").strip():
                label = CONTACT.record.field(each).title
                found.append(Number(each, text.strip(), key, RecordRef("contact", contact), label, person))
    return found


def _wrong(session: Session, owners: Iterable[RecordRef]) -> set[str]:
    """Return the numbers, as they stand and in E.164, that proved wrong in calls with any of these records."""
    return {
        number
        for pair in session.store.rows(
            "SELECT activity.number, activity.number_key FROM json_each(?) owner"
            " CROSS JOIN activity_link link ON link.record = json_extract(owner.value, '$[0]')"
            " AND link.record_id = json_extract(owner.value, '$[1]')"
            " JOIN activity ON activity.id = link.activity"
            " WHERE activity.kind = 'call' AND activity.outcome = ? AND activity.active = 1",
            (json.dumps([*owners]), _WRONG),
        )
        for number in pair
        if number
    }


def forbidden_numbers(session: Session, keys: Iterable[str]) -> set[str]:
    """Return those numbers (E.164) with which anybody has asked not to be called, whoever may see them (K08).

    A contact's work telephone rings at others too: its wish holds for its own numbers.
    """
    wanted = [*keys]
    return addresses_opted_out(session, "telephone", wanted) if wanted else set()
