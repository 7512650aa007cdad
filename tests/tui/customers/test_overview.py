"""The first tab of a customer's card: seven parts on one screen, each worked with from there (CUST-14, CUST-12).

Actions: `part_left`, `part_right`, `edit_here`, `delete_here`, `unlink_here`, `new_project`, `choose_categories`,
`drop_category`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from model.activities.adding import add
from model.activities.link_record import ActivityLink
from model.activities.records import Task
from model.core.changes.change import change
from model.core.language import N_
from model.customers import links
from model.customers.categories import categories_of, set_categories
from model.customers.records import Contact, Customer
from model.opportunities.records import Opportunity
from model.projects.records import Project
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tui.widgets.form import Form

OSLO = ZoneInfo("Europe/Oslo")
PARTS = ("Information", "Categories", "Wall", "Contacts", "Activities", "Projects", "Opportunities")


@pytest.fixture
def full(desk: Desk) -> int:
    """A customer of which there is something in every part."""
    number = desk.insert(
        Customer, name="Fjord AS", phone="22 33 44 55", email="post@fjord.example", industry="Fishing",
        note="Pays late", do_not_call=True, visiting_street="Kaigata 1", visiting_town="Bergen",
    )  # fmt: skip
    category = desk.option("category", "Key account")
    person = desk.insert(Contact, first_name="Kari", last_name="Nes", direct_phone="90 01 12 22")
    with change(desk.me, N_("Set"), "edit") as made:
        set_categories(made, "customer", number, {category})
        links.link(made, number, person, "Accounts")
    desk.insert(Opportunity, title="Locks", customer=number, amount=Decimal(1200))
    desk.insert(Project, name="Harbour", customer=number, end=date(2026, 12, 24))
    place = [("customer", number)]
    add(desk.me, "note", {"text": "Rang twice"}, place)
    add(desk.me, "task", {"subject": "Send offer", "at": datetime(2026, 11, 20, 9, tzinfo=OSLO)}, place)
    return number


def here(hand: Hand) -> str:
    """Return the part that the cursor stands in."""
    part = hand.app.screen.part  # type: ignore[attr-defined]
    return "" if part is None else str(part.name)


async def to(hand: Hand, name: str, row: int | None = None) -> None:
    """Go to a part with the keys that go from part to part, and on to one of its rows."""
    await hand.press("home")
    for _part in range(8):
        if here(hand) == name:
            break
        await hand.press("pagedown")
    assert here(hand) == name
    for _row in range(0 if row is None else row + 1):
        await hand.press("down")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_all_seven_parts_stand_on_one_screen(desk: Desk, full: int, size: tuple[int, int]) -> None:
    """CUST-14: who it is, its telephone, what is next and what is open, without a key."""
    async with at(desk, size=size) as hand:
        await hand.open("customer", full)
        for text in (
            *PARTS, "DO NOT CALL", "22 33 44 55", "Fishing", "Kaigata 1, Bergen", "Key account", "Kari Nes",
            "90 01 12 22", "Send offer", "Rang twice", "Harbour", "Locks", "1,200.00", "Pays late",
        ):  # fmt: skip
            assert text in hand.screen, text
        assert ("Accounts" in hand.screen) == (size[0] >= 120)
        assert "!" in hand.line("Send offer"), "it is late, and not by its colour alone"


async def test_every_part_is_reached_with_arrows_and_opens_its_tab(desk: Desk, full: int) -> None:
    """Down through the left column goes on in the right one; left and right go across; Enter on a heading opens it."""
    async with at(desk) as hand:
        await hand.open("customer", full)
        seen = [here(hand)]
        for _step in range(20):
            await hand.press("down")
            if here(hand) != seen[-1]:
                seen.append(here(hand))
        assert seen == ["information", "categories", "wall", "contacts", "activities", "projects", "opportunities"]
        await hand.press("up", "up")
        assert here(hand) == "projects"
        await hand.press("left")
        assert here(hand) in ("information", "categories", "wall")
        await hand.press("right")
        assert here(hand) not in ("information", "categories", "wall")
        for name, told in (
            ("contacts", "E-mail"),
            ("projects", "Start"),
            ("opportunities", "Closes"),
            ("wall", "When"),
        ):
            await to(hand, name)
            await hand.press("enter")
            await hand.sees(told)
            assert hand.app.screen.tab != "overview"  # type: ignore[attr-defined]
            await hand.app.screen.to_tab("overview")  # type: ignore[attr-defined]
        await to(hand, "contacts", 0)
        await hand.press("right")
        await hand.sees("Contact  Kari Nes")
        await hand.press("escape")
        await to(hand, "information")
        await hand.press("left")
        await hand.until(lambda: not hasattr(hand.app.screen, "part"))


async def test_a_note_is_written_changed_and_deleted_on_the_wall(desk: Desk, full: int) -> None:
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "wall")
        await hand.press("n")
        await hand.sees("New: note")
        await hand.type("Called back")
        await hand.press("f2")
        await hand.sees("Called back", "Wall  2")
        await to(hand, "wall", 0)
        await hand.press("e")
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.press("end")
        await hand.type(" today")
        await hand.press("f2")
        await hand.sees("Called back today")
        await hand.press("d")
        await hand.sees("Delete Called back")
        await hand.press("y")
        await hand.sees("Wall  1")
        await hand.press("u", "y")
        await hand.sees("Called back today")
        assert desk.now(Customer, full), "what is pointed at is deleted, not the customer"


async def test_a_task_is_made_ticked_and_deleted_in_its_part(desk: Desk, full: int) -> None:
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "activities", 0)
        await hand.press("space")
        await hand.sees("[x]")
        await to(hand, "activities")
        await hand.press("n")
        await hand.sees("New: task")
        await hand.type("Visit")
        await hand.press("f2")
        await hand.sees("Visit")
        await to(hand, "activities", 0)
        await hand.press("d", "y")
        await hand.until(lambda: on_file.count(desk.store, Task) == 1)


async def test_an_activity_is_taken_away_from_one_of_its_records(desk: Desk, full: int) -> None:
    """w takes the link alone, and only where it belongs to something else too; u brings it back."""
    other = desk.insert(Customer, name="Berg AS")
    add(desk.me, "note", {"text": "Both"}, [("customer", full), ("customer", other)])
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "wall", 0)
        await hand.press("w")
        await hand.sees("Take Both away from Fjord AS?")
        await hand.press("y")
        await hand.sees("Wall  1")
        left = on_file.values(desk.store, ActivityLink.record, ActivityLink.record_id == other)
        assert left.count("customer") == 1
        await to(hand, "wall", 0)
        await hand.press("w")
        await hand.sees("It belongs to nothing else")
        await hand.press("u", "y")
        await hand.sees("Wall  2")


async def test_contacts_are_added_taken_away_and_never_deleted_from_here(desk: Desk, full: int) -> None:
    """CUST-15, G04."""
    person = on_file.ids(desk.store, Contact)[0]
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "contacts", 0)
        await hand.press("d")
        await hand.sees("It is deleted from its own card")
        await hand.press("w", "y")
        await hand.sees("Contacts  none")
        assert desk.now(Contact, person)
        await to(hand, "contacts")
        await hand.press("n")
        await hand.type("kar")
        await hand.press("enter", "enter")
        await hand.sees("90 01 12 22")
        await to(hand, "contacts", 0)
        await hand.press("e")
        await hand.sees("Edit  Contact")


async def test_projects_are_made_changed_and_deleted_in_their_part(desk: Desk, full: int) -> None:
    """CUST-27: the number comes by itself, the owner is who makes it, an end before the start is refused there."""
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "projects")
        await hand.press("n")
        await hand.until(lambda: hand.app.screen.query(Form))
        form = hand.app.screen.query_one(Form)
        await hand.type("Quay")
        form.focus_field("end")
        await hand.type("1.11.2026")
        await hand.press("f2")
        await hand.sees("before the start")
        await hand.press("ctrl+u")
        await hand.type("1.12.2026")
        await hand.press("f2")
        await hand.sees("Quay", "Projects  2")
        made: Any = desk.now(Project, 2)
        assert (made.number, made.owner, made.customer, made.start) == (2, desk.me.person.id, full, date(2026, 11, 21))
        await to(hand, "projects", 0)
        await hand.press("d")
        await hand.sees("Delete Quay?")
        await hand.press("y")
        await hand.sees("Projects  1")
        await hand.press("u", "y")
        await hand.sees("Projects  2")


async def test_an_opportunity_is_made_and_deleted_in_its_part(desk: Desk, full: int) -> None:
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "opportunities", 0)
        await hand.press("d")
        await hand.sees("Delete Locks?")
        await hand.press("y")
        await hand.sees("Opportunities  none")
        await to(hand, "opportunities")
        await hand.press("n")
        await hand.sees("New: opportunity")


async def test_categories_are_chosen_and_taken_out(desk: Desk, full: int) -> None:
    """CUST-12: n or e turns them on and off, d takes out of one; a colleague's stay."""
    second, third = desk.option("category", "North"), desk.option("category", "Old")
    first = categories_of(desk.me, "customer", full)[0][0]
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "categories")
        await hand.press("n")
        await hand.sees("Categories of Fjord AS", "Key account", "North")
        with change(desk.as_("KNO"), N_("Set"), "edit") as made:
            set_categories(made, "customer", full, {first, third})
        await hand.press("down", "space", "enter")
        await hand.sees("Key account, North, Old")
        await to(hand, "categories")
        await hand.press("d")
        await hand.sees("Out of which category?")
        await hand.press("1")
        await hand.sees("Take Fjord AS out of Key account?")
        await hand.press("y")
        await hand.sees("North, Old")
        assert {option for option, _name in categories_of(desk.me, "customer", full)} == {second, third}
        await hand.press("u", "y")
        await hand.sees("Key account, North, Old")


async def test_e_and_d_on_the_information_are_the_customers_own(desk: Desk, full: int) -> None:
    async with at(desk) as hand:
        await hand.open("customer", full)
        await hand.press("e")
        await hand.sees("Edit  Customer")
        await hand.press("escape")
        await hand.press("d")
        await hand.sees("This cannot be deleted: Fjord AS", "deactivate")
        await hand.press("escape")


async def test_what_a_colleague_deleted_meanwhile_is_told(desk: Desk, full: int) -> None:
    """COM-09: the part is read anew, nothing is lost."""
    task = on_file.value(desk.store, Task.id)
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "activities", 0)
        with change(desk.as_("KNO"), N_("Delete"), "delete") as made:
            made.delete(Task, task)
        await hand.press("d")
        await hand.sees("There is no task")


async def test_what_a_colleague_changed_after_the_question_is_not_deleted(desk: Desk, full: int) -> None:
    """COM-09: y is an answer to what stood there when it was asked."""
    task = on_file.value(desk.store, Task.id)
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "activities", 0)
        await hand.press("d")
        await hand.sees("Delete Send offer?")
        desk.update("KNO", Task, task, subject="Send another offer")
        await hand.press("y")
        await hand.sees("KNO has changed it in the meantime")
        assert desk.now(Task, task).subject == "Send another offer"


async def test_a_role_that_a_colleague_set_meanwhile_is_told(desk: Desk, full: int) -> None:
    """COM-09."""
    async with at(desk) as hand:
        await hand.open("customer", full)
        await to(hand, "contacts", 0)
        await hand.press("=")
        await hand.sees("Role: Kari Nes")
        with change(desk.as_("KNO"), N_("Role"), "edit") as made:
            links.set_role(made, full, 1, "Chair")
        await hand.type("x")
        await hand.press("enter")
        await hand.sees("A colleague has set the role to “Chair”")


async def test_a_reader_sees_all_and_changes_nothing(desk: Desk, full: int) -> None:
    async with at(desk, "RRR") as hand:
        await hand.open("customer", full)
        for name, keys in (
            ("wall", "nd"),
            ("categories", "nd"),
            ("projects", "n"),
            ("contacts", "n"),
            ("activities", "n"),
        ):
            await to(hand, name)
            for key in keys:
                await hand.press(key)
                await hand.sees("Readers may look")


async def test_more_than_fits_is_told_and_the_newest_stand_first(desk: Desk, full: int) -> None:
    for number in range(30):
        when = datetime(2026, 11, 21, 9, tzinfo=OSLO) - timedelta(days=number)
        add(desk.me, "note", {"text": f"Note {number}.", "at": when}, [("customer", full)])
    async with at(desk) as hand:
        await hand.open("customer", full)
        assert "Wall  31" in hand.screen
        assert "Note 1." in hand.screen
        assert "Note 25." not in hand.screen
        for name in PARTS:
            assert name in hand.screen


async def test_on_a_heading_neither_e_nor_d_is_the_customers(desk: Desk, full: int) -> None:
    """Whoever points at the wall does not mean the customer; the information at the top is where that is done."""
    async with at(desk) as hand:
        await hand.open("customer", full)
        for name in ("wall", "contacts", "activities", "projects", "opportunities"):
            await to(hand, name)
            for key in "de":
                await hand.press(key)
                await hand.sees("Point at one of its rows")
        await to(hand, "categories")
        await hand.press("enter")
        await hand.sees("Categories of Fjord AS")


async def test_a_message_is_deleted_but_not_rewritten(desk: Desk, full: int) -> None:
    add(desk.me, "email", {"subject": "Hello", "direction": "in", "at": desk.me.clock()}, [("customer", full)])
    async with at(desk) as hand:
        await hand.open("customer", full, tab="email")
        await hand.press("e")
        await hand.sees("A message stays as it was written.")
        await hand.press("d")
        await hand.sees("Delete Hello?")


async def test_what_was_done_on_a_sale_stands_on_the_customers_card(desk: Desk) -> None:
    """CUST-14: with whose it is, in the count of its part; w says where it belongs, Enter opens it."""
    of = desk.insert(Customer, name="Fjord AS")
    sale = desk.insert(Opportunity, title="Roof", customer=of)
    add(desk.me, "task", {"subject": "Measure"}, [("opportunity", sale)])
    add(desk.me, "note", {"text": "Wants it red"}, [("opportunity", sale)])
    async with at(desk) as hand:
        await hand.open("customer", of)
        await hand.sees("Measure · Roof", "Wants it red · Roof", "Activities  1", "Wall  1")
        await hand.app.screen.to_tab("tasks")
        await hand.sees("Tasks 1", "Measure · Roof")
        await hand.press("w")
        await hand.sees("It belongs to Roof: take it away there.")
        await hand.press("space")
        await hand.sees("[x]")
        await hand.press("enter")
        await hand.sees("Task  Measure")
