"""Reminders on whatever screen is in front (COM-12)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from model.activities.adding import add
from model.activities.records import Appointment
from model.activities.reminders import answer, reminders
from tests.tui.desk import OSLO, Desk, at


def on(text: str) -> datetime:
    """Return a time on the clocks of Oslo; it is 13:00 on the 21st."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def meeting(desk: Desk, subject: str, start: str, remind: int | None = 30, **more: object) -> int:
    """Put an appointment of ADM's on file."""
    return add(desk.me, "appointment", {"subject": subject, "at": on(start), "remind": remind, **more}, [])


def subjects(desk: Desk, who: str = "ADM") -> list[str]:
    """Return what somebody is told of now."""
    return [reminder.item.subject for reminder in reminders(desk.as_(who))[0]]


def test_what_is_told_and_when_the_next_is(desk: Desk) -> None:
    """COM-12: from so many minutes before; not what is done, not what was on another day, nobody else's."""
    meeting(desk, "Now", "2026-11-21T13:20")
    meeting(desk, "Missed", "2026-11-21T10:00")
    meeting(desk, "Yesterday", "2026-11-20T10:00")
    meeting(desk, "Unasked", "2026-11-21T13:10", None)
    meeting(desk, "Done", "2026-11-21T13:10", done=True)
    meeting(desk, "Later", "2026-11-21T18:00")
    meeting(desk, "Weekly", "2026-11-14T13:05", recurrence="FREQ=WEEKLY")
    add(desk.me, "task", {"subject": "Task", "at": on("2026-11-18T09:00"), "remind": 0}, [])
    assert subjects(desk) == ["Task", "Missed", "Weekly", "Now"]
    assert reminders(desk.me)[1] == on("2026-11-21T17:30")
    assert subjects(desk, "KNO") == []


def test_an_answer_is_kept_and_what_is_moved_comes_again(desk: Desk) -> None:
    """COM-12: not twice to the same person, also after a restart; later when they said so."""
    moved = meeting(desk, "Now", "2026-11-21T13:20")
    (reminder,) = reminders(desk.me)[0]
    answer(desk.me, reminder, on("2026-11-21T13:10"))
    assert reminders(desk.me) == ([], on("2026-11-21T13:10"))
    answer(desk.me, reminder)
    assert reminders(desk.me) == ([], None)
    desk.update("ADM", Appointment, moved, at=on("2026-11-21T13:25"))
    assert subjects(desk) == ["Now"]


async def test_what_was_missed_is_told_at_the_start_and_kept_in_sight(desk: Desk) -> None:
    """COM-12: on the message line once, in the title of every screen until it is answered."""
    meeting(desk, "Fjord", "2026-11-21T13:20")
    async with at(desk) as hand:
        await hand.sees("Reminder: today 13:20 Fjord", "! 13:20 Fjord")
        await hand.press("2")
        await hand.sees("Leads")
        assert "! 13:20 Fjord" in hand.line("Leads") or "! 13:20 Fjord" in hand.screen.split("\n")[0]
        assert "Reminder:" not in hand.screen


async def test_a_reminder_is_answered(desk: Desk) -> None:
    """`reminders`: from the palette: opened, told again later, or done with."""
    meeting(desk, "Fjord", "2026-11-21T13:20")
    meeting(desk, "Berg", "2026-11-21T13:25")
    async with at(desk) as hand:
        await hand.sees("2 reminders")
        await hand.press(":")
        await hand.type("reminders")
        await hand.press("enter")
        await hand.sees("today 13:20 Fjord", "today 13:25 Berg")
        await hand.press("1")
        await hand.sees("Done with", "Again in 10 minutes")
        await hand.press("1")
        await hand.until(lambda: subjects(desk) == ["Berg"])
        await hand.sees("! 13:25 Berg")
        await hand.press(":")
        await hand.type("reminders")
        await hand.press("enter", "o")
        await hand.sees("Appointment  Berg")
        await hand.until(lambda: "!" not in hand.screen.split("\n")[0])
        await hand.press(":")
        await hand.type("reminders")
        await hand.press("enter")
        await hand.sees("No reminder is due; the next one: today 13:10")


async def test_it_comes_when_it_is_due_on_any_screen(desk: Desk, clock: Any) -> None:
    """COM-12: one timer for the next; what a colleague moves is found by asking whether anybody has written."""
    async with at(desk) as hand:
        kept = hand.app.reminders
        await hand.until(lambda: kept._timer is not None)
        await hand.press("3")
        meeting(desk, "Fjord", "2026-11-21T14:00")
        kept._look()
        await hand.until(lambda: kept._next == on("2026-11-21T13:30"))
        assert "!" not in hand.screen.split("\n")[0]
        clock.move(minutes=30)
        kept._look()
        await hand.sees("Reminder: today 14:00 Fjord", "! 14:00 Fjord")
        before = hand.screen
        kept._look()
        await hand.pilot.pause()
        assert hand.screen == before
        assert kept._timer is not None
        assert timedelta(seconds=kept._timer._interval) <= timedelta(minutes=1)


async def test_where_there_is_no_room_a_sign_must_do(desk: Desk) -> None:
    """COM-20: at 80 columns how many rows there are and how many are marked stays in sight beside a reminder."""
    meeting(desk, "Fjord", "2026-11-21T13:20")
    for number in range(12):
        meeting(desk, f"Meeting {number}", "2026-11-22T09:00", None)
    async with at(desk) as hand:
        await hand.sees("Reminder:")
        await hand.press("7", "tab")
        await hand.sees("Appointments", "13", "! 13:20 Fjord")
        await hand.press("f")
        await hand.type("meeting")
        await hand.press("enter", "*")
        await hand.sees("12 marked")
        title = hand.screen.split("\n")[0]
        assert "12 of 13" in title
        assert " !" in title
