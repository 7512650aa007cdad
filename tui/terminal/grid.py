"""The shadow of a screen: for every cell a character and a style.

A row is two strings as long as the screen is wide: one holds a character for each cell, the other a character whose
code point is the number of the cell's style. Strings, because comparing, joining and finding runs in them is done in
C.

- The second half of a wide character is :data:`HALF`.
- A cell with more than one code point (a letter with combining marks, an emoji sequence) is kept as one stand-in from
  the last private plane; :class:`Clusters` knows what it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from rich.cells import split_graphemes

HALF: Final = "\0"
_FIRST_STAND_IN: Final = 0x100000
_LAST_STAND_IN: Final = 0x10FFFD
# Letters, signs and line drawing that are one cell wide in every terminal.
_SIMPLE: Final = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2500-\u25fc]*"
).fullmatch
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
SPECIAL: Final = re.compile("[\0\u2190-\u24ff\u25a0-\u2bff\U0001f000-\U0010ffff]")
"""Cells that are not one plain character: halves, stand-ins, emoji, and signs of disputed width (lines and blocks,
which no screen can do without, are taken as measured)."""


def is_risky(cell: str) -> bool:
    """Whether terminals disagree on the width of ``cell``, so that after it nothing may be built upon where the
    cursor is.

    These are clusters, everything from the emoji planes, and signs: many of them are emoji in some terminals, or two
    cells wide where Asian widths are set.
    """
    return cell >= "\U0001f000" or "\u2190" <= cell <= "\u24ff" or "\u25a0" <= cell <= "\u2bff"


def widest(text: str) -> int:
    """Return the cells that the terminal least in agreement with us may give a risky cell of this text.

    One that knows no joined pictures draws each of them by itself.
    """
    cells = 0
    for letter in text:
        if unicodedata.category(letter) in ("Mn", "Me", "Cf") or "\ufe00" <= letter <= "\ufe0f":
            continue
        cells += 2 if letter >= "\u2190" or unicodedata.east_asian_width(letter) in "WF" else 1
    return max(1, cells)


class Clusters:
    """Stand-ins for cells that hold more than one code point."""

    def __init__(self) -> None:
        self._stand_ins: dict[str, str] = {}
        self._texts: list[str] = []

    def stand_in(self, text: str) -> str:
        """The one character that stands for ``text``; U+FFFD when there are no more to give."""
        known = self._stand_ins.get(text)
        if known is None:
            point = _FIRST_STAND_IN + len(self._texts)
            if point > _LAST_STAND_IN:
                return "\ufffd"
            known = self._stand_ins[text] = chr(point)
            self._texts.append(text)
        return known

    def text(self, cell: str) -> str:
        """What is sent for a cell: nothing for a half, the cluster for a stand-in, else the character itself."""
        if cell == HALF:
            return ""
        if cell >= "\U00100000":
            return self._texts[ord(cell) - _FIRST_STAND_IN]
        return cell

    def cells(self, text: str) -> str:
        """Text as cells. Control characters are dropped, wide characters take a :data:`HALF` after them."""
        if _SIMPLE(text):
            return text
        text = _UNPRINTABLE.sub("", text)
        spans, _width = split_graphemes(text)
        cells: list[str] = []
        for start, end, width in spans:
            cluster = text[start:end]
            if width == 0:
                # Nothing to stand on, or a mark that belongs to what is before it in another style.
                if cells and cells[-1] != HALF and cells[-1] != " ":
                    cells[-1] = self._one(self.text(cells[-1]) + cluster)
                continue
            cells.append(self._one(cluster))
            cells.extend(HALF * (width - 1))
        return "".join(cells)

    def _one(self, cluster: str) -> str:
        if len(cluster) > 1:
            cluster = unicodedata.normalize("NFC", cluster)
        if len(cluster) > 1 or cluster >= "\U00100000":
            return self.stand_in(cluster)
        return cluster


class Grid:
    """The cells of a screen of ``width`` columns and ``height`` rows, blank and plain to begin with.

    ``characters[y]`` and ``styles[y]`` are the two strings of a row. A row of which nothing is known has
    ``characters[y]`` empty. ``missing`` holds the rows that have never been set in full.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.characters: list[str] = [" " * width] * height
        self.styles: list[str] = ["\0" * width] * height
        self.missing: set[int] = set(range(height))

    def put(self, x: int, y: int, cells: str, styles: str) -> None:
        """Set cells from column ``x`` of row ``y`` on; what falls outside the screen is cut off."""
        width = self.width
        if not 0 <= y < self.height or x >= width or x < 0 or not cells:
            return
        end = x + len(cells)
        if end > width:
            cut_wide = cells[width - x] == HALF
            cells, styles = cells[: width - x], styles[: width - x]
            if cut_wide:
                cells = cells[:-1] + " "
            end = width
        if x == 0 and end == width:
            self.characters[y] = cells
            self.styles[y] = styles
            self.missing.discard(y)
            return
        before, after = self.characters[y][:x], self.characters[y][end:]
        # Writing over one half of a wide character blanks the other, as terminals do.
        if self.characters[y][x] == HALF:
            before = before[:-1] + " "
        if after[:1] == HALF:
            after = " " + after[1:]
        self.characters[y] = before + cells + after
        old = self.styles[y]
        self.styles[y] = old[:x] + styles + old[end:]

    def forget(self) -> None:
        """Nothing is known of any row any more."""
        self.characters = [""] * self.height

    def scroll(self, top: int, bottom: int, lines: int) -> None:
        """Move the rows ``top`` … ``bottom`` (inclusive) up by ``lines``, or down where it is negative; the rows that
        come in are blank and plain."""
        characters, styles = self.characters, self.styles
        blank, plain = [" " * self.width] * abs(lines), ["\0" * self.width] * abs(lines)
        if lines > 0:
            characters[top : bottom + 1] = characters[top + lines : bottom + 1] + blank
            styles[top : bottom + 1] = styles[top + lines : bottom + 1] + plain
        else:
            characters[top : bottom + 1] = blank + characters[top : bottom + 1 + lines]
            styles[top : bottom + 1] = plain + styles[top : bottom + 1 + lines]

    def copy_from(self, other: Grid) -> None:
        """Become equal to a grid of the same size."""
        self.characters = other.characters[:]
        self.styles = other.styles[:]
