"""The call log of a record: its calls, and any other call with one of its numbers, or its contacts' (CUST-18)."""

from __future__ import annotations

from typing import Any

from model.activities.belongings import Belongings, Moment
from model.activities.links import check_place
from model.activities.records import Call
from model.activities.tables import ActivityPlace, ActivityTable
from model.activities.timeline import Entry, by_ids, told_of
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import along, column_of
from model.core.storage.statements import slot, statement
from model.customers.records import Contact, Customer, CustomerContact

_MOST_CONTACTS = 1_000
"""Contacts of a customer whose numbers are looked for."""
_OWN = {"customer": ("phone", "mobile", "fax"), "contact": ("phone", "direct_phone", "mobile")}


def numbers_of(session: Session, record: str, record_id: int) -> list[str]:
    """Return the telephone numbers (E.164) of a customer and its contacts, or of a contact, each once.

    Of contacts those that the person may see. Other records have none here.
    """
    if record not in _OWN:
        return []
    rows = session.rows(_numbers_of_record(Customer if record == "customer" else Contact), id=record_id)
    if record == "customer":
        rows += session.rows(_numbers_of_contacts(), customer=record_id)
    return list(dict.fromkeys(number for row in rows for number in row if number))


def calls_of(
    session: Session, record: str, record_id: int, limit: int, *, further: Belongings | None = None
) -> list[Entry]:
    """Return the calls of a record, newest first: those linked to it or to its opportunities and projects, and those in
    or out with any of its numbers; ``further`` is as in :func:`of_record <model.activities.timeline.of_record>`.

    Calls that belong to nothing but records hidden from the person are absent. Raises :class:`NotFoundError` for a
    record that is gone or hidden.
    """
    check_place(session, (record, record_id))
    further = Belongings(session, record, record_id) if further is None else further
    found = _calls(session, record, record_id, limit, further)
    return told_of(by_ids(session, [activity for _moment, activity in found]), further)


def count_calls(session: Session, record: str, record_id: int, most: int, *, further: Belongings | None = None) -> int:
    """Return how many calls :func:`calls_of` would tell of, counted no further than ``most``."""
    further = Belongings(session, record, record_id) if further is None else further
    return len(_calls(session, record, record_id, most, further))


def _calls(session: Session, record: str, record_id: int, limit: int, further: Belongings) -> list[Moment]:
    """Return the places of the newest calls, as (moment, ID), the newest first: at most ``limit``."""
    found: set[Moment] = {*session.store.rows(_linked_calls(), record=record, record_id=record_id, limit=limit)}
    found.update(further.first(("call",), (0, 1, 2), limit))
    # From the numbers to the calls: there may be many more calls than numbers.
    for number in numbers_of(session, record, record_id):
        found.update(session.rows(_calls_of_number(), number=number, limit=limit))
    return sorted(found, reverse=True)[:limit]


def _numbers(record: Any, type_name: str) -> list[Any]:
    return [column_of(record, f"{name}_key") for name in _OWN[type_name]]


@statement
def _numbers_of_record(record: type[Record]) -> Any:
    return record.select(*_numbers(record, record.name_in_code)).where(record.id == slot("id"), seen(record))


@statement
def _numbers_of_contacts() -> Any:
    return (
        CustomerContact.select(*_numbers(Contact, "contact"))
        .join(Contact, on=Contact.id == CustomerContact.contact)
        .where(CustomerContact.customer == slot("customer"), seen(Contact))
        .limit(_MOST_CONTACTS)
    )


@statement
def _linked_calls() -> Any:
    place = ActivityPlace
    return (
        place.select(place.moment, place.activity)
        .where(
            place.record == slot("record"),
            place.record_id == slot("record_id"),
            place.kind == "call",
            place.state < 3,
        )
        .order_by(place.moment.desc(), place.activity.desc())
        .limit(slot("limit"))
    )


@statement
def _calls_of_number() -> Any:
    call = along(ActivityTable, "activity_number_key")
    moment = peewee.fn.coalesce(call.at, call.created_at)
    return (
        call.select(moment, call.id)
        .where(call.number_key == slot("number"), call.number_key.is_null(False), call.active == 1, seen(Call, call))
        .order_by(peewee.SQL("1 DESC"), peewee.SQL("2 DESC"))
        .limit(slot("limit"))
    )
