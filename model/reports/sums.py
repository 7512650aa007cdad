"""The sums behind reports, by the database: one GROUP BY over what the person may see (W20).

What comes back is whole numbers of hundredths, which add up exactly. Amounts of different currencies never meet: the
currency is part of every key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.core.access import Session, visible_among_many
from model.core.dates import from_utc_text
from model.opportunities.records import Opportunity
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
        parts.append("o.closed_at >= ? AND o.closed_at < ?")
        parameters += [start, end or _HIGHEST]
    elif report.day and (period.first or period.last):
        first = period.first.isoformat() if period.first else ""
        parts.append(f"o.{report.day} >= ? AND o.{report.day} <= ?")
        parameters += [first, period.last.isoformat() if period.last else _HIGHEST]
    seen, mine = visible_among_many(Opportunity, session.person.id, "o")
    return Chosen(" AND ".join([*parts, seen]), (*parameters, *mine))


def grouped(session: Session, report: Report, asked: Asked, by: str) -> Grouped:
    """Return the sums by ``by`` and currency."""
    wanted = chosen(session, report, asked)
    if by == "month":
        return _by_month(session, report, asked, wanted)
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
    weighted = "count(o.weighted_value), sum(o.weighted_value)" if report.states == (1,) else "0, 0"
    return f"count(*), count(o.amount), sum(o.amount), {weighted}"


def pivoted(rows: Iterator[tuple[Any, ...]]) -> Grouped:
    """Return rows of (key, currency, state, and the five sums) by key."""
    found: Grouped = {}
    for key, currency, state, number, with_amount, amount, with_weight, weighted in rows:
        sums = found.setdefault((key, currency or None), {})
        sums.setdefault(state, Counted()).add(Counted(number, with_amount, amount or 0, with_weight, weighted or 0))
    return found


def _by_month(session: Session, report: Report, asked: Asked, wanted: Chosen) -> Grouped:
    # A month of the person's zone is a range of stored times, so that no row's time has to be turned into a day.
    spans = list(_months(session, report, asked.period))
    if not spans:
        return {}
    values = ", ".join(["(?, ?, ?)"] * len(spans))
    sql = (
        f"WITH span(month, start, until) AS (VALUES {values}) SELECT span.month, o.currency, o.status,"
        f" {summed(report)} FROM span CROSS JOIN opportunity o"
        f" WHERE o.closed_at >= span.start AND o.closed_at < span.until AND {wanted.where} GROUP BY 1, 2, 3"
    )
    parameters = [part for span in spans for part in span]
    return pivoted(session.store.each(sql, (*parameters, *wanted.parameters)))


def _months(session: Session, report: Report, period: Period) -> Iterator[tuple[str, str, str]]:
    """Yield name, first moment and first moment after each month in which anything may have been closed."""
    zone = session.reading().zone
    ends: list[str] = []
    for state in report.states:
        for which in ("min", "max"):
            sql = f"SELECT {which}(closed_at) FROM opportunity WHERE status = {state:d}"
            found = session.store.value(sql)
            ends += [found] if found else []
    if not ends:
        return
    earliest, latest = (from_utc_text(end).astimezone(zone).date() for end in (min(ends), max(ends)))
    within = period.within(Period(earliest, latest))
    assert within.first is not None
    assert within.last is not None
    month: date = within.first.replace(day=1)
    while month <= within.last:
        start, until = month_of(month).bounds(zone)
        yield month.isoformat()[:7], start, until
        month = next_month(month)


def number_of(session: Session, wanted: Chosen) -> int:
    """Return how many there are."""
    sql = f"SELECT count(*) FROM opportunity o WHERE {wanted.where}"
    return int(session.store.value(sql, wanted.parameters))
