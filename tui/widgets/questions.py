"""A question that is answered with yes or no, and a text to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from model.core.language import _
from tui.widgets.paragraphs import Paragraphs

if TYPE_CHECKING:
    pass

from tui.widgets.dialog import Dialog


class Confirm(Dialog):
    """A question that is answered with y, never with Enter and never with the key that asked; answers True or None."""

    def __init__(self, title: str, lines: Sequence[str] = (), *, yes: str = "") -> None:
        super().__init__(title)
        self.lines = list(lines)
        self.yes = yes

    def body(self) -> ComposeResult:
        """Yield what would happen."""
        yield Paragraphs([(text, "") for text in self.lines], most=self.text_room, classes="said")

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
        elif key == "enter":
            # Enter is pressed without reading: it answers no question that cannot be answered twice.
            self.complain(_("y answers yes, Esc no; Enter does neither."))


UNDO = "undo"
"""What a summary answers where u was pressed: whoever asked undoes the change that it tells of."""


class Told(Dialog):
    """Something to read: a summary, what failed and why; any key of moving scrolls, Enter or Esc closes.

    A summary that is ``undoable`` says so, and takes the key it names: it answers :data:`UNDO`.
    """

    def __init__(self, title: str, lines: Sequence[str], *, undoable: bool = False) -> None:
        super().__init__(title)
        self.lines = [*lines, _("u takes it all back.")] if undoable else list(lines)
        self.undoable = undoable

    def body(self) -> ComposeResult:
        """Yield the text."""
        yield Paragraphs([(text, "") for text in self.lines], most=self.text_room, id="dialog-text")

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        close = (_("Enter"), _("Close"))
        return (("u", _("Undo")), close) if self.undoable else (close,)

    def take_key(self, key: str) -> None:
        """Scroll or close."""
        text = self.query_one("#dialog-text", Paragraphs)
        steps = {"down": 1, "j": 1, "up": -1, "k": -1}
        if key in ("enter", "q"):
            self.dismiss(None)
        elif key == "u" and self.undoable:
            self.dismiss(UNDO)
        elif key in steps:
            text.scroll_by(steps[key])
        elif key == "space":
            text.turn(1)
