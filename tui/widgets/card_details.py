"""The first tab of a card: what is known of the record, under headings, in one column or two, and lists below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from model.core.text import visible
from tui.looks import Looks
from tui.widgets.card_rows import Row, row_pieces
from tui.widgets.lines import Piece

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
    """Return the lines of the tab for a width in cells; empty blocks are left out."""
    filled = [block for block in blocks if block.facts or block.rows or block.more]
    facts = [block for block in filled if block.facts and not block.across]
    columns = 2 if width >= WIDE and len(facts) > 1 else 1
    room = (width - 2 * (columns - 1)) // columns
    made = [_facts(block, room, looks) for block in facts]
    lines: list[list[Piece]] = (
        _side_by_side(made, room) if columns == 2 else [line for one in made for line in [*one, []]]
    )
    found = [DetailLine(tuple(line)) for line in lines]
    for block in filled:
        if block in facts:
            continue
        if found and found[-1].pieces:
            found.append(DetailLine(()))
        if block.facts:
            found += [DetailLine(tuple(line)) for line in _facts(block, width, looks)]
            continue
        found.append(DetailLine(((block.heading, "strong"), (f"  {block.more}" if block.more else "", "dim"))))
        found += [DetailLine((("  ", ""), *row_pieces(row, width - 2, looks)), row) for row in block.rows]
    while found and not found[-1].pieces:
        found.pop()
    return found


def _facts(block: Block, room: int, looks: Looks) -> list[list[Piece]]:
    longest = max((cell_len(fact.label) for fact in block.facts), default=0)
    label_width = min(longest, _LONGEST_LABEL, max(room // 2 - 2, 1))
    lines: list[list[Piece]] = [[(looks.fit(block.heading, room), "strong")]] if block.heading else []
    for fact in block.facts:
        own = room - label_width - 2 if fact.label else room
        for number, part in enumerate(wrapped(fact.text, own)):
            label = looks.fit(fact.label if not number else "", label_width) + "  " if fact.label else ""
            lines.append([(label, "dim"), (looks.fit(part, own), fact.style)])
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


def wrapped(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` cells, broken at blanks where there are any; made visible."""
    width = max(width, 4)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in visible(paragraph).split(" "):
            for part in _pieces_of(word, width):
                if line and cell_len(line) + 1 + cell_len(part) > width:
                    lines.append(line)
                    line = part
                else:
                    line = f"{line} {part}" if line else part
        lines.append(line)
    return lines


def _pieces_of(word: str, width: int) -> list[str]:
    """Return a word in pieces that each fit ``width`` cells."""
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
