"""A terminal to look at: pyte with what was sent, and its cells as one comparable picture."""

from __future__ import annotations

import time

import pyte
from pyte.screens import Char

from tests.terminal.emulator import Screen
from tests.terminal.session import Session

Cell = tuple[str, ...]


def terminal(width: int, height: int) -> tuple[pyte.Screen, pyte.Stream]:
    """A blank terminal, with wrapping off as Textual sets it."""
    screen = Screen(width, height)
    screen.reset_mode(7, private=True)
    return screen, pyte.Stream(screen)


def _cell(char: Char) -> Cell:
    background = char.bg
    if char.data == " " and not (char.reverse or char.underscore or char.strikethrough):
        # Nobody can see in which colour or weight a space is written.
        return (" ", background)
    attributes = (char.bold, char.italics, char.underscore, char.strikethrough, char.reverse, char.blink)
    return (char.data, background, char.fg, *map(str, attributes))


def picture(screen: pyte.Screen) -> list[list[Cell]]:
    """Every cell as it looks: character, background, foreground, attributes."""
    return [[_cell(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def text(screen: pyte.Screen) -> str:
    """The characters on the screen, one line a row."""
    return "\n".join(line.rstrip() for line in screen.display)


def looks(session: Session) -> list[list[Cell]]:
    """Every cell, when the program has fallen silent."""
    return picture(session.settle().emulator.screen)


def differences(one: Session, other: Session) -> list[tuple[int, int]]:
    """Row and column of the cells that differ, after both have had their time to become equal."""
    until = time.monotonic() + 20
    while True:
        here, there = looks(one), looks(other)
        if here == there or time.monotonic() > until:
            return [(y, x) for y, row in enumerate(here) for x, cell in enumerate(row) if cell != there[y][x]]
