"""One prompt for every path, and marks that end with what they were made for."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from model.core.lists.criteria import Filter
from model.leads.records import Lead
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tui.widgets.list_screen import ListScreen
from tui.widgets.path_ask import begun_anew, path_of
from tui.widgets.record_list import RecordList

NAMES = ("Ask AS", "Bjørk AS", "Eik AS", "Furu AS", "Gran AS", "Hassel AS")


@pytest.fixture
def leads(desk: Desk) -> list[int]:
    """Six leads, one of them lost."""
    return [
        desk.insert(Lead, name=name, owner=None, status="unreachable" if number == 3 else "contacted")
        for number, name in enumerate(NAMES)
    ]


def rows(hand: Hand) -> RecordList:
    """Return the list in front, or under the dialog in front."""
    return next(screen.list for screen in reversed(hand.app.screen_stack) if isinstance(screen, ListScreen))


async def in_list(hand: Hand) -> None:
    """Go to the leads."""
    await hand.press("2")
    await hand.sees("Ask AS", "Gran AS")


# Paths


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/here//tmp/x.csv", "/tmp/x.csv"), ("/here/~/x.csv", "~/x.csv"), ("/here/x~/y", "/here/x~/y"),
        ("/here//a//b", "/b"), ("x/y", "x/y"), ("~/x", "~/x"),
    ],
)  # fmt: skip
def test_an_absolute_path_within_what_is_typed_begins_it_anew(typed: str, path: str) -> None:
    """As in other programs with such a prompt: what stands before // or /~/ is given up."""
    assert begun_anew(typed) == path
    assert path_of(typed) == Path(path).expanduser().absolute()


PROMPTS = {
    "import": ("2", ("i",)),
    "export": ("2", ("x", "c")),
    "vcard of the marked": ("2", ("x", "v")),
    "calendar": ("7", ("z", "x")),
    "report": ("8", ("enter", "x", "c")),
}


@pytest.mark.parametrize("name", PROMPTS)
async def test_an_absolute_path_takes_the_place_of_what_is_suggested(desk: Desk, leads: list[int], name: str) -> None:
    """Typed or pasted; Tab completes it, and names what it may go on with."""
    (desk.folder / "files").mkdir()
    for file in ("leads-old.csv", "leads-new.csv"):
        (desk.folder / "files" / file).write_text("Name\nX\n", encoding="utf-8")
    screen, keys = PROMPTS[name]
    async with at(desk) as hand:
        await hand.press(screen)
        await hand.pilot.pause()
        for key in keys:
            await hand.press(key)
        await hand.sees("Tab Complete")
        prompt = hand.app.screen
        await hand.type(str(desk.folder / "files" / "le"))
        assert prompt.editor.text == str(desk.folder / "files" / "le")  # type: ignore[attr-defined]
        await hand.press("tab")
        assert prompt.editor.text == str(desk.folder / "files" / "leads-")  # type: ignore[attr-defined]
        await hand.press("tab")
        await hand.sees("leads-new.csv", "leads-old.csv")
        await hand.type("/")
        hand.app.post_message(events.Paste("/other.csv"))
        await hand.until(lambda: prompt.editor.text == "/other.csv")  # type: ignore[attr-defined]


async def test_a_path_typed_in_one_burst_is_the_path(desk: Desk, leads: list[int]) -> None:
    """Import with all keys typed ahead."""
    file = desk.folder / "new.csv"
    file.write_text("Name;Town\nNy AS;Oslo\n", encoding="utf-8")
    async with at(desk) as hand:
        await in_list(hand)
        hand.app._driver.send_message(events.Key("i", "i"))  # type: ignore[union-attr]
        for letter in str(file):
            hand.app._driver.send_message(events.Key(letter, letter))  # type: ignore[union-attr]
        hand.app._driver.send_message(events.Key("enter", "\r"))  # type: ignore[union-attr]
        await hand.sees("Ny AS")


# Marks and what narrows


async def test_everything_and_reset(desk: Desk, leads: list[int]) -> None:
    """E shows all there is; R takes away all that narrows: views, criteria, the letter, the word."""
    async with at(desk) as hand:
        await in_list(hand)
        plain = rows(hand).filter
        for narrowing in (("M",), ("X",), ("f", "a", "s", "enter"), ("a", "b"), ("M", "f", "x", "enter")):
            for away in ("E", "R"):
                await hand.press(*narrowing)
                await hand.until(lambda: rows(hand).filter != plain)
                await hand.press(away)
                await hand.until(lambda: rows(hand).filter == plain)
        await hand.press("R")
        await hand.sees("Nothing narrows the list")


async def test_all_that_the_filter_shows_is_marked(desk: Desk, leads: list[int]) -> None:
    """* marks all, also where some are marked already; once more, none."""
    async with at(desk) as hand:
        await in_list(hand)
        await hand.press("space", "*")
        await hand.sees("6 marked")
        await hand.press("*")
        await hand.until(lambda: not rows(hand).marks)


OPERATIONS = {
    "assign": (("o", "k", "n", "o", "enter", "y"), lambda desk, ids: all(desk.now(Lead, one).owner for one in ids)),
    "set": (("=", *"town", "enter", *"Oslo", "enter", "y"), lambda desk, ids: desk.now(Lead, ids[0]).town == "Oslo"),
    "delete": (("d", "y"), lambda desk, ids: not on_file.count(desk.store, Lead, Lead.id == ids[0])),
    "convert": (("c", "enter", "enter"), lambda desk, ids: desk.now(Lead, ids[0]).converted_customer),
}


@pytest.mark.parametrize("name", OPERATIONS)
async def test_marks_end_with_the_operation_and_tell_what_is_out_of_sight(
    desk: Desk, leads: list[int], name: str
) -> None:
    """Two are marked, one of them then filtered away: the question says so, and afterwards nothing is marked."""
    keys, done = OPERATIONS[name]
    async with at(desk) as hand:
        await in_list(hand)
        await hand.press("space", "space", "f")
        await hand.type("bjørk")
        await hand.press("enter")
        await hand.until(lambda: rows(hand).page_ids == [leads[1]])
        hidden = False
        for key in keys:
            await hand.press(key)
            hidden = hidden or "1 of them out of sight" in " ".join(hand.screen.split())
        await hand.until(lambda: done(desk, leads[:2]))
        await hand.until(lambda: not rows(hand).marks)
        assert hidden


async def test_a_choice_is_set_on_the_marked_in_a_few_keys(desk: Desk, leads: list[int]) -> None:
    """= and the beginning of the field and of the value: no value is typed out, and none that there is not."""
    async with at(desk) as hand:
        await in_list(hand)
        await hand.press("*", "=")
        await hand.type("stat")
        await hand.press("enter")
        await hand.sees("Not contacted", "Lost")
        await hand.type("lo")
        await hand.press("enter", "y")
        await hand.until(lambda: all(desk.now(Lead, one).status == "unreachable" for one in leads))
        assert rows(hand).filter == Filter(("all",))


async def test_what_a_colleague_changed_since_it_was_asked_is_not_deleted(desk: Desk, leads: list[int]) -> None:
    """COM-09: y answers what stood there; the list shows what there is now, and its marks stand."""
    async with at(desk) as hand:
        await in_list(hand)
        await hand.press("space", "space", "d")
        await hand.sees("Delete 2 records?", "u brings it back, for 30 days.")
        desk.update("KNO", Lead, leads[1], town="Voss")
        await hand.press("y")
        await hand.sees("KNO has changed Bjørk AS in the meantime; look again.", "2 marked")
        await hand.until(lambda: "KNO" in hand.line("✓     Bjørk AS"))
        assert on_file.count(desk.store, Lead) == len(NAMES)
        await hand.press("d", "y")
        await hand.sees("Deleted; u brings it back.")
        assert on_file.count(desk.store, Lead) == len(NAMES) - 2
