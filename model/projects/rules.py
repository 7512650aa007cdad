"""The rules by which projects are saved: number, owner, and an end that is not before the start (CUST-27)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.changes import sequences
from model.core.changes.ownership import refuse_hidden_customer
from model.core.intervals import refuse_end_before_start
from model.core.language import _
from model.core.records.write_context import WriteContext

_WATCHED = ("customer", "number", "start", "end")


def complete(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of a project completed: a new one has a number, and the person at the keyboard as owner.

    Raises :class:`UserError` for a number that another project has, and for an end before the start.
    """
    refuse_hidden_customer(change, values, before)
    wanted = values.get("number")
    if before is None:
        values.setdefault("owner", change.session.person.id)
        if values.get("status") is None:
            values["status"] = "planned"
    elif "number" in values and wanted is None:
        # A number is taken out of a form to be given another one, never to have none.
        values["number"] = before["number"]
    if wanted is not None and (before is None or wanted != before["number"]):
        sequences.refuse_taken(change, "project", wanted, _("A hidden project"))
    if before is None or (wanted is not None and wanted != before["number"]):
        values["number"] = sequences.given_number(change, "project", wanted)
    refuse_end_before_start(values, before)
    return values


def has_rules_for(values: Mapping[str, Any]) -> bool:
    """Whether these fields of a project follow rules that look at each row."""
    return any(name in values for name in _WATCHED)
