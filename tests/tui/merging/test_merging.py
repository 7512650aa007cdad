"""Merging by keys (LEAD-22, CUST-23): `merge`, `merge_alike`; the dialog, swapping, choosing, what is seen after."""

from __future__ import annotations

from model.activities.adding import add
from model.core.history.past_changes import latest_own
from model.customers.records import Contact, Customer
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from model.merging.merge import merge, plan_merge
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tests.tui.test_typing_ahead import burst
from tui.merging.dialog import MergeDialog


async def leads(hand: Hand, *names: str) -> None:
    """Go to the leads and wait for the rows."""
    await hand.press("2")
    await hand.sees(*names)


async def dialog(hand: Hand) -> None:
    """Wait for the dialog of merging."""
    await hand.until(lambda: isinstance(hand.app.screen, MergeDialog))
    await hand.sees("Merge ", "Result", "Swap")


def pair(desk: Desk) -> tuple[int, int]:
    """Put two leads of one company on file."""
    target = desk.insert(Lead, name="Fjord AS", email="a@fjord.no")
    source = desk.insert(Lead, name="Fjord ApS", email="b@fjord.no", phone="22 33 44 55")
    return target, source


async def test_two_marked_rows_become_one(desk: Desk) -> None:
    """LEAD-22: both side by side, the result before it is done, Enter merges, u brings both back."""
    target, source = pair(desk)
    add(desk.me, "call", {"subject": "Ring"}, [("lead", source)])
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        await hand.press("home", "space", "space", "m")
        await dialog(hand)
        assert "Merge Fjord ApS into Fjord AS" in hand.screen
        assert f"Ends #{source}" in hand.line("Ends")
        phone = hand.line("Telephone ")
        assert phone.count("22 33 44 55") == 2
        assert hand.line("E-mail").count("a@fjord.no") == 2
        assert "Goes over: 1 call" in hand.screen
        await hand.press("enter")
        await hand.sees("Merged into Fjord AS")
        await hand.until(lambda: "Fjord ApS" not in hand.screen)
        assert desk.now(Lead, target).phone == "22 33 44 55"
        await hand.press("u", "y")
        await hand.sees("Fjord ApS")


async def test_swapping_turns_it_round(desk: Desk) -> None:
    """M05: s once and twice."""
    target, source = pair(desk)
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        await hand.press("home", "space", "space", "m")
        await dialog(hand)
        before = hand.screen
        await hand.press("s")
        await hand.sees("Merge Fjord AS into Fjord ApS", f"Ends #{target}")
        await hand.press("s")
        await hand.until(lambda: hand.screen == before)
        await hand.press("s", "enter")
        await hand.sees("Merged into Fjord ApS")
        assert desk.now(Lead, source).email == "b@fjord.no"


async def test_the_other_value_may_be_taken(desk: Desk) -> None:
    """Space on a line takes the source's value; the other is kept in the note."""
    target, _source = pair(desk)
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        await hand.press("home", "space", "space", "m")
        await dialog(hand)
        while "›" not in hand.line("E-mail"):
            await hand.press("down")
        await hand.press("space")
        await hand.until(lambda: hand.line("E-mail").count("b@fjord.no") == 2)
        await hand.press("enter")
        await hand.sees("Merged into")
        now = desk.now(Lead, target)
        assert now.email == "b@fjord.no"
        assert "E-mail: a@fjord.no" in now.note


async def test_escape_changes_nothing(desk: Desk) -> None:
    pair(desk)
    before = latest_own(desk.me)
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        await hand.press("home", "space", "space", "m")
        await dialog(hand)
        await hand.press("escape")
        await hand.sees("Fjord AS", "Fjord ApS")
    assert latest_own(desk.me) == before


async def test_one_row_with_another_that_is_looked_for(desk: Desk) -> None:
    """Without marks the row stays, and the other is found by its name."""
    target, source = pair(desk)
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        await hand.press("home", "down", "m")
        await hand.sees("Merge Fjord AS with")
        await hand.type("fjord ap")
        await hand.press("enter")
        await dialog(hand)
        assert f"Ends #{source}" in hand.line("Ends")
        await hand.press("enter")
        await hand.sees("Merged into Fjord AS")
        assert desk.now(Lead, target).phone == "22 33 44 55"


async def test_three_marked_are_too_many(desk: Desk) -> None:
    pair(desk)
    desk.insert(Lead, name="Third")
    async with at(desk) as hand:
        await leads(hand, "Third")
        await hand.press("*", "m")
        await hand.sees("Mark the two that are to become one")


async def test_the_card_follows_what_its_record_became(desk: Desk) -> None:
    """M12: an old number leads to the record that is left; merging from the card."""
    target, source = pair(desk)
    async with at(desk) as hand:
        await hand.open("lead", source)
        await hand.press("m")
        await hand.sees("Merge Fjord ApS with")
        await hand.type("fjord as")
        await hand.press("enter")
        await dialog(hand)
        await hand.press("s", "enter")
        await hand.sees("Merged into Fjord AS", f"#{target}")
        await hand.press("escape")
        await hand.open("lead", source)
        assert f"#{target}" in hand.screen
        await hand.sees(f"{source} was merged into {target}.")


async def test_a_card_says_that_its_record_was_merged_by_somebody_else(desk: Desk) -> None:
    """M12, COM-09: what is open while a colleague merges it shows what it became, and says so."""
    target, source = pair(desk)
    async with at(desk) as hand:
        await hand.open("lead", source)
        merge(desk.as_("KNO"), plan_merge(desk.as_("KNO"), "lead", source, target))
        await hand.app.changed("lead")
        await hand.sees(f"{source} was merged into {target}.", f"#{target}")


async def test_a_converted_lead_is_the_one_that_stays(desk: Desk) -> None:
    """M26: the dialog begins with the roles that can be; swapped it says why not."""
    target, source = pair(desk)
    convert(desk.me, plan_conversion(desk.me, source, ConversionChoices(contact=False)))
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        await hand.press("home", "down", "space", "up", "up", "space", "m")
        await dialog(hand)
        assert f"Stays #{source}" in hand.line("Stays")
        await hand.press("s", "enter")
        await hand.sees("swap the two")
        await hand.press("s", "enter")
        await hand.sees("Merged into Fjord ApS")
    assert target != source


async def test_what_changes_meanwhile_is_shown_again(desk: Desk) -> None:
    """COM-09: a colleague writes between the last look and Enter."""
    target, _source = pair(desk)
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        await hand.press("home", "space", "space", "m")
        await dialog(hand)
        desk.update("KNO", Lead, target, email="new@fjord.no")
        await hand.press("enter")
        await hand.sees("new@fjord.no")
        await dialog(hand)
        await hand.press("enter")
        await hand.sees("Merged into")


async def test_customers_and_contacts_are_merged_too(desk: Desk) -> None:
    """CUST-23."""
    for name in ("Fjord AS", "Fjord A/S"):
        desk.insert(Customer, name=name)
    for first in ("Kari", "K."):
        desk.insert(Contact, first_name=first, last_name="Nes")
    async with at(desk) as hand:
        for key, name in (("3", "Fjord"), ("4", "Nes")):
            await hand.press(key)
            await hand.sees(name)
            await hand.press("home", "space", "space", "m")
            await dialog(hand)
            await hand.press("enter")
            await hand.sees("Merged into")
    assert [on_file.count(desk.store, record) for record in (Customer, Contact)] == [1, 1]


async def test_readers_merge_nothing(desk: Desk) -> None:
    pair(desk)
    async with at(desk, "RRR") as hand:
        await leads(hand, "Fjord AS")
        await hand.press("m")
        await hand.sees("Readers may look")


async def test_hostile_text_small_and_ascii(desk: Desk) -> None:
    """COM-20, COM-23: nothing moves the cursor, and 80 × 24 is enough."""
    for name in (HOSTILE, HOSTILE + "2"):
        desk.insert(Lead, name=name, industry=HOSTILE, note=f"{HOSTILE}\n{HOSTILE}", street=name)
    async with at(desk, ascii=True) as hand:
        await hand.press("2", "home", "space", "space", "m")
        await dialog(hand)
        assert nothing_moves(hand.screen)
        assert len(hand.screen.split("\n")) == 24
        await hand.press("end", "home", "pagedown", "s", "enter")
        await hand.sees("Merged into")


async def test_what_was_chosen_is_what_is_done_however_fast_it_was_typed(desk: Desk) -> None:
    """M05: s and Enter in one burst merge the swapped way."""
    target, source = pair(desk)
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        burst(hand, "home", "space", "space", "m", "s", "enter")
        await hand.sees("Merged into Fjord ApS")
        assert desk.last_change() == "Merge Fjord AS into Fjord ApS"
        assert on_file.count(desk.store, Lead, Lead.id == target) == 0
        assert desk.now(Lead, source).phone == "22 33 44 55"


async def test_the_other_value_and_enter_in_one_burst(desk: Desk) -> None:
    """Space takes the source's value of the line it stands on, and Enter merges with it."""
    target, _source = pair(desk)
    async with at(desk) as hand:
        await leads(hand, "Fjord AS", "Fjord ApS")
        burst(hand, "home", "space", "space", "m", "space", "enter")
        await hand.sees("Merged into")
        assert desk.now(Lead, target).name == "Fjord ApS"


async def test_a_swapped_merge_from_the_duplicates_leaves_the_screen_on_what_is_left(desk: Desk) -> None:
    """The record that was checked has ended in the other one: no fault, and the other is checked now."""
    target, source = pair(desk)
    async with at(desk) as hand:
        await hand.open("lead", target)
        burst(hand, "D", "m", "s", "enter")
        await hand.sees("Merged into Fjord ApS", "Nothing on file is like it.")
        assert "wrong" not in hand.screen
        assert desk.now(Lead, source).phone == "22 33 44 55"
        await hand.press("escape")
        await hand.sees("Lead  Fjord ApS")
