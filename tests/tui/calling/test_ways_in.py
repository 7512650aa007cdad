"""The ways to a call list: a call-back that is due, marked leads in their order (LEAD-33, LEAD-35)."""

from __future__ import annotations

from datetime import timedelta

from model.activities.records import Task
from model.calling.kinds import RecordRef
from model.calling.lists import create, refs
from model.calling.outcomes import log_outcome
from model.calling.records import CallList, CallListEntry
from tests import on_file
from tests.conftest import StandingClock
from tests.tui.calling.test_screen import leads
from tests.tui.desk import Desk, at
from tui.calling.screen import CallingScreen


async def test_a_call_back_that_is_due_opens_its_list_at_the_company(desk: Desk, clock: StandingClock) -> None:
    """Enter on the start page: the keys of the outcomes are there, and the list goes on from it."""
    ids = leads(desk, 3)
    made = create(desk.me, "Høst", refs("lead", ids), shared=True)
    due = clock.now + timedelta(minutes=10)
    log_outcome(desk.me, made.id, RecordRef("lead", ids[1]), "call_back", None, clock.now, call_back_at=due)
    clock.move(minutes=10)
    async with at(desk) as hand:
        await hand.sees("Call-backs due", "Firma 1 AS")
        await hand.press("enter")
        await hand.sees("Call list", "Høst", "Firma 1 AS", "Call back, promised for 10:40", "y Reached")
        screen = hand.app.screen
        assert isinstance(screen, CallingScreen)
        await hand.press("y")
        await hand.until(lambda: screen.record_id == ids[0])
        assert on_file.value(desk.store, Task.done) == 1


async def test_the_reminder_of_a_call_back_opens_its_list_too(desk: Desk, clock: StandingClock) -> None:
    """COM-12: a promise that somebody wants to be reminded of."""
    ids = leads(desk, 2)
    made = create(desk.me, "Høst", refs("lead", ids), shared=True)
    due = clock.now + timedelta(minutes=10)
    log_outcome(desk.me, made.id, RecordRef("lead", ids[1]), "call_back", None, clock.now, call_back_at=due)
    desk.update("ADM", Task, on_file.value(desk.store, Task.id), remind=0)
    clock.move(minutes=10)
    async with at(desk) as hand:
        await hand.press("2", "colon")
        await hand.type("reminders")
        await hand.press("enter")
        await hand.sees("o Open it")
        await hand.press("o")
        await hand.sees("Call list", "Firma 1 AS", "Call back, promised for 10:40")


async def test_a_call_back_of_a_list_that_is_gone_opens_the_company(desk: Desk, clock: StandingClock) -> None:
    """Nor of a colleague's own list: the promise is still the person's."""
    ids = leads(desk, 1)
    made = create(desk.as_("KNO"), "Karis", refs("lead", ids), shared=True)
    due = clock.now + timedelta(minutes=10)
    log_outcome(desk.me, made.id, RecordRef("lead", ids[0]), "call_back", None, clock.now, call_back_at=due)
    on_file.overwrite(desk.store, CallList, shared=0)
    async with at(desk) as hand:
        await hand.sees("Call-backs due", "Firma 0 AS")
        await hand.press("enter")
        await hand.sees("Lead  Firma 0 AS")


async def test_a_call_list_of_marked_leads_keeps_the_order_shown(desk: Desk) -> None:
    """As the list shows them, whatever their IDs are; what was said while it was made does not stay."""
    ids = leads(desk, 4)
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Firma 3 AS")
        await hand.press("S", "home", "space", "space", "space", "p", "n")
        await hand.type("Baklengs")
        await hand.press("f2")
        await hand.sees("Firma 3 AS", "Call list", "3 on the list.")
        await hand.press("escape")
        await hand.until(lambda: not isinstance(hand.app.screen, CallingScreen))
        assert "Making the call list" not in hand.screen
    listed = on_file.rows(desk.store, CallListEntry.record_id)
    assert [lead for (lead,) in listed] == [ids[3], ids[2], ids[1]]
