"""Turns the difference between two grids into the fewest bytes a terminal needs.

Only what xterm, tmux, screen, the Linux console and PuTTY (and the emulator used in the tests) have in common is sent:
cursor movement, SGR, erase to the end of the line, scroll regions with index and reverse index, insert and delete line.
Rows that scroll in and cells that are erased are taken to be blank only when the pen is plain, or where the terminal is
known to erase with its background colour.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from tui.terminal.grid import HALF, SPECIAL, Clusters, Grid, is_risky, widest
from tui.terminal.movement import UNKNOWN_COLUMN, absolute, shortest
from tui.terminal.scrolling import Shift, best_shift
from tui.terminal.styles import StyleTable

_RUNS: Final = re.compile(r"(.)\1*", re.DOTALL).finditer
_GAP: Final = 4
"""Unchanged cells between two changes that are sent again rather than stepped over (stepping over costs as much)."""
_PRELUDE: Final = "\x0f\x1b(B\x1b[?7l\x1b[?25l\x1b[r\x1b[m"
"""Back to a known state: plain characters, no wrapping, no cursor, no region, plain pen."""


class Painter:
    """Knows what the terminal shows and sends what differs from what is wanted.

    Args:
        width: columns.
        height: rows.
        table: what the numbers of styles mean.
        clusters: what the stand-ins in cells mean.
        erases_with_background: whether the terminal is known to erase with the background colour of the pen.
    """

    def __init__(
        self, width: int, height: int, table: StyleTable, clusters: Clusters, *, erases_with_background: bool = False
    ) -> None:
        self.shown = Grid(width, height)
        self.table = table
        self.clusters = clusters
        self.erases_with_background = erases_with_background
        self.scrolled = False
        """Whether the last frame scrolled."""
        self._pen = 0
        self._cursor: tuple[int, int] | None = None
        self._out: list[str] = []
        self._lost = True
        self._clear = True
        self.shown.forget()

    def forget(self, *, clear: bool = False) -> None:
        """What the terminal shows is not known any more: the next frame is painted in full, after clearing the
        screen if ``clear`` (what is there may be of another size)."""
        self.shown.forget()
        self._lost = True
        self._clear |= clear

    def renew(self, table: StyleTable) -> None:
        """The numbers of styles mean something else from now on; all is painted again."""
        if self.table.styles[self._pen].link:
            self._out.append("\x1b]8;;\x1b\\")
        self.table = table
        self._pen = 0
        self.forget()

    def trust(self, shown: Grid) -> None:
        """The terminal is known to show ``shown`` (of the same size), with a plain pen and the cursor anywhere."""
        self.shown.copy_from(shown)
        self._lost = self._clear = False
        self._pen = 0
        self._cursor = None

    def frame(self, wanted: Grid, cursor: tuple[int, int] | None = None) -> str:
        """What to send so that the terminal shows ``wanted``, a grid of the same size; empty where it does already.

        Args:
            cursor: column and row where the (hidden) cursor is left when anything is sent; None for anywhere.
        """
        shown, out = self.shown, self._out
        self.scrolled = False
        if self._lost:
            self._restart()
        elif shown.characters == wanted.characters and shown.styles == wanted.styles:
            return ""
        else:
            for _attempt in range(3):
                shift = best_shift(shown, wanted)
                if shift is None:
                    break
                self._scroll(shift)
        for y in range(wanted.height):
            if shown.characters[y] != wanted.characters[y] or shown.styles[y] != wanted.styles[y]:
                self._row(y, wanted.characters[y], wanted.styles[y])
        shown.copy_from(wanted)
        if out and cursor is not None:
            self._move(min(cursor[0], wanted.width - 1), min(cursor[1], wanted.height - 1))
        data = "".join(out)
        out.clear()
        return data

    def leave(self) -> str:
        """What to send so that other programs find a plain pen."""
        data = self.table.change(self._pen, 0)
        self._pen = 0
        return data

    def _restart(self) -> None:
        self._out.append(_PRELUDE)
        # A link that was open is closed by going from it to no link.
        if self.table.styles[self._pen].link:
            self._out.append("\x1b]8;;\x1b\\")
        self._pen = 0
        self._cursor = None
        if self._clear:
            self._out.append("\x1b[H\x1b[2J")
            self._cursor = 0, 0
            blank = Grid(self.shown.width, self.shown.height)
            self.shown.copy_from(blank)
        self._lost = self._clear = False

    def _move(self, x: int, y: int) -> None:
        self._out.append(shortest(self._cursor, x, y))
        self._cursor = x, y

    def _to_style(self, style: int) -> None:
        if style != self._pen:
            self._out.append(self.table.change(self._pen, style))
            self._pen = style

    def _scroll(self, shift: Shift) -> None:
        top, bottom, lines = shift
        last = self.shown.height - 1
        out = self._out
        # Rows that come in take the pen's background on some terminals and not on others: make it plain.
        self._to_style(0)
        if bottom == last and top > 0:
            # No region is needed where everything below moves.
            self._move(0, top)
            letter = "M" if lines > 0 else "L"
            out.append(f"\x1b[{letter}" if abs(lines) == 1 else f"\x1b[{abs(lines)}{letter}")
            self._cursor = None
        else:
            whole = top == 0 and bottom == last
            if not whole:
                out.append(f"\x1b[{top + 1 if top else ''};{bottom + 1}r")
            if lines > 0:
                out.append(absolute(0, bottom) + "\x1bD" * lines if lines <= 2 else absolute(0, top) + f"\x1b[{lines}M")
            else:
                out.append(absolute(0, top) + ("\x1bM" * -lines if lines >= -2 else f"\x1b[{-lines}L"))
            if not whole:
                out.append("\x1b[r")
            self._cursor = None
        self.shown.scroll(top, bottom, lines)
        self.scrolled = True

    def _row(self, y: int, characters: str, styles: str) -> None:
        old_characters, old_styles = self.shown.characters[y], self.shown.styles[y]
        width = len(characters)
        special = SPECIAL.search(characters) is not None
        if not old_characters:
            changes = list(range(width))
        else:
            if old_styles == styles:
                changes = [x for x, (a, b) in enumerate(zip(old_characters, characters, strict=True)) if a != b]
            else:
                cells = zip(old_characters, characters, old_styles, styles, strict=True)
                changes = [x for x, (a, b, c, d) in enumerate(cells) if a != b or c != d]
            if special or SPECIAL.search(old_characters) is not None:
                changes = self._whole_glyphs(changes, old_characters, characters)
        end = self._erasable_from(characters, styles)
        tail = bisect_left(changes, end)
        erase = len(changes) > tail and changes[-1] - changes[tail] > 2
        if erase:
            erase_at = changes[tail]
            del changes[tail:]
        for start, stop in self._spans(changes, styles):
            self._span(y, start, characters[start:stop], styles[start:stop], special)
        if erase:
            self._move(erase_at, y)
            tail_style = ord(styles[-1])
            if self.table.blanks[self._pen] != tail_style:
                self._to_style(tail_style)
            self._out.append("\x1b[K")

    def _whole_glyphs(self, changes: list[int], old: str, new: str) -> list[int]:
        """``changes`` (columns in ascending order) widened so that no glyph, old or new, is changed in part.

        A wide character is two cells. One of disputed width is all the cells that a terminal may give it: what stands
        in them is sent again after it.
        """
        changed = set(changes)
        units = self._units(old) + self._units(new)
        grown = True
        while grown:
            grown = False
            for unit in units:
                inside = changed.intersection(unit)
                if inside and len(inside) < len(unit):
                    changed.update(unit)
                    grown = True
        return sorted(changed)

    def _units(self, cells: str) -> list[range]:
        """The columns of each glyph that takes, or may take, more than one."""
        units = []
        for found in SPECIAL.finditer(cells):
            x = found.start()
            if found[0] == HALF:
                units.append(range(x - 1, x + 1))
            elif is_risky(found[0]):
                units.append(range(x, min(len(cells), x + widest(self.clusters.text(found[0])))))
        return [unit for unit in units if len(unit) > 1]

    def _erasable_from(self, characters: str, styles: str) -> int:
        """The column from which the row is blank in one style that erasing leaves behind; the width where there is
        none."""
        width = len(characters)
        if characters[-1] != " ":
            return width
        last = styles[-1]
        style = self.table.sent(ord(last))
        if style.attributes or style.link or (style.background and not self.erases_with_background):
            return width
        return max(len(characters.rstrip(" ")), len(styles.rstrip(last)))

    def _spans(self, changes: list[int], styles: str) -> Iterator[tuple[int, int]]:
        """The columns to send, as start and stop; small gaps are closed where that takes no change of style."""
        if not changes:
            return
        blanks = self.table.blanks
        start = last = changes[0]
        for x in changes[1:]:
            if x > last + 1:
                close = x - last - 1 <= _GAP
                if close:
                    before = styles[last]
                    alike = {before, chr(blanks[ord(before)])}
                    close = all(style in alike for style in styles[last + 1 : x])
                if not close:
                    yield start, last + 1
                    start = x
            last = x
        yield start, last + 1

    def _span(self, y: int, x: int, characters: str, styles: str, special: bool) -> None:
        self._move(x, y)
        blanks = self.table.blanks
        runs = [(ord(run[1]), run.start(), run.end()) for run in _RUNS(styles)]
        for number, (style, start, stop) in enumerate(runs):
            pen = self._pen
            if style != pen:
                text = characters[start:stop]
                # A space looks the same in every pen of its background.
                if not (blanks[pen] == style and not text.strip(" ")):
                    if number + 1 < len(runs) and blanks[runs[number + 1][0]] == style and not text.strip(" "):
                        style = runs[number + 1][0]
                    self._to_style(style)
            self._text(x + start, y, characters[start:stop], special)
        if x + len(characters) >= self.shown.width:
            self._cursor = UNKNOWN_COLUMN, y

    def _text(self, x: int, y: int, cells: str, special: bool) -> None:
        """Send cells from column ``x`` on, where the cursor is (or is known not to be)."""
        out = self._out
        if not special or SPECIAL.search(cells) is None:
            if self._cursor != (x, y):
                self._move(x, y)
            out.append(cells)
            self._cursor = x + len(cells), y
            return
        for cell, following in zip(cells, cells[1:] + " ", strict=True):
            if cell != HALF:
                if self._cursor != (x, y):
                    self._move(x, y)
                risky = is_risky(cell)
                if risky and following == HALF:
                    # A terminal that gives it one cell would leave in the other what stood there.
                    out.append("  ")
                    if x + 2 < self.shown.width:
                        out.append("\b\b")
                    else:
                        # Where the cursor stands after the last cell is another matter of dispute.
                        self._cursor = UNKNOWN_COLUMN, y
                        self._move(x, y)
                out.append(self.clusters.text(cell))
                self._cursor = (UNKNOWN_COLUMN if risky else x + 1), y
            elif self._cursor == (x, y):
                self._cursor = x + 1, y
            x += 1
