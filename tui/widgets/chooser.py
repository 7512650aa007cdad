"""Help and palette: the actions there are, found by typing, run by Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from model.core.language import _
from model.core.text import fold
from tui.actions import Action, shown_key
from tui.widgets.dialogs import Dialog
from tui.widgets.lines import Line, Piece


class Chooser(Dialog):
    """Actions by group with their keys; typing narrows them, Enter answers with the ID of the one pointed at."""

    def __init__(self, title: str, actions: Sequence[Action], why_not: Callable[[str], str]) -> None:
        super().__init__(title)
        self.actions = sorted(actions, key=lambda action: _GROUPS.get(action.group, 9))
        self.why_not = why_not
        self.typed = ""
        self.at = 0
        self.top = 0
        self.found: list[Action] = list(self.actions)
        self._lines: list[Line] = []

    def body(self) -> ComposeResult:
        """Yield the search line, as many actions as fit, and the help of the one pointed at."""
        yield Line(id="typed")
        self._lines = [Line() for _number in range(max(3, min(len(self.actions), self.app.size.height - 8)))]
        yield from self._lines
        yield Line(id="dialog-hint")

    def on_mount(self) -> None:
        """Show all."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Enter"), _("Do it")), (_("letters"), _("find")), (_("Esc"), _("Back")))

    def draw(self) -> None:
        """Write the lines that can be seen."""
        looks = self.app.looks
        self.top = min(max(self.top, self.at - len(self._lines) + 1), self.at)
        self.query_one("#typed", Line).show(
            [("  > ", "accent"), (self.typed, "strong"), ("_", "accent")], [(f"{len(self.found)}  ", "dim")]
        )
        previous = ""
        for number, line in enumerate(self._lines, start=self.top):
            if number >= len(self.found):
                line.show([])
                continue
            action = self.found[number]
            keys = " ".join(shown_key(key, ascii=looks.ascii) for key in action.keys)
            why_not = self.why_not(action.id)
            chosen = number == self.at
            pointer = (">" if looks.ascii else "›") if chosen else " "
            group = _(action.group) if action.group != previous else ""
            previous = action.group
            label = _(action.label) + (f"  ({why_not})" if why_not and chosen else "")
            pieces: list[Piece] = [
                (f" {pointer} ", "accent"),
                (looks.fit(keys, 20) + " ", "dim" if why_not else "accent"),
                (
                    looks.fit(label, max(10, self.size.width - 42)).rstrip(),
                    "dim" if why_not else ("strong" if chosen else ""),
                ),
            ]
            line.show(pieces, [(f"{group} ", "dim")])
        helped = _(self.found[self.at].help) if self.found else _("Nothing is called that.")
        self.query_one("#dialog-hint", Line).show([(f"   {helped}", "dim")])

    def take_key(self, key: str) -> None:
        """Narrow, move, or answer."""
        room = len(self._lines)
        if key == "enter":
            if self.found:
                action = self.found[self.at]
                if reason := self.why_not(action.id):
                    self.complain(reason)
                else:
                    self.dismiss(action.id)
            return
        if key in ("down", "up", "pagedown", "pageup", "home", "end"):
            step = {"down": 1, "up": -1, "pagedown": room, "pageup": -room, "home": -10_000, "end": 10_000}[key]
            self.at = max(0, min(self.at + step, len(self.found) - 1))
        else:
            if key == "backspace":
                self.typed = self.typed[:-1]
            elif key == "space":
                self.typed += " "
            elif len(key) == 1:
                self.typed += key
            self.narrow()
        self.complain("")
        self.draw()

    def narrow(self) -> None:
        """Keep the actions of which label, help or key hold every word typed."""
        words = fold(self.typed).split()
        self.found = [
            action
            for action in self.actions
            if all(
                word in fold(f"{_(action.label)} {_(action.help)} {_(action.group)} {action.id}")
                or self.typed in action.keys
                for word in words
            )
        ]
        self.at = self.top = 0


_GROUPS = {"Records": 0, "Many at once": 1, "Finding": 2, "Moving": 3, "Screens": 4, "Program": 5}
