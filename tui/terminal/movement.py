"""The shortest way to move the cursor, in sequences that xterm, tmux, screen, the Linux console and PuTTY all know."""

from __future__ import annotations

UNKNOWN_COLUMN = 1 << 20
"""Stands for the column after the last cell of a row, or after a character of uncertain width."""


def _forward(count: int) -> str:
    return "\x1b[C" if count == 1 else f"\x1b[{count}C"


def absolute(x: int, y: int) -> str:
    """To column ``x`` and row ``y`` (from 0) from wherever the cursor is."""
    if x:
        return f"\x1b[{y + 1};{x + 1}H"
    return f"\x1b[{y + 1}H" if y else "\x1b[H"


def shortest(cursor: tuple[int, int] | None, x: int, y: int) -> str:
    """The shortest sequence that takes the cursor from ``cursor`` (column, row; None where it is unknown) to column
    ``x`` and row ``y``.

    Line feeds are not used: what they do depends on the tty's settings. Index (``ESC D``) and reverse index (``ESC
    M``) are, which stay in their column, and never where they would scroll.
    """
    if cursor is None:
        return absolute(x, y)
    from_x, from_y = cursor
    known = from_x < UNKNOWN_COLUMN
    if from_y == y:
        if from_x == x:
            return ""
        if x == 0:
            return "\r"
        ways = [f"\x1b[{x + 1}G"]
        if known and x > from_x:
            ways.append(_forward(x - from_x))
        elif known:
            ways.append("\b" * (from_x - x))
            ways.append(f"\x1b[{from_x - x}D")
        return min(ways, key=len)
    ways = [absolute(x, y)]
    down = y - from_y
    if known and x == from_x:
        if down == 1:
            ways.append("\x1bD")
        elif down == -1:
            ways.append("\x1bM")
        else:
            ways.append(f"\x1b[{y + 1}d")
            ways.append(f"\x1b[{down}B" if down > 0 else f"\x1b[{-down}A")
    elif 1 <= down <= 2:
        ways.append("\r" + "\x1bD" * down + (_forward(x) if x else ""))
    elif -2 <= down < 0:
        ways.append("\r" + "\x1bM" * -down + (_forward(x) if x else ""))
    return min(ways, key=len)
