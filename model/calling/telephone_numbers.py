"""The numbers by which a record is called, and what is known of each: wrong, or not to be called (K08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from model.activities.link_record import ActivityLink
from model.activities.records import Call
from model.calling.kinds import CONTACT, CallableKind, RecordRef, kind_of, subject_of
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.language import _
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, among, column_of, then
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown
from model.customers.records import Contact, CustomerContact
from model.marketing.opted_out import addresses_opted_out

PEOPLE = 30
"""People of a customer whose numbers are offered."""


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


def _columns(kind: CallableKind) -> list[Any]:
    """Return each number of a kind, as it is on file and in E.164."""
    return [column_of(kind.record, name) for number in kind.numbers for name in (number, f"{number}_key")]


@statement
def _numbers_of_record(kind: CallableKind) -> peewee.Query:
    return kind.record.select(*_columns(kind)).where(kind.record.id == slot("id"), seen(kind.record))


def _own(session: Session, kind: CallableKind, ref: RecordRef) -> list[Number]:
    row = session.row(_numbers_of_record(kind), id=ref.record_id)
    if row is None:
        return []
    pairs = zip(kind.numbers, row[::2], row[1::2], strict=True)
    return [
        Number(name, text.strip(), key, ref, kind.record.field(name).title)
        for name, text, key in pairs
        if (text or "").strip()
    ]


@statement
def _numbers_of_people() -> peewee.Query:
    role = peewee.fn.coalesce(peewee.fn.nullif(CustomerContact.role, BLANK), Contact.title)
    return (
        CustomerContact.select(Contact.id, Contact.name, role, *_columns(CONTACT))
        .join(Contact, on=Contact.id == CustomerContact.contact)
        .where(CustomerContact.customer == slot("customer"), Contact.active.yes, ~CONTACT.forbidden(), seen(Contact))
        .order_by(Contact.name.folded, Contact.id)
        .limit(PEOPLE)
    )


def _of_people(session: Session, customer: int) -> list[Number]:
    """Return the numbers of a customer's contacts, of those that the person may see and may call."""
    found = []
    for contact, name, role, *row in session.rows(_numbers_of_people(), customer=customer):
        person = shown(f"{name} ({role})" if role else name)
        for each, text, key in zip(CONTACT.numbers, row[::2], row[1::2], strict=True):
            if (text or "").strip():
                label = CONTACT.record.field(each).title
                found.append(Number(each, text.strip(), key, RecordRef("contact", contact), label, person))
    return found


@statement
def _wrong_numbers() -> peewee.Query:
    # The links first: those of one record are few, the wrong numbers of a company many.
    link = ActivityLink.alias("link")
    return peewee.Select((then(link, Call, Call.id == link.activity),), (Call.number, Call.number.folded)).where(
        link.record == slot("record"),
        among(link.record_id, slot("ids")),
        in_scope(Call),
        Call.outcome == "wrong_number",
        Call.active.yes,
    )


def _wrong(session: Session, owners: Iterable[RecordRef]) -> set[str]:
    """Return the numbers, as they stand and in E.164, that proved wrong in calls with any of these records."""
    by_type: dict[str, list[int]] = {}
    for owner in owners:
        by_type.setdefault(owner.type_name, []).append(owner.record_id)
    return {
        number
        for type_name, ids in by_type.items()
        for pair in session.store.rows(_wrong_numbers(), record=type_name, ids=ids)
        for number in pair
        if number
    }


def forbidden_numbers(session: Session, keys: Iterable[str]) -> set[str]:
    """Return those numbers (E.164) with which anybody has asked not to be called, whoever may see them (K08).

    A contact's work telephone rings at others too: its wish holds for its own numbers.
    """
    wanted = [*keys]
    return addresses_opted_out(session, "telephone", wanted) if wanted else set()
