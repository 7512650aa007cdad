"""The list of records: any number of rows, of which a few pages are in memory, and two lines repainted a key.

The list has no bindings: the frame's actions call its methods, and it posts messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import events

from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.lists.criteria import Filter, find_field
from model.core.lists.listing import Sort
from model.core.numbers import format_whole
from tui.widgets import list_window
from tui.widgets.columns import Column
from tui.widgets.list_feed import Source
from tui.widgets.list_rows import HEADER, ListRows
from tui.widgets.list_window import Window
from tui.widgets.marks import Marks


class RecordList(ListRows):
    """A list of one kind of record (COM-01, COM-02, LEAD-01, LEAD-05): moved in, filtered, ordered, marked."""

    # Moving

    def move(self, rows: int) -> None:
        """Move the cursor down, or up by a negative number."""
        self._feed.move(rows)

    def page(self, pages: int) -> None:
        """Turn pages; the cursor keeps its line on the screen."""
        self._feed.move(pages, "page")

    def half_page(self, halves: int) -> None:
        """Turn half pages."""
        self._feed.move(halves, "half")

    def home(self) -> None:
        """Go to the first row."""

        def local(window: Window) -> bool:
            if window.at_start:
                window.go(0)
            return window.at_start

        self._feed.read(list_window.first_rows, local=local)

    def end(self) -> None:
        """Go to the last row."""

        def local(window: Window) -> bool:
            if window.at_end:
                window.go(len(window.rows) - 1, window.height - 1)
            return window.at_end

        self._feed.read(list_window.last_rows, local=local)

    def jump(self, letters: str) -> None:
        """Go to the first row that begins with ``letters`` or comes after them; see :meth:`why_no_jump`."""
        if not self.why_no_jump():
            self._feed.read(list_window.from_letter(letters))

    def why_no_jump(self) -> str:
        """Return why letters lead nowhere in the present order, '' where they do."""
        field = find_field(self.record, self.sort.field, self.engine.session)
        if field.has_key:
            return ""
        return _("Sorted by {field}; letters jump where the list is sorted by a text.").format(field=field.title)

    def go_to(self, record_id: int) -> None:
        """Put the cursor on a record, if the list holds it."""
        self._feed.read_again(self._feed.source.again(), record_id)

    def open(self) -> None:
        """Post :class:`Opened` for the row under the cursor."""

        def act() -> None:
            if self.record_id is not None:
                self.post_message(self.Opened(self, self.record_id))

        self._feed.do(act)

    # Another list

    def set_filter(self, wanted: Filter, *, keep: bool = False) -> None:
        """Limit the list; with ``keep`` the record under the cursor stays there if it is still in the list."""
        self._put(Source(self.record, self.columns, wanted, self.sort), keep)

    def set_sort(self, sort: Sort, *, keep: bool = False) -> None:
        """Order the list otherwise; from the first row, or round the record under the cursor with ``keep``."""
        self._put(Source(self.record, self.columns, self.filter, sort), keep)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; rows and cursor stay."""
        self._put(Source(self.record, columns, self.filter, self.sort), True)

    def put(self, columns: Sequence[Column], wanted: Filter, sort: Sort) -> None:
        """Show other rows in other columns and in another order, from the first one."""
        self._put(Source(self.record, columns, wanted, sort), False)

    def _put(self, source: Source, keep: bool) -> None:
        if keep:
            self._feed.read_again(source)
        else:
            self._feed.read(list_window.first_rows, source)

    def refresh_rows(self, keep: int | None = None) -> None:
        """Read the list anew; ``keep``, else the record under the cursor, else its neighbour, is then under it."""
        self._stays = keep if keep is not None else self.record_id
        self._feed.read_again(self._feed.source.again(), keep)

    def changed(self, record_ids: Iterable[int], *, gone: bool = False) -> None:
        """Read the list anew since records have changed; ``gone`` ones lose their marks."""
        if gone:
            self._marking.forget(record_ids, self._feed)
        self.refresh_rows()

    # Marks

    def toggle_mark(self, *, advance: bool = True) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""

        def act() -> None:
            if self._marking.toggle(self._feed) and advance:
                self._feed.next(1)

        self._feed.do(act)

    def mark_all(self) -> None:
        """Mark all that the filter leaves; again takes all marks away."""
        self._marking.all(self.filter, self._feed)

    def clear_marks(self) -> None:
        """Take all marks away, and leave a range that was begun."""
        self._marking.clear(self._feed)

    def invert_marks(self) -> None:
        """Mark what the filter leaves unmarked, and nothing else."""
        self._marking.invert(self.filter, self._feed)

    def mark_range(self) -> None:
        """Begin a range at the cursor, or mark all rows from where it was begun to the cursor."""
        self._feed.do(lambda: self._marking.range(self._feed))

    def cancel_range(self) -> None:
        """Leave a range that was begun, marking nothing."""
        self._marking.cancel(self._feed)

    @property
    def marked_state(self) -> tuple[Marks, int | None, int | None]:
        """The marks, and of a range that is under way the records that it goes from and to."""
        return self._marking.state(self._feed)

    def marked_ids(self) -> Callable[[Session], list[int]]:
        """Return what reads the IDs of the marked, with those of a range that is under way."""
        return self._marking.marked_ids(self._feed)

    def marks_text(self) -> str:
        """Return how many are marked, '' where none are."""
        if not self.marks:
            return ""
        number = self.marks.count(None if self.marks.within is None else self.counts.known(self.marks.within))
        if number is None:
            return _("all marked")
        return ngettext("{number} marked", "{number} marked", number).format(
            number=format_whole(number, ascii=self.ascii)
        )

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Go to the row that was clicked, open it at the second click; a title sorts by its column."""
        if event.y < HEADER:
            placed = self._lines.column_at(event.x) if self._lines is not None else None
            if placed is not None:
                name = str(placed.field.name)
                self.set_sort(Sort(name, self.sort.field == name and not self.sort.descending))
            return
        window = self._feed.window
        target = window.top + event.y - HEADER
        if target < len(window.rows):
            self.move(target - window.cursor)
            if event.chain == 2:
                self.open()
