"""Days and times of day as they are spoken; :mod:`model.core.typed_dates` is the grammar of what is written in figures.

"torsdag 3. desember", "den 3.", "om 3 virkedager", "end of month", "this week", "kvart over 9", "halv ti", "half past
two". As there, each function takes text that :func:`~model.core.date_words.plain` has been over, and returns None for
what it cannot read.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, time, timedelta

from model.core import date_words as words
from model.core.calendar_days import NoSuchDay, Span, existing, moved
from model.core.day_names import weekday_name
from model.core.language import _

_DAY_ALONE = re.compile(r"(?:den|the) ([0-9]{1,2})(?:\.|st|nd|rd|th)?|([0-9]{1,2})(?:st|nd|rd|th)")
_MINUTES_PAST = re.compile(r"(?:([0-9]{1,2})|([a-z]+))(?: min(?:utes|utter)?)? ([a-z]+) (.+)")
_NTH_WEEKDAY = re.compile(r"([a-z0-9.]+) ([a-z]+) (?:in|of|i|av|af) (?:the |this |denne )?(.+)")
_OF = re.compile(r"(?: of| i| av| af)?(?: the)? ")
_MORNING_ENDS = 7
"""An hour that is spoken ("half past two") and would lie before this one is that of the afternoon."""
_WORKDAYS = 5

Reads = Callable[[str, date, bool], "date | None"]
"""Reads a day that is written: :func:`model.core.typed_dates.day_of`."""


def spoken_day(body: str, today: date, past: bool, written: Reads) -> date | None:
    """Return the day that ``body`` says; raise :class:`~model.core.calendar_days.NoSuchDay` for one that is none."""
    return (
        _weekday_and_day(body, today, past, written)
        or _weekday_of_month(body, today, past)
        or _week_after_weekday(body, today)
        or _day_of_month(body, today, past)
        or _edge(body, today, past)
        or _this(body, today)
        or _working_days(body, today)
    )


def _weekday_and_day(body: str, today: date, past: bool, written: Reads) -> date | None:
    """Return "torsdag 3. desember", which must be a Thursday; and "friday next week"."""
    name, _blank, rest = body.partition(" ")
    weekday = words.WEEKDAYS.get(name.rstrip("."))
    if weekday is None or not rest:
        return None
    which, _blank, unit = rest.removeprefix("in ").removeprefix("i ").rpartition(" ")
    monday = today - timedelta(days=today.weekday())
    if words.UNITS.get(unit) == "week" and (which in words.NEXT or which in words.THIS):
        return monday + timedelta(days=weekday + 7 * (which in words.NEXT))
    rest = rest.removeprefix("d. ").removeprefix("d ")
    if not any(letter.isdigit() for letter in rest):
        return None
    day = _day_of_month(rest, today, past) or written(rest, today, past)
    if day is not None and day.weekday() != weekday:
        told = _("{day} is a {weekday}, not a {other}")
        written_day = f"{day.day:02}.{day.month:02}.{day.year}"
        raise NoSuchDay(told.format(day=written_day, weekday=weekday_name(day.weekday()), other=weekday_name(weekday)))
    return day


def _weekday_of_month(body: str, today: date, past: bool) -> date | None:
    """Return "first monday in january", "siste fredag i måneden", "the third thursday of next month".

    Of a month with no other word it is the next such day that is not over, or with ``past`` the latest.
    """
    found = _NTH_WEEKDAY.fullmatch(body.removeprefix("the ").removeprefix("den "))
    if found is None:
        return None
    number, weekday = words.PLACES.get(found[1]), words.WEEKDAYS.get(found[2])
    if number is None or weekday is None:
        return None
    period = found[3]
    bounds = _bounds(period, today, past)
    if bounds is None or (period not in words.MONTHS and words.UNITS.get(period.rpartition(" ")[2]) != "month"):
        return None
    day = _nth(bounds[0], number, weekday)
    over = day > today if past else day < today
    if over and period in words.MONTHS:
        return _nth(moved(bounds[0], Span(months=-12 if past else 12)), number, weekday)
    if over and words.UNITS.get(period) == "month":
        return _nth(moved(bounds[0], Span(months=-1 if past else 1)), number, weekday)
    return day


def _nth(first: date, number: int, weekday: int) -> date:
    """Return the nth weekday of the month that begins at ``first``; -1 is the last one."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    if number < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _week_after_weekday(body: str, today: date) -> date | None:
    """Return "monday week" and "mandag om en uke": a week after the weekday that comes next, or is today."""
    name, _blank, rest = body.partition(" ")
    weekday = words.WEEKDAYS.get(name.rstrip("."))
    weeks = {"week": 1, "a week": 1, "in a week": 1, "om en uke": 1, "om ei uke": 1, "om en uge": 1}.get(rest)
    weeks = weeks or {"in two weeks": 2, "in 2 weeks": 2, "om to uker": 2, "om 2 uker": 2, "om to uger": 2,
                      "om 2 uger": 2}.get(rest)  # fmt: skip
    if weekday is None or weeks is None:
        return None
    return today + timedelta(days=(weekday - today.weekday()) % 7 + 7 * weeks)


def _day_of_month(body: str, today: date, past: bool) -> date | None:
    """Return "den 3.", "the 3rd": the next such day, or the latest."""
    found = _DAY_ALONE.fullmatch(body)
    if found is None:
        return None
    number = int(found[1] or found[2])
    step = -1 if past else 1
    for months in range(0, 13 * step, step):
        month = moved(today.replace(day=1), Span(months=months))
        if not 1 <= number <= calendar.monthrange(month.year, month.month)[1]:
            continue
        day = month.replace(day=number)
        if day == today or (day < today) == past:
            return day
    return None


def _edge(body: str, today: date, past: bool) -> date | None:
    """Return "end of month", "slutten av neste måned", "ultimo november", "mid march": first, last or middle day."""
    for which, table in (("first", words.START), ("last", words.END), ("middle", words.MIDDLE)):
        for word in table:
            if not body.startswith(f"{word} "):
                continue
            found = _OF.match(body[len(word) :])
            period = body[len(word) + (found.end() if found else 1) :]
            bounds = _bounds(period, today, past)
            if bounds is not None:
                first, last = bounds
                return {"first": first, "last": last, "middle": first.replace(day=15)}[which]
    if body in ("manedsslutt", "manedsskifte", "eom"):
        return (_bounds("month", today, past) or (None, None))[1]
    return None


def _bounds(period: str, today: date, past: bool) -> tuple[date, date] | None:
    """Return the first and last day of a week, month, quarter or year."""
    which, _blank, name = period.rpartition(" ")
    if name in words.MONTHS and not which:
        month = words.MONTHS[name]
        year = today.year + (month < today.month and not past) - (month > today.month and past)
        first = existing(year, month, 1)
        return first, moved(first, Span(months=1)) - timedelta(days=1)
    unit = words.UNITS.get(name)
    step = 1 if which in words.NEXT else -1 if which in words.LAST else 0
    if unit is None or (which and not step and which not in words.THIS):
        return None
    if unit == "week":
        first = today + timedelta(days=7 * step - today.weekday())
        return first, first + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}.get(unit)
    if months is None:
        return None
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    first = moved(first, Span(months=months * step))
    return first, moved(first, Span(months=months)) - timedelta(days=1)


def _this(body: str, today: date) -> date | None:
    """Return the first day of "this week", "denne måneden", "dette kvartalet", and the Saturday of a weekend."""
    which, _blank, name = body.rpartition(" ")
    if name in words.WEEKEND and (which in words.NEXT or which in (*words.THIS, "i", "in the", "the", "")):
        saturday = today + timedelta(days=5 - today.weekday())
        return saturday + timedelta(days=7 * (which in words.NEXT))
    if which not in words.THIS and not (which in words.NEXT | words.LAST and words.UNITS.get(name) == "quarter"):
        return None
    bounds = _bounds(body, today, False)
    return bounds[0] if bounds is not None else None


def _working_days(body: str, today: date) -> date | None:
    """Return "om 3 virkedager", "in 5 working days", "neste hverdag": Monday to Friday, holidays are not known here."""
    body = body.replace("working day", "workday").replace("business day", "workday")
    sign, rest = 1, body
    first, _blank, after = body.partition(" ")
    if first in words.FORWARD:
        rest = after
    elif body.rpartition(" ")[2] in words.BACK:
        sign, rest = -1, body.rpartition(" ")[0].removeprefix("for ")
    elif first in words.NEXT or first in words.LAST:
        sign, rest = (1 if first in words.NEXT else -1), f"1 {after}"
    amount, _blank, name = rest.rpartition(" ")
    if words.UNITS.get(name) != "workday":
        return None
    number = int(amount) if amount.isascii() and amount.isdigit() and len(amount) < 4 else words.NUMBERS.get(amount)
    if number is None:
        return None
    day = today
    for _step in range(number):
        day += timedelta(days=sign)
        while day.weekday() >= _WORKDAYS:
            day += timedelta(days=sign)
    return day


def spoken_time(body: str) -> time | None:
    """Return the time of day of "kvart over 9", "halv ti", "fem på halv ti", "half past two", "ni", "noon"."""
    minutes = words.CLOCK.get(body)
    if minutes is None:
        minutes = _spoken_minutes(body)
    return None if minutes is None else time(minutes // 60 % 24, minutes % 60)


def _spoken_minutes(body: str) -> int | None:
    """Return minutes from midnight."""
    first, _blank, rest = body.partition(" ")
    if first == "halv" or (first == "half" and not rest.startswith("past ")):
        # In Norwegian and Danish it is the half before the hour; in English "half two" is the half after it.
        hour = _hour(rest)
        return None if hour is None else _by_day(hour * 60 + (30 if first == "half" else -30), rest)
    if body.startswith("half past "):
        hour = _hour(body[10:])
        return None if hour is None else _by_day(hour * 60 + 30, body[10:])
    hour = _hour(body)
    if hour is not None and not body.isdigit():
        return _by_day(hour * 60, body)
    for quarter in words.QUARTER:
        if body.startswith(f"{quarter} "):
            return _from(15, body[len(quarter) + 1 :])
    if found := _MINUTES_PAST.fullmatch(body):
        number = int(found[1]) if found[1] else words.NUMBERS.get(found[2])
        if number is not None and 0 < number < 60:
            return _from(number, f"{found[3]} {found[4]}")
    return None


def _from(minutes: int, rest: str) -> int | None:
    """Return so many minutes past or before an hour, or a half hour ("fem på halv ti")."""
    way, _blank, clock = rest.partition(" ")
    sign = 1 if way in words.PAST else -1 if way in words.BEFORE else 0
    if not sign:
        return None
    if clock.startswith("halv "):
        whole = _spoken_minutes(clock)
        return None if whole is None else whole + sign * minutes
    hour = _hour(clock)
    return None if hour is None else _by_day(hour * 60 + sign * minutes, clock)


def _hour(text: str) -> int | None:
    if text.isascii() and text.isdigit() and len(text) < 3:
        return int(text) if int(text) < 25 else None
    return words.HOURS.get(text)


def _by_day(minutes: int, hour: str) -> int:
    """Return minutes of the afternoon where the hour, as it is spoken, would be one at which nobody is at work."""
    spoken = not (hour.isdigit() and (int(hour) > 12 or hour.startswith("0")))
    return minutes + 12 * 60 if spoken and minutes % (24 * 60) < _MORNING_ENDS * 60 else minutes
