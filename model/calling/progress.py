"""How far a call list has come, and how a caller's day goes (LEAD-37)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from model.activities.records import OUTCOMES
from model.calling.lists import WAITING, find, lists
from model.calling.records import CALL_BACK, PARKED, RETRY, SKIPPED
from model.core.access import HIDDEN_LEADS, Session
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
    """How many leads of a list have been called, wait, are parked or skipped; and the outcomes of all its calls."""

    total: int
    called: int
    """Leads that were called at least once."""
    left: int
    """Leads that are still to be called, now or later."""
    parked: int
    skipped: int
    outcomes: dict[str, int]
    day: Day


def progress(session: Session, list_id: int) -> Progress:
    """Return how far a list has come; hidden leads are not counted.

    It counts the list's leads, so that it takes its time on a very long one.
    """
    me = session.person.id
    by_state = dict(
        session.store.rows(
            f"SELECT state, count(*) FROM call_list_entry WHERE list = ? AND lead NOT IN ({HIDDEN_LEADS})"
            " GROUP BY state",
            (list_id, me),
        )
    )
    called = session.store.value(
        "SELECT count(DISTINCT link.record_id) FROM call_list_call own JOIN activity_link link"
        " ON link.activity = own.activity AND link.record = 'lead'"
        f" WHERE own.list = ? AND link.record_id NOT IN ({HIDDEN_LEADS})",
        (list_id, me),
    )
    outcomes = {
        _NAMES[number]: count
        for number, count in session.store.rows(
            "SELECT own.outcome, count(*) FROM call_list_call own WHERE own.list = ? AND NOT EXISTS (SELECT 1"
            " FROM activity_link link WHERE link.activity = own.activity AND link.record = 'lead'"
            f" AND link.record_id IN ({HIDDEN_LEADS})) GROUP BY own.outcome",
            (list_id, me),
        )
        if number in _NAMES
    }
    left = sum(by_state.get(state, 0) for state in WAITING)
    total = sum(by_state.values())
    return Progress(
        total, called, left, by_state.get(PARKED, 0), by_state.get(SKIPPED, 0), outcomes, day(session, list_id)
    )


@dataclass(frozen=True)
class Standing:
    """How a call list stands, for the menu of lists: leads still to be called, those due now, the person's calls today.

    ``due`` counts call-backs and tries whose time has come, which are part of ``left``.
    """

    left: int = 0
    due: int = 0
    parked: int = 0
    today: int = 0


def standings(session: Session) -> dict[int, Standing]:
    """Return how each call list stands that the person may work through, by its ID; hidden leads are not counted."""
    now = session.clock()
    begin, end = day_bounds_utc(now.date(), now.tzinfo)  # type: ignore[arg-type]
    counts: dict[int, Counter[str]] = {row.id: Counter() for row in lists(session)}
    for sign, rows in ((1, session.store.rows(_ALL, (utc_text(now),))), (-1, _hidden(session, now))):
        for list_id, state, number, due in rows:
            if list_id not in counts:
                continue
            counts[list_id]["left"] += sign * number if state in WAITING else 0
            counts[list_id]["parked"] += sign * number if state == PARKED else 0
            counts[list_id]["due"] += sign * due if state in (CALL_BACK, RETRY) else 0
    for list_id, number in session.store.rows(
        "SELECT list, count(*) FROM call_list_call WHERE at >= ? AND at < ? AND caller = ? GROUP BY list",
        (begin, end, session.person.id),
    ):
        if list_id in counts:
            counts[list_id]["today"] = number
    return {list_id: Standing(**found) for list_id, found in counts.items()}


_NUMBERS = "entry.list, entry.state, count(*), coalesce(sum(entry.due <= ?), 0)"
# Read off the index alone, so that lists of a million leads do not hold the menu up.
_ALL = (
    f"SELECT {_NUMBERS} FROM call_list_entry entry INDEXED BY call_list_entry_list_state_private_due"
    " GROUP BY entry.list, entry.state"
)


def _hidden(session: Session, now: datetime) -> list[tuple[Any, ...]]:
    """Return the same numbers of leads that the person may not see, which are few."""
    return session.store.rows(
        f"SELECT {_NUMBERS} FROM lead CROSS JOIN call_list_entry entry ON entry.lead = lead.id"
        " WHERE lead.owner_only = 1 AND lead.owner IS NOT ? GROUP BY entry.list, entry.state",
        (utc_text(now), session.person.id),
    )


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
