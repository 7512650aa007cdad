"""Screen 9, the company's lists: OPP-01, OPP-03, CUST-12, by keys alone at 80×24."""

from __future__ import annotations

from decimal import Decimal

from model.core.company.option_lists import change_option, options_of
from model.customers.records import Customer
from model.opportunities.records import Opportunity
from tests.tui.desk import Desk, Hand, at


def names(desk: Desk, list_name: str) -> list[str]:
    """Return the names of a list in its order."""
    return [each.name for each in options_of(desk.me, list_name)]


async def opened(hand: Hand, label: str) -> None:
    """Go to a list of the administration."""
    await hand.press("9")
    await hand.sees("Employees", "Reasons for loss", "Custom fields: leads")
    for _step in range(20):
        if hand.app.screen.entry is not None and label in hand.app.screen.entry.cells[0].text:  # type: ignore[attr-defined]
            break
        await hand.press("j")
    await hand.press("enter")
    await hand.sees(label)


async def test_a_stage_is_added_moved_renamed_and_rested_by_keys(desk: Desk) -> None:
    """`screen_administration`, `entry_new`, `entry_value`, `entry_up`, `entry_down`, `entry_edit`, `entry_use`."""
    async with at(desk) as hand:
        await opened(hand, "Stages")
        await hand.sees("First meeting", "10 %")
        await hand.press("n")
        await hand.type("Signing\n")
        await hand.sees("Probability of Signing")
        await hand.type("lots\n")
        await hand.sees("lots")
        await hand.press("ctrl+u")
        await hand.type("85\n")
        await hand.sees("85 %")
        assert names(desk, "stage")[-1] == "Signing"
        await hand.press("<", "<")
        assert names(desk, "stage")[-3] == "Signing"
        await hand.press(">")
        assert names(desk, "stage")[-2] == "Signing"
        await hand.press("e", "ctrl+u")
        await hand.type("quote\n")
        await hand.sees("There is one like it already")
        await hand.press("ctrl+u")
        await hand.type("Contract\n")
        await hand.sees("Contract")
        await hand.press("=", "ctrl+u")
        await hand.type("90\n")
        await hand.sees("90 %")
        await hand.press("-")
        await hand.sees("deactivated")
        found = next(each for each in options_of(desk.me, "stage") if each.name == "Contract")
        assert (found.probability, found.active) == (Decimal(90), False)
        await hand.press("u", "y")
        await hand.until(lambda: next(e for e in options_of(desk.me, "stage") if e.name == "Contract").active)


async def test_a_stage_in_use_is_moved_from_and_deleted_and_comes_back(desk: Desk) -> None:
    """`entry_delete`: a stage that is deleted while in use loses nothing; `d` asks for y."""
    meeting, quote = (each.id for each in options_of(desk.me, "stage")[:2])
    company = desk.insert(Customer, name="Kunde")
    sale = desk.insert(Opportunity, title="Sale", customer=company, stage=meeting)
    async with at(desk) as hand:
        await opened(hand, "Stages")
        await hand.press("d")
        await hand.sees("First meeting is in use: 1 opportunity", "Deactivate it", "Move to Quote")
        await hand.press("1")
        await hand.sees("Delete First meeting?", "Moved to Quote: 1 opportunity")
        await hand.press("y")
        await hand.until(lambda: "First meeting" not in names(desk, "stage"))
        now = desk.now(Opportunity, sale)
        assert (now.stage, now.probability) == (quote, Decimal(30))
        await hand.press("u", "y")
        await hand.until(lambda: "First meeting" in names(desk, "stage"))
        assert desk.now(Opportunity, sale).stage == meeting


async def test_a_new_choice_is_offered_in_a_form_that_is_open(desk: Desk) -> None:
    """New ones are offered at once in open forms."""
    number = desk.insert(Customer, name="Kunde")
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("customer", number))
        await hand.until(lambda: getattr(hand.app.screen, "form", None) is not None)
        await hand.until(lambda: hand.app.idle)
        hand.app.screen.form.focus_field("source")  # type: ignore[attr-defined]
        await hand.pilot.pause()
        desk.option("source", "Trade fair")
        await hand.press("space")
        await hand.sees("Trade fair")


async def test_others_look_and_are_told_why_they_cannot(desk: Desk) -> None:
    """COM-14: sellers and readers see the lists; every key that would change them says why not."""
    for who in ("KNO", "RRR"):
        async with at(desk, who) as hand:
            await opened(hand, "Stages")
            await hand.sees("Only an administrator changes this")
            for key in ("n", "e", "<", ">", "-", "d", "="):
                await hand.press(key)
                assert len(hand.app.screen_stack) == 3
    assert names(desk, "stage")[0] == "First meeting"


async def test_what_another_administrator_changed_is_shown_where_it_is_refused(desk: Desk) -> None:
    """Look again, it says; so the list shows what there is to look at, and the key works then."""
    async with at(desk) as hand:
        await opened(hand, "Stages")
        await hand.sees("First meeting", "10 %")
        first = options_of(desk.me, "stage")[0]
        change_option(desk.me, first, {"probability": Decimal(15)})
        await hand.press("-")
        await hand.sees("Somebody else has changed First meeting meanwhile", "15 %")
        assert options_of(desk.me, "stage")[0].active
        await hand.press("e", "ctrl+u")
        change_option(desk.me, options_of(desk.me, "stage")[0], {"name": "Hello"})
        await hand.type("Meeting\n")
        await hand.sees("Somebody else has changed First meeting meanwhile")
        await hand.press("escape")
        await hand.sees("Hello")
        await hand.press("-")
        await hand.sees("Deactivated: Hello")
