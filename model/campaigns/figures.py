"""A campaign's figures from the fields in which they are kept: the plan, and what came of it (decision 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.campaigns.economy import COST_LINES, Figures
from model.campaigns.marks import NO_MARKS, Marks

BUDGET_FIELDS = (
    "budget", "recipients_planned", "responses_expected", "returns_expected", *(f"cost_{line}" for line in COST_LINES),
    "revenue_per_response", "variable_cost",
)  # fmt: skip
"""The fields of the budget sheet, in its order (CAMP-09)."""

RESULT_FIELDS = (
    "actual_responses", "actual_returns", *(f"actual_cost_{line}" for line in COST_LINES),
    "actual_orders", "actual_income", "actual_revenue_per_response", "actual_variable_cost",
)  # fmt: skip
"""The fields of the result analysis, in its order (CAMP-15)."""


def planned(values: Mapping[str, Any]) -> Figures:
    """Return the plan from a campaign's values by field name."""
    return Figures(
        recipients=values.get("recipients_planned"),
        responses=values.get("responses_expected"),
        returns=values.get("returns_expected"),
        costs={line: values.get(f"cost_{line}") for line in COST_LINES},
        revenue=values.get("revenue_per_response"),
        variable_cost=values.get("variable_cost"),
        budget=values.get("budget"),
    )


def actual(values: Mapping[str, Any], marks: Marks = NO_MARKS) -> Figures:
    """Return what came of it.

    It stands on the number that was sent if any was, else on the planned number (decision 2). Responses and returns
    that nobody has typed are those that the recipients are marked with; what is typed goes before.
    """
    return Figures(
        recipients=marks.sent or values.get("recipients_planned"),
        responses=_typed_or(values.get("actual_responses"), marks.responses),
        returns=_typed_or(values.get("actual_returns"), marks.returns),
        costs={line: values.get(f"actual_cost_{line}") for line in COST_LINES},
        revenue=values.get("actual_revenue_per_response"),
        variable_cost=values.get("actual_variable_cost"),
        budget=values.get("budget"),
        orders=values.get("actual_orders"),
        income=values.get("actual_income"),
    )


def _typed_or(typed: int | None, counted: int | None) -> int | None:
    return counted if typed is None else typed
