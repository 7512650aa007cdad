"""The terminal's character set: what is sent is written in it, and what it lacks in letters that it has (COM-20).

A letter that cannot be shown gives way to as many cells as it takes, so that columns stay where they are: ``Kløver``
is ``Klover`` on a terminal that knows ASCII alone.
"""

from __future__ import annotations

import codecs
import locale

PLAIN = "salg-plain"
"""Name of the error handler by which what a character set lacks is written in letters that it has."""

_LETTERS = {
    "æ": "a", "ø": "o", "Æ": "A", "Ø": "O", "ð": "d", "Ð": "D", "þ": "t", "Þ": "T", "ß": "s", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ı": "i", "œ": "o", "Œ": "O", "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"',
    "«": '"', "»": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "·": "-", "•": "*", "●": "*", "…": "~",
    "×": "x", "→": ">", "←": "<", "↑": "^", "↓": "v", "│": "|", "║": "|", "─": "-", "═": "-", "█": "#", "▌": "#",
    "▐": "#", "░": ".", "▒": ":", "▓": "#", "▲": "^", "▼": "v", "▶": ">", "◀": "<", "✓": "v", "✗": "x", "€": "E",
    "›": ">", "‹": "<", "\xa0": " ", "\u202f": " ", "\u2009": " ", "\u200b": "", "\xad": "",
}  # fmt: skip
"""What has no plain letter below its accents."""


def of_terminal() -> str:
    """Return the codec of the terminal's character set, as the locale of the process says.

    Python itself reads and writes UTF-8 in the locale C; the terminal does not therefore.
    """
    try:
        return codecs.lookup(locale.getencoding()).name
    except LookupError:
        return "ascii"


def is_unicode() -> bool:
    """Whether the terminal can show any letter."""
    return of_terminal() in ("utf-8", "utf-16", "utf-32")


def encoded(text: str) -> bytes:
    """Return text as the terminal reads it; it never fails."""
    return text.encode(of_terminal(), PLAIN)


def decoder() -> codecs.IncrementalDecoder:
    """Return what reads the keys: a byte that makes no letter becomes a sign for that, and stops nothing."""
    name = of_terminal()
    # Whoever says ASCII, or C, has a keyboard that sends more all the same.
    return codecs.getincrementaldecoder("utf-8" if name == "ascii" else name)("replace")


def _in_plain_letters(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])).encode("ascii", "replace"), error.end


def _plain(letter: str) -> str:
    import unicodedata

    from rich.cells import cell_len

    if letter in _LETTERS:
        return _LETTERS[letter]
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return ""
    base = unicodedata.normalize("NFKD", letter)[:1]
    if "─" <= letter <= "╿":
        return "+"
    # As many as it was given room for: none for one that changes the sign before it, such as a colour of skin.
    cells = cell_len(letter)
    return base if base.isascii() and base.isprintable() and cells == 1 else "?" * cells


codecs.register_error(PLAIN, _in_plain_letters)
