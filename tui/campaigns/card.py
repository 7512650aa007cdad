"""A campaign's card (CAMP-08, CAMP-17)."""

from __future__ import annotations

from model.campaign_mail.progress import progress_of
from model.campaigns.marks import marks_of
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.dates import format_day
from model.core.language import N_, _
from model.core.lists.listing import count_referring
from model.documents.keeping import Kept
from model.leads.records import Lead
from model.orders.listed import count_orders
from tui.campaigns.addition import add_to
from tui.campaigns.attachments import (
    ATTACHMENTS,
    add_attachment,
    attachment_rows,
    edit_attachment,
    replace_attachment,
    turn_goes_along,
)
from tui.campaigns.figure_rows import ANALYSIS_TAB, BUDGET_TAB, analysis_rows, budget_rows
from tui.campaigns.navigation import copy_campaign, open_sheet, send_campaign, show_recipients
from tui.campaigns.recipients_tab import RECIPIENTS, recipient_rows
from tui.campaigns.sales import LEADS, lead_rows
from tui.widgets.activity_rows import APPOINTMENTS, CALLS, EMAIL, NOTES, TASKS, count_activities
from tui.widgets.card_parts import COUNTED
from tui.widgets.card_rows import Row
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab
from tui.widgets.opportunity_rows import OPPORTUNITIES, count_opportunities, opportunities, opportunity_rows
from tui.widgets.order_rows import ORDERS, order_rows
from tui.widgets.record_card import RecordCard

_TONES = {"planned": "", "active": "strong", "completed": "good", "cancelled": "error"}
_OVER = ("completed", "cancelled")


class CampaignCard(RecordCard):
    """One campaign."""

    record = Campaign
    room = "campaign"
    headings = (
        (N_("Campaign"), ("slogan", "code", "type", "status", "owner", "owner_only", "sales_region", "sort_index")),
        (N_("Time"), ("start", "end", "send_date")),
        (N_("Use"), ("template", "discount", "allow_duplicate_emails")),
        (N_("Objective"), ("objective", "description")),
        (N_("Note"), ("note",)),
    )
    tabs = (
        DETAILS, BUDGET_TAB, ANALYSIS_TAB, RECIPIENTS, LEADS, OPPORTUNITIES, ORDERS, ATTACHMENTS, TASKS, APPOINTMENTS,
        NOTES, CALLS, EMAIL, CUSTOM, HISTORY,
    )  # fmt: skip

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what must be seen at once, and the numbers on the tabs."""
        values, texts = shown.values, shown.texts
        shown.tell(texts["status"], _TONES[values["status"]])
        shown.tell(texts["type"], "strong")
        start, end = (format_day(values[name]) if values[name] else "" for name in ("start", "end"))
        shown.tell(f"{start} – {end}" if start and end else start or end)
        shown.tell(texts["owner"] or _("nobody"), before=_("owner"))
        shown.tell(texts["code"], before=_("code"))
        if values["end"] is not None and values["end"] < shown.reading.today and values["status"] not in _OVER:
            shown.notice = [(_("Over time: it was to end {day}.").format(day=end), "error")]
        if values["type"] == "email" and (sending := progress_of(session, self.record_id)).state:
            is_wrong = bool(sending.error or sending.count("unsure"))
            shown.tell(sending.sentence(ascii=self.looks.ascii), "error" if is_wrong else "good")
        count_activities(session, shown, self.kind, self.record_id)
        shown.counts.update(
            recipients=count_referring(session, Recipient, "campaign", self.record_id, COUNTED + 1),
            leads=count_referring(session, Lead, "campaign", self.record_id, COUNTED + 1),
            orders=count_orders(session, "campaign", self.record_id, COUNTED + 1),
            opportunities=count_opportunities(session, "campaign", self.record_id, COUNTED + 1),
        )

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the rows of the figures, and of what came of it, too."""
        if tab is RECIPIENTS:
            return recipient_rows(session, self.record_id, limit, self.looks)
        if tab is LEADS:
            return lead_rows(session, self.record_id, limit, self.looks)
        if tab is OPPORTUNITIES:
            return opportunity_rows(session, opportunities(session, "campaign", self.record_id, limit), self.looks)
        if tab is ORDERS:
            return order_rows(session, "campaign", self.record_id, limit, self.looks)
        if tab is ATTACHMENTS:
            return attachment_rows(session, self.record_id, limit, self.sought, self.looks)
        if tab not in (BUDGET_TAB, ANALYSIS_TAB):
            return super().read_rows(session, tab, limit)
        campaign = read(session, Campaign, self.record_id)
        values = {name: getattr(campaign, name) for name in Campaign.fields()}
        values["marks"] = marks_of(session, self.record_id)
        reading = session.reading(ascii=self.looks.ascii)
        return budget_rows(values, reading) if tab is BUDGET_TAB else analysis_rows(values, reading)

    def why_not(self, action: str) -> str:
        """Say that no attachment is pointed at."""
        if action in ("edit_attachment", "replace_attachment", "turn_goes_along") and self._attachment is None:
            return _("No attachments. n adds one.")
        return super().why_not(action)

    @property
    def _attachment(self) -> Kept | None:
        row = self.row
        return row.data if row is not None and isinstance(row.data, Kept) else None

    async def do_add_attachment(self) -> None:
        """Attach a file, or a document on file."""
        assert self.shown is not None
        await add_attachment(self.app, self.record_id, self.shown.title)

    async def do_edit_attachment(self) -> None:
        """Change what is said of the attachment pointed at."""
        if (found := self._attachment) is not None:
            await edit_attachment(self.app, self.record_id, found)

    async def do_replace_attachment(self) -> None:
        """Put another file in the place of the one pointed at."""
        if (found := self._attachment) is not None:
            await replace_attachment(self.app, found)

    async def do_turn_goes_along(self) -> None:
        """Have the one pointed at go along, or not."""
        if (found := self._attachment) is not None:
            await turn_goes_along(self.app, found)

    def additions(self) -> list[tuple[str, str, str]]:
        """Leads and opportunities too."""
        own = [
            ("r", _("Recipient"), "new_recipient"), ("l", _("Lead"), "new_campaign_lead"),
            ("o", _("Opportunity"), "new_opportunity"),
            ("b", _("Order"), "new_order"), ("v", _("Attachment"), "add_attachment"),
        ]  # fmt: skip
        return [*own, *super().additions()]

    async def do_recipients(self) -> None:
        """Show all recipients."""
        await show_recipients(self.app, self.record_id)

    async def do_add_recipients(self) -> None:
        """Add recipients from the address book."""
        await add_to(self.app, self.record_id)

    async def do_new_recipient(self) -> None:
        """Make a recipient by hand."""
        if await self.app.open_form("recipient", None, campaign=self.record_id) is not None:
            await self.app.changed("recipient")

    async def do_new_campaign_lead(self) -> None:
        """Make a lead that came of this campaign."""
        if await self.app.open_form("lead", None, campaign=self.record_id) is not None:
            await self.app.changed("lead")

    async def do_new_opportunity(self) -> None:
        """Make an opportunity that came of this campaign."""
        if await self.app.open_form("opportunity", None, campaign=self.record_id) is not None:
            await self.app.changed("opportunity")

    async def do_budget(self) -> None:
        """Open the budget."""
        await open_sheet(self.app, "budget", self.record_id)

    async def do_edit_budget(self) -> None:
        """Type in the budget, from its tab."""
        await self.do_budget()

    async def do_edit_analysis(self) -> None:
        """Type in the analysis, from its tab."""
        await self.do_analysis()

    async def do_send_campaign(self) -> None:
        """Ask what is to be done with its e-mails."""
        await send_campaign(self.app, self.record_id)

    async def do_copy_campaign(self) -> None:
        """Copy the campaign; asks for the new dates."""
        await copy_campaign(self.app, self.record_id)

    async def do_analysis(self) -> None:
        """Open the result analysis."""
        await open_sheet(self.app, "analysis", self.record_id)
