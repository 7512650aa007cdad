"""One activity, several records: linking further ones on its card, and taking links away (COM-11)."""

from __future__ import annotations

import pytest

from model.activities.adding import add
from model.activities.links import places_of
from model.activities.records import Activity
from model.customers.records import Contact, Customer
from model.projects.records import Project
from tests import on_file
from tests.tui.desk import Desk, at
from tui.widgets.form import Form


async def test_further_records_are_linked_and_gone_to(desk: Desk) -> None:
    """`link_record`: a kind, then a record by its name; the card lists it, Enter goes there; undo takes it back."""
    fjord = desk.insert(Customer, name="Fjord AS")
    kari = desk.insert(Contact, first_name="Kari", last_name="Nes")
    project = desk.insert(Project, name="Move", customer=fjord)
    task = add(desk.me, "task", {"subject": "Call"}, [("customer", fjord)])
    async with at(desk) as hand:
        await hand.open("task", task)
        await hand.sees("Belongs to", "Fjord AS")
        await hand.press("&")
        await hand.sees("Link to what?", "Project")
        await hand.press("2")
        await hand.type("kar")
        await hand.sees("Kari Nes")
        await hand.press("enter")
        await hand.sees("Linked to Kari Nes.")
        await hand.press("&", "5")
        await hand.type("mov")
        await hand.sees("Move")
        await hand.press("enter")
        await hand.sees("Linked to Move.")
        assert {place[:2] for place in places_of(desk.me, task)} == {
            ("customer", fjord), ("contact", kari), ("project", project),
        }  # fmt: skip
        await hand.press("u", "y")
        await hand.until(lambda: len(places_of(desk.me, task)) == 2)
        await hand.press("enter")
        await hand.sees("Kari Nes")


async def test_links_are_taken_away_the_last_one_after_saying_what_follows(desk: Desk) -> None:
    """`unlink_record`: the one pointed at; of the last one it is said that no card shows it any more."""
    fjord = desk.insert(Customer, name="Fjord AS")
    berg = desk.insert(Customer, name="Berg AS")
    task = add(desk.me, "task", {"subject": "Call"}, [("customer", fjord), ("customer", berg)])
    async with at(desk) as hand:
        await hand.open("task", task)
        await hand.press("w")
        await hand.sees("No longer linked to")
        (left,) = places_of(desk.me, task)
        await hand.press("w")
        await hand.sees("no card shows it any more")
        await hand.press("escape")
        assert places_of(desk.me, task) == [left]
        await hand.press("w", "y")
        await hand.sees("No longer linked to")
        assert places_of(desk.me, task) == []
        await hand.press("w")
        await hand.sees("It belongs to nothing.")


async def test_a_reader_links_nothing(desk: Desk) -> None:
    """COM-14."""
    task = add(desk.me, "task", {"subject": "Call"}, [])
    async with at(desk, "RRR") as hand:
        await hand.open("task", task)
        for key in ("&", "w", "space", "."):
            await hand.press(key)
            await hand.sees("Readers may look")


@pytest.mark.parametrize("kind", ["task", "appointment", "note", "call"])
async def test_a_new_activity_says_what_it_concerns(desk: Desk, kind: str) -> None:
    """COM-11: chosen while it is written, wherever that is; from a card that record stands there already."""
    fjord = desk.insert(Customer, name="Fjord AS")
    kari = desk.insert(Contact, first_name="Kari", last_name="Nes")
    subject = "text" if kind == "note" else "subject"
    async with at(desk) as hand:
        rounds = ((None, {("contact", kari)}), (("customer", fjord), {("contact", kari), ("customer", fjord)}))
        for count, (place, wanted) in enumerate(rounds, start=1):
            hand.app.in_background(hand.app.open_form(kind, None, place=place))
            await hand.until(lambda: hand.app.screen.query(Form))
            form = hand.app.screen.query_one(Form)
            await hand.until(lambda: hand.app.idle)
            form.focus_field(subject)
            await hand.type("Snakk")
            if kind == "appointment":
                form.focus_field("at")
                await hand.type("tomorrow 9")
            form.focus_field("contact")
            await hand.type("kar")
            await hand.sees("Kari Nes")
            await hand.press("enter", "f2")
            await hand.until(lambda count=count: on_file.count(desk.store, Activity) == count)
            last = on_file.ids(desk.store, Activity)[-1]
            assert {one[:2] for one in places_of(desk.me, last)} == wanted
