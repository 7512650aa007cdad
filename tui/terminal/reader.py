"""Reads what Textual writes to a terminal into a grid.

Textual writes a frame as cursor positions (``CUP``), styles (``SGR``), links (``OSC 8``) and text. All of this ends
up in the grid. Everything else (titles, clipboard, modes, queries, the bell) is handed back to be sent as it stands,
in order. What would change cells in a way that is not known here is handed back too, and said in
:attr:`Reader.disturbed`.
"""

from __future__ import annotations

import re
from typing import Final

from tui.terminal.grid import Clusters, Grid
from tui.terminal.styles import StyleTable

_POSITION: Final = re.compile(r"\x1b\[(\d+);(\d+)H").split
_PIECE: Final = re.compile(
    r"\x1b\[(?P<sgr>[\d;]*)m"
    r"|\x1b\]8;(?P<link>[^\x1b\x07]*)(?:\x1b\\|\x07)"
    r"|(?P<text>[^\x00-\x1f\x7f]+)"
).match
_OTHER: Final = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)(?P<intermediate>[ -/]*)(?P<final>[@-~])"
    r"|(?P<string>\x1b[\]PX^_].*?(?:\x1b\\|\x07))"
    r"|(?P<escape>\x1b[ -/]*[0-~])"
    r"|(?P<control>[\x00-\x1f\x7f])",
    re.DOTALL,
).match
# Final bytes of control sequences that leave cells and cursor alone: reports, modes, cursor shape, keyboard, window.
_HARMLESS: Final = frozenset("hlcnpqtuy")
_MOVES: Final = frozenset("ABCDEFGHdf")

Piece = tuple[str, str, int]


class Reader:
    """Reads into ``grid``; keeps the cursor (``x``, ``y``) and pen that the writer believes in.

    Attributes:
        disturbed: set when something was handed back that may have changed cells; whoever sends it must forget what is
            shown. Never cleared here.
    """

    CACHE_LIMIT: Final = 512

    def __init__(self, grid: Grid, table: StyleTable, clusters: Clusters) -> None:
        self.grid = grid
        self.table = table
        self.clusters = clusters
        self.x = 0
        self.y = 0
        self.pen = 0
        self.disturbed = False
        self._pieces: dict[tuple[int, str], Piece] = {}

    def feed(self, data: str) -> str:
        """Read ``data``; returns what of it is to be sent as it stands."""
        parts = _POSITION(data)
        passed: list[str] = []
        if parts[0]:
            self._read(parts[0], passed)
        for at in range(1, len(parts), 3):
            self.y = int(parts[at]) - 1
            self.x = int(parts[at + 1]) - 1
            content = parts[at + 2]
            if content:
                self._read(content, passed)
        return "".join(passed)

    def renew(self, table: StyleTable) -> None:
        """The numbers of styles mean something else from now on. The pen is plain between two frames."""
        self.table = table
        self.pen = 0
        self._pieces.clear()

    def _read(self, content: str, passed: list[str]) -> None:
        newline = content[-1] == "\n"
        key = self.pen, content[:-1] if newline else content
        piece = self._pieces.get(key)
        if piece is None:
            piece = self._plain_piece(key[1])
            if piece is None:
                self._read_mixed(content, passed)
                return
            if len(self._pieces) >= self.CACHE_LIMIT:
                self._pieces.clear()
            self._pieces[key] = piece
        cells, styles, self.pen = piece
        self.grid.put(self.x, self.y, cells, styles)
        if newline:
            self.x = 0
            self.y += 1
        else:
            self.x += len(cells)

    def _plain_piece(self, content: str) -> Piece | None:
        """Cells, styles and the pen afterwards of content that holds nothing but text, styles and links; else None."""
        table, pen = self.table, self.pen
        cells: list[str] = []
        styles: list[str] = []
        at, end = 0, len(content)
        while at < end:
            match = _PIECE(content, at)
            if match is None:
                return None
            at = match.end()
            kind = match.lastgroup
            if kind == "text":
                text = self.clusters.cells(match["text"])
                cells.append(text)
                styles.append(self._styles(pen, text))
            elif kind == "sgr":
                pen = table.after(pen, match["sgr"])
            else:
                pen = table.linked(pen, match["link"])
        return "".join(cells), "".join(styles), pen

    def _styles(self, pen: int, cells: str) -> str:
        look = self.table.looks[pen]
        blank = self.table.blanks[look]
        style = chr(look)
        if blank == look or " " not in cells:
            return style * len(cells)
        return chr(blank).join([style * len(word) for word in cells.split(" ")])

    def _read_mixed(self, content: str, passed: list[str]) -> None:
        at, end = 0, len(content)
        while at < end:
            match = _PIECE(content, at)
            if match is not None:
                at = match.end()
                piece = self._plain_piece(match[0])
                assert piece is not None
                cells, styles, self.pen = piece
                self.grid.put(self.x, self.y, cells, styles)
                self.x += len(cells)
                continue
            match = _OTHER(content, at)
            if match is None:
                # A sequence that is not finished: it is sent, and nothing is known afterwards.
                passed.append(content[at:])
                self.disturbed = True
                return
            at = match.end()
            if match["control"] is not None:
                self._control(match["control"], passed)
            elif match["final"] is not None:
                self._control_sequence(match, passed)
            else:
                passed.append(match[0])
                # Device strings may be pictures, and a bare escape may be a reset.
                self.disturbed |= match["string"] is None or match[0][1] == "P"

    def _control(self, control: str, passed: list[str]) -> None:
        if control == "\n":
            self.x = 0
            self.y += 1
        elif control == "\r":
            self.x = 0
        elif control == "\b":
            self.x = max(0, self.x - 1)
        elif control == "\a":
            passed.append(control)

    def _control_sequence(self, match: re.Match[str], passed: list[str]) -> None:
        parameters, final = match["parameters"], match["final"]
        if final in _MOVES and not match["intermediate"] and parameters.replace(";", "").isdecimal() | (not parameters):
            numbers = [int(number or 0) for number in parameters.split(";")]
            self._move(final, numbers[0], numbers[1] if len(numbers) > 1 else 1)
            return
        passed.append(match[0])
        private = parameters[:1] in ("?", ">", "<", "=") or match["intermediate"]
        # Leaving or entering the alternate screen shows other cells; a mode without a private mark may be insert mode.
        if not (final in _HARMLESS and (private or final not in "hlu")) or parameters in ("?1049", "?1047", "?47"):
            self.disturbed = True

    def _move(self, final: str, first: int, second: int) -> None:
        count = max(1, first)
        if final == "A":
            self.y -= count
        elif final == "B":
            self.y += count
        elif final == "C":
            self.x += count
        elif final == "D":
            self.x -= count
        elif final in "EF":
            self.x = 0
            self.y += count if final == "E" else -count
        elif final == "G":
            self.x = count - 1
        elif final == "d":
            self.y = count - 1
        else:
            self.y, self.x = count - 1, max(1, second) - 1
        self.x = min(max(self.x, 0), self.grid.width - 1)
        self.y = min(max(self.y, 0), self.grid.height - 1)
