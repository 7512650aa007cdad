"""Organisation numbers: the cases D04-D06 and the numbers that a bare mod 11 lets through."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from model.core.org_number import OrgNumber, is_valid, parse_org_number, with_check_digit

FJORD = OrgNumber("NO", "923609016", True)


@pytest.mark.parametrize(
    "text",
    [
        "923609016", "923 609 016", "NO 923609016 MVA", "no923609016mva", "923.609.016", "923 609 016 MVA",
        "  923\u00a0609\u00a0016 ", "Org.nr. 923 609 016", "Org. no.: 923609016", "NO-923609016", "NO923609016",
        "Organisasjonsnummer 923609016",
    ],
)  # fmt: skip
def test_any_spelling(text: str) -> None:
    """D04."""
    assert parse_org_number(text) == FJORD


@pytest.mark.parametrize("digits", ["923609017", "701730495", "000000000", "999999999", "397436403", "310279323"])
def test_not_valid_in_norway(digits: str) -> None:
    """D05, and the numbers that pass a bare mod 11 (integrations.md, 10)."""
    assert parse_org_number(digits) == OrgNumber("NO", digits, False)


@pytest.mark.parametrize(
    "text", ["DK 13585628", "DK13585628", "DK-13585628", "13 58 56 28", "CVR-nr. 13585628", "cvr 13585628"]
)
def test_denmark(text: str) -> None:
    """D06."""
    assert parse_org_number(text) == OrgNumber("DK", "13585628", True)


@pytest.mark.parametrize("text", ["DK 13585627", "13585627", "00000000", "DK12345678"])
def test_not_valid_in_denmark(text: str) -> None:
    """D06."""
    number = parse_org_number(text)
    assert number is not None
    assert (number.country, number.valid) == ("DK", False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Fjord AS",
        "12345",
        "1234567890",
        "923609016x",
        "SE923609016",
        "9,23609E+08",
        "²²²²²²²²²",
        "24 timer",
        "-" * 5000,
        "9" * 5000,
    ],
)
def test_something_else(text: str) -> None:
    assert parse_org_number(text) is None


def test_a_country_that_does_not_fit_the_length() -> None:
    assert parse_org_number("13585628", "NO") == OrgNumber("NO", "13585628", False)
    assert parse_org_number("DK 923609016") == OrgNumber("DK", "923609016", False)
    assert parse_org_number("13585628", "DK") == OrgNumber("DK", "13585628", True)
    assert parse_org_number("923609016", "SE") is None
    assert parse_org_number("NO 923609016", "SE") == FJORD


def test_shown_as_it_is_written() -> None:
    assert str(FJORD) == "923 609 016"
    assert str(OrgNumber("DK", "13585628", True)) == "13 58 56 28"


def test_check_digits_are_found() -> None:
    assert with_check_digit("NO", "92360901") == "923609016"
    assert with_check_digit("DK", "1358562") == "13585628"
    made = [with_check_digit("NO", str(number)) for number in range(90000000, 90000110)]
    assert None in made
    assert all(is_valid("NO", number) for number in made if number is not None)


def test_one_wrong_digit_is_found_out() -> None:
    """Mod 11 finds every single wrong digit."""
    for place in range(9):
        for digit in "0123456789":
            changed = FJORD.digits[:place] + digit + FJORD.digits[place + 1 :]
            assert is_valid("NO", changed) == (changed == FJORD.digits)


def test_real_numbers(samples: Path) -> None:
    with (samples / "brreg" / "enheter.csv").open(encoding="utf-8", newline="") as file:
        numbers = [row["organisasjonsnummer"] for row in csv.DictReader(file)]
    assert len(numbers) == 1568
    assert all(is_valid("NO", number) for number in numbers)


def test_the_check_digit_is_that_of_the_weights() -> None:
    chance = random.Random(1)
    for _ in range(2_000):
        digits = f"{chance.randrange(10**9):09d}"
        weighed = sum(weight * int(digit) for weight, digit in zip((3, 2, 7, 6, 5, 4, 3, 2, 1), digits, strict=True))
        assert is_valid("NO", digits) == (digits[0] in "89" and weighed % 11 == 0), digits
    assert not any(is_valid("NO", digit * 9) for digit in "0123456789")
    assert not is_valid("NO", "92360901é")
