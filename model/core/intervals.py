"""An interval of days that a record has in two fields: its end is not before its start."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.dates import format_day
from model.core.errors import UserError
from model.core.language import _


def refuse_end_before_start(values: Mapping[str, Any], before: Mapping[str, Any] | None) -> None:
    """Raise :class:`UserError` at ``end`` where, after ``values`` are written, it would lie before ``start``."""
    now = values if before is None else {**before, **values}
    start, end = now.get("start"), now.get("end")
    if start is not None and end is not None and end < start:
        raise UserError(
            _("The end is before the start, {day}: end on that day or later.").format(day=format_day(start)), "end"
        )
