"""The first tab of a card: what is known of the record, under headings, in one column or two, and lists below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui.looks import Looks
from tui.widgets.card_rows import Row, row_pieces
from tui.widgets.lines import Piece
from tui.widgets.paragraphs import wrapped

WIDE = 76
"""Cells from which facts stand in two columns."""
_LONGEST_LABEL = 20


@dataclass(frozen=True)
class Fact:
    """One thing that is known: its label and its text, which may have several lines; ``style`` names how it looks."""

    label: str
    text: str
    style: str = ""


@dataclass(frozen=True)
class Block:
    """What stands under one heading: facts, or else rows that Enter opens, across the whole width.

    ``more`` stands dim beside the heading: how many there are, which key adds one.
    """

    heading: str
    facts: tuple[Fact, ...] = ()
    rows: tuple[Row, ...] = ()
    more: str = ""
    across: bool = False
    """Whether facts stand across the whole width too: a long note does."""


@dataclass(frozen=True)
class DetailLine:
    """One line of the tab, with the row that Enter opens on it, if any."""

    pieces: tuple[Piece, ...]
    row: Row | None = None


def lay_out(blocks: Sequence[Block], width: int, looks: Looks) -> list[DetailLine]:
    """Return the lines of the tab for a width in cells, in the order of the blocks; empty ones are left out.

    Facts that follow each other stand in two columns where there is room; what stands across parts them.
    """
    found: list[DetailLine] = []
    waiting: list[Block] = []

    def put(lines: Sequence[DetailLine]) -> None:
        if found and lines:
            found.append(DetailLine(()))
        found.extend(lines)

    for block in [block for block in blocks if block.facts or block.rows]:
        if block.facts and not block.across:
            waiting.append(block)
            continue
        put(_columns(waiting, width, looks))
        waiting = []
        if block.facts:
            put([DetailLine(tuple(line)) for line in _facts(block, width, looks)])
        else:
            heading = DetailLine(((block.heading, "strong"), (f"  {block.more}" if block.more else "", "dim")))
            put([heading, *(DetailLine((("  ", ""), *row_pieces(row, width - 2, looks)), row) for row in block.rows)])
    put(_columns(waiting, width, looks))
    return found


def _columns(blocks: Sequence[Block], width: int, looks: Looks) -> list[DetailLine]:
    columns = 2 if width >= WIDE and len(blocks) > 1 else 1
    room = (width - 2 * (columns - 1)) // columns
    made = [_facts(block, room, looks) for block in blocks]
    if columns == 2:
        return [DetailLine(tuple(line)) for line in _side_by_side(made, room)]
    lines = [line for one in made for line in [*one, []]][:-1]
    return [DetailLine(tuple(line)) for line in lines]


def _facts(block: Block, room: int, looks: Looks) -> list[list[Piece]]:
    longest = max((cell_len(fact.label) for fact in block.facts), default=0)
    label_width = min(longest, _LONGEST_LABEL, max(room // 2 - 2, 1))
    lines: list[list[Piece]] = [[(looks.fit(block.heading, room), "strong")]] if block.heading else []
    for fact in block.facts:
        own = room - label_width - 2 if fact.label else room
        for number, part in enumerate(wrapped(fact.text, own)):
            label = looks.fit(fact.label if not number else "", label_width) + "  " if fact.label else ""
            text = looks.fit(part, own)
            # The blanks that fill the column are no part of a link.
            lines.append([(label, "dim"), (text.rstrip(), fact.style), (text[len(text.rstrip()) :], "")])
    return lines


def _side_by_side(blocks: Sequence[list[list[Piece]]], room: int) -> list[list[Piece]]:
    sides: tuple[list[list[Piece]], list[list[Piece]]] = ([], [])
    blank: list[Piece] = [(" " * room, "")]
    for block in blocks:
        side = sides[0] if len(sides[0]) <= len(sides[1]) else sides[1]
        if side:
            side.append(blank)
        side.extend(block)
    left, right = sides
    return [
        [*(left[row] if row < len(left) else blank), ("  ", ""), *(right[row] if row < len(right) else [])]
        for row in range(max(len(left), len(right)))
    ]
