"""The picture of the start page: boxes in columns, as high as what is in them needs and as the screen allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tui.looks import Looks
from tui.start.boxes import Box
from tui.widgets.line_list import LineList
from tui.widgets.lines import Piece

GAP = 2
"""Cells between two columns."""

COLUMNS = {
    2: (
        ("call_backs", "tasks", "meetings", "warned", "campaigns", "customers"),
        ("sales", "sellers", "month", "quarter"),
    ),
    3: (
        ("call_backs", "tasks", "meetings", "warned", "campaigns"),
        ("month", "quarter", "customers"),
        ("sales", "sellers", "changes"),
    ),
}
"""What stands where: on the left what is due now, which is what a seller looks for first; on the right the money.

Boxes that there is nothing for are left out.
"""

WIDE, HIGH = 160, 34
"""Columns of the screen from which there are three, and rows from which two have room for what was done last."""


class Part(NamedTuple):
    """A box in its place."""

    box: Box
    column: int
    left: int
    width: int
    top: int
    """The row of its heading."""
    rows: int
    """How many of its rows are shown."""
    first: int
    """The first of them."""


class Picture(LineList):
    """The lines of the page; only those that have changed are painted again."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(lambda number, _width, _chosen: self._lines[number], id=id)
        self._lines: list[list[Piece]] = []
        self.active = False

    def show(self, lines: list[list[Piece]]) -> None:
        """Show these lines in place of those that are there."""
        before, self._lines = self._lines, lines
        self.length = len(lines)
        for row in range(max(len(before), len(lines))):
            if row >= len(before) or row >= len(lines) or before[row] != lines[row]:
                self._paint(row)


def parted(boxes: Mapping[str, Box], width: int, height: int, focus: str, at: Mapping[str, int]) -> list[Part]:
    """Return the boxes in their places on ``height`` rows, column by column.

    ``at`` says on which row of a box its cursor stands; that row is among those shown, of the box ``focus`` at least.
    """
    count = 3 if width >= WIDE else 2
    wide = (width - GAP * (count - 1)) // count
    parts: list[Part] = []
    for column, names in enumerate(COLUMNS[count]):
        if count == 2 and not column and height >= HIGH:
            names = (*names, "changes")
        shown = [boxes[name] for name in names if name in boxes]
        rows, space = _shared([len(box.opens) for box in shown], height)
        top = 0
        for box, size in zip(shown, rows, strict=True):
            first = max(0, min(at.get(box.name, 0) - size + 1, len(box.opens) - size))
            parts.append(Part(box, column, column * (wide + GAP), wide, top, size, first))
            top += 1 + size + space
    return parts


def _shared(wanted: Sequence[int], height: int) -> tuple[list[int], int]:
    """Share the rows of a column among its boxes; return how many each has, and the blank ones between two.

    Each box has a heading. They get one row after the other in turn, as long as they have something to show in it, so
    that a long one takes only what the others leave.
    """
    given = [0] * len(wanted)
    left = height - len(wanted)
    while left > 0 and given != list(wanted):
        for number, most in enumerate(wanted):
            if given[number] < most and left > 0:
                given[number] += 1
                left -= 1
    between = len(wanted) - 1
    return given, 1 if between and left >= between else 0


def painted(parts: Sequence[Part], width: int, height: int, looks: Looks, focus: str, at: int) -> list[list[Piece]]:
    """Return the lines of the boxes, the cursor on row ``at`` of the box ``focus``."""
    columns: dict[int, dict[int, list[Piece]]] = {}
    for part in parts:
        lines = columns.setdefault(part.left, {})
        lines[part.top] = _heading(part, looks, focus)
        rows = part.box.lines(part.width)
        for number in range(part.first, part.first + part.rows):
            pieces = rows[number]
            if part.box.name == focus and number == at:
                text = "".join(text for text, _style in pieces)
                pieces = [(looks.fit(text, part.width), "cursor")]
            lines[part.top + 1 + number - part.first] = pieces
    painted: list[list[Piece]] = []
    for row in range(height):
        line: list[Piece] = []
        reached = 0
        for left, lines in columns.items():
            if row in lines:
                line += [(" " * (left - reached), ""), *lines[row]]
                reached = left + sum(cell_len(text) for text, _style in lines[row])
        painted.append(line)
    return painted


def _heading(part: Part, looks: Looks, focus: str) -> list[Piece]:
    box, width = part.box, part.width
    title = looks.plain(box.title)
    # More rows than are seen: the heading says so, and arrows go through them.
    more = (" v" if looks.ascii else " ↓") if part.rows < len(box.opens) else ""
    room = width - cell_len(title) - cell_len(more) - 3
    # A sum is never cut: where it has no room in any form, the title gives way.
    told = next((text for text in box.told if cell_len(text) <= room), box.told[-1])
    title = looks.fit(title, max(4, min(cell_len(title), width - cell_len(told) - cell_len(more) - 3))).rstrip()
    rule = width - cell_len(title) - cell_len(told) - cell_len(more) - 1 - (1 if told else 0)
    style = "accent" if box.name == focus else "strong"
    return [(f"{title} ", style), (looks.rule * max(0, rule), "dim"), (f" {told}" if told else "", ""), (more, "dim")]
