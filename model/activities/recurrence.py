"""How a task or an appointment comes again: a rule as people type it, as it is stored, as it is said (COM-12).

Stored is the text of an RFC 5545 RRULE, of which :class:`Rule` knows the part that people have words for. Days are
counted in the person's own zone, so that nine o'clock stays nine o'clock when summer time begins. A month has its
31st, or else its last day; a year that has no 29 February has its 28th.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice

from model.core.errors import UserError
from model.core.language import _

DAY, WEEK, MONTH, YEAR = "DAILY", "WEEKLY", "MONTHLY", "YEARLY"
WORKDAYS = (0, 1, 2, 3, 4)
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_HIGHEST = 999
_LAST_YEAR = 2199
_SAFE = 28
"""The last day that every month has."""


@dataclass(frozen=True)
class Rule:
    """How often: every ``interval`` of ``every``.

    ``days`` are the days of the week (Monday is 0) of a weekly rule. Of a monthly one ``nth`` (1 to 4, -1 for the last)
    is which of its only one, or with no ``days`` and -1 the last day of the month; ``month_day`` is the day of the
    month where not every month has it. ``clock`` is the time of day where the one before could not have it, because
    summer time leapt over it. ``until`` is the last day on which it may fall, ``count`` how many there are in all,
    for a rule just typed: it is made an ``until`` when the first day is known.
    """

    every: str
    interval: int = 1
    days: tuple[int, ...] = ()
    nth: int = 0
    month_day: int = 0
    clock: time | None = None
    until: date | None = None
    count: int = 0

    def stored(self) -> str:
        """Return the text of the rule as RFC 5545 has it."""
        parts = [f"FREQ={self.every}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.every == YEAR and self.month_day:
            parts.append("BYMONTH=2")
        if self.days:
            parts.append("BYDAY=" + ",".join(f"{self.nth or ''}{_CODES[day]}" for day in self.days))
        elif self.nth:
            parts.append("BYMONTHDAY=-1")
        elif self.month_day:
            days = ",".join(str(day) for day in range(_SAFE, self.month_day + 1))
            parts.append(f"BYMONTHDAY={days};BYSETPOS=-1")
        if self.clock is not None:
            parts.append(f"BYHOUR={self.clock.hour};BYMINUTE={self.clock.minute}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        if self.count:
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)

    # Days

    def days_after(self, position: date) -> Iterator[date]:
        """Yield the days on which it falls after ``position``, which is one of them, without end where it has none."""
        from dateutil.rrule import rrulestr

        plain = replace(self, clock=None, until=None, count=0)
        first = datetime(position.year, position.month, position.day)  # noqa: DTZ001 (a day has no zone)
        last = self.until or date(_LAST_YEAR, 12, 31)
        for found in rrulestr(plain.stored(), dtstart=first):
            day = found.date()
            if day > last:
                return
            if day > position:
                yield day

    def days_between(self, position: date, first: date, last: date) -> list[date]:
        """Return the days from ``first`` to ``last``, both included, on which it falls after ``position``."""
        found = []
        for day in self.days_after(self._near(position, first)):
            if day > last:
                break
            if day >= first and day > position:
                found.append(day)
        return found

    def _near(self, position: date, first: date) -> date:
        """Return a day from which the rule falls on the same days, but which is not as far before ``first``."""
        gone = (first - position).days - 1
        if gone <= 0:
            return position
        if self.every in (DAY, WEEK):
            step = self.interval * (1 if self.every == DAY else 7)
            # A whole step earlier than need be: other days of the same week may come before this one.
            return position + timedelta(days=max(0, gone // step - 1) * step)
        if self.every == MONTH:
            months = (first.year - position.year) * 12 + first.month - position.month
            months = max(0, months // self.interval - 1) * self.interval
            if months:
                whole = position.year * 12 + position.month - 1 + months
                longest = calendar.monthrange(whole // 12, whole % 12 + 1)[1]
                return date(whole // 12, whole % 12 + 1, min(position.day, longest))
        return position

    # Moments

    def moment_on(self, day: date, position: datetime, zone: tzinfo) -> datetime:
        """Return when it is on ``day``: at the time of day of ``position``, one of the moments, on the clock there."""
        clock = self.clock or position.astimezone(zone).time()
        return on_the_clock(datetime.combine(day, clock, zone), zone)

    def next_after(self, position: datetime, zone: tzinfo) -> datetime | None:
        """Return the moment that follows ``position``, None where the rule has come to its end."""
        local = position.astimezone(zone)
        day = next(self.days_after(local.date()), None)
        return None if day is None else self.moment_on(day, position, zone)

    def going_on_from(self, there: datetime, position: datetime, zone: tzinfo) -> Rule:
        """Return the rule for what comes after ``there``, the moment that follows ``position``.

        Where summer time leapt over the time of day, the rule keeps it: the moments after it are at that time again.
        """
        clock = self.clock or position.astimezone(zone).time()
        return self if there.astimezone(zone).time() == clock else replace(self, clock=clock)

    def anchored(self, at: datetime, zone: tzinfo) -> Rule:
        """Return the rule for a series of which ``at`` is one: with what later days must know of the first.

        Raises :class:`UserError` for one that ends before ``at``.
        """
        local = at.astimezone(zone)
        day = local.date()
        made = self
        if made.clock is not None and on_the_clock(datetime.combine(day, made.clock, zone), zone) != local:
            made = replace(made, clock=None)
        if made.every == MONTH and not made.nth:
            longest = calendar.monthrange(day.year, day.month)[1]
            if not (made.month_day and day.day == min(made.month_day, longest)):
                made = replace(made, month_day=day.day if day.day > _SAFE else 0)
        if made.every == YEAR:
            leap = (day.month, day.day) == (2, 29)
            kept = bool(made.month_day) and day.month == 2 and day.day == calendar.monthrange(day.year, 2)[1]
            made = replace(made, month_day=29 if leap or kept else 0)
        if made.count:
            others = list(islice(made.days_after(day), made.count - 1))
            made = replace(made, count=0, until=others[-1] if others else day)
        if made.until is not None and made.until < day:
            raise UserError(_("It ends before it begins."), "recurrence")
        return made


def on_the_clock(moment: datetime, zone: tzinfo) -> datetime:
    """Return a local time as a clock of the zone shows it: what summer time leaps over is moved on by the hour."""
    return moment.astimezone(UTC).astimezone(zone)


def shifted(end: datetime | None, at: datetime, to: datetime, zone: tzinfo) -> datetime | None:
    """Return when something ends that begins at ``to`` instead of ``at``: by the clock, as many days later."""
    if end is None:
        return None
    was, local = at.astimezone(zone), end.astimezone(zone)
    day = to.astimezone(zone).date() + (local.date() - was.date())
    found = on_the_clock(datetime.combine(day, local.time(), zone), zone)
    # What the beginning was moved on by, where summer time leapt over it, may not leave less than nothing.
    return max(found, to)


def read_stored(text: str) -> Rule:
    """Return the rule of a stored text; raise :class:`UserError` for one that people have no words for."""
    parts: dict[str, str] = {}
    for part in text.upper().removeprefix("RRULE:").split(";"):
        name, _equals, value = part.partition("=")
        parts[name] = value
    try:
        rule = _rule(parts)
    except (ValueError, KeyError):
        rule = None
    if rule is None or not 1 <= rule.interval <= _HIGHEST or not 0 <= rule.count <= _HIGHEST:
        raise refused(text)
    return rule


def refused(text: str) -> UserError:
    """Return the sentence for what is no rule."""
    from model.core.text import excerpt

    return UserError(
        _("“{text}” is no rule: write every week, every 2 weeks, every weekday, the last Friday of every month").format(
            text=excerpt(text)
        ),
        "recurrence",
    )


def _rule(parts: dict[str, str]) -> Rule | None:
    every = parts.pop("FREQ")
    if every not in (DAY, WEEK, MONTH, YEAR):
        return None
    rule = Rule(every, int(parts.pop("INTERVAL", "1")), count=int(parts.pop("COUNT", "0")))
    if until := parts.pop("UNTIL", ""):
        rule = replace(rule, until=date(int(until[:4]), int(until[4:6]), int(until[6:8])))
    if days := parts.pop("BYDAY", ""):
        found = [re.fullmatch(r"(-1|[1-4])?([A-Z]{2})", day) for day in days.split(",")]
        if not all(found):
            return None
        numbers = {int(one[1] or 0) for one in found if one}
        weekdays = tuple(sorted({_CODES.index(one[2]) for one in found if one}))
        nth = numbers.pop()
        if numbers or (nth != 0) != (every == MONTH) or (nth and len(weekdays) > 1) or every in (DAY, YEAR):
            return None
        rule = replace(rule, days=weekdays, nth=nth)
    by_month = parts.pop("BYMONTH", "")
    if month_days := parts.pop("BYMONTHDAY", ""):
        if month_days == "-1" and every == MONTH and not rule.days:
            rule = replace(rule, nth=-1)
        else:
            given = [int(day) for day in month_days.split(",")]
            asked = parts.pop("BYSETPOS", "") == "-1" and given == list(range(_SAFE, given[-1] + 1))
            yearly = every == YEAR and by_month == "2" and given[-1] == 29
            if not asked or not (yearly or (every == MONTH and given[-1] <= 31)) or rule.days:
                return None
            rule = replace(rule, month_day=given[-1])
    if by_month and not rule.month_day:
        return None
    if "BYHOUR" in parts:
        rule = replace(rule, clock=time(int(parts.pop("BYHOUR")), int(parts.pop("BYMINUTE", "0"))))
    parts.pop("WKST", "")
    return None if any(parts.values()) else rule
