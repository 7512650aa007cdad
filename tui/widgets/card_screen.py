"""What a record's card shows: facts, tabs, what is on the one in front; and moving in it (LEAD-10, CUST-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from model.core.access.custom_values import own_told
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotFoundError
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import quotation, visible
from model.merging.redirects import present_id
from tui.actions import Action
from tui.frame import SalgScreen
from tui.looks import Looks
from tui.widgets import card_content
from tui.widgets.card_details import Block, DetailLine, lay_out
from tui.widgets.card_rows import Row, heading_cells, row_pieces
from tui.widgets.card_shown import DETAILS, HISTORY, Headings, Shown, Tab, value_text
from tui.widgets.card_strip import tab_pieces
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.returned_mail import RETURNED, tell_returned_mail

ACTIVITIES = ("task", "appointment", "note", "call", "email")
NOTICE = 4
"""Lines that what must be known before all else takes at most."""
PAGE = 200
"""Rows of a tab that are read at first, and with each page that somebody scrolls on to."""


class CardScreen(SalgScreen):
    """The card of one record as it is read and shown; rooms say which record, which headings, which tabs."""

    record: ClassVar[type[Record]]
    headings: ClassVar[Headings] = ()
    tabs: ClassVar[tuple[Tab, ...]] = (DETAILS, HISTORY)
    room: ClassVar[str] = ""
    """The context in which the room's own keys work."""
    acts_on_record = frozenset(
        "edit_here delete_here unlink_here tick unlink set_role rename_document delete_document save_document"
        " seller_share seller_remove drop_category edit_attachment replace_attachment turn_goes_along"
        " unlink_project".split()
    )

    def __init__(self, record_id: int, *, tab: str = "", **_options: Any) -> None:
        super().__init__()
        self.record_id = record_id
        self.tab = tab or self.tabs[0].name
        self.shown: Shown | None = None
        self.rows: dict[str, list[Row]] = {}
        """The rows of each tab that has been in front."""
        self.looks = Looks()
        self.sought = ""
        """Words by which the tab of documents is filtered."""
        self._limits: dict[str, int] = {}
        self._lines: list[DetailLine] = []

    @property
    def kind(self) -> str:
        """The code name of the kind of record."""
        return self.record.name_in_code

    # The frame

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name kind and record."""
        left: list[Piece] = [(_(self.record.label), "accent"), ("  ", "")]
        if self.shown is not None:
            room = max(10, (self.size.width or self.app.size.width) - cell_len(_(self.record.label)) - 22)
            left.append((self.looks.fit(self.shown.title, room).rstrip(), "strong"))
            if not self.shown.values.get("active", True):
                left.append((f"  {_('deactivated')}", "error"))
        return left, [(f"#{self.record_id}", "dim")]

    def body(self) -> ComposeResult:
        """Yield the lines under the title, the tabs, and what is on the one in front."""
        yield Line(id="facts")
        yield Line(id="facts-more")
        yield Paragraphs(id="notice", indent=1, most=lambda: NOTICE)
        yield Line(id="tabs")
        yield Line(id="heads")
        yield LineList(self._pieces, id="content")

    def contexts(self) -> tuple[str, ...]:
        """Say where the person stands: the tab in front, the room, and what all cards have."""
        room = (self.room,) if self.room else ()
        if self.shown is not None and RETURNED in self.shown.more:
            room = (*room, "returned_mail")
        return (*self.tab_contexts(), *room, "record", "activities", "list", "parts", *super().contexts())

    def tab_contexts(self) -> tuple[str, ...]:
        """Say what the tab in front adds, and what can be done with the row pointed at."""
        row = self.row
        pointed: tuple[str, ...] = ()
        if row is not None and row.record and self.tab != "details":
            pointed = ("pointed_activity", "pointed") if row.record in ACTIVITIES else ("pointed",)
        return (*self.front.contexts, *pointed)

    @property
    def kind_here(self) -> str:
        """The kind of activity that is made on the tab in front."""
        return self.front.activity

    @property
    def content(self) -> LineList:
        """The list on the tab in front; on the details it scrolls, and the cursor goes where something opens."""
        return self.query_one("#content", LineList)

    @property
    def front(self) -> Tab:
        """The tab in front."""
        return next((tab for tab in self.tabs if tab.name == self.tab), self.tabs[0])

    @property
    def row(self) -> Row | None:
        """The row pointed at, None where there is none."""
        if self.tab == "details":
            line = self._lines[self.content.at] if self.content.at < len(self._lines) else None
            return line.row if line is not None and self.content.active else None
        rows = self.rows.get(self.tab, [])
        return rows[self.content.at] if self.content.at < len(rows) else None

    def hint_label(self, action: Action) -> str:
        """A row of the history opens nothing: it is read."""
        row = self.row if action.id == "open" and self.shown is not None else None
        return N_("Before and after") if row is not None and row.told is not None else super().hint_label(action)

    # Reading: these run in the reader's thread

    def read_card(self, session: Session) -> Shown:
        """Read what the card shows; raise :class:`NotFoundError` for a record that is gone or hidden."""
        found = read(session, self.record, self.record_id)
        fields = self.record.fields()
        reading = session.reading(ascii=self.looks.ascii)
        values = {name: getattr(found, name) for name in fields}
        texts = {name: value_text(kind, values[name], reading, self.looks) for name, kind in fields.items()}
        title = visible(str(values[self.record.title_field] or "")) or f"#{self.record_id}"
        shown = Shown(title, values, texts, reading)
        shown.blocks = self.value_blocks(shown)
        if any(tab.name == "documents" for tab in self.tabs):
            from model.documents.keeping import count_of

            shown.counts["documents"] = count_of(session, (self.kind, self.record_id))
        self.read_more(session, shown)
        tell_returned_mail(session, self.record, shown)
        shown.blocks.append(card_content.stamps(shown, self.looks))
        shown.counts["custom"] = len(own_told(session, self.record, values.get("custom")))
        return shown

    def value_blocks(self, shown: Shown) -> list[Block]:
        """Return the fields that are filled in, under their headings."""
        return card_content.value_blocks(self.record, self.headings, shown)

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add facts, counts, blocks and relations that the room knows of."""

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the first ``limit`` rows of a tab."""
        return card_content.tab_rows(session, self.record, self.record_id, tab, limit, self.looks, self.sought)

    # Showing

    def on_mount(self) -> None:
        """Read the record."""
        # A card that has been left may still be asked to read, and has no app any more then.
        self.registry = self.app.registry
        self.looks = self.app.looks
        super().on_mount()
        self.app.in_background(self.records_changed())

    def record_in_front(self) -> object:
        """Return what the row pointed at is of; what acts on the record of the card itself needs no row."""
        row = self.row if self.shown is not None and self.is_open else None
        return (row.record, row.record_id) if row is not None else None

    async def records_changed(self, record: str = "") -> None:
        """Show the record as it is now; leave where it is gone."""
        tab, limits, old = self.front, dict(self._limits), self.record_id

        def work(session: Session) -> tuple[Shown, list[Row]]:
            # The number of a record that was merged leads to what it has become a part of.
            self.record_id = present_id(session, self.kind, self.record_id)
            shown = self.read_card(session)
            rows = [] if tab.name == "details" else self.read_rows(session, tab, limits.get(tab.name, PAGE))
            return shown, rows

        try:
            self.shown, rows = await self.app.engine.read(work)
        except NotFoundError as error:
            self._leave(error.message)
            return
        self.rows = {tab.name: rows}
        if self.is_open:
            self.show_all()
        if self.record_id != old:
            self.app.say(_("{old} was merged into {now}.").format(old=old, now=self.record_id))

    def _leave(self, message: str) -> None:
        """Close the card of a record that is gone, wherever in the pile it lies."""
        if self.app.screen is self:
            saved = self.app.out_of_sight.pop((self.kind, self.record_id), "")
            self.app.go_back()
            self.app.say(saved or message, "good" if saved else "strong")
        else:
            self.shown = None

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Leave where the record has gone while something else was in front."""
        if self.rows and self.shown is None:
            self.app.in_background(self.records_changed())

    def on_resize(self, event: events.Resize | None = None) -> None:
        """Lay everything out anew."""
        super().on_resize()
        if self.shown is not None:
            self.call_after_refresh(self.show_all)

    def show_all(self) -> None:
        """Show what was read."""
        if self.shown is None:
            return
        self.show_title()
        first, more = self._fact_lines()
        self.query_one("#facts", Line).show(first)
        second = self.query_one("#facts-more", Line)
        second.show(more)
        second.display = bool(more)
        notice = self.query_one("#notice", Paragraphs)
        notice.show(self.shown.notice)
        notice.display = bool(self.shown.notice)
        self.show_tab()

    def _fact_lines(self) -> tuple[list[Piece], list[Piece]]:
        """Return the facts on one line, those that it has no room for on a second."""
        assert self.shown is not None
        lines: tuple[list[Piece], list[Piece]] = ([], [])
        room = (self.size.width or self.app.size.width) - 1
        at = used = 0
        for fact in self.shown.facts:
            size = sum(cell_len(text) for text, _style in fact)
            if at == 0 and used and used + 3 + size > room:
                at, used = 1, 0
            lines[at].extend([("   " if used else " ", ""), *fact])
            used += 3 + size
        return lines

    def show_tab(self) -> None:
        """Show the tab in front."""
        if self.shown is None:
            return
        tab = self.front
        self.query_one("#tabs", Line).show(
            tab_pieces(self.visible_tabs(), self.tab, self.shown.counts, self._width + 1, self.looks)
        )
        heads = self.query_one("#heads", Line)
        rows = self.rows.get(tab.name)
        heads.display = bool(tab.heads) and bool(rows)
        width = self._width
        if tab.heads and rows:
            shown = heading_cells(tab.heads, rows[0])
            heads.show([(" ", ""), *row_pieces(Row(shown), width, self.looks)])
        self.content.empty = self.empty_text(tab)
        self.fill(tab)
        self.content.refresh()
        self.show_hints()

    def fill(self, tab: Tab) -> None:
        """Fill the list with what the tab in front holds."""
        assert self.shown is not None
        content = self.content
        if tab.name == "details":
            self._lines = lay_out(self.shown.blocks, self._width, self.looks)
            content.activate(any(line.row is not None for line in self._lines))
            content.set_length(len(self._lines))
            if content.active and self._lines[content.at].row is None:
                content.at = next(number for number, line in enumerate(self._lines) if line.row is not None)
        else:
            content.activate(True)
            content.set_length(len(self.rows.get(tab.name, [])))

    @property
    def _width(self) -> int:
        return max(20, (self.size.width or self.app.size.width) - 2)

    def visible_tabs(self) -> list[Tab]:
        """Return the tabs that are there for this record."""
        counts = self.shown.counts if self.shown else {}
        return [tab for tab in self.tabs if tab.always or counts.get(tab.name) or tab.name == self.tab]

    def empty_text(self, tab: Tab) -> str:
        """Return what an empty tab says, with the key that fills it."""
        if tab.name == "documents" and self.sought:
            return _("No document has {text} in its name; f and Enter show all.").format(text=quotation(self.sought))
        return _(tab.empty)

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        if self.tab == "details":
            return self._lines[number].pieces
        # A tab may be painted before its rows have come, at the length of the one before.
        rows = self.rows.get(self.tab, [])
        return row_pieces(rows[number], width, self.looks) if number < len(rows) else []

    # Moving

    async def do_next_part(self) -> None:
        """Go to the next tab."""
        await self._turn(1)

    async def do_previous_part(self) -> None:
        """Go to the previous tab."""
        await self._turn(-1)

    async def _turn(self, step: int) -> None:
        names = [tab.name for tab in self.visible_tabs()]
        await self.to_tab(names[(names.index(self.tab) + step) % len(names)])

    async def to_tab(self, name: str) -> None:
        """Put a tab in front."""
        self.tab = name
        if name != "details" and name not in self.rows:
            tab = self.front
            self.rows[name] = await self.app.engine.read(lambda session: self.read_rows(session, tab, PAGE))
        self.content.at = self.content.top = 0
        self.show_tab()

    async def _move(self, step: int) -> None:
        content = self.content
        if self.tab == "details":
            self._move_in_details(step)
            return
        content.move(step)
        rows = self.rows.get(self.tab, [])
        limit = self._limits.get(self.tab, PAGE)
        if len(rows) >= limit and content.at >= len(rows) - 20:
            self._limits[self.tab] = limit = limit + 5 * PAGE
            tab = self.front
            self.rows[tab.name] = await self.app.engine.read(lambda session: self.read_rows(session, tab, limit))
            content.set_length(len(self.rows[tab.name]))

    def _move_in_details(self, step: int) -> None:
        """Go to the next row that opens, as long as that is near; otherwise the text itself moves."""
        content = self.content
        room = max(1, content.size.height)
        stops = [number for number, line in enumerate(self._lines) if line.row is not None]
        if content.active and abs(step) == 1:
            beyond = [stop for stop in stops if (stop > content.at if step > 0 else stop < content.at)]
            target = (beyond[0] if step > 0 else beyond[-1]) if beyond else None
            if target is not None and content.top - room < target < content.top + 2 * room:
                content.go(target)
                return
        elif content.active and abs(step) >= len(self._lines):
            content.go(stops[-1 if step > 0 else 0])
        top = max(0, min(content.top + step, content.length - room))
        if top != content.top:
            content.top = top
            content.refresh()

    async def do_down(self) -> None:
        """Next row."""
        await self._move(1)

    async def do_up(self) -> None:
        """Previous row."""
        await self._move(-1)

    async def do_page_down(self) -> None:
        """Next page."""
        await self._move(max(1, self.content.size.height - 1))

    async def do_page_up(self) -> None:
        """Previous page."""
        await self._move(-max(1, self.content.size.height - 1))

    async def do_half_down(self) -> None:
        """Half a page."""
        await self._move(max(1, self.content.size.height // 2))

    async def do_half_up(self) -> None:
        """Half a page back."""
        await self._move(-max(1, self.content.size.height // 2))

    async def do_first(self) -> None:
        """Top."""
        await self._move(-1_000_000)

    async def do_last(self) -> None:
        """Bottom."""
        await self._move(1_000_000)
