"""The start page: what is due now, the money, what is on file, and what to press (CUST-01)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult

from model.core.dates import format_day
from model.core.errors import StorageError
from model.core.history.past_changes import PastChange, latest
from model.core.language import _, ngettext
from model.dashboard import won
from model.dashboard.boxes import Boxes, read_boxes
from model.dashboard.totals import Totals, read_totals
from tui import rooms
from tui.frame import SalgScreen
from tui.start.boxes import Box, CallBack, Card, Drawn, Passing
from tui.start.picture import Part, Picture, painted, parted
from tui.start.totals import TotalsText
from tui.widgets.lines import Piece

log = logging.getLogger("salg")

SOON = 1_000
"""Up to this many records are counted for the first picture; what is more is "1 000+" until it has been counted."""

DONE_LAST = 10

MOST_MONTHS = 240
"""Months whose sums are worked out after one look: a bulk load by somebody else makes them stale again and again."""


class Found(NamedTuple):
    """All that the page shows."""

    boxes: Boxes
    changes: tuple[PastChange, ...]
    totals: Totals
    kept: int
    """Forms that were left unfinished."""


class StartPage(SalgScreen):
    """Screen 1."""

    context = ("start", "boxes", "parts", "list")

    def __init__(self) -> None:
        super().__init__()
        self._found: Found | None = None
        self._boxes: dict[str, Box] = {}
        self._parts: list[Part] = []
        self._front = ""
        self._at: dict[str, int] = {}

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Say what day it is."""
        today = format_day(self.app.session.clock().date())
        return [("Salg", "accent"), (f"  {_('Start page')}", "strong"), (f"  {today}", "dim")], []

    def body(self) -> ComposeResult:
        """Yield the picture; it is drawn once what is on it is there."""
        yield Picture(id="body")

    # Life

    def on_mount(self) -> None:
        """Wait for midnight: then it is another day's page."""
        super().on_mount()
        self._wait_for_midnight()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Read it all: something may have been done since."""
        self.app.in_background(self.records_changed(), keys_wait=False)

    def on_resize(self) -> None:
        """Lay the boxes out anew."""
        super().on_resize()
        self.call_after_refresh(self._draw)

    def _wait_for_midnight(self) -> None:
        now = self.app.session.clock()
        midnight = datetime.combine(now.date() + timedelta(days=1), time(0), now.tzinfo)
        seconds = (midnight.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
        self.set_timer(max(0.05, seconds), self._next_day)

    def _next_day(self) -> None:
        self._wait_for_midnight()
        if self.is_current:
            self.show_title()
            self.app.in_background(self.records_changed(), keys_wait=False)

    async def records_changed(self, record: str = "") -> None:
        """Read it all anew where the page is in front; where it is not, it does so when it comes back."""
        if not self.is_current:
            return
        kept = await self._unfinished()
        (boxes, changes), totals = await asyncio.gather(
            self.app.engine.latest("start", lambda session: (read_boxes(session), tuple(latest(session, DONE_LAST)))),
            self.app.engine.count("start", lambda session: read_totals(session, SOON)),
        )
        self._show(Found(boxes, changes, totals, kept))
        if any(max(total.all, total.own) > SOON for total in totals.rows):
            totals = await self.app.engine.count("start", read_totals)
            self._show(Found(boxes, changes, totals, kept))
        try:
            # One after the other: what is saved meanwhile waits for one month at most.
            for _month in range(MOST_MONTHS):
                if not await self.app.engine.write(lambda session: won.refresh(session, 1)):
                    break
        except StorageError as error:
            # What is shown was worked out all the same; the next look does it again.
            log.info("sums were not kept: %s", error.message)

    async def _unfinished(self) -> int:
        """Return how many forms were left unfinished; where there are no drafts at all, nothing is imported to know."""
        drafts = self.app.paths.drafts
        if not await self.app.engine.read(lambda _session: drafts.is_dir() and any(drafts.iterdir())):
            return 0
        from tui.widgets.draft_offer import found_drafts

        return len(await found_drafts(self.app))

    # Drawing

    def _show(self, found: Found) -> None:
        if found == self._found:
            return
        self._found = found
        self._boxes = Drawn(self.app.looks, self.app.session.clock()).boxes(found.boxes, found.changes)
        for name, box in self._boxes.items():
            self._at[name] = max(0, min(self._at.get(name, 0), len(box.opens) - 1))
        self._draw()

    def _draw(self) -> None:
        found = self._found
        if found is None or not self.is_mounted:
            return
        width, height = self.size.width - 2, self.size.height - 3
        totals = TotalsText(self.app.looks, found.totals, self.app.session.clock())
        head: list[list[Piece]] = []
        if found.kept:
            left = ngettext("{number} form was left unfinished", "{number} forms were left unfinished", found.kept)
            head = [[("K  ", "accent"), (left.format(number=found.kept), "strong")]]
        if not any(box.opens for name, box in self._boxes.items() if name != "changes"):
            self._parts = []
            self.query_one(Picture).show([[], *head, *totals.first_page(self.size.width, found.changes)])
            return
        foot = totals.lines_on_file(width)
        room = height - len(head) - len(foot)
        self._parts = parted(self._boxes, width, room, self._front, self._at)
        if not any(part.box.name == self._front and part.rows for part in self._parts):
            self._front = next((part.box.name for part in self._parts if part.rows), "")
        at = self._at.get(self._front, 0)
        boxes = painted(self._parts, width, room, self.app.looks, self._front, at)
        self.query_one(Picture).show([*head, *boxes, *foot])
        self.show_hints()

    # Moving

    @property
    def _part(self) -> Part | None:
        return next((part for part in self._parts if part.box.name == self._front), None)

    def _go(self, name: str, row: int) -> None:
        self._front = name
        self._at[name] = max(0, min(row, len(self._boxes[name].opens) - 1))
        self._draw()

    def _turn(self, step: int) -> None:
        """Go to the next box that has something, round the page."""
        names = [part.box.name for part in self._parts if part.rows]
        if names:
            self._go(name := names[(names.index(self._front) + step) % len(names)], self._at[name])

    def _move(self, step: int) -> None:
        """Go on by rows in the box; at its end, to the next one of the column."""
        part = self._part
        if part is None:
            return
        row = self._at[self._front] + step
        if 0 <= row < len(part.box.opens):
            self._go(self._front, row)
            return
        column = [other for other in self._parts if other.column == part.column and other.rows]
        place = column.index(part) + (1 if step > 0 else -1)
        if 0 <= place < len(column):
            box = column[place].box
            self._go(box.name, 0 if step > 0 else len(box.opens) - 1)

    def _aside(self, step: int) -> None:
        """Go to the box beside this one."""
        part = self._part
        if part is None:
            return
        y = part.top + self._at[self._front] - part.first
        beside = [other for other in self._parts if other.column == part.column + step and other.rows]
        if beside:
            nearest = min(beside, key=lambda other: max(other.top - y, y - other.top - other.rows, 0))
            self._go(nearest.box.name, self._at[nearest.box.name])

    def _page(self, step: int) -> None:
        if self._part is not None:
            self._go(self._front, self._at[self._front] + step * max(1, self._part.rows))

    def do_next_part(self) -> None:
        """Go to the next box."""
        self._turn(1)

    def do_previous_part(self) -> None:
        """Go to the box before."""
        self._turn(-1)

    def do_down(self) -> None:
        """Next row."""
        self._move(1)

    def do_up(self) -> None:
        """Row before."""
        self._move(-1)

    def do_box_left(self) -> None:
        """Go to the box on the left."""
        self._aside(-1)

    def do_box_right(self) -> None:
        """Go to the box on the right."""
        self._aside(1)

    def do_page_down(self) -> None:
        """As many rows on as the box shows."""
        self._page(1)

    def do_page_up(self) -> None:
        """As many rows back."""
        self._page(-1)

    do_half_down, do_half_up = do_page_down, do_page_up

    def do_first(self) -> None:
        """First row of the box."""
        if self._part is not None:
            self._go(self._front, 0)

    def do_last(self) -> None:
        """Last row of the box."""
        if self._part is not None:
            self._go(self._front, len(self._part.box.opens) - 1)

    # Doing

    def contexts(self) -> tuple[str, ...]:
        """Return where the person stands: some boxes hold what can be ticked."""
        part = self._part
        return (*(("ticks",) if part is not None and part.box.ticks else ()), *super().contexts())

    def why_not(self, action: str) -> str:
        """Say where there is nothing to open."""
        if action == "open" and self._part is None:
            return _("There is nothing here to open yet.")
        return super().why_not(action)

    async def do_open(self) -> None:
        """Open what the row stands for."""
        part = self._part
        if part is None:
            return
        opens = part.box.opens[self._at[self._front]]
        if isinstance(opens, CallBack):
            if await rooms.screen_class(rooms.WORK, "open_call_back")(self.app, opens.task):
                return
            opens = opens.card
        if isinstance(opens, Card):
            await self.app.open_record(opens.record, opens.id)
        elif isinstance(opens, Passing):
            await self.app.show_list(opens.record, opens.filter, opens.title)
        else:
            await self.app.show(rooms.screen_class(rooms.SCREENS, opens.name)())

    async def do_tick(self) -> None:
        """Tick the task, call-back or meeting as done."""
        part = self._part
        if part is not None and part.box.ticks:
            from tui.widgets.record_deeds import tick

            ticked = part.box.ticks[self._at[self._front]]
            await tick(self, ticked.record, ticked.id)

    async def do_call_lists(self) -> None:
        """Go on with a call list."""
        await rooms.screen_class(rooms.WORK, "call_lists")(self.app)

    async def do_drafts(self) -> None:
        """Offer the forms that were left unfinished."""
        from tui.widgets.draft_offer import offer_drafts

        await offer_drafts(self.app)
