"""Lines of pieces that somebody else has drawn: a calendar, a board; only those that differ are painted again."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from model.core.text import visible
from tui.widgets.lines import Piece


class PictureLines(Widget):
    """As many lines as there is room for."""

    DEFAULT_CSS = """
    PictureLines { height: 1fr; width: 1fr; }
    PictureLines > .picture-lines--cursor { text-style: reverse; }
    PictureLines > .picture-lines--dim { text-style: dim; }
    PictureLines > .picture-lines--strong { text-style: bold; }
    PictureLines > .picture-lines--accent { color: $primary; text-style: bold; }
    PictureLines > .picture-lines--error { color: $error; }
    PictureLines > .picture-lines--good { color: $success; }
    """
    COMPONENT_CLASSES = {
        "picture-lines--cursor", "picture-lines--dim", "picture-lines--strong", "picture-lines--accent",
        "picture-lines--error", "picture-lines--good",
    }  # fmt: skip

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[tuple[Piece, ...]] = []

    def show(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Show other lines; what is as it was costs nothing."""
        before, self._lines = self._lines, [tuple(line) for line in lines]
        width = self.size.width
        for number in range(max(len(before), len(self._lines))):
            old = before[number] if number < len(before) else ()
            new = self._lines[number] if number < len(self._lines) else ()
            if old != new:
                self.refresh(Region(0, number, width, 1))

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        base = self.rich_style
        segments = [
            Segment(visible(text), base + (self.get_component_rich_style(f"picture-lines--{style}") if style else _NO))
            for text, style in (self._lines[y] if y < len(self._lines) else ())
        ]
        return Strip(segments).adjust_cell_length(self.size.width, base)


_NO = Style()
