"""What is typed into the message line of a list: a filter that the rows follow, or a letter to go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events

from model.core.language import _
from tui.widgets.dialogs import typed_pieces
from tui.widgets.editors import LineEditor

if TYPE_CHECKING:
    from tui.widgets.list_declarations import ListDeclarations


class ListTyping:
    """The words being typed over one list, if any are."""

    def __init__(self, screen: ListDeclarations) -> None:
        self._screen = screen
        self._what = ""
        self._editor = LineEditor()

    def filter(self) -> None:
        """Begin to type words that the rows must hold."""
        self._begin("filter", self._screen.list.filter.text)

    def letter(self) -> None:
        """Begin to type where to go."""
        self._begin("letter", "")

    def _begin(self, what: str, text: str) -> None:
        self._what = what
        self._editor = LineEditor(text)
        self._show()
        self._screen.show_hints()

    def hint_keys(self) -> Sequence[tuple[str, str]] | None:
        """Return the keys that work while something is being typed, for the hint line; None while nothing is."""
        if not self._what:
            return None
        end = _("No filter") if self._what == "filter" else _("Back")
        return ((_("letters"), _("find")), (_("Enter"), _("Done")), ("Tab", _("To the rows")), (_("Esc"), end))

    def take(self, event: events.Key) -> bool:
        """Take a key while something is being typed; say whether it was used."""
        if not self._what:
            return False
        if event.key in ("enter", "escape"):
            if event.key == "escape" and self._what == "filter":
                self._put("")
            self._end()
            return True
        if event.key in ("down", "up", "pagedown", "pageup", "tab"):
            self._end()
            return False
        if self._editor.key(event.key, event.character if event.is_printable else None):
            self._put(self._editor.text)
            self._show()
        return True

    def _end(self) -> None:
        self._what = ""
        self._screen.flash("")
        self._screen.show_hints()

    def _put(self, text: str) -> None:
        shown = self._screen.list
        if self._what == "filter":
            shown.set_filter(replace(shown.filter, text=text.strip()))
        else:
            shown.jump(text)

    def _show(self) -> None:
        label = _("Filter") if self._what == "filter" else _("To")
        self._screen.message_line.show([(f" {label}: ", "accent"), *typed_pieces(self._editor, 50)])
