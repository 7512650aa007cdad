"""The part of a list that is in memory: some pages of rows round the cursor, without row numbers.

It knows nothing of screens or threads. Moves say whether the rows they need are there; what is missing is told by
:meth:`Window.missing`, read elsewhere, and handed in. Places in the window are indices into :attr:`Window.rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from model.core.lists.listing import Listing, ListRow

AHEAD = 2
"""Pages that are kept ready on either side of the page shown."""
FETCHED = 3
"""Pages that one reading fetches."""
KEPT = 8
"""Pages on either side beyond which rows are let go."""
MOST = 4_000
"""Rows that one reading fetches at most, however far somebody has paged meanwhile."""

Side = Literal["before", "after"]


class Missing(NamedTuple):
    """Rows to read: the ``number`` rows ``side`` of ``place``."""

    side: Side
    place: tuple[Any, ...]
    number: int


@dataclass
class Window:
    """Rows of a list with the cursor, the top of the page shown, and whether either end of the list is in it."""

    rows: list[ListRow] = field(default_factory=list)
    at_start: bool = False
    """Whether the first row here is the first of the list."""
    at_end: bool = False
    cursor: int = 0
    top: int = 0
    height: int = 1
    """Rows on a page."""
    scroll_by_line: bool = False
    """At the edge go on by one row, not by half a page."""

    @property
    def current(self) -> ListRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def page(self) -> list[ListRow]:
        """The rows shown."""
        return self.rows[self.top : self.top + self.height]

    # Moving

    def can_reach(self, target: int) -> bool:
        """Whether the rows from here to a page round ``target`` are in memory, as far as the list has them."""
        enough_below = self.at_end or target + self.height <= len(self.rows)
        enough_above = self.at_start or target - self.height >= 0
        return enough_below if target >= self.cursor else enough_above

    def move(self, rows: int) -> None:
        """Move the cursor; at the edge of the page go on by half a page."""
        self.cursor = self._within(self.cursor + rows)
        if self.top <= self.cursor < self.top + self.height:
            return
        if self.scroll_by_line and abs(rows) == 1:
            self.top = self.cursor if rows < 0 else self.cursor - self.height + 1
        else:
            self.top = self.cursor - self.height // 2
        self._settle()

    def turn(self, rows: int) -> None:
        """Move cursor and page together (PageDown); at either end the cursor goes on to the last or first row."""
        target = self._within(self.cursor + rows)
        offset = self.cursor - self.top
        self.cursor = target
        self.top = target - offset
        self._settle()

    def go(self, index: int, offset: int = 0) -> None:
        """Put the cursor on a row, which is then the ``offset``-th on the page as far as the list allows."""
        self.cursor = self._within(index)
        self.top = self.cursor - offset
        self._settle()

    def resize(self, height: int) -> None:
        """Show pages of another height."""
        self.height = max(1, height)
        self._settle()

    def _within(self, index: int) -> int:
        return max(0, min(index, len(self.rows) - 1))

    def _settle(self) -> None:
        """Keep the cursor on the page, and the page full where there are rows for it."""
        self.top = max(self.cursor - self.height + 1, min(self.top, self.cursor))
        self.top = max(0, min(self.top, len(self.rows) - self.height))

    # Filling

    def missing(self, reach: int | None = None) -> Missing | None:
        """Return what should be read next to have pages ready on either side, and the row of index ``reach``."""
        if not self.rows:
            return None
        ahead = AHEAD * self.height
        lowest = min(self.top, self.cursor if reach is None else reach)
        highest = max(self.top + self.height, self.cursor if reach is None else reach)
        below = highest + ahead - len(self.rows)
        above = ahead - lowest
        fetched = FETCHED * self.height
        after = Missing("after", self.rows[-1].place, min(MOST, max(below, fetched)))
        before = Missing("before", self.rows[0].place, min(MOST, max(above, fetched)))
        wants_after, wants_before = below > 0 and not self.at_end, above > 0 and not self.at_start
        if reach is not None and reach < self.cursor:
            return before if wants_before else after if wants_after else None
        return after if wants_after else before if wants_before else None

    def take(self, asked: Missing, rows: list[ListRow]) -> None:
        """Put in rows that were read; ignored where the window has moved away from what was asked."""
        if not self.rows:
            return
        if asked.side == "after":
            if self.rows[-1].place != asked.place:
                return
            self.rows.extend(rows)
            self.at_end = len(rows) < asked.number
        else:
            if self.rows[0].place != asked.place:
                return
            self.rows[:0] = rows
            self.at_start = len(rows) < asked.number
            self.cursor += len(rows)
            self.top += len(rows)
        self._settle()
        self._let_go(asked.side)

    def _let_go(self, grew: Side) -> None:
        kept = KEPT * self.height
        if grew == "after":
            surplus = min(self.top, self.cursor) - kept
            if surplus > 0:
                del self.rows[:surplus]
                self.at_start = False
                self.cursor -= surplus
                self.top -= surplus
        else:
            last = max(self.top + self.height, self.cursor) + kept
            if len(self.rows) > last:
                del self.rows[last:]
                self.at_end = False


# What is read for a window: all of these are called in the reader's thread and read once or twice.

Load = Callable[[Listing, int], Window]


def first_rows(listing: Listing, height: int) -> Window:
    """Return a window at the beginning of the list."""
    number = (1 + FETCHED) * height
    rows = listing.first(number)
    return Window(rows, True, len(rows) < number, 0, 0, height)


def last_rows(listing: Listing, height: int) -> Window:
    """Return a window at the end of the list."""
    number = (1 + FETCHED) * height
    rows = listing.last(number)
    window = Window(rows, len(rows) < number, True, 0, 0, height)
    window.go(len(rows) - 1, height - 1)
    return window


def from_letter(letters: str) -> Load:
    """Return a reading of the rows from a letter on, the first of them on top; the last row where none follows."""

    def load(listing: Listing, height: int) -> Window:
        number = (1 + FETCHED) * height
        return _around(listing, listing.at_letter(letters, number), number, height, 0)

    return load


def around(ids: Sequence[int], place: tuple[Any, ...] | None, offset: int) -> Load:
    """Return a reading round the first of ``ids`` that the list holds, or else round ``place``.

    The row, or the one that follows where it was, is the ``offset``-th of the page as far as the list allows.
    """

    def load(listing: Listing, height: int) -> Window:
        found = next((row for row in map(listing.row, ids) if row is not None), None)
        where = place if found is None else found.place
        if where is None:
            return first_rows(listing, height)
        number = (1 + FETCHED) * height
        rows = listing.after(where, number, including=True)
        return _around(listing, rows, number, height, offset) if rows else last_rows(listing, height)

    return load


def _around(listing: Listing, rows: list[ListRow], number: int, height: int, offset: int) -> Window:
    if not rows:
        return last_rows(listing, height)
    above = FETCHED * height
    before = listing.before(rows[0].place, above)
    window = Window(before + rows, len(before) < above, len(rows) < number, 0, 0, height)
    window.go(len(before), offset)
    return window
