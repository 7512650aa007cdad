"""The strip of tabs on a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from model.core.language import _
from tui.looks import Looks
from tui.widgets.card_parts import count_text
from tui.widgets.card_shown import Tab
from tui.widgets.lines import Piece


def tab_pieces(tabs: Sequence[Tab], name: str, counts: Mapping[str, int], width: int, looks: Looks) -> list[Piece]:
    """Return the strip; where it is too long, the tabs about the one called ``name``, with signs for the others."""
    labels = []
    for tab in tabs:
        count = counts.get(tab.name, 0)
        labels.append(
            f" {_(tab.label)} {count_text(count)} " if count and tab.name != "custom" else f" {_(tab.label)} "
        )
    front = next(number for number, tab in enumerate(tabs) if tab.name == name)
    first, last = 0, len(tabs) - 1
    signs = ("<", ">") if looks.ascii else ("‹", "›")

    def needed() -> int:
        return 1 + sum(cell_len(label) for label in labels[first : last + 1]) + (first > 0) + 2 * (last < len(tabs) - 1)

    while first < last and needed() > width:
        # The tab in front keeps a neighbour on each side for as long as there is room.
        if front - first > last - front:
            first += 1
        else:
            last -= 1
    pieces: list[Piece] = [(f"{signs[0]} " if first else " ", "dim")]
    for tab, label in zip(tabs[first : last + 1], labels[first : last + 1], strict=True):
        filled = counts.get(tab.name) or tab.name in ("overview", "details", "history")
        pieces.append((label, "cursor" if tab.name == name else ("" if filled else "dim")))
    if last < len(tabs) - 1:
        pieces.append((f" {signs[1]}", "dim"))
    return pieces
