"""Text in exactly so many cells, whatever it is (COM-23)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.widgets.row_text import fit


@given(st.text(max_size=60), st.integers(1, 30), st.booleans())
def test_text_fits_its_cell(text: str, width: int, right: bool) -> None:
    shown = fit(text, width, right=right)
    assert cell_len(shown) == width
    assert shown.isprintable()


@given(st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=20))
def test_nothing_is_lost_where_there_is_room(text: str) -> None:
    assert fit(text, 25).rstrip() == text
    assert fit(text, 25, right=True) == text.rjust(25)


def test_what_does_not_fit_says_so() -> None:
    assert fit("Fjordbygg AS", 8) == "Fjordby…"
    assert fit("Fjordbygg AS", 8, cut="~") == "Fjordby~"
    assert fit("漢字テスト", 6) == "漢字 …"
    assert fit("x", 0) == ""
    assert fit("a\nb\x1b[31m[/]", 12) == "a b␛[31m[/] "


def test_five_thousand_characters_are_not_measured_for_a_cell() -> None:
    assert fit("æ" * 5_000, 10) == "æ" * 9 + "…"
    assert cell_len(fit("e\u0301" * 5_000, 10)) == 10
