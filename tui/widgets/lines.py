"""Lines of text that repaint only themselves, and only when what they say has changed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from model.core.text import visible
from tui.looks import Looks
from tui.widgets.links import split_style

Piece = tuple[str, str]
"""Text and the name of a component style, '' for the line's own; :func:`tui.widgets.links.linked` makes it a link."""


class Line(Widget):
    """One line, made of pieces on the left and, where there is room, pieces on the right."""

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; }
    """
    COMPONENT_CLASSES = {"line--strong", "line--dim", "line--accent", "line--error", "line--good", "line--cursor"}

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._left: tuple[Piece, ...] = ()
        self._right: tuple[Piece, ...] = ()

    def show(self, left: Sequence[Piece], right: Sequence[Piece] = ()) -> None:
        """Say something else; the same again costs nothing."""
        if (tuple(left), tuple(right)) != (self._left, self._right):
            self._left, self._right = tuple(left), tuple(right)
            self.refresh()

    @property
    def text(self) -> str:
        """What stands on the left, without styles."""
        return "".join(text for text, _style in self._left)

    def _style(self, name: str) -> Style:
        own, link = split_style(name)
        return (self.get_component_rich_style(f"line--{own}") if own else Style()) + link

    @property
    def _looks(self) -> Looks:
        return getattr(self.app, "looks", None) or Looks()

    def _strip(self, pieces: Sequence[Piece], base: Style) -> Strip:
        plain = self._looks.plain
        return Strip([Segment(plain(visible(text)), base + self._style(style)) for text, style in pieces])

    def render_line(self, y: int) -> Strip:
        """Return the line as wide as the widget."""
        width = self.size.width
        base = self.rich_style
        left, right = self._strip(self._left, base), self._strip(self._right, base)
        # How many there are and who is at the keyboard must be seen: what is long is on the left, and gives way.
        if right.cell_length > width // 2:
            right = Strip([])
        room = width - right.cell_length
        if right and left.cell_length >= room:
            left = Strip.join([left.crop(0, room - 2), Strip([Segment(self._looks.ellipsis, base)])])
        return Strip.join([left.adjust_cell_length(room, base), right]).adjust_cell_length(width, base)
