"""Rows of choices in a dialog: up and down between them, left and right through the answers of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tui.looks import Looks
from tui.widgets.dialogs import typed_pieces
from tui.widgets.editors import LineEditor
from tui.widgets.lines import Piece


@dataclass
class Question:
    """One row: a name in code, a label, and its answers; without answers it is a line to type.

    ``why_not`` says why the answer cannot be changed now; ``shown`` whether the row is there at all.
    """

    name: str
    label: str
    answers: Sequence[tuple[Any, str]] = ()
    value: Any = None
    why_not: str = ""
    shown: Callable[[], bool] = field(default=lambda: True)
    editor: LineEditor = field(default_factory=LineEditor)

    def turn(self, step: int) -> bool:
        """Go to the next answer; return whether there is another one."""
        if self.why_not or len(self.answers) < 2:
            return False
        values = [value for value, _label in self.answers]
        self.value = values[(values.index(self.value) + step) % len(values)]
        return True

    def pieces(self, looks: Looks, chosen: bool, label_width: int, width: int) -> list[Piece]:
        """Return the row as it is shown: every answer in sight, the one in force marked."""
        pointer = (">" if looks.ascii else "›") if chosen else " "
        pieces: list[Piece] = [
            (f" {pointer} ", "accent"),
            (looks.fit(self.label, label_width) + "  ", "strong" if chosen else ""),
        ]
        if not self.answers:
            room = width - label_width - 8
            if chosen:
                return [*pieces, *typed_pieces(self.editor, room)]
            return [*pieces, (looks.fit(self.editor.text, room), "")]
        if self.why_not:
            label = next(label for value, label in self.answers if value == self.value)
            return [*pieces, (label, "dim"), (f"  ({self.why_not})", "dim")]
        long = sum(len(label) + 4 for _value, label in self.answers) > width - label_width - 6
        for value, label in self.answers:
            on = value == self.value
            if long and not on:
                continue
            sign = f"[{label}]" if on else f" {label} "
            pieces += [(sign, ("cursor" if chosen else "strong") if on else "dim"), (" ", "")]
        if long:
            at = [value for value, _label in self.answers].index(self.value) + 1
            pieces.append((f"{at}/{len(self.answers)}", "dim"))
        return pieces
