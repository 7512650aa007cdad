"""Money divided by shares (OPP-12, decision 13; S17 … S23)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from model.core.errors import UserError
from model.opportunities.money import shared_money


def divided(amount: str | None, shares: str) -> tuple[str, str]:
    """Return what each gets, and the rest, as text."""
    parts, rest = shared_money(
        None if amount is None else Decimal(amount), [Decimal(share) for share in shares.split()]
    )
    return " ".join(str(part) for part in parts), str(rest)


@pytest.mark.parametrize(
    ("case", "amount", "shares", "parts", "rest"),
    [
        ("S17", "10000.01", "33.33 33.33 33.34", "3333.00 3333.00 3334.01", "0.00"),
        ("S18", "0.01", "50 50", "0.01 0.00", "0.00"),
        ("S18 the other sign", "-0.01", "50 50", "-0.01 0.00", "0.00"),
        ("S19", "100", "33.33 33.33 33.33", "33.33 33.33 33.33", "0.01"),
        ("S20 empty", None, "60 40", "0.00 0.00", "0.00"),
        ("S20 nought", "0", "60 40", "0.00 0.00", "0.00"),
        ("S21", "-500", "75 25", "-375.00 -125.00", "0.00"),
        ("S23 the amount then", "100", "75 25", "75.00 25.00", "0.00"),
        ("S23 the amount now", "200.02", "75 25", "150.02 50.00", "0.00"),
        ("nobody", "100", "", "", "100.00"),
        ("half of an øre is given to nobody", "0.01", "50", "0.00", "0.01"),
        ("S15 over 100", "100", "50 60", "50.00 60.00", "-10.00"),
        (
            "the largest there is",
            "999999999999999.99",
            "33.33 33.33 33.34",
            "333300000000000.00 333300000000000.00 333399999999999.99",
            "0.00",
        ),
    ],
)
def test_cases(case: str, amount: str | None, shares: str, parts: str, rest: str) -> None:
    """S17, S18, S19, S20, S21, S23, S15."""
    assert divided(amount, shares) == (parts, rest), case


def test_what_is_finer_than_an_ore_is_refused() -> None:
    """OPP-12: nothing is rounded unseen."""
    with pytest.raises(UserError, match="more than two decimals"):
        shared_money(Decimal("0.001"), [Decimal(100)])


MONEY = some.integers(-(10**13), 10**13).map(lambda whole: Decimal(whole).scaleb(-2))
SHARES = some.lists(some.integers(0, 10_000).map(lambda whole: Decimal(whole).scaleb(-2)), max_size=12)


@given(MONEY, SHARES)
def test_no_ore_is_lost_or_made(amount: Decimal, shares: list[Decimal]) -> None:
    """OPP-12: all adds up; nobody is off by an øre or more; and never more than the sum of the shares."""
    parts, rest = shared_money(amount, shares)
    assert sum(parts) + rest == amount
    total = Fraction(amount) * Fraction(sum(shares)) / 100
    assert abs(Fraction(sum(parts))) <= abs(total) < abs(Fraction(sum(parts))) + Fraction(1, 100)
    for part, share in zip(parts, shares, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * Fraction(share) / 100) < Fraction(1, 100)
        assert part == 0 or (part > 0) == (amount > 0)


@given(MONEY, SHARES)
def test_a_credit_takes_back_what_was_given(amount: Decimal, shares: list[Decimal]) -> None:
    """S21: by sign."""
    parts, _rest = shared_money(amount, shares)
    assert shared_money(-amount, shares)[0] == [-part for part in parts]
