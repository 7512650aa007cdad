"""The hint line tells the truth: it names the keys that work where one is, in every mode, for every role."""

from __future__ import annotations

import pytest

from model.core.language import use
from model.leads.records import Lead
from tests.tui.desk import Desk, Hand, at
from tests.tui.frames import intact
from tui.frame import WRITING
from tui.widgets.list_screen import ListScreen


@pytest.fixture
def leads(desk: Desk) -> Desk:
    """A list with something in it."""
    for number in range(5):
        desk.insert(Lead, name=f"Lead {number} AS", town="Oslo")
    return desk


def hints(hand: Hand) -> str:
    """Return the last line."""
    return hand.screen.split("\n")[-1]


async def in_list(hand: Hand) -> None:
    """Go to the leads."""
    await hand.press("2")
    await hand.sees("Lead 0 AS")


@pytest.mark.parametrize("language", ["en", "nb", "da"])
@pytest.mark.parametrize("keys", [("f",), ("t",), ("F",), ("F", "pagedown"), ("a",)])
async def test_what_takes_the_keys_names_them(leads: Desk, keys: tuple[str, ...], language: str) -> None:
    """A word, a letter, the criteria, the alphabet: their keys, whole; Esc brings back those of the list."""
    use(language)
    async with at(leads) as hand:
        await in_list(hand)
        before = hints(hand)
        await hand.press(*keys)
        await hand.until(lambda: hints(hand) != before)
        intact(hand, keys)
        screen = hand.app.screen
        assert isinstance(screen, ListScreen)
        assert screen.mode_keys()
        assert "n " not in [part[:2] for part in hints(hand).split("  ")]
        await hand.press("escape")
        await hand.until(lambda: hints(hand) == before)


async def test_the_keys_of_the_criteria_do_what_they_say(leads: Desk) -> None:
    """Tab goes on, PgDn to the line that resets, where Enter resets; Esc goes back to the list."""
    async with at(leads) as hand:
        await in_list(hand)
        await hand.press("F")
        assert "Enter Search" in hints(hand)
        await hand.press("pagedown")
        assert "Enter Reset" in hints(hand)
        await hand.press("tab")
        assert "Enter Search" in hints(hand)


async def test_readers_are_offered_nothing_that_writes(leads: Desk) -> None:
    """Neither New nor Convert nor Undo stands in a reader's hint line, with rows marked or without."""
    async with at(leads, "RRR") as hand:
        await in_list(hand)
        screen = hand.app.screen
        assert isinstance(screen, ListScreen)
        for keys in ((), ("space",)):
            await hand.press(*keys)
            named = [action for action in screen.actions_here() if action.keys and screen.hint_label(action)]
            assert named
            assert not {action.id for action in named} & WRITING
            assert "New" not in hints(hand)


async def test_marks_change_what_the_hint_line_names(leads: Desk) -> None:
    """What can be done with the marked; without marks the usual keys again."""
    async with at(leads) as hand:
        await in_list(hand)
        assert "n New" in hints(hand)
        await hand.press("space")
        await hand.until(lambda: "n New" not in hints(hand))
        for told in ("o Owner", "= Field", "c Convert", "d Delete", "Esc Back", "? Keys"):
            assert told in hints(hand), hints(hand)
        await hand.press("up", "space")
        await hand.until(lambda: "n New" in hints(hand))


async def test_the_help_explains_the_signs(leads: Desk) -> None:
    """C, S and > over columns of one cell, each sign with what it stands for, from the choices' declarations."""
    async with at(leads) as hand:
        await in_list(hand)
        await hand.press("question_mark")
        await hand.type("signs")
        for told in ("Classification: Hot", "Status: Contacted", "Status: Lost", "Is converted: Converted"):
            assert told in hand.screen
        assert "✗" in hand.line("Status: Lost")


async def test_columns_and_orders_out_of_sight_are_told(leads: Desk) -> None:
    """How many columns find no room; by which field the list is sorted where its column is not there."""
    async with at(leads) as hand:
        await in_list(hand)
        assert "+1 column →" in hand.screen.split("\n")[0]
        assert "by " not in hand.screen.split("\n")[0]
        await hand.press("s")
        await hand.type("org")
        await hand.press("enter")
        await hand.until(lambda: "by Org. no. ▲" in hand.screen.split("\n")[0])
        await hand.press("S")
        await hand.until(lambda: "by Org. no. ▼" in hand.screen.split("\n")[0])
    async with at(leads, size=(200, 24)) as hand:
        await in_list(hand)
        assert "column" not in hand.screen.split("\n")[0]


async def test_a_new_record_says_on_its_card_that_it_is_saved(leads: Desk) -> None:
    """The message stands where one is, not below it; on the list it is not said a second time."""
    async with at(leads) as hand:
        await in_list(hand)
        await hand.press("n")
        await hand.sees("Company")
        await hand.type("Ny AS")
        await hand.press("f2")
        await hand.sees("Ny AS", "Details", "Saved. u undoes it.")
        await hand.press("escape")
        await hand.until(lambda: isinstance(hand.app.screen, ListScreen))
        assert "Saved." not in hand.screen
