"""The rows of a card's tabs, and how they are cut to the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len

from model.core.fields.choices import ChoiceField
from model.core.language import _
from model.core.records.record import Record
from tui.looks import Looks
from tui.widgets.lines import Piece

LEAST = 8
"""Cells that the part of a row without a width of its own gets at least."""


@dataclass(frozen=True)
class Cell:
    """One part of a row: its text, its cells (0: the room that is left), a style, and the side it stands on."""

    text: str
    width: int = 0
    style: str = ""
    right: bool = False
    spare: int = 0
    """Cells that the screen must have for the part to be shown; 0: always."""


_STYLES = {"good": "good", "bad": "error", "warm": "strong"}


def choice_cell(record: type[Record], name: str, stored: int, looks: Looks) -> Cell:
    """Return the one-cell sign of a stored choice of a record's field, in the colour of its tone."""
    field = record.field(name)
    assert isinstance(field, ChoiceField)
    choice = field.choice(field.from_stored(stored))
    return Cell(looks.symbol(choice), 1, _STYLES.get(choice.tone, ""))


@dataclass(frozen=True)
class Row:
    """One row: what it says, and what Enter does: opens a record, or shows ``told`` (a title and lines of text)."""

    cells: tuple[Cell, ...]
    record: str = ""
    record_id: int = 0
    told: tuple[str, tuple[str, ...]] | None = None
    data: Any = None
    """What the room's own keys need to know of the row."""
    work: str = ""
    """What Enter does where it opens neither record nor text: the name of it among ``tui.rooms.WORK``."""

    @property
    def opens(self) -> bool:
        """Whether Enter does anything."""
        return bool(self.record or self.work) or self.told is not None


def heading_cells(heads: Sequence[Cell], first: Row) -> tuple[Cell, ...]:
    """Return the headings of columns, each as wide as the cells of the ``first`` row below it."""
    cells = first.cells if len(first.cells) == len(heads) else heads
    return tuple(
        Cell(_(head.text), cell.width, "dim", head.right, head.spare) for head, cell in zip(heads, cells, strict=True)
    )


def narrowed(rows: Sequence[Row], heads: Sequence[Cell]) -> list[Row]:
    """Return rows of one shape with each column as narrow as its texts and its heading let it be.

    The cells that this saves go to the column of width 0. Numbers, which stand on the right, get all they need;
    texts at most the width of ``heads``.
    """
    widths = []
    for column, head in enumerate(heads):
        texts = [_(head.text), *(row.cells[column].text for row in rows)]
        needed = max(cell_len(text) for text in texts)
        widths.append(needed if head.right else min(head.width, needed))
    return [
        replace(row, cells=tuple(replace(cell, width=width) for cell, width in zip(row.cells, widths, strict=True)))
        for row in rows
    ]


def row_pieces(row: Row, width: int, looks: Looks) -> list[Piece]:
    """Return a row as pieces of ``width`` cells; parts that the width has no room for are left out."""
    shown = [cell for cell in row.cells if cell.spare <= width]
    fixed = sum(cell.width + 1 for cell in shown if cell.width)
    free = sum(1 for cell in shown if not cell.width)
    left = max(LEAST * free, width - fixed - max(0, free - 1))
    pieces: list[Piece] = []
    for cell in shown:
        room = cell.width or left // free
        pieces += [(looks.fit(cell.text, room, right=cell.right), cell.style), (" ", "")]
    return pieces[:-1]
