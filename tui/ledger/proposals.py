"""Proposed links of a customer's open entries, shown before anything is done: taken whole, or one by one (CUST-20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_decimal, format_whole
from model.core.text import visible
from model.ledger.proposal import Proposal, ProposedLink, carry_out, propose
from model.ledger.proposed_entries import ProposedEntry, proposed_entries
from tui.frame import SalgScreen
from tui.looks import Looks
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from tui.base_app import BaseApp


@dataclass(frozen=True)
class ShownProposal:
    """A proposal with what its entries say."""

    proposal: Proposal
    entries: dict[int, ProposedEntry]


def read_proposal(session: Session, customer: int, ledger: str = "") -> ShownProposal:
    """Return what could be linked of a customer's entries; with ``ledger`` only of those in that one."""
    found = propose(session, customer)
    links = tuple(link for link in found.links if ledger in ("", link.ledger))
    ids = [entry for link in links for entry in link.entry_ids]
    return ShownProposal(replace(found, links=links), proposed_entries(session, ids))


async def show_proposals(app: BaseApp, customer: int, name: str, ledger: str = "") -> None:
    """Show what could be linked of a customer's entries, or say that nothing can."""
    found = await app.engine.count("proposal", lambda session: read_proposal(session, customer, ledger))
    if not found.proposal.links:
        app.say(_("Nothing to propose: no two open entries name each other or have the same amount."))
        return
    await app.show(ProposalScreen(found, name, ledger))


class ProposalScreen(SalgScreen):
    """Proposed links, each headed by what it leaves and why, its entries below; all are chosen at first."""

    context = ("proposals", "list")

    def __init__(self, found: ShownProposal, name: str, ledger: str = "") -> None:
        super().__init__()
        self.found = found
        self.name_of_customer = name
        self.ledger = ledger
        self.left_out: set[tuple[int, ...]] = set()
        """The links that are not to be made, by their entries."""
        self._rows: list[tuple[int, int]] = []
        self._heads: list[int] = []

    # The frame

    @property
    def links(self) -> tuple[ProposedLink, ...]:
        """What is proposed."""
        return self.found.proposal.links

    @property
    def chosen(self) -> tuple[ProposedLink, ...]:
        """What is to be linked."""
        return tuple(link for link in self.links if link.entry_ids not in self.left_out)

    @property
    def list(self) -> LineList:
        """The list of links and their entries."""
        return self.query_one(LineList)

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the customer, and say how many links are chosen."""
        ascii = self.app.looks.ascii
        chosen, number = (format_whole(count, ascii=ascii) for count in (len(self.chosen), len(self.links)))
        told = _("{chosen} of {number} chosen").format(chosen=chosen, number=number)
        return [(_("Proposed links"), "accent"), ("  ", ""), (visible(self.name_of_customer), "strong")], [
            (told, "strong")
        ]

    def body(self) -> ComposeResult:
        """Yield what comes of the chosen, and the list."""
        yield Line(id="outcome")
        yield LineList(self._pieces, id="proposals")

    def on_mount(self) -> None:
        """Show the plan; keys that were typed before it is in sight do nothing to it."""
        super().on_mount()
        self._take(self.found)
        self.put_next()

    def _take(self, found: ShownProposal) -> None:
        at = self._place
        self.found = found
        self._rows = [(link, row) for link, one in enumerate(self.links) for row in range(-1, len(one.entry_ids))]
        self._heads = [number for number, (_link, row) in enumerate(self._rows) if row < 0]
        self.list.empty = _("Nothing is proposed any more.")
        self.list.set_length(len(self._rows))
        self._go(at)
        self._say_outcome()

    def _say_outcome(self) -> None:
        chosen, ascii = self.chosen, self.app.looks.ascii
        closed = sum(len(link.entry_ids) for link in chosen if not link.rest)
        rest = sum(1 for link in chosen if link.rest)
        told = ngettext("{count} entry is closed", "{count} entries are closed", closed)
        pieces: list[Piece] = [(f" {told.format(count=format_whole(closed, ascii=ascii))}", "")]
        if rest:
            more = ngettext("{count} link leaves a rest", "{count} links leave a rest", rest)
            pieces.append((f"   {more.format(count=format_whole(rest, ascii=ascii))}", ""))
        self.query_one("#outcome", Line).show(pieces)
        self.show_title()
        self.show_hints()

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        place, row = self._rows[number]
        link, looks = self.links[place], self.app.looks
        if row >= 0:
            entry = self.found.entries.get(link.entry_ids[row])
            return entry_pieces(entry, width, looks) if entry is not None else []
        mark = "[ ]" if link.entry_ids in self.left_out else "[x]"
        amount = f"{format_decimal(link.rest, ascii=looks.ascii)} {link.currency}".rstrip()
        outcome = _("{rest} left").format(rest=amount) if link.rest else _("closed when linked")
        if link.link_id is not None:
            outcome += " " + _("(with link {number})").format(number=link.link_id)
        return [(f"{mark} ", "accent"), (outcome, "strong"), (looks.fit(f"   {link.describe()}", width), "")]

    # Moving: from one link to the next

    @property
    def _place(self) -> int:
        return self._rows[self.list.at][0] if self._rows else 0

    def _go(self, place: int) -> None:
        if not self._heads:
            return
        place = max(0, min(place, len(self._heads) - 1))
        last = (self._heads[place + 1] if place + 1 < len(self._heads) else len(self._rows)) - 1
        # Its entries are in sight with it.
        self.list.go(last)
        self.list.go(self._heads[place])

    def _page(self) -> int:
        return max(1, self.list.size.height // 3 - 1)

    def do_down(self) -> None:
        """Next link."""
        self._go(self._place + 1)

    def do_up(self) -> None:
        """Link before."""
        self._go(self._place - 1)

    def do_page_down(self) -> None:
        """Next page."""
        self._go(self._place + self._page())

    def do_page_up(self) -> None:
        """Page before."""
        self._go(self._place - self._page())

    def do_half_down(self) -> None:
        """Half a page on."""
        self._go(self._place + max(1, self._page() // 2))

    def do_half_up(self) -> None:
        """Half a page back."""
        self._go(self._place - max(1, self._page() // 2))

    def do_first(self) -> None:
        """First link."""
        self._go(0)

    def do_last(self) -> None:
        """Last link."""
        self._go(len(self._heads) - 1)

    # Choosing, and doing it

    def why_not(self, action: str) -> str:
        """Say that there is nothing to link."""
        if action in ("open", "turn_proposal", "turn_proposals", "link_proposals") and not self.links:
            return _("Nothing is proposed any more.")
        if action == "link_proposals" and not self.chosen:
            return _("None is chosen: Space chooses one, * all.")
        return super().why_not(action)

    async def do_open(self) -> None:
        """Open the card of the oldest entry of the link pointed at."""
        await self.app.open_record("ledger_entry", min(self.links[self._place].entry_ids))

    def do_turn_proposal(self) -> None:
        """Choose the link pointed at, or leave it, and go on to the next."""
        self.left_out ^= {self.links[self._place].entry_ids}
        self.list.paint_rows(self.list.at)
        self._go(self._place + 1)
        self._say_outcome()

    def do_turn_proposals(self) -> None:
        """Choose all, or none."""
        self.left_out = set() if self.left_out else {link.entry_ids for link in self.links}
        self.list.refresh()
        self._say_outcome()

    async def do_link_proposals(self) -> None:
        """Link what is chosen, in one change; where somebody has linked meanwhile, show what is proposed now."""
        wanted = replace(self.found.proposal, links=self.chosen)
        try:
            done = await self.app.engine.write(lambda session: carry_out(session, wanted))
        except UserError as error:
            await self.records_changed()
            self.flash(error.message, "error")
            return
        self.app.go_back()
        await self.app.changed("ledger_entry")
        links = ngettext("{count} link made", "{count} links made", done.links)
        told = ngettext(
            "{links}: {count} entry. u takes them back.", "{links}: {count} entries. u takes them back.", done.entries
        )
        ascii = self.app.looks.ascii
        links = links.format(count=format_whole(done.links, ascii=ascii))
        self.app.say(told.format(links=links, count=format_whole(done.entries, ascii=ascii)), "good")

    async def records_changed(self, record: str = "") -> None:
        """Make the proposal anew; what was left out stays out."""
        customer, ledger = self.found.proposal.customer, self.ledger
        found = await self.app.engine.read(lambda session: read_proposal(session, customer, ledger))
        if self.is_open:
            self._take(found)


def entry_pieces(entry: ProposedEntry, width: int, looks: Looks) -> list[Piece]:
    """Return an entry as a line: day, voucher, text, and the amount at the right end."""
    amount = format_decimal(entry.amount, ascii=looks.ascii)
    room = max(8, width - 6 - 12 - 13 - 16)
    return [
        ("      ", ""),
        (looks.fit(entry.day, 11) + " ", "dim"),
        (looks.fit(entry.number, 12) + " ", ""),
        (looks.fit(entry.text, room) + " ", "dim"),
        (looks.fit(amount, 15, right=True), ""),
    ]
