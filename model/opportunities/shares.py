"""How sellers share an opportunity: plain arithmetic on percentages of two decimals (OPP-07 … OPP-12; S01 … S16).

Sellers stand in the order in which they were added; that is the order in which a hundredth, or an øre, that does not
divide is placed (decision 13). Nothing here reads or writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from model.core.errors import UserError
from model.core.fields.numbers import Percent
from model.core.language import _
from model.core.numbers import format_decimal, from_hundredths, to_hundredths

WHOLE = Decimal("100.00")


@dataclass(frozen=True)
class Share:
    """An employee's part of an opportunity, in per cent."""

    employee: int
    share: Decimal


Shares = tuple[Share, ...]


def total(shares: Iterable[Share]) -> Decimal:
    """Return the sum of the shares in per cent; it need not be 100 (S03, S13, S15, S16)."""
    return sum((one.share for one in shares), Decimal("0.00"))


def read_share(text: str) -> Decimal:
    """Return the percentage that somebody typed, with or without its sign.

    Raises :class:`UserError` naming ``share`` for letters, for what is not from 0 to 100, and for more than two
    decimals (S10).
    """
    from model.core.numbers import parse_decimal

    body = text.strip().removesuffix("%").rstrip()
    if not body:
        raise UserError(_("Type a percentage from 0 to 100."), "share")
    try:
        share = parse_decimal(body)
        to_hundredths(share)
    except UserError as error:
        raise UserError(error.message, "share") from error
    check_share(share)
    return share


def check_share(share: Decimal) -> None:
    """Raise :class:`UserError` for a share that is not from 0 to 100 (S10)."""
    if not Percent.lowest <= share <= Percent.highest:
        raise UserError(
            _("A share is from 0 to 100 %, not {share}.").format(share=format_decimal(share, None)), "share"
        )


def add(shares: Shares, employee: int, share: Decimal) -> Shares:
    """Return the shares with a seller added; the others share what is left of 100 equally (OPP-09, S05 … S09).

    Where that does not divide, the last of them take the smaller part. Raises :class:`UserError` for somebody who is
    a seller already (S11), and for a share that is not from 0 to 100.
    """
    check_share(share)
    if any(one.employee == employee for one in shares):
        raise UserError(_("That employee is a seller already; change the share instead."), "seller")
    parts = equal_parts(WHOLE - share, len(shares))
    others = tuple(replace(one, share=part) for one, part in zip(shares, parts, strict=True))
    return (*others, Share(employee, share))


def equal_parts(whole: Decimal, number: int) -> list[Decimal]:
    """Return ``whole`` in that many equal parts of whole hundredths, the larger ones first (OPP-12)."""
    if not number:
        return []
    each, left = divmod(to_hundredths(whole), number)
    return [from_hundredths(each + (place < left)) for place in range(number)]


def set_share(shares: Shares, employee: int, share: Decimal) -> Shares:
    """Return the shares with one of them set; nobody else's changes (OPP-11, S15)."""
    check_share(share)
    _must_be_seller(shares, employee)
    return tuple(replace(one, share=share) if one.employee == employee else one for one in shares)


def remove(shares: Shares, employee: int) -> Shares:
    """Return the shares without one; a single one that is left gets 100 %, several stay as they are (OPP-10, S12, S13).

    Raises :class:`UserError` for the last one (S14, decision 10).
    """
    _must_be_seller(shares, employee)
    left = tuple(one for one in shares if one.employee != employee)
    if not left:
        raise UserError(_("The last seller cannot be removed; add another one first."), "seller")
    return (replace(left[0], share=WHOLE),) if len(left) == 1 else left


def with_owner(shares: Shares, before: int | None, owner: int) -> Shares:
    """Return the shares once the opportunity belongs to ``owner``: a single seller becomes that one (S02 … S04).

    The share stays as it is (S03); several sellers stay, and so does a single one where the owner is the same.
    """
    if before == owner or len(shares) != 1:
        return shares
    return (replace(shares[0], employee=owner),)


def _must_be_seller(shares: Shares, employee: int) -> None:
    if not any(one.employee == employee for one in shares):
        raise UserError(_("That employee is no seller of this opportunity."), "seller")
