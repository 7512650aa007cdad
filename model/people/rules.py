"""The rules by which employees are saved: who may do it, and that somebody always may (COM-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.changes import Change
from model.core.errors import UserError
from model.core.language import _


def complete(change: Change, values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of an employee; raise :class:`NotAllowedError` for all but administrators.

    Raises :class:`UserError` where nobody would be left who signs in as administrator.
    """
    change.session.may_administer()
    for name in ("initials", "account"):
        if isinstance(values.get(name), str):
            values[name] = values[name].strip() or None
    if before is not None and _administers(before) and not _administers({**before, **values}):
        others = change.connection.execute(
            "SELECT 1 FROM employee WHERE role = 1 AND active = 1 AND account IS NOT NULL AND id <> ?", (before["id"],)
        ).fetchone()
        if others is None:
            field = next(name for name in ("role", "active", "account") if name in values)
            raise UserError(_("Somebody must be left who signs in as administrator."), field)
    return values


def _administers(employee: Mapping[str, Any]) -> bool:
    return bool(employee.get("role") == "administrator" and employee.get("active") and employee.get("account"))
