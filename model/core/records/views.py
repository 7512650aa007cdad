"""Ready-made filters of a record's list, as the record declares them (LEAD-04)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class View:
    """A ready-made filter of a list with a name and one key; of each ``group`` one is in force.

    ``where`` is given the record, or an alias of it, and returns the condition on its rows. What is different for each
    person and moment stands in it as a slot of :mod:`model.core.access.session_slots`:
    ``lambda lead: lead.owner == ME``.
    """

    name: str
    label: str
    where: Callable[[Any], Any]
    group: str = "state"


def in_use(rows: Any) -> Any:
    """Return the condition that nearly every list begins with; told by its identity from others."""
    return rows.active.yes


def not_in_use(rows: Any) -> Any:
    """Return the condition for what has been deactivated."""
    return rows.active.no
