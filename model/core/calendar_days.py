"""Days that the calendar has, and days moved on by months and days."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import format_whole

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years outside these are taken for slips of the finger."""


class NoSuchDay(UserError):
    """It is written like a day, but the calendar, or the range of years, does not have it."""


class Span(NamedTuple):
    """A length of time, forwards or back; the three count separately because months and days have no fixed length."""

    months: int = 0
    days: int = 0
    minutes: int = 0


def existing(year: int, month: int, day: int) -> date:
    """Return that day of the calendar; raise NoSuchDay."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoSuchDay(
            _("the year {year} is out of range: {first} to {last}").format(year=year, first=FIRST_YEAR, last=LAST_YEAR)
        )
    written = f"{day:02}.{month:02}.{year}"
    if not 1 <= month <= 12:
        raise NoSuchDay(_("{day} does not exist: the day comes first, then the month").format(day=written))
    longest = calendar.monthrange(year, month)[1]
    if not 1 <= day <= longest:
        raise NoSuchDay(
            _("{day} does not exist: that month has {count} days").format(day=written, count=format_whole(longest))
        )
    return date(year, month, day)


def moved(day: date, span: Span) -> date:
    """Return ``day`` moved on; a month from the 31st ends on the last day of the month."""
    months = day.year * 12 + day.month - 1 + span.months
    year, month = months // 12, months % 12 + 1
    there = existing(year, month, 1)
    there = there.replace(day=min(day.day, calendar.monthrange(year, month)[1])) + timedelta(days=span.days)
    return existing(there.year, there.month, there.day)
