"""The rules by which campaigns are saved: an owner, and an end that is not before the start (E21)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.changes.ownership import concerns_ownership, owned
from model.core.intervals import refuse_end_before_start
from model.core.records.record import Record
from model.core.records.write_context import WriteContext


def complete(
    change: WriteContext[Session], record: type[Record], values: dict[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return ``values`` of a campaign completed: a new one belongs to the person at the keyboard.

    Raises :class:`~model.core.errors.UserError` for an end before the start, and as
    :func:`~model.core.changes.ownership.owned` does.
    """
    values = owned(change, record, values, before)
    refuse_end_before_start(values, before)
    return values


def has_rules_for(values: Mapping[str, Any]) -> bool:
    """Whether these fields of a campaign follow rules that look at each row."""
    return "start" in values or "end" in values or concerns_ownership(values)
