"""The layer as a whole, without Textual and without a terminal: text in, fewer bytes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tui.terminal.capabilities import Capabilities
from tui.terminal.colours import Depth
from tui.terminal.grid import Clusters, Grid
from tui.terminal.painter import Painter
from tui.terminal.reader import Reader
from tui.terminal.styles import StyleTable

SYNC_BEGIN = "\x1b[?2026h"
SYNC_END = "\x1b[?2026l"
_SYNC_FROM = 256
"""Characters from which a frame is worth the 16 bytes that keep the terminal from showing half of it."""


class OutputLayer:
    """Holds the screen that is wanted and the screen that is shown.

    Args:
        width: columns.
        height: rows.
        capabilities: what the terminal can do.

    Attributes:
        synchronised: whether the terminal has said that it knows synchronised output (mode 2026).
        full_repaint_pending: whether the next frame is painted in full.
    """

    def __init__(self, width: int, height: int, capabilities: Capabilities) -> None:
        self.capabilities = capabilities
        self.width = width
        self.height = height
        self.synchronised = False
        self.full_repaint_pending = True
        self._begin()

    def _begin(self) -> None:
        self._table = StyleTable(self.capabilities.depth, links=self.capabilities.links)
        self._clusters = Clusters()
        self._wanted = Grid(self.width, self.height)
        self._reader = Reader(self._wanted, self._table, self._clusters)
        self._painter = Painter(
            self.width,
            self.height,
            self._table,
            self._clusters,
            erases_with_background=self.capabilities.erases_with_background,
        )
        self.full_repaint_pending = True

    def feed(self, data: str) -> str:
        """Take in what Textual writes; returns the part that is no picture and is to be sent at once, as it stands."""
        passed = self._reader.feed(data)
        if self._reader.disturbed:
            self._reader.disturbed = False
            self.forget(clear=True)
        return passed

    def frame(self, *, cursor: bool = False) -> str:
        """What to send so that the terminal shows the newest picture; empty where it does already.

        Args:
            cursor: leave the (hidden) cursor where Textual left it, which is where text is typed: input methods and
                screen readers go by it. It costs some bytes a frame.

        What is returned counts as shown: it must be sent whole, or :meth:`forget` be called.
        """
        if self._table.full:
            self._renew_styles()
        if self.capabilities.depth is Depth.NONE and self.full_repaint_pending:
            self._find_paper()
        data = self._painter.frame(self._wanted, (self._reader.x, self._reader.y) if cursor else None)
        self.full_repaint_pending = False
        if data and self.synchronised and (len(data) >= _SYNC_FROM or self._painter.scrolled):
            data = f"{SYNC_BEGIN}{data}{SYNC_END}"
        return data

    def forget(self, *, clear: bool = False) -> None:
        """Something else may have written to the terminal: the next frame is painted in full.

        Args:
            clear: clear the screen first. Without, what is there is written over, which does not flicker.
        """
        self._painter.forget(clear=clear)
        self.full_repaint_pending = True

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size. The picture is blank until Textual draws it again."""
        self.width, self.height = width, height
        self._begin()
        self._painter.forget(clear=True)

    def already_shows(self, lines: Sequence[str]) -> None:
        """The terminal is known to show these lines, plain, from its first row on, and nothing below."""
        shown = Grid(self.width, self.height)
        for y, line in enumerate(lines[: self.height]):
            cells = self._clusters.cells(line)
            shown.put(0, y, cells, "\0" * len(cells))
        self._painter.trust(shown)
        self.full_repaint_pending = False

    @property
    def complete(self) -> bool:
        """Whether every row of the screen has been drawn since it got its size."""
        return not self._wanted.missing

    def leave(self) -> str:
        """What to send before another program writes to the terminal."""
        return self._painter.leave()

    def _find_paper(self) -> None:
        """Without colours, what stands out must be told from what does not: the commonest background is the paper."""
        counts = Counter("".join(self._wanted.styles))
        self._table.lay_on(ord(counts.most_common(1)[0][0]))

    def _renew_styles(self) -> None:
        """Begin a new table of styles with those now on the screen: long runs of the program meet very many."""
        old = self._table
        self._table = table = StyleTable(self.capabilities.depth, links=self.capabilities.links)
        numbers = {ord(used): table.number(old.styles[ord(used)]) for used in set("".join(self._wanted.styles))}
        self._wanted.styles = [row.translate(numbers) for row in self._wanted.styles]
        self._reader.renew(table)
        self._painter.renew(table)
        self.full_repaint_pending = True
