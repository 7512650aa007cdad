"""The card of a contact mirrors the customer's (CUST-13, CUST-15, G04).

Actions: `link_customer`, `link_project`, `unlink_project`.
"""

from __future__ import annotations

from typing import Any

from model.campaigns.records import Campaign
from model.core.changes.change import change
from model.core.language import N_
from model.customers import links
from model.customers.categories import categories_of
from model.customers.records import Contact, Customer, CustomerContact
from model.opportunities.records import Opportunity
from model.projects.listed import projects_of
from model.projects.records import Project
from tests.tui.desk import HOSTILE, Desk, at, nothing_moves


def person(desk: Desk, **values: Any) -> int:
    """Put a contact on file."""
    return desk.insert(Contact, **{"first_name": "Kari", "last_name": "Nes", **values})


def linked(desk: Desk, contact: int, name: str, role: str | None = None) -> int:
    """Put a customer on file to which the contact belongs."""
    customer = desk.insert(Customer, name=name)
    with change(desk.me, N_("Link"), "link") as made:
        links.link(made, customer, contact, role)
    return customer


async def test_all_customers_stand_there_with_the_role_in_each(desk: Desk) -> None:
    """CUST-13."""
    number = person(desk, title="Director", mobile="900 11 222", email="kari@fjord.example", do_not_call=True)
    linked(desk, number, "Fjord AS", "Chair")
    linked(desk, number, "Bergen AS", "Owner")
    async with at(desk) as hand:
        await hand.open("contact", number)
        for text in (
            "DO NOT CALL",
            "Director",
            "900 11 222",
            "kari@fjord.example",
            "Customers 2",
            "Wall",
            "Activities",
        ):
            assert text in hand.screen, text
        assert "Chair" in hand.line("Fjord AS")
        assert "Owner" in hand.line("Bergen AS")
        await hand.press("right", "down", "enter")
        await hand.sees("Customer  Bergen AS")


async def test_r_asks_which_customer_where_there_are_several(desk: Desk) -> None:
    number = person(desk)
    linked(desk, number, "Fjord AS")
    linked(desk, number, "Bergen AS")
    async with at(desk) as hand:
        await hand.open("contact", number)
        await hand.press("r")
        await hand.sees("Go to", "Customer: Bergen AS", "Customer: Fjord AS")
        await hand.press("2")
        await hand.sees("Customer  Fjord AS")


async def test_a_customer_is_added_and_taken_away_from_the_contact(desk: Desk) -> None:
    """CUST-15, G04: the mirror of the customer's tab; both records stay."""
    number = person(desk)
    customer = desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        await hand.open("contact", number, tab="customers")
        await hand.press("n")
        await hand.type("fjo")
        await hand.press("enter")
        await hand.sees("The role of Kari Nes at Fjord AS")
        await hand.press("enter")
        await hand.sees("Customers 1", "Fjord AS")
        await hand.press("=")
        await hand.type("Chair")
        await hand.press("enter")
        await hand.sees("Chair")
        await hand.press("w")
        await hand.sees("Take Kari Nes off Fjord AS?")
        await hand.press("y")
        await hand.sees("Belongs to no customer.")
        assert desk.now(Contact, number)
        assert desk.now(Customer, customer)


async def test_a_role_is_chosen_among_those_in_use(desk: Desk) -> None:
    """By letters, in a menu; another one is typed, and "(none)" takes it out."""
    number = person(desk)
    other, customer = desk.insert(Contact, first_name="Anna", last_name="Aas"), desk.insert(Customer, name="Fjord AS")
    for contact, role in ((other, "Managing director"), (number, "Buyer")):
        desk.insert(CustomerContact, customer=customer, contact=contact, role=role)
    async with at(desk) as hand:
        await hand.open("contact", number, tab="customers")
        for typed, role in (("manag", "Managing director"), ("Owner", "Owner"), ("none", None)):
            await hand.press("=")
            await hand.sees("Role: Fjord AS", "Managing director")
            await hand.press(*typed, "enter")
            await hand.until(lambda role=role: links.customers_of(desk.me, number)[0].role == role)


async def test_what_nobody_is_called_is_told(desk: Desk) -> None:
    number = person(desk)
    async with at(desk) as hand:
        await hand.open("contact", number, tab="customers")
        await hand.press("n")
        await hand.type("zzz")
        await hand.press("enter")
        await hand.sees("Nothing on file is called that.")


async def test_deleting_a_contact_says_what_it_was_linked_to(desk: Desk) -> None:
    """The contact itself is deleted from its own card (CUST-15); opportunities lose it and stay."""
    number = person(desk)
    customer = linked(desk, number, "Fjord AS")
    sale = desk.insert(Opportunity, title="Locks", customer=customer, contact=number)
    async with at(desk) as hand:
        await hand.open("contact", number)
        assert "Opportunities  1" in hand.screen
        await hand.press("d")
        await hand.sees("Delete Kari Nes?", "No longer refers to it: 1 opportunity")
        await hand.press("y")
        await hand.sees("Deleted: Kari Nes")
        assert desk.now(Opportunity, sale).contact is None
        assert links.contacts_of(desk.me, customer) == []


async def test_categories_and_projects_are_worked_with_as_on_a_customers_card(desk: Desk) -> None:
    """CUST-12, CUST-27: a project on file or a new one of the contact's customer; w takes the link, d nothing else."""
    number = person(desk)
    customer = linked(desk, number, "Fjord AS")
    gold = desk.option("category", "Gold")
    desk.insert(Project, name="Harbour", customer=customer)
    async with at(desk) as hand:
        await hand.open("contact", number)
        await hand.sees("Categories  none; n chooses", "Projects  none; n adds one")
        await hand.press("down", "n")
        await hand.sees("Categories of Kari Nes", "Gold")
        await hand.press("space", "enter")
        await hand.sees("Saved. u undoes it.")
        assert categories_of(desk.me, "contact", number) == [(gold, "Gold")]
        await hand.app.screen.to_tab("projects")
        await hand.sees("Takes part in no project. n adds one.")
        await hand.press("n")
        await hand.type("harb")
        await hand.press("enter")
        await hand.sees("Added: Kari Nes", "Harbour")
        await hand.press("d")
        await hand.sees("It is deleted from its own card")
        await hand.press("n")
        await hand.type("Quay")
        await hand.press("down", "enter")
        await hand.sees("New: project", "Fjord AS", "Kari Nes")
        await hand.press("f2")
        await hand.sees("Projects 2")
        assert [one.name for one in projects_of(desk.me, "contact", number, 9)] == ["Harbour", "Quay"]
        await hand.press("home", "w")
        await hand.sees("Take Kari Nes off Harbour?")
        await hand.press("y")
        await hand.sees("Taken off: Kari Nes", "Projects 1")
        await hand.press("u", "y")
        await hand.sees("Projects 2")
        await hand.app.screen.to_tab("details")
        await hand.press("e")
        await hand.sees("Edit  Contact", "Gold")


async def test_n_on_the_first_tab_makes_what_its_menu_names(desk: Desk) -> None:
    """On every card: the menu's entries go by the table of actions, as their own keys do."""
    number = person(desk)
    customer = linked(desk, number, "Fjord AS")
    project = desk.insert(Project, name="Harbour", customer=customer)
    campaign = desk.insert(Campaign, subject="Spring")
    async with at(desk) as hand:
        for kind, record, key, told in (
            ("contact", number, "r", "Add Kari Nes to a project"),
            ("contact", number, "d", "Which file is to be added"),
            ("customer", customer, "r", "New: project"),
            ("customer", customer, "d", "Which file is to be added"),
            ("project", project, "p", "Add a contact to Harbour"),
            ("project", project, "d", "Which file is to be added"),
        ):
            await hand.open(kind, record)
            await hand.press("n")
            await hand.sees(" New ")
            await hand.press(key)
            await hand.sees(told)
            await hand.press("escape")
        await hand.open("campaign", campaign)
        screen = hand.app.screen
        for _key, _label, action in screen.additions():
            assert action in ("appointment", "call", "email") or screen.work_of(action), action


async def test_text_from_outside_stays_text(desk: Desk) -> None:
    """COM-23."""
    texts = {name: HOSTILE for name, kind in Contact.typed().items() if type(kind).__name__ in ("Text", "Note")}
    number = person(desk, **{**texts, "postal_postcode": "[/]", "visiting_postcode": "[/]"})
    linked(desk, number, HOSTILE, HOSTILE)
    async with at(desk) as hand:
        await hand.open("contact", number)
        for _tab in range(8):
            assert nothing_moves(hand.screen)
            await hand.press("tab")
        await hand.press("r", "escape", "d")
        assert nothing_moves(hand.screen)
