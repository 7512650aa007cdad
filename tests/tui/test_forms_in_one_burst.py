"""Forms typed in one burst do what they do with pauses (COM-02): pickers, offers, and what follows the saving key."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any

import pytest
from textual import events

from model.activities.records import Activity
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.registry.load import build
from model.registry.unit import Unit
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tests.tui.opportunities.test_card import form
from tests.tui.opportunities.test_form import link
from tests.tui.test_typing_ahead import burst
from tui.key_queue import KeyQueue


async def test_text_and_enter_choose_the_record_that_belongs_to_the_text(desk: Desk) -> None:
    """The first of the list, as when it was waited for; the letters that follow go into the next field."""
    desk.insert(Customer, name="Berg AS")
    fjord = desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        await form(hand)
        burst(hand, *"fjo", "enter", *"Locks", "f2")
        await hand.until(lambda: on_file.count(desk.store, Opportunity))
        made = desk.now(Opportunity, 1)
        assert (made.customer, made.title) == (fjord, "Locks")


async def test_the_arrow_goes_to_the_second_record_called_like_the_text(desk: Desk) -> None:
    """Down and Enter, typed before the list was there."""
    desk.insert(Customer, name="Fjord A")
    second = desk.insert(Customer, name="Fjord B")
    async with at(desk) as hand:
        await form(hand)
        burst(hand, *"fjo", "down", "enter", *"Locks", "f2")
        await hand.until(lambda: on_file.count(desk.store, Opportunity))
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
        assert on_file.values(desk.store, Activity.subject) == ["Rang"]


class Held:
    """Questions to the database whose answers are held back until they are let go."""

    def __init__(self, hand: Hand, *kinds: str) -> None:
        self.asked = 0
        self._let = asyncio.Event()
        for kind in kinds:
            setattr(hand.app.engine, kind, self._holding(getattr(hand.app.engine, kind)))

    def _holding(self, ask: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def held(*asked: Any) -> Any:
            self.asked += 1
            answer = await ask(*asked)
            await self._let.wait()
            return answer

        return held

    def let_go(self) -> None:
        """Give the answers, and hold no more."""
        self._let.set()


async def saved(desk: Desk, hand: Hand) -> Opportunity:
    """Return the one opportunity, once it is on file."""
    await hand.until(lambda: on_file.count(desk.store, Opportunity))
    made: Opportunity = desk.now(Opportunity, 1)
    return made


async def test_the_same_text_typed_again_waits_for_an_answer_of_its_own(desk: Desk) -> None:
    """Found once, taken out, typed again: Enter does not take the old answer for the new one."""
    fjord = desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        made = await form(hand)
        await hand.type("fjo")
        await hand.until(lambda: made.state.picker.open)
        await hand.press("ctrl+u")
        held = Held(hand, "latest")
        burst(hand, *"fjo", "enter", *"Locks", "f2")
        await hand.until(lambda: held.asked and hand.app.keys.busy)
        held.let_go()
        assert (await saved(desk, hand)).customer == fjord


async def test_esc_closes_a_list_that_is_still_to_come(desk: Desk) -> None:
    """It is not taken for leaving the form."""
    desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        made = await form(hand)
        held = Held(hand, "latest")
        burst(hand, *"fjo", "escape")
        await hand.until(lambda: held.asked and hand.app.keys.busy)
        held.let_go()
        await hand.until(lambda: hand.app.idle)
        assert (made.state.question, made.state.picker.open, made.current) == (None, False, "customer")


async def test_a_number_that_means_a_customer_is_read_before_its_contacts_are_looked_for(desk: Desk) -> None:
    """No list names it: it is read when the field is left, and what follows waits for that."""
    customer = desk.insert(Customer, name="Fjord AS", currency="EUR")
    number = desk.now(Customer, customer).number
    desk.insert(Contact, first_name="Anna", last_name="Aas")
    own = desk.insert(Contact, first_name="Anna", last_name="Nes")
    link(desk, customer, own, "Manager")
    async with at(desk) as hand:
        made = await form(hand)
        held = Held(hand, "read")
        burst(hand, *str(number), "tab", *"Locks", "tab", *"ann", "enter", "f2")
        await hand.until(lambda: held.asked and hand.app.keys.busy)
        assert made.state.inputs["title"].text == ""
        held.let_go()
        on_file = await saved(desk, hand)
        assert (on_file.customer, on_file.contact, on_file.currency) == (customer, own, "EUR")


async def test_keys_wait_for_the_form_to_be_laid_out(desk: Desk) -> None:
    """A form that has no place on the screen yet takes no key; all of them are in it afterwards."""
    async with at(desk) as hand:
        with hand.app.batch_update():
            burst(hand, "L", *"Fjord AS", "f2")
            await hand.until(lambda: getattr(hand.app.screen, "form", None) is not None)
            await hand.pilot.pause()
            assert hand.app.screen.form.state.texts()["name"] == ""  # type: ignore[attr-defined]
            assert hand.app.keys.busy
        await hand.sees("Lead  Fjord AS")


async def test_an_arrow_goes_onto_an_offer_only_after_it_was_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came up behind the hand's back is not taken by the Enter that follows."""
    shown: list[Callable[[float], None]] = []
    async with at(desk) as hand:
        made = await form(hand)
        monkeypatch.setattr(hand.app, "when_shown", shown.append)
        await hand.type("fjord")
        await hand.until(lambda: made.state.offers.get("customer") and shown)
        await hand.pilot.press("down")
        await hand.until(lambda: made.current == "title")
        shown[-1](0.0)
        await hand.press("up")
        assert made.state.stop == ("customer", 0)


async def test_the_offer_of_a_field_that_was_left_is_taken_too(desk: Desk) -> None:
    """A number, Tab, F3, Enter, F2: F3 waits for what is found out about any field."""
    build(desk.folder / "registry.db", [Unit("NO", "923609016", "FJORDLYS AS")], now=desk.me.clock().astimezone(UTC))
    async with at(desk) as hand:
        burst(hand, "L", "down", *"923609016", "tab", "f3", "enter", "f2")
        await hand.sees("Lead  FJORDLYS AS")


async def test_what_is_pasted_after_the_saving_key_goes_to_what_saving_brings_up(desk: Desk) -> None:
    """As keys do."""
    async with at(desk) as hand:
        burst(hand, "L", *"Fjord AS", "f2", "N")
        hand.app.post_message(events.Paste("Rang"))
        burst(hand, "f2")
        await hand.sees("Lead  Fjord AS", "Notes 1")
        assert on_file.values(desk.store, Activity.subject) == ["Rang"]


async def test_what_is_put_back_comes_before_what_was_typed_at_the_same_time(desk: Desk) -> None:
    """A clock that does not tell two keys apart does not change their order."""
    async with at(desk) as hand:
        queue = KeyQueue(hand.app, hand.app.forward)
        queue.busy = 1
        first, second, third = (events.Key(letter, letter) for letter in "abc")
        for key in (first, second, third):
            key.time = 1.0
        queue.put(third)
        queue.put_back([first, second])
        assert [event.character for event in queue.waiting if isinstance(event, events.Key)] == ["a", "b", "c"]
