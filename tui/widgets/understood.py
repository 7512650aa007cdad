"""How typed days and times are shown back while they are typed: with the day of the week, so that a slip is seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from model.core import dates
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.times import Day, Moment

Understood = Callable[[str], str]
"""Typed text → what it was understood as, '' where it is nothing yet."""


def spelled(field: Field, value: Any, reading: Reading) -> str:
    """Return a value of a field as it is shown back to whoever types it."""
    if isinstance(field, Moment) and isinstance(value, datetime):
        return dates.spell_moment(value, reading.zone)
    if isinstance(field, Day) and isinstance(value, date):
        return dates.spell_day(value)
    return field.format(value, reading)


def as_day(today: date, *, past: bool = False) -> Understood:
    """Return what shows typed text as a day."""

    def understood(text: str) -> str:
        try:
            return dates.spell_day(dates.parse_day(text, today, past=past)) if text.strip() else ""
        except UserError:
            return ""

    return understood


def as_moment(now: Callable[[], datetime], *, at: time = time(0)) -> Understood:
    """Return what shows typed text as a moment; a day alone is meant ``at`` that time."""

    def understood(text: str) -> str:
        moment = now()
        assert moment.tzinfo is not None
        try:
            return dates.spell_moment(dates.parse_moment(text, moment, at=at), moment.tzinfo) if text.strip() else ""
        except UserError:
            return ""

    return understood


def as_value(field: Field, reading: Reading) -> Understood | None:
    """Return what shows typed text as a value of the field, None where that says nothing more than the text."""
    if not isinstance(field, (Day, Moment)):
        return None

    def understood(text: str) -> str:
        try:
            return spelled(field, field.parse(text, reading), reading) if text.strip() else ""
        except UserError:
            return ""

    return understood
