"""An exclusion list's card: what stands on it, typed or from a file, and the campaigns that it is chosen for."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.language import N_, _
from model.core.numbers import format_whole
from model.core.text import visible
from model.marketing.exclusions import (
    campaigns_of,
    choose,
    count_entries,
    entries,
    load,
    plan_load,
    take_off,
    typed,
)
from model.marketing.records import ExclusionList
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import DETAILS, HISTORY, Shown, Tab
from tui.widgets.dialogs import Ask, Confirm, Told
from tui.widgets.finder import Finder
from tui.widgets.path_ask import ask_file
from tui.widgets.record_card import RecordCard

ENTRIES = Tab(
    "entries",
    N_("Left out"),
    ("exclusions_tab",),
    heads=(Cell(N_("Address, domain or number")),),
    empty=N_("Nobody yet. n types one, i takes them from a file."),
)
CAMPAIGNS = Tab(
    "campaigns",
    N_("Campaigns"),
    ("exclusion_campaigns_tab",),
    heads=(Cell(N_("Campaign")),),
    empty=N_("Chosen for no campaign. n chooses one."),
)


class ExclusionListCard(RecordCard):
    """One exclusion list."""

    record = ExclusionList
    room = "exclusion_list"
    headings = ((N_("Exclusion list"), ("holds_for",)), (N_("Note"), ("note",)))
    tabs = (ENTRIES, CAMPAIGNS, DETAILS, HISTORY)

    def contexts(self) -> tuple[str, ...]:
        """Nothing is planned or said about a list."""
        return tuple(name for name in super().contexts() if name not in ("activities", "details_tab"))

    def read_more(self, session: Session, shown: Shown) -> None:
        """Say how many stand on it, and for which campaigns it holds."""
        shown.tell(shown.texts["holds_for"], "strong")
        shown.counts["entries"] = count_entries(session, self.record_id)
        shown.counts["campaigns"] = len(campaigns_of(session, self.record_id))

    def empty_text(self, tab: Tab) -> str:
        """Return what an empty tab says: no campaign needs to choose a list that holds for all of them."""
        if tab is CAMPAIGNS and self.shown is not None and self.shown.values["holds_for"] == "all":
            return _("It holds for every campaign; n chooses one for when it no longer does.")
        return super().empty_text(tab)

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return what stands on the list, or the campaigns, as rows."""
        if tab is ENTRIES:
            return [Row((Cell(visible(value)),)) for value in entries(session, self.record_id, limit)]
        if tab is CAMPAIGNS:
            return [Row((Cell(title),), "campaign", number) for number, title in campaigns_of(session, self.record_id)]
        return super().read_rows(session, tab, limit)

    def why_not(self, action: str) -> str:
        """Say which actions need a row."""
        if action in ("take_exclusion_off", "drop_exclusion_campaign") and self.row is None:
            return _("Nothing is pointed at.")
        return super().why_not(action)

    async def do_add_exclusion(self) -> None:
        """Ask for an address, a domain or a number, and leave it out from now on."""
        text = await self.app.ask(
            Ask(_("Leave out"), hint=_("An e-mail address, a domain such as fjord.no, or a telephone number."))
        )
        if not text:
            return
        count = await self.app.engine.write(lambda session: typed(session, self.record_id, [text]))
        await self.app.changed("exclusion_list")
        self.app.say(_("Left out from now on.") if count else _("It stands on the list already."), "good")

    async def do_load_exclusions(self) -> None:
        """Ask for a file, show what it holds, and put that on the list."""
        hint = _("Text, CSV or XLSX: of each row the first address, domain or number")
        path = await ask_file(self.app, _("Leave out: from which file?"), hint=hint)
        if path is None:
            return
        plan = await self.app.engine.read(lambda session: plan_load(session, self.record_id, path))
        lines = plan.sentences()
        if not plan.new:
            await self.app.ask(Told(_("Nothing to put on the list in {file}").format(file=plan.file), lines))
            return
        if await self.app.ask(Confirm(_("Leave these out?"), lines, yes=_("Leave out"))):
            count = await self.app.engine.write(lambda session: load(session, plan))
            await self.app.changed("exclusion_list")
            ascii = self.app.looks.ascii
            self.app.say(_("Put on the list: {count}").format(count=format_whole(count, ascii=ascii)), "good")

    async def do_take_exclusion_off(self) -> None:
        """Take what is pointed at off the list."""
        row = self.row
        if row is None:
            return
        value = row.cells[0].text
        await self.app.engine.write(lambda session: take_off(session, self.record_id, [value]))
        await self.app.changed("exclusion_list")
        self.app.say(_("Taken off: {name}; u puts it back.").format(name=visible(value)), "good")

    async def do_choose_exclusion_campaign(self) -> None:
        """Ask for a campaign, and have the list hold for it."""
        picked = await self.app.ask(Finder(_("Leave these out in which campaign?"), "campaign"))
        if picked is None:
            return
        await self.app.engine.write(lambda session: choose(session, self.record_id, picked.id, on=True))
        await self.app.changed("exclusion_list")
        self.app.say(_("Chosen for {name}.").format(name=visible(picked.title)), "good")

    async def do_drop_exclusion_campaign(self) -> None:
        """Have the list no longer hold for the campaign pointed at."""
        row = self.row
        if row is None:
            return
        campaign, name = row.record_id, row.cells[0].text
        await self.app.engine.write(lambda session: choose(session, self.record_id, campaign, on=False))
        await self.app.changed("exclusion_list")
        self.app.say(_("No longer chosen for {name}.").format(name=name), "good")
