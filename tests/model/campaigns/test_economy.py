"""What a campaign costs and brings (E01 … E18), with the figures of a base case worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.campaigns.economy import COST_LINES, Economy, Figures, break_even, compare, economy, implausible

BASE = Figures(
    recipients=1000,
    responses=50,
    returns=20,
    costs={
        "planning": Decimal(5000),
        "audience": Decimal(2000),
        "material": Decimal("4.50"),
        "distribution": Decimal("3.00"),
        "response": Decimal(25),
        "return": Decimal(10),
        "measurement": Decimal(1500),
        "other": Decimal(500),
    },
    revenue=Decimal(800),
    variable_cost=Decimal(300),
)
ACTUAL = replace(
    BASE,
    responses=38,
    returns=31,
    costs={
        **BASE.costs,
        "material": Decimal("4.75"),
        "distribution": Decimal("3.10"),
        "planning": Decimal(5600),
        "measurement": Decimal(0),
        "other": Decimal(750),
    },
    revenue=Decimal(790),
)


def test_e01_rates_and_costs_of_the_base_case() -> None:
    found = economy(BASE)
    assert (found.response_rate, found.return_rate) == (Decimal("5.00"), Decimal("2.00"))
    assert [found.costs[line] for line in COST_LINES] == [5000, 2000, 4500, 3000, 1250, 200, 1500, 500]
    assert found.total_cost == Decimal(17_950)
    assert found.missing == ()


def test_e02_result_in_per_cent_of_all_costs() -> None:
    """Decision 1: variable cost is part of the contribution, not of the denominator (that would be 21.40 %)."""
    found = economy(BASE)
    assert (found.income, found.variable_cost) == (40_000, 15_000)
    assert (found.contribution, found.result, found.percent) == (25_000, 7_050, Decimal("39.28"))


def test_e03_no_recipients_leave_the_rates_unknown() -> None:
    found = economy(replace(BASE, recipients=0))
    assert (found.response_rate, found.return_rate) == (None, None)
    assert (found.costs["material"], found.costs["distribution"]) == (0, 0)


def test_e04_without_costs_there_is_no_per_cent() -> None:
    free = Figures(responses=1, revenue=Decimal(500), costs=dict.fromkeys(COST_LINES[:2], Decimal(0)))
    found = economy(free)
    assert (found.total_cost, found.result, found.percent) == (0, 500, None)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"responses": 60, "returns": 0, "recipients": 50}, ("responses",)),
        ({"responses": 40, "returns": 20, "recipients": 50}, ("responses_and_returns",)),
        ({"responses": 30, "returns": 20, "recipients": 50}, ()),
        ({"responses": 60, "returns": None, "recipients": None}, ()),
    ],
)
def test_e05_e06_more_answers_than_recipients(changed: dict[str, int | None], expected: tuple[str, ...]) -> None:
    assert implausible(replace(BASE, **changed)) == expected


@pytest.mark.parametrize(("budget", "over"), [("15000", 2950), ("17950", None), ("20000", None), (None, None)])
def test_e08_e09_over_the_budget(budget: str | None, over: int | None) -> None:
    assert economy(replace(BASE, budget=Decimal(budget) if budget else None)).over_budget == over


def test_e10_actual_against_planned() -> None:
    planned, actual = economy(BASE), economy(ACTUAL)
    assert (actual.total_cost, actual.contribution, actual.result) == (17_460, 18_620, 1_160)
    assert actual.percent == Decimal("6.64")
    lines = compare(planned, actual)
    assert (lines["result"].difference, lines["result"].favourable) == (-5_890, False)
    assert (lines["total_cost"].difference, lines["total_cost"].favourable) == (-490, True)
    assert (lines["planning"].difference, lines["planning"].favourable) == (600, False)
    assert (lines["audience"].difference, lines["audience"].favourable) == (0, None)


def test_e11_nothing_entered_is_no_loss() -> None:
    lines = compare(economy(BASE), economy(Figures(recipients=1000)))
    assert all(line.actual is None and line.difference is None and line.favourable is None for line in lines.values())


def test_e12_nought_is_a_figure() -> None:
    entered = economy(replace(Figures(), costs={"measurement": Decimal(0)}))
    lines = compare(economy(BASE), entered)
    assert lines["measurement"].difference == -1500
    # Costs that nobody has entered are no saving.
    assert lines["total_cost"].difference == -1500


def test_e13_a_loss_has_its_sign() -> None:
    found = economy(replace(BASE, responses=10))
    assert found.result == -11_950
    assert found.percent == Decimal("-70.50")


def test_e14_a_line_is_rounded_once() -> None:
    found = economy(Figures(recipients=3, costs={"material": Decimal("4.333")}))
    assert found.costs["material"] == Decimal("13.00")


def test_e17_break_even() -> None:
    assert break_even(BASE) == 36


@pytest.mark.parametrize("variable", [775, 800, 900])
def test_e18_no_number_of_responses_covers_a_loss_on_each(variable: int) -> None:
    assert break_even(replace(BASE, variable_cost=Decimal(variable))) is None


def test_break_even_needs_a_revenue_and_covers_nothing_at_once() -> None:
    assert break_even(replace(BASE, revenue=None)) is None
    assert break_even(Figures(revenue=Decimal(1))) == 0


_amounts = st.one_of(st.none(), st.decimals(0, 10**15, places=4))
_counts = st.one_of(st.none(), st.integers(0, 10**12))


@given(
    st.builds(
        Figures,
        recipients=_counts,
        responses=_counts,
        returns=_counts,
        costs=st.fixed_dictionaries(dict.fromkeys(COST_LINES, _amounts)),
        revenue=_amounts,
        variable_cost=_amounts,
        budget=_amounts,
    )
)
def test_sums_are_those_of_exact_arithmetic(figures: Figures) -> None:
    """What stands on the screen adds up, whatever was typed."""
    found = economy(figures)
    known = [amount for amount in found.costs.values() if amount is not None]
    assert found.total_cost == (Decimal(_exact(known)) if known else None)
    assert set(found.missing) >= {line for line, amount in found.costs.items() if amount is None}
    if found.result is not None:
        assert Fraction(found.result) == Fraction(found.contribution or 0) - Fraction(found.total_cost or 0)
    needed = break_even(figures)
    if needed is not None:
        assert _result(figures, needed) >= 0
        assert needed == 0 or _result(figures, needed - 1) < Fraction(1)


def _exact(amounts: list[Decimal]) -> str:
    hundredths = sum(Fraction(amount) * 100 for amount in amounts)
    assert hundredths.denominator == 1
    return f"{hundredths.numerator // 100}.{hundredths.numerator % 100:02}"


def _result(figures: Figures, responses: int) -> Fraction:
    found: Economy = economy(replace(figures, responses=responses))
    return Fraction(found.result or 0) + Fraction(1, 50)
