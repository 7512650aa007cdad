"""Numbers of the demo pass the checks that real ones pass."""

from __future__ import annotations

from itertools import islice

import phonenumbers
import pytest
from stdnum.dk import cvr
from stdnum.no import orgnr

from model.demo.dice import Dice
from model.demo.numbers import (
    MOBILE_STARTS,
    danish_check_digit,
    danish_numbers,
    digits,
    norwegian_check_digit,
    norwegian_numbers,
    spelt,
)
from model.demo.places import PLACES


def test_norwegian_numbers_are_valid_and_in_the_range_kept() -> None:
    numbers = list(islice(norwegian_numbers(7), 3_000))
    assert len(set(numbers)) == 3_000
    assert all(orgnr.is_valid(number) and number.startswith("90") for number in numbers)
    assert all(norwegian_check_digit(number[:8]) == number[8] for number in numbers)


def test_danish_numbers_are_valid_and_in_the_range_kept() -> None:
    numbers = list(islice(danish_numbers(7), 3_000))
    assert len(set(numbers)) == 3_000
    assert all(cvr.is_valid(number) and "91" <= number[:2] <= "99" for number in numbers)
    assert all(danish_check_digit(number[:7]) == number[7] for number in numbers)


def test_stems_without_a_check_digit_are_left_out() -> None:
    assert norwegian_check_digit("92360901") == "6"  # 923 609 016, of the conversion cases
    taken = {number[:8] for number in norwegian_numbers(1)}
    assert len(taken) > 900_000
    without = [stem for stem in map(str, range(90_000_000, 90_000_500)) if norwegian_check_digit(stem) is None]
    assert without
    assert taken.isdisjoint(without)


@pytest.mark.parametrize("country", ["NO", "DK"])
def test_every_beginning_of_a_telephone_number_is_one_of_the_country(country: str) -> None:
    dice = Dice(1, "telephones")
    landlines = {start for place in PLACES[country] for start in place.phone_starts}
    for start in sorted(landlines):
        for _ in range(20):
            parsed = phonenumbers.parse(spelt(digits(start, dice.random()), country, dice.random()), country)
            assert phonenumbers.is_valid_number_for_region(parsed, country), start
    for start in MOBILE_STARTS[country]:
        for _ in range(20):
            written = spelt(digits(start, dice.random()), country, dice.random(), mobile=True)
            parsed = phonenumbers.parse(written, country)
            assert phonenumbers.is_valid_number_for_region(parsed, country), start
            kind = phonenumbers.number_type(parsed)
            assert kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
