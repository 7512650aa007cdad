"""Activities: their short forms, and each shown whole (LEAD-10, COM-11, COM-12).

Actions: `new_here`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from model.activities.adding import add
from model.activities.link_record import ActivityLink
from model.activities.records import Activity, Appointment, Call, Task, WrittenNote
from model.customers.records import Customer
from model.leads.records import Lead
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tui.widgets.form import Form

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)


def lead(desk: Desk) -> int:
    """Put a lead on file."""
    return desk.insert(Lead, name="Fjord AS")


async def form(hand: Hand) -> Form:
    """Wait for the form in front."""
    await hand.until(lambda: hand.app.screen.query(Form))
    await hand.pilot.pause()
    return hand.app.screen.query_one(Form)


async def put(hand: Hand, field: str, text: str) -> None:
    """Type in a field."""
    (await form(hand)).focus_field(field)
    await hand.press("ctrl+u")
    await hand.type(text)


async def test_an_activity_says_all_that_it_belongs_to_and_goes_there(desk: Desk) -> None:
    """COM-11: several links at once."""
    places = [("lead", lead(desk)), ("customer", desk.insert(Customer, name="Bergen AS"))]
    number = add(desk.me, "task", {"subject": "Call back", "text": "About\nlocks", "at": NINE}, places)
    async with at(desk) as hand:
        await hand.open("task", number)
        await hand.sees("Task  Call back", "23 Nov 2026 09:00", "About", "locks", "Belongs to", "Bergen AS", "Fjord AS")
        await hand.press("down", "enter")
        await hand.sees("Lead  Fjord AS")


async def test_a_task_is_ticked_on_its_own_card(desk: Desk) -> None:
    number = add(desk.me, "task", {"subject": "Call back"}, [("lead", lead(desk))])
    async with at(desk) as hand:
        await hand.open("task", number)
        await hand.press("space")
        await hand.sees("✓ Done")
        assert desk.now(Task, number).done


@pytest.mark.parametrize(
    ("kind", "record", "typed", "stored"),
    [
        ("task", Task, ("subject", "Other"), ("subject", "Other")),
        ("note", WrittenNote, ("text", "Other"), ("text", "Other")),
        ("appointment", Appointment, ("at", "tomorrow 10"), ("at", datetime(2026, 11, 22, 9, tzinfo=UTC))),
        ("call", Call, ("number", "22 33 44 55"), ("number", "22 33 44 55")),
    ],
)
async def test_each_kind_is_changed_from_its_card(desk: Desk, kind: str, record: Any, typed: Any, stored: Any) -> None:
    number = add(desk.me, kind, {"subject": "First", "text": "Text", "at": NINE}, [("lead", lead(desk))])
    async with at(desk) as hand:
        await hand.open(kind, number)
        await hand.press("e")
        await put(hand, *typed)
        await hand.press("f2")
        await hand.sees("Saved.")
        assert getattr(desk.now(record, number), stored[0]) == stored[1]
        assert desk.last_change().startswith(f"Change {kind}")


async def test_a_message_is_not_changed(desk: Desk) -> None:
    number = add(desk.me, "email", {"subject": "Offer", "text": "Dear Kari"}, [("lead", lead(desk))])
    async with at(desk) as hand:
        await hand.open("email", number)
        await hand.press("e")
        await hand.sees("A message stays as it was written.")


async def test_an_activity_is_deleted_alone(desk: Desk) -> None:
    place = lead(desk)
    number = add(desk.me, "note", {"text": "Not this"}, [("lead", place)])
    async with at(desk) as hand:
        await hand.open("lead", place, tab="notes")
        await hand.press("enter")
        await hand.sees("Note  Not this")
        assert "N Note" not in hand.screen.split("\n")[-1], "notes are written on records, not on notes"
        await hand.press("d", "y")
        await hand.sees("No notes. N writes one")
        assert on_file.count(desk.store, Activity, Activity.id == number) == 0
        assert desk.now(Lead, place)


@pytest.mark.parametrize(("tab", "title"), [("appointments", "New: appointment"), ("calls", "New: call")])
async def test_n_on_a_tab_makes_what_stands_there(desk: Desk, tab: str, title: str) -> None:
    place = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", place, tab=tab)
        await hand.press("n")
        await hand.sees(title, "Fjord AS")
        await put(hand, "subject", "Lunch")
        await hand.press("f2")
        await hand.sees("Lunch")


async def test_an_empty_note_is_refused_beside_its_field(desk: Desk) -> None:
    place = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", place)
        await hand.press("N")
        await form(hand)
        await hand.press("f2")
        await hand.sees("Write a subject or a text.")


async def test_a_note_from_a_card_is_saved_by_tab_and_enter(desk: Desk) -> None:
    """What it concerns stands there already: Tab and Enter go by it, arrows lead there."""
    place = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", place)
        await hand.press("N")
        made = await form(hand)
        await hand.type("Rang")
        await hand.press("tab")
        await hand.sees("↑ Concerns")
        assert made.current == ""
        await hand.press("up")
        assert made.current == "project"
        await hand.press("down", "enter")
        await hand.sees("Notes 1")
        await hand.press("T", *"Call", "tab")
        made = await form(hand)
        made.focus_field("text")
        await hand.press("tab", "enter")
        await hand.sees("Tasks 1")


async def test_an_appointment_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    number = add(desk.me, "appointment", {"subject": "Lunch", "at": NINE}, [("lead", lead(desk))])
    async with at(desk) as hand:
        await hand.open("appointment", number)
        await hand.press("e")
        await put(hand, "end", "23.11.2026 8:00")
        await hand.press("f2")
        await hand.sees("It ends before it begins.")


async def test_an_unfinished_note_still_knows_its_record(desk: Desk) -> None:
    """COM-10: after a new start the note goes where it belongs."""
    place = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", place)
        await hand.press("N")
        await form(hand)
        await hand.type("Half a note")
    async with at(desk) as hand:
        await hand.press("K")
        await hand.sees("New: note (Fjord AS)", "Half a note")
        await hand.press("enter")
        await hand.sees("Half a note", "Fjord AS")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, ActivityLink, ActivityLink.record_id == place))


async def test_two_people_change_one_note(desk: Desk) -> None:
    """COM-09."""
    number = add(desk.me, "note", {"subject": "S", "text": "First"}, [("lead", lead(desk))])
    async with at(desk) as hand:
        await hand.open("note", number)
        await hand.press("e")
        await put(hand, "text", "Mine")
        desk.update("KNO", WrittenNote, number, text="Theirs")
        await hand.press("f2")
        await hand.sees("KNO has saved this record too", "Theirs", "Mine")
        await hand.press("right", "right", "enter")
        await hand.sees("Saved.")
        assert desk.now(WrittenNote, number).text.startswith("Theirs")
