"""A key counts only for a record that has been painted, where the program put it in front (COM-02)."""

from __future__ import annotations

from model.customers.records import Customer
from model.duplicates.records import NotDuplicate
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tests.tui.opportunities.test_board import open_board
from tests.tui.opportunities.test_card import sale
from tests.tui.opportunities.test_list import stage
from tests.tui.test_typing_ahead import burst

DROPPED = "was typed before this was on the screen"


async def settled(hand: Hand) -> None:
    """Wait until all that was typed has been dealt with and painted."""
    await hand.pilot.pause()
    await hand.until(lambda: hand.app.idle)
    await hand.pilot.pause()


async def test_a_sweep_merges_one_group_for_a_held_key(desk: Desk) -> None:
    """The second and third group were never seen when m was pressed."""
    for name in ("Fjord", "Berg", "Dal"):
        for form in ("AS", "ANS"):
            desk.insert(Lead, name=f"{name} {form}", email=f"post@{name}.no".lower())
    async with at(desk) as hand:
        await hand.press("2", "W")
        await hand.sees("3 groups")
        await settled(hand)
        burst(hand, "m", "m", "m")
        await hand.sees("2 groups", DROPPED)
        await settled(hand)
        assert on_file.count(desk.store, Lead) == 5
        # What is painted now counts.
        await hand.press("m")
        await hand.sees("1 group ")
        assert on_file.count(desk.store, Lead) == 4


async def test_the_next_pair_is_not_set_apart_unseen(desk: Desk) -> None:
    """O O on the duplicates of one record: the second match came in place of the first."""
    for name in ("Fjord AS", "Fjord ANS", "Fjord DA"):
        desk.insert(Lead, name=name, email="post@fjord.no")
    async with at(desk) as hand:
        await hand.open("lead", 1)
        await hand.press("D")
        await hand.sees("2 matches")
        await settled(hand)
        burst(hand, "O", "O")
        await hand.sees("1 match ", DROPPED)
        await settled(hand)
        assert on_file.count(desk.store, NotDuplicate) == 1


async def test_the_row_below_a_deleted_one_is_not_deleted_unseen(desk: Desk) -> None:
    """D y d y in one burst deletes one; what follows on the row that came up is dropped."""
    for name in ("Berg", "Dal", "Fjord"):
        desk.insert(Lead, name=name)
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Berg", "Dal", "Fjord")
        await settled(hand)
        burst(hand, "d", "y", "d", "y")
        await hand.until(lambda: "Berg" not in hand.screen)
        await settled(hand)
        await hand.sees(DROPPED)
        assert on_file.count(desk.store, Lead) == 2
        await hand.press("d", "y")
        await hand.until(lambda: on_file.count(desk.store, Lead) == 1)


async def test_a_row_that_the_hand_goes_to_may_be_acted_on_at_once(desk: Desk) -> None:
    """J d y in one burst is as good as with pauses: who typed it chose the row."""
    for name in ("Berg", "Dal", "Fjord"):
        desk.insert(Lead, name=name)
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Berg", "Dal", "Fjord")
        burst(hand, "j", "d", "y")
        await hand.until(lambda: "Dal" not in hand.screen)
        await settled(hand)
        assert on_file.values(desk.store, Lead.name) == ["Berg", "Fjord"]


async def test_a_filter_and_what_is_done_with_its_row_in_one_burst(desk: Desk) -> None:
    """The row that the filter leaves is deleted, not the one that stood there before."""
    for name in ("Berg", "Dal", "Fjord"):
        desk.insert(Lead, name=name)
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Berg", "Dal", "Fjord")
        burst(hand, "f", *"Fjord", "enter", "d", "y")
        await hand.until(lambda: on_file.count(desk.store, Lead) == 2)
        await settled(hand)
        assert on_file.values(desk.store, Lead.name) == ["Berg", "Dal"]


async def test_the_card_that_comes_up_on_the_board_is_not_lost_unseen(desk: Desk) -> None:
    """$ w y wins one; the next card of the column has not been looked at."""
    customer = desk.insert(Customer, name="Fjord AS")
    for title in ("One", "Two"):
        sale(desk, customer, title=title, stage=stage(desk, "Quote"))
    async with at(desk) as hand:
        await open_board(hand)
        await hand.press("right")
        await hand.sees("One", "Two")
        await settled(hand)
        burst(hand, "$", "w", "y", "$", "w", "y")
        await hand.sees(DROPPED)
        await settled(hand)
        assert on_file.count(desk.store, Opportunity, Opportunity.closed_at.is_null()) == 1
