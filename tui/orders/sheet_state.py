"""Where the person is in the sheet of lines, and what keys do there; without a screen.

A cell is looked at, or typed in (:attr:`SheetState.editor`). What is typed belongs to the line when the cell is left;
Esc takes it back. Every step before that can be undone one by one, deleted lines among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from model.core.records.relations import Item
from model.orders.totals import Line
from tui.orders.sheet_lines import (
    COLUMNS,
    DISCOUNT,
    NUMBER,
    TEXT,
    UNIT_PRICE,
    VAT_RATE,
    LineReader,
    ReadLine,
    SheetLine,
)
from tui.widgets.editors import LineEditor

_LAST = len(COLUMNS) - 1
_MOST_STEPS = 500
"""Steps that can be undone; each holds a tuple of lines that it shares with its neighbours."""


@dataclass(frozen=True)
class Step:
    """The lines as they stood, and where the person was."""

    lines: tuple[SheetLine, ...]
    row: int
    column: int


class SheetState:
    """Lines, the cell in which the person is, and what is being typed in it.

    ``row`` is the number of a line, from 0; one more than the last is the stop that saves. ``column`` is a cell of the
    line, :data:`NUMBER` the one with its number. ``base`` are the lines on file, ``new`` the cells of a new line; in a
    ``locked`` sheet one can only look.
    """

    def __init__(self, base: Sequence[Item], new: Line, reader: LineReader, *, locked: bool = False) -> None:
        self.reader = reader
        texts = list(reader.texts_of(new))
        # A price of nought is none yet: nobody has to take it out first.
        texts[UNIT_PRICE] = "" if not new.unit_price else texts[UNIT_PRICE]
        self.new = tuple(texts)
        self.locked = locked
        self._next_key = 0
        self.base: tuple[SheetLine, ...] = tuple(self.line_on_file(item) for item in base)
        self.lines = self.base or (() if locked else (self.new_line(),))
        self.row, self.column = 0, TEXT
        self.editor: LineEditor | None = None
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def new_line(self, texts: tuple[str, ...] | None = None) -> SheetLine:
        """Return a new line, with other cells than those that it is given where ``texts`` says them."""
        self._next_key += 1
        return SheetLine(self._next_key, self.new if texts is None else texts, self.new)

    def line_on_file(self, item: Item) -> SheetLine:
        """Return a line that stands on file."""
        self._next_key += 1
        texts = self.reader.texts_of(item.detail)
        return SheetLine(self._next_key, texts, texts, item.id)

    def begin_with(self, lines: Sequence[SheetLine]) -> None:
        """Have other lines, as they were typed before: there is nothing to be undone."""
        self.lines = tuple(lines)
        self.row, self.column = 0, TEXT
        self._done.clear()
        self._undone.clear()

    # What stands there

    @property
    def on_save(self) -> bool:
        """Whether the person is on the stop that saves."""
        return self.row >= len(self.lines)

    @property
    def line(self) -> SheetLine:
        """The line in which the person is."""
        return self.lines[self.row]

    @property
    def cell(self) -> str:
        """What stands in the cell, before what is being typed in it."""
        return "" if self.on_save or self.column == NUMBER else self.line.texts[self.column]

    def shown_line(self, row: int) -> SheetLine:
        """Return a line as it would be if the cell were left now: totals follow at each key."""
        line = self.lines[row]
        if row != self.row or self.editor is None or self.editor.text == line.texts[self.column]:
            return line
        return line.with_cell(self.column, self.editor.text)

    def shown_lines(self) -> list[SheetLine]:
        """Return all lines as they would be if the cell were left now."""
        lines = list(self.lines)
        if self.editor is not None:
            lines[self.row] = self.shown_line(self.row)
        return lines

    def read(self, row: int) -> ReadLine:
        """Return what a line means as it stands there now."""
        return self.reader.read(self.shown_line(row))

    @property
    def kept_lines(self) -> tuple[SheetLine, ...]:
        """The lines that saving would put on file."""
        return tuple(line for line in self.lines if not line.blank)

    @property
    def dirty(self) -> bool:
        """Whether saving would change anything."""
        typing = self.editor is not None and self.editor.text != self.cell
        return typing or [(line.key, line.texts) for line in self.kept_lines] != [
            (line.key, line.given) for line in self.base
        ]

    # Typing

    def begin(self, text: str | None = None) -> bool:
        """Begin to type in the cell, behind what stands there or with ``text`` in its place; False where one cannot."""
        if self.locked or self.on_save or self.column == NUMBER:
            return False
        self.editor = LineEditor(self.cell if text is None else text)
        return True

    def leave(self) -> bool:
        """Put what was typed into the line; return whether anything is different."""
        editor, self.editor = self.editor, None
        if editor is None or editor.text == self.cell:
            return False
        return self._replace(self._with_cell(self.line, self.column, editor.text))

    def _with_cell(self, line: SheetLine, column: int, text: str) -> SheetLine:
        typed = line.with_cell(column, text)
        return line.with_cell(column, self.reader.normal(typed, column))

    def take_back(self) -> None:
        """Have the cell as it was before it was typed in."""
        self.editor = None

    def clear(self) -> bool:
        """Empty the cell."""
        if self.locked or self.on_save or self.column == NUMBER or not self.cell:
            return False
        return self._replace(self.line.with_cell(self.column, ""))

    def take_over(self, texts: Mapping[int, str]) -> None:
        """Have the cells of an earlier line."""
        self.editor = None
        self._replace(self.line.taking_over(texts))

    def fill(self, block: Sequence[Sequence[str]]) -> None:
        """Put a block of cells, row by row, from this cell on; lines that are missing are added."""
        if self.locked or self.on_save:
            return
        lines = list(self.lines)
        first = max(self.column, TEXT)
        for down, cells in enumerate(block):
            if self.row + down == len(lines):
                lines.append(self.new_line())
            line = lines[self.row + down]
            for column, text in enumerate(cells[: _LAST + 1 - first], first):
                line = self._with_cell(line, column, text)
            lines[self.row + down] = line
        self._set(lines)

    # Lines

    def add(self) -> None:
        """Add a new line below this one, and go to its text."""
        if not self.locked:
            at = min(self.row + 1, len(self.lines))
            self._set([*self.lines[:at], self.new_line(), *self.lines[at:]])
            self.row, self.column = at, TEXT

    def copy(self) -> bool:
        """Put a copy of the line below it, and go there."""
        if self.locked or self.on_save:
            return False
        line = self.line
        at = self.row + 1
        copied = replace(self.new_line(line.texts), typed=line.typed)
        self._set([*self.lines[:at], copied, *self.lines[at:]])
        self.row = at
        return True

    def move(self, step: int) -> bool:
        """Move the line up (-1) or down (1), and stay on it; False where it stands at the end already."""
        other = self.row + step
        if self.locked or self.on_save or not 0 <= other < len(self.lines):
            return False
        lines = list(self.lines)
        lines[self.row], lines[other] = lines[other], lines[self.row]
        self._set(lines)
        self.row = other
        return True

    def delete(self) -> bool:
        """Delete the line; the last one gives way to a new one."""
        if self.locked or self.on_save:
            return False
        rest = [*self.lines[: self.row], *self.lines[self.row + 1 :]]
        self._set(rest or [self.new_line()])
        self.row = min(self.row, len(self.lines) - 1)
        return True

    # Undo

    def undo(self) -> bool:
        """Take the latest step back; what is being typed counts as one. False where there is none."""
        if self.editor is not None and self.editor.text != self.cell:
            self.editor = None
            return True
        self.editor = None
        return self._go_back(self._done, self._undone)

    def redo(self) -> bool:
        """Do the step again that was taken back last; False where there is none."""
        self.leave()
        return self._go_back(self._undone, self._done)

    def _go_back(self, steps: list[Step], other: list[Step]) -> bool:
        if not steps:
            return False
        other.append(Step(self.lines, self.row, self.column))
        step = steps.pop()
        self.lines, self.row, self.column = step.lines, step.row, step.column
        return True

    def _replace(self, line: SheetLine) -> bool:
        if line.texts == self.line.texts and line.typed == self.line.typed:
            return False
        self._set([*self.lines[: self.row], line, *self.lines[self.row + 1 :]])
        return True

    def _set(self, lines: Sequence[SheetLine]) -> None:
        self._done.append(Step(self.lines, self.row, self.column))
        del self._done[:-_MOST_STEPS]
        self._undone.clear()
        self.lines = tuple(lines)

    # Where the person goes

    def next_cell(self, *, passing: bool) -> None:
        """Go to the next cell, from the last one to the next line; ``passing`` goes by what is filled in as a rule.

        Behind the last line stands a new one; from one in which nothing is typed the way leads to the stop that saves.
        """
        self.leave()
        if self.on_save:
            return
        last_line = self.row == len(self.lines) - 1
        if last_line and self.line.blank and (self.column == _LAST or (passing and self.column <= TEXT)):
            self.row, self.column = len(self.lines), TEXT
        elif self.column < (DISCOUNT - 1 if passing else _LAST):
            self.column += 1
        elif last_line and not self.locked:
            self.add()
        else:
            self.row, self.column = self.row + 1, TEXT

    def previous_cell(self) -> None:
        """Go to the cell before, from the first one to the last of the line above."""
        self.leave()
        if not self.on_save and self.column > TEXT:
            self.column -= 1
        elif self.row:
            self.row, self.column = self.row - 1, VAT_RATE

    def sideways(self, step: int) -> None:
        """Go one cell to the left or to the right, within the line."""
        self.leave()
        if not self.on_save:
            self.column = max(NUMBER, min(self.column + step, _LAST))

    def to_column(self, column: int) -> None:
        """Go to a cell of the line."""
        self.leave()
        if not self.on_save:
            self.column = column

    def by_rows(self, step: int) -> None:
        """Go up or down; below the last line is the stop that saves."""
        self.leave()
        self.row = max(0, min(self.row + step, len(self.lines)))

    def go(self, row: int, column: int) -> None:
        """Go to a cell."""
        self.leave()
        self.row, self.column = row, column
