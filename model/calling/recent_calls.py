"""What has just been done with a record or its number: calls within the hour, promises, meetings (K05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from model.calling.kinds import RecordRef, subject_of
from model.calling.records import CALL_BACK, DONE
from model.core.access.session import Session
from model.core.dates import from_utc_text, utc_text

HOUR = timedelta(hours=1)
"""How long nobody calls a record, or a number, that has just been called (K05)."""
_LONGEST = 6 * HOUR
"""How long a call can be whose end is still looked for."""


@dataclass(frozen=True)
class Hold:
    """Why a record is not called by the program's own choice, a key of the reasons, and until when."""

    reason: str
    until: datetime


def last_call(session: Session, ref: RecordRef) -> datetime | None:
    """Return when the latest call with a record ended, from a list or not; None where there was none lately."""
    now = session.clock()
    subject = subject_of(session, ref)
    return _latest_end(
        session.store.rows(
            "SELECT activity.at, coalesce(activity.duration, 0) FROM ("
            " SELECT activity FROM activity_link WHERE record = ? AND record_id = ?"
            " UNION SELECT activity FROM call_list_call WHERE record = ? AND record_id = ?) made"
            " CROSS JOIN activity ON activity.id = made.activity"
            " WHERE activity.kind = 'call' AND activity.active = 1 AND activity.at > ?",
            (*subject, *ref, utc_text(now - _LONGEST)),
        ),
        now,
    )


def last_call_of_number(session: Session, key: str | None) -> datetime | None:
    """Return when the latest call with a number (E.164) ended, whoever was called by it; None for none lately."""
    if not key:
        return None
    now = session.clock()
    return _latest_end(
        session.store.rows(
            "SELECT at, coalesce(duration, 0) FROM activity INDEXED BY activity_number_key"
            " WHERE number_key = ? AND number_key IS NOT NULL AND kind = 'call' AND active = 1 AND at > ?",
            (key, utc_text(now - _LONGEST)),
        ),
        now,
    )


def _latest_end(rows: list[tuple[Any, ...]], now: datetime) -> datetime | None:
    calls = [(from_utc_text(at), timedelta(seconds=seconds)) for at, seconds in rows]
    return max((min(now, at + took) for at, took in calls if at <= now), default=None)


def held_back(session: Session, ref: RecordRef, key: str | None) -> Hold | None:
    """Return why the program does not hand out a record by itself now, and until when; None where it may.

    ``key`` is the number (E.164) by which it would be called. A record waits for what was promised to it on any list,
    for a meeting that was booked, and for an hour after a call. So does its number: it is not called twice within the
    hour because it stands on two lists, or on two records.
    """
    now = session.clock()
    return next(
        (hold for hold in (_promised(session, ref, key), _called(session, ref, key)) if hold and hold.until > now), None
    )


def _promised(session: Session, ref: RecordRef, key: str | None) -> Hold | None:
    """Return the hold of the latest promise: a call-back and the hour after it, a meeting until it begins."""
    own = dict.fromkeys((ref, subject_of(session, ref)))
    # One look-up each: of pairs in one list the engine uses no index.
    each = (
        "SELECT state, due, 1 FROM call_list_entry WHERE record = ? AND record_id = ? AND due IS NOT NULL"
        f" AND state IN ({CALL_BACK}, {DONE}) UNION ALL "
    )
    of_number = (
        "SELECT state, due, 0 FROM call_list_entry WHERE number = ? AND number IS NOT NULL AND due IS NOT NULL"
        f" AND state = {CALL_BACK}"
    )
    holds = []
    for state, due, is_own in session.store.rows(
        each * len(own) + of_number, (*(part for one in own for part in one), key or "")
    ):
        moment = from_utc_text(due)
        if state == DONE:
            holds.append(Hold("meeting", moment))
        else:
            holds.append(Hold("promised" if is_own else "number_promised", moment + HOUR))
    return max(holds, key=lambda hold: hold.until, default=None)


def _called(session: Session, ref: RecordRef, key: str | None) -> Hold | None:
    last = last_call(session, ref)
    if last is not None and session.clock() < last + HOUR:
        return Hold("hour", last + HOUR)
    last = last_call_of_number(session, key)
    return None if last is None else Hold("number_hour", last + HOUR)


def earliest(session: Session, ref: RecordRef, key: str | None, last: datetime) -> datetime:
    """Return when somebody may be called again: after an hour, or when a call-back was promised before that (K05)."""
    promised = session.store.value(
        "SELECT min(due) FROM (SELECT due FROM call_list_entry WHERE record = ? AND record_id = ? AND state = ?"
        " UNION ALL SELECT due FROM call_list_entry WHERE number = ? AND number IS NOT NULL AND state = ?)",
        (*ref, CALL_BACK, key or "", CALL_BACK),
    )
    again = last + HOUR
    return again if promised is None else min(again, from_utc_text(promised))
