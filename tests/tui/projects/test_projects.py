"""Projects: list, card, form, key by key (CUST-27, COM-11).

Actions: `screen_projects`, `link_participant`.
"""

from __future__ import annotations

from datetime import date

from model.activities.adding import add
from model.activities.link_record import ActivityLink
from model.customers.records import Contact, Customer
from model.projects.records import Project
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, at, nothing_moves


async def test_the_list_is_reached_from_the_palette_and_opens_the_card(desk: Desk) -> None:
    """CUST-27: it has no number key; n makes one there, e and d work as on other lists."""
    of = desk.insert(Customer, name="Fjord AS")
    desk.insert(Project, name="Harbour", customer=of, status="running", end=date(2026, 11, 1))
    async with at(desk) as hand:
        await hand.press(":")
        await hand.type("projec")
        await hand.press("enter")
        await hand.sees("Projects · All", "Harbour", "Fjord AS")
        await hand.press("enter")
        await hand.sees("Project  Harbour", "Over time: it was to end", "Details", "Tasks", "Documents")
        await hand.press("r")
        await hand.sees("Customer  Fjord AS")
        await hand.press("escape", "N")
        await hand.type("Began today")
        await hand.press("f2")
        await hand.sees("Notes 1")
        await hand.press("escape", "n")
        await hand.type("Quay")
        await hand.press("tab")
        await hand.type("fjo")
        await hand.press("enter", "f2")
        await hand.sees("Project  Quay")
        assert desk.now(Project, 2).number == 2


async def test_changing_and_deleting_from_the_card(desk: Desk) -> None:
    """What goes with it is said; u brings all of it back."""
    of = desk.insert(Customer, name="Fjord AS")
    made = desk.insert(Project, name="Harbour", customer=of)
    add(desk.me, "task", {"subject": "Measure"}, [("project", made)])
    async with at(desk) as hand:
        await hand.open("project", made)
        await hand.press("e", "end")
        await hand.type(" II")
        await hand.press("f2")
        await hand.sees("Project  Harbour II")
        await hand.press("d")
        await hand.sees("Delete Harbour II?", "1 task")
        await hand.press("y")
        await hand.until(lambda: on_file.count(desk.store, Project) == 0)
        await hand.press("u", "y")
        await hand.until(lambda: on_file.count(desk.store, ActivityLink) == 1)


async def test_text_from_outside_stays_text(desk: Desk) -> None:
    """COM-23."""
    of = desk.insert(Customer, name=HOSTILE)
    made = desk.insert(Project, name=HOSTILE, customer=of, note=HOSTILE)
    async with at(desk) as hand:
        await hand.open("customer", of, tab="projects")
        assert nothing_moves(hand.screen)
        await hand.open("project", made)
        assert nothing_moves(hand.screen)


async def test_who_takes_part_is_said_on_the_projects_card(desk: Desk) -> None:
    """CUST-27: contacts of whichever customer are added, opened and taken away there."""
    of = desk.insert(Customer, name="Fjord AS")
    made = desk.insert(Project, name="Harbour", customer=of)
    desk.insert(Contact, first_name="Kari", last_name="Nes", mobile="900 11 222")
    async with at(desk) as hand:
        await hand.open("project", made, tab="contacts")
        await hand.sees("No contacts. n adds one.")
        await hand.press("n")
        await hand.type("kari")
        await hand.press("enter")
        await hand.sees("Contacts 1", "900 11 222")
        await hand.press("w")
        await hand.sees("Take Kari Nes off Harbour?")
        await hand.press("y")
        await hand.sees("Taken off: Kari Nes")
        await hand.press("u", "y")
        await hand.sees("Contacts 1")
        await hand.press("enter")
        await hand.sees("Contact  Kari Nes", "Harbour")
