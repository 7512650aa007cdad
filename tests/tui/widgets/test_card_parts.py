"""How the parts of an overview share the screen (CUST-14, COM-20)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.looks import Looks
from tui.widgets.card_details import Fact
from tui.widgets.card_parts import Part, count_text, lay_out_parts, some_of
from tui.widgets.card_rows import Cell, Row

PARTS = st.lists(
    st.builds(
        Part,
        name=st.text("abc", min_size=1, max_size=3),
        label=st.text(max_size=50),
        column=st.integers(0, 1),
        rows=st.lists(st.text(max_size=120), max_size=9).map(
            lambda texts: tuple(Row((Cell("12:00", 9), Cell(text)), "note", 1) for text in texts)
        ),
        facts=st.lists(st.builds(Fact, st.text(max_size=30), st.text(max_size=200)), max_size=2).map(tuple),
        more=st.text(max_size=30),
        wraps=st.booleans(),
    ),
    max_size=8,
)


@given(PARTS, st.integers(78, 200), st.integers(10, 60), st.booleans())
def test_every_heading_is_there_and_no_line_is_too_long(
    parts: list[Part], width: int, height: int, ascii: bool
) -> None:
    """Whatever is in them, in whatever letters; where all have room, nothing scrolls."""
    looks = Looks(ascii)
    columns = lay_out_parts(parts, width, height, looks)
    for column, lines in enumerate(columns.lines):
        own = [part for part in parts if part.column == column]
        headings = [line.part for line in lines if line.part is not None and line.row is None]
        assert headings == own
        if sum(2 for _part in own) <= height:
            assert len(lines) <= height
    for number in range(columns.height):
        pieces = columns.pieces(number, (0, 0), looks)
        assert sum(cell_len(text) for text, _style in pieces) <= width
        assert all(letter.isprintable() for text, _style in pieces for letter in text)


def test_no_part_goes_short_while_another_has_many() -> None:
    """Lines are dealt out one each in turn."""
    rows = tuple(Row((Cell(f"row {number}"),), "note", number) for number in range(20))
    parts = [Part("a", "A", 0, rows=rows), Part("b", "B", 0, rows=rows[:2]), Part("c", "C", 0, rows=rows)]
    columns = lay_out_parts(parts, 80, 15, Looks())
    shown = [sum(1 for line in columns.lines[0] if line.row is not None and line.part is part) for part in parts]
    assert shown == [5, 2, 5]


def test_a_note_goes_on_below_where_there_is_room() -> None:
    text = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    wall = Part("wall", "Wall", 0, rows=(Row((Cell("12:00", 9), Cell(text)), "note", 1),), wraps=True)
    lines = lay_out_parts([wall], 80, 10, Looks()).lines[0]
    assert "".join(piece for piece, _style in lines[2].pieces).strip().startswith("seven")
    assert [line.part is not None for line in lines] == [True, True, False, False, False]
    assert len(lay_out_parts([wall], 80, 2, Looks()).lines[0]) == 2


@pytest.mark.parametrize(("number", "text"), [(0, ""), (1, "1"), (1_000, "1,000"), (1_001, "1,000+")])
def test_counts_stop_at_a_thousand(number: int, text: str) -> None:
    assert count_text(number) == text


def test_some_of_all_is_told_where_there_are_more() -> None:
    assert (some_of(8, 8), some_of(8, 500)) == ("", "8 of 500")
