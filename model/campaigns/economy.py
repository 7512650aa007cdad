"""What a campaign costs and brings: the figures of its budget, and of its result analysis (CAMP-09, CAMP-15).

Everything is computed from the figures that people type, in exact decimals; nothing computed is stored. A line is
rounded once, half up, to hundredths; totals are sums of lines, so that what stands on a screen adds up. None is "not
known" and never 0: a line without figures is blank, and so is what only rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from model.core.numbers import divide_up, round_half_up

FIXED_COSTS = ("planning", "audience", "measurement", "other")
"""Costs that are an amount of their own."""

UNIT_COSTS: Mapping[str, str] = {
    "material": "recipients",
    "distribution": "recipients",
    "response": "responses",
    "return": "returns",
}
"""Costs per unit, and what they are multiplied by."""

COST_LINES = ("planning", "audience", "material", "distribution", "response", "return", "measurement", "other")
"""The cost lines in the order of the sheet."""

_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
"""The default context keeps 28 digits: a million millions of recipients at the highest price have more."""


@dataclass(frozen=True)
class Figures:
    """The figures of a plan, or of what came of it; None where nothing is known.

    ``costs`` holds by cost line an amount (fixed costs) or an amount per unit. ``revenue`` is per response and
    ``variable_cost`` per order; where nobody knows how many ``orders`` there are, each response is one. ``income``, the
    revenue of all orders as one amount, goes before responses times revenue.
    """

    recipients: int | None = None
    responses: int | None = None
    returns: int | None = None
    costs: Mapping[str, Decimal | None] = field(default_factory=dict)
    revenue: Decimal | None = None
    variable_cost: Decimal | None = None
    budget: Decimal | None = None
    orders: int | None = None
    income: Decimal | None = None


@dataclass(frozen=True)
class Economy:
    """What :class:`Figures` come to; amounts have two decimals, None is not known.

    ``costs`` holds the amount of each cost line, ``missing`` the lines and incomes without one. ``percent`` is the
    result in per cent of the costs (decision 1), ``response_rate`` and ``return_rate`` are per cent of the recipients.
    """

    costs: Mapping[str, Decimal | None]
    total_cost: Decimal | None
    income: Decimal | None
    variable_cost: Decimal | None
    contribution: Decimal | None
    result: Decimal | None
    percent: Decimal | None
    response_rate: Decimal | None
    return_rate: Decimal | None
    over_budget: Decimal | None
    missing: tuple[str, ...]


def economy(figures: Figures) -> Economy:
    """Return what ``figures`` come to (E01 … E04, E08, E09, E13, E14)."""
    with localcontext(_EXACT):
        return _economy(figures)


def _economy(figures: Figures) -> Economy:
    costs = {line: _cost(figures, line) for line in COST_LINES}
    total = _sum(costs.values())
    income = _times(figures.responses, figures.revenue) if figures.income is None else round_half_up(figures.income)
    orders = figures.responses if figures.orders is None else figures.orders
    variable = _times(orders, figures.variable_cost)
    contribution = None if income is None else income - (variable or Decimal(0))
    result = None if total is None and contribution is None else (contribution or Decimal(0)) - (total or Decimal(0))
    missing = [line for line, amount in costs.items() if amount is None]
    if contribution is None:
        missing.append("revenue")
    return Economy(
        costs=costs,
        total_cost=total,
        income=income,
        variable_cost=variable,
        contribution=contribution,
        result=result,
        percent=_percent(result, total),
        response_rate=_percent(figures.responses, figures.recipients),
        return_rate=_percent(figures.returns, figures.recipients),
        over_budget=_over(total, figures.budget),
        missing=tuple(missing),
    )


def break_even(figures: Figures) -> int | None:
    """Return how many responses cover all costs (E17); None where none would do, or where no revenue is known (E18).

    Each response brings its revenue less its variable cost and its handling; all other costs have to be covered.
    """
    if figures.revenue is None:
        return None
    with localcontext(_EXACT):
        handling = figures.costs.get("response") or Decimal(0)
        margin = figures.revenue - (figures.variable_cost or Decimal(0)) - handling
        if margin <= 0:
            return None
        others = _sum(_cost(figures, line) for line in COST_LINES if line != "response") or Decimal(0)
        return divide_up(others, margin)


@dataclass(frozen=True)
class Deviation:
    """A line of the result analysis: actual − planned (decision 3).

    ``favourable`` is None where there is no deviation, or none to judge.
    """

    planned: Decimal | None
    actual: Decimal | None
    difference: Decimal | None
    favourable: bool | None


def deviation(planned: Decimal | int | None, actual: Decimal | int | None, *, more_is_good: bool) -> Deviation:
    """Compare a planned figure with the actual one; blank where nothing actual is known (E11), 0 is a figure (E12)."""
    plan = None if planned is None else Decimal(planned)
    fact = None if actual is None else Decimal(actual)
    if fact is None:
        return Deviation(plan, None, None, None)
    difference = fact - (plan or Decimal(0))
    favourable = (difference > 0) == more_is_good if difference else None
    return Deviation(plan, fact, difference, favourable)


def compare(planned: Economy, actual: Economy) -> dict[str, Deviation]:
    """Return the deviation of each cost line and of the sums, by name (E10 … E12).

    A sum is compared over the lines that have an actual figure only: a cost that nobody has entered yet is no saving.
    """
    with localcontext(_EXACT):
        return _compare(planned, actual)


def _compare(planned: Economy, actual: Economy) -> dict[str, Deviation]:
    lines = {line: deviation(planned.costs[line], actual.costs[line], more_is_good=False) for line in COST_LINES}
    known = [line for line in lines.values() if line.actual is not None]
    total_difference = _sum(line.difference for line in known)
    lines["total_cost"] = Deviation(
        planned.total_cost,
        actual.total_cost,
        total_difference,
        None if not total_difference else total_difference < 0,
    )
    lines["income"] = deviation(planned.income, actual.income, more_is_good=True)
    lines["variable_cost"] = deviation(planned.variable_cost, actual.variable_cost, more_is_good=False)
    lines["contribution"] = deviation(planned.contribution, actual.contribution, more_is_good=True)
    lines["result"] = deviation(planned.result, actual.result, more_is_good=True)
    lines["percent"] = deviation(planned.percent, actual.percent, more_is_good=True)
    return lines


def implausible(figures: Figures) -> tuple[str, ...]:
    """Return what cannot be, as names: more responses, or responses and returns, than recipients (E05, E06)."""
    recipients, responses, returns = figures.recipients, figures.responses or 0, figures.returns or 0
    if recipients is None:
        return ()
    if responses > recipients:
        return ("responses",)
    return ("responses_and_returns",) if responses + returns > recipients else ()


def _cost(figures: Figures, line: str) -> Decimal | None:
    amount = figures.costs.get(line)
    if line in FIXED_COSTS:
        return None if amount is None else round_half_up(amount)
    return _times(getattr(figures, UNIT_COSTS[line]), amount)


def _times(count: int | None, amount: Decimal | None) -> Decimal | None:
    return None if count is None or amount is None else round_half_up(count * amount)


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _percent(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return round_half_up(100 * Decimal(part) / Decimal(whole))


def _over(total: Decimal | None, budget: Decimal | None) -> Decimal | None:
    if total is None or budget is None or total <= budget:
        return None
    return total - budget
