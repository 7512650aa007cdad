"""The terminal at the other end: what a person would see after the bytes a program has sent."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any, ClassVar

import pyte
from pyte.screens import Char, Margins

_UNSEEN = re.compile(
    rb"\x1b[P_^X][^\x1b\x07]*(?:\x07|\x1b\\)"  # strings to the terminal: DCS, APC, PM, SOS
    rb"|\x1b\[[<>=][0-9;:]*[a-zA-Z]"  # private requests, as of the kitty keyboard protocol
    rb"|\x1b\[[?0-9;]*\$[a-z]"  # requests for the state of a mode
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[<>=?0-9;:$]*|[P_^X][^\x1b\x07]*\x1b?)?\Z")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")


class Screen(pyte.Screen):
    """pyte's screen with the three sequences a frugal program uses and pyte leaves out, and one that it has wrong."""

    answer: Callable[[bytes], None]

    def write_process_input(self, data: str) -> None:
        """Answer a question of the program (device attributes, cursor position)."""
        self.answer(data.encode())

    def scroll_up(self, count: int | None = None, **_: Any) -> None:
        """SU: move the lines of the scroll region up."""
        self._scroll(count or 1, up=True)

    def scroll_down(self, count: int | None = None, **_: Any) -> None:
        """SD: move the lines of the scroll region down."""
        self._scroll(count or 1, up=False)

    def repeat(self, count: int | None = None, **_: Any) -> None:
        """REP: draw the last character again."""
        if self.last_drawn:
            self.draw(self.last_drawn * (count or 1))

    last_drawn = ""

    def draw(self, data: str) -> None:
        """Draw text, remembering its last character for REP."""
        self.last_drawn = data[-1:]
        super().draw(data)

    def delete_lines(self, count: int | None = None) -> None:
        """DL: pyte 0.8.2, which keeps no blank lines, leaves a line as it was where one should come in its place."""
        for y in range(self.lines):
            self.buffer[y]
        super().delete_lines(count)

    def _scroll(self, count: int, *, up: bool) -> None:
        top, bottom = self.margins or Margins(0, self.lines - 1)
        x, y = self.cursor.x, self.cursor.y
        self.cursor.y = top
        # Inserting and deleting lines at the top of the region is the same movement.
        (self.delete_lines if up else self.insert_lines)(min(count, bottom - top + 1))
        self.cursor.x, self.cursor.y = x, y


class _Stream(pyte.ByteStream):
    csi: ClassVar[dict[str, str]] = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down", "b": "repeat"}
    events = frozenset(itertools.chain(pyte.ByteStream.events, ("scroll_up", "scroll_down", "repeat")))


class Emulator:
    """A terminal of ``columns`` × ``rows`` that is fed bytes and shows lines."""

    def __init__(self, columns: int, rows: int, answer: Callable[[bytes], None] = lambda _: None) -> None:
        self.screen = Screen(columns, rows)
        self.screen.answer = answer
        self._stream = _Stream(self.screen)
        self._held = b""
        self.modes: set[int] = set()
        """The private modes now set: 1049 alternate screen, 25 cursor shown, 1000/1003 mouse, 2004 bracketed paste."""

    def feed(self, data: bytes) -> None:
        """Show what ``data`` does; a sequence that is cut off waits for its end."""
        data = self._held + data
        cut = _UNFINISHED.search(data)
        self._held = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        for numbers, what in _MODE.findall(data):
            change = self.modes.update if what == b"h" else self.modes.difference_update
            change(int(number) for number in numbers.split(b";") if number)
        self._stream.feed(_UNSEEN.sub(b"", data))

    def resize(self, columns: int, rows: int) -> None:
        """Take a new size, as when a window is dragged."""
        self.screen.resize(rows, columns)

    @property
    def lines(self) -> list[str]:
        """The lines shown, without trailing blanks."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """All lines shown, one per line."""
        return "\n".join(self.lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor, from 0."""
        return self.screen.cursor.x, self.screen.cursor.y

    def cell(self, column: int, row: int) -> Char:
        """The character at a place with its colours and attributes (``fg``, ``bg``, ``bold``, ``reverse`` …)."""
        return self.screen.buffer[row][column]

    def cells(self) -> list[list[Char]]:
        """Every cell shown, to compare two screens colour for colour."""
        return [[self.cell(column, row) for column in range(self.screen.columns)] for row in range(self.screen.lines)]
