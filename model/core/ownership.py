"""What records with an owner have in common (CUST-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.changes import Change
from model.core.errors import UserError
from model.core.language import _


def owned(change: Change, values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give a new record the person at the keyboard as owner, unless an owner, or none, is named.

    Raises :class:`UserError` for a record that would be visible to an owner it has not got: nobody could open it.
    """
    if before is None and "owner" not in values:
        values["owner"] = change.session.person.id
    if _now("owner_only", values, before) and _now("owner", values, before) is None:
        raise UserError(_("Without an owner nobody could see it: name the owner, or let everybody see it."), "owner")
    return values


def _now(name: str, values: Mapping[str, Any], before: Mapping[str, Any] | None) -> Any:
    return values.get(name) if name in values or before is None else before.get(name)


def concerns_ownership(values: Mapping[str, Any]) -> bool:
    """Whether :func:`owned` has to see each row when these fields are written."""
    return bool(values.get("owner_only")) or ("owner" in values and values["owner"] is None)
