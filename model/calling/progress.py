"""How far a call list has come, and how a caller's day goes (LEAD-37)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from model.activities.records import OUTCOMES
from model.calling.kinds import CallableKind, callable_kinds
from model.calling.lists import WAITING, find, lists
from model.calling.records import CALL_BACK, DONE, PARKED, RETRY, SKIPPED
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.dates import day_bounds_utc, from_utc_text, utc_text

PAUSE = timedelta(minutes=30)
"""A gap between two calls that is longer is no time at the telephone."""
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
    seen, parameters = _not_hidden(session)
    by_state = dict(
        session.store.rows(
            f"SELECT state, count(*) FROM call_list_entry own WHERE list = ? AND {seen} GROUP BY state",
            (list_id, *parameters),
        )
    )
    called = session.store.value(
        "SELECT count(*) FROM (SELECT DISTINCT record, record_id FROM call_list_call own"
        f" WHERE list = ? AND record IS NOT NULL AND {seen})",
        (list_id, *parameters),
    )
    outcomes = {
        _NAMES[number]: count
        for number, count in session.store.rows(
            f"SELECT outcome, count(*) FROM call_list_call own WHERE list = ? AND {seen} GROUP BY outcome",
            (list_id, *parameters),
        )
        if number in _NAMES
    }
    left = sum(by_state.get(state, 0) for state in WAITING)
    total = sum(by_state.values())
    return Progress(
        total, called, left, by_state.get(PARKED, 0), by_state.get(SKIPPED, 0), outcomes, day(session, list_id)
    )


def _hidden_of(session: Session, kind: CallableKind) -> tuple[str, list[Any]]:
    """Return the query for the IDs of a kind that the person may not see, which are few."""
    table = kind.record.table()
    if kind.record.hides:
        # Read off an index; the predicate for what is seen would go through all of them.
        return f"SELECT id FROM {table} WHERE owner_only = 1 AND owner IS NOT ?", [session.person.id]
    where, parameters = visible(kind.record, session.person.id)
    return f"SELECT id FROM {table} WHERE NOT ({where})", parameters


def _not_hidden(session: Session) -> tuple[str, list[Any]]:
    """Return the predicate, on the columns of ``own``, for records that are not hidden from the person."""
    tests, parameters = [], []
    for kind in callable_kinds(session):
        sql, more = _hidden_of(session, kind)
        tests.append(f"(own.record = '{kind.name}' AND own.record_id IN ({sql}))")
        parameters += more
    return f"coalesce(NOT ({' OR '.join(tests)}), 1)", parameters


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
    for sign, rows in ((1, session.store.rows(_ALL, (utc_text(now),))), (-1, _hidden(session, now))):
        for list_id, state, number, due in rows:
            if list_id not in counts:
                continue
            counts[list_id]["left"] += sign * number if state in WAITING else 0
            counts[list_id]["parked"] += sign * number if state == PARKED else 0
            counts[list_id]["done"] += sign * number if state == DONE else 0
            counts[list_id]["due"] += sign * due if state in (CALL_BACK, RETRY) else 0
    for list_id, number in session.store.rows(
        "SELECT list, count(*) FROM call_list_call WHERE at >= ? AND at < ? AND caller = ? GROUP BY list",
        (begin, end, session.person.id),
    ):
        if list_id in counts:
            counts[list_id]["today"] = number
    return {list_id: Standing(**found) for list_id, found in counts.items()}


_NUMBERS = "entry.list, entry.state, count(*), coalesce(sum(entry.due <= ?), 0)"
# Read off the index alone, so that lists of a million do not hold the menu up.
_ALL = (
    f"SELECT {_NUMBERS} FROM call_list_entry entry INDEXED BY call_list_entry_list_state_private_record_due"
    " GROUP BY entry.list, entry.state"
)


def _hidden(session: Session, now: datetime) -> list[tuple[Any, ...]]:
    """Return the same numbers of records that the person may not see."""
    rows: list[tuple[Any, ...]] = []
    for kind in callable_kinds(session):
        sql, parameters = _hidden_of(session, kind)
        rows += session.store.rows(
            f"SELECT {_NUMBERS} FROM ({sql}) hidden CROSS JOIN call_list_entry entry"
            f" ON entry.record = '{kind.name}' AND entry.record_id = hidden.id GROUP BY entry.list, entry.state",
            (utc_text(now), *parameters),
        )
    return rows


def day(session: Session, list_id: int) -> Day:
    """Return what the person has done on a list today."""
    now = session.clock()
    begin, end = day_bounds_utc(now.date(), now.tzinfo)  # type: ignore[arg-type]
    rows = session.store.rows(
        "SELECT own.at, own.outcome, coalesce(activity.duration, 0) FROM call_list_call own"
        " JOIN activity ON activity.id = own.activity"
        " WHERE own.list = ? AND own.at >= ? AND own.at < ? AND own.caller = ? ORDER BY own.at",
        (list_id, begin, end, session.person.id),
    )
    outcomes: dict[str, int] = {}
    for _at, outcome, _seconds in rows:
        if outcome in _NAMES:
            outcomes[_NAMES[outcome]] = outcomes.get(_NAMES[outcome], 0) + 1
    calls = [(from_utc_text(at), timedelta(seconds=seconds)) for at, _outcome, seconds in rows]
    return Day(len(rows), find(session, list_id).daily_target, an_hour(calls, now), outcomes)


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
