"""A menu: one of a few is chosen with its own key, or with arrows and Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from model.core.language import _
from tui.widgets.lines import Line
from tui.widgets.paragraphs import wrapped

if TYPE_CHECKING:
    pass

from tui.widgets.dialog import Dialog


@dataclass(frozen=True)
class Choice:
    """One line of a menu: the key that takes it, its label, its value, and whether it is in force now."""

    key: str
    label: str
    value: Any
    on: bool = False
    why_not: str = ""


class Menu(Dialog):
    """Choose one of a few, with its own key or with arrows and Enter; answers the value."""

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__(title)
        self.choices = list(choices)
        self.at = next((number for number, choice in enumerate(choices) if choice.on), 0)
        self.top = 0
        self._lines: list[Line] = []

    def body(self) -> ComposeResult:
        """Yield as many lines as the choices need, or as fit."""
        self._lines = [Line() for _row in self._rows()[: self.text_room(self.besides)]]
        yield from self._lines

    besides = 0
    """Lines of content beside the choices."""

    def on_mount(self) -> None:
        """Show the choices."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of a menu."""
        return ((_("Enter"), _("Take")), (_("Esc"), _("Back")))

    def _rows(self) -> list[tuple[int, str, bool]]:
        """Return every line of every choice: whose it is, what it says, and whether it is the first of it."""
        width = max(10, self.app.size.width - 10)
        rows = []
        for number, choice in enumerate(self.choices):
            label = choice.label + (f" ({choice.why_not})" if choice.why_not else "")
            for place, text in enumerate(wrapped(self.app.looks.plain(label), width)):
                rows.append((number, text, not place))
        return rows

    def draw(self) -> None:
        """Write the lines that can be seen: the whole of the choice pointed at, as far as there is room for it."""
        rows, room = self._rows(), len(self._lines)
        own = [place for place, (number, _text, _first) in enumerate(rows) if number == self.at]
        if own and len(own) <= room:
            self.top = min(max(self.top, own[-1] - room + 1), own[0])
        elif own and not own[0] <= self.top <= own[-1] - room + 1:
            self.top = own[0]
        looks = self.app.looks
        for line, (number, text, first) in zip(self._lines, rows[self.top :], strict=False):
            choice = self.choices[number]
            here = number == self.at
            pointer = (">" if looks.ascii else "›") if here and first else " "
            style = "dim" if choice.why_not else ("strong" if here else "")
            line.show(
                [
                    (f" {pointer} ", "accent"),
                    (f"{choice.key if first else '':2}", "accent"),
                    (text, style),
                    (f"  {looks.mark}" if choice.on and first else "", "accent"),
                ]
            )

    @property
    def reads_on(self) -> bool:
        """Whether there are lines out of sight."""
        return len(self._rows()) > len(self._lines) or super().reads_on

    def read_on(self, pages: int) -> bool:
        """Read on in a choice that is longer than the screen."""
        rows, room = self._rows(), len(self._lines)
        own = [place for place, (number, _text, _first) in enumerate(rows) if number == self.at]
        if not own or len(own) <= room:
            return super().read_on(pages)
        before, self.top = self.top, max(own[0], min(self.top + pages * room, own[-1] - room + 1))
        self.draw()
        return self.top != before

    def take_key(self, key: str) -> None:
        """Move, or take a choice."""
        for choice in self.choices:
            if choice.key and key == choice.key:
                self.take(choice)
                return
        if key in ("down", "j", "tab"):
            self.at = min(self.at + 1, len(self.choices) - 1)
        elif key in ("up", "k", "shift+tab"):
            self.at = max(self.at - 1, 0)
        elif key in ("home", "end"):
            self.at = 0 if key == "home" else len(self.choices) - 1
        elif key in ("pagedown", "pageup"):
            step = len(self._lines) * (1 if key == "pagedown" else -1)
            self.at = max(0, min(self.at + step, len(self.choices) - 1))
        elif key == "enter" and self.choices:
            self.take(self.choices[self.at])
            return
        self.draw()

    def take(self, choice: Choice) -> None:
        """Answer with a choice, or say why it cannot be taken."""
        if choice.why_not:
            self.complain(choice.why_not)
        else:
            self.dismiss(choice.value)


class SeenMenu(Menu):
    """A menu about something that nobody can have known of before it was in sight: a reminder that has fallen due."""

    must_be_seen = True
