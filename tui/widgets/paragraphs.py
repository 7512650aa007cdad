"""Text of any length, wrapped: as high as it needs, and read on page by page where there is no room for all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from model.core.text import visible
from tui.looks import Looks
from tui.widgets.lines import Piece

_INDENT = 4
"""Cells by which a paragraph is indented at most."""
STYLES = ("strong", "dim", "accent", "error", "good")


def wrapped(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` cells, broken at blanks where there are any; made visible.

    A paragraph that is indented stays so in all its lines, by a few cells at most.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        words = visible(paragraph).lstrip(" ")
        indent = " " * min(len(paragraph) - len(paragraph.lstrip(" ")), _INDENT if words else 0)
        lines += [indent + line for line in _broken(words, max(width - len(indent), 4))]
    return lines


def _broken(paragraph: str, width: int) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in paragraph.split(" "):
        for part in _word_parts(word, width):
            if line and cell_len(line) + 1 + cell_len(part) > width:
                lines.append(line)
                line = part
            else:
                line = f"{line} {part}" if line else part
    return [*lines, line]


def _word_parts(word: str, width: int) -> list[str]:
    """Return a word in parts that each fit ``width`` cells."""
    if cell_len(word) <= width:
        return [word]
    parts, part, cells = [], "", 0
    for letter in word:
        size = cell_len(letter)
        if cells + size > width:
            parts.append(part)
            part, cells = "", 0
        part += letter
        cells += size
    return [*parts, part]


class Paragraphs(Widget):
    """Paragraphs of one style each. Only what no terminal has room for is out of sight, and :meth:`turn` goes there.

    ``indent`` is the cells left blank on the left. ``most`` gives the lines there is room for, ``least`` those that are
    there even for less text, so that what stands below does not move.
    """

    DEFAULT_CSS = """
    Paragraphs { height: auto; width: 1fr; }
    Paragraphs > .paragraphs--strong { text-style: bold; }
    Paragraphs > .paragraphs--dim { text-style: dim; }
    Paragraphs > .paragraphs--accent { color: $primary; text-style: bold; }
    Paragraphs > .paragraphs--error { color: $error; text-style: bold; }
    Paragraphs > .paragraphs--good { color: $success; }
    """
    COMPONENT_CLASSES = {f"paragraphs--{style}" for style in STYLES}

    def __init__(
        self,
        paragraphs: Sequence[Piece] = (),
        *,
        indent: int = 2,
        least: int = 0,
        most: Callable[[], int] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.indent = indent
        self.least = least
        self.top = 0
        self._most = most
        self._paragraphs = tuple(paragraphs)
        self._kept: tuple[object, list[Piece]] | None = None

    @property
    def text(self) -> str:
        """All that it says, without styles."""
        return "\n".join(text for text, _style in self._paragraphs)

    def show(self, paragraphs: Sequence[Piece]) -> None:
        """Say something else, from its beginning; the same again costs nothing."""
        if tuple(paragraphs) == self._paragraphs:
            return
        before = self.height_at(self._width)
        self._paragraphs = tuple(paragraphs)
        self.top = 0
        self.refresh(layout=before != self.height_at(self._width))

    def lines(self, width: int) -> list[Piece]:
        """Return the lines at a width, those out of sight too."""
        key = (self._paragraphs, width)
        if self._kept is None or self._kept[0] != key:
            room, plain = max(4, width - 2 * self.indent), self._looks.plain
            lines = [(line, style) for text, style in self._paragraphs for line in wrapped(plain(text), room)]
            self._kept = key, lines
        return self._kept[1]

    def height_at(self, width: int) -> int:
        """Return the lines that are in sight at once at a width."""
        most = self._most() if self._most is not None else 10_000
        return max(self.least, min(len(self.lines(width)), max(1, most)))

    @property
    def overflows(self) -> bool:
        """Whether some of it is out of sight."""
        return len(self.lines(self._width)) > self.height_at(self._width)

    def scroll_by(self, lines: int) -> bool:
        """Read on by lines, or back; return whether there was anything more that way."""
        most = max(0, len(self.lines(self._width)) - self.height_at(self._width))
        before, self.top = self.top, max(0, min(self.top + lines, most))
        if self.top != before:
            self.refresh()
        return self.top != before

    def turn(self, pages: int) -> bool:
        """Read on by pages, or back; return whether there was anything more that way."""
        return self.scroll_by(pages * self.height_at(self._width))

    @property
    def _width(self) -> int:
        return self.size.width or self.app.size.width

    @property
    def _looks(self) -> Looks:
        return getattr(self.app, "looks", None) or Looks()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height that the text asks for (Textual's hook)."""
        return self.height_at(width)

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        width, base = self.size.width, self.rich_style
        lines = self.lines(width)
        if self.top + y >= len(lines):
            return Strip.blank(width, base)
        text, name = lines[self.top + y]
        style = base + (self.get_component_rich_style(f"paragraphs--{name}") if name else Style())
        return Strip([Segment(" " * self.indent, base), Segment(text, style)]).adjust_cell_length(width, base)
