"""Labels side by side on one line, shortened where a language needs more cells than there are."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.looks import Looks

_SHORTEST = 4
"""Cells that are left of a label at least."""


def fitted_labels(labels: Sequence[str], room: int, front: int, looks: Looks) -> list[str]:
    """Return ``labels`` in at most ``room`` cells together, as far as that can be.

    The longest ones give way first, a cell at a time, each with an ellipsis; the one at ``front`` after all others.
    """
    sizes = [cell_len(looks.plain(label)) for label in labels]

    def longest(places: Sequence[int]) -> int:
        return max(places, key=lambda place: (sizes[place], place))

    while sum(sizes) > room:
        open_ones = [place for place, size in enumerate(sizes) if size > _SHORTEST]
        if not open_ones:
            break
        sizes[longest([place for place in open_ones if place != front] or open_ones)] -= 1
    return [looks.fit(label, size) for label, size in zip(labels, sizes, strict=True)]
