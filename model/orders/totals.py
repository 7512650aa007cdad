"""What the lines of an order come to. All rounding of orders stands here, and nowhere else.

- The net of a line is quantity × unit price × (100 − discount) / 100, rounded half up to two decimals.
- The VAT of a rate is that rate of the *sum* of the nets of its lines, rounded half up to two decimals.
- The total is the sum of all nets and of the VAT of all rates; nothing is rounded there.

A half goes away from zero, so that a credit (a negative quantity) is exactly what it takes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from model.core.numbers import exact_product, round_half_up

_PERCENT = Decimal("0.01")


class Line(NamedTuple):
    """The values of one line, as people type them. ``discount`` and ``vat_rate`` are in per cent.

    Without a rate of VAT the line gets the usual one when it is saved.
    """

    text: str
    quantity: Decimal = Decimal(1)
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    vat_rate: Decimal | None = None


class Totals(NamedTuple):
    """What lines come to: net and VAT by the rate in per cent, the highest rate first, and the sums of both."""

    net: Decimal
    vat: Decimal
    total: Decimal
    net_by_rate: Mapping[Decimal, Decimal]
    vat_by_rate: Mapping[Decimal, Decimal]


def net_of(quantity: Decimal, unit_price: Decimal, discount: Decimal) -> Decimal:
    """Return the net of a line with these values, with two decimals."""
    return round_half_up(exact_product(quantity, unit_price, 100 - discount, _PERCENT))


def line_net(line: Line) -> Decimal:
    """Return the net of a line, with two decimals."""
    return net_of(line.quantity, line.unit_price, line.discount)


def order_totals(lines: Iterable[Line]) -> Totals:
    """Return what lines come to."""
    return totals_of_nets((line.vat_rate or Decimal(0), line_net(line)) for line in lines)


def totals_of_nets(nets: Iterable[tuple[Decimal, Decimal]]) -> Totals:
    """Return what lines come to that are given as VAT rate and net."""
    by_rate: dict[Decimal, Decimal] = {}
    for rate, net in nets:
        by_rate[rate] = by_rate.get(rate, Decimal("0.00")) + net
    by_rate = dict(sorted(by_rate.items(), reverse=True))
    vat_by_rate = {rate: round_half_up(exact_product(net, rate, _PERCENT)) for rate, net in by_rate.items()}
    net = sum(by_rate.values(), Decimal("0.00"))
    vat = sum(vat_by_rate.values(), Decimal("0.00"))
    return Totals(net, vat, net + vat, by_rate, vat_by_rate)
