"""The list of templates."""

from __future__ import annotations

from model.templates.records import Template
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class TemplateList(ListScreen):
    """Reached from the campaigns, from the administration, and from the palette."""

    record = Template
    context = ("records", "list")
    default_columns = (
        Column("kind", weight=8),
        Column("name", weight=10),
        Column("subject", weight=8),
        Column("language", weight=6),
        Column("owner", weight=5),
        Column("changed_at", weight=4),
    )
    criteria_fields = ("name", "kind", "language", "subject", "text", "owner", "note", "created_at", "changed_at")
