"""The list of distribution lists."""

from __future__ import annotations

from model.distribution_lists.records import DistributionList
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class DistributionListList(ListScreen):
    """Reached from the campaigns, and from the palette."""

    record = DistributionList
    context = ("distribution_list", "owned", "mail_merged", "records", "list")
    default_columns = (
        Column("name", weight=10),
        Column("kind", weight=8),
        Column("view", weight=6),
        Column("owner", weight=7),
        Column("changed_at", weight=5),
    )
    criteria_fields = ("name", "kind", "owner", "note", "created_at", "changed_at")
