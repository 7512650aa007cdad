"""The strip of tabs on a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from model.core.language import _
from tui.looks import Looks
from tui.widgets.card_parts import count_text
from tui.widgets.card_shown import Tab
from tui.widgets.label_strip import label_strip
from tui.widgets.lines import Piece


def tab_pieces(tabs: Sequence[Tab], name: str, counts: Mapping[str, int], width: int, looks: Looks) -> list[Piece]:
    """Return the strip; where it is too long, the tabs about the one called ``name``, with signs for the others."""
    labels: list[Piece] = []
    for tab in tabs:
        count = counts.get(tab.name, 0)
        label = f" {_(tab.label)} {count_text(count)} " if count and tab.name != "custom" else f" {_(tab.label)} "
        filled = count or tab.name in ("overview", "details", "history")
        labels.append((label, "cursor" if tab.name == name else ("" if filled else "dim")))
    front = next(number for number, tab in enumerate(tabs) if tab.name == name)
    return label_strip(labels, front, width, looks)
