"""The strip of letters that limits a list to what begins with one of them (CAMP-06, W11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from model.core.language import _
from tui.widgets import row_text
from tui.widgets.inputs import Piece
from tui.widgets.painted import Painted, styles_css

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
"""The order of the Norwegian and Danish alphabets."""


class AlphabetStrip(Painted):
    """One line: all, then every letter. A letter is taken by typing it, or by going there with the arrows."""

    DEFAULT_CSS = styles_css("AlphabetStrip", "height: 1; width: 1fr;")

    @dataclass
    class Chosen(Message):
        """The list is to show what begins with ``letter``, '' for all."""

        strip: AlphabetStrip
        letter: str

    @dataclass
    class Left(Message):
        """The person goes back to the list; the letter stays."""

        strip: AlphabetStrip

    def __init__(self, letter: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.letter = letter.upper()

    def show(self, letter: str) -> None:
        """Show another letter as the one in force, without telling of it."""
        if letter.upper() != self.letter:
            self.letter = letter.upper()
            self.refresh()

    def choose(self, letter: str) -> None:
        """Take a letter, '' for all."""
        if letter.upper() != self.letter:
            self.show(letter)
            self.post_message(self.Chosen(self, self.letter))

    def move(self, steps: int) -> None:
        """Take the letter so many places on, or back; all stands before the first."""
        places = ["", *LETTERS]
        now = places.index(self.letter) if self.letter in places else 0
        self.choose(places[max(0, min(len(places) - 1, now + steps))])

    async def _on_key(self, event: events.Key) -> None:
        if self._take(event):
            event.stop()
            event.prevent_default()

    def _take(self, event: events.Key) -> bool:
        match event.key:
            case "left":
                self.move(-1)
            case "right":
                self.move(1)
            case "home" | "backspace" | "delete" | "space":
                self.choose("")
            case "end":
                self.choose(LETTERS[-1])
            case "enter" | "escape" | "tab" | "shift+tab":
                self.post_message(self.Left(self))
            case _:
                if not event.is_printable or event.character is None:
                    return False
                if event.character.isalnum():
                    self.choose(event.character)
                    self.post_message(self.Left(self))
        return True

    def hint_keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys that work here, for the hint line."""
        return (
            (_("letter"), _("Begins with it")),
            (_("Space"), _("All")),
            (_("Enter"), _("To the list")),
            (_("Esc"), _("Back")),
        )

    def pieces(self) -> list[Piece]:
        """Return what stands on the line; what is in force stands in brackets as well, for those without colours."""
        width = self.size.width
        all_of_them = _("All")
        letters = [*LETTERS] if self.letter in ("", *LETTERS) else [*LETTERS, self.letter]
        # A letter takes two cells, with the brackets' room shared between neighbours.
        tight = row_text.cells(all_of_them) + 3 + 2 * len(letters) > width
        pieces: list[Piece] = []
        gap = " "
        for letter in ("", *letters):
            text = letter or all_of_them
            if letter == self.letter:
                pieces += [("[", "mark"), (text, "cursor"), ("]", "mark")]
                gap = ""
            else:
                pieces.append((gap + text, ""))
                gap = "" if tight else " "
        return pieces

    def render_line(self, y: int) -> Strip:
        """Return the line."""
        strip = Strip([Segment(text, self.style_of(style)) for text, style in self.pieces()])
        return strip.adjust_cell_length(self.size.width, self.rich_style).simplify()
