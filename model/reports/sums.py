"""The sums behind reports, by the database: one GROUP BY over what the person may see (W20).

What comes back is whole numbers of hundredths, which add up exactly. Amounts of different currencies never meet: the
currency is part of every key.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.core.access.row_access import HIDDEN_CUSTOMERS, visible_among_many
from model.core.access.session import Session
from model.core.dates import from_utc_text
from model.opportunities.records import Opportunity
from model.opportunities.totals import sum_sql, together
from model.reports.answers import Asked
from model.reports.columns import Counted, Sums
from model.reports.declared import Report
from model.reports.periods import Period, month_of, next_month

Key = tuple[Any, str | None]
"""What a row is made of, and the currency."""
Grouped = dict[Key, Sums]

_HIGHEST = "~"
"""Comes after every stored day and time."""


@dataclass(frozen=True)
class Chosen:
    """The opportunities that a report is about: a predicate on ``opportunity o``, with its parameters."""

    where: str
    parameters: tuple[Any, ...]


def chosen(session: Session, report: Report, asked: Asked, active: int = 1) -> Chosen:
    """Return what the report is about; the interval of moments ends with the last second of its last day (W14)."""
    states = ", ".join(str(state) for state in report.states)
    parts, parameters = [f"o.active = {active:d}", f"o.status IN ({states})"], list[Any]()
    period = asked.period
    if report.day == "closed_at":
        start, end = period.bounds(session.reading().zone)
        # Of those out of use there are few: the plus keeps the engine from going through all that was closed meanwhile.
        day = "o.closed_at" if active else "+o.closed_at"
        parts.append(f"{day} >= ? AND {day} < ?" if start or end else f"{day} IS NOT NULL")
        parameters += [start, end or _HIGHEST] if start or end else []
    elif report.day and (period.first or period.last):
        first = period.first.isoformat() if period.first else ""
        parts.append(f"o.{report.day} >= ? AND o.{report.day} <= ?")
        parameters += [first, period.last.isoformat() if period.last else _HIGHEST]
    seen, mine = visible_among_many(Opportunity, session.person.id, "o")
    return Chosen(" AND ".join([*parts, seen]), (*parameters, *mine))


def grouped(session: Session, report: Report, asked: Asked, by: str) -> Grouped:
    """Return the sums by ``by`` and currency."""
    if by == "month":
        return _by_month(session, report, asked)
    wanted = chosen(session, report, asked)
    parameters: tuple[Any, ...] = wanted.parameters
    key = f"o.{by}"
    if by == "due":
        key = (
            "CASE WHEN o.expected_close IS NULL THEN 'none' WHEN o.expected_close < ? THEN 'overdue'"
            " ELSE substr(o.expected_close, 1, 7) END"
        )
        parameters = (session.reading().today.isoformat(), *parameters)
    sql = (
        f"SELECT {key}, o.currency, o.status, {summed(report)} FROM opportunity o WHERE {wanted.where} GROUP BY 1, 2, 3"
    )
    return pivoted(session.store.each(sql, parameters))


def summed(report: Report) -> str:
    """Return the columns that are summed up, as far as the report has a use of them."""
    weighted = f"count(o.weighted_value), {sum_sql('o.weighted_value')}" if report.states == (1,) else "0, 0, 0"
    return f"count(*), count(o.amount), {sum_sql('o.amount')}, {weighted}"


def currency_of(text: str | None) -> str | None:
    """Return a currency as it is written, whatever way it was typed; None for none."""
    return (text or "").strip().upper() or None


def pivoted(rows: Iterator[tuple[Any, ...]]) -> Grouped:
    """Return rows of (key, currency, state, and the columns of :func:`summed`) by key."""
    found: Grouped = {}
    for key, currency, state, number, with_amount, *amount, with_weight, high, low in rows:
        sums = found.setdefault((key, currency_of(currency)), {})
        counted = Counted(number, with_amount, together(*amount), with_weight, together(high, low))
        sums.setdefault(state, Counted()).add(counted)
    return found


def _by_month(session: Session, report: Report, asked: Asked) -> Grouped:
    """Return the sums by month, as ranges of an index: what everybody has there, less what the person may not see.

    To look at the customer of each row, or at the month of each time, would take several times as long.
    """
    spans = list(_months(session, report, asked.period))
    found: Grouped = {}
    sql = (
        f"SELECT count(*), count(amount), {sum_sql('amount')} FROM opportunity"
        " WHERE status = ? AND active = 1 AND currency IS ? AND closed_at >= ? AND closed_at < ?"
    )
    for state in report.states:
        for currency in _currencies(session, state):
            for month, start, until in spans:
                row = session.store.row(sql, (state, currency, start, until))
                if row is not None and row[0]:
                    sums = found.setdefault((month, currency_of(currency)), {})
                    sums.setdefault(state, Counted()).add(Counted(row[0], row[1], together(row[2], row[3])))
    for month, currency, state, amount in _hidden(session, report, spans):
        there = found[month, currency_of(currency)][state]
        there.add(Counted(-1, -(amount is not None), -(amount or 0)))
    return {key: kept for key, sums in found.items() if (kept := {s: each for s, each in sums.items() if each.number})}


def _currencies(session: Session, state: int) -> list[str | None]:
    """Return the currencies there are in a state, each found by a step along the index."""
    among = f"FROM opportunity WHERE status = {state:d} AND active = 1"
    sql = (
        f"WITH RECURSIVE known(currency) AS (SELECT min(currency) {among} UNION ALL"
        f" SELECT (SELECT min(currency) {among} AND currency > known.currency) FROM known"
        " WHERE known.currency IS NOT NULL) SELECT currency FROM known"
    )
    named = [row[0] for row in session.store.rows(sql) if row[0] is not None]
    return [*named, None] if session.store.row(f"SELECT 1 {among} AND currency IS NULL LIMIT 1") else named


def _hidden(
    session: Session, report: Report, spans: Sequence[tuple[str, str, str]]
) -> Iterator[tuple[str, str | None, int, int | None]]:
    """Yield month, currency, state and amount of what the person may not see (W20)."""
    if not spans:
        return
    states = ", ".join(str(state) for state in report.states)
    # The plus keeps the engine at the customers, of whom few are hidden.
    sql = (
        "SELECT o.closed_at, o.currency, o.status, o.amount FROM"
        f" (SELECT id AS customer FROM customer WHERE id IN ({HIDDEN_CUSTOMERS})) hidden"
        " CROSS JOIN opportunity o ON o.customer = hidden.customer"
        f" WHERE +o.active = 1 AND +o.status IN ({states}) AND +o.closed_at >= ? AND +o.closed_at < ?"
    )
    starts = [start for _month, start, _until in spans]
    for closed_at, currency, state, amount in session.store.each(sql, (session.person.id, spans[0][1], spans[-1][2])):
        yield spans[bisect.bisect_right(starts, closed_at) - 1][0], currency, state, amount


def _months(session: Session, report: Report, period: Period) -> Iterator[tuple[str, str, str]]:
    """Yield name, first moment and first moment after each month of the person's zone, as far as the interval goes."""
    zone = session.reading().zone
    ends: list[str] = []
    for state in report.states:
        for which in ("min", "max"):
            found = session.store.value(f"SELECT {which}(closed_at) FROM opportunity WHERE status = {state:d}")
            ends += [found] if found else []
    if not ends:
        return
    earliest, latest = (from_utc_text(end).astimezone(zone).date() for end in (min(ends), max(ends)))
    within = period.within(Period(earliest, latest))
    assert within.first is not None
    assert within.last is not None
    month: date = within.first.replace(day=1)
    while month <= within.last:
        start, until = month_of(month).within(within).bounds(zone)
        yield month.isoformat()[:7], start, until
        month = next_month(month)


def number_of(session: Session, wanted: Chosen) -> int:
    """Return how many there are."""
    sql = f"SELECT count(*) FROM opportunity o WHERE {wanted.where}"
    return int(session.store.value(sql, wanted.parameters))
