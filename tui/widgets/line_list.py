"""A short list held in memory, with a cursor: contacts of a customer, activities of a record, changes, hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from model.core.text import visible
from tui.widgets.lines import Piece
from tui.widgets.links import split_style

Pieces = Callable[[int, int, bool], Sequence[Piece]]
"""Row number, width and whether the cursor stands on it → what the row says."""


class LineList(Widget):
    """Rows drawn by a function; only rows that change are painted again."""

    DEFAULT_CSS = """
    LineList { height: 1fr; width: 1fr; }
    LineList > .line-list--cursor { text-style: reverse; }
    LineList > .line-list--dim { text-style: dim; }
    LineList > .line-list--strong { text-style: bold; }
    LineList > .line-list--accent { color: $primary; text-style: bold; }
    LineList > .line-list--error { color: $error; }
    LineList > .line-list--good { color: $success; }
    """
    COMPONENT_CLASSES = {
        "line-list--cursor", "line-list--dim", "line-list--strong", "line-list--accent", "line-list--error",
        "line-list--good",
    }  # fmt: skip

    def __init__(self, pieces: Pieces, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self.pieces = pieces
        self.empty = empty
        self.length = 0
        self.at = 0
        self.top = 0
        self.active = True
        """Whether the cursor is shown: one part of a screen at a time has it."""

    def set_length(self, length: int) -> None:
        """Take a new number of rows; the cursor stays where it can."""
        self.length = length
        self.at = max(0, min(self.at, length - 1))
        self.top = max(0, min(self.top, self.at))
        self.refresh()

    def activate(self, active: bool) -> None:
        """Show or hide the cursor."""
        if active != self.active:
            self.active = active
            self._paint(self.at)

    def move(self, step: int) -> None:
        """Move the cursor by rows, as far as there are any."""
        self.go(self.at + step)

    def page(self, direction: int, *, half: bool = False) -> None:
        """Move by a page, or half of one."""
        room = max(1, self.size.height)
        step = max(1, room // 2 if half else room - 1) * direction
        self.top = max(0, min(self.top + step, max(0, self.length - room)))
        self.go(self.at + step, repaint=True)

    def go(self, row: int, *, repaint: bool = False) -> None:
        """Put the cursor on a row."""
        before = self.at
        self.at = max(0, min(row, self.length - 1))
        room = max(1, self.size.height)
        top = self.top
        if self.at < self.top:
            top = max(0, self.at - room // 2 if self.at == self.top - 1 else self.at)
        elif self.at >= self.top + room:
            top = self.at - room // 2 if self.at == self.top + room else self.at - room + 1
        top = max(0, min(top, max(0, self.length - room)))
        if top != self.top or repaint:
            self.top = top
            self.refresh()
        elif before != self.at:
            self._paint(before)
            self._paint(self.at)

    def paint_rows(self, *rows: int) -> None:
        """Paint rows again: what they say has changed."""
        for row in rows:
            self._paint(row)

    def _paint(self, row: int) -> None:
        self.refresh(Region(0, row - self.top, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        width = self.size.width
        base = self.rich_style
        row = self.top + y
        if row >= self.length:
            told = wrap(visible(self.empty), max(1, width - 4)) if self.length == 0 and self.empty else []
            if y < len(told):
                dim = base + self.get_component_rich_style("line-list--dim")
                return Strip([Segment(f"  {told[y]}", dim)]).adjust_cell_length(width, base)
            return Strip.blank(width, base)
        chosen = self.active and row == self.at
        if chosen:
            base = base + Style(reverse=True)
        segments = [Segment(" ", base)]
        for text, style in self.pieces(row, width - 2, chosen):
            name, link = split_style(style)
            own = (self.get_component_rich_style(f"line-list--{name}") if name and not chosen else Style()) + link
            segments.append(Segment(visible(text), base + own))
        return Strip(segments).adjust_cell_length(width, base)
