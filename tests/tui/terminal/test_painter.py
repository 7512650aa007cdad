"""The terminal shows the grid, whatever was there before: random screens one after the other, through an emulator."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import others_slow
from tests.tui.terminal.screens import picture, terminal
from tui.terminal.capabilities import Capabilities
from tui.terminal.layer import OutputLayer

WIDTH, HEIGHT = 24, 9
STYLES = [
    "",
    "1",
    "31",
    "44",
    "1;97;44",
    "38;2;10;20;30;48;2;200;100;50",
    "7",
    "4;32",
    "9",
    "3;48;5;17",
    "2;33",
    "31;44",
]
GLYPHS = ["a", "b", " ", " ", "  ", "æ", "漢", "字", "é", "─", "│", "Å", "한", "word", "    "]

run = st.tuples(st.sampled_from(STYLES), st.lists(st.sampled_from(GLYPHS), min_size=1, max_size=12).map("".join))
row = st.lists(run, max_size=4)
screen_of_rows = st.lists(row, min_size=HEIGHT, max_size=HEIGHT)


@st.composite
def screens(draw: st.DrawFn) -> list[list[list[tuple[str, str]]]]:
    """Some screens, each new, edited in a few rows, scrolled in a region or equal to the one before it."""
    current = draw(screen_of_rows)
    result = [current]
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["new", "edit", "scroll", "scroll and edit", "same"]))
        following = [list(row) for row in current]
        if kind == "new":
            following = draw(screen_of_rows)
        if "scroll" in kind:
            top = draw(st.integers(0, HEIGHT - 2))
            bottom = draw(st.integers(top + 1, HEIGHT - 1))
            by = draw(st.integers(1, bottom - top))
            fresh = draw(st.lists(row, min_size=by, max_size=by))
            part = following[top : bottom + 1]
            following[top : bottom + 1] = part[by:] + fresh if draw(st.booleans()) else fresh + part[:-by]
        if "edit" in kind:
            for y in draw(st.lists(st.integers(0, HEIGHT - 1), max_size=3)):
                following[y] = draw(row)
        result.append(following)
        current = following
    return result


def written(screen: list[list[tuple[str, str]]], width: int = WIDTH) -> str:
    """A frame as Textual writes it: every row in full, each segment with its style and a reset."""
    frame = []
    for y, runs in enumerate(screen):
        left = width
        frame.append(f"\x1b[{y + 1};1H")
        for style, content in runs:
            kept = ""
            for glyph in content:
                size = 2 if glyph in "漢字한" else 1
                if size > left:
                    break
                kept += glyph
                left -= size
            if kept:
                frame.append(f"\x1b[{style}m{kept}\x1b[0m" if style else kept)
        frame.append(" " * left)
    return "".join(frame) + "\x1b[1;1H"


@pytest.mark.parametrize("bce", others_slow(True, False))
@settings(max_examples=150, deadline=None)
@given(sequence=screens())
def test_the_terminal_shows_what_textual_wrote(bce: bool, sequence: list[list[list[tuple[str, str]]]]) -> None:
    layer = OutputLayer(WIDTH, HEIGHT, Capabilities(erases_with_background=bce))
    stock, to_stock = terminal(WIDTH, HEIGHT)
    frugal, to_frugal = terminal(WIDTH, HEIGHT)
    for screen in sequence:
        frame = written(screen)
        to_stock.feed(frame)
        assert layer.feed(frame) == ""
        to_frugal.feed(layer.frame())
        assert picture(frugal) == picture(stock)
        assert layer.frame() == ""
        layer.feed(frame)
        assert layer.frame() == "", "a second identical frame is silent"


@settings(max_examples=60, deadline=None)
@given(sequence=screens(), sizes=st.lists(st.tuples(st.integers(2, 30), st.integers(2, 12)), min_size=1, max_size=3))
def test_after_a_resize_all_is_painted(
    sequence: list[list[list[tuple[str, str]]]], sizes: list[tuple[int, int]]
) -> None:
    layer = OutputLayer(WIDTH, HEIGHT, Capabilities())
    frugal, to_frugal = terminal(WIDTH, HEIGHT)
    layer.feed(written(sequence[0]))
    to_frugal.feed(layer.frame())
    for (width, height), screen in zip(sizes, sequence, strict=False):
        layer.resize(width, height)
        frugal.resize(height, width)
        stock, to_stock = terminal(width, height)
        frame = written(screen[:height], width)
        to_stock.feed(frame)
        layer.feed(frame)
        to_frugal.feed(layer.frame())
        assert picture(frugal) == picture(stock)


@settings(max_examples=60, deadline=None)
@given(sequence=screens(), junk=st.text("ab\x1b[31m漢;H\n", max_size=60))
def test_forgetting_mends_what_another_program_wrote(sequence: list[list[list[tuple[str, str]]]], junk: str) -> None:
    layer = OutputLayer(WIDTH, HEIGHT, Capabilities())
    frugal, to_frugal = terminal(WIDTH, HEIGHT)
    for screen in sequence:
        stock, to_stock = terminal(WIDTH, HEIGHT)
        frame = written(screen)
        to_stock.feed(frame)
        layer.feed(frame)
        to_frugal.feed(layer.frame())
        to_frugal.feed("\x1b[3;7r\x1b[?7h\x1b[4;5H" + junk + "\x1b[0m")
        layer.forget(clear=len(junk) % 2 == 0)
        to_frugal.feed(layer.frame())
        assert picture(frugal) == picture(stock)
