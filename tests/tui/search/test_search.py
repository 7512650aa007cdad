"""The global search, typed in one burst: Enter acts on what stands in the field (CUST-02, CUST-03, CUST-04)."""

from __future__ import annotations

import pytest

from model.customers.records import Contact, Customer
from model.leads.records import Lead
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tests.tui.test_typing_ahead import burst
from tui.search.screen import SearchScreen
from tui.widgets.finder import Finder


async def settled(hand: Hand) -> None:
    """Wait until all that was typed has been dealt with."""
    await hand.pilot.pause()
    await hand.until(lambda: hand.app.idle)
    await hand.pilot.pause()


def customers(desk: Desk) -> list[str]:
    """Return the names of the customers on file."""
    return on_file.values(desk.store, Customer.name)


@pytest.mark.parametrize("text", ["Glomma Prosjekt", "glomma pros", "10001"])
async def test_text_and_enter_in_one_burst_open_what_was_typed(desk: Desk, text: str) -> None:
    """Neither a new customer of that name nor the one that an older answer showed."""
    desk.insert(Customer, name="Glomma Prosjekt AS", number=10001)
    desk.insert(Customer, name="Glomma Rør AS", number=10002)
    async with at(desk) as hand:
        burst(hand, "/", *text, "enter")
        await hand.sees("Customer  Glomma Prosjekt AS")
        assert len(customers(desk)) == 2


async def test_what_is_typed_on_changes_what_enter_opens(desk: Desk) -> None:
    """The answer to the first word is on the screen when the second and Enter come."""
    desk.insert(Customer, name="Fjordbru Bokføring AS")
    desk.insert(Customer, name="Fjordbru Tømrer AS")
    async with at(desk) as hand:
        await hand.press("slash")
        await hand.type("fjordbru")
        await hand.sees("Fjordbru Bokføring AS")
        burst(hand, *" tømrer", "enter")
        await hand.sees("Customer  Fjordbru Tømrer AS")


async def test_arrows_and_groups_in_the_burst_wait_for_the_answer_too(desk: Desk) -> None:
    """Down goes to the second hit of what was typed, Tab to the next group of it."""
    desk.insert(Customer, name="Fjord A")
    desk.insert(Customer, name="Fjord B")
    desk.insert(Contact, first_name="Fjord", last_name="Kari")
    async with at(desk) as hand:
        burst(hand, "/", *"fjord", "down", "enter")
        await hand.sees("Customer  Fjord B")
        burst(hand, "/", *"fjord", "tab", "enter")
        await hand.sees("Contact  Fjord Kari")


async def test_a_typing_error_is_not_one_enter_away_from_a_new_customer(desk: Desk) -> None:
    """CUST-04: where nothing is found the line for a new one is a deliberate step away, by key or by F3."""
    desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        burst(hand, "/", *"fjrod", "enter")
        await settled(hand)
        await hand.sees("Nothing of that name here", "New customer: fjrod")
        assert isinstance(hand.app.screen, SearchScreen)
        assert customers(desk) == ["Fjord AS"]
        await hand.press("enter")
        assert customers(desk) == ["Fjord AS"]
        burst(hand, "down", "enter")
        await hand.sees("Customer  fjrod")
        assert customers(desk) == ["Fjord AS", "fjrod"]
        burst(hand, "/", *"Berg Bygg", "f3")
        await hand.sees("Customer  Berg Bygg")


async def test_an_empty_search_makes_nothing(desk: Desk) -> None:
    """Enter in an empty field, and after all of it was taken away again."""
    async with at(desk) as hand:
        burst(hand, "/", "enter", "down", "enter", "f", "backspace", "enter", "down", "enter")
        await settled(hand)
        assert customers(desk) == []
        assert isinstance(hand.app.screen, SearchScreen)


async def test_more_offers_only_what_can_be_done(desk: Desk) -> None:
    """Nothing of the registry is pointed at, so that none of it can be added, and there is no page to open."""
    async with at(desk) as hand:
        await hand.press("/", "right")
        await hand.sees("Type a name first.")
        await hand.press(*"berg", "right")
        await hand.sees("New customer of this name", "New contact of this name")
        assert "Add this unit" not in hand.screen
        assert "Page in the public register" not in hand.screen


async def test_keys_typed_before_the_program_is_ready_wait_for_it(desk: Desk) -> None:
    """As when somebody starts it and types on: / 10001 Enter."""
    desk.insert(Customer, name="Glomma Prosjekt AS", number=10001)
    app = desk.app()
    early = Hand(app, None)  # type: ignore[arg-type]
    burst(early, "/", *"10001", "enter")
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        await hand.sees("Customer  Glomma Prosjekt AS")
        assert len(customers(desk)) == 1


async def test_a_picker_takes_what_belongs_to_the_text(desk: Desk) -> None:
    """In the list of records to merge with: text, down and Enter in one burst."""
    desk.insert(Lead, name="Berg AS")
    for name in ("Fjord A", "Fjord B"):
        desk.insert(Lead, name=name)
    async with at(desk) as hand:
        await hand.open("lead", 1)
        burst(hand, "m", *"fjord", "down", "enter")
        await hand.sees("Fjord B", "Ends", "Stays")


async def test_a_new_record_is_never_what_a_picker_points_at_unasked(desk: Desk) -> None:
    """A contact that is not found is made by the arrow down and Enter, not by Enter."""
    desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        await hand.open("customer", 1, tab="contacts")
        burst(hand, "n", *"Kari Nrodmann", "enter")
        await settled(hand)
        assert isinstance(hand.app.screen, Finder)
        await hand.sees("Nothing on file is called that")
        assert on_file.count(desk.store, Contact) == 0
        burst(hand, "down", "enter")
        await hand.until(lambda: not isinstance(hand.app.screen, Finder))
