"""A figure typed in a sheet: all that depends on it, in no more bytes than its changed cells take by hand."""

from __future__ import annotations

import pytest

from tests.bench.terminal_floors import by_hand, picture
from tests.whole.conftest import Home

pytestmark = [pytest.mark.terminal, pytest.mark.slow]

FIGURES = (
    "recipients_planned=100", "responses_expected=50", "returns_expected=20", "cost_planning=5000",
    "cost_material=4.50", "cost_distribution=3", "cost_response=25", "cost_return=10", "revenue_per_response=800",
    "variable_cost=300",
)  # fmt: skip


def test_a_figure_typed_sends_what_it_changes(home: Home) -> None:
    """CAMP-09: rates, amounts, sums and result follow one key; the figures on file beside them come with the first."""
    home.done("campaign", "add", "subject=Spring", *FIGURES)
    with home.app() as session:
        session.wait("Start page").press("6").wait("Spring").press("b").wait("Total costs").press("tab", "end").settle()
        for key in ("0", "5", "backspace"):
            before = picture(session.emulator)
            size = session.measure(key).size
            floor = by_hand(before, picture(session.emulator))
            assert 0 < size <= 1.15 * floor, (key, size, floor)


def test_a_key_in_the_lines_of_an_order_sends_what_it_changes(home: Home) -> None:
    """OPP-18: net, VAT by rate and sums of 300 lines follow a figure; a step to another cell changes two."""
    home.done("customer", "add", "name=Fjord AS")
    lines = "; ".join(f"Line {number}: 2 pcs @ 100 {(25, 15, 12, 0)[number % 4]} %" for number in range(1, 301))
    home.done("order", "add", "customer=Fjord AS", f"lines={lines}")
    with home.app() as session:
        session.wait("Start page").press("O").wait("Fjord AS").press("b").wait("Line 1").press("tab").settle()
        for key in ("7", "5", "backspace", "tab", "5", "down", "tab", "4", "left", "x", "escape"):
            before = picture(session.emulator)
            size = session.measure(key).size
            floor = by_hand(before, picture(session.emulator))
            assert size <= 1.15 * floor, (key, size, floor)
