"""What is dialled, what is asked first, and what is logged of it (LEAD-36, LEAD-38)."""

from __future__ import annotations

from pathlib import Path

from model.activities.records import Call
from model.calling.kinds import RecordRef
from model.calling.telephone_numbers import numbers_of
from model.leads.records import Lead
from tests import on_file
from tests.conftest import StandingClock
from tests.tui.calling.test_screen import calling, dialled, leads, phone
from tests.tui.desk import Desk, at


async def test_the_number_and_the_length_logged_are_those_of_the_number_dialled(
    desk: Desk, clock: StandingClock, tmp_path: Path
) -> None:
    """Pointing at another number afterwards changes neither; without dialling there is no length to log."""
    ids = leads(desk, 2, mobile="90 12 34 56")
    desk.update("ADM", Lead, ids[1], mobile="90 12 34 57")
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        out = phone(hand, tmp_path)
        await hand.press("p")
        await hand.until(lambda: dialled(out) == ["+4790123456"])
        clock.move(seconds=40)
        await hand.press("#")
        await hand.sees("› 22 33 44 50")
        await hand.press("y")
        await hand.until(lambda: screen.record_id == ids[1])
        await hand.press("#", "0")
        await hand.until(lambda: screen.record_id is None)
    rows = on_file.rows(desk.store, Call.number, Call.duration)
    assert rows == [("90 12 34 56", 40), ("22 33 44 51", None)]


async def test_dialling_another_number_begins_anew(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    ids = leads(desk, 2, mobile="90 12 34 56")
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        out = phone(hand, tmp_path)
        await hand.press("p")
        await hand.until(lambda: len(dialled(out)) == 1)
        clock.move(seconds=40)
        await hand.press("#", "p")
        await hand.until(lambda: len(dialled(out)) == 2)
        clock.move(seconds=25)
        await hand.press("y")
        await hand.until(lambda: screen.record_id == ids[1])
    assert on_file.rows(desk.store, Call.number, Call.duration) == [("22 33 44 50", 25)]


async def test_orders_to_the_exchange_are_asked_about(desk: Desk, tmp_path: Path) -> None:
    """A number of an imported list may set up call forwarding: neither key dials it before somebody has said yes."""
    (one,) = leads(desk, 1, phone="*21*90000000#")
    async with at(desk) as hand:
        screen = await calling(hand, desk, [one])
        out = phone(hand, tmp_path)
        await hand.press("p")
        await hand.sees("Dial *21*90000000# as it stands?", "telephone exchange", "y Dial")
        await hand.press("escape")
        assert (dialled(out), screen.dialled) == ([], None)
        await hand.press("escape")
        await hand.open("lead", one)
        await hand.press("p")
        await hand.sees("Dial *21*90000000# as it stands?")
        await hand.press("enter", "escape")
        assert dialled(out) == []
        await hand.press("p", "y")
        await hand.sees("what came of the call?")
        assert dialled(out) == ["*21*90000000#"]


async def test_no_link_gives_an_order_to_the_exchange(desk: Desk) -> None:
    """A link is followed without a question."""
    (one,) = leads(desk, 1, phone="*21*90000000#")
    async with at(desk) as hand:
        screen = await calling(hand, desk, [one])
        assert screen.picture is not None
        assert screen.picture.links == [""]
        assert [each.key for each in numbers_of(desk.me, RecordRef("lead", one))] == [None]
