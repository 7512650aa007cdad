"""The list of leads (LEAD-01 … LEAD-05)."""

from __future__ import annotations

from model.core.changes.opt_outs import WISHES
from model.leads.records import Lead
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class LeadList(ListScreen):
    """Screen 2."""

    record = Lead
    context = (
        "leads",
        "callable_list",
        "companies",
        "owned",
        "mergeable",
        "mergeable_list",
        "mail_merged",
        "records",
        "list",
    )
    default_columns = (
        Column("classification", weight=9),
        Column("status", weight=9),
        Column("converted", weight=9),
        Column("register_warning", weight=9),
        Column("name", weight=10),
        Column("subject", weight=5),
        Column("industry", weight=4),
        Column("owner", weight=8),
        Column("changed_at", weight=3),
        Column("changed_by", weight=2),
        Column("org_number", weight=1),
    )
    criteria_fields = (
        "status", "classification", "owner", "industry", "subject", "note", "name", "person", "employees", "revenue",
        "source", "campaign", "town", "register_warning", *WISHES, "first_contact", "changed_at",
    )  # fmt: skip

    async def do_convert(self) -> None:
        """Convert the marked with one dialog, or the row under the cursor."""
        from tui.leads.converting import convert_many, convert_one

        if self.list.marks:
            if await convert_many(self.app, self.targets(), await self.described_targets()):
                self.list.clear_marks()
        elif self.list.record_id is not None:
            await convert_one(self.app, self.list.record_id)
