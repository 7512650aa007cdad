"""Labels side by side on one line, each whole: where there are too many, a window of them and a sign for the rest."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.looks import Looks
from tui.widgets.lines import Piece


def label_strip(labels: Sequence[Piece], front: int, width: int, looks: Looks, *, gap: int = 0) -> list[Piece]:
    """Return ``labels`` in at most ``width`` cells, the one at ``front`` in sight whatever the width.

    ``gap`` blanks stand between two of them where there is room for all. Where there is none even without, those
    furthest from the front give way, and ``‹`` or ``›`` says on which side they are. No label is cut.
    """
    first, last = 0, len(labels) - 1
    signs = ("<", ">") if looks.ascii else ("‹", "›")
    sizes = [cell_len(text) for text, _style in labels]
    if 1 + sum(sizes) + gap * last > width:
        gap = 0

    def needed() -> int:
        return 1 + sum(sizes[first : last + 1]) + (first > 0) + 2 * (last < len(labels) - 1)

    while not gap and first < last and needed() > width:
        # The label in front keeps a neighbour on each side for as long as there is room.
        if front - first > last - front:
            first += 1
        else:
            last -= 1
    pieces: list[Piece] = [(f"{signs[0]} " if first else " ", "dim")]
    for number, label in enumerate(labels[first : last + 1]):
        if gap and number:
            pieces.append((" " * gap, ""))
        pieces.append(label)
    if last < len(labels) - 1:
        pieces.append((f" {signs[1]}", "dim"))
    return pieces
