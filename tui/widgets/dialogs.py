"""Small questions: a menu of single keys, yes or no, a line of text, a text to read.

They stand at the foot of the screen they ask about, which stays in sight; nothing is dimmed, so that little is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from model.core.language import _
from tui.widgets.editors import LineEditor
from tui.widgets.keys import typed_key
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from tui.app import SalgApp

Result = TypeVar("Result")


class Dialog(ModalScreen[Any], inherit_bindings=False):
    """A box at the foot of the screen with a title, content and a line of keys."""

    AUTO_FOCUS = ""
    app: SalgApp

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        with Vertical(id="dialog"):
            yield Line(id="dialog-title")
            yield from self.body()
            yield Line(id="dialog-error")
            yield Line(id="dialog-keys")

    def body(self) -> ComposeResult:
        """Yield the content."""
        yield from ()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the dialog with what they do."""
        return ((_("Esc"), _("Back")),)

    def on_mount(self) -> None:
        """Write title and keys."""
        rule = self.app.looks.rule
        self.query_one("#dialog-title", Line).show(
            [(f"{rule}{rule} ", "dim"), (self.heading, "strong"), (" ", ""), (rule * 200, "dim")]
        )
        self.show_keys()

    def show_keys(self) -> None:
        """Write the line of keys."""
        keys, between = list(self.keys()), "  "

        def width() -> int:
            return 1 + sum(cell_len(f"{key} {label}") for key, label in keys) + len(between) * (len(keys) - 1)

        # How to answer and how to leave stand last, and must always be seen: what comes before them gives way.
        if width() > self.app.size.width:
            between = " "
        while width() > self.app.size.width and len(keys) > 2:
            keys.pop(-3)
        pieces: list[Piece] = [(" ", "")]
        for key, label in keys:
            pieces += [(key, "accent"), (f" {label}{between}", "")]
        self.query_one("#dialog-keys", Line).show(pieces)

    def complain(self, message: str) -> None:
        """Show what is wrong with what was answered."""
        self.query_one("#dialog-error", Line).show([(f" {message}", "error")] if message else [])

    async def on_event(self, event: events.Event) -> None:
        """Leave what was typed after the answer to what the answer brings about."""
        if isinstance(event, events.Key) and self.app.hold(event, answered=self.app.screen is not self):
            return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Take every key: what is under the dialog gets none."""
        event.stop()
        key = typed_key(event)
        if key == "escape":
            self.leave()
        else:
            self.take_key(key)

    def leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def take_key(self, key: str) -> None:
        """Do what a key of this dialog does."""


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
        """Yield a line a choice, as many as fit."""
        room = max(3, self.app.size.height - 6)
        self._lines = [Line() for _choice in self.choices[:room]]
        yield from self._lines

    def on_mount(self) -> None:
        """Show the choices."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of a menu."""
        return ((_("Enter"), _("Take")), (_("Esc"), _("Back")))

    def draw(self) -> None:
        """Write the lines that can be seen."""
        if self.at < self.top:
            self.top = self.at
        if self.at >= self.top + len(self._lines):
            self.top = self.at - len(self._lines) + 1
        looks = self.app.looks
        for number, line in enumerate(self._lines, start=self.top):
            choice = self.choices[number]
            pointer = (">" if looks.ascii else "›") if number == self.at else " "
            style = "dim" if choice.why_not else ("strong" if number == self.at else "")
            label = looks.fit(
                choice.label + (f" ({choice.why_not})" if choice.why_not else ""), max(10, self.app.size.width - 10)
            ).rstrip()
            line.show(
                [
                    (f" {pointer} ", "accent"),
                    (f"{choice.key:2}", "accent"),
                    (label, style),
                    (f"  {looks.mark}" if choice.on else "", "accent"),
                ]
            )

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
        elif key == "home":
            self.at = 0
        elif key == "end":
            self.at = len(self.choices) - 1
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


class Confirm(Dialog):
    """A question that is answered with y, never with Enter and never with the key that asked; answers True or None."""

    def __init__(self, title: str, lines: Sequence[str] = (), *, yes: str = "") -> None:
        super().__init__(title)
        self.lines = list(lines)
        self.yes = yes

    def body(self) -> ComposeResult:
        """Yield what would happen, line by line."""
        for _text in self.lines[: max(3, self.app.size.height - 6)]:
            yield Line(classes="said")

    def on_mount(self) -> None:
        """Show the lines."""
        super().on_mount()
        width = self.app.size.width - 4
        for line, text in zip(self.query(".said").results(Line), self.lines, strict=False):
            line.show([(f"  {self.app.looks.fit(text, width).rstrip()}", "")])

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of a question."""
        return (("y", self.yes or _("Yes")), (_("Esc"), _("No")))

    def take_key(self, key: str) -> None:
        """Answer."""
        # The first letter of "ja" answers as well: the hand that reads Norwegian or Danish looks for it.
        if key in ("y", "Y") or (key in ("j", "J") and _("Yes").lower().startswith("j")):
            self.dismiss(True)
        elif key in ("n", "N"):
            self.dismiss(None)


class Told(Dialog):
    """Something to read: a summary, what failed and why; any key of moving scrolls, Enter or Esc closes."""

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(title)
        self.lines = list(lines)
        self.top = 0
        self._shown: list[Line] = []

    def body(self) -> ComposeResult:
        """Yield as many lines as fit."""
        self._shown = [Line() for _text in self.lines[: max(3, self.app.size.height - 6)]]
        yield from self._shown

    def on_mount(self) -> None:
        """Show the lines."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Enter"), _("Close")),)

    def draw(self) -> None:
        """Write the lines that can be seen."""
        width = self.app.size.width - 4
        for number, line in enumerate(self._shown, start=self.top):
            line.show([(f"  {self.app.looks.fit(self.lines[number], width).rstrip()}", "")])

    def take_key(self, key: str) -> None:
        """Scroll or close."""
        room = len(self._shown)
        steps = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": room, "space": room, "pageup": -room}
        if key in ("enter", "q"):
            self.dismiss(None)
        elif key in steps:
            self.top = max(0, min(self.top + steps[key], len(self.lines) - room))
            self.draw()


class Ask(Dialog):
    """A line of text; answers it, None where Esc was pressed. ``check`` may refuse it with a sentence."""

    def __init__(
        self, title: str, text: str = "", *, hint: str = "", check: Callable[[str], str] | None = None
    ) -> None:
        super().__init__(title)
        self.editor = LineEditor(text)
        self.hint = hint
        self.check = check

    def body(self) -> ComposeResult:
        """Yield the line that is typed, and a hint."""
        yield Line(id="typed")
        if self.hint:
            yield Line(id="dialog-hint")

    def on_mount(self) -> None:
        """Show the line."""
        super().on_mount()
        if self.hint:
            self.query_one("#dialog-hint", Line).show([(f"  {self.hint}", "dim")])
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Enter"), _("Done")), (_("Esc"), _("Back")))

    def draw(self) -> None:
        """Write what is typed."""
        self.query_one("#typed", Line).show([("  > ", "accent"), *typed_pieces(self.editor, self.app.size.width - 6)])

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text on one line."""
        event.stop()
        self.editor.insert(event.text)
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """Answer, leave, or type."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        if event.key == "enter":
            refused = self.check(self.editor.text) if self.check else ""
            if refused:
                self.complain(refused)
            else:
                self.dismiss(self.editor.text)
        elif event.key == "escape":
            self.leave()
        elif self.editor.key(event.key, event.character if event.is_printable else None):
            self.complain("")
            self.draw()


def typed_pieces(editor: LineEditor, width: int) -> list[Piece]:
    """Return the text of an editor with its cursor, for a line of that many cells."""
    before, at, after = editor.window(width)
    return [(before, "strong"), (at or " ", "cursor"), (after, "strong")]
