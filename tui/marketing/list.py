"""The list of exclusion lists."""

from __future__ import annotations

from model.marketing.records import ExclusionList
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class ExclusionListList(ListScreen):
    """Reached from the campaigns, and from the palette."""

    record = ExclusionList
    context = ("records", "list")
    default_columns = (
        Column("name", weight=10),
        Column("holds_for", weight=8),
        Column("changed_at", weight=6),
        Column("changed_by", weight=5),
    )
    criteria_fields = ("name", "holds_for", "note", "created_at", "changed_at")
