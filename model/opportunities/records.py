"""The opportunity and its sellers (OPP-01 … OPP-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import DAY, ME
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.currency import Amount, Currency
from model.core.fields.numbers import Percent
from model.core.fields.references import Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Text
from model.core.fields.times import Day, Moment
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext
from model.opportunities import rules
from model.opportunities.seller_record import Seller
from model.opportunities.shares_field import SharesField
from model.opportunities.worked_out import OverdueField, SellersField

STATUSES = (
    Choice(1, "open", N_("Open"), "", "", ""),
    Choice(2, "won", N_("Won"), "✓", "v", "good"),
    Choice(3, "lost", N_("Lost"), "✗", "x", "bad"),
)


class Opportunity(Record):
    """One sale in progress with one customer.

    ``weighted_value`` is amount × probability rounded half up to two decimals (OPP-04, P02), null while the
    probability or the amount is not known (P05); it is kept by the rules of ``model.opportunities``.
    """

    name_in_code = "opportunity"
    free_texts = ("title", "note")
    label = N_("Opportunity")
    label_plural = N_("Opportunities")
    visible_through = ("customer",)
    title_field = "title"
    natural_order = ("expected_close",)
    delete_warning = (
        N_("What is deleted cannot be traced afterwards, nor counted in any report."),
        N_("Closing as lost keeps it on file: Esc, then Y."),
    )
    set_instead = "status=lost loss_reason=…"
    views = (
        View("mine", N_("Mine"), lambda sale: sale.owner == ME, "owner"),
        View("all", N_("All"), in_use),
        View("open", N_("Still open"), lambda sale: sale.active.yes & (sale.status == "open")),
        View("won", N_("Won"), lambda sale: sale.active.yes & (sale.status == "won")),
        View("lost", N_("Lost"), lambda sale: sale.active.yes & (sale.status == "lost")),
        View(
            "overdue",
            N_("Overdue"),
            lambda sale: (
                sale.active.yes & (sale.status == "open") & ((sale.follow_up < DAY) | (sale.expected_close < DAY))
            ),
        ),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    indexes = (
        ("title_key",),
        ("customer_key", "title_key"),
        ("owner_key", "title_key"),
        ("stage", "title_key"),
        ("status", "title_key"),
        ("amount",),
        ("weighted_value",),
        ("expected_close",),
        ("owner", "status", "expected_close"),
        ("status", "closed_at"),
        ("status", "active", "currency", "closed_at", "customer", "amount"),
        ("status", "stage", "expected_close"),
        ("customer", "status", "expected_close"),
        ("follow_up",),
        ("changed_at",),
        ("created_at",),
    )

    filtered_besides = ("customer", "contact")
    worked_out = {
        "seller": SellersField(N_("Seller"), width=12),
        "overdue": OverdueField(N_("Overdue"), width=2, heading="!"),
    }
    relations = {"sellers": SharesField("sellers", N_("Sellers"), width=20)}

    title = Text(N_("Title"), required=True, searched=True, width=0)
    customer = Reference(N_("Customer"), "customer", required=True, keyed=True, width=22)
    contact = Reference(N_("Contact"), "contact", width=18)
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    type = Reference(N_("Type"), "option", scope="opportunity_type", width=12)
    source = Reference(N_("Source"), "option", scope="source", width=14)
    campaign = Reference(N_("Campaign"), "campaign", width=18)
    stage = Reference(N_("Stage"), "option", scope="stage", width=14)
    status = ChoiceField(N_("Status"), STATUSES, default="open", width=8)
    amount = Amount(N_("Amount"), width=16)
    currency = Currency(N_("Currency"), width=4)
    probability = Percent(N_("Probability (%)"), width=7)
    weighted_value = Amount(N_("Weighted value"), system=True, width=16)
    follow_up = Day(N_("Follow-up"), width=11)
    expected_close = Day(N_("Expected close"), width=11)
    closed_at = Moment(N_("Closed"), system=True)
    loss_reason = Reference(N_("Reason for loss"), "option", scope="loss_reason", width=14)
    custom = CustomValues(N_("Custom fields"))

    class Meta:
        table_name = "opportunity"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Keep status, probability, weighted value and time of closing in step."""
        return rules.complete(change, values, before)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return rules.has_rules_for(values)

    @classmethod
    def follow(
        cls, change: WriteContext[Session], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any] | None
    ) -> None:
        """Keep the one seller that a new opportunity has in step with its owner (OPP-07, OPP-08)."""
        if "owner" in values and values["owner"] is not None:
            rules.follow_owner(change, Seller, record_id, values["owner"], before)
