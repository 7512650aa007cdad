"""The company's lists of choices by name, and the rules that hold however a choice is written (OPP-03, CUST-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.errors import UserError
from model.core.language import N_, _
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import quotation
from model.core.text import visible as shown

LISTS: dict[str, tuple[str, str]] = {
    "category": (N_("Category"), N_("Categories")),
    "stage": (N_("Stage"), N_("Stages")),
    "opportunity_type": (N_("Type"), N_("Types of opportunity")),
    "source": (N_("Source"), N_("Sources")),
    "sales_region": (N_("Sales region"), N_("Sales regions")),
    "loss_reason": (N_("Reason for loss"), N_("Reasons for loss")),
}
"""The lists by their names in code, with one and several of what is in them."""


@statement
def _last_position() -> peewee.Query:
    option: Any = peewee.Table("option", ("list", "position"))
    return peewee.Select((option,), (peewee.fn.max(option.position),)).where(option.list == slot("list"))


def list_of(name: str) -> str:
    """Return the name in code of a list; raise :class:`UserError` naming all for one that there is not."""
    found = {"type": "opportunity_type"}.get(name, name)
    if found not in LISTS:
        raise UserError(
            _("{text} is none of {choices}.").format(text=quotation(name), choices=", ".join(LISTS)), "list"
        )
    return found


def completed(change: WriteContext[Any], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of a choice; raise :class:`NotAllowedError` for all but administrators.

    Raises :class:`UserError` for a list that there is not, a blank name, and a probability where none belongs.
    """
    change.session.may_administer()
    if before is None:
        list_of(str(values.get("list") or ""))
    name = values.get("name", "" if before is None else before["name"])
    if not shown(str(name or "")).strip():
        raise UserError(_("{field} must be filled in.").format(field=_("Name")), "name")
    kind = values.get("list", before["list"] if before is not None else "")
    if values.get("probability") is not None and kind != "stage":
        raise UserError(_("Only stages have a probability."), "probability")
    if before is None and not values.get("position"):
        values["position"] = (change.session.store.value(_last_position(), list=kind) or 0) + 1
    return values
