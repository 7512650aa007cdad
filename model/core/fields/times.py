"""Kinds of time: a day, and a moment stored in UTC and shown in the person's zone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from model.core import dates
from model.core.fields.base import Field, Reading

_COMPARISONS = ("=", "!=", ">", ">=", "<", "<=")


class Day(Field):
    """A day of the calendar."""

    operators = _COMPARISONS

    def read(self, text: str, reading: Reading) -> date:
        """Return the day that ``text`` names, as people write it."""
        return dates.parse_day(text, reading.today)

    def format(self, value: Any, reading: Reading) -> str:
        """Return the day in the language's own order."""
        return "" if value is None else dates.format_day(value)

    def brief(self, value: Any, reading: Reading) -> str:
        """Return the day, without its year in the present one."""
        return "" if value is None else dates.format_day_short(value, reading.today)

    def plain(self, value: Any) -> str | None:
        """Return the day as ISO 8601."""
        return None if value is None else value.isoformat()

    def adapt_in(self, value: Any) -> str:
        """Return ISO 8601."""
        return str(value.isoformat())

    def adapt_out(self, stored: Any) -> date:
        """Return the day."""
        return stored if isinstance(stored, date) else date.fromisoformat(stored)


class Moment(Field):
    """A point in time, to the second."""

    operators = _COMPARISONS

    def __init__(self, label: str, *, width: int = 9, past: bool = False, **options: Any) -> None:
        super().__init__(label, width=width, **options)
        self.past = past
        """Whether what is typed has happened already: "fri" is then the latest Friday."""

    def read(self, text: str, reading: Reading) -> datetime:
        """Return the moment that ``text`` names ("tomorrow 9", "in 2h", a date and a time), aware."""
        return dates.parse_moment(text, reading.now, past=self.past)

    def format(self, value: Any, reading: Reading) -> str:
        """Return day and time in the person's zone."""
        return "" if value is None else dates.format_moment(value, reading.zone)

    def edit(self, value: Any, reading: Reading) -> str:
        """Return day and time; ISO 8601 where that would not be read back as the same moment.

        Those are moments with seconds, and the second of the hours that the end of summer time repeats.
        """
        text = self.format(value, reading)
        if value is None:
            return text
        stored = dates.utc_text(value)
        read_back = dates.parse_moment(text, reading.now, past=self.past)
        return text if dates.utc_text(read_back) == stored else stored

    def brief(self, value: Any, reading: Reading) -> str:
        """Return the time if it is today, else the day."""
        return "" if value is None else dates.format_moment_short(value, reading.now)

    def plain(self, value: Any) -> str | None:
        """Return ISO 8601 in UTC."""
        return None if value is None else dates.utc_text(value)

    def adapt_in(self, value: Any) -> str:
        """Return ISO 8601 in UTC, which sorts as it stands."""
        return dates.utc_text(value)

    def adapt_out(self, stored: Any) -> datetime:
        """Return the aware moment."""
        return stored if isinstance(stored, datetime) else dates.from_utc_text(stored)
