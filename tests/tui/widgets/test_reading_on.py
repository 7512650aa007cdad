"""What decides is never cut: every word of a question, a menu, a hint, a complaint or a message can be read."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from model.leads.records import Lead
from tests.tui.desk import Desk, Hand, at
from tui.widgets.dialogs import Ask, Choice, Confirm, Dialog, Menu, Told
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.path_ask import PathAsk


def words(count: int, first: int = 0) -> str:
    """Return so many words that can be told apart."""
    return " ".join(f"word{number:04d}" for number in range(first, first + count))


def seen(hand: Hand) -> set[str]:
    """Return those of them that stand on the screen."""
    return set(re.findall(r"word\d{4}", hand.screen))


async def all_seen(hand: Hand, wanted: set[str]) -> set[str]:
    """Read on with PgDn until nothing new comes; return all that was seen."""
    found = seen(hand)
    while True:
        await hand.press("pagedown")
        more = found | seen(hand)
        if more == found:
            return found
        found = more


DIALOGS: dict[str, Callable[[int], Dialog]] = {
    "question": lambda count: Confirm("Sure?", [words(count)]),
    "text": lambda count: Told("Read", [words(count // 2), words(count - count // 2, count // 2)]),
    "hint": lambda count: Ask("What?", hint=words(count)),
    "path": lambda count: PathAsk("Which file?", "/tmp/", hint=words(count)),
    "menu": lambda count: Menu("Which?", [Choice("a", words(count), 1)]),
    "reason": lambda count: Menu("Which?", [Choice("a", "x", 1, why_not=words(count))]),
}


@pytest.mark.parametrize("count", [10, 60, 600])
@pytest.mark.parametrize("name", DIALOGS)
async def test_every_word_can_be_read(desk: Desk, name: str, count: int) -> None:
    """On 80×24: what has no room is read on with PgDn, which the keys name then; the keys are never pushed out."""
    async with at(desk) as hand:
        dialog = DIALOGS[name](count)
        hand.app.push_screen(dialog)
        await hand.until(lambda: hand.app.screen is dialog and seen(hand))
        await hand.pilot.pause()
        assert "Esc" in hand.screen.split("\n")[-1] or "Enter" in hand.screen.split("\n")[-1]
        assert ("PgDn Read on" in hand.screen) == (len(seen(hand)) < count)
        wanted = set(words(count).split())
        assert await all_seen(hand, wanted) == wanted
        await hand.press(*["pageup"] * 30)
        assert "word0000" in seen(hand)


async def test_a_long_title_and_a_long_complaint_are_read_whole(desk: Desk) -> None:
    """The title goes on below its rule; what is wrong stands below the content, in as many lines as it takes."""
    async with at(desk) as hand:
        dialog = Ask(words(20), check=lambda _text: words(20, 100))
        hand.app.push_screen(dialog)
        await hand.until(lambda: seen(hand))
        assert seen(hand) == set(words(20).split())
        await hand.press("enter")
        assert seen(hand) == set(words(20).split()) | set(words(20, 100).split())
        await hand.press("x")
        assert seen(hand) == set(words(20).split())


async def test_a_long_label_in_a_menu_that_is_typed_in_is_read_below(desk: Desk) -> None:
    """An option's line is one line: all of it stands below the menu while it is pointed at."""
    async with at(desk) as hand:
        hand.app.push_screen(FilterMenu("Which?", [Option(1, "short", help="x"), Option(2, words(15))]))
        await hand.sees("short")
        await hand.press("down")
        await hand.until(lambda: seen(hand) == set(words(15).split()))


async def test_a_long_message_opens_over_the_lines_above_it(desk: Desk) -> None:
    """Until the next key; the hints stay, and what was covered comes back."""
    for number in range(30):
        desk.insert(Lead, name=f"Lead {number:02d} AS")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Lead 19 AS")
        before = hand.screen
        hand.app.say(words(40))
        await hand.until(lambda: seen(hand) == set(words(40).split()))
        assert "Esc Back" in hand.screen.split("\n")[-1]
        await hand.press("down")
        await hand.until(lambda: not seen(hand))
        await hand.press("up")
        assert hand.screen == before


async def test_enter_says_how_a_question_is_answered(desk: Desk) -> None:
    """Enter alone answers no question: it says which keys do."""
    async with at(desk) as hand:
        hand.app.push_screen(Confirm("Sure?", ["It goes."]))
        await hand.sees("It goes.")
        await hand.press("enter")
        await hand.sees("y answers yes, Esc no")


async def test_the_assign_question_stands_whole(desk: Desk) -> None:
    """What each would get, and what those get that have an owner already, at 80 columns."""
    names = ("OBE", "KNO", "ADM")
    for number in range(7):
        desk.insert(Lead, name=f"Lead {number} AS", owner=None if number < 3 else desk.me.person.id)
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Lead 6 AS")
        await hand.press("*", "o")
        await hand.sees("Owner: one employee")
        await hand.type(" ".join(names).lower())
        await hand.press("enter")
        await hand.sees("Assign?")
        text = " ".join(hand.screen.split())
        for name in names:
            assert len(re.findall(rf"{name} gets \d", text)) == 2, text
        assert "Also those that have an owner" in text
        assert "…" not in hand.screen.split("Assign?")[1]
