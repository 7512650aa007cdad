"""OPP-18: rounding per line, VAT on the sum of each rate."""

from __future__ import annotations

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.orders.totals import Line, line_net, order_totals


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "net"),
    [
        ("1", "0.005", "0", "0.01"),
        ("-1", "0.005", "0", "-0.01"),
        ("3", "33.335", "0", "100.01"),
        ("10", "1250", "10", "11250.00"),
        ("1", "99.99", "100", "0.00"),
        ("0.3333", "3", "33.33", "0.67"),
        ("9999999999999.9999", "1", "0", "10000000000000.00"),
        ("1234567890123.4567", "9.0001", "0", "11111234467900.12"),
    ],
)
def test_a_line_is_rounded_half_up_once(quantity: str, price: str, discount: str, net: str) -> None:
    assert str(line_net(Line("x", D(quantity), "", D(price), D(discount)))) == net


def test_vat_is_of_the_sum_of_a_rate_and_not_of_each_line() -> None:
    """Three lines of 0.10 at 25 % are 0.08 of VAT; line by line it would be 0.09."""
    totals = order_totals([Line("x", D(1), "", D("0.10"), D(0), D(25))] * 3 + [Line("y", D(1), "", D(10), D(0), D(0))])
    assert totals.net_by_rate == {D(25): D("0.30"), D(0): D("10.00")}
    assert totals.vat_by_rate == {D(25): D("0.08"), D(0): D("0.00")}
    assert [str(each) for each in totals[:3]] == ["10.30", "0.08", "10.38"]
    assert list(totals.vat_by_rate) == [D(25), D(0)], "the highest rate first"


def test_no_lines_come_to_nothing() -> None:
    assert [str(each) for each in order_totals([])[:3]] == ["0.00", "0.00", "0.00"]


figure = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False)
line = st.builds(
    Line,
    text=st.just("x"),
    quantity=st.decimals(min_value=-(10**6), max_value=10**6, places=4, allow_nan=False),
    unit_price=figure,
    discount=st.decimals(min_value=0, max_value=100, places=2, allow_nan=False),
    vat_rate=st.sampled_from([D(25), D(15), D(12), D(0)]),
)


@given(st.lists(line, max_size=8))
def test_totals_are_those_of_exact_fractions(lines: list[Line]) -> None:
    """A credit of the same lines takes back exactly what they came to."""

    def half_up(value: Fraction) -> Fraction:
        units = abs(value) * 100
        whole = units.numerator // units.denominator + (2 * (units.numerator % units.denominator) >= units.denominator)
        return Fraction(whole if value > 0 else -whole, 100)

    nets = [
        half_up(Fraction(each.quantity) * Fraction(each.unit_price) * (100 - Fraction(each.discount)) / 100)
        for each in lines
    ]
    by_rate: dict[D, Fraction] = {}
    for each, net in zip(lines, nets, strict=True):
        assert each.vat_rate is not None
        by_rate[each.vat_rate] = by_rate.get(each.vat_rate, Fraction(0)) + net
    vat = sum((half_up(net * Fraction(rate) / 100) for rate, net in by_rate.items()), Fraction(0))
    totals = order_totals(lines)
    assert [Fraction(totals.net), Fraction(totals.vat)] == [sum(nets, Fraction(0)), vat]
    assert totals.total == totals.net + totals.vat
    back = order_totals(each._replace(quantity=-each.quantity) for each in lines)
    assert back.total == -totals.total
