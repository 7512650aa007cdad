"""Lines as text: what is written is read back as the same, whatever language reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core import language
from model.core.fields.base import Reading
from model.core.records.relations import Item
from model.orders.line_text import read_line
from model.orders.lines_field import LinesField
from model.orders.totals import Line


@pytest.mark.parametrize(
    ("figures", "line"),
    [
        ("", Line("x")),
        ("3", Line("x", D(3))),
        ("10 h @ 1 250,50 -10 % 25 %", Line("x", D(10), "h", D("1250.50"), D(10), D(25))),
        ("-2 pcs @ 99.90 0%", Line("x", D(-2), "pcs", D("99.90"), D(0), D(0))),
        ("1 000 m2 @ 5", Line("x", D(1000), "m2", D(5))),
        ("@ 5 -12,5 %", Line("x", D(1), "", D(5), D("12.5"))),
        ("2 @ 25 %", Line("x", D(2), "", D(0), D(0), D(25))),
        (".5 kg @ 1", Line("x", D("0.5"), "kg", D(1))),
    ],
)
def test_figures_are_read_as_people_write_them(figures: str, line: Line) -> None:
    with language_of("nb"):
        assert read_line("x", figures) == line


figures = st.decimals(min_value=0, max_value=10**8, places=4, allow_nan=False)
written = st.builds(
    Line,
    text=st.text(st.characters(categories=["L", "N", "P"], exclude_characters="\ufffd"), min_size=1, max_size=20),
    quantity=st.decimals(min_value=-(10**8), max_value=10**8, places=4, allow_nan=False).filter(bool),
    unit=st.sampled_from(["", "h", "pcs", "m2", "kg/t"]),
    unit_price=figures,
    discount=st.decimals(min_value=0, max_value=100, places=2, allow_nan=False),
    vat_rate=st.sampled_from([None, D(25), D("12.5"), D(0)]),
)


LANGUAGE = st.sampled_from(language.LANGUAGES)


@given(st.lists(written, min_size=1, max_size=4), LANGUAGE, LANGUAGE)
def test_what_is_written_is_read_back_in_every_language(lines: list[Line], writes: str, reads: str) -> None:
    field, reading = LinesField(), Reading(datetime(2026, 1, 1, tzinfo=UTC))
    with language_of(writes):
        text = field.format([Item("order_line", 0, line.text, line) for line in lines], reading)
    with language_of(reads):
        assert [item.detail for item in field.parse(text, reading)] == lines


class language_of:
    """The language in force for the length of a block."""

    def __init__(self, name: str) -> None:
        self.name, self.before = name, language.current()

    def __enter__(self) -> None:
        language.use(self.name)

    def __exit__(self, *_error: object) -> None:
        language.use(self.before)
