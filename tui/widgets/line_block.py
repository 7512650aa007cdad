"""A few lines of styled text that are as high as they need: facts and keys that flow on to a further line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, chop_cells
from textual.geometry import Size
from textual.strip import Strip

from model.core.text import visible
from tui.widgets.lines import Line, Piece

Pieces = Sequence[Piece]


class LineBlock(Line):
    """Lines one below the other; ``least`` of them are there even for less, so that what stands below stays."""

    DEFAULT_CSS = """
    LineBlock { height: auto; width: 1fr; }
    """

    def __init__(self, *, least: int = 0, id: str | None = None) -> None:
        super().__init__(id=id)
        self._least = least
        self._rows: tuple[tuple[Piece, ...], ...] = ()

    def show_rows(self, rows: Sequence[Pieces]) -> None:
        """Say something else; the same again costs nothing."""
        shown = tuple(tuple(row) for row in rows)
        if shown == self._rows:
            return
        before, self._rows = self._height, shown
        self.refresh(layout=before != self._height)

    @property
    def text(self) -> str:
        """What it says, without styles."""
        return "\n".join("".join(text for text, _style in row) for row in self._rows)

    @property
    def _height(self) -> int:
        return max(self._least, len(self._rows))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height that the lines ask for (Textual's hook)."""
        return self._height

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        width, base = self.size.width, self.rich_style
        if y >= len(self._rows):
            return Strip.blank(width, base)
        return self._strip(self._rows[y], base).adjust_cell_length(width, base)


def flowed(items: Sequence[Pieces], width: int, gap: int = 2) -> list[list[Piece]]:
    """Return items one after the other, ``gap`` cells apart, on as many lines of ``width`` cells as they take.

    An item that fits a line is not broken; each line begins with a blank.
    """
    lines: list[list[Piece]] = []
    used = width
    for item in items:
        size = sum(cell_len(visible(text)) for text, _style in item)
        if lines and used + gap + size <= width:
            lines[-1] += [(" " * gap, ""), *item]
            used += gap + size
        elif 1 + size <= width:
            lines.append([(" ", ""), *item])
            used = 1 + size
        else:
            lines += [[(" ", ""), *line] for line in wrapped_pieces(item, width - 1)]
            used = width
    return lines


def wrapped_pieces(pieces: Pieces, width: int) -> list[list[Piece]]:
    """Return styled text on lines of at most ``width`` cells, broken at blanks where there are any."""
    lines: list[list[Piece]] = [[]]
    used = 0
    for text, style in pieces:
        for word in _words(visible(text), max(1, width)):
            size = cell_len(word)
            if used + size > width:
                lines.append([])
                used = 0
                if not word.strip():
                    continue
            if lines[-1] and lines[-1][-1][1] == style:
                lines[-1][-1] = (lines[-1][-1][0] + word, style)
            else:
                lines[-1].append((word, style))
            used += size
    return lines


def _words(text: str, width: int) -> list[str]:
    """Return a text's words and the blanks between them; a word that fits no line in parts that do."""
    found: list[str] = []
    for word in text.replace("\n", " ").split(" "):
        found += [*(chop_cells(word, width) if word else ()), " "]
    return found[:-1]
