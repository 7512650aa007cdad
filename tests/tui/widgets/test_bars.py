"""Bars as lines of text (OPP-15)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rich.cells import cell_len

from tui.looks import Looks
from tui.widgets.bars import Bar, bar_lines

BARS = (
    Bar("First meeting", 40, ("40", "1 200,00")),
    Bar("Quote", Decimal("20"), ("20", "3,00")),
    Bar("Closed", Decimal("0.01"), ("0", "0,01")),
    Bar("None", 0, ("0", "")),
    Bar("Credit", -5, ("-5",)),
)


def shown(width: int, *, ascii: bool = False) -> list[str]:
    """Return the lines as text."""
    return ["".join(text for text, _style in line) for line in bar_lines(BARS, width, Looks(ascii))]


@pytest.mark.parametrize("width", [30, 60, 80, 120])
@pytest.mark.parametrize("ascii", [False, True])
def test_every_line_is_as_wide_as_asked(width: int, ascii: bool) -> None:
    """Whatever stands in it."""
    assert {cell_len(line) for line in shown(width, ascii=ascii)} == {width}


def test_bars_are_in_proportion_and_without_colour() -> None:
    """OPP-15: half the count is half the bar; what is not nought is seen."""
    first, second, third, fourth, fifth = shown(60, ascii=True)
    assert second.count("#") in (first.count("#") // 2, first.count("#") // 2 + 1)
    assert third.count("#") == 1
    assert fourth.count("#") == fifth.count("#") == 0
    assert first.endswith("40  1 200,00")
    assert "▏" in shown(60)[2]


def test_no_bars_no_lines() -> None:
    """Nothing is drawn of nothing."""
    assert bar_lines((), 60, Looks()) == []


def test_a_long_label_gives_way() -> None:
    """A label that leaves no room for the bar is cut."""
    (line,) = bar_lines([Bar("Å" * 90, 7, ("7",))], 40, Looks())
    assert cell_len(line[0][0] + line[1][0] + line[2][0]) == 40
    assert line[1][0].startswith("█")
