"""When things happened, counted back from the day on which the data is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from model.demo.dice import Dice


def working_day(day: date) -> date:
    """Return ``day``, or the Friday before it if it falls in a weekend."""
    late = day.weekday() - 4
    return day - timedelta(days=late) if late > 0 else day


def moment(dice: Dice, today: date, days: int) -> datetime:
    """Return a minute in working hours, in UTC, on the working day nearest ``days`` before ``today``.

    A negative ``days`` is in the future.
    """
    day = working_day(today - timedelta(days=days))
    minutes = 6 * 60 + int(dice.random() * 9 * 60)
    return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=UTC)


def slot(dice: Dice, today: date, days: int) -> datetime:
    """Return like :func:`moment`, but on a whole or half hour, as appointments are."""
    at = moment(dice, today, days)
    return at.replace(minute=0 if at.minute < 30 else 30)
