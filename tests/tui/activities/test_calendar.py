"""The calendar by keys: where one points, what is made, changed and done there, whose it is (COM-12)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from model.activities.adding import add
from model.activities.records import Activity, Appointment, Task
from model.customers.records import Customer
from tests import on_file
from tests.tui.desk import HOSTILE as EVIL
from tests.tui.desk import OSLO, Desk, Hand, at, nothing_moves
from tui.activities.calendar import CalendarScreen


def on(text: str) -> datetime:
    """Return a time on the clocks of Oslo."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def meeting(desk: Desk, subject: str, start: str, end: str = "", **more: object) -> int:
    """Put an appointment of ADM's on file."""
    return add(
        desk.me, "appointment", {"subject": subject, "at": on(start), "end": on(end) if end else None, **more}, []
    )


async def calendar(hand: Hand, scale: str = "week") -> CalendarScreen:
    """Go to the calendar, and to its scale."""
    await hand.press("7")
    await hand.sees("Tasks")
    await hand.press("z")
    await hand.sees("Calendar")
    screen = hand.app.screen
    assert isinstance(screen, CalendarScreen)
    await hand.until(lambda: screen.days)
    while screen.scale != scale:
        await hand.press("z")
    await hand.pilot.pause()
    return screen


async def test_from_the_list_to_the_calendar_and_back(desk: Desk) -> None:
    """`screen_tasks` `calendar` `calendar_scale`: 7 again goes from the list to the calendar and back; z turns."""
    async with at(desk) as hand:
        await hand.press("7")
        await hand.sees("Tasks · Mine · To do")
        await hand.press("7")
        await hand.sees("Calendar · week 47  16 Nov - 22 Nov 2026 · mine")
        await hand.press("z")
        await hand.sees("Calendar · November 2026")
        await hand.press("z")
        await hand.sees("Calendar · Saturday 21 Nov 2026  week 47")
        await hand.press("7")
        await hand.sees("Tasks · Mine")
        await hand.press("z")
        # The scale is kept as the person's own.
        await hand.sees("Calendar · Saturday 21 Nov 2026")


async def test_whom_it_is_about_stands_behind_the_subject(desk: Desk) -> None:
    """COM-11, COM-12 at 80×24: in the list of the day and in a day; nothing of what the person may not see (W20)."""
    kno = desk.as_("KNO")
    hidden = desk.insert(Customer, name="Secret AS", owner=kno.person.id, owner_only=True)
    seen = desk.insert(Customer, name="Fjord AS")
    for subject, customer in (("Demo", seen), ("Other", hidden)):
        values = {"subject": subject, "at": on("2026-11-21T09:00"), "owner": desk.me.person.id}
        add(kno, "appointment", values, [("customer", customer)])
    async with at(desk) as hand:
        await calendar(hand)
        await hand.sees("Demo · Fjord AS", "Other")
        await hand.press("z", "z")
        await hand.sees("Calendar · Saturday", "09:00 Demo · Fjord AS")
        assert "Secret AS" not in hand.screen


async def test_a_week_shows_overlaps_whole_days_and_what_goes_over_midnight(desk: Desk) -> None:
    """COM-12 at 80×24: overlaps in sight, an appointment over midnight on both days, one of days on each."""
    meeting(desk, "Meeting", "2026-11-18T09:00", "2026-11-18T10:30")
    meeting(desk, "Other", "2026-11-18T10:00", "2026-11-18T11:00")
    meeting(desk, "Third", "2026-11-18T10:15", "2026-11-18T11:00")
    meeting(desk, "Night", "2026-11-19T22:00", "2026-11-20T02:00")
    meeting(desk, "Fair", "2026-11-16T00:00", "2026-11-18T00:00")
    add(desk.me, "task", {"subject": "Call", "at": on("2026-11-20T00:00")}, [])
    async with at(desk, size=(100, 36)) as hand:
        await calendar(hand)
        await hand.sees("│Other    +1", "Meeting", "!Call")
        assert hand.line("day").count("Fair") == 3
        assert hand.line("22:00").count("Night") == 1
        assert hand.line("00:00").count("Night") == 1
        assert "Night" not in hand.line("23:00")
    async with at(desk) as hand:
        await calendar(hand)
        # What stands beyond the hours that are shown has a sign.
        await hand.sees("07:00↑", "↓")


async def test_a_day_shows_overlaps_side_by_side(desk: Desk) -> None:
    """COM-12: half hours, each with what lasts through it; the day's list under it."""
    meeting(desk, "Meeting", "2026-11-21T09:00", "2026-11-21T10:30", place="Oslo")
    meeting(desk, "Other", "2026-11-21T10:00", "2026-11-21T11:00")
    async with at(desk) as hand:
        await calendar(hand, "day")
        await hand.sees("09:00-10:30 Meeting")
        assert hand.line(" 10:00").count("▌") == 2
        assert "10:00-11:00 Other" in hand.line(" 10:00")
    async with at(desk, ascii=True) as hand:
        await calendar(hand, "day")
        assert hand.line(" 10:00").count("|") == 2
        assert hand.screen.isascii()


async def test_moving(desk: Desk) -> None:
    """`day_before` `day_after` `period_before` `period_after` `calendar_today`: by day, hour, week and month."""
    async with at(desk) as hand:
        screen = await calendar(hand)

        def where() -> str:
            return f"{screen.day:%d.%m} {screen.minute // 60}"

        for key, wanted in (
            ("right", "22.11 9"), ("l", "23.11 9"), ("left", "22.11 9"), ("h", "21.11 9"), ("down", "21.11 10"),
            ("j", "21.11 11"), ("up", "21.11 10"), ("]", "28.11 10"), ("[", "21.11 10"), ("pagedown", "28.11 10"),
            ("g", "21.11 9"), ("G", "22.11 9"), ("home", "21.11 9"),
        ):  # fmt: skip
            await hand.press(key)
            assert where() == wanted, key
        for _hour in range(10):
            await hand.press("up")
        assert screen.minute == -1
        await hand.press("down", "z")
        for key, day in (("down", "28.11"), ("down", "05.12"), ("up", "28.11"), ("]", "28.12"), ("[", "28.11")):
            await hand.press(key)
            assert f"{screen.day:%d.%m}" == day, key
        await hand.press("]", "]", "]")
        await hand.sees("Calendar · February 2027")
        assert f"{screen.day:%d.%m}" == "28.02"


async def test_to_a_date_typed_in_three_languages(desk: Desk) -> None:
    """`to_date`: as people type it; a day that does not exist is refused beside what was typed."""
    async with at(desk) as hand:
        screen = await calendar(hand)
        for typed, wanted in (
            ("next friday", "27.11"),
            ("24.12", "24.12"),
            ("om 3 uker", "12.12"),
            ("i morgen", "22.11"),
        ):
            await hand.press("J")
            await hand.type(typed)
            await hand.press("enter")
            await hand.until(lambda wanted=wanted: f"{screen.day:%d.%m}" == wanted)
        await hand.press("J")
        await hand.type("31.02.2027")
        await hand.press("enter")
        await hand.sees("31.02.2027 does not exist")
        await hand.press("escape")


async def test_an_appointment_is_made_changed_and_deleted_where_one_points(desk: Desk) -> None:
    """`calendar_new` `calendar_edit` `calendar_delete`: at the day and hour pointed at; undo brings it back."""
    async with at(desk) as hand:
        await calendar(hand)
        await hand.press("right", "down", "n")
        await hand.sees("New: appointment", "22 Nov 2026 10:00", "22 Nov 2026 11:00")
        await hand.type("Coffee")
        await hand.press("f2")
        await hand.sees("Coffee")
        (made,) = on_file.rows(desk.store, Activity.id, Activity.at)
        assert made[1] == "2026-11-22T09:00:00Z"
        await hand.press("e")
        await hand.press("end")
        await hand.type(" with Kari")
        await hand.press("tab", "tab", "ctrl+u")
        await hand.type("90 min")
        await hand.press("f2")
        await hand.until(lambda: desk.now(Appointment, made[0]).subject == "Coffee with Kari")
        assert desk.now(Appointment, made[0]).end == on("2026-11-22T11:30")
        await hand.press("d")
        await hand.sees("Delete Coffee with Kari?")
        await hand.press("y")
        await hand.until(lambda: not on_file.count(desk.store, Activity))
        await hand.press("u", "y")
        await hand.sees("Coffee with")


async def test_an_end_before_the_beginning_is_refused_at_the_end(desk: Desk) -> None:
    """COM-12: the sentence stands beside the field, and so does that for a day that does not exist."""
    async with at(desk) as hand:
        await calendar(hand)
        await hand.press("n")
        await hand.type("Coffee")
        await hand.press("tab", "tab", "ctrl+u")
        await hand.type("20.11.2026 8")
        await hand.press("f2")
        await hand.sees("It ends before it begins.")
        await hand.press("ctrl+u")
        await hand.type("31.11.2026")
        await hand.press("f2")
        await hand.sees("31.11.2026 does not exist")


async def test_a_task_is_made_and_done_in_the_calendar(desk: Desk) -> None:
    """`calendar_task` `tick`: due on the day; Space makes the next of a series, and says when that is."""
    async with at(desk) as hand:
        await calendar(hand)
        await hand.press("T")
        await hand.type("Report")
        await hand.press("tab", "tab")
        await hand.type("hver uke")
        await hand.press("f2")
        await hand.sees("Report")
        await hand.press("tab", "space")
        await hand.sees("Done: Report; the next one: 28 Nov")
        rows = sorted(on_file.rows(desk.store, Task.at, Task.done))
        assert rows == [("2026-11-20T23:00:00Z", 1), ("2026-11-27T23:00:00Z", 0)]
        await hand.press("u", "y")
        await hand.until(lambda: on_file.rows(desk.store, Task.done) == [(0,)])


async def test_one_of_a_series_that_is_still_to_come(desk: Desk) -> None:
    """`skip`: it has a sign; Enter opens the one with the rule; one is moved, one left out, then the rest."""
    weekly = meeting(desk, "Weekly", "2026-11-14T10:00", "2026-11-14T11:00", recurrence="FREQ=WEEKLY")
    async with at(desk) as hand:
        screen = await calendar(hand)
        await hand.sees("~Weekly")
        await hand.press("down", "enter")
        await hand.sees("every week", "still to come")
        await hand.press("escape", "e")
        await hand.sees("It comes again. Change what?")
        await hand.press("1")
        await hand.sees("21 Nov 2026 10:00")
        assert "Repeats" not in hand.screen
        await hand.type(" moved")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Activity) == 2)
        await hand.sees("Weekly")
        assert "~" not in hand.line("10:00")
        await hand.press("]")
        await hand.sees("~Weekly")
        await hand.press(".")
        await hand.sees("Left out: 28 Nov 10:00")
        await hand.until(lambda: not screen.agenda)
        await hand.press("]", "d")
        await hand.sees("It comes again. Delete what?")
        await hand.press("2")
        await hand.sees("Delete this one and all that follow?")
        await hand.press("y")
        await hand.until(lambda: desk.now(Appointment, weekly).recurrence == "FREQ=WEEKLY;UNTIL=20261204")


async def test_the_list_of_the_day(desk: Desk) -> None:
    """`next_part` `open`: Tab goes to the list and back, Enter opens what is pointed at."""
    meeting(desk, "First", "2026-11-21T09:00")
    meeting(desk, "Second", "2026-11-21T15:00")
    async with at(desk) as hand:
        screen = await calendar(hand, "month")
        await hand.sees("First", "Second")
        await hand.press("tab", "down")
        assert screen.in_list
        await hand.press("enter")
        await hand.sees("Appointment  Second")
        await hand.press("escape", "shift+tab", "enter")
        # On a day of several one is asked which.
        await hand.sees("Which one?")
        await hand.press("1")
        await hand.sees("Appointment  First")


async def test_whose_calendar_it_is(desk: Desk) -> None:
    """`calendar_mine` `calendar_whose`: mine, everybody's, one colleague's; what is hidden is absent (CUST-09)."""
    kno = desk.as_("KNO")
    hidden = desk.insert(Customer, name="Secret AS", owner=kno.person.id, owner_only=True)
    add(kno, "appointment", {"subject": "Theirs", "at": on("2026-11-21T09:00")}, [])
    add(kno, "appointment", {"subject": "Secret", "at": on("2026-11-21T10:00")}, [("customer", hidden)])
    async with at(desk) as hand:
        screen = await calendar(hand)
        assert "Theirs" not in hand.screen
        await hand.press("M")
        await hand.sees("Theirs", "everybody's")
        assert "Secret" not in hand.screen
        await hand.press("M")
        await hand.until(lambda: not screen.items)
        await hand.press("V")
        await hand.sees("Whose calendar?", "KNO")
        await hand.press("2")
        await hand.sees("Theirs", "· KNO")
        assert "Secret" not in hand.screen


async def test_export(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`calendar_export`: what is shown, with the rule of a series, where the person says."""
    monkeypatch.chdir(tmp_path)
    meeting(desk, "Weekly", "2026-11-14T10:00", recurrence="FREQ=WEEKLY")
    add(desk.me, "task", {"subject": "Task", "at": on("2026-11-20T00:00")}, [])
    async with at(desk) as hand:
        await calendar(hand)
        await hand.press("x", "enter")
        await hand.sees("2 records written")
    found = Calendar.from_ical((tmp_path / "calendar.ics").read_bytes())
    assert [str(part["summary"]) for part in found.walk() if "summary" in part] == ["Weekly", "Task"]


async def test_readers_look_and_change_nothing(desk: Desk) -> None:
    """COM-14: a reader sees everybody's calendar and is told why nothing can be made."""
    meeting(desk, "Meeting", "2026-11-21T09:00")
    async with at(desk, "RRR") as hand:
        await calendar(hand)
        await hand.press("M")
        await hand.sees("Meeting")
        for key in ("n", "e", "d", "space", "T", "."):
            await hand.press(key)
            await hand.sees("Readers may look")
            await hand.press("left", "right")


async def test_what_others_have_written_is_only_text(desk: Desk) -> None:
    """COM-23: a subject moves no cursor and is no markup, on any scale."""
    meeting(desk, EVIL, "2026-11-21T09:00", "2026-11-21T12:00", place=EVIL)
    async with at(desk) as hand:
        for scale in ("week", "month", "day"):
            await calendar(hand, scale)
            await hand.sees("Evil")
            assert nothing_moves(hand.screen)
            await hand.press("tab")
            assert nothing_moves(hand.screen)


async def test_the_task_on_file_is_the_one_that_is_ticked(desk: Desk) -> None:
    """A task that is still to come waits for the one before it."""
    task = add(desk.me, "task", {"subject": "Daily", "at": on("2026-11-20T09:00"), "recurrence": "FREQ=DAILY"}, [])
    async with at(desk) as hand:
        await calendar(hand)
        await hand.press("space")
        await hand.sees("when the one before it is")
        assert not desk.now(Task, task).done
