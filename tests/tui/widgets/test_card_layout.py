"""How a card's details and its strip of tabs fit the width there is (COM-20, COM-22)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.looks import Looks
from tui.widgets.card_details import Block, Fact, lay_out, wrapped
from tui.widgets.card_rows import Cell, Row, row_pieces
from tui.widgets.card_shown import Tab
from tui.widgets.card_strip import tab_pieces

LONG = [Tab(f"tab{number}", f"Langt faneblad {number}") for number in range(9)]


def cells(pieces: object) -> int:
    """Return how many cells pieces take."""
    return sum(cell_len(text) for text, _style in pieces)  # type: ignore[attr-defined]


@pytest.mark.parametrize("front", range(9))
@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("ascii", [False, True])
def test_the_tab_in_front_is_always_in_sight(front: int, width: int, ascii: bool) -> None:
    """Longer languages have longer labels: what has no room is told of by a sign on its side."""
    pieces = tab_pieces(LONG, f"tab{front}", {"tab3": 12_345}, width, Looks(ascii))
    assert cells(pieces) <= width
    text = "".join(text for text, _style in pieces)
    assert f"faneblad {front}" in text
    assert [style for _text, style in pieces].count("cursor") == 1
    if width < 200:
        signs = "<>" if ascii else "‹›"
        assert text.startswith(signs[0]) == ("faneblad 0" not in text)
        assert text.endswith(signs[1]) == ("faneblad 8" not in text)


@given(st.text(max_size=300), st.integers(8, 60))
def test_wrapped_text_fits_and_keeps_every_word(text: str, width: int) -> None:
    """COM-23: whatever it is, it becomes lines of so many cells that nothing in them can leave."""
    lines = wrapped(text, width)
    for line in lines:
        assert cell_len(line) <= width
        assert line.isprintable()
    assert "".join("".join(lines).split()) == "".join("".join(wrapped(text, 10_000)).split())


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5), st.integers(20, 130))
def test_details_never_leave_the_screen(values: list[str], width: int) -> None:
    blocks = [
        Block(
            "Heading", tuple(Fact(f"Label {number} that is rather long", text) for number, text in enumerate(values))
        ),
        Block("Other", (Fact("", values[0]),)),
        Block("Across", (Fact("", values[-1]),), across=True),
        Block("Rows", rows=(Row((Cell(values[0], 4), Cell(values[-1]))),)),
    ]
    for line in lay_out(blocks, width, Looks()):
        assert cells(line.pieces) <= width


def test_facts_stand_in_two_columns_where_there_is_room() -> None:
    blocks = [Block(heading, (Fact("Label", "value"),)) for heading in ("One", "Two")]
    wide = ["".join(text for text, _style in line.pieces) for line in lay_out(blocks, 78, Looks())]
    assert "One" in wide[0]
    assert "Two" in wide[0]
    narrow = ["".join(text for text, _style in line.pieces).strip() for line in lay_out(blocks, 60, Looks())]
    assert narrow == ["One", "Label  value", "", "Two", "Label  value"]


def test_parts_of_a_row_give_way_on_a_narrow_screen() -> None:
    row = Row((Cell("name"), Cell("extra", 5, spare=100), Cell("end", 3)))
    assert "extra" not in "".join(text for text, _style in row_pieces(row, 78, Looks()))
    assert "extra" in "".join(text for text, _style in row_pieces(row, 118, Looks()))
