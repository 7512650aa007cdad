"""What is typed as a day or a time is shown back as it is understood, while it is typed (COM-12)."""

from __future__ import annotations

import pytest

from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.conftest import StandingClock
from tests.tui.desk import Desk, at
from tests.tui.opportunities.test_card import sale


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("torsdag 3. desember", "Thu 3 Dec 2026"), ("om 3 virkedager", "→ "), ("ultimo desember", "Thu 31 Dec 2026")],
)
async def test_the_calendars_prompt_says_which_day_is_meant(desk: Desk, typed: str, shown: str) -> None:
    """J in the calendar."""
    async with at(desk) as hand:
        await hand.press("7")
        await hand.sees("Tasks")
        await hand.press("7")
        await hand.sees("Calendar")
        await hand.press("J")
        await hand.sees("Which day?")
        await hand.type(typed)
        await hand.until(lambda: shown in hand.line(typed))
        await hand.press("enter")
        await hand.until(lambda: "Which day?" not in hand.screen)


async def test_half_a_day_is_shown_as_nothing_yet(desk: Desk) -> None:
    """And a weekday that is another is refused in a sentence."""
    async with at(desk) as hand:
        await hand.press("7", "7", "J")
        await hand.sees("Which day?")
        await hand.type("fredag 3. dese")
        assert "→" not in hand.line("fredag 3. dese")
        await hand.type("mber")
        await hand.press("enter")
        await hand.sees("is a Thursday, not a Friday")


async def test_the_day_of_a_sale_is_shown_back(desk: Desk) -> None:
    """Won or lost on another day: a weekday is the latest such day."""
    customer = desk.insert(Customer, name="Fjord AS")
    number = sale(desk, customer, title="Roof")
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("$", "d")
        await hand.sees("On which day?")
        await hand.type("yesterday")
        await hand.until(lambda: "→" in hand.line("yesterday"))
        await hand.press("escape")
    assert desk.now(Opportunity, number).closed_at is None


async def test_a_criterion_of_days_is_shown_back(desk: Desk, clock: StandingClock) -> None:
    """Below the panel, with its operator."""
    desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Fjord AS")
        await hand.press("F")
        panel = hand.app.screen.query_one("CriteriaPanel")
        place = list(panel.fields).index("changed_at")  # type: ignore[attr-defined]
        await hand.press(*["tab"] * place)
        await hand.type(">=this week")
        await hand.sees("≥ Mon ")
        await hand.press("escape")
