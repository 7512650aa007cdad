"""CSV as it is written (I27, LEAD-32; integrations.md 6)."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core import language
from model.core.fields.base import Field, Reading
from model.core.fields.numbers import Money, Percent, Whole, YesNo
from model.core.fields.texts import Note, Phone, Text
from model.core.fields.times import Day, Moment
from model.files import csv_out
from model.files.rows import Linked, ReadRow

READING = Reading(datetime(2026, 11, 21, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-5", "'-5"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\rx"),
        ("'quoted", "''quoted"), ("plain", "plain"), ("a=b", "a=b"), ("", ""),
    ],
)  # fmt: skip
def test_texts_that_start_a_formula_get_an_apostrophe(text: str, cell: str) -> None:
    assert csv_out.cell(Text("Text"), text, READING) == cell


@pytest.mark.parametrize(
    ("number", "cell"),
    [("+47 22 33 44 55", "+47 22 33 44 55"), ("+47(22)33", "+47(22)33"), ("+cmd|x", "'+cmd|x"), ("-22", "'-22")],
)
def test_telephone_numbers_are_no_formulas(number: str, cell: str) -> None:
    assert csv_out.cell(Phone("Phone"), number, READING) == cell


@pytest.mark.parametrize(
    ("code", "amount", "day", "moment"),
    [
        ("en", "-1234567.50", "2026-05-04", "2026-05-04 09:05:07"),
        ("nb", "-1234567,50", "04.05.2026", "04.05.2026 09:05:07"),
        ("da", "-1234567,50", "04-05-2026", "04-05-2026 09:05:07"),
    ],
)
def test_numbers_and_times_after_the_language(code: str, amount: str, day: str, moment: str) -> None:
    """Numeric cells stay numeric: no apostrophe, nothing between thousands; a moment keeps its seconds."""
    language.use(code)
    assert csv_out.cell(Money("Money"), Decimal("-1234567.5"), READING) == amount
    assert csv_out.cell(Percent("Share"), Decimal("12.5"), READING) in ("12.50", "12,50")
    assert csv_out.cell(Whole("Whole"), 1234567, READING) == "1234567"
    assert csv_out.cell(Day("Day"), date(2026, 5, 4), READING) == day
    assert csv_out.cell(Moment("Time"), datetime(2026, 5, 4, 9, 5, 7, tzinfo=UTC), READING) == moment


def test_times_are_in_the_persons_zone() -> None:
    reading = Reading(datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Oslo")))
    assert csv_out.cell(Moment("Time"), datetime(2026, 7, 1, 22, 30, tzinfo=UTC), reading) == "2026-07-02 00:30"


@given(st.lists(st.text(), max_size=6))
def test_every_text_comes_back_unchanged(texts: list[str]) -> None:
    """LEAD-32: what an import undoes is one apostrophe at the beginning."""
    fields: list[Field] = [Note("Note") for _text in texts]
    file = io.StringIO(newline="")
    count = csv_out.write(file, fields, [ReadRow(1, tuple(texts)), ReadRow(2, tuple(texts))], READING)
    assert count == 2
    content = file.getvalue()
    assert content.startswith("\ufeff")
    _headings, *rows = csv.reader(io.StringIO(content[1:], newline=""), delimiter=";")
    expected = texts
    assert [[cell.removeprefix("'") for cell in row[1:]] for row in rows] == [expected, expected]
    for row in rows:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_titles_of_references_are_texts() -> None:
    assert csv_out.cell(Text("Owner"), Linked(3, "=KOL"), READING) == "'=KOL"
    assert csv_out.cell(YesNo("Active"), True, READING) == "yes"
    assert csv_out.cell(YesNo("Active"), None, READING) == ""
