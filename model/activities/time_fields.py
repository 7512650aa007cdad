"""The kinds of field for when a task is due and when an appointment ends."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from model.core import dates
from model.core.errors import UserError
from model.core.fields.base import QueryContext, Reading
from model.core.fields.times import Moment
from model.core.language import _
from model.core.storage.drivers import peewee

_OPEN = "!"


class Open(datetime):
    """When a task is due that is still to be done: a list reads it so, and can tell whether it is late."""


class Due(Moment):
    """When a task is due; midnight stands for the day without a time of day."""

    def listed(self, rows: Any, context: QueryContext) -> Any:
        """Return the moment, with a sign after it where the task is still to be done."""
        at = self.expression(rows)
        open_at = peewee.NodeList((at, peewee.SQL(f"|| '{_OPEN}'")))
        return peewee.Case(None, [(rows.done.no & at.is_null(False), open_at)], at)

    def adapt_out(self, stored: Any) -> datetime:
        """Return the aware moment, an :class:`Open` one as a list reads it of what is still to be done."""
        if isinstance(stored, str) and stored.endswith(_OPEN):
            return Open.fromisoformat(stored.removesuffix(_OPEN))
        return super().adapt_out(stored)

    def brief(self, value: Any, reading: Reading) -> str:
        """Return the day with the time of day, if it has one; what is late with a sign and the word before it."""
        if value is None:
            return ""
        if isinstance(value, Open) and is_late(value, reading):
            # Which day, or which time today, is as much as there is room for.
            return f"! {_('late')} {dates.format_moment_short(value, reading.now)}"
        return day_and_time(value, reading)


class End(Moment):
    """When an appointment ends: a time of day alone, or how long it lasts, counts from when it begins."""

    def read(self, text: str, reading: Reading) -> datetime:
        """Return the moment that ``text`` names: "10:30" on the day of the beginning, "1h" or "+90 min" after it."""
        from model.core.date_words import plain
        from model.core.typed_dates import span_of, time_of

        begins = self._beginning(reading)
        body = plain(text)
        if begins is not None:
            local = begins.astimezone(reading.zone)
            if (span := span_of(body)) is not None and span.minutes and not (span.days or span.months):
                ends = begins + timedelta(minutes=abs(span.minutes))
                return ends.astimezone(reading.zone)
            if time_of(body) is not None:
                return dates.parse_moment(text, local)
        return super().read(text, reading)

    def _beginning(self, reading: Reading) -> datetime | None:
        given = reading.row.get("at")
        if isinstance(given, str):
            try:
                return dates.parse_moment(given, reading.now) if given.strip() else None
            except UserError:
                # What is wrong with the beginning is said beside it.
                return None
        return given if isinstance(given, datetime) else None

    def brief(self, value: Any, reading: Reading) -> str:
        """Return day and time of day."""
        return "" if value is None else day_and_time(value, reading)


class Start(Moment):
    """When an appointment begins."""

    def brief(self, value: Any, reading: Reading) -> str:
        """Return day and time of day."""
        return "" if value is None else day_and_time(value, reading)


def is_late(at: datetime, reading: Reading) -> bool:
    """Whether a task due at ``at`` is overdue: its moment has passed, or its day where it has no time of day."""
    local = at.astimezone(reading.zone)
    if local.time() == time(0):
        return local.date() < reading.today
    return at < reading.now


def day_and_time(moment: datetime, reading: Reading) -> str:
    """Return a moment in few letters: "today 14:00", "23 Nov", "23 Nov 09:00"."""
    local = moment.astimezone(reading.zone)
    day = _("today") if local.date() == reading.today else dates.format_day_short(local.date(), reading.today)
    return day if local.time() == time(0) else f"{day} {dates.format_time(local.time())}"
