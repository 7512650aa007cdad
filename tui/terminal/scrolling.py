"""Finds rows that have moved up or down as a block, so that they can be scrolled instead of sent again."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from operator import ne
from typing import Final, NamedTuple

from tui.terminal.grid import Grid

_ORDER_COST: Final = 24
"""About what a scroll costs in bytes: set the region, go there, scroll, reset the region."""
_ROW_COST: Final = 10
"""About what a changed row costs besides its cells: a cursor movement and a change of style."""
_CHUNK: Final = 8
"""Columns that are compared at once. What is weighed here are tens and hundreds of bytes, so this is fine enough."""

Chunks = tuple[tuple[str, str], ...]


class Shift(NamedTuple):
    """Rows ``top`` … ``bottom`` (inclusive) move up by ``lines`` rows, down where it is negative."""

    top: int
    bottom: int
    lines: int


@lru_cache(maxsize=256)
def _chunks(characters: str, styles: str) -> Chunks:
    return tuple((characters[x : x + _CHUNK], styles[x : x + _CHUNK]) for x in range(0, len(characters), _CHUNK))


def _cost(old: Chunks, new: Chunks) -> int:
    """About how many bytes it takes to turn one row into another."""
    if old == new:
        return 0
    different: int = sum(map(ne, old, new))
    return different * _CHUNK + _ROW_COST


def best_shift(old: Grid, new: Grid) -> Shift | None:
    """The scroll that saves most when ``old`` is to become ``new``; None where none saves anything.

    Rows need not be equal in full: a list that scrolls beside a pane that stands still is found by its halves, and the
    gain is weighed against the cells of the pane that must be sent again.
    """
    changed = [y for y in range(new.height) if old.characters[y] != new.characters[y] or old.styles[y] != new.styles[y]]
    if len(changed) < 3 or not all(old.characters):
        return None
    candidates = _candidates(old, new, changed)
    if not candidates:
        return None
    before = [_chunks(row, styles) for row, styles in zip(old.characters, old.styles, strict=True)]
    after = [_chunks(row, styles) for row, styles in zip(new.characters, new.styles, strict=True)]
    blank = _chunks(" " * new.width, "\0" * new.width)
    now = [_cost(one, other) for one, other in zip(before, after, strict=True)]
    best: Shift | None = None
    best_gain = 0
    for lines in candidates:
        shift, gain = _best_block(before, after, blank, lines, now)
        if gain > best_gain:
            best, best_gain = shift, gain
    return best


def _candidates(old: Grid, new: Grid, changed: list[int]) -> list[int]:
    half = new.width // 2
    votes: Counter[int] = Counter()
    for part in (slice(0, half), slice(half, None)):
        places: dict[str, list[int]] = {}
        for y, row in enumerate(old.characters):
            text = row[part]
            if not text.isspace():
                places.setdefault(text, []).append(y)
        for y in changed:
            # A row that stands in many places (a rule, an empty frame) says nothing about where it came from.
            found = places.get(new.characters[y][part], ())
            if len(found) <= 3:
                votes.update(place - y for place in found if place != y)
    return [lines for lines, count in votes.most_common(3) if count >= 2]


def _best_block(
    before: list[Chunks], after: list[Chunks], blank: Chunks, lines: int, now: list[int]
) -> tuple[Shift | None, int]:
    """The block of rows for which moving by ``lines`` gains most, with its gain in (estimated) bytes."""
    height = len(after)
    best_start = best_end = start = 0
    best_sum = total = 0
    for y in range(max(0, -lines), min(height, height - lines)):
        if total <= 0:
            start, total = y, 0
        total += now[y] - _cost(before[y + lines], after[y])
        if total > best_sum:
            best_sum, best_start, best_end = total, start, y
    if best_sum <= 0:
        return None, 0
    if lines > 0:
        shift = Shift(best_start, best_end + lines, lines)
        entering = range(best_end + 1, best_end + lines + 1)
    else:
        shift = Shift(best_start + lines, best_end, lines)
        entering = range(best_start + lines, best_start)
    loss = sum(_cost(blank, after[y]) - now[y] for y in entering)
    return shift, best_sum - loss - _ORDER_COST
