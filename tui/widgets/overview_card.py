"""A card whose first tab shows every part of the record on one screen, each worked with from right there (CUST-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.access.session import Session
from model.core.language import N_
from tui.rooms import WORK, screen_class
from tui.widgets.card_parts import HEADING, Columns, Part, lay_out_parts
from tui.widgets.card_rows import Row
from tui.widgets.card_shown import Shown, Tab
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.record_card import RecordCard

OVERVIEW = Tab("overview", N_("Overview"), ("overview",))
AT_A_GLANCE = 8
"""Rows of a part that are read; how many of them are shown is for the height of the screen to say."""
_FRAME = 5
"""Lines of the card that are always there: title, facts, tabs, message, keys."""


class OverviewCard(RecordCard):
    """A card with parts: arrows go through them, n e d w work on the part or row pointed at."""

    def __init__(self, record_id: int, *, tab: str = "", **options: Any) -> None:
        super().__init__(record_id, tab=tab, **options)
        self.columns = Columns()
        self._pointed = ("", HEADING)

    def parts(self, session: Session, shown: Shown) -> list[Part]:
        """Return the parts of the overview; in the reader's thread."""
        return []

    def read_card(self, session: Session) -> Shown:
        """Read the parts too."""
        shown = super().read_card(session)
        shown.more["parts"] = self.parts(session, shown)
        return shown

    @property
    def in_overview(self) -> bool:
        """Whether the parts are in front."""
        return self.tab == OVERVIEW.name

    @property
    def at(self) -> tuple[int, int]:
        """Column and line of the cursor."""
        return self.columns.find(*self._pointed)

    @property
    def part(self) -> Part | None:
        """The part that the cursor stands in, None on other tabs."""
        if not self.in_overview or not self.columns.height:
            return None
        column, number = self.at
        lines = self.columns.lines[column]
        return lines[number].part if number < len(lines) else None

    @property
    def row(self) -> Row | None:
        """The row pointed at, on whichever tab."""
        if not self.in_overview:
            return super().row
        if not self.columns.height:
            return None
        column, number = self.at
        lines = self.columns.lines[column]
        return lines[number].row if number < len(lines) else None

    @property
    def kind_here(self) -> str:
        """The kind of activity that is made where the cursor stands."""
        part = self.part
        return part.activity if part is not None else super().kind_here

    def tab_contexts(self) -> tuple[str, ...]:
        """What works on the part pointed at comes first."""
        part = self.part
        own = part.contexts if part is not None else ()
        # On the heading of a part of other records e and d are not the card's own: nobody means that there.
        heading = ("pointed",) if part is not None and part.tab and self.row is None else ()
        return (*own, *heading, *super().tab_contexts())

    # Showing

    def fill(self, tab: Tab) -> None:
        """Lay the parts out."""
        if tab.name != OVERVIEW.name:
            super().fill(tab)
            return
        assert self.shown is not None
        content = self.content
        # Not what the list has now: lines above it may just have been taken away.
        width = self.size.width or self.app.size.width
        notice = self.query_one("#notice", Paragraphs)
        above = self.query_one("#facts-more", Line).display + (notice.height_at(width) if notice.display else 0)
        height = (self.size.height or self.app.size.height) - _FRAME - above
        self.columns = lay_out_parts(self.shown.more["parts"], self._width, height, self.looks)
        # The cursor stands in half a line, which the parts themselves turn round.
        content.activate(False)
        content.set_length(self.columns.height)
        self._keep_in_sight()

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        if self.in_overview:
            return self.columns.pieces(number, self.at, self.looks)
        return super()._pieces(number, width, chosen)

    def _keep_in_sight(self) -> None:
        content, (_column, number) = self.content, self.at
        room = max(1, content.size.height)
        top = min(max(content.top, number - room + 1), number)
        if top != content.top:
            content.top = top
            content.refresh()

    # Moving

    def _go(self, column: int, number: int) -> None:
        before = self.at
        line = self.columns.lines[column][number]
        assert line.part is not None
        self._pointed = (line.part.name, line.place)
        self.content.paint_rows(before[1], number)
        self._keep_in_sight()
        self.show_hints()

    async def _move(self, step: int) -> None:
        if not self.in_overview:
            await super()._move(step)
            return
        column, number = self.at
        stops = self.columns.stops(column)
        if not stops:
            return
        if abs(step) == 1:
            target = stops.index(number) + step
            if 0 <= target < len(stops):
                self._go(column, stops[target])
            elif step > 0 and column == 0 and (beyond := self.columns.stops(1)):
                self._go(1, beyond[0])
            elif step < 0 and column == 1 and (beyond := self.columns.stops(0)):
                self._go(0, beyond[-1])
        elif abs(step) >= 1_000:
            last = 1 if self.columns.stops(1) else 0
            self._go(0, self.columns.stops(0)[0]) if step < 0 else self._go(last, self.columns.stops(last)[-1])
        else:
            # A page is a part here.
            heads = [(c, n) for c in (0, 1) for n in self.columns.stops(c) if self.columns.lines[c][n].place == HEADING]
            beyond_here = [at for at in heads if (at > (column, number) if step > 0 else at < (column, number))]
            if beyond_here:
                self._go(*(beyond_here[0] if step > 0 else beyond_here[-1]))

    async def do_part_right(self) -> None:
        """Go to the column on the right; from there, open what is pointed at."""
        if self.at[0] == 0 and self.columns.stops(1):
            self._across(1)
        else:
            await self.do_open()

    def do_part_left(self) -> None:
        """Go to the column on the left; from there, leave."""
        if self.at[0] == 1 and self.columns.stops(0):
            self._across(0)
        else:
            self.do_back()

    def _across(self, column: int) -> None:
        number = self.at[1]
        self._go(column, min(self.columns.stops(column), key=lambda stop: (abs(stop - number), stop)))

    async def do_open(self) -> None:
        """On a heading, open the tab that shows the whole part."""
        part = self.part
        if part is None or self.row is not None:
            await super().do_open()
        elif part.tab:
            await self.to_tab(part.tab)
        elif part.work:
            await screen_class(WORK, part.work)(self.app)
        elif not self.why_not("edit"):
            await self.do_edit()
