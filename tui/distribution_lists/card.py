"""A distribution list's card: who stands on it, whom one puts on it and takes off."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import in_sentence, visible
from model.distribution_lists.export import export_members
from model.distribution_lists.members import KINDS, add, counted, followed_view, members, take_off, told
from model.distribution_lists.records import DistributionList
from model.files.table_export import ENDINGS
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import DETAILS, HISTORY, Shown, Tab
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.finder import Finder
from tui.widgets.record_card import RecordCard
from tui.widgets.target_file import ask_target

MEMBERS = Tab(
    "members",
    N_("Members"),
    ("members_tab",),
    heads=(Cell(N_("Name")), Cell(N_("Type"), 8), Cell(N_("E-mail"), 26), Cell(N_("Telephone"), 15)),
    empty=N_("Nobody yet. n puts somebody on it; & does in the lists of customers, contacts and leads."),
)


class DistributionListCard(RecordCard):
    """One distribution list."""

    record = DistributionList
    room = "distribution_list"
    headings = (
        (N_("Distribution list"), ("kind", "view", "owner", "owner_only")),
        (N_("Note"), ("note",)),
    )
    tabs = (MEMBERS, DETAILS, HISTORY)
    context = ("mail_merged",)

    def contexts(self) -> tuple[str, ...]:
        """Nothing is planned or said about a list."""
        return tuple(name for name in super().contexts() if name not in ("activities", "details_tab"))

    def read_more(self, session: Session, shown: Shown) -> None:
        """Say how many of whom stand on it, and which view it follows."""
        counts = counted(session, self.record_id)
        shown.tell(told(counts), "strong")
        shown.tell(shown.texts["owner"] or _("nobody"), before=_("owner"))
        if shown.values["kind"] == "view":
            view = followed_view(session, self.record_id)
            if view is None:
                shown.notice = [(_("The view that it followed is gone: nobody stands on it."), "error")]
            else:
                kind = session.records[view[0]]
                assert issubclass(kind, Record)
                records = in_sentence(_(kind.label_plural))
                shown.tell(_("follows the view {name} of {records}").format(name=view[1], records=records))
        shown.counts["members"] = sum(counts.values())

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the members as rows."""
        if tab is not MEMBERS:
            return super().read_rows(session, tab, limit)
        return [
            Row(
                (
                    Cell(one.title),
                    Cell(_(KINDS[one.record].label), 8, "dim"),
                    Cell(one.email, 26),
                    Cell(one.phone, 15, "strong"),
                ),
                one.record,
                one.id,
            )
            for one in members(session, self.record_id, limit)
        ]

    def why_not(self, action: str) -> str:
        """Say that whom a view shows is not put on by hand."""
        if action in ("add_member", "take_member_off") and self.shown is not None:
            if self.shown.values["kind"] == "view":
                return _("It follows a view: whom the view shows stands on it.")
            if action == "take_member_off" and self.row is None:
                return _("Nobody is pointed at.")
        return super().why_not(action)

    async def do_add_member(self) -> None:
        """Ask for a customer, a contact or a lead, and put it on the list."""
        letters = {"customer": "c", "contact": "k", "lead": "l"}
        choices = [Choice(letters[kind], _(record.label), kind) for kind, record in KINDS.items()]
        kind = await self.app.ask(Menu(_("Put on the list: of which kind?"), choices))
        if kind is None:
            return
        title = _("Put on the list: {record}").format(record=in_sentence(_(KINDS[kind].label)))
        picked = await self.app.ask(Finder(title, kind))
        if picked is None:
            return
        done = await self.app.engine.write(lambda session: add(session, self.record_id, KINDS[kind], [picked.id]))
        await self.app.changed("distribution_list")
        self.app.say(done.sentence(), "good" if done.count else "")

    async def do_export_members(self) -> None:
        """Ask for a file, and write the members to it."""
        assert self.shown is not None
        name = "".join(letter if letter.isalnum() or letter in " -" else "-" for letter in self.shown.title).strip(" -")
        chosen = await ask_target(self.app, f"{name or self.record_id}.xlsx", ENDINGS)
        if chosen is None:
            return
        path, force = chosen.path, chosen.force
        await self.app.engine.read(lambda session: export_members(session, self.record_id, path, force=force))
        self.app.say(_("Written: {file}").format(file=path.name), "good")

    async def do_take_member_off(self) -> None:
        """Take the member pointed at off the list; the record itself stays."""
        row = self.row
        if row is None or row.record not in KINDS:
            return
        kind, record_id, name = KINDS[row.record], row.record_id, row.cells[0].text
        await self.app.engine.write(lambda session: take_off(session, self.record_id, kind, [record_id]))
        await self.app.changed("distribution_list")
        self.app.say(_("Taken off: {name}; u puts it back.").format(name=visible(name)), "good")
