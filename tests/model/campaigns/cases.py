"""Campaigns with figures worked out by hand (E01 … E22), for the model, the screen and the shell alike."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

D = Decimal

BASE: Mapping[str, Any] = {
    "recipients_planned": 1000, "responses_expected": 50, "returns_expected": 20, "cost_planning": D(5000),
    "cost_audience": D(2000), "cost_material": D("4.5"), "cost_distribution": D(3), "cost_response": D(25),
    "cost_return": D(10), "cost_measurement": D(1500), "cost_other": D(500), "revenue_per_response": D(800),
    "variable_cost": D(300),
}  # fmt: skip
"""The base case, in the order in which it is typed."""

ACTUAL: Mapping[str, Any] = {
    "actual_responses": 38, "actual_returns": 31, "actual_cost_planning": D(5600), "actual_cost_audience": D(2000),
    "actual_cost_material": D("4.75"), "actual_cost_distribution": D("3.1"), "actual_cost_response": D(25),
    "actual_cost_return": D(10), "actual_cost_measurement": D(0), "actual_cost_other": D(750),
    "actual_orders": None, "actual_income": None, "actual_revenue_per_response": D(790), "actual_variable_cost": D(300),
}  # fmt: skip
"""What came of it, in the order in which it is typed (E10)."""


class Case(NamedTuple):
    """What is on file, and what it comes to: hundredths as decimals, None for a dash, by the names of the JSON.

    ``needed`` are the break-even responses, "never" where no number would do, None where nobody can say; ``over`` is
    by how much the budget is exceeded; ``warned`` is what cannot be, as :func:`~model.campaigns.economy.implausible`
    names it.
    """

    values: Mapping[str, Any]
    plan: Mapping[str, Decimal | None]
    needed: int | str | None = None
    over: Decimal | None = None
    warned: tuple[str, ...] = ()


CASES: Mapping[str, Case] = {
    "E01 E02 E09 E17": Case(
        BASE,
        {
            "response_rate": D("5.00"), "return_rate": D("2.00"), "total_cost": D(17950), "contribution": D(25000),
            "result": D(7050), "percent": D("39.28"),
        },
        36,
    ),
    "E03": Case(
        {**BASE, "recipients_planned": 0},
        {"response_rate": None, "return_rate": None, "total_cost": D(10450), "result": D(14550)},
        20,
        warned=("responses",),
    ),
    "E04": Case(
        {"responses_expected": 1, "cost_planning": D(0), "cost_other": D(0), "revenue_per_response": D(500)},
        {"total_cost": D(0), "result": D(500), "percent": None},
        0,
    ),
    "E05": Case(
        {**BASE, "recipients_planned": 50, "responses_expected": 60},
        {"response_rate": D("120.00"), "total_cost": D(11075), "result": D(18925), "percent": D("170.88")},
        21,
        warned=("responses",),
    ),
    "E06": Case(
        {**BASE, "recipients_planned": 50, "responses_expected": 40},
        {"total_cost": D(10575), "result": D(9425), "percent": D("89.13")},
        21,
        warned=("responses_and_returns",),
    ),
    "E08": Case({**BASE, "budget": D(15000)}, {"total_cost": D(17950)}, 36, D(2950)),
    "E13": Case({**BASE, "responses_expected": 10}, {"result": D(-11950), "percent": D("-70.50")}, 36),
    "E14": Case({"recipients_planned": 3, "cost_material": D("4.333")}, {"total_cost": D(13), "result": D(-13)}),
    "E18": Case({**BASE, "variable_cost": D(800)}, {"contribution": D(0), "result": D(-17950)}, "never"),
}  # fmt: skip

DEVIATIONS: Mapping[str, tuple[Decimal | None, Decimal | None, Decimal | None]] = {
    "planning": (D(5000), D(5600), D(600)),
    "measurement": (D(1500), D(0), D(-1500)),
    "total_cost": (D(17950), D(17460), D(-490)),
    "contribution": (D(25000), D(18620), D(-6380)),
    "result": (D(7050), D(1160), D(-5890)),
    "percent": (D("39.28"), D("6.64"), D("-32.64")),
}
"""Planned, actual and deviation of the base case with :data:`ACTUAL` (E10, E12)."""
