"""What has just been done with a record or its number: calls within the hour, promises, meetings (K05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from model.activities.link_record import ActivityLink
from model.activities.records import Call
from model.calling.kinds import RecordRef, subject_of
from model.calling.records import CALL_BACK, DONE, CallListCall, CallListEntry
from model.core.access.session import Session
from model.core.dates import from_utc_text, utc_text
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.expressions import along, then
from model.core.storage.statements import slot, statement, stored

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
    rows = session.store.rows(
        _calls_with_record(), type_name=ref.type_name, id=ref.record_id, subject=subject.type_name,
        subject_id=subject.record_id, after=utc_text(now - _LONGEST),
    )  # fmt: skip
    return _latest_end(rows, now)


@statement
def _calls_with_record() -> peewee.Query:
    linked = ActivityLink.select(ActivityLink.activity).where(
        ActivityLink.record == slot("subject"), ActivityLink.record_id == slot("subject_id")
    )
    from_lists = CallListCall.select(CallListCall.activity).where(
        CallListCall.record == slot("type_name"), CallListCall.record_id == slot("id")
    )
    made = (linked | from_lists).alias("made")
    return peewee.Select((then(made, Call, Call.id == made.c.activity),), _begin_and_duration(Call)).where(
        in_scope(Call), Call.active.yes, Call.at > stored("after")
    )


def last_call_of_number(session: Session, key: str | None) -> datetime | None:
    """Return when the latest call with a number (E.164) ended, whoever was called by it; None for none lately."""
    if not key:
        return None
    now = session.clock()
    return _latest_end(session.store.rows(_calls_of_number(), number=key, after=utc_text(now - _LONGEST)), now)


@statement
def _calls_of_number() -> Any:
    call = along(Call, "activity_number_key")
    return call.select(*_begin_and_duration(call)).where(
        call.number.folded == slot("number"),
        call.number.folded.is_null(False),
        in_scope(Call, call),
        call.active.yes,
        call.at > stored("after"),
    )


def _begin_and_duration(call: Any) -> list[Any]:
    return [call.at, peewee.fn.coalesce(call.duration, peewee.SQL("0"))]


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
    rows = [
        (state, due, True)
        for own in dict.fromkeys((ref, subject_of(session, ref)))
        for state, due in session.store.rows(_promised_to_record(), type_name=own.type_name, id=own.record_id)
    ]
    rows += [(CALL_BACK, due, False) for (due,) in session.store.rows(_promised_on_number(), number=key or "")]
    holds = []
    for state, due, is_own in rows:
        moment = from_utc_text(due)
        if state == DONE:
            holds.append(Hold("meeting", moment))
        else:
            holds.append(Hold("promised" if is_own else "number_promised", moment + HOUR))
    return max(holds, key=lambda hold: hold.until, default=None)


@statement
def _promised_to_record() -> peewee.Query:
    return CallListEntry.select(CallListEntry.state, CallListEntry.due).where(
        *_is_record(), CallListEntry.due.is_null(False), CallListEntry.state.in_(("call_back", "done"))
    )


@statement
def _promised_on_number() -> peewee.Query:
    return CallListEntry.select(CallListEntry.due).where(
        *_is_number(), CallListEntry.due.is_null(False), CallListEntry.state == "call_back"
    )


def _is_record() -> tuple[Any, ...]:
    return CallListEntry.record == slot("type_name"), CallListEntry.record_id == slot("id")


def _is_number() -> tuple[Any, ...]:
    # The index leaves out entries without a number.
    return CallListEntry.number == slot("number"), CallListEntry.number.is_null(False)


def _called(session: Session, ref: RecordRef, key: str | None) -> Hold | None:
    last = last_call(session, ref)
    if last is not None and session.clock() < last + HOUR:
        return Hold("hour", last + HOUR)
    last = last_call_of_number(session, key)
    return None if last is None else Hold("number_hour", last + HOUR)


def earliest(session: Session, ref: RecordRef, key: str | None, last: datetime) -> datetime:
    """Return when somebody may be called again: after an hour, or when a call-back was promised before that (K05)."""
    values = {"type_name": ref.type_name, "id": ref.record_id, "number": key or ""}
    promised = session.store.value(_earliest_promise(), **values)
    again = last + HOUR
    return again if promised is None else min(again, from_utc_text(promised))


@statement
def _earliest_promise() -> peewee.Query:
    entry, back = CallListEntry, CallListEntry.state == "call_back"
    promises = (
        entry.select(entry.due).where(*_is_record(), back).union_all(entry.select(entry.due).where(*_is_number(), back))
    )
    found = promises.alias("found")
    return peewee.Select((found,), (peewee.fn.min(found.c.due),))
