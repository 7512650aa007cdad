"""Whether somebody may be called: the rules in SQL, the same for a million put on a list and for one handed out."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from model.calling import hours
from model.calling.kinds import CUSTOMERS, CallableKind, RecordRef, kind_of
from model.calling.recent_calls import earliest, last_call, last_call_of_number
from model.calling.telephone_numbers import Number, first_number, numbers_of
from model.core.access.session import Session
from model.core.dates import format_moment, utc_text
from model.core.language import N_, _
from model.core.text import visible as shown

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


@functools.cache
def reason_sql(kind: CallableKind) -> str:
    """Return SQL for why a record is not called whatever the hour, null where it may be.

    Customers of one's own are exempt from the reservation register. ``:danish`` and ``:other`` are
    :func:`checked_since`. Who has the number of somebody else who is not to be called is not asked here.
    """
    table, keys = kind.record.table(), f"({kind.keys})"
    texts = " || ".join(f"coalesce({table}.{name}, '')" for name in kind.numbers)
    without = f"trim({texts}) = ''"
    if kind.has_people:
        without += f" AND NOT {_people_have_numbers(table)}"
    refused = "".join(f" WHEN {condition} THEN '{reason}'" for condition, reason in kind.refused)
    return f"""
CASE
  WHEN {kind.forbidden} THEN 'do_not_call'
  WHEN {table}.active = 0 THEN 'gone'
  {refused}
  WHEN {without} THEN 'no_number'
  WHEN NOT {kind.private} THEN NULL
  WHEN {kind.own_customer} OR EXISTS (SELECT 1 FROM customer own WHERE own.active = 1 AND own.kind IN ({CUSTOMERS})
    AND (own.phone_key IN {keys} OR own.mobile_key IN {keys})) THEN NULL
  WHEN EXISTS (SELECT 1 FROM reservation WHERE number IN {keys} AND reserved = 1) THEN 'reserved'
  WHEN NOT EXISTS (SELECT 1 FROM reservation WHERE number IN {keys} AND checked_at >=
    CASE WHEN number LIKE '+45%' THEN :danish ELSE :other END) THEN 'reservation'
END
"""


def _people_have_numbers(table: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM customer_contact link JOIN contact person ON person.id = link.contact"
        f" WHERE link.customer = {table}.id AND person.active = 1 AND person.do_not_call = 0 AND person.owner_only = 0"
        " AND trim(coalesce(person.direct_phone, '') || coalesce(person.mobile, '') || coalesce(person.phone, ''))"
        " <> '')"
    )


def checked_since(now: datetime) -> dict[str, str]:
    """Return the parameters of :func:`reason_sql`: since when a look into the register counts."""
    return {"danish": utc_text(now - CHECK_HOLDS["DK"]), "other": utc_text(now - CHECK_HOLDS[""])}


def record_checks(
    session: Session, register: str, results: Iterable[tuple[str, bool]], checked_at: datetime | None = None
) -> int:
    """Keep what a reservation register said of numbers (E.164, reserved or not) and return how many there were.

    It is what somebody else's register says, not the company's own data: there is no history of it.
    """
    session.may_write()
    at = utc_text(checked_at or session.clock())
    rows = [(number, int(reserved), at, register) for number, reserved in results]
    with session.writing() as connection:
        connection.executemany(
            "INSERT INTO reservation (number, reserved, checked_at, register) VALUES (?, ?, ?, ?) ON CONFLICT (number)"
            " DO UPDATE SET reserved = excluded.reserved, checked_at = excluded.checked_at,"
            " register = excluded.register",
            rows,
        )
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
    sql = f"SELECT {kind.private} FROM {kind.record.table()} WHERE id = ?"
    return bool(session.store.value(sql, (ref.record_id,)))


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
    row = session.store.row(
        f"SELECT {reason_sql(kind)}, {kind.private} FROM {kind.record.table()} WHERE id = :id",
        {**checked_since(now), "id": ref.record_id},  # type: ignore[arg-type]
    )
    if row is None:
        return []
    found = []
    if row[0]:
        found.append(Objection(row[0], _("Not to be called: {reason}.").format(reason=_(REASONS[row[0]]))))
    if row[1] and hours.closed(now):
        found.append(Objection("hours", _("Not now: {reason}.").format(reason=closed_text(now))))
    return found


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
