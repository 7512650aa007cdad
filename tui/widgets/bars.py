"""Horizontal bars as lines of text: drawn once, read without colour, nothing that moves (OPP-15, OPP-21, OPP-22).

A plotting library paints a canvas of cells, each with a colour of its own, and paints all of it again at each key:
here a bar is one run of one sign, so that a key costs the two lines that it changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rich.cells import cell_len

from tui.looks import Looks
from tui.widgets.lines import Piece

EIGHTHS = " ▏▎▍▌▋▊▉"
WIDEST_LABEL = 24


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, how long it is, and what is written after it.

    ``value`` may be a count or an amount; a negative one has no bar, and says so in ``texts``. ``texts`` are written
    in columns on the right, each as wide as its widest. ``style`` is the name of a component style for the bar.
    """

    label: str
    value: Decimal | int
    texts: tuple[str, ...] = ()
    style: str = "accent"


def bar_lines(bars: Sequence[Bar], width: int, looks: Looks) -> list[list[Piece]]:
    """Return one line for each of ``bars``, ``width`` cells wide: label, bar, texts.

    The longest bar fills the room that label and texts leave; the others are in proportion to it, and what is not
    nought has at least the thinnest bar that can be shown. All bars of one picture go in together.
    """
    if not bars:
        return []
    columns = max(len(bar.texts) for bar in bars)
    texts = [[bar.texts[number] if number < len(bar.texts) else "" for number in range(columns)] for bar in bars]
    widths = [max(cell_len(row[number]) for row in texts) for number in range(columns)]
    after = sum(widths) + 2 * columns
    room = max(0, width - after)
    label = min(max(cell_len(looks.plain(bar.label)) for bar in bars), WIDEST_LABEL, max(1, room * 2 // 3))
    longest = max(0, room - label - 1)
    highest = max(Decimal(0), *(Decimal(bar.value) for bar in bars))
    lines: list[list[Piece]] = []
    for bar, row in zip(bars, texts, strict=True):
        drawn = _drawn(Decimal(bar.value), highest, longest, looks)
        told = "".join("  " + looks.fit(text, size, right=True) for text, size in zip(row, widths, strict=True))
        blank = " " * (longest - cell_len(drawn))
        lines.append([(looks.fit(bar.label, label) + " ", ""), (drawn, bar.style), (blank + told, "")])
    return lines


def _drawn(value: Decimal, highest: Decimal, longest: int, looks: Looks) -> str:
    if value <= 0 or highest <= 0 or longest <= 0:
        return ""
    if looks.ascii:
        return "#" * max(1, int(value * longest / highest + Decimal("0.5")))
    eighths = max(1, int(value * longest * 8 / highest + Decimal("0.5")))
    whole, part = divmod(eighths, 8)
    return "█" * whole + (EIGHTHS[part] if part else "")
