"""What a value looks like in a cell of a list: one line, cut to its width, safe whatever it holds.

Widths are in cells of the terminal, not in characters. Nothing here reads markup (COM-23).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size

from model.core.fields.base import Field, Reading
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.references import Reference
from model.core.text import visible


@dataclass(frozen=True)
class Glyphs:
    """The signs that a list is drawn with; each is one cell wide."""

    cut: str = "…"
    marked: str = "●"
    ascending: str = "▲"
    descending: str = "▼"


UNICODE = Glyphs()
ASCII = Glyphs(cut="~", marked="*", ascending="^", descending="v")


def has_symbols(field: Field) -> bool:
    """Whether the field's values are shown as one glyph each (LEAD-02, LEAD-03)."""
    return isinstance(field, ChoiceField) and bool(field.signs)


def choice_of(field: ChoiceField, stored: Any) -> Choice | None:
    """Return the choice for a stored value, None for null."""
    value = field.from_stored(stored)
    return None if value is None else field.choice(value)


def symbol(field: Field, stored: Any, *, ascii: bool) -> tuple[str, str]:
    """Return the glyph (or its ASCII letter) and the tone for a stored value of a field with symbols."""
    assert isinstance(field, ChoiceField)
    choice = choice_of(field, stored)
    if choice is None:
        return "", ""
    return (choice.ascii if ascii else choice.glyph), choice.tone


def cell_text(field: Field, stored: Any, reading: Reading) -> str:
    """Return a column's stored value as text; references come as the title already (see ``Listing``)."""
    if stored is None:
        return ""
    if isinstance(field, Reference):
        return str(stored)
    return field.brief(field.from_stored(stored), reading)


def fit(text: str, width: int, *, right: bool = False, cut: str = "…") -> str:
    """Return ``text`` in exactly ``width`` cells: made visible, cut with ``cut`` or filled with blanks."""
    if width <= 0:
        return ""
    # No more than what could be shown is looked at: a note may be long, and marks on letters take no cell.
    text = visible(text[: 4 * width + 64])
    cells = len(text) if text.isascii() else cell_len(text)
    if cells > width:
        text = text[: width - 1] + cut if text.isascii() else set_cell_size(text, width - 1) + cut
    elif cells < width:
        blanks = " " * (width - cells)
        text = blanks + text if right else text + blanks
    return text


def cells(text: str) -> int:
    """Return how many cells a text takes that has been made visible."""
    return len(text) if text.isascii() else cell_len(text)
