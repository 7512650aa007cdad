"""Text on the pages of a PDF: its letters, how wide they are, and what fits into a width.

The letters are embedded: Source Sans (SIL Open Font License) has those of Norwegian, Danish and Sámi. Widths and sizes
are in points.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

PLAIN, BOLD = "SalgPlain", "SalgBold"
_NARROW = 0.1
"""Of a size, less than the width of any letter that has one."""


@cache
def register_fonts() -> None:
    """Make the letters known to reportlab under the names :data:`PLAIN` and :data:`BOLD`."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = resources.files("font_source_sans_pro") / "files"
    for name, file in ((PLAIN, "SourceSansPro-Regular.ttf"), (BOLD, "SourceSansPro-Bold.ttf")):
        with resources.as_file(folder / file) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))


def text_width(text: str, font: str, size: float) -> float:
    """Return how wide ``text`` is as it is drawn."""
    from reportlab.pdfbase import pdfmetrics

    return float(pdfmetrics.stringWidth(drawable(text), font, size))


def clipped(text: str, font: str, size: float, width: float) -> str:
    """Return ``text``, or as much of its beginning as fits, with … after it."""
    if len(text) <= _most(size, width) and text_width(text, font, size) <= width + 0.01:
        return text
    return f"{text[: _fitting(text, font, size, width, '…')].rstrip()}…"


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Return the lines of ``text`` where each may be ``width`` wide; a word that is wider is broken.

    Line ends in the text are kept. There is at least one line.
    """
    return [line for paragraph in text.splitlines() or [""] for line in _lines(paragraph, font, size, width)]


def _lines(paragraph: str, font: str, size: float, width: float) -> Iterator[str]:
    line = ""
    for word in paragraph.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, font, size) <= width + 0.01:
            line = longer
            continue
        if line:
            yield line
        while len(word) > _most(size, width) or text_width(word, font, size) > width + 0.01:
            # One letter at least, or it would never end.
            fitting = max(1, _fitting(word, font, size, width))
            yield word[:fitting]
            word = word[fitting:]
        line = word
    yield line


def _fitting(text: str, font: str, size: float, width: float, after: str = "") -> int:
    """Return how many letters of ``text`` fit, with ``after`` behind them."""
    low, high = 0, min(len(text), _most(size, width))
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle] + after, font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _most(size: float, width: float) -> int:
    """Return how many letters may fit at all: of a very long text no more than these are measured."""
    return int(width / (size * _NARROW)) + 1


def drawable(text: str) -> str:
    """Return ``text`` with a question mark for each letter that the font has not got."""
    if text.isascii():
        return text
    known = _letters()
    return "".join(letter if ord(letter) in known else "?" for letter in text)


@cache
def _letters() -> frozenset[int]:
    register_fonts()
    plain, bold = (set(_face(name).charToGlyph) for name in (PLAIN, BOLD))
    return frozenset(plain & bold)


def _face(name: str) -> Any:
    from reportlab.pdfbase import pdfmetrics

    font: Any = pdfmetrics.getFont(name)
    return font.face
