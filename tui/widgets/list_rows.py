"""The rows of a list as they stand on the screen: read by pages, painted line by line, two lines repainted a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.lists.criteria import Filter, find_field
from model.core.lists.listing import ListRow, Sort
from model.core.records.record import Record
from tui.engine import Engine, Superseded
from tui.widgets import list_messages
from tui.widgets.columns import Column, Placed, place
from tui.widgets.columns import present as columns_present
from tui.widgets.list_counts import Counts
from tui.widgets.list_feed import Feed, Source
from tui.widgets.list_lines import MARGIN, TONES, Lines, Styles
from tui.widgets.marking import Marking
from tui.widgets.marks import Marks
from tui.widgets.row_text import fit

HEADER = 1
"""Lines above the rows."""
LONG = 0.5
"""Seconds after which rows are said to be long in coming."""
Picture = list[tuple[ListRow | None, bool, bool]]
"""What stands on each line: the row, whether the cursor is on it, whether it is marked."""


class ListRows(Widget, can_focus=True):
    """The rows of one kind of record that a filter leaves, in an order, in columns; a part of them is in memory.

    ``empty`` is what an empty list says. ``ascii`` shows signs as ASCII letters. ``scroll_by_line`` goes on by a row at
    the edge of the page, for terminals to which only what changed is sent; otherwise it is half a page.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {
        "record-list--header",
        "record-list--cursor",
        "record-list--mark",
        "record-list--empty",
        *(f"record-list--{tone}" for tone in TONES),
    }
    # The cursor is the terminal's own reverse: it stands out in any palette, without colours, and is shortest to send.
    DEFAULT_CSS = """
    ListRows {
        height: 1fr;
        width: 1fr;
        & > .record-list--header { color: $primary; text-style: bold; }
        & > .record-list--cursor { text-style: reverse; }
        & > .record-list--mark { color: $accent; text-style: bold; }
        & > .record-list--good { color: $success; }
        & > .record-list--bad { color: $error; }
        & > .record-list--warm { color: $warning; }
        & > .record-list--cold { color: $secondary; }
    }
    """

    Opened = list_messages.Opened
    Moved = list_messages.Moved
    Counted = list_messages.Counted
    Marked = list_messages.Marked
    Arranged = list_messages.Arranged
    Waiting = list_messages.Waiting
    Failed = list_messages.Failed

    def __init__(
        self,
        engine: Engine,
        record: type[Record],
        columns: Sequence[Column],
        *,
        wanted: Filter | None = None,
        sort: Sort | None = None,
        empty: str = "",
        ascii: bool = False,
        scroll_by_line: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.engine = engine
        self.record = record
        self.empty = empty
        self.ascii = ascii
        self._marking = Marking(engine, record, self._marks_changed, lambda work: self.start(self._guarded(work)))
        self.counts = Counts(engine, record, lambda: self._tell(self.Counted))
        source = Source(record, columns, wanted or Filter(), sort or Sort.natural(record))
        self._feed = Feed(engine, source, self, scroll_by_line=scroll_by_line)
        self.waiting = False
        """Whether rows are long in coming."""
        self._timer: Timer | None = None
        self._told: int | None = None
        self._resting: list[asyncio.Future[None]] = []
        self._stays: int | None = None
        """The record that should be under the cursor once the rows have been read anew."""
        self.on_another: Callable[[], None] = lambda: None
        """Called when the rows were read anew and another record is under the cursor, though nobody moved it."""
        self._lines: Lines | None = None
        self._styles: Styles | None = None
        self._picture: Picture = []

    # What the list is about

    @property
    def filter(self) -> Filter:
        """What the list is limited to."""
        return self._feed.source.filter

    @property
    def sort(self) -> Sort:
        """The order of the list."""
        return self._feed.source.sort

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns chosen, also those for which there is no room."""
        return self._feed.source.columns

    @property
    def unplaced(self) -> int:
        """How many of the columns chosen find no room at this width."""
        wanted = columns_present(self.columns, self.record, self.engine.session) or self.columns
        return len(wanted) - len(self._placed())

    @property
    def shows_sort(self) -> bool:
        """Whether the column that the list is sorted by is in sight."""
        try:
            name = find_field(self.record, self.sort.field, self.engine.session).name
        except UserError:
            return True
        return any(placed.field.name == name for placed in self._placed())

    def _placed(self) -> Sequence[Placed]:
        width = self.size.width or self.app.size.width
        # One of the company's own fields may have been deleted since the rows were read.
        session = self.engine.session
        present = columns_present(self.columns, self.record, session) or self.columns
        return place(present, self.record, max(1, width - MARGIN), self.engine.session)

    @property
    def record_id(self) -> int | None:
        """The record under the cursor, None in an empty list."""
        row = self._feed.window.current
        return None if row is None else row.id

    @property
    def idle(self) -> bool:
        """Whether rows have been read and nothing that was asked for is waiting."""
        return self._feed.idle

    async def rest(self) -> None:
        """Return when :attr:`idle` holds, or the list is left."""
        if not self.idle and self.is_attached:
            done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._resting.append(done)
            await done

    def _rested(self) -> None:
        resting, self._resting = self._resting, []
        for done in resting:
            if not done.done():
                done.set_result(None)

    @property
    def page_ids(self) -> list[int]:
        """The records shown, from the top."""
        return [row.id for row in self._feed.window.page]

    @property
    def loaded(self) -> int:
        """How many rows are in memory."""
        return len(self._feed.window.rows)

    def values_in_memory(self, name: str) -> dict[int, Any]:
        """Return the stored values of a column, of the rows in memory, by record; none where it is not a column."""
        shown = self._feed.shown
        names = [] if shown is None else [column.field for column in shown.present]
        if name not in names:
            return {}
        at = names.index(name)
        return {row.id: row.values[at] for row in self._feed.window.rows}

    def count_text(self) -> str:
        """Return how many rows there are: "37 of 12 480", "1 000+" while the rest is counted, '' while not known."""
        return self.counts.text(ascii=self.ascii)

    # Marks

    @property
    def marks(self) -> Marks:
        """What is marked."""
        return self._marking.marks

    @property
    def selecting(self) -> bool:
        """Whether a range has been begun."""
        return self._marking.selecting

    def _marks_changed(self) -> None:
        self._tell(self.Marked)
        self.moved()

    # What the feed asks and tells

    @property
    def page_height(self) -> int:
        """Rows on a page; before the first layout, as many as the terminal may have."""
        return max(1, (self.size.height or self.app.size.height) - HEADER)

    @property
    def marked_within(self) -> Filter | None:
        """The filter all of whose records are marked."""
        return self.marks.within

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` beside the rest, as long as the list is on the screen."""
        self.run_worker(work, exit_on_error=False)
        if not self._feed.idle and self._timer is None:
            self._timer = self.set_timer(LONG, self._still_waiting)

    def _still_waiting(self) -> None:
        self._timer = None
        if not self._feed.idle and not self.waiting:
            self.waiting = True
            self.post_message(self.Waiting(self, True))

    def failed(self, error: Exception) -> None:
        """Tell of an error."""
        self._has_come()
        self._rested()
        if self.is_attached:
            self.post_message(self.Failed(self, error))

    def replaced(self, before: Source | None) -> None:
        """Other rows have come: count them, and draw the header anew where it may differ."""
        source, window = self._feed.shown, self._feed.window
        assert source is not None
        if before is None or (before.sort, before.present) != (source.sort, source.present):
            self._lines = None
        complete = len(window.rows) if window.at_start and window.at_end else None
        self.counts.begin(source.filter, complete)
        besides = self.marks.within
        work = self._guarded(lambda: self.counts.count(source.filter, complete is not None, besides))
        self.run_worker(work, exit_on_error=False, group="count", exclusive=True)
        if self._lines is None or before is None or before.filter != source.filter:
            self._tell(self.Arranged)

    def moved(self) -> None:
        """Have the lines painted that differ from what was painted, and tell where the cursor is."""
        window = self._feed.window
        current = window.current
        new: Picture = [(row, row is current, self._marking.is_marked(row, self._feed)) for row in window.page]
        new += [(None, False, False)] * (window.height - len(new))
        old, self._picture = self._picture, new
        if self._lines is None or len(new) != len(old) or (new[0][0] is None) != (old[0][0] is None):
            self.refresh()
        else:
            changed = [line for line, pair in enumerate(zip(new, old, strict=True)) if pair[0] != pair[1]]
            if changed:
                self.refresh(*(Region(0, line + HEADER, self.size.width, 1) for line in changed))
        self._has_come()
        record_id = self.record_id
        if self._feed.shown is not None and record_id != self._told:
            self._told = record_id
            self.post_message(self.Moved(self, record_id))
        if self._feed.idle:
            stays, self._stays = self._stays, None
            if stays not in (None, record_id):
                self.on_another()
            self._rested()

    def _has_come(self) -> None:
        if self._feed.idle and self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._feed.idle and self.waiting:
            self.waiting = False
            self.post_message(self.Waiting(self, False))

    def _tell(self, message: type[list_messages.Posted]) -> None:
        self.post_message(message(self))

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run ``work``; what goes wrong is told, not raised into the app."""
        try:
            await work()
        except Superseded:
            pass
        except Exception as error:
            self.failed(error)

    # Painting

    def on_mount(self) -> None:
        """Read the first rows while the screen is still being laid out."""
        self._feed.begin()

    def on_unmount(self) -> None:
        """Wait for nothing more."""
        self._feed.stop()
        self._rested()

    def on_resize(self) -> None:
        """Show as many rows and columns as there is room for now."""
        self._feed.window.resize(self.page_height)
        self._lines = None
        self._feed.go_on()

    def notify_style_update(self) -> None:
        """Look the styles up anew at the next line (Textual's hook)."""
        super().notify_style_update()
        self._styles = None

    def render_line(self, y: int) -> Strip:
        """Return a line of the list."""
        styles = self._styles = self._styles or self._look_up()
        width = self.size.width
        if self._lines is None or self._lines.width != width:
            source = self._feed.shown or self._feed.source
            session = self.engine.session
            # References come as titles: no names are looked up here, in the event loop.
            reading = Reading(session.clock(), session.country, None, self.ascii)
            self._lines = Lines(self.record, source.present, source.sort, width, reading, self.engine.session)
        if y < HEADER:
            return self._lines.header(styles)
        line = y - HEADER
        row, cursor, marked = self._picture[line] if line < len(self._picture) else (None, False, False)
        if row is not None:
            return self._lines.row(row, styles, cursor=cursor, marked=marked)
        if line == 1 and self._feed.shown is not None and not self._feed.window.rows:
            return Strip([Segment(fit("  " + self.empty, width), self.get_component_rich_style("record-list--empty"))])
        return Strip.blank(width, styles.row)

    def _look_up(self) -> Styles:
        def style(name: str) -> Any:
            return self.get_component_rich_style(f"record-list--{name}")

        return Styles(
            self.rich_style, style("cursor"), style("header"), style("mark"), {tone: style(tone) for tone in TONES}
        )

    # Textual paints a widget anew when the window with the terminal loses and gains focus; nothing here shows focus.

    def _on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self.has_focus = True
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self.has_focus = False
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))
