"""Numbers as people write them (case I16, decision 13)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.errors import UserError
from model.core.language import LANGUAGES
from model.core.numbers import (
    format_decimal,
    format_whole,
    from_hundredths,
    parse_decimal,
    parse_whole,
    round_half_up,
    to_hundredths,
)

HUNDREDTHS = st.integers(-(10**17) + 1, 10**17 - 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1234.50", "1234.50"),
        ("1234,5", "1234.5"),
        ("(1,62)", "-1.62"),
        ("( 1,62 )", "-1.62"),
        ("-5", "-5"),
        ("− 5", "-5"),
        ("–5", "-5"),
        ("5-", "-5"),
        ("+5", "5"),
        ("-0", "0"),
        ("1\u00a0234\u202f567,5", "1234567.5"),
        ("1\u2009234.5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234.500", "1234.500"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("kr 1 234,50", "1234.50"),
        ("-kr 5", "-5"),
        ("500,-", "500"),
        ("500,- kr", "500"),
        ("1 234,- kr.", "1234"),
        ("007", "7"),
        ("000000000000000000001", "1"),
        ("999999999999999,99", "999999999999999.99"),
    ],
)
def test_I16_numbers_are_read_as_written_in_every_language(text: str, value: str, language: str) -> None:
    assert parse_decimal(text, language) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1.234", "nb", "1234"),
        ("1.234", "da", "1234"),
        ("1.234", "en", "1.234"),
        ("1,234", "nb", "1.234"),
        ("1,234", "da", "1.234"),
        ("1,234", "en", "1234"),
        ("-1.234", "nb", "-1234"),
        ("1234.500", "nb", "1234.5"),
        ("12.34", "nb", "12.34"),
    ],
)
def test_a_lone_mark_before_three_digits_is_read_after_the_language(text: str, language: str, value: str) -> None:
    assert parse_decimal(text, language) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "12a", "", "  ", "-", "()", "(-5)", "--5", "1e5", "inf", "nan", "Infinity", "-inf", "0x10", "1_000", "½", "٣",
        "５", "1,2,3", "1.23.456", "12 34", "1 2345", "1,234,56", "1.234.56", "1,234.567.8", "1 234 56", "5,", "5.",
        ".", "1..2", "1,234.567,8", "5%", "5 EUR", "(5", "5)", "kr", "\x1b[31m5", "1\n2",
    ],
)  # fmt: skip
def test_I16_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match=r"is not a number: write digits, such as 1,234\.50"):
        parse_decimal(text)


def test_huge_numbers_are_refused_before_they_are_made() -> None:
    with pytest.raises(UserError, match="at most 15 digits"):
        parse_decimal("1" + 15 * "0")
    with pytest.raises(UserError, match="at most 15 digits") as refusal:
        parse_decimal(100_000 * "9")
    assert len(refusal.value.message) < 120
    with pytest.raises(UserError):
        parse_decimal("0," + 100_000 * "9")


def test_hostile_text_is_shown_tame() -> None:
    with pytest.raises(UserError) as refusal:
        parse_decimal("\x1b]0;x\x07{0} [/]" + 5000 * "å")
    assert "\x1b" not in refusal.value.message
    assert len(refusal.value.message) < 120


@pytest.mark.parametrize(
    ("text", "value"), [("12", 12), ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("12,0", 12), ("(3)", -3)]
)
def test_whole_numbers(text: str, value: int) -> None:
    assert parse_whole(text) == value


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(UserError, match="“12,5” is not a whole number"):
        parse_whole("12,5")


@pytest.mark.parametrize(
    ("language", "text"), [("nb", "-1\u00a0234\u00a0567,50"), ("da", "-1.234.567,50"), ("en", "-1,234,567.50")]
)
def test_COM_22_amounts_are_written_after_the_language(language: str, text: str) -> None:
    assert format_decimal(Decimal("-1234567.495"), 2, language) == text
    assert format_decimal(Decimal("-1234567.5"), 2, language, ascii=True) == text.replace("\u00a0", " ")


def test_formatting_rounds_half_up_and_shows_no_negative_nought() -> None:
    assert format_decimal(Decimal("2.675"), 2, "en") == "2.68"
    assert format_decimal(Decimal("-0.004"), 2, "en") == "0.00"
    assert format_decimal(Decimal("1234.5678"), None, "da") == "1.234,5678"
    assert format_whole(12480, "nb", ascii=True) == "12 480"
    assert format_whole(999, "da") == "999"
    assert round_half_up(Decimal("-0.005")) == Decimal("-0.01")


def test_money_with_three_decimals_is_refused_not_rounded() -> None:
    with pytest.raises(UserError, match=r"1\.005 has more than two decimals: write 1\.01"):
        to_hundredths(Decimal("1.005"))
    assert to_hundredths(Decimal("1.500")) == 150
    with pytest.raises(UserError, match="too large"):
        to_hundredths(Decimal(10) ** 15)


@given(HUNDREDTHS, st.sampled_from(LANGUAGES), st.booleans())
def test_amounts_survive_writing_and_reading(hundredths: int, language: str, ascii: bool) -> None:
    written = format_decimal(from_hundredths(hundredths), 2, language, ascii=ascii)
    assert to_hundredths(parse_decimal(written, language)) == hundredths
    for other in LANGUAGES:
        assert parse_decimal(written, other) == from_hundredths(hundredths), "two decimals are never ambiguous"


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from(LANGUAGES))
def test_whole_numbers_survive_writing_and_reading(value: int, language: str) -> None:
    assert parse_whole(format_whole(value, language)) == value
    assert parse_decimal(format_whole(value, language), language) == value


@given(st.text(alphabet="0123456789.,- ()'\u00a0kre", max_size=25))
def test_any_text_gives_a_number_or_a_sentence(text: str) -> None:
    try:
        value = parse_decimal(text)
    except UserError:
        return
    assert value.is_finite()
