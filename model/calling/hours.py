"""When private persons may be called, and when a lead is tried again.

Marketing calls to consumers are forbidden in Norway on Saturdays, Sundays and holidays, and before 9 and after 21 on
other days (markedsføringsloven § 14, K01). Other countries' consumers are kept to the same hours.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo

from model.core.dates import find_zone
from model.core.errors import UserError
from model.core.language import N_

FIRST, LAST = time(9), time(21)
"""Consumers may be called from the first, and no longer at the last."""

OFFICE_FIRST, OFFICE_LAST = time(9), time(16)
"""Tries that the program sets begin within these."""

_FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
_FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
_DELAYS = (timedelta(hours=3), timedelta(days=1), timedelta(days=2), timedelta(days=4))
BUSY = timedelta(hours=1)
"""After how long a number that was busy is tried again; sooner than an hour nobody is (K05)."""

SATURDAY, SUNDAY = N_("Saturday"), N_("Sunday")
HOLIDAY = N_("a public holiday")
EARLY, LATE = N_("before 9:00"), N_("after 21:00")


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date) -> bool:
    """Whether a day is one of Norway's public holidays."""
    return (day.month, day.day) in _FIXED or (day - easter(day.year)).days in _FROM_EASTER


def local(moment: datetime) -> datetime:
    """Return an aware moment in the time of Norway and Denmark; in its own zone where the machine knows neither."""
    zone: tzinfo | None
    try:
        zone = find_zone("Europe/Oslo")
    except UserError:
        zone = moment.tzinfo
    return moment.astimezone(zone)


def closed(moment: datetime) -> str:
    """Return why consumers may not be called at a moment, a message to be translated; '' where they may."""
    there = local(moment)
    if there.weekday() == 5:
        return SATURDAY
    if there.weekday() == 6:
        return SUNDAY
    if is_holiday(there.date()):
        return HOLIDAY
    if there.time() < FIRST:
        return EARLY
    return LATE if there.time() >= LAST else ""


def opens(moment: datetime) -> datetime:
    """Return when consumers may be called next: the moment itself where they may be then."""
    if not closed(moment):
        return moment
    return _next_nine(local(moment), FIRST)


def next_try(now: datetime, tries: int) -> datetime:
    """Return when a lead is tried again that did not answer for the ``tries``-th time (K04).

    Three hours later, a day, two days, four days; within office hours of a working day, so that the hours of the day
    differ from one try to the next.
    """
    return working(now + _DELAYS[min(tries, len(_DELAYS)) - 1])


def working(moment: datetime) -> datetime:
    """Return the moment, or the next 9 o'clock of a working day where it is outside office hours."""
    there = local(moment)
    if OFFICE_FIRST <= there.time() <= OFFICE_LAST and not closed(there):
        return moment
    return _next_nine(there, OFFICE_FIRST)


def _next_nine(there: datetime, first: time) -> datetime:
    """Return the next 9 o'clock of a day that is open: that of the same day where ``first`` is still to come."""
    day = there.date() if there.time() < first else there.date() + timedelta(days=1)
    while closed(found := datetime.combine(day, first, there.tzinfo)):
        day += timedelta(days=1)
    return found
