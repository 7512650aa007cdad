"""A list opened from elsewhere for certain rows."""

from __future__ import annotations

from model.core.access.preferences import read_preference
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Sort
from model.leads.records import Lead
from tests.tui.desk import Desk, Hand, at
from tui.widgets.list_screen import ListScreen
from tui.widgets.record_list import RecordList


def rows(hand: Hand) -> RecordList:
    screen = hand.app.screen
    assert isinstance(screen, ListScreen), screen
    return screen.list


async def test_it_shows_its_rows_and_esc_goes_back_to_a_list_that_is_as_it_was(desk: Desk) -> None:
    """Filter, title and order are those asked for; the list's own state and the person's choices stay (COM-03)."""
    ids = [desk.insert(Lead, name=name, town="Voss" if name < "C" else "Bergen") for name in ("Ask", "Bjørk", "Dal")]
    async with at(desk) as hand:
        await hand.press("2", "f", "a", "enter", "S")
        await hand.until(lambda: rows(hand).idle and rows(hand).sort.descending)
        own, kept = rows(hand), read_preference(desk.me, "list.lead")
        wanted = Filter(("all",), (Criterion("town", "=", "voss"),))
        hand.app.in_background(hand.app.show_list("lead", wanted, "In Voss [/] \x1b[31m", Sort("name")))
        await hand.until(lambda: isinstance(hand.app.screen, ListScreen) and rows(hand) is not own)
        await hand.until(lambda: rows(hand).page_ids == ids[:2])
        await hand.sees("Leads", "In Voss [/]", "Town = voss", "2")
        assert "\x1b" not in hand.screen
        await hand.press("S")
        await hand.until(lambda: rows(hand).page_ids == [ids[1], ids[0]])
        await hand.press("enter")
        await hand.sees("Bjørk", "Details")
        await hand.press("escape", "escape")
        assert rows(hand) is own
        assert rows(hand).filter.text == "a"
        assert read_preference(desk.me, "list.lead") == kept


async def test_its_rows_follow_what_is_changed(desk: Desk) -> None:
    """A row that no longer fits is gone when its card is left."""
    lead = desk.insert(Lead, name="Ask", town="Voss")
    async with at(desk) as hand:
        wanted = Filter((), (Criterion("town", "=", "voss"),))
        hand.app.in_background(hand.app.show_list("lead", wanted))
        await hand.until(lambda: isinstance(hand.app.screen, ListScreen) and rows(hand).page_ids == [lead])
        await hand.press("e", "down")
        desk.update("KNO", Lead, lead, town="Oslo")
        await hand.press("escape")
        await hand.app.changed("lead")
        await hand.until(lambda: rows(hand).page_ids == [])
        await hand.press("2")
        await hand.until(lambda: rows(hand).page_ids == [lead])


async def test_esc_takes_the_marks_first_where_leaving_would_lose_them(desk: Desk) -> None:
    """A passing list is gone once it is left; a list with its place in the program keeps its marks."""
    for name in ("Ask", "Bjørk", "Dal"):
        desk.insert(Lead, name=name, town="Voss")
    async with at(desk) as hand:
        await hand.press("2", "space", "escape", "2")
        await hand.sees("1 marked")
        own = rows(hand)
        hand.app.in_background(hand.app.show_list("lead", Filter((), (Criterion("town", "=", "voss"),))))
        await hand.until(lambda: isinstance(hand.app.screen, ListScreen) and rows(hand) is not own and rows(hand).idle)
        passing = rows(hand)
        await hand.press("*")
        await hand.sees("3 marked", "Esc Unmark")
        await hand.press("escape")
        await hand.until(lambda: "marked" not in hand.screen)
        assert rows(hand) is passing
        await hand.press("escape")
        await hand.until(lambda: rows(hand) is own)
        await hand.sees("1 marked")
