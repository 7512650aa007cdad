"""Whether somebody may be called: the same query for a million put on a list and for one handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from model.calling import hours
from model.calling.kinds import CUSTOMERS, CallableKind, RecordRef, kind_of, or_blank
from model.calling.recent_calls import earliest, last_call, last_call_of_number
from model.calling.tables import Reservation
from model.calling.telephone_numbers import Number, first_number, numbers_of
from model.core.access.session import Session
from model.core.dates import format_moment, utc_text
from model.core.language import N_, _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, aside, like
from model.core.storage.statements import slot, statement, stored
from model.core.text import visible as shown
from model.customers.records import Contact, Customer, CustomerContact

CHECK_HOLDS = {"DK": timedelta(days=92), "": timedelta(days=30)}
"""How long a look into the reservation register is good for: a quarter in Denmark, a month elsewhere (K02)."""

NUMBER_FORBIDDEN = "number_do_not_call"
"""The reason of who has no number left that is not also that of somebody who is not to be called (K08)."""

REASONS = {
    "do_not_call": N_("do not call"),
    "gone": N_("not in use"),
    "converted": N_("converted"),
    "lost": N_("lost"),
    "deactivated": N_("deactivated recipient"),
    "responded": N_("has responded already"),
    "no_number": N_("no telephone number"),
    "reserved": N_("reserved against calls"),
    "reservation": N_("private person, not checked against the reservation register within a month"),
    NUMBER_FORBIDDEN: N_("the number of somebody who is not to be called"),
    "hours": N_("private person"),
    "hour": N_("called within the hour"),
    "number_hour": N_("its number was called within the hour"),
    "promised": N_("a call-back is promised"),
    "number_promised": N_("a call-back is promised on its number"),
    "meeting": N_("a meeting is booked"),
    "number_in_use": N_("a colleague has its number open"),
}


@dataclass(frozen=True)
class Objection:
    """Why somebody should not be called now; ``code`` is a key of :data:`REASONS`."""

    code: str
    sentence: str


_ONE = peewee.SQL("1")


def reason_of(kind: CallableKind) -> Any:
    """Return why a record is not called whatever the hour, null where it may be, as a column of a query.

    Customers of one's own are exempt from the reservation register. The query is given :func:`checked_since`. Who has
    the number of somebody else who is not to be called is not asked here.
    """
    nothing = peewee.SQL("NULL")
    return peewee.Case(
        None,
        [
            (kind.forbidden(), "do_not_call"),
            (kind.record.active.no, "gone"),
            *((condition(), code) for condition, code in kind.refused),
            (_without_number(kind), "no_number"),
            (~kind.private(), nothing),
            (kind.own_customer() | _is_number_of_customer(kind), nothing),
            (_register_says(kind, Reservation.reserved == 1), "reserved"),
            (~_register_says(kind, Reservation.checked_at >= _since()), "reservation"),
        ],
    )


def _without_number(kind: CallableKind) -> Any:
    found = _no_text(kind.record, kind.numbers)
    return found & ~_people_have_numbers() if kind.has_people else found


def _no_text(record: Any, names: Iterable[str]) -> Any:
    """Return the condition that none of these columns says anything."""
    texts = [or_blank(getattr(record, name)) for name in names]
    together = texts[0]
    for text in texts[1:]:
        together = together.concat(text)
    return peewee.fn.trim(together) == BLANK


def _people_have_numbers() -> Any:
    """Return the condition on customers that a contact of theirs can be called."""
    person = Contact.alias("person")
    return peewee.fn.EXISTS(
        CustomerContact.select(_ONE)
        .join(person, on=person.id == CustomerContact.contact)
        .where(
            CustomerContact.customer == Customer.id,
            person.active.yes,
            person.do_not_call.no,
            person.owner_only.no,
            ~_no_text(person, ("direct_phone", "mobile", "phone")),
        )
    )


def _is_number_of_customer(kind: CallableKind) -> Any:
    own = Customer.alias("own")
    kinds = [Customer.fields()["kind"].to_stored(name) for name in CUSTOMERS]
    return peewee.fn.EXISTS(
        own.select(_ONE).where(
            # Aside: few customers have one of the numbers, and nearly all of them are in use and customers.
            aside(own.active) == peewee.SQL("1"),
            aside(own.kind).in_(kinds),
            own.phone.folded.in_(kind.keys) | own.mobile.folded.in_(kind.keys),
        )
    )


def _register_says(kind: CallableKind, condition: Any) -> Any:
    return peewee.fn.EXISTS(Reservation.select(_ONE).where(Reservation.number.in_(kind.keys), condition))


def _since() -> Any:
    return peewee.Case(None, [(like(Reservation.number, "+45%"), stored("danish"))], stored("other"))


def checked_since(now: datetime) -> dict[str, str]:
    """Return what a query with :func:`reason_of` is given: since when a look into the register counts."""
    return {"danish": utc_text(now - CHECK_HOLDS["DK"]), "other": utc_text(now - CHECK_HOLDS[""])}


@statement
def _keep_check() -> peewee.Query:
    values = {
        Reservation.number: slot("number"),
        Reservation.reserved: slot("reserved"),
        Reservation.checked_at: slot("at"),
        Reservation.register: slot("register"),
    }
    newer = (Reservation.reserved, Reservation.checked_at, Reservation.register)
    return Reservation.insert(values).on_conflict(conflict_target=(Reservation.number,), preserve=newer)


def record_checks(
    session: Session, register: str, results: Iterable[tuple[str, bool]], checked_at: datetime | None = None
) -> int:
    """Keep what a reservation register said of numbers (E.164, reserved or not) and return how many there were.

    It is what somebody else's register says, not the company's own data: there is no history of it.
    """
    session.may_write()
    at = utc_text(checked_at or session.clock())
    rows = [
        {"number": number, "reserved": int(reserved), "at": at, "register": register} for number, reserved in results
    ]
    with session.writing():
        session.store.run_many(_keep_check(), rows)
    return len(rows)


def reason_text(code: str, session: Session) -> str:
    """Return why somebody is skipped, in the language in use."""
    return closed_text(session.clock()) if code == "hours" else _(REASONS[code])


def closed_text(moment: datetime) -> str:
    """Return the sentence that says why a private person may not be called, and when one may be again."""
    why = hours.closed(moment)
    opening = format_moment(hours.opens(moment), moment.tzinfo or hours.local(moment).tzinfo)  # type: ignore[arg-type]
    return _("private person, {why}: not before {when}").format(why=_(why), when=opening)


def is_private(session: Session, ref: RecordRef) -> bool:
    """Whether somebody is called as a private person."""
    kind = kind_of(session, ref.type_name)
    return bool(session.store.value(_private(kind), id=ref.record_id))


@statement
def _private(kind: CallableKind) -> peewee.Query:
    return kind.record.select(kind.private()).where(kind.record.id == slot("id"))


def objections(session: Session, ref: RecordRef, number: Number | None = None) -> list[Objection]:
    """Return why somebody should not be called now (LEAD-36), the gravest first; nothing where they may be.

    ``number`` is the one that is to be dialled, the first one where none is said: whom else it belongs to, and when
    it was called last, counts as well.
    """
    numbers = numbers_of(session, ref)
    number = number or first_number(numbers) or next(iter(numbers), None)
    lasting = _lasting(session, ref)
    if number is not None and number.forbidden and all(each.code != "do_not_call" for each in lasting):
        sentence = _("{number} is the number of somebody who is not to be called.")
        lasting.append(Objection(NUMBER_FORBIDDEN, sentence.format(number=shown(number.text))))
    return [*lasting, *_of_the_hour(session, ref, None if number is None else number.key)]


def _lasting(session: Session, ref: RecordRef) -> list[Objection]:
    """Return what speaks against calling a record, and the hours of private persons."""
    now = session.clock()
    kind = kind_of(session, ref.type_name)
    row = session.store.row(_reason_and_private(kind), id=ref.record_id, **checked_since(now))
    if row is None:
        return []
    found = []
    if row[0]:
        found.append(Objection(row[0], _("Not to be called: {reason}.").format(reason=_(REASONS[row[0]]))))
    if row[1] and hours.closed(now):
        found.append(Objection("hours", _("Not now: {reason}.").format(reason=closed_text(now))))
    return found


@statement
def _reason_and_private(kind: CallableKind) -> peewee.Query:
    return kind.record.select(reason_of(kind), kind.private()).where(kind.record.id == slot("id"))


def _of_the_hour(session: Session, ref: RecordRef, key: str | None) -> list[Objection]:
    now = session.clock()
    for code, last in (("hour", last_call(session, ref)), ("number_hour", last_call_of_number(session, key))):
        again = earliest(session, ref, key, last) if last is not None else now
        if now < again:
            when = format_moment(again, now.tzinfo)  # type: ignore[arg-type]
            if code == "hour":
                return [Objection(code, _("It was called within the hour: not before {when}.").format(when=when))]
            return [Objection(code, _("Its number was called within the hour: not before {when}.").format(when=when))]
    return []
