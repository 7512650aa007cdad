"""The grammar of typed days and times; :mod:`model.core.dates` is the way in.

Each function takes text that :func:`~model.core.date_words.plain` has been over, and returns None for what it cannot
read at all, so that the next reading can be tried.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from model.core import date_words as words
from model.core.calendar_days import NoSuchDay, Span, existing, moved
from model.core.language import _
from model.core.spoken_dates import spoken_day, spoken_time

_YEAR_FIRST = re.compile(r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-./] ?([0-9]{1,2})(?:[-./]([0-9]{4}|[0-9]{2})|\.? ([0-9]{4})|\.)?")
_MONTH_NAMED = re.compile(
    r"(?:den |the )?([0-9]{1,2})(?:\.|st|nd|rd|th)?(?: of| av| af)?[ -]?([a-z]+)\.?(?:[ -]([0-9]{4}))?"
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?(?: ([0-9]{4}))?")
_WEEK = re.compile(r"([a-z]+)\.? ?([0-9]{1,2})(?: ([0-9]{4}))?")
_SPAN_PART = re.compile(r" ?(?:and |og )?(?:([0-9]{1,4}) ?|([a-z]+) )([a-z]+)\.?")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?:[:.]([0-9]{2}))?)? ?(am|pm|a\.m\.|p\.m\.)?")
_FOUR_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})")


def day_of(body: str, today: date, past: bool) -> date | None:
    """Return the day that ``body`` names, or None; raise NoSuchDay. See :func:`model.core.dates.parse_day`."""
    if body in words.DAYS:
        return today + timedelta(days=words.DAYS[body])
    if found := _YEAR_FIRST.fullmatch(body):
        return existing(int(found[1]), int(found[3]), int(found[4]))
    if found := _DAY_FIRST.fullmatch(body):
        year = found[3] or found[4]
        if year is None:
            return _nearest(int(found[2]), int(found[1]), today, past)
        return existing(_full_year(year, today), int(found[2]), int(found[1]))
    if (found := _MONTH_NAMED.fullmatch(body)) and found[2] in words.MONTHS:
        return _named(words.MONTHS[found[2]], found[1], found[3], today, past)
    if (found := _MONTH_FIRST.fullmatch(body)) and found[1] in words.MONTHS:
        return _named(words.MONTHS[found[1]], found[2], found[3], today, past)
    if (found := _WEEK.fullmatch(body)) and found[1] in words.WEEK:
        return _week(int(found[2]), found[3], today, past)
    span = span_of(body)
    if span is not None:
        return None if span.minutes else moved(today, span)
    return _weekday(body, today, past) or spoken_day(body, today, past, day_of)


def _weekday(body: str, today: date, past: bool) -> date | None:
    which, _blank, name = body.rpartition(" ")
    monday = today - timedelta(days=today.weekday())
    weekday = words.WEEKDAYS.get(name.rstrip("."))
    if weekday is not None:
        if which in words.NEXT:
            return monday + timedelta(days=7 + weekday)
        if which in words.LAST:
            return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
        if which and which not in words.COMING:
            return None
        if past and not which:
            return today - timedelta(days=(today.weekday() - weekday) % 7)
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    step = 1 if which in words.NEXT else -1 if which in words.LAST else 0
    unit = words.UNITS.get(name) if step else None
    if unit == "week":
        return monday + timedelta(days=7 * step)
    if unit == "month":
        return moved(today.replace(day=1), Span(months=step))
    if unit == "year":
        return existing(today.year + step, 1, 1)
    return None


def _named(month: int, day: str, year: str | None, today: date, past: bool) -> date:
    return existing(int(year), month, int(day)) if year else _nearest(month, int(day), today, past)


def _full_year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    earliest = today.year - 79
    return earliest + (int(digits) - earliest) % 100


def _nearest(month: int, day: int, today: date, past: bool) -> date:
    """Return the next such day of the year, or the latest; 29 February may be eight years off."""
    step = -1 if past else 1
    for year in range(today.year, today.year + 9 * step, step):
        try:
            found = existing(year, month, day)
        except NoSuchDay:
            continue
        if found == today or (found < today) == past:
            return found
    return existing(today.year, month, day)


def _week(number: int, year: str | None, today: date, past: bool) -> date:
    """Return the Monday of an ISO week; without a year the next one, this week included."""
    step = -1 if past else 1
    monday = today - timedelta(days=today.weekday())
    for candidate in [int(year)] if year else range(today.year - step, today.year + 9 * step, step):
        try:
            found = date.fromisocalendar(candidate, number, 1)
        except ValueError:
            continue
        if year or found == monday or (found < monday) == past:
            return existing(found.year, found.month, found.day)
    raise NoSuchDay(_("week {number} does not exist").format(number=number))


def span_of(body: str) -> Span | None:
    """Return the length of time that ``body`` names: ``in 2h``, ``+1w``, ``3 dager``, ``en uke siden``; or None."""
    if len(body) > 60:
        return None
    for said, counted in words.IN_WORDS.items():
        if said in body:
            body = body.replace(said, counted)
    sign = 1
    first, _blank, rest = body.partition(" ")
    if body[:1] in ("+", "-"):
        sign, body = (-1 if body[0] == "-" else 1), body[1:].lstrip()
    elif first in words.FORWARD:
        body = rest
    elif body.rpartition(" ")[2] in words.BACK:
        sign, body = -1, body.rpartition(" ")[0].removeprefix("for ")
    amounts = dict.fromkeys(("minute", "hour", "day", "week", "month", "year"), 0)
    position = 0
    while position < len(body):
        found = _SPAN_PART.match(body, position)
        if found is None or found[3] not in words.UNITS:
            return None
        number = int(found[1]) if found[1] else words.NUMBERS.get(found[2])
        if number is None:
            return None
        if words.UNITS[found[3]] not in amounts:
            return None
        amounts[words.UNITS[found[3]]] += sign * number
        position = found.end()
    return (
        Span(
            amounts["month"] + 12 * amounts["year"],
            amounts["day"] + 7 * amounts["week"],
            amounts["minute"] + 60 * amounts["hour"],
        )
        if position
        else None
    )


def time_of(body: str) -> time | None:
    """Return the time of day, or None. See :func:`model.core.dates.parse_time`."""
    first, _blank, rest = body.partition(" ")
    if first in words.AT:
        body = rest
    body = body.removesuffix(" o'clock")
    if found := _FOUR_DIGITS.fullmatch(body):
        hour, minute, second, half = int(found[1]), int(found[2]), 0, None
    elif found := _TIME.fullmatch(body):
        hour, minute, second, half = int(found[1]), int(found[2] or 0), int(found[3] or 0), found[4]
    else:
        return spoken_time(body)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def day_and_time(body: str, today: date, past: bool) -> tuple[date | None, time | None] | None:
    """Return what a day, a time, or both in either order say; the longest reading as a day goes first."""
    tokens = body.split(" ")
    if not body or len(tokens) > 9:
        return None
    cuts = [(cut, True) for cut in range(len(tokens), -1, -1)] + [(cut, False) for cut in range(1, len(tokens))]
    refusal: NoSuchDay | None = None
    for cut, day_first in cuts:
        parts = " ".join(tokens[:cut]), " ".join(tokens[cut:])
        day_text, time_text = parts if day_first else parts[::-1]
        clock = time_of(time_text) if time_text else None
        if time_text and clock is None:
            continue
        try:
            day = day_of(day_text, today, past) if day_text else None
        except NoSuchDay as error:
            refusal = refusal or error
            continue
        if day is not None or not day_text:
            return day, clock
    if refusal is not None:
        raise refusal
    return None
