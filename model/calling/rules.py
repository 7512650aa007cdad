"""Whether a lead may be called: the rules in SQL, the same for a million leads put on a list and for one handed out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from model.activities.records import OUTCOMES
from model.calling import hours
from model.calling.records import CALL_BACK
from model.core.access import Session, visible
from model.core.dates import format_moment, from_utc_text, utc_text
from model.core.language import N_, _
from model.customers.records import KINDS
from model.leads.records import STATUSES, Lead

HOUR = timedelta(hours=1)
"""How long nobody calls a lead that has just been called (K05)."""
CHECK_HOLDS = {"DK": timedelta(days=92), "": timedelta(days=30)}
"""How long a look into the reservation register is good for: a quarter in Denmark, a month elsewhere (K02)."""

REASONS = {
    "do_not_call": N_("do not call"),
    "gone": N_("not in use"),
    "converted": N_("converted"),
    "lost": N_("lost"),
    "no_number": N_("no telephone number"),
    "reserved": N_("reserved against calls"),
    "reservation": N_("private person, not checked against the reservation register within a month"),
    "hours": N_("private person"),
    "hour": N_("called within the hour"),
    "promised": N_("a call-back is promised"),
}
NUMBERS = ("direct_phone", "mobile", "phone")
"""A lead's numbers in the order in which they are called."""

_LOST = next(choice.number for choice in STATUSES if choice.name == "unreachable")
_CUSTOMERS = ", ".join(str(choice.number) for choice in KINDS if choice.name in ("customer", "both"))
_WRONG = next(choice.number for choice in OUTCOMES if choice.name == "wrong_number")
_KEYS = "(lead.direct_phone_key, lead.mobile_key, lead.phone_key)"

PRIVATE = (
    "(coalesce(lead.org_number, '') = '' AND lead.person_key <> ''"
    # Nearly every company is told from its person by the length of the names alone, which costs nothing.
    " AND length(lead.name_key) - length(lead.person_key) IN (0, 1) AND lead.name_key IN (lead.person_key,"
    " salg_fold(coalesce(lead.last_name, '') || ' ' || coalesce(lead.first_name, '')),"
    " salg_fold(coalesce(lead.last_name, '') || ', ' || coalesce(lead.first_name, ''))))"
)
"""Whether a lead is a private person: it goes by the person's own name and has no organisation number."""

REASON = f"""
CASE
  WHEN lead.do_not_call = 1 THEN 'do_not_call'
  WHEN lead.active = 0 THEN 'gone'
  WHEN lead.converted_at IS NOT NULL THEN 'converted'
  WHEN lead.status = {_LOST} THEN 'lost'
  WHEN trim(coalesce(lead.direct_phone, '') || coalesce(lead.mobile, '') || coalesce(lead.phone, '')) = ''
    THEN 'no_number'
  WHEN NOT {PRIVATE} THEN NULL
  WHEN EXISTS (SELECT 1 FROM customer own WHERE own.active = 1 AND own.kind IN ({_CUSTOMERS})
    AND (own.phone_key IN {_KEYS} OR own.mobile_key IN {_KEYS})) THEN NULL
  WHEN EXISTS (SELECT 1 FROM reservation WHERE number IN {_KEYS} AND reserved = 1) THEN 'reserved'
  WHEN NOT EXISTS (SELECT 1 FROM reservation WHERE number IN {_KEYS} AND checked_at >=
    CASE WHEN number LIKE '+45%' THEN :danish ELSE :other END) THEN 'reservation'
END
"""
"""Why a lead is not called whatever the hour, null where it may be; the person's own customers are exempt from the
register. ``:danish`` and ``:other`` are :func:`checked_since`."""


@dataclass(frozen=True)
class Objection:
    """Why a lead should not be called now; ``code`` is a key of :data:`REASONS`."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Number:
    """A lead's telephone number: its field, as it is on file, its E.164 form, and whether it proved to be wrong."""

    field: str
    text: str
    key: str | None
    wrong: bool = False


def checked_since(now: datetime) -> dict[str, str]:
    """Return the parameters of :data:`REASON`: since when a look into the register counts."""
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


def numbers_of(session: Session, lead_id: int) -> list[Number]:
    """Return a lead's numbers, each once, in the order in which they are called: those that proved wrong come last."""
    where, parameters = visible(Lead, session.person.id)
    row = session.store.row(
        f"SELECT {', '.join(f'{name}, {name}_key' for name in NUMBERS)} FROM lead WHERE id = ? AND {where}",
        (lead_id, *parameters),
    )
    if row is None:
        return []
    wrong = {
        number
        for pair in session.store.rows(
            "SELECT activity.number, activity.number_key FROM activity_link link JOIN activity"
            " ON activity.id = link.activity WHERE link.record = 'lead' AND link.record_id = ?"
            " AND activity.kind = 'call' AND activity.outcome = ? AND activity.active = 1",
            (lead_id, _WRONG),
        )
        for number in pair
        if number
    }
    found: dict[str, Number] = {}
    for place, name in enumerate(NUMBERS):
        text, key = (row[2 * place] or "").strip(), row[2 * place + 1]
        if text:
            found.setdefault(key or text, Number(name, text, key, text in wrong or key in wrong))
    return sorted(found.values(), key=lambda number: number.wrong)


def last_call(connection: Any, lead_id: int, now: datetime) -> datetime | None:
    """Return when the latest call with a lead ended, None where there was none in the last hours."""
    rows = connection.execute(
        "SELECT activity.at, coalesce(activity.duration, 0) FROM activity_link link JOIN activity"
        " ON activity.id = link.activity WHERE link.record = 'lead' AND link.record_id = ? AND activity.kind = 'call'"
        " AND activity.active = 1 AND activity.at > ?",
        (lead_id, utc_text(now - 6 * HOUR)),
    ).fetchall()
    calls = [(from_utc_text(at), timedelta(seconds=seconds)) for at, seconds in rows]
    ends = [min(now, at + took) for at, took in calls if at <= now]
    return max(ends, default=None)


def reason_text(code: str, session: Session) -> str:
    """Return why a lead is skipped, in the language in use."""
    if code == "hours":
        now = session.clock()
        return closed_text(now)
    return _(REASONS[code])


def closed_text(moment: datetime) -> str:
    """Return the sentence that says why a private person may not be called, and when one may be again."""
    why = hours.closed(moment)
    opening = format_moment(hours.opens(moment), moment.tzinfo or hours.local(moment).tzinfo)  # type: ignore[arg-type]
    return _("private person, {why}: not before {when}").format(why=_(why), when=opening)


def is_private(session: Session, lead_id: int) -> bool:
    """Whether a lead is a private person."""
    return bool(session.store.value(f"SELECT {PRIVATE} FROM lead WHERE id = ?", (lead_id,)))


def objections(session: Session, lead_id: int) -> list[Objection]:
    """Return why a lead should not be called now (LEAD-36), the gravest first; nothing where it may be."""
    now = session.clock()
    row = session.store.row(
        f"SELECT {REASON}, {PRIVATE} FROM lead WHERE id = :lead",
        {**checked_since(now), "lead": lead_id},  # type: ignore[arg-type]
    )
    found = []
    if row is not None and row[0]:
        found.append(Objection(row[0], _("The lead is not to be called: {reason}.").format(reason=_(REASONS[row[0]]))))
    if row is not None and row[1] and hours.closed(now):
        found.append(Objection("hours", _("Not now: {reason}.").format(reason=closed_text(now))))
    last = last_call(session.store.connection(), lead_id, now)
    earliest = _earliest(session, lead_id, last) if last is not None else now
    if now < earliest:
        when = format_moment(earliest, now.tzinfo)  # type: ignore[arg-type]
        found.append(Objection("hour", _("It was called within the hour: not before {when}.").format(when=when)))
    return found


def _earliest(session: Session, lead_id: int, last: datetime) -> datetime:
    """Return when a lead may be called again: after an hour, or when it was promised a call-back before that (K05)."""
    promised = session.store.value(
        "SELECT min(due) FROM call_list_entry WHERE lead = ? AND state = ?", (lead_id, CALL_BACK)
    )
    again = last + HOUR
    return again if promised is None else min(again, from_utc_text(promised))
