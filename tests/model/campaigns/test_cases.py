"""The cases worked out by hand, in the model."""

from __future__ import annotations

import pytest

from model.campaigns.economy import break_even, compare, economy, implausible
from model.campaigns.figures import actual, planned
from tests.model.campaigns.cases import ACTUAL, BASE, CASES, DEVIATIONS, Case


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_plan_comes_to_what_was_worked_out(case: Case) -> None:
    figures = planned(case.values)
    found = economy(figures)
    assert {name: getattr(found, name) for name in case.plan} == case.plan
    assert break_even(figures) == (None if case.needed == "never" else case.needed)
    assert (found.over_budget, implausible(figures)) == (case.over, case.warned)


def test_deviations_are_what_was_worked_out() -> None:
    lines = compare(economy(planned(BASE)), economy(actual(ACTUAL | BASE)))
    found = {name: lines[name] for name in DEVIATIONS}
    assert {name: (line.planned, line.actual, line.difference) for name, line in found.items()} == DEVIATIONS
