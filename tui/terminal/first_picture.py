"""The first picture: headings, frame and hint line on the screen before Textual is imported.

Importing Textual takes a quarter of a second; these lines are there after a few milliseconds. Keys typed meanwhile
are not echoed and wait in the tty for the program. Call :func:`paint` first thing; the driver takes the picture over
and draws only what differs from it. When Textual does not come to run, the terminal is put back as it was when the
process ends, or by :func:`take_back`.

This module imports nothing that takes time.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

from tui.terminal import charset


class Picture(NamedTuple):
    """What is on the screen.

    Attributes:
        lines: the rows from the first on, as they were sent: cut to the width, plain.
        size: columns and rows of the terminal.
        attributes: the tty's settings as they were before (for ``termios.tcsetattr``).
        fileno: where it was written to.
    """

    lines: tuple[str, ...]
    size: tuple[int, int]
    attributes: list[Any]
    fileno: int


_on_screen: Picture | None = None


def paint(lines: Sequence[str]) -> Picture | None:
    """Show ``lines`` from the first row on, in the alternate screen, with the cursor hidden.

    Lines are cut to the width. A line that holds anything but characters one cell wide is left out: how wide it is
    cannot be told without tables. Returns None, having done nothing, where input or output is no terminal, or after
    the first call.

    Args:
        lines: plain text, one for each row.
    """
    global _on_screen
    output, source = sys.__stderr__, sys.__stdin__
    if _on_screen is not None or output is None or source is None:
        return None
    try:
        import termios

        fileno, keys = output.fileno(), source.fileno()
        width, height = os.get_terminal_size(fileno)
        attributes = termios.tcgetattr(keys)
        quiet = termios.tcgetattr(keys)
        if not os.isatty(fileno) or os.tcgetpgrp(keys) != os.getpgrp():
            return None
    except (ImportError, OSError, ValueError):
        return None
    except Exception:
        # termios.error stands in no hierarchy of its own.
        return None
    shown = tuple(_one_cell_each(line)[:width].rstrip() for line in lines[:height])
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    quiet[6][termios.VMIN] = 1
    termios.tcsetattr(keys, termios.TCSANOW, quiet)
    body = "".join(f"\x1b[{row};1H{line}" for row, line in enumerate(shown, 1) if line)
    data = charset.encoded(f"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[m\x1b[H\x1b[2J{body}")
    while data:
        data = data[os.write(fileno, data) :]
    _on_screen = Picture(shown, (width, height), attributes, fileno)
    atexit.register(take_back)
    return _on_screen


def shown() -> Picture | None:
    """The picture, while it is on the screen and nobody has taken it over."""
    return _on_screen


def hand_over() -> None:
    """Whoever draws from now on also puts the terminal back in the end."""
    global _on_screen
    _on_screen = None
    atexit.unregister(take_back)


def take_back() -> None:
    """Put the terminal back as it was before :func:`paint`, unless the picture has been handed over."""
    picture = _on_screen
    if picture is None:
        return
    hand_over()
    import contextlib
    import termios

    with contextlib.suppress(OSError, termios.error):
        os.write(picture.fileno, b"\x1b[m\x1b[?7h\x1b[?25h\x1b[?1049l")
        assert sys.__stdin__ is not None
        termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSADRAIN, picture.attributes)


def _one_cell_each(line: str) -> str:
    """The line if every character is known to take one cell; else nothing."""
    return line if all(map(_is_one_cell, line)) else ""


def _is_one_cell(character: str) -> bool:
    return (
        " " <= character <= "~"
        or ("\xa1" <= character <= "\u02ff" and character != "\xad")
        or "\u2500" <= character <= "\u25fc"
        or character in "–—‘’“”•…›‹"
    )
