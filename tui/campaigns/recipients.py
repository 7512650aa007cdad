"""The recipients of a campaign: list, card and form (CAMP-10, CAMP-11)."""

from __future__ import annotations

from dataclasses import replace

from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.language import N_, _
from model.core.lists.criteria import Filter
from model.core.lists.listing import Sort
from tui import rooms
from tui.campaigns.addition import add_to, choose_campaign
from tui.widgets.card_shown import DETAILS, HISTORY, Shown, related_text
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen
from tui.widgets.path_ask import ask_file
from tui.widgets.record_card import RecordCard
from tui.widgets.record_form import RecordForm

HEADINGS = (
    (N_("Recipient"), ("company", "contact", "status", "sent", "response", "campaign")),
    (N_("Reached by"), ("email", "phone", "mobile", "fax", "website")),
    (N_("Address"), ("street", "postcode", "town", "region", "country")),
    (N_("Company"), ("org_number", "company_form", "industry", "sales_region")),
    (N_("Note"), ("note",)),
)


class RecipientList(ListScreen):
    """The recipients of one campaign, or of all."""

    record = Recipient
    context = ("recipients", "callable_list", "records", "list")
    default_columns = (
        Column("source", weight=9),
        Column("status", weight=9),
        Column("company", weight=10),
        Column("contact", weight=8),
        Column("email", weight=7),
        Column("phone", weight=6),
        Column("mobile", weight=5),
    )
    criteria_fields = (
        "name", "company", "contact", "email", "phone", "town", "postcode", "industry", "org_number", "company_form",
        "campaign", "source", "status", "response", "sent", "sent_at", "sales_region", "note", "created_at",
        "changed_at",
    )  # fmt: skip

    def __init__(self, shown: Filter | None = None, title: str = "", sort: Sort | None = None) -> None:
        """Make the list; the campaign that ``shown`` names stays in force whatever else narrows it."""
        super().__init__(shown, title, sort)
        if self.views.passing is not None:
            fixed = tuple(each for each in self.views.passing.filter.criteria if each.field == "campaign")
            self.views.passing = replace(self.views.passing, fixed=fixed)

    @property
    def campaign(self) -> int | None:
        """The campaign whose recipients are shown, None where they are of several."""
        for criterion in () if self.views.passing is None else self.views.passing.fixed:
            if criterion.field == "campaign" and criterion.operator == "=" and criterion.text[1:].isdecimal():
                return int(criterion.text[1:])
        return None

    async def do_new(self) -> None:
        """Make a recipient of this campaign, and show its card."""
        given = {} if self.campaign is None else {"campaign": self.campaign}
        made = await self.app.open_form("recipient", None, **given)
        if made is not None:
            await self.app.changed("recipient")
            self.list.go_to(made)

    async def do_add_further_recipients(self) -> None:
        """Add recipients to this campaign from the address book; ask to which one where they are of several."""
        campaign = self.campaign if self.campaign is not None else await choose_campaign(self.app)
        if campaign is not None:
            await add_to(self.app, campaign)

    async def do_import_file(self) -> None:
        """Ask for a file, and show what importing it into this campaign would do."""
        path = await ask_file(self.app, _("Import from which file?"), hint=_("CSV, XLSX or vCard"))
        if path is not None:
            of = None if self.campaign is None else (Recipient.field("campaign").title, f"#{self.campaign}")
            await self.app.show(rooms.screen_class(rooms.SCREENS, "import")(self.record, path, of))

    def empty_text(self) -> str:
        """Say how it is filled."""
        return _("No recipients. + adds them from the address book, n makes one.")


class RecipientForm(RecordForm):
    """A recipient being filled in; ``campaign`` is the one that a new one begins with."""

    record = Recipient
    headings = HEADINGS
    new_name = N_("New recipient {name}")
    change_name = N_("Change recipient {name}")


class RecipientCard(RecordCard):
    """One recipient."""

    record = Recipient
    room = "recipient"
    context = ("callable",)
    headings = (
        (N_("Recipient"), ("company", "contact", "response", "sent_at")),
        *HEADINGS[1:],
    )
    tabs = (DETAILS, HISTORY)

    def contexts(self) -> tuple[str, ...]:
        """Leave out what is done with customers: activities are planned on whom the recipient stands for."""
        return tuple(name for name in super().contexts() if name not in ("activities", "details_tab"))

    def read_more(self, session: Session, shown: Shown) -> None:
        """Say whose recipient it is, and for whom it stands."""
        values, texts = shown.values, shown.texts
        tones = {"unconfirmed": "strong", "confirmed": "good", "deactivated": "error"}
        shown.tell(texts["status"], tones[values["status"]])
        shown.tell(texts["source"], before=_("source"))
        shown.tell(texts["campaign"], before=_("campaign"))
        if values["sent"]:
            shown.tell(_("sent"), "good")
        for name, record in (
            ("of_customer", "customer"), ("of_contact", "contact"), ("of_lead", "lead"), ("campaign", "campaign"),
        ):  # fmt: skip
            if values[name] is not None and (label := related_text(session, record, values[name])):
                shown.related.append((label, record, values[name]))
