"""The sums behind reports, by the database: one GROUP BY over what the person may see (W20).

What comes back is whole numbers of hundredths, which add up exactly. Amounts of different currencies never meet: the
currency is part of every key.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from model.core.access.seen import hidden_ids, seen_among_many
from model.core.access.session import Session
from model.core.dates import from_utc_text
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, aside, same, then
from model.core.storage.statements import slot, statement, stored
from model.opportunities.records import Opportunity
from model.opportunities.totals import halves, together
from model.reports.answers import Asked
from model.reports.columns import Counted, Sums
from model.reports.declared import Report
from model.reports.periods import Period, month_of, next_month

Key = tuple[Any, str | None]
"""What a row is made of, and the currency."""
Grouped = dict[Key, Sums]

_FIRST_THREE = (peewee.SQL("1"), peewee.SQL("2"), peewee.SQL("3"))
_HIGHEST = "~"
"""Comes after every stored day and time."""


def chosen(session: Session, report: Report, asked: Asked, active: bool = True) -> Any:
    """Return the condition on opportunities that a report is about (:class:`Opportunity` under its own name).

    The interval of moments ends with the last second of its last day (W14).
    """
    sale, period = Opportunity, asked.period
    found = (sale.active.yes if active else sale.active.no) & among(sale.status, report.states)
    day: Any = sale.fields()[report.day] if report.day else None
    if report.day == "closed_at":
        start, end = period.bounds(session.reading().zone)
        # Of those out of use there are few: aside, or the engine goes through all that was closed meanwhile.
        closed = day if active else aside(day)
        found &= _between(closed, start, end) if start or end else day.is_null(False)
    elif report.day and (period.first or period.last):
        first = period.first.isoformat() if period.first else ""
        last = period.last.isoformat() if period.last else _HIGHEST
        found &= (day >= _stored(first)) & (day <= _stored(last))
    return found & seen_among_many(sale)


def _between(column: Any, start: str, end: str) -> Any:
    return (column >= _stored(start)) & (column < _stored(end or _HIGHEST))


def _stored(value: str | None) -> peewee.Value:
    return peewee.Value(value, converter=False)


def grouped(session: Session, report: Report, asked: Asked, by: str) -> Grouped:
    """Return the sums by ``by`` and currency."""
    if by == "month":
        return _by_month(session, report, asked)
    wanted = chosen(session, report, asked)
    sale = Opportunity
    key = _due(session.reading().today) if by == "due" else sale.fields()[by]
    query = sale.select(key, sale.currency, sale.status, *summed(report)).where(wanted)
    return pivoted(session.each(query.group_by(*_FIRST_THREE)))


def _due(today: date) -> Any:
    """Return the month in which an opportunity is expected to close, or in words that it should have been or that none
    is set.
    """
    day = Opportunity.expected_close
    month = peewee.fn.substr(day, peewee.SQL("1"), peewee.SQL("7"))
    return peewee.Case(None, [(day.is_null(), "none"), (day < _stored(today.isoformat()), "overdue")], month)


def summed(report: Report) -> list[Any]:
    """Return the columns that are summed up, as far as the report has a use of them."""
    count, sale = peewee.fn.count, Opportunity
    nothing = [peewee.SQL("0")] * 3
    weighted = [count(sale.weighted_value), *halves(sale.weighted_value)] if report.states == (1,) else nothing
    return [count(peewee.SQL("*")), count(sale.amount), *halves(sale.amount), *weighted]


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
    for state in report.states:
        for currency in _currencies(session, state):
            for month, start, until in spans:
                row = session.store.row(_of_month(), state=state, currency=currency, start=start, until=until)
                if row is not None and row[0]:
                    sums = found.setdefault((month, currency_of(currency)), {})
                    sums.setdefault(state, Counted()).add(Counted(row[0], row[1], together(row[2], row[3])))
    for month, currency, state, amount in _hidden(session, report, spans):
        there = found[month, currency_of(currency)][state]
        there.add(Counted(-1, -(amount is not None), -(amount or 0)))
    return {key: kept for key, sums in found.items() if (kept := {s: each for s, each in sums.items() if each.number})}


@statement
def _of_month() -> Any:
    sale, count = Opportunity, peewee.fn.count
    return sale.select(count(peewee.SQL("*")), count(sale.amount), *halves(sale.amount)).where(
        sale.status == stored("state"), sale.active.yes, same(sale.currency, stored("currency")),
        sale.closed_at >= stored("start"), sale.closed_at < stored("until"),
    )  # fmt: skip


def _currencies(session: Session, state: int) -> list[str | None]:
    """Return the currencies there are in a state, each found by a step along the index."""
    named: list[str | None] = []
    following = session.store.value(_next_currency(), state=state, after="")
    while following is not None:
        named.append(following)
        following = session.store.value(_next_currency(), state=state, after=following)
    blank = [""] if session.store.row(_with_currency(), state=state, currency="") else []
    none = [None] if session.store.row(_with_currency(), state=state, currency=None) else []
    return [*blank, *named, *none]


@statement
def _next_currency() -> Any:
    sale = Opportunity
    return sale.select(peewee.fn.min(sale.currency)).where(
        sale.status == stored("state"), sale.active.yes, sale.currency > stored("after")
    )


@statement
def _with_currency() -> Any:
    sale = Opportunity
    return (
        sale.select(sale.id)
        .where(sale.status == stored("state"), sale.active.yes, same(sale.currency, stored("currency")))
        .limit(1)
    )


def _hidden(
    session: Session, report: Report, spans: Sequence[tuple[str, str, str]]
) -> Iterator[tuple[str, str | None, int, int | None]]:
    """Yield month, currency, state and amount of what the person may not see (W20)."""
    if not spans:
        return
    starts = [start for _month, start, _until in spans]
    rows = session.each(_of_hidden_customers(), states=report.states, start=spans[0][1], until=spans[-1][2])
    for closed_at, currency, state, amount in rows:
        yield spans[bisect.bisect_right(starts, closed_at) - 1][0], currency, state, amount


@statement
def _of_hidden_customers() -> Any:
    # Aside: the engine is to begin at the customers, of whom few are hidden.
    hidden, sale = hidden_ids("customer").alias("hidden"), Opportunity
    columns = (sale.closed_at, sale.currency, sale.status, sale.amount)
    return peewee.Select((then(hidden, sale, sale.customer == hidden.c.id),), columns).where(
        aside(sale.active) == peewee.SQL("1"), among(aside(sale.status), slot("states")),
        aside(sale.closed_at) >= stored("start"), aside(sale.closed_at) < stored("until"),
    )  # fmt: skip


def _months(session: Session, report: Report, period: Period) -> Iterator[tuple[str, str, str]]:
    """Yield name, first moment and first moment after each month of the person's zone, as far as the interval goes."""
    zone = session.reading().zone
    ends: list[str] = []
    for state in report.states:
        for which in ("min", "max"):
            found = session.store.value(_end(which), state=state)
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


@statement
def _end(which: str) -> Any:
    """The earliest ("min") or the latest time at which something was closed in a state."""
    closed_at = peewee.Function(which, (Opportunity.closed_at,), coerce=False)
    return Opportunity.select(closed_at).where(Opportunity.status == stored("state"))


def number_of(session: Session, wanted: Any) -> int:
    """Return how many there are."""
    return int(session.value(Opportunity.select(peewee.fn.count(peewee.SQL("*"))).where(wanted)))
