"""Campaigns by keyboard: the list, the sheets of figures, the copy (CAMP-01 … CAMP-09, CAMP-15, CAMP-18; E01 … E22)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core import language
from model.core.records.options import CustomField
from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.tui.desk import Desk, Hand, at
from tui.campaigns.sheets import ANALYSIS

TYPED = {
    "recipients_planned": "1000", "responses_expected": "50", "returns_expected": "20", "cost_planning": "5000",
    "cost_audience": "2000", "cost_material": "4.50", "cost_distribution": "3", "cost_response": "25",
    "cost_return": "10", "cost_measurement": "1500", "cost_other": "500", "revenue_per_response": "800",
    "variable_cost": "300",
}  # fmt: skip
"""The base case of the economics, as it is typed in the budget (E01)."""
BASE = {name: Decimal(text) if "_cost" in name or "cost_" in name else int(text) for name, text in TYPED.items()}
BASE["revenue_per_response"] = Decimal(800)


def spring(desk: Desk, **values: Any) -> int:
    return desk.insert(Campaign, subject="Spring offer", **values)


async def open_budget(hand: Hand, campaign: int) -> None:
    await hand.open("campaign", campaign)
    await hand.press("b")
    await hand.sees("Number of recipients")


async def open_analysis(hand: Hand, campaign: int) -> None:
    await hand.open("campaign", campaign)
    await hand.press("y")
    await hand.sees("Deviation")


def amounts(hand: Hand, label: str) -> list[str]:
    """Return what stands behind a label, in words."""
    return hand.line(label).replace("•", " ").replace("›", " ").split(label, 1)[1].split()


async def test_a_campaign_is_made_and_found_on_screen_6(desk: Desk) -> None:
    """`screen_campaigns`, CAMP-01, CAMP-04."""
    async with at(desk) as hand:
        await hand.press("6")
        await hand.sees("Campaigns")
        await hand.press("n")
        await hand.sees("New: campaign")
        await hand.type("Spring offer")
        await hand.press("f2")
        await hand.until(lambda: "Spring offer" in hand.screen and "Save" not in hand.line("F2"))
    campaign = desk.now(Campaign, 1)
    assert (campaign.subject, campaign.status, campaign.owner) == ("Spring offer", "planned", desk.me.person.id)


async def test_one_letter_changes_the_result_at_once(desk: Desk) -> None:
    """The figures on file stand beside those that are tried, and come back at one key (`throw_away`)."""
    campaign = spring(desk, **BASE)
    async with at(desk) as hand:
        await open_budget(hand, campaign)
        await hand.press("tab", "tab")
        assert amounts(hand, "Result") == ["7,050.00", "39.28", "%"]
        assert "Saved" not in hand.screen
        await hand.press("end", "1")
        await hand.sees("Saved")
        assert amounts(hand, "Positive responses") == ["501", "50.10", "%", "50"]
        assert amounts(hand, "Result") == ["221,275.00", "757.14", "%", "7,050.00"]
        await hand.press("f6")
        await hand.sees("The figures on file again.")
        assert "Saved" not in hand.screen
        assert amounts(hand, "Positive responses") == ["50", "5.00", "%"]
        await hand.press("end", "1")
        await hand.sees("Saved")
        await hand.press("escape")
        await hand.sees("Not saved yet")
        await hand.press("x")
    assert desk.now(Campaign, campaign).responses_expected == 50


@pytest.mark.parametrize("text", ["-1", "abc", "1.5.5"])
async def test_e22_what_is_no_figure_is_refused_beside_its_field(desk: Desk, text: str) -> None:
    campaign = spring(desk)
    async with at(desk) as hand:
        await open_budget(hand, campaign)
        await hand.press("tab")
        await hand.type(text)
        assert amounts(hand, "Positive responses") == ["–", "%"]
        await hand.press("f2")
        await hand.sees("! ")
        await hand.press("escape", "x")
    assert desk.now(Campaign, campaign).recipients_planned is None


async def test_what_is_wrong_with_a_figure_is_read_to_its_end(desk: Desk) -> None:
    """The sentence is broken at the width of the figures, and each of its lines is there."""
    campaign = spring(desk)
    async with at(desk) as hand:
        await open_budget(hand, campaign)
        await hand.press("tab")
        await hand.type("abc")
        await hand.press("tab")
        await hand.sees("! “abc” is not a number: write", "digits, such as 1,234")


async def test_e11_nothing_entered_is_no_deviation(desk: Desk) -> None:
    campaign = spring(desk, **BASE)
    async with at(desk) as hand:
        await open_analysis(hand, campaign)
        assert amounts(hand, "Planning") == ["5,000.00"]
        assert amounts(hand, "Total costs") == ["17,950.00"]
        assert amounts(hand, " Result  ") == ["7,050.00"]


async def test_the_card_shows_the_figures_and_e_types_them(desk: Desk) -> None:
    """`edit_budget`, `edit_analysis`."""
    campaign = spring(desk, **BASE, budget=Decimal(15000), actual_responses=38, conclusion="Again next year")
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press("tab")
        await hand.sees("17,950.00", "Over the budget by 2,950.00.")
        await hand.press("e")
        await hand.sees("F2 Save")
        await hand.press("escape")
        await hand.press("tab")
        await hand.sees("Again next year")
        await hand.press("e")
        await hand.sees("Deviation", "F2 Save")


@pytest.mark.parametrize("tongue", language.LANGUAGES)
async def test_the_cards_analysis_cuts_neither_names_nor_the_conclusion(desk: Desk, tongue: str) -> None:
    """CAMP-15 at 80×24: which line is which is read, and a conclusion of one long paragraph is shown to its end."""
    words = [f"word{number}" for number in range(40)]
    campaign = spring(
        desk, **{**BASE, "recipients_planned": 40_000}, actual_responses=12_345, actual_returns=10_000,
        actual_cost_other=Decimal("123456.78"), conclusion=" ".join(words),
    )  # fmt: skip
    desk.insert(Recipient, campaign=campaign, response="positive")
    language.use(tongue)
    async with at(desk) as hand:
        await hand.open("campaign", campaign, tab="analysis")
        await hand.sees(
            "word0 word1", *(language._(row.label) for row in ANALYSIS.rows if row.label and not row.optional)
        )
        assert "…" not in hand.screen
        await hand.press("end")
        await hand.sees(words[-1])


async def test_e13_a_loss_stands_on_the_card_with_its_sign(desk: Desk) -> None:
    campaign = spring(desk, **{**BASE, "responses_expected": 10}, actual_responses=5, actual_cost_other=Decimal(900))
    async with at(desk) as hand:
        await hand.open("campaign", campaign, tab="budget")
        await hand.sees("-11,950.00", "-70.50 %")
        await hand.press("tab")
        await hand.sees("400.00 !")
        await hand.press("b")
        await hand.sees("-11,950.00", "F2 Save")


async def test_e19_a_copy_has_details_and_budget_and_asks_for_its_dates(desk: Desk) -> None:
    """`copy_campaign`, CAMP-18."""
    campaign = spring(
        desk, **BASE, code="SPR", status="completed", actual_responses=38, conclusion="Good", slogan="Now",
        start=desk.me.reading().today,
    )  # fmt: skip
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press(")")
        await hand.sees("New: campaign", "Spring offer")
        await hand.press("f2")
        await hand.until(lambda: "#2" in hand.screen.split("\n")[0])
    copy, source = desk.now(Campaign, 2), desk.now(Campaign, campaign)
    assert {name: getattr(copy, name) for name in BASE} == BASE
    assert (copy.code, copy.slogan, copy.subject) == (None, "Now", "Spring offer")
    assert (copy.status, copy.start, copy.actual_responses, copy.conclusion) == ("planned", None, None, None)
    assert source.actual_responses == 38
    assert desk.last_change() == "Copy campaign Spring offer"


async def test_e21_an_end_before_the_start_is_refused(desk: Desk) -> None:
    campaign = spring(desk, start=desk.me.reading().today)
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press("e")
        await hand.sees("F2 Save")
        form = hand.app.screen.form  # type: ignore[attr-defined]
        form.focus_field("end")
        await hand.type("1.1.2020")
        await hand.press("f2")
        await hand.sees("The end is before the start")
        await hand.press("escape", "x")
    assert desk.now(Campaign, campaign).end is None


async def test_figures_survive_a_closed_terminal(desk: Desk) -> None:
    """COM-10: the sheet keeps a draft of its own, which is offered when it is opened again."""
    campaign = spring(desk)
    async with at(desk) as hand:
        await open_budget(hand, campaign)
        await hand.press("tab")
        await hand.type("777")
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press("b")
        await hand.sees("You left this form unfinished")
        await hand.press("g")
        await hand.sees("777")


async def test_two_people_in_one_sheet_choose_figure_by_figure(desk: Desk) -> None:
    """COM-09: another figure than mine is kept; the same one is asked about."""
    campaign = spring(desk, **BASE)
    async with at(desk) as hand:
        await open_budget(hand, campaign)
        await hand.press("tab", "end", "backspace", "1")
        desk.update("KNO", Campaign, campaign, cost_planning=Decimal(1))
        await hand.press("f2")
        await hand.sees("Saved")
    saved = desk.now(Campaign, campaign)
    assert (saved.recipients_planned, saved.cost_planning) == (1001, Decimal(1))


async def test_what_is_no_number_yet_in_ascii_and_for_a_reader(desk: Desk) -> None:
    campaign = spring(desk)
    async with at(desk, "RRR", ascii=True) as hand:
        await hand.open("campaign", campaign)
        await hand.press("b")
        await hand.sees("Readers may look")


async def test_the_card_shows_the_leads_and_opportunities_that_came_of_it(desk: Desk) -> None:
    """`new_campaign_lead`, OPP-01: with their numbers on the tabs; n makes one; r on them goes back to the campaign."""
    campaign = spring(desk)
    lead = desk.insert(Lead, name="Fjord AS", campaign=campaign)
    desk.insert(Lead, name="Gone AS", campaign=campaign, active=False)
    desk.insert(Lead, name="Other AS")
    desk.insert(Opportunity, title="Locks", customer=desk.insert(Customer, name="Fjord"), campaign=campaign)
    async with at(desk) as hand:
        await hand.open("campaign", campaign, tab="opportunities")
        await hand.sees("Leads 2", "Opportunities 1", "Locks")
        await hand.open("campaign", campaign, tab="leads")
        await hand.sees("Fjord AS", "Gone AS")
        assert "Other AS" not in hand.screen
        await hand.press("n")
        await hand.sees("New: lead")
        await hand.type("Berg AS")
        await hand.press("f2")
        await hand.sees("Leads 3", "Berg AS")
        await hand.open("lead", lead)
        await hand.press("r")
        await hand.sees("Campaign  Spring offer")
    assert desk.now(Lead, 4).campaign == campaign


async def test_responses_and_returns_are_typed_as_a_share_of_the_recipients(desk: Desk) -> None:
    """CAMP-09: what is kept is the count; a share of nothing known is refused beside its field."""
    campaign = spring(desk)
    async with at(desk) as hand:
        await open_budget(hand, campaign)
        await hand.press("tab", "tab")
        await hand.type("2.5%")
        await hand.press("tab", "shift+tab")
        await hand.sees("2.5% of what?")
        await hand.press("shift+tab")
        await hand.type("1000")
        await hand.until(lambda: amounts(hand, "Positive responses")[:4] == ["2.5%", "25", "2.50", "%"])
        await hand.press("f2")
        await hand.sees("Saved. u undoes it.")
    assert desk.now(Campaign, campaign).responses_expected == 25


async def test_bars_show_planned_against_actual_on_the_card(desk: Desk) -> None:
    """CAMP-15."""
    campaign = spring(desk, **BASE, actual_responses=38, actual_cost_planning=Decimal(5600))
    async with at(desk) as hand:
        await hand.open("campaign", campaign, tab="analysis")
        await hand.press("end")
        await hand.sees("Total costs, planned", "Total costs, actual", "Result, actual")
        planned, actual = (hand.line(f"Total costs, {which}").count("█") for which in ("planned", "actual"))
        assert planned > actual > 0
        assert "-5,600.00" in hand.line("Result, actual")
        assert "█" not in hand.line("Result, actual")


async def test_the_criteria_panel_has_three_columns_where_there_is_room(desk: Desk) -> None:
    """CAMP-05, W16, W17: free text in any of four texts; the company's own fields in the middle column."""
    spring(desk, description="Alt om sommeren")
    desk.insert(Campaign, subject="Winter")
    desk.insert(CustomField, record="campaign", key="group", label="Group field 1", kind="group", choices="a; b")
    async with at(desk, size=(120, 40)) as hand:
        await hand.press("6")
        await hand.sees("Winter")
        await hand.press("F")
        await hand.until(lambda: hand.line("Free text").split() == ["Free", "text", "Sales", "region", "Start", "date"])
        assert hand.line("Subject ").split()[:2] == ["Subject", "ID"]
        assert "Group field 1" in hand.screen
        await hand.press("tab", "tab", "tab", "tab")
        await hand.type("SOMMER")
        await hand.press("enter", "escape")
        await hand.until(lambda: "Winter" not in hand.screen)
        assert "Spring offer" in hand.screen
        await hand.sees("Free text")
    async with at(desk) as hand:
        await hand.press("6", "F")
        await hand.sees("Free text", "Group field 1", "Created by")
