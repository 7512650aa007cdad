"""How far a call list has come, and how a caller's day goes (LEAD-37)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from model.activities.records import OUTCOMES, Call
from model.calling.kinds import CallableKind, callable_kinds
from model.calling.lists import WAITING, find, lists
from model.calling.records import CALL_BACK, DONE, PARKED, RETRY, SKIPPED, CallListCall, CallListEntry
from model.core.access.seen import ME, hidden_ids, seen
from model.core.access.session import Session
from model.core.dates import day_bounds_utc, from_utc_text, utc_text
from model.core.storage.drivers import peewee
from model.core.storage.expressions import along, column_of, then
from model.core.storage.statements import slot, statement, stored

PAUSE = timedelta(minutes=30)
"""A gap between two calls that is longer is no time at the telephone."""
_COUNT = peewee.fn.count(peewee.SQL("*"))
_NAMES = {choice.number: choice.name for choice in OUTCOMES}


@dataclass(frozen=True)
class Day:
    """What the person has done on a list today."""

    calls: int
    target: int | None
    an_hour: float | None
    """Calls an hour of the time at it, pauses left out; None before there is anything to go by."""
    outcomes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """How many on a list have been called, wait, are parked or skipped; and the outcomes of all its calls."""

    total: int
    called: int
    """Those that were called at least once."""
    left: int
    """Those that are still to be called, now or later."""
    parked: int
    skipped: int
    outcomes: dict[str, int]
    day: Day


def progress(session: Session, list_id: int) -> Progress:
    """Return how far a list has come; what is hidden is not counted.

    It counts what is on the list, so that it takes its time on a very long one.
    """
    kinds = tuple(callable_kinds(session))
    by_state: dict[int, int] = dict(session.rows(_entries_by_state(kinds), list=list_id))
    called = session.value(_records_called(kinds), list=list_id)
    outcomes = {
        _NAMES[number]: count
        for number, count in session.rows(_calls_by_outcome(kinds), list=list_id)
        if number in _NAMES
    }
    left = sum(by_state.get(state, 0) for state in WAITING)
    total = sum(by_state.values())
    return Progress(
        total, called, left, by_state.get(PARKED, 0), by_state.get(SKIPPED, 0), outcomes, day(session, list_id)
    )


@statement
def _entries_by_state(kinds: tuple[CallableKind, ...]) -> peewee.Query:
    entry = CallListEntry
    return (
        entry.select(entry.state, _COUNT)
        .where(entry.list == slot("list"), _not_hidden(kinds, entry))
        .group_by(entry.state)
    )


@statement
def _records_called(kinds: tuple[CallableKind, ...]) -> peewee.Query:
    call = CallListCall
    records = (
        call.select(call.record, call.record_id)
        .where(call.list == slot("list"), call.record.is_null(False), _not_hidden(kinds, call))
        .distinct()
        .alias("records")
    )
    return peewee.Select((records,), (_COUNT,))


@statement
def _calls_by_outcome(kinds: tuple[CallableKind, ...]) -> peewee.Query:
    call = CallListCall
    return (
        call.select(call.outcome, _COUNT)
        .where(call.list == slot("list"), _not_hidden(kinds, call))
        .group_by(call.outcome)
    )


def _hidden_of(kind: CallableKind) -> Any:
    """Return the query for the IDs of a kind that the person may not see, which are few."""
    if kind.record.hides:
        # Read off an index; the condition for what is seen would go through all of them.
        return hidden_ids(kind.name)
    return kind.record.select(kind.record.id).where(~seen(kind.record))


def _not_hidden(kinds: tuple[CallableKind, ...], rows: Any) -> Any:
    """Return the condition on entries or calls that their record is not hidden from the person, or nobody knows it."""
    hidden: Any = None
    for kind in kinds:
        of_kind = (rows.record == kind.name) & rows.record_id.in_(_hidden_of(kind))
        hidden = of_kind if hidden is None else hidden | of_kind
    return rows.record.is_null() | ~hidden


@dataclass(frozen=True)
class Standing:
    """How a call list stands, for the menu of lists: who is still to be called, due now, done; one's calls today.

    ``due`` counts call-backs and tries whose time has come, which are part of ``left``.
    """

    left: int = 0
    due: int = 0
    parked: int = 0
    done: int = 0
    today: int = 0


def standings(session: Session) -> dict[int, Standing]:
    """Return how each call list stands that the person may work through, by its ID; what is hidden is not counted."""
    now = session.clock()
    begin, end = day_bounds_utc(now.date(), now.tzinfo)  # type: ignore[arg-type]
    counts: dict[int, Counter[str]] = {row.id: Counter() for row in lists(session)}
    for sign, rows in ((1, session.store.rows(_all(), now=utc_text(now))), (-1, _hidden(session, now))):
        for list_id, state, number, due in rows:
            if list_id not in counts:
                continue
            counts[list_id]["left"] += sign * number if state in WAITING else 0
            counts[list_id]["parked"] += sign * number if state == PARKED else 0
            counts[list_id]["done"] += sign * number if state == DONE else 0
            counts[list_id]["due"] += sign * due if state in (CALL_BACK, RETRY) else 0
    for list_id, number in session.rows(_calls_today(), begin=begin, end=end):
        if list_id in counts:
            counts[list_id]["today"] = number
    return {list_id: Standing(**found) for list_id, found in counts.items()}


def _numbers(entry: Any) -> list[Any]:
    """Return list, state, how many entries, and how many of them are due."""
    is_due = peewee.Case(None, [(entry.due <= stored("now"), peewee.SQL("1"))], peewee.SQL("0"))
    return [entry.list, entry.state, _COUNT, peewee.fn.sum(is_due)]


@statement
def _all() -> Any:
    # Read off the index alone, so that lists of a million do not hold the menu up.
    entry = along(CallListEntry, "call_list_entry_list_state_private_record_due")
    return entry.select(*_numbers(entry)).group_by(entry.list, entry.state)


@statement
def _hidden_entries(kind: CallableKind) -> peewee.Query:
    hidden, entry = _hidden_of(kind).alias("hidden"), CallListEntry.alias("entry")
    source = then(hidden, entry, (entry.record == kind.name) & (entry.record_id == hidden.c.id))
    return peewee.Select((source,), _numbers(entry)).group_by(entry.list, entry.state)


def _hidden(session: Session, now: datetime) -> list[tuple[Any, ...]]:
    """Return the same numbers of records that the person may not see."""
    return [row for kind in callable_kinds(session) for row in session.rows(_hidden_entries(kind), now=utc_text(now))]


@statement
def _calls_today() -> peewee.Query:
    call = CallListCall
    return (
        call.select(call.list, _COUNT)
        .where(call.at >= stored("begin"), call.at < stored("end"), call.caller == ME)
        .group_by(call.list)
    )


def day(session: Session, list_id: int) -> Day:
    """Return what the person has done on a list today."""
    now = session.clock()
    begin, end = day_bounds_utc(now.date(), now.tzinfo)  # type: ignore[arg-type]
    rows = session.rows(_calls_of_list_today(), list=list_id, begin=begin, end=end)
    outcomes: dict[str, int] = {}
    for _at, outcome, _seconds in rows:
        if outcome in _NAMES:
            outcomes[_NAMES[outcome]] = outcomes.get(_NAMES[outcome], 0) + 1
    calls = [(from_utc_text(at), timedelta(seconds=seconds)) for at, _outcome, seconds in rows]
    return Day(len(rows), find(session, list_id).daily_target, an_hour(calls, now), outcomes)


@statement
def _calls_of_list_today() -> peewee.Query:
    call = CallListCall
    return (
        call.select(call.at, call.outcome, peewee.fn.coalesce(Call.duration, peewee.SQL("0")))
        .join(Call, on=column_of(Call, "id") == call.activity)
        .where(call.list == slot("list"), call.at >= stored("begin"), call.at < stored("end"), call.caller == ME)
        .order_by(call.at)
    )


def an_hour(calls: list[tuple[datetime, timedelta]], now: datetime) -> float | None:
    """Return calls an hour, given when each began and how long it took; None for fewer than two."""
    if len(calls) < 2:
        return None
    spent = timedelta()
    for (at, took), following in zip(calls, [*(at for at, _took in calls[1:]), now], strict=True):
        pause = following - at - took
        spent += took + (pause if pause <= PAUSE else timedelta())
    hours = spent.total_seconds() / 3600
    return len(calls) / hours if hours > 0 else None
