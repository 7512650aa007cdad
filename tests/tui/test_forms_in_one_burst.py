"""Forms typed in one burst do what they do with pauses (COM-02): pickers, offers, and what follows the saving key."""

from __future__ import annotations

from datetime import UTC

from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.registry.load import build
from model.registry.unit import Unit
from tests.tui.desk import Desk, at
from tests.tui.opportunities.test_card import form
from tests.tui.test_typing_ahead import burst


async def test_text_and_enter_choose_the_record_that_belongs_to_the_text(desk: Desk) -> None:
    """The first of the list, as when it was waited for; the letters that follow go into the next field."""
    desk.insert(Customer, name="Berg AS")
    fjord = desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        await form(hand)
        burst(hand, *"fjo", "enter", *"Locks", "f2")
        await hand.until(lambda: desk.store.value("SELECT count(*) FROM opportunity"))
        made = desk.now(Opportunity, 1)
        assert (made.customer, made.title) == (fjord, "Locks")


async def test_the_arrow_goes_to_the_second_record_called_like_the_text(desk: Desk) -> None:
    """Down and Enter, typed before the list was there."""
    desk.insert(Customer, name="Fjord A")
    second = desk.insert(Customer, name="Fjord B")
    async with at(desk) as hand:
        await form(hand)
        burst(hand, *"fjo", "down", "enter", *"Locks", "f2")
        await hand.until(lambda: desk.store.value("SELECT count(*) FROM opportunity"))
        assert desk.now(Opportunity, 1).customer == second


async def test_an_offer_taken_ahead_of_its_coming(desk: Desk) -> None:
    """A number, F3, Enter, F2 in one burst: the registry's data is in the record."""
    unit = Unit("NO", "923609016", "FJORDLYS AS")
    build(desk.folder / "registry.db", [unit], now=desk.me.clock().astimezone(UTC))
    async with at(desk) as hand:
        burst(hand, "L", "down", *"923609016", "f3", "enter", "f2")
        await hand.sees("Lead  FJORDLYS AS")
        assert desk.now(Lead, 1).org_number == "923609016"


async def test_what_follows_the_saving_key_goes_to_what_saving_brings_up(desk: Desk) -> None:
    """L, a name, F2, and on the card that comes N, a note, F2."""
    async with at(desk) as hand:
        burst(hand, "L", *"Fjord AS", "f2", "N", *"Rang", "f2")
        await hand.sees("Lead  Fjord AS", "Notes 1")
        assert [row[0] for row in desk.store.rows("SELECT subject FROM activity")] == ["Rang"]
