"""Intervals as people type them: this quarter, 2026, last month, from one day to another (OPP-21, W13, W14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from model.core import date_words as words
from model.core.calendar_days import FIRST_YEAR, LAST_YEAR, Span, existing, moved
from model.core.dates import day_bounds_utc, format_day, parse_day
from model.core.errors import UserError
from model.core.language import _
from model.core.text import excerpt
from model.core.typed_dates import span_of

_QUARTER = frozenset({"quarter", "kvartal", "kvartalet", "q"})
_MONTH = frozenset({"month", "maned", "maneden"})
_YEAR = frozenset({"year", "ar", "aret"})
_WEEK = frozenset({"week", "uke", "uken", "uka", "uge", "ugen"})
_STEPS = {
    **dict.fromkeys(("this", "dette", "denne", "present", "i", "inneverende", "indevaerende"), 0),
    **dict.fromkeys(("last", "previous", "forrige", "sist", "siste", "sidste"), -1),
    **dict.fromkeys(("next", "neste", "naeste"), 1),
}
_ALL = frozenset({"", "all", "always", "alt", "alle", "altid", "alltid"})
_YEARS = {"i fjor": -1, "ifjor": -1}
_BETWEEN = re.compile(r"\s+(?:to|til|-|\u2013)\s+|\s*\.\.\s*|\s*\u2013\s*")
_NUMBERED_QUARTER = re.compile(
    r"(?:q|k|kv)\.? ?([1-4])(?: ?[-/]? ?([0-9]{4}))?|([1-4])\.? ?(?:kvartal|quarter|kv)(?: ([0-9]{4}))?"
)
_YEAR_AND_QUARTER = re.compile(r"([0-9]{4})[- ]?[qk]([1-4])")
_YEAR_ALONE = re.compile(r"[0-9]{4}")
_YEAR_AND_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})[./-]([0-9]{4})")
_MONTH_NAMED = re.compile(r"([a-z]+)\.?(?: ([0-9]{4}))?")


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both included; None is open on that side."""

    first: date | None = None
    last: date | None = None

    def told(self) -> str:
        """Return the interval as people read it, in the language in use."""
        if self.first is not None and self.first == self.last:
            return format_day(self.first)
        if self.first is not None and self.last is not None:
            return f"{format_day(self.first)} – {format_day(self.last)}"
        if self.first is not None:
            return _("from {day}").format(day=format_day(self.first))
        if self.last is not None:
            return _("to {day}").format(day=format_day(self.last))
        return _("all")

    def bounds(self, zone: tzinfo) -> tuple[str, str]:
        """Return the stored forms of its first moment and of the first after it, '' where open (W14).

        Days begin and end at midnight in ``zone``, also where summer time begins or ends.
        """
        first = "" if self.first is None else day_bounds_utc(self.first, zone)[0]
        return first, "" if self.last is None else day_bounds_utc(self.last, zone)[1]

    def within(self, other: Period) -> Period:
        """Return what both have in common."""
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        return Period(max(firsts, default=None), min(lasts, default=None))


def read_period(text: str, today: date, *, past: bool = True) -> Period:
    """Return the interval that ``text`` names: ``this quarter``, ``2026``, ``nov``, ``Q3 2026``, ``1.5 – 31.5``.

    Words of any of the three languages are read. Blank and "all" are open on both sides; a single day is that day.
    With ``past``, days without a year are the latest such days. Raises :class:`UserError` for what cannot be read, and
    for an interval that ends before it begins (W13).
    """
    body = words.plain(text)
    if body in _ALL:
        return Period()
    found = _named(body, today, past)
    if found is not None:
        return found
    parts = _BETWEEN.split(text.strip())
    if len(parts) == 2:
        return period_between(parts[0], parts[1], today, past=past)
    try:
        day = parse_day(text, today, past=past)
    except UserError as error:
        if error.__class__ is not UserError:
            raise
        raise UserError(
            _("“{text}” is no interval: write last month, {year}, or 1.5 - 31.5").format(
                text=excerpt(text), year=today.year
            ),
            "period",
        ) from None
    return Period(day, day)


def period_between(first: str, last: str, today: date, *, past: bool = True) -> Period:
    """Return the interval from ``first`` to ``last`` as they are typed, either of them blank where it is open.

    The first may name an interval itself, which it then begins with, and the last one that it ends with. Raises
    :class:`UserError` naming ``from`` or ``to``.
    """
    begins = _edge(first, today, "from", past)
    ends = _edge(last, today, "to", past)
    if begins is not None and ends is not None and begins > ends:
        raise UserError(
            _("{first} is after {last}: the interval would end before it begins.").format(
                first=format_day(begins), last=format_day(ends)
            ),
            "to",
        )
    return Period(begins, ends)


def _edge(text: str, today: date, field: str, past: bool) -> date | None:
    body = words.plain(text)
    if not body:
        return None
    found = _named(body, today, past)
    if found is not None:
        return found.first if field == "from" else found.last
    try:
        return parse_day(text, today, past=past)
    except UserError as error:
        error.field = field
        raise


def _named(body: str, today: date, past: bool) -> Period | None:
    """Return the week, month, quarter or year that ``body`` names."""
    if body in _YEARS:
        return _year(today.year + _YEARS[body])
    if _YEAR_ALONE.fullmatch(body) and FIRST_YEAR <= int(body) <= LAST_YEAR:
        return _year(int(body))
    which, _blank, unit = body.rpartition(" ")
    if body == "iar":
        which, unit = "i", "ar"
    if which in _STEPS:
        step = _STEPS[which]
        if unit in _YEAR:
            return _year(today.year + step)
        if unit in _QUARTER:
            return _quarter(today.year, (today.month - 1) // 3 + step)
        if unit in _MONTH:
            return _month(today.year, today.month - 1 + step)
        if unit in _WEEK:
            monday = today - timedelta(days=today.weekday() - 7 * step)
            return Period(monday, monday + timedelta(days=6))
    if (many := _many(body, today)) is not None:
        return many
    if found := _YEAR_AND_QUARTER.fullmatch(body):
        return _quarter(int(found[1]), int(found[2]) - 1)
    if found := _NUMBERED_QUARTER.fullmatch(body):
        number, year = found[1] or found[3], found[2] or found[4]
        return _quarter(int(year) if year else today.year, int(number) - 1)
    if found := _YEAR_AND_MONTH.fullmatch(body):
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        if 1 <= int(month) <= 12:
            return _month(int(year), int(month) - 1)
    if (found := _MONTH_NAMED.fullmatch(body)) and found[1] in words.MONTHS:
        month = words.MONTHS[found[1]] - 1
        if found[2]:
            return _month(int(found[2]), month)
        # The latest such month, or the next.
        turned = -1 if past and month > today.month - 1 else 1 if not past and month < today.month - 1 else 0
        return _month(today.year + turned, month)
    return None


def _many(body: str, today: date) -> Period | None:
    """Return what "last 30 days" and "next 2 months" name: so many with today, up to it or from it on."""
    which, _blank, rest = body.partition(" ")
    span = span_of(rest) if which in words.LAST or which in words.NEXT else None
    if span is None or span.minutes or span.months < 0 or span.days < 0 or not (span.months or span.days):
        return None
    if which in words.NEXT:
        return Period(today, moved(today, span) - timedelta(days=1))
    return Period(moved(today, Span(-span.months, -span.days)) + timedelta(days=1), today)


def _year(year: int) -> Period:
    return Period(existing(year, 1, 1), existing(year, 12, 31))


def _quarter(year: int, number: int) -> Period:
    first = _month(year, number * 3).first
    return Period(first, _month(year, number * 3 + 2).last)


def _month(year: int, number: int) -> Period:
    """Return the month that comes ``number`` months after January of ``year``."""
    first = existing(year + number // 12, number % 12 + 1, 1)
    return Period(first, next_month(first) - timedelta(days=1))


def next_month(day: date) -> date:
    """Return the first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_of(day: date) -> Period:
    """Return the month that ``day`` lies in."""
    return _month(day.year, day.month - 1)


def format_month(day: date, language: str | None = None) -> str:
    """Return the month of ``day`` as the language writes it: ``11.2026`` (nb), ``11-2026`` (da), ``Nov 2026`` (en)."""
    text = format_day(day.replace(day=1), language)
    return text[2:] if text.startswith("1 ") else text[3:]
