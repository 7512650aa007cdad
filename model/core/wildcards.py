"""Wildcards in text criteria and search boxes (CAMP-06, decision 17, W01-W10).

``%`` stands for any text, nothing else does: ``AS%`` starts with, ``%AS`` ends with, ``A%AS`` starts with and ends
with, ``AS`` contains. Patterns and the keys they are held against are folded by the same function
(:func:`model.core.text.fold`), so that case, accents and white space make no difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from model.core.text import fold as fold_text


class Pattern(NamedTuple):
    """What a folded key must contain, in this order and without overlap.

    ``starts`` ties the first part to the beginning of the key, ``ends`` the last part to its end; one part tied at
    both ends is equality. No parts: every key that is not empty.
    """

    parts: tuple[str, ...]
    starts: bool = False
    ends: bool = False

    def matches(self, key: str | None) -> bool:
        """Whether ``key``, folded as the pattern is, matches; an unknown or empty key matches nothing."""
        if not key:
            return False
        if not self.parts:
            return True
        if self.starts and self.ends and len(self.parts) == 1:
            return key == self.parts[0]
        position, end = 0, len(key)
        floating = self.parts
        if self.starts:
            if not key.startswith(floating[0]):
                return False
            position, floating = len(floating[0]), floating[1:]
        if self.ends:
            end -= len(floating[-1])
            if end < position or not key.endswith(floating[-1]):
                return False
            floating = floating[:-1]
        for part in floating:
            position = key.find(part, position, end)
            if position < 0:
                return False
            position += len(part)
        return True

    def like(self) -> str:
        r"""The same as text for ``key LIKE ? ESCAPE '\'``.

        No parts become ``_%``: at least one character. Engines whose LIKE folds ASCII letters agree too, since keys
        have no capitals.
        """
        if not self.parts:
            return "_%"
        text = "%".join(part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for part in self.parts)
        return ("" if self.starts else "%") + text + ("" if self.ends else "%")

    @property
    def prefix(self) -> str:
        """What every matching key begins with, "" where that is not known; bounds a range of sorted keys."""
        return self.parts[0] if self.starts and self.parts else ""

    @property
    def is_prefix(self) -> bool:
        """Whether beginning with :attr:`prefix` is all that is asked."""
        return self.starts and not self.ends and len(self.parts) == 1


def parse_pattern(text: str, fold: Callable[[str], str] = fold_text) -> Pattern | None:
    r"""Read what was typed; None if it asks for nothing (no filter).

    ``\%`` is a literal per cent sign, every other backslash is itself, as are ``_`` and ``*``. White space round the
    whole is dropped; between text and a ``%`` one space counts, so that ``% AS`` asks for the word.
    """
    pieces = _split(text.strip())
    parts: list[str] = []
    last = len(pieces) - 1
    for number, piece in enumerate(pieces):
        folded = fold(piece)
        if number > 0 and piece[:1].isspace():
            folded = " " + folded
        if number < last and piece[-1:].isspace() and folded != " ":
            folded += " "
        if folded:
            parts.append(folded)
    if not parts:
        return Pattern(()) if last else None
    if not last:
        return Pattern(tuple(parts))
    return Pattern(tuple(parts), starts=bool(fold(pieces[0])), ends=bool(fold(pieces[-1])))


def _split(text: str) -> list[str]:
    """Split at every ``%`` that no backslash stands before."""
    pieces = [""]
    position = 0
    while position < len(text):
        letter = text[position]
        if letter == "\\" and text[position + 1 : position + 2] == "%":
            pieces[-1] += "%"
            position += 2
            continue
        if letter == "%":
            pieces.append("")
        else:
            pieces[-1] += letter
        position += 1
    return pieces
