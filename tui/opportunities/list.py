"""The list of opportunities (OPP-14)."""

from __future__ import annotations

from model.opportunities.records import Opportunity
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class OpportunityList(ListScreen):
    """Screen 5."""

    record = Opportunity
    context = ("opportunities", "owned", "records", "list")
    default_columns = (
        Column("status", weight=9),
        Column("title", weight=10),
        Column("customer", weight=9),
        Column("stage", weight=5),
        Column("amount", weight=8),
        Column("probability", weight=3),
        Column("weighted_value", weight=4),
        Column("expected_close", weight=6),
        Column("owner", weight=7),
    )
    criteria_fields = (
        "title", "customer", "status", "stage", "owner", "amount", "weighted_value", "probability", "expected_close",
        "follow_up", "source", "type", "note", "changed_at",
    )  # fmt: skip
