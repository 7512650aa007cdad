"""The form of a contact (CUST-13)."""

from __future__ import annotations

from model.customers import links
from model.customers.records import Contact, Customer, CustomerContact
from tests.tui.desk import Desk, at
from tests.tui.test_typing_ahead import burst
from tui.widgets.form import Form


async def test_a_contact_is_changed_as_one_change(desk: Desk) -> None:
    number = desk.insert(Contact, first_name="Kari", last_name="Nes")
    async with at(desk) as hand:
        await hand.open("contact", number)
        await hand.press("e")
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.press("tab", "ctrl+u")
        await hand.type("Dahl")
        await hand.press("f2")
        await hand.sees("Contact  Kari Dahl", "Saved.")
        assert desk.last_change() == "Change contact Kari Dahl"


async def test_a_last_name_is_needed(desk: Desk) -> None:
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("contact"))
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.type("Kari")
        await hand.press("f2")
        await hand.sees("Last name must be filled in.")


async def test_an_unfinished_contact_of_a_customer_still_knows_the_customer(desk: Desk) -> None:
    """COM-10: the draft keeps what the form was opened with, role included."""
    customer = desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("contact", None, customer=customer))
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.press("tab")
        await hand.type("Nes")
        hand.app.screen.query_one(Form).focus_field("role")
        await hand.type("Boss")
        await hand.press("escape", "k", "K", "enter")
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.sees("Role at Fjord AS", "Boss")
        await hand.press("f2")
        await hand.until(lambda: links.contacts_of(desk.me, customer))
        assert links.contacts_of(desk.me, customer)[0].role == "Boss"


async def test_a_new_contact_says_at_which_customer_it_is(desk: Desk) -> None:
    """CUST-13: from the list of contacts; the role stands on the link, and is nothing without a customer."""
    customer = desk.insert(Customer, name="Fjord AS", visiting_town="Voss")
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("contact"))
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.press("tab")
        await hand.type("Nes")
        hand.app.screen.query_one(Form).focus_field("role")
        await hand.type("Boss")
        await hand.press("f2")
        await hand.sees("Say at which customer the role is.")
        hand.app.screen.query_one(Form).focus_field("customer")
        await hand.type("fjo")
        await hand.sees("Fjord AS", "Voss")
        await hand.press("enter", "f2")
        await hand.until(lambda: links.contacts_of(desk.me, customer))
        assert links.contacts_of(desk.me, customer)[0].role == "Boss"


async def test_a_role_in_use_is_offered_while_it_is_typed(desk: Desk) -> None:
    """Its beginning, F3, F2 in one burst; a role that is typed whole is what it is."""
    customer = desk.insert(Customer, name="Fjord AS")
    other = desk.insert(Contact, first_name="Anna", last_name="Aas")
    desk.insert(CustomerContact, customer=customer, contact=other, role="Managing director")
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("contact", None, customer=customer))
        await hand.until(lambda: hand.app.screen.query(Form) and hand.app.idle)
        await hand.press("tab", *"Nes")
        hand.app.screen.query_one(Form).focus_field("role")
        burst(hand, *"dir", "f3", "f2")
        await hand.until(lambda: len(links.contacts_of(desk.me, customer)) == 2)
        assert {one.role for one in links.contacts_of(desk.me, customer)} == {"Managing director"}
