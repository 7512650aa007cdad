"""Places in a query that :meth:`Session.rows` and its like fill in: who asks, at which moment, what is warned of.

A condition that holds them is the same for everybody and always, and is compiled once.
"""

from __future__ import annotations

from typing import Any

from model.core import dates
from model.core.storage.statements import Slot, stored

ME = stored("me")
"""The ID of the person who asks."""


def _now(session: Any) -> str:
    return dates.utc_text(session.reading().now)


def _today(session: Any) -> str:
    reading = session.reading()
    return dates.day_bounds_utc(reading.today, reading.zone)[0]


def _day(session: Any) -> str:
    return str(session.reading().today.isoformat())


def _warned(session: Any) -> list[str]:
    return [*session.register_warnings()]


NOW = Slot("session", _now)
"""The present moment, as a moment is stored."""
TODAY = Slot("session", _today)
"""The first moment of the day, in the person's zone."""
DAY = Slot("session", _day)
"""The day that it is for the person, as a day is stored."""
WARNED = Slot("session", _warned)
"""The keys of the organisation numbers that the register warns of: for :func:`~.expressions.among`."""
