"""How things look: glyphs and their ASCII forms, tones and their colours, lengths in cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from model.core.fields.choices import Choice
from model.core.text import visible
from tui.terminal import charset

ASCII_SIGNS = str.maketrans({"…": "...", "·": "-", "–": "-"})
"""What stands for the signs in our own sentences where only ASCII can be shown."""


@dataclass(frozen=True)
class Looks:
    """Which signs the terminal can show."""

    ascii: bool = False

    @classmethod
    def of(cls, setting: str, environment: Mapping[str, str]) -> Looks:
        """Return the looks for the ``glyphs`` setting: auto, unicode or ascii.

        Auto takes ASCII where the character set of the terminal is not UTF-8, and on the Linux console, whose fonts
        lack most signs.
        """
        if setting == "auto":
            return cls(environment.get("TERM") == "linux" or not charset.is_unicode())
        return cls(setting == "ascii")

    def symbol(self, choice: Choice) -> str:
        """Return the one-cell sign of a choice, '' where it has none."""
        return choice.ascii if self.ascii else choice.glyph

    @property
    def ellipsis(self) -> str:
        """What stands for text that was cut."""
        return "~" if self.ascii else "…"

    @property
    def mark(self) -> str:
        """The sign of a marked row."""
        return "*" if self.ascii else "●"

    @property
    def rule(self) -> str:
        """A piece of a horizontal line."""
        return "-" if self.ascii else "─"

    @property
    def dot(self) -> str:
        """What separates short facts on one line."""
        return "-" if self.ascii else "·"

    @property
    def arrow(self) -> str:
        """From … to."""
        return "->" if self.ascii else "→"

    def plain(self, text: str) -> str:
        """Return a text of the program's own with the signs that the terminal can show."""
        return text.translate(ASCII_SIGNS) if self.ascii else text

    def fit(self, text: str, width: int, *, right: bool = False) -> str:
        """Return ``text`` in exactly ``width`` cells: control characters made visible, cut or filled up."""
        text = self.plain(visible(text))
        cells = len(text) if text.isascii() else cell_len(text)
        if cells > width:
            return set_cell_size(text, width - 1) + self.ellipsis if width > 1 else self.ellipsis[:width]
        return " " * (width - cells) + text if right else text + " " * (width - cells)


TONES: Mapping[str, Style] = {
    "good": Style(color="green"),
    "bad": Style(color="red"),
    "warm": Style(color="yellow"),
    "cold": Style(color="blue"),
    "": Style(),
}
"""Tone of a choice → its colour, of the sixteen that every terminal has; the sign itself says the same."""
