"""What is done with ledger entries in every list of them: linked, taken out of links, proposed (CUST-20; L01 … L08)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_decimal, format_whole
from model.ledger.link_preview import LinkPreview, preview_link
from model.ledger.links import LinkedElsewhereError, LinkResult, UnlinkResult, link, remove, unlink
from model.ledger.records import LedgerEntry
from model.ledger.settlement import Settlement
from tui.widgets.columns import Column
from tui.widgets.dialogs import Confirm
from tui.widgets.lines import Line, Piece
from tui.widgets.list_actions import ListActions
from tui.widgets.list_messages import Marked, Moved

ACTS_ON_ENTRY = frozenset(("link_entries", "take_out_of_link", "unlink_whole", "propose_links"))
"""Actions that act on the marked entries, or on the one under the cursor."""

T = TypeVar("T")

COLUMNS = (
    Column("state", weight=10),
    Column("date", 9, weight=9),
    Column("due", 9, weight=8),
    Column("number", 8, weight=8),
    Column("text", weight=5, least=10),
    Column("amount", 13, weight=9),
    Column("balance", 13, weight=9),
    Column("link_id", 8, weight=9),
)


class LedgerActions(ListActions):
    """A list of ledger entries with a line that adds up the marked, and the keys that link them."""

    record = LedgerEntry

    def marked_line(self) -> Line:
        """Return the line below the list, which is there while entries are marked."""
        line = Line(id="marked-sum")
        line.display = False
        return line

    # The sum of the marked

    _preview: LinkPreview | None = None
    """What the marked come to, as the line says it; None while that is not known."""
    _preview_of: object = None
    """The marks that the line is about."""

    def on_record_list_marked(self, _message: Marked) -> None:
        """Add the marked up."""
        self.add_up_marked()

    def on_record_list_moved(self, _message: Moved) -> None:
        """A range that is under way ends elsewhere now."""
        if self.list.selecting:
            self.add_up_marked()

    def add_up_marked(self) -> None:
        """Write what the marked come to, as soon as that is known; the keys do not wait for it."""
        shown = self.list
        line = self.query_one("#marked-sum", Line)
        if not shown.marks and not shown.selecting:
            self._preview = None
            line.display = False
            return
        self.app.in_background(self._add_up(shown.marked_ids(), shown.marked_state), keys_wait=False)

    async def _add_up(self, marked: Callable[[Session], list[int]], state: object) -> None:
        def work(session: Session) -> LinkPreview:
            return preview_link(session, marked(session))

        preview = await self.app.engine.count(f"marked-{id(self)}", work)
        if not self.query("#marked-sum") or self.list.marked_state != state:
            return
        self._preview, self._preview_of = preview, state
        line = self.query_one("#marked-sum", Line)
        line.show(*self._marked_pieces(preview))
        line.display = True

    def _marked_pieces(self, preview: LinkPreview) -> tuple[list[Piece], list[Piece]]:
        """Return the sum of the marked, and on the right what linking them would leave."""
        ascii = self.app.looks.ascii
        number = ngettext("{number} marked", "{number} marked", preview.entries)
        sums = [f"{format_decimal(value, ascii=ascii)} {currency}".rstrip() for currency, value in preview.sums]
        left: list[Piece] = [
            (f" {number.format(number=format_whole(preview.entries, ascii=ascii))}  ", "accent"),
            (f"{_('Sum')} ", "dim"),
            (" + ".join(sums) or "0", "strong"),
        ]
        if preview.rest is None:
            return [*left, (f"   {preview.refusal}", "dim")], []
        told = _("closed when linked") if not preview.rest else _("{rest} left when linked")
        told = told.format(rest=format_decimal(preview.rest, ascii=ascii))
        with_link = ""
        if preview.link_id is not None:
            with_link = " " + _("(with link {number})").format(number=preview.link_id)
        return [*left, (f"   {told}{with_link}", "good" if not preview.rest else "")], []

    async def rows_changed(self) -> None:
        """Read the rows, and what the marked come to, anew."""
        await super().rows_changed()
        self.add_up_marked()

    # Linking

    def rows_why_not(self, action: str) -> str:
        """Say which actions need an entry, or several."""
        if action in ACTS_ON_ENTRY and self.list.record_id is None and not self.list.marks:
            return _("The list is empty.")
        if action == "link_entries" and not (self.list.marks or self.list.selecting):
            return _("Mark the entries that belong together first: Space, v for a range, * for all.")
        return super().rows_why_not(action)

    async def do_link_entries(self) -> None:
        """Link the marked entries with each other; where some are linked elsewhere, ask whether to move them (L06)."""
        shown = self.list
        told = self._preview if self._preview_of == shown.marked_state else None
        marked, on_screen = shown.marked_ids(), shown.values_in_memory("link_id")
        write = self._write
        try:
            done = await write(lambda session: _link(session, marked(session), on_screen, told))
        except LinkedElsewhereError as error:
            moved = Confirm(
                _("Move them into a link of their own?"),
                [error.message, _("What they leave behind is reckoned anew; u takes it back.")],
                yes=_("Move and link"),
            )
            if not await self.app.ask(moved):
                return
            done = await write(lambda session: _link(session, marked(session), on_screen, told, move=True))
        self.list.clear_marks()
        await self.app.changed(self.record.name_in_code)
        self.app.say(self._linked(done.settlement), "good")

    async def _write(self, work: Callable[[Session], T]) -> T:
        """Write; where it is refused, show what a colleague has done since, then say why."""
        try:
            return await self.app.engine.write(work)
        except LinkedElsewhereError:
            raise
        except UserError:
            await self.rows_changed()
            raise

    def _linked(self, settlement: Settlement) -> str:
        """Say what stands now: closed, or what is left."""
        count = ngettext("{count} entry linked", "{count} entries linked", settlement.entries).format(
            count=format_whole(settlement.entries, ascii=self.app.looks.ascii)
        )
        told = (
            _("{entries}: closed, link {number}.") if settlement.closed else _("{entries}: {rest} left, link {number}.")
        )
        return told.format(entries=count, number=settlement.link_id, rest=self._amount(settlement))

    def _amount(self, settlement: Settlement) -> str:
        return format_decimal(settlement.rest, ascii=self.app.looks.ascii)

    async def do_take_out_of_link(self) -> None:
        """Take the marked entries, or the row, out of their links; what stays there is reckoned anew (L05)."""
        marked, on_screen = self.targets(), self.list.values_in_memory("link_id")

        def work(session: Session) -> UnlinkResult:
            ids = marked(session)
            return remove(session, ids, as_shown={each: on_screen[each] for each in ids if each in on_screen})

        done = await self._write(work)
        self.list.clear_marks()
        await self.app.changed(self.record.name_in_code)
        taken = ngettext("{count} entry is open again.", "{count} entries are open again.", done.entries)
        told = [taken.format(count=format_whole(done.entries, ascii=self.app.looks.ascii))]
        for settlement in done.links[:3]:
            told.append(self._what_stays(settlement))
        self.app.say(" ".join(told), "good")

    def _what_stays(self, settlement: Settlement) -> str:
        if not settlement.entries:
            return _("Nothing stays of link {number}.").format(number=settlement.link_id)
        if settlement.closed:
            return _("Link {number} stays closed.").format(number=settlement.link_id)
        return _("Link {number}: {rest} left.").format(number=settlement.link_id, rest=self._amount(settlement))

    async def do_unlink_whole(self) -> None:
        """Take the whole link of the row apart (L04)."""
        entry, on_screen = self.list.record_id, self.list.values_in_memory("link_id")
        assert entry is not None
        done, number = await self._write(lambda session: _unlink(session, entry, on_screen))
        self.list.clear_marks()
        await self.app.changed(self.record.name_in_code)
        told = ngettext(
            "Link {number} is taken apart: {count} entry is open again.",
            "Link {number} is taken apart: {count} entries are open again.",
            done.entries,
        )
        told = told.format(number=number, count=format_whole(done.entries, ascii=self.app.looks.ascii))
        self.app.say(told, "good")

    # Views

    def do_only_open(self) -> None:
        """Only open entries."""
        self._only("open")

    def do_only_closed(self) -> None:
        """Only closed entries."""
        self._only("closed")


def _link(
    session: Session,
    ids: Sequence[int],
    on_screen: Mapping[int, int | None],
    told: LinkPreview | None,
    *,
    move: bool = False,
) -> LinkResult:
    """Link entries, unless somebody has linked or unlinked any of them since that was shown."""
    if told is not None and preview_link(session, ids) != told:
        raise UserError(_("The marked entries have been changed by somebody else meanwhile; look again."))
    as_shown = {each: on_screen[each] for each in ids if each in on_screen}
    return link(session, ids, move=move, as_shown=as_shown)


def _unlink(session: Session, entry_id: int, on_screen: Mapping[int, int | None]) -> tuple[UnlinkResult, int]:
    """Take the link of an entry apart, unless the entry is in another one by now than stands on the screen."""
    entry = read(session, LedgerEntry, entry_id)
    if entry_id in on_screen and on_screen[entry_id] != entry.link_id:
        raise UserError(_("Somebody else has changed the link meanwhile; look again."))
    if entry.link_id is None:
        raise UserError(_("The entry is in no link."))
    return unlink(session, entry.link_id), entry.link_id
