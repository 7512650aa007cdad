"""What of an opportunity is overdue (OPP-05, P09)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

DATES = ("follow_up", "expected_close")


def overdue(values: Mapping[str, Any], today: date) -> tuple[str, ...]:
    """Return which of the days of an opportunity (values by field name) have passed; nothing for a closed one.

    A day is over once it has ended: what is due today is not overdue.
    """
    if values.get("status") != "open":
        return ()
    return tuple(name for name in DATES if values.get(name) is not None and values[name] < today)
