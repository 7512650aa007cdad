"""COM-07, COM-08: the history of all changes shows from what to what; u asks before it takes one back."""

from __future__ import annotations

from model.core.changes.change import change
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead
from tests.tui.desk import Desk, at


async def test_enter_shows_what_was_changed_and_u_undoes_it(desk: Desk) -> None:
    customer = desk.insert(Customer, name="Fjord AS", phone="22 33 44 55")
    desk.update("ADM", Customer, customer, name="Fjord Nord AS", phone=None)
    async with at(desk) as hand:
        await hand.press("H")
        await hand.sees("History", "Enter Before and after")
        await hand.press("enter")
        await hand.sees("Customer Fjord Nord AS", "Name: Fjord AS → Fjord Nord AS", "Telephone: 22 33 44 55 → –")
        await hand.press("enter")
        assert desk.now(Customer, customer).name == "Fjord Nord AS"
        await hand.press("u")
        await hand.sees("Undo: Change?")
        await hand.press("y")
        await hand.sees("Undone: Change")
        assert desk.now(Customer, customer).name == "Fjord AS"


async def test_a_colleagues_change_can_be_looked_at(desk: Desk) -> None:
    """Who may not take it back sees what it did all the same."""
    lead = desk.insert(Lead, name="Fjord AS")
    desk.update("KNO", Lead, lead, status="contacted")
    async with at(desk, "OBE") as hand:
        await hand.press("H", "enter")
        await hand.sees("Status: Not contacted → Contacted")
        await hand.press("enter", "u")
        await hand.sees("only KNO or an administrator can undo it")


async def test_the_card_tells_what_was_linked(desk: Desk) -> None:
    """CUST-21: the History tab of a customer, and of the contact."""
    customer = desk.insert(Customer, name="Fjord AS")
    contact = desk.insert(Contact, first_name="Kari", last_name="Nes")
    with change(desk.me, "Link", "edit") as made:
        made.insert(CustomerContact, {"customer": customer, "contact": contact, "role": "Boss"})
    async with at(desk) as hand:
        await hand.open("customer", customer, tab="history")
        await hand.sees("Contact: - → Kari Nes (Boss)", "Enter Before and after")
        assert "Nothing has been changed" not in hand.screen
        await hand.open("contact", contact, tab="history")
        await hand.sees("Customer: - → Fjord AS (Boss)")
