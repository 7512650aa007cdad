"""The list of projects."""

from __future__ import annotations

from model.projects.records import Project
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class ProjectList(ListScreen):
    """Reached from the palette and from the customer's card; it has no number key."""

    record = Project
    context = ("owned", "records", "list")
    default_columns = (
        Column("status", weight=9),
        Column("number", weight=6),
        Column("name", weight=10),
        Column("customer", weight=9),
        Column("start", weight=5),
        Column("end", weight=8),
        Column("owner", weight=7),
    )
    criteria_fields = (
        "name",
        "number",
        "customer",
        "contacts",
        "status",
        "owner",
        "start",
        "end",
        "note",
        "changed_at",
    )
