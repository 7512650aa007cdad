"""The days of a calendar: which ones a day, a week or a month holds, and what stands on each (COM-12)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from model.activities.agenda import Item, in_order

DAY, WEEK, MONTH = SCALES = ("day", "week", "month")


def days_of(scale: str, day: date) -> tuple[date, date]:
    """Return the first and the last day shown: of a month all its weeks, Monday to Sunday."""
    if scale == DAY:
        return day, day
    if scale == WEEK:
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    first = day.replace(day=1)
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def moved(scale: str, day: date, steps: int) -> date:
    """Return the day as many days, weeks or months on; from the 31st to the last day of a shorter month."""
    if scale in (DAY, WEEK):
        return day + timedelta(days=steps * (1 if scale == DAY else 7))
    months = day.year * 12 + day.month - 1 + steps
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def by_day(items: Iterable[Item], first: date, last: date) -> dict[date, list[Item]]:
    """Return what stands on each day from ``first`` to ``last``; what lasts for several stands on each of them."""
    found: dict[date, list[Item]] = {first + timedelta(days=n): [] for n in range((last - first).days + 1)}
    for item in items:
        assert item.at is not None
        day = item.at.date()
        ends = last_day(item)
        while day <= min(ends, last):
            if day >= first:
                found[day].append(item)
            day += timedelta(days=1)
    return {day: in_order(there) for day, there in found.items()}


def last_day(item: Item) -> date:
    """Return the last day on which it stands: of whole days the last one, of a time at midnight the day before."""
    assert item.at is not None
    if item.until is None:
        return item.at.date()
    return item.until.date() if item.until.time() > time(0) else item.until.date() - timedelta(days=1)


def minutes_on(item: Item, day: date) -> tuple[int, int]:
    """Return from which to before which minute of the day it lasts, by the clock; at least a quarter of an hour."""
    assert item.at is not None
    start = 0 if item.at.date() < day else item.at.hour * 60 + item.at.minute
    end = start
    if item.until is not None and item.until > item.at:
        end = 24 * 60 if item.until.date() > day else item.until.hour * 60 + item.until.minute
    return start, max(end, start + 15)


def lanes(items: Iterable[Item], day: date) -> list[tuple[Item, int, int]]:
    """Return each with the lane in which it stands and how many lanes there are: what overlaps stands side by side."""
    found: list[tuple[Item, int, int]] = []
    together: list[tuple[Item, int]] = []
    ends: list[int] = []

    def close() -> None:
        found.extend((item, lane, len(ends)) for item, lane in together)
        together.clear()
        ends.clear()

    for item in sorted(items, key=lambda item: (*minutes_on(item, day), item.id)):
        start, end = minutes_on(item, day)
        if ends and start >= max(ends):
            close()
        lane = next((number for number, until in enumerate(ends) if until <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        together.append((item, lane))
    close()
    return found


def moment_at(day: date, minute: int, now: datetime) -> datetime:
    """Return a minute of a day in the zone of ``now``, as its clock shows it."""
    there = datetime.combine(day, time(minute // 60, minute % 60), now.tzinfo)
    return there.astimezone(UTC).astimezone(now.tzinfo)
