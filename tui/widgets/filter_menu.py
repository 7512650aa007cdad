"""One menu for all long lists of choices: what is typed narrows it, Enter takes what is pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual import events
from textual.app import ComposeResult

from model.core.language import _
from model.core.text import fold
from tui.widgets.dialogs import Dialog, typed_pieces
from tui.widgets.editors import LineEditor
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs

KEYS = 20
"""Cells for the keys of a choice, where any has keys."""
HELP = 3


@dataclass(frozen=True)
class Option:
    """One choice: what it answers, its label, and what else is shown of it or found by.

    ``keys`` stand before the label, ``group`` at the right end of the first of its group; ``help`` below the list while
    it is pointed at. ``words`` are searched besides. ``disabled_reason`` says why it cannot be taken; an option
    of which ``takes`` is false is only to be read.
    """

    value: Any
    label: str
    keys: str = ""
    group: str = ""
    help: str = ""
    words: str = ""
    on: bool = False
    disabled_reason: str = ""
    takes: bool = True


class FilterMenu(Dialog):
    """Answers the value of an option; None where it was left."""

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        verb: str = "",
        free: str = "",
        free_last: bool = False,
        hint: str = "",
    ) -> None:
        """Show ``options``. ``free`` is the line that answers what is typed itself, with ``{text}`` in it.

        It stands first, so that typing and Enter keep just that; with ``free_last`` below what is found.
        """
        super().__init__(title)
        self.free = free
        self.free_last = free_last
        self.hint = hint
        self.options = list(options)
        self.verb = verb
        self.editor = LineEditor()
        self.found: list[Option] = list(self.options)
        self.at = next((place for place, option in enumerate(self.options) if option.on), 0)
        self.top = 0
        self._keys = KEYS if any(option.keys for option in self.options) else 0
        self._helps = bool(hint) or any(option.help or option.disabled_reason for option in self.options)
        self._lines: list[Line] = []

    def body(self) -> ComposeResult:
        """Yield the search line, as many options as fit, and the help of the one pointed at."""
        yield Line(id="typed")
        rows = len(self.options) + bool(self.free)
        self._lines = [Line() for _number in range(max(1, min(rows, self.text_room(1 + HELP))))]
        yield from self._lines
        yield Paragraphs(id="dialog-hint", indent=3, least=int(self._helps), most=lambda: HELP)

    def on_mount(self) -> None:
        """Show all."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("letters"), _("find")), (_("Enter"), self.verb or _("Take")), (_("Esc"), _("Back")))

    # What is shown

    def draw(self) -> None:
        """Write the lines that can be seen."""
        self.top = max(0, min(max(self.top, self.at - len(self._lines) + 1), self.at))
        typed = typed_pieces(self.editor, max(10, self.app.size.width - 16))
        self.query_one("#typed", Line).show([("  > ", "accent"), *typed], [(f"{len(self.found)}  ", "dim")])
        previous = ""
        for place, line in enumerate(self._lines, start=self.top):
            if place >= len(self.found):
                line.show([])
                continue
            option = self.found[place]
            group = option.group if option.group != previous else ""
            previous = option.group
            line.show(self._pieces(option, here=place == self.at), [(f"{group} ", "dim")] if group else [])
        self.query_one("#dialog-hint", Paragraphs).show(self._hint())
        self.show_keys()

    def _pieces(self, option: Option, *, here: bool) -> list[Piece]:
        looks = self.app.looks
        pointer = (">" if looks.ascii else "›") if here else " "
        off = bool(option.disabled_reason)
        pieces: list[Piece] = [(f" {pointer} ", "accent")]
        if self._keys:
            pieces.append((looks.fit(option.keys, self._keys) + " ", "dim" if off else "accent"))
        room = max(10, self.app.size.width - self._keys - 8 - (14 if option.group else 0))
        pieces.append((looks.fit(option.label, room).rstrip(), "dim" if off else ("strong" if here else "")))
        if option.on:
            pieces.append((f"  {looks.mark}", "accent"))
        return pieces

    def _hint(self) -> list[Piece]:
        if self.hint:
            return [(self.hint, "dim")]
        if not self.found:
            return [(_("Nothing is called that."), "dim")]
        option = self.found[self.at]
        told = [option.help] if option.help else []
        if len(self._shown_label(option)) < len(option.label):
            told.insert(0, option.label)
        reason = [(option.disabled_reason, "error")] if option.disabled_reason else []
        return [*reason, *((text, "dim") for text in told)]

    def _shown_label(self, option: Option) -> str:
        room = max(10, self.app.size.width - self._keys - 8 - (14 if option.group else 0))
        return self.app.looks.fit(option.label, room).rstrip()

    # Keys

    def on_paste(self, event: events.Paste) -> None:
        """Search for what was pasted."""
        event.stop()
        self.editor.insert(event.text)
        self.narrow()

    def on_key(self, event: events.Key) -> None:
        """Narrow, move, answer or leave."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        steps = {
            "down": 1, "tab": 1, "up": -1, "shift+tab": -1, "pagedown": len(self._lines),
            "pageup": -len(self._lines), "home": -10_000, "end": 10_000,
        }  # fmt: skip
        if event.key == "escape":
            self.leave()
        elif event.key == "enter":
            self._answer()
        elif event.key in steps:
            self.at = max(0, min(self.at + steps[event.key], len(self.found) - 1))
            self.complain("")
            self.draw()
        elif self.editor.key(event.key, event.character if event.is_printable else None):
            self.narrow()

    def _answer(self) -> None:
        if not self.found:
            self.complain(_("Nothing is called that."))
            return
        option = self.found[self.at]
        if option.disabled_reason:
            self.complain(option.disabled_reason)
        elif option.takes:
            self.dismiss(option.value)

    def narrow(self) -> None:
        """Keep the options that hold every word typed; those that begin with it come first."""
        typed = self.editor.text.strip()
        words = fold(typed).split()
        self.found = [option for option in self.options if self._holds(option, words, typed)]
        begin = fold(typed)
        if begin:
            # Sorting is stable: within each rank the order is that of the menu.
            self.found.sort(key=lambda option: _rank(option, begin, typed))
        if self.free and typed and not any(fold(option.label) == begin for option in self.found):
            # What is typed is a value itself.
            self.found.insert(len(self.found) if self.free_last else 0, Option(typed, self.free.format(text=typed)))
        self.at = self.top = 0
        self.complain("")
        self.draw()

    @staticmethod
    def _holds(option: Option, words: Sequence[str], typed: str) -> bool:
        text = fold(f"{option.label} {option.help} {option.group} {option.words}")
        return all(word in text or typed in option.keys.split() for word in words)


class SeveralMenu(FilterMenu):
    """As a :class:`FilterMenu`, but several can be taken: Space or a comma takes one, Enter ends it.

    Answers the values in the order in which they were taken.
    """

    def __init__(self, title: str, options: Sequence[Option]) -> None:
        super().__init__(title, options)
        self.taken: list[Any] = []

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return (
            (_("letters"), _("find")),
            (_("Space"), _("One of several")),
            (_("Enter"), _("Take")),
            (_("Esc"), _("Back")),
        )

    def on_key(self, event: events.Key) -> None:
        """Take one of several, or do what the menu does."""
        if event.key != "space" and event.character != ",":
            super().on_key(event)
            event.prevent_default()
            return
        event.stop()
        event.prevent_default()
        if self.found:
            self._turn(self.found[self.at].value)
            self.editor.set("")
            self.narrow()

    def _turn(self, value: Any) -> None:
        if value in self.taken:
            self.taken.remove(value)
        else:
            self.taken.append(value)
        self.options = [replace(option, on=option.value in self.taken) for option in self.options]

    def _answer(self) -> None:
        if self.taken and not self.editor.text.strip():
            self.dismiss(self.taken)
        elif not self.found:
            self.complain(_("Nothing is called that."))
        else:
            here = self.found[self.at].value
            self.dismiss([*self.taken, *([] if here in self.taken else [here])])


def _rank(option: Option, begin: str, typed: str) -> int:
    label = fold(option.label)
    if label == begin or typed in option.keys.split() or begin in fold(option.words).split():
        return 0
    if label.startswith(begin):
        return 1
    return 2 if any(word.startswith(begin) for word in label.split()) else 3
