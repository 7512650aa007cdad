"""A line of text that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from model.core.language import _
from tui.widgets.editors import LineEditor
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs

if TYPE_CHECKING:
    pass

from tui.widgets.dialog import Dialog


class Ask(Dialog):
    """A line of text; answers it, None where Esc was pressed.

    ``check`` may refuse it with a sentence; ``understood`` says beside the text what it means, as it is typed.
    """

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        hint: str = "",
        check: Callable[[str], str] | None = None,
        understood: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(title)
        self.understood = understood
        self.editor = LineEditor(text)
        self.hint = hint
        self.check = check

    def body(self) -> ComposeResult:
        """Yield the line that is typed, and a hint."""
        yield Line(id="typed")
        if self.hint:
            yield Paragraphs([(self.hint, "dim")], most=lambda: self.text_room(2), id="dialog-hint")

    def on_mount(self) -> None:
        """Show the line."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Enter"), _("Done")), (_("Esc"), _("Back")))

    def draw(self) -> None:
        """Write what is typed."""
        told = self.understood(self.editor.text) if self.understood is not None else ""
        right = [(f"{self.app.looks.arrow} {told} ", "accent")] if told else []
        room = self.app.size.width - 6 - sum(cell_len(text) for text, _style in right)
        self.query_one("#typed", Line).show([("  > ", "accent"), *typed_pieces(self.editor, max(8, room))], right)

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
