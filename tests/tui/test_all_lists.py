"""Every list, by its keys at 80×24: filter, criteria, alphabet, order, marks, export, kept views (COM-03, COM-04)."""

from __future__ import annotations

import pytest

from model.catalogue import Kinds
from model.core.lists.criteria import Filter
from model.core.records.record import Record
from tests.model.every_kind import called, file_called
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tui import rooms
from tui.widgets.list_screen import ListScreen
from tui.widgets.record_list import RecordList

NAMES = ("Bjørk 50%", "Ask AS", "Åsen", "Ærlig")
IN_ORDER = ("Ask AS", "Bjørk 50%", "Ærlig", "Åsen")


def kind(name: str) -> type[Record]:
    record = Kinds()[name]
    assert issubclass(record, Record)
    return record


def rows(hand: Hand) -> RecordList:
    screen = hand.app.screen
    assert isinstance(screen, ListScreen), screen
    return screen.list


def rows_of_list(hand: Hand) -> RecordList:
    """Return the list that a dialog stands over."""
    return next(screen.list for screen in reversed(hand.app.screen_stack) if isinstance(screen, ListScreen))


async def shows(hand: Hand, *ids: int) -> None:
    """Wait until the list in front shows just these, in this order."""
    await hand.until(lambda: isinstance(hand.app.screen, ListScreen) and rows(hand).page_ids == list(ids))


async def open_list(hand: Hand, name: str) -> None:
    """Go to a list, of which everything in use is shown."""
    hand.app.in_background(hand.app.show_list(name))
    await hand.until(lambda: isinstance(hand.app.screen, ListScreen) and rows(hand).record.name_in_code == name)
    await hand.until(lambda: rows(hand).idle and hand.app.idle)


async def sort_by(hand: Hand, field: str) -> None:
    """Type the name of a field in the menu of orders."""
    await hand.press("s")
    await hand.sees("Sort by")
    await hand.type(rows_of_list(hand).record.field(field).title)
    await hand.press("enter")


def the_file(desk: Desk) -> str:
    """Return what is in the file that was exported."""
    (target,) = desk.folder.glob("*.csv")
    return target.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", rooms.LISTS)
async def test_every_list(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """W01, W03, W07, W09, W11, W15, W16, W19, and a view kept of it; what is exported is what is shown."""
    record = kind(name)
    field = called(record)
    ids = dict(zip(NAMES, (file_called(desk.me, record, called_) for called_ in NAMES), strict=True))
    ask, bjork, aerlig, aasen = (ids[one] for one in IN_ORDER)
    async with at(desk) as hand:
        await open_list(hand, name)
        await hand.sees("Ask AS", "Åsen")
        # The order of the alphabet (W19); employees are filed by their initials.
        if rows(hand).sort.field != field:
            await sort_by(hand, field)
        await hand.until(lambda: rows(hand).sort.field == field and rows(hand).idle)
        ordered = [row for row in rows(hand).page_ids if row in ids.values()]
        assert ordered == [ask, bjork, aerlig, aasen]
        await hand.press("S")
        await hand.until(lambda: rows(hand).sort.descending and rows(hand).idle)
        assert [row for row in rows(hand).page_ids if row in ids.values()] == [aasen, aerlig, bjork, ask]
        # Mine, and all: a key each, told where the list has no such view.
        await hand.press("M", "M", "E")
        # A word: in any case of letters (W03, W09).
        await hand.press("f")
        await hand.type("BJØ")
        await hand.press("enter")
        await shows(hand, bjork)
        await hand.press("R")
        # Criteria with wildcards, which stay when the panel is hidden (W01, W07, W16).
        await hand.press("F")
        screen = hand.app.screen
        assert isinstance(screen, ListScreen)
        for _step in range(screen.criteria_fields.index(field)):
            await hand.press("tab")
        await hand.type("Bj%50\\%")
        await hand.press("enter", "escape")
        await shows(hand, bjork)
        assert "▼" in hand.screen.split("\n")[0]
        # A mark, and the export of what is shown.
        # (On what can be done Space ticks; a range marks there as everywhere.)
        await hand.press("v", "v")
        await hand.sees("1 marked")
        await hand.press("*")
        monkeypatch.chdir(desk.folder)
        await hand.press("x", "c", "enter")
        await hand.sees("1 record written")
        written = the_file(desk)
        assert "Bjørk 50%" in written
        assert "Åsen" not in written
        # A view of it.
        await hand.press("at")
        await hand.type("B5")
        await hand.press("enter")
        await hand.sees("Kept as B5")
        await hand.press("R")
        await hand.sees("Ask AS", "Åsen")
        # By the first letter of the title (W11), together with the views (W15).
        if field == record.title_field:
            await hand.press("a", "å")
            await shows(hand, aasen)
            await hand.press("R")
        await hand.press("V", "end", "enter")
        await shows(hand, bjork)
        assert "B5" in hand.screen.split("\n")[0]
        assert "altered" not in hand.screen.split("\n")[0]
        # From elsewhere, and back.
        hand.app.in_background(hand.app.show_list(name, Filter((), (), "", "ås"), "Bare disse"))
        await shows(hand, aasen)
        await hand.press("escape")
        await shows(hand, bjork)


@pytest.mark.parametrize("name", rooms.LISTS)
async def test_a_hostile_name_on_every_list(desk: Desk, name: str) -> None:
    """COM-23: a name of markup and control characters moves nothing, on the list and in the filter."""
    file_called(desk.me, kind(name), HOSTILE)
    async with at(desk) as hand:
        await open_list(hand, name)
        await hand.sees("Evil")
        assert nothing_moves(hand.screen)
        await hand.press("f")
        await hand.type("[/]")
        await hand.press("enter")
        await hand.sees('"[/]"')
        assert nothing_moves(hand.screen)


@pytest.mark.parametrize("name", ["lead", "customer", "contact", "opportunity", "project"])
async def test_hidden_rows_are_on_no_list(desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """W20: what a colleague keeps to themselves is on no list, in no count, in no file."""
    kno, record = desk.as_("KNO"), kind(name)
    hidden = {"owner_only": True} if record.hides else {}
    if not record.hides:
        from tests.model import filing

        hidden["customer"] = filing.customer(kno, "Skjult", owner=kno.person.id, owner_only=True)
    file_called(kno, record, "Hemmelig", **hidden)
    seen = file_called(desk.me, record, "Åpen")
    async with at(desk) as hand:
        await open_list(hand, name)
        await shows(hand, seen)
        monkeypatch.chdir(desk.folder)
        await hand.press("x", "c", "enter")
        await hand.sees("1 record written")
        assert "Hemmelig" not in the_file(desk)
