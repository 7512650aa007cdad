"""The campaign (CAMP-01 … CAMP-09, CAMP-15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.campaigns import rules
from model.campaigns.cautions import cautions
from model.campaigns.worked_out import FreeTextField
from model.core.access.session import Session
from model.core.access.session_slots import ME
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import CountOf, Money, Percent, UnitPrice, Whole, YesNo
from model.core.fields.references import Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Note, Text
from model.core.fields.times import Day
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext
from model.core.storage.expressions import differs

STATUSES = (
    Choice(1, "planned", N_("Planned"), "⚐", "p", "cold"),
    Choice(2, "active", N_("Active"), "⚑", "a", "warm"),
    Choice(3, "completed", N_("Completed"), "✓", "c", "good"),
    Choice(4, "cancelled", N_("Cancelled"), "✗", "x", "bad"),
)
"""CAMP-02: blue, yellow, green and red; each has a sign of its own, as no sign differs from another by colour alone."""

TYPES = (
    Choice(1, "email", N_("E-mail"), "✉", "e"),
    Choice(2, "letter", N_("Letter"), "▤", "l"),
    Choice(3, "fax", N_("Fax"), "▥", "f"),
    Choice(4, "internet", N_("Internet"), "◍", "i"),
    Choice(5, "telephone", N_("Telephone"), "☏", "t"),
    Choice(6, "radio", N_("Radio"), "∿", "r"),
    Choice(7, "tv", N_("TV"), "▣", "v"),
)


def _mine(campaign: Any) -> Any:
    return (campaign.created_by == ME) | (campaign.changed_by == ME)


def _not_mine(campaign: Any) -> Any:
    return differs(campaign.created_by, ME) & differs(campaign.changed_by, ME)


class Campaign(Record):
    """A planned sales or marketing push to recipients.

    The budget figures (``budget`` … ``variable_cost``) are the plan, those named ``actual_…`` are what came of it; what
    they come to is computed by :mod:`model.campaigns.economy` and never stored. ``start`` and ``end`` are days, both
    included. A cost per unit has up to four decimals.
    """

    name_in_code = "campaign"
    free_texts = ("note", "conclusion", "description")
    label = N_("Campaign")
    label_plural = N_("Campaigns")
    title_field = "subject"
    code_field = "code"
    natural_order = ("subject",)
    hides = True
    single_fields = ("owner_only", "start", "end")
    views = (
        View("mine", N_("Mine: made or last saved by me"), _mine, "owner"),
        View("not_mine", N_("Not mine"), _not_mine, "owner"),
        View("owned", N_("Owned by me"), lambda campaign: campaign.owner == ME, "owner"),
        View("all", N_("All active"), in_use),
        View(
            "running",
            N_("Planned or running"),
            lambda campaign: campaign.active.yes & campaign.status.in_(("planned", "active")),
        ),
        View("deactivated", N_("Only deactivated"), not_in_use),
        View("any", N_("All, deactivated ones too"), lambda campaign: campaign.active.in_((True, False))),
    )
    indexes = (
        ("subject_key",),
        ("code_key",),
        ("sort_index", "subject_key"),
        ("status", "subject_key"),
        ("type", "subject_key"),
        ("owner_key", "subject_key"),
        ("start",),
        ("end",),
        ("budget",),
        ("recipients_planned",),
        ("changed_at",),
        ("created_at",),
    )

    worked_out = {"free_text": FreeTextField()}

    subject = Text(N_("Subject"), required=True, searched=True, width=0)
    slogan = Text(N_("Slogan"), searched=True, width=20)
    code = Text(N_("Campaign code"), searched=True, longest=60, width=10, heading=N_("Code"))
    status = ChoiceField(N_("Status"), STATUSES, default="planned", width=12)
    type = ChoiceField(N_("Type"), TYPES, default="email", width=12)
    start = Day(N_("Start date"), width=10, heading=N_("Start"))
    end = Day(N_("End date"), width=10, heading=N_("End"))
    send_date = Day(N_("Send date"), width=10)
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    owner_only = YesNo(N_("Visible to owner only"))
    sales_region = Reference(N_("Sales region"), "option", scope="sales_region", width=14)
    sort_index = Whole(N_("Sort index"), grouped=False, width=6)
    allow_duplicate_emails = YesNo(N_("Allow duplicate e-mail addresses"))
    discount = Percent(N_("Discount (%)"), width=8)
    template = Reference(N_("Template"), "template", width=20)
    objective = Note(N_("Objective"))
    description = Note(N_("Description"), searched=True)

    budget = Money(N_("Budget"), lowest=0, width=14)
    recipients_planned = Whole(N_("Number of recipients"), width=9, heading=N_("Number"))
    responses_expected = CountOf(N_("Expected positive responses"), of="recipients_planned", width=9)
    returns_expected = CountOf(N_("Expected returns"), of="recipients_planned", width=9)
    cost_planning = Money(N_("Planning"), lowest=0, width=12)
    cost_audience = Money(N_("Audience and list"), lowest=0, width=12)
    cost_material = UnitPrice(N_("Material, per unit"), width=12)
    cost_distribution = UnitPrice(N_("Distribution, per unit"), width=12)
    cost_response = UnitPrice(N_("Response handling, per response"), width=12)
    cost_return = UnitPrice(N_("Return handling, per return"), width=12)
    cost_measurement = Money(N_("Effect measurement"), lowest=0, width=12)
    cost_other = Money(N_("Other costs"), lowest=0, width=12)
    revenue_per_response = UnitPrice(N_("Revenue per response"), width=12)
    variable_cost = UnitPrice(N_("Variable cost per order"), width=12)

    actual_responses = Whole(N_("Actual positive responses"), width=9)
    actual_returns = Whole(N_("Actual returns"), width=9)
    actual_cost_planning = Money(N_("Actual planning"), lowest=0, width=12)
    actual_cost_audience = Money(N_("Actual audience and list"), lowest=0, width=12)
    actual_cost_material = UnitPrice(N_("Actual material, per unit"), width=12)
    actual_cost_distribution = UnitPrice(N_("Actual distribution, per unit"), width=12)
    actual_cost_response = UnitPrice(N_("Actual response handling, per response"), width=12)
    actual_cost_return = UnitPrice(N_("Actual return handling, per return"), width=12)
    actual_cost_measurement = Money(N_("Actual effect measurement"), lowest=0, width=12)
    actual_cost_other = Money(N_("Actual other costs"), lowest=0, width=12)
    actual_orders = Whole(N_("Actual orders"), width=9)
    actual_income = Money(N_("Actual revenue of all orders"), width=14)
    actual_revenue_per_response = UnitPrice(N_("Actual revenue per response"), width=12)
    actual_variable_cost = UnitPrice(N_("Actual variable cost per order"), width=12)
    conclusion = Note(N_("Conclusion"))
    custom = CustomValues(N_("Custom fields"))

    class Meta:
        table_name = "campaign"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Give it its owner; refuse an end before the start (E21)."""
        return rules.complete(change, cls, values, before)

    @classmethod
    def cautions(cls, session: Session, record_id: int | None, values: Mapping[str, Any]) -> list[str]:
        """Name the addresses that stand twice where that is not allowed any more; name figures that cannot be."""
        return cautions(session, record_id, values)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return rules.has_rules_for(values)
