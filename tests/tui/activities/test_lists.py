"""The list of tasks, and those of appointments, calls, notes and e-mails, by keys (COM-12)."""

from __future__ import annotations

from datetime import datetime

import pytest

from model.activities.adding import add
from model.activities.records import Activity, Appointment, Task
from model.core.access.preferences import read_preference
from model.core.errors import UserError
from model.core.lists.criteria import Criterion, Filter
from model.customers.records import Customer
from model.files.rows import Rows
from tests import on_file
from tests.tui.desk import OSLO, Desk, Hand, at
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


def on(text: str) -> datetime:
    """Return a time on the clocks of Oslo."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def task(desk: Desk, subject: str, due: str | None = None, **more: object) -> int:
    """Put a task of ADM's on file."""
    return add(desk.me, "task", {"subject": subject, "at": on(due) if due else None, **more}, [])


async def tasks(hand: Hand) -> ListScreen:
    """Go to the tasks."""
    await hand.press("7")
    await hand.sees("Tasks · Mine")
    screen = hand.app.screen
    assert isinstance(screen, ListScreen)
    await hand.until(lambda: screen.list.idle)
    return screen


async def test_what_is_late_is_told_by_a_sign_and_a_word(desk: Desk) -> None:
    """COM-12: overdue without colours; a task of today without a time of day is not late before the day is over."""
    task(desk, "Late", "2026-11-20T09:00")
    task(desk, "Earlier today", "2026-11-21T09:00")
    task(desk, "Today", "2026-11-21T00:00")
    task(desk, "Soon", "2026-11-21T18:00")
    task(desk, "Done", "2026-11-20T09:00", done=True)
    async with at(desk) as hand:
        screen = await tasks(hand)
        await hand.sees("Late", "Soon")
        assert "! late 20 Nov" in hand.line("  Late") or "! late 20 Nov" in hand.line(" Late")
        assert "! late 09:00" in hand.line("Earlier today")
        assert "late" not in hand.line(" Today")
        assert "today 18:00" in hand.line("Soon")
        await hand.press("V")
        await hand.sees("Overdue", "To do", "Done")
        await hand.press("escape")
        screen._view("overdue")
        await hand.until(lambda: screen.list.count_text() == "2")
        screen._view("done")
        await hand.until(lambda: screen.list.count_text() == "1")
        assert "late" not in hand.line("20 Nov")


async def test_whom_it_is_about_stands_in_the_list(desk: Desk) -> None:
    """COM-11, COM-12 at 80×24: the first record that it is linked to, of those that the person may see (W20)."""
    kno = desk.as_("KNO")
    hidden = desk.insert(Customer, name="Secret AS", owner=kno.person.id, owner_only=True)
    open_to_all = desk.insert(Customer, name="Fjord AS")
    add(kno, "task", {"subject": "Both", "owner": desk.me.person.id}, [("customer", hidden), ("customer", open_to_all)])
    add(kno, "task", {"subject": "Secret", "owner": desk.me.person.id}, [("customer", hidden)])
    add(desk.me, "note", {"subject": "Said", "text": "x"}, [("customer", open_to_all)])
    task(desk, "Nobody's")
    async with at(desk) as hand:
        await tasks(hand)
        await hand.sees("Linked to", "Fjord AS")
        assert "Fjord AS" in hand.line(" Both")
        assert "Secret AS" not in hand.screen
        await hand.press("tab", "tab", "tab")
        await hand.sees("Notes · Mine", "Fjord AS")
    names = ("subject", "about")
    told = {tuple(row.values) for row in Rows(kno, Task, names)}
    assert told == {("Both", "Secret AS"), ("Secret", "Secret AS"), ("Nobody's", None)}
    with pytest.raises(UserError, match="Linked to: a criterion that cannot be read"):
        Rows(kno, Task, names, Filter((), (Criterion("about", "=", "Fjord AS"),))).count()


async def test_columns_that_nobody_chose_are_not_kept(desk: Desk) -> None:
    """LEAD-01: another order is kept as the person's own; the columns only if they are other than the list's own."""
    task(desk, "One")
    async with at(desk) as hand:
        screen = await tasks(hand)
        await hand.press("S")
        await hand.until(lambda: (read_preference(desk.me, "list.task") or {}).get("descending"))
        assert read_preference(desk.me, "list.task")["columns"] == []
        screen.list.set_columns((Column("subject"), Column("owner")))
        await hand.until(lambda: read_preference(desk.me, "list.task")["columns"] == ["subject", "owner"])


async def test_views_fold_to_the_person(desk: Desk) -> None:
    """`view_mine`: mine are those that I own; M shows everybody's."""
    task(desk, "Mine", "2026-11-23T09:00")
    add(desk.as_("KNO"), "task", {"subject": "Theirs", "at": on("2026-11-23T09:00")}, [])
    async with at(desk) as hand:
        await tasks(hand)
        await hand.sees("Mine")
        assert "Theirs" not in hand.screen
        await hand.press("M")
        await hand.sees("Theirs", "Tasks · To do")


async def test_space_ticks_and_makes_the_next(desk: Desk) -> None:
    """`tick`: done goes from what is to do; of a series the next one comes; undo takes both back."""
    report = task(desk, "Report", "2026-11-23T09:00", recurrence="FREQ=WEEKLY")
    task(desk, "Once", "2026-11-24T09:00")
    async with at(desk, size=(100, 24)) as hand:
        await tasks(hand)
        await hand.sees("Report", "Once", "every week")
        await hand.press("space")
        await hand.sees("Done: Report; the next one: 30 Nov 09:00", "30 Nov 09:00")
        assert desk.now(Task, report).done
        await hand.press("u", "y")
        await hand.sees("23 Nov 09:00")
        assert not desk.now(Task, report).done
        await hand.press("home", ".")
        await hand.sees("Skipped; the next one: 30 Nov 09:00")


async def test_new_edit_delete(desk: Desk) -> None:
    """`new` `edit_row` `delete`: with a rule typed in Norwegian; a wrong rule says what is read."""
    async with at(desk) as hand:
        await tasks(hand)
        await hand.sees("Nothing here")
        await hand.press("n")
        await hand.type("Ring Kari")
        await hand.press("tab")
        await hand.type("i morgen 9")
        await hand.press("tab")
        await hand.type("hver bongo")
        await hand.press("f2")
        await hand.sees("is no rule: write", "every 2 weeks")
        await hand.press("ctrl+u")
        await hand.type("annenhver uke til 1. mars")
        await hand.press("tab")
        await hand.type("15")
        await hand.press("f2")
        await hand.sees("Task  Ring Kari", "every 2 weeks until 1 Mar 2027", "next 6 Dec 09:00")
        await hand.press("escape")
        await hand.sees("22 Nov 09:00")
        await hand.press("e")
        await hand.sees("It comes again. Change what?")
        await hand.press("2", "end")
        await hand.type(" Nes")
        await hand.press("f2")
        await hand.sees("Ring Kari Nes")
        await hand.press("d")
        await hand.sees("Delete what?")
        await hand.press("1")
        await hand.sees("Skipped; the next one: 6 Dec 09:00")
        await hand.press("d", "2", "y")
        await hand.sees("Nothing here")


async def test_one_of_a_series_is_changed_alone(desk: Desk) -> None:
    """COM-12: the one that has the rule, alone: it moves, the next one keeps its time and the rule."""
    report = task(desk, "Report", "2026-11-23T09:00", recurrence="FREQ=WEEKLY")
    async with at(desk) as hand:
        await tasks(hand)
        await hand.sees("Report")
        await hand.press("e", "1")
        await hand.sees("Edit")
        assert "Repeats" not in hand.screen
        await hand.press("end")
        await hand.type(" alone")
        await hand.press("tab", "ctrl+u")
        await hand.type("25.11.2026 10")
        await hand.press("f2")
        await hand.sees("Report alone", "25 Nov 10:00", "30 Nov 09:00")
        moved = desk.now(Task, report)
        assert (moved.recurrence, moved.planned) == (None, on("2026-11-23T09:00"))
        await hand.press("u", "y")
        await hand.until(lambda: on_file.count(desk.store, Activity) == 1)


async def test_many_at_once(desk: Desk) -> None:
    """`set_field` `mark_range` `assign`: mark, then set due, owner or done on all of them, in one change."""
    ids = [task(desk, f"Task {number}", "2026-11-23T09:00") for number in range(3)]
    async with at(desk) as hand:
        await tasks(hand)
        await hand.sees("Task 2")
        # Space ticks here: the other key for marking marks one by one.
        await hand.press("insert", "insert")
        await hand.sees("2 marked")
        await hand.press("*", "o")
        await hand.type("kno")
        await hand.press("enter", "y")
        await hand.until(lambda: {desk.now(Task, one).owner for one in ids} == {desk.as_("KNO").person.id})
        await hand.press("M")
        await hand.sees("Task 2")
        await hand.press("*")
        await hand.sees("3 marked")
        await hand.press("=")
        await hand.type("due")
        await hand.press("enter")
        await hand.sees("Due")
        await hand.type("i morgen 9")
        await hand.press("enter", "y")
        await hand.until(lambda: {desk.now(Task, one).at for one in ids} == {on("2026-11-22T09:00")})


async def test_tab_goes_through_the_lists(desk: Desk) -> None:
    """`next_part` `previous_part`: tasks, appointments, calls, notes, e-mails; what can be listed can be seen."""
    add(desk.me, "appointment", {"subject": "Meeting", "at": on("2026-11-23T09:00"), "place": "Oslo"}, [])
    add(desk.me, "call", {"subject": "Called Kari", "number": "22334455"}, [])
    add(desk.me, "note", {"text": "A note"}, [])
    add(desk.me, "email", {"subject": "A message"}, [])
    async with at(desk) as hand:
        await tasks(hand)
        for title, row in (
            ("Appointments · Mine · Coming", "Meeting"),
            ("Calls · Mine", "Called Kari"),
            ("Notes · Mine", "A note"),
            ("E-mails · Mine", "A message"),
        ):
            await hand.press("tab")
            await hand.sees(title, row)
        await hand.press("tab")
        await hand.sees("Tasks · Mine")
        await hand.press("shift+tab", "shift+tab", "shift+tab", "shift+tab")
        await hand.sees("Appointments")
        await hand.press("enter")
        await hand.sees("Appointment  Meeting", "Oslo")
        assert desk.last_change() != ""
        assert Appointment.views[0].name == "mine"
