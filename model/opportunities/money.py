"""Money divided by shares: to the øre, never more than there is (OPP-12, decision 13; S17 … S21)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from model.core.numbers import from_hundredths, to_hundredths

WHOLE = 100 * 100
"""A share of all, 100.00 %, in hundredths of a per cent."""


def shared_money(amount: Decimal | None, shares: Sequence[Decimal]) -> tuple[list[Decimal], Decimal]:
    """Return what each of ``shares`` gets of ``amount``, in their order, and what is left to nobody.

    ``shares`` are percentages with at most two decimals, in the order of the sellers; amounts have two decimals. The
    amounts and the rest add up to ``amount`` to the øre. What all get together is the amount times the sum of the
    shares, rounded towards nought; what is left of it after each has their whole øre goes, one øre at a time, to
    those with the largest fractions, the first seller first where they are equal. A credit is divided like the same
    amount without its sign. The rest is negative (of the other sign) where the shares are more than 100 %.

    An amount that is not known gives nought to each (S20). Raises :class:`UserError` for more than two decimals.
    """
    if amount is None:
        return [Decimal("0.00") for _share in shares], Decimal("0.00")
    whole = to_hundredths(amount)
    parts = divide(abs(whole), [to_hundredths(share) for share in shares])
    if whole < 0:
        parts = [-part for part in parts]
    return [from_hundredths(part) for part in parts], from_hundredths(whole - sum(parts))


def divide(amount: int, shares: Sequence[int]) -> list[int]:
    """Return the part of ``amount`` (øre, not negative) for each of ``shares`` (hundredths of a per cent)."""
    exact = [amount * share for share in shares]
    parts = [part // WHOLE for part in exact]
    left = sum(exact) // WHOLE - sum(parts)
    by_fraction = sorted(range(len(shares)), key=lambda number: -(exact[number] % WHOLE))
    for number in by_fraction[:left]:
        parts[number] += 1
    return parts
