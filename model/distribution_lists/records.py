"""The distribution list and who stands on it.

A list is *fixed*: its members are those that were put on it, until they are taken off; or it follows a *view* that is
kept under a name, and has those on it that the view shows at each moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import ME
from model.core.changes.ownership import concerns_ownership, owned
from model.core.errors import UserError
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import N_, _
from model.core.records.record import Record, Row
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext

KINDS = (
    Choice(1, "fixed", N_("Fixed: those put on it")),
    Choice(2, "view", N_("Follows a view")),
)


class DistributionList(Record):
    """A named list of customers, contacts and leads together.

    ``view`` is the kept view that a list of kind view follows, and nothing for a fixed one.
    """

    name_in_code = "distribution_list"
    label = N_("Distribution list")
    label_plural = N_("Distribution lists")
    hides = True
    single_fields = ("owner_only", "kind", "view")
    views = (
        View("mine", N_("Mine"), lambda those: those.owner == ME, "owner"),
        View("all", N_("All"), in_use),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    filtered_besides = ("name",)
    indexes = (("name_key",), ("kind", "name_key"), ("owner_key", "name_key"), ("changed_at",))

    name = Text(N_("Name"), required=True, keyed=True, width=0)
    kind = ChoiceField(N_("Kind of list"), KINDS, default="fixed", width=24)
    view = Reference(
        N_("View"),
        "saved_view",
        width=20,
        help=N_("The name of a kept view that the list follows; without one it is fixed."),
    )
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    owner_only = YesNo(N_("Visible to owner only"))

    class Meta:
        table_name = "distribution_list"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Give it its owner; with a view it follows that view, without one it is fixed."""
        values = owned(change, cls, values, before)
        if values.get("view") is not None:
            values["kind"] = "view"
        elif values.get("kind") == "fixed":
            values["view"] = None
        elif values.get("kind") == "view" and ("view" in values or before is None or before["view"] is None):
            raise UserError(_("Name the view that the list follows."), "view")
        elif "view" in values:
            values["kind"] = "fixed"
        return values

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return concerns_ownership(values) or "kind" in values or "view" in values


class DistributionListMember(Row):
    """A customer, a contact or a lead on a fixed list; exactly one of the three is filled in.

    It goes with whom it stands for: into another one by merging, to what a lead became, and away.
    """

    name_in_code = "distribution_list_member"
    unique = (
        ("distribution_list", "customer"),
        ("distribution_list", "contact"),
        ("distribution_list", "lead"),
    )
    stands_for = {"customer": "customer", "contact": "contact", "lead": "lead"}

    distribution_list = Reference(N_("Distribution list"), "distribution_list", required=True)
    customer = Reference(N_("Customer"), "customer")
    contact = Reference(N_("Contact"), "contact")
    lead = Reference(N_("Lead"), "lead")

    class Meta:
        table_name = "distribution_list_member"
