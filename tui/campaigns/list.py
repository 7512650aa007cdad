"""The list of campaigns (CAMP-01 … CAMP-06)."""

from __future__ import annotations

from model.campaigns.records import Campaign
from model.core.language import _
from tui.campaigns.addition import add_to
from tui.campaigns.navigation import copy_campaign, open_sheet, send_campaign, show_recipients
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class CampaignList(ListScreen):
    """Screen 6."""

    record = Campaign
    context = ("campaign", "owned", "records", "list")
    default_columns = (
        Column("status", weight=9),
        Column("type", weight=9),
        Column("id", weight=5),
        Column("sort_index", weight=3),
        Column("code", weight=6),
        Column("subject", weight=10),
        Column("start", weight=8),
        Column("end", weight=7),
        Column("budget", weight=6),
        Column("recipients_planned", weight=4),
        Column("owner", weight=7),
    )
    criteria_columns = (
        ("subject", "slogan", "code", "description", "free_text", "owner", "status", "type"),
        ("id", "budget", "recipients_planned", "sort_index", "sales_region"),
        ("created_by", "changed_by", "created_at", "changed_at", "start", "end", "send_date", "note"),
    )
    criteria_fields = tuple(name for column in criteria_columns for name in column)
    own_criteria_column = 1

    async def do_budget(self) -> None:
        """Open the budget of the row."""
        await open_sheet(self.app, "budget", self.list.record_id)

    async def do_recipients(self) -> None:
        """Show all recipients of the row."""
        await show_recipients(self.app, self.list.record_id)

    async def do_add_recipients(self) -> None:
        """Add recipients to the row from the address book."""
        if self.list.record_id is not None:
            await add_to(self.app, self.list.record_id)

    async def do_send_campaign(self) -> None:
        """Ask what is to be done with its e-mails."""
        await send_campaign(self.app, self.list.record_id)

    async def do_copy_campaign(self) -> None:
        """Copy the campaign; asks for the new dates."""
        await copy_campaign(self.app, self.list.record_id)

    async def do_analysis(self) -> None:
        """Open the result analysis of the row."""
        await open_sheet(self.app, "analysis", self.list.record_id)

    def why_not(self, action: str) -> str:
        """Say which actions need a row."""
        on_row = ("send_campaign", "budget", "analysis", "copy_campaign", "recipients", "add_recipients")
        if action in on_row and self.list.record_id is None:
            return _("The list is empty.")
        return super().why_not(action)
