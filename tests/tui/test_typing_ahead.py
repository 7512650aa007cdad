"""A hand, or a slow line, that is ahead of the screen: keys come in bursts, none is lost, none goes astray (COM-02)."""

from __future__ import annotations

from textual import events

from model.activities.records import Activity
from model.leads.records import Lead
from tests import on_file
from tests.tui.desk import Desk, Hand, at


def burst(hand: Hand, *keys: str) -> None:
    """Have keys arrive all at once, as one packet of a slow line brings them."""
    names = {" ": "space"}
    for key in keys:
        hand.app.post_message(events.Key(names.get(key, key), key if len(key) == 1 else None))


async def test_the_letters_after_a_key_that_opens_a_form_stand_in_the_form(desk: Desk) -> None:
    """L and the name in one packet: Q must not quit, 2 must not change the screen."""
    async with at(desk) as hand:
        burst(hand, "L", *"Q2 dxu", "tab", *"923609016", "f2")
        await hand.sees("Lead  Q2 dxu")
        assert desk.now(Lead, 1).org_number == "923609016"


async def test_the_answer_to_a_question_waits_for_the_question(desk: Desk) -> None:
    """d and y in one packet; the j that follows is for the screen that is then in front."""
    desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        await hand.open("lead", 1)
        burst(hand, "d", "y", "j", "?")
        await hand.sees("The keys that work here")
        assert on_file.count(desk.store, Lead) == 0


async def test_esc_and_what_follows_go_to_two_screens(desk: Desk) -> None:
    """Each Esc leaves one screen; the last letter is for the one below."""
    desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        await hand.open("lead", 1)
        await hand.open("lead", 1, tab="history")
        burst(hand, "escape", "tab", "tab")
        await hand.until(lambda: getattr(hand.app.screen, "tab", "") == "calls")
        burst(hand, "escape", "H")
        await hand.sees("History")


async def test_a_word_typed_into_a_question_arrives_whole(desk: Desk) -> None:
    """N, the text, F2, and then T, the task, F2, all in one packet."""
    desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        await hand.open("lead", 1)
        burst(hand, "N", *"Rang", "f2")
        await hand.sees("Notes 1")
        burst(hand, "T", *"Ring again", "tab", *"tomorrow 9", "f2")
        await hand.sees("Tasks 1")
        subjects = on_file.values(desk.store, Activity.subject)
        assert subjects == ["Rang", "Ring again"]


async def test_what_follows_enter_in_a_list_is_for_the_card(desk: Desk) -> None:
    """Keys wait from the moment that the row is opened: e is not the list's, whose form would lie below the card."""
    desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Fjord AS")
        assert hand.app.keys.idle
        hand.app.screen.perform("open")
        assert hand.app.keys.busy
        burst(hand, "e")
        await hand.sees("Edit  Lead  Fjord AS")
        assert [type(screen).__name__ for screen in hand.app.screen_stack[-2:]] == ["LeadCard", "LeadForm"]
