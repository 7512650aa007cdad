"""What stands on a terminal that is too small: one sentence in place of the screen, which is left as it is meanwhile.

The screens are never told of a size below :data:`SMALLEST`, so that nothing on them moves or is cut; they come back as
they were when there is room again.
"""

from __future__ import annotations

import textwrap

from rich.console import Console
from textual._compositor import CompositorUpdate
from textual.geometry import Size

from model.core.language import _

SMALLEST = Size(80, 24)
"""Columns and rows that every screen is made for."""


def is_too_small(size: Size) -> bool:
    """Whether a screen does not fit."""
    return size.width < SMALLEST.width or size.height < SMALLEST.height


def at_least(size: Size) -> Size:
    """Return the size that screens are laid out for on a terminal of ``size``."""
    return Size(max(size.width, SMALLEST.width), max(size.height, SMALLEST.height))


def sentence(size: Size, quit_key: str, *, ascii: bool = False) -> str:
    """Return what is said on a terminal of ``size``."""
    times = "x" if ascii else "×"
    return _(
        "Salg needs {needed} characters; this terminal has {has}."
        " Make it larger to go on where you were, or press {key} to quit."
    ).format(
        needed=f"{SMALLEST.width} {times} {SMALLEST.height}", has=f"{size.width} {times} {size.height}", key=quit_key
    )


class TooSmall(CompositorUpdate):
    """The sentence, over the whole of a terminal of that size."""

    def __init__(self, size: Size, quit_key: str, *, ascii: bool = False) -> None:
        text = sentence(size, quit_key, ascii=ascii)
        lines = textwrap.wrap(text, max(1, size.width - 2))[: size.height]
        before = max(0, (size.height - len(lines)) // 3)
        self.lines = [
            f" {line}"[: size.width].ljust(size.width)
            for line in [*[""] * before, *lines, *[""] * (size.height - before - len(lines))]
        ]

    def render_segments(self, console: Console) -> str:
        """Return what to send: every line at its place, in the terminal's own colours."""
        return "".join(f"\x1b[{row};1H{line}" for row, line in enumerate(self.lines, start=1))
