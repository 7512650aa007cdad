"""The card of a customer, pressed key by key (CUST-05, CUST-09, CUST-10, CUST-14, CUST-15, CUST-21; G04, G05).

Actions: `link_contact`, `unlink`, `set_role`, `new_opportunity`, `new_any`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from model.activities.adding import add
from model.core.changes.change import change
from model.core.language import N_
from model.customers import links
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, at, nothing_moves
from tui.widgets.form import Form


def customer(desk: Desk, **values: Any) -> int:
    """Put a customer on file."""
    return desk.insert(Customer, **{"name": "Fjord AS", **values})


def contact(desk: Desk, at_customer: int | None = None, role: str | None = None, **values: Any) -> int:
    """Put a contact on file, of a customer if one is given."""
    made = desk.insert(Contact, **{"first_name": "Kari", "last_name": "Nes", **values})
    if at_customer is not None:
        with change(desk.me, N_("Link"), "link") as linking:
            links.link(linking, at_customer, made, role)
    return made


def opportunity(desk: Desk, of: int, title: str, **values: Any) -> int:
    """Put an opportunity on file."""
    return desk.insert(Opportunity, **{"customer": of, "title": title, "amount": Decimal(1000), **values})


async def test_only_addresses_that_are_filled_in_are_shown(desk: Desk) -> None:
    """CUST-10; the same address twice stands once, with both names."""
    same = {"street": "Kaigata 1", "postcode": "0150", "town": "Oslo"}
    values = {f"{kind}_{part}": text for kind in ("invoice", "postal") for part, text in same.items()}
    number = customer(desk, **values, delivery_street="Havna 2", delivery_town="Bergen")
    async with at(desk) as hand:
        await hand.open("customer", number, tab="details")
        assert "Invoice, Postal" in hand.screen
        assert hand.screen.count("Kaigata 1") == 1
        assert "Delivery" in hand.screen
        assert "Attestation" not in hand.screen


async def test_an_opportunity_found_by_search_opens_its_customer_with_the_list_in_view(desk: Desk) -> None:
    """CUST-05: the one that was found is pointed at, its status beside it."""
    number = customer(desk)
    reason = desk.option("loss_reason", "Price")
    opportunity(desk, number, "First", expected_close=date(2026, 12, 1))
    second = opportunity(desk, number, "Second", expected_close=date(2026, 12, 2))
    opportunity(desk, number, "Third", status="lost", loss_reason=reason)
    async with at(desk) as hand:
        await hand.open("customer", number, tab="opportunities", opportunity=second)
        assert "Opportunities 3" in hand.screen
        assert "Lost" in hand.line("Third")
        await hand.press("enter")
        await hand.sees("Opportunity  Second")


async def test_a_contact_on_file_is_added_with_a_role(desk: Desk) -> None:
    """CUST-15, CUST-13."""
    number = customer(desk)
    person = contact(desk)
    contact(desk, first_name="Ola", last_name="Berg")
    async with at(desk) as hand:
        await hand.open("customer", number, tab="contacts")
        assert "No contacts. n adds one." in hand.screen
        await hand.press("n")
        await hand.sees("Add a contact to Fjord AS", "Ola Berg", "Kari Nes")
        await hand.type("kar")
        await hand.until(lambda: "Ola Berg" not in hand.screen)
        await hand.press("enter")
        await hand.sees("The role of Kari Nes at Fjord AS")
        await hand.type("Accounts")
        await hand.press("enter")
        await hand.sees("Contacts 1", "Kari Nes", "Accounts")
        assert links.contacts_of(desk.me, number)[0].id == person
        assert desk.last_change() == "Add contact Kari Nes to Fjord AS"
        await hand.press("n")
        await hand.sees("Add a contact to Fjord AS", "Ola Berg")
        assert "› Kari Nes" not in hand.screen, "who is one already is not offered again"


async def test_a_new_contact_is_made_and_linked_in_one_change(desk: Desk) -> None:
    """CUST-15, CUST-04: the name goes into its parts."""
    number = customer(desk)
    async with at(desk) as hand:
        await hand.open("customer", number, tab="contacts")
        await hand.press("n")
        await hand.type("Kari Nes")
        await hand.sees("+ New contact: Kari Nes")
        await hand.press("down", "enter")
        await hand.until(lambda: hand.app.screen.query(Form))
        form = hand.app.screen.query_one(Form)
        texts = form.state.texts()
        assert (texts["first_name"], texts["last_name"]) == ("Kari", "Nes")
        form.focus_field("role")
        await hand.type("Boss")
        await hand.press("f2")
        await hand.sees("Contacts 1", "Kari Nes", "Boss")
        assert desk.last_change() == "New contact Kari Nes"
        await hand.press("u", "y")
        await hand.until(lambda: on_file.count(desk.store, CustomerContact) == 0)
        assert on_file.count(desk.store, Contact) == 0


async def test_taking_a_contact_off_a_customer_keeps_the_contact(desk: Desk) -> None:
    """G04: only unlinked; y answers, and u brings it back."""
    number = customer(desk)
    person = contact(desk, number, "Accounts")
    async with at(desk) as hand:
        await hand.open("customer", number, tab="contacts")
        await hand.press("w")
        await hand.sees("Take Kari Nes off Fjord AS?", "both stay on file")
        await hand.press("enter", "w")
        assert links.contacts_of(desk.me, number)
        await hand.press("y")
        await hand.sees("No contacts.")
        assert desk.now(Contact, person).last_name == "Nes"
        await hand.press("u", "y")
        await hand.sees("Kari Nes", "Accounts")


async def test_the_role_is_set_with_one_key(desk: Desk) -> None:
    """CUST-13."""
    number = customer(desk)
    contact(desk, number, "Accounts")
    async with at(desk) as hand:
        await hand.open("customer", number, tab="contacts")
        await hand.press("=")
        await hand.sees("Role: Kari Nes")
        await hand.press("ctrl+u")
        await hand.type("Boss")
        await hand.press("enter")
        await hand.until(lambda: links.contacts_of(desk.me, number)[0].role == "Boss")
        await hand.sees("Boss")


async def test_a_hidden_contact_is_neither_listed_nor_counted(desk: Desk) -> None:
    """G05: the count hides it too."""
    number = customer(desk)
    kno = desk.as_("KNO").person.id
    contact(desk, number, "Open")
    contact(desk, number, "Hidden", first_name="Secret", last_name="Person")
    secret = on_file.ids(desk.store, Contact)[-1]
    desk.update("ADM", Contact, secret, owner=kno, owner_only=True)
    async with at(desk) as hand:
        await hand.open("customer", number, tab="contacts")
        assert "Contacts 1" in hand.screen
        assert "Secret" not in hand.screen
    async with at(desk, "KNO") as hand:
        await hand.open("customer", number, tab="contacts")
        assert "Contacts 2" in hand.screen
        assert "Secret Person" in hand.screen


async def test_visible_to_owner_only_is_marked(desk: Desk) -> None:
    """CUST-09."""
    number = customer(desk, owner=desk.me.person.id, owner_only=True)
    async with at(desk) as hand:
        await hand.open("customer", number)
        assert "only you see it" in hand.screen


async def test_the_leads_it_came_from_have_a_tab(desk: Desk) -> None:
    """LEAD-17, CUST-21: also when the lead was deactivated by its conversion."""
    number = customer(desk)
    lead = desk.insert(Lead, name="Fjord lead")
    with change(desk.me, N_("Convert"), "convert") as made:
        when = datetime(2026, 11, 20, 11, tzinfo=UTC)
        values = {"converted_at": when, "converted_by": 1, "converted_customer": number, "active": False}
        made.update(Lead, lead, values)
    async with at(desk) as hand:
        await hand.open("customer", number, tab="leads")
        assert "Leads 1" in hand.screen
        await hand.press("enter")
        await hand.sees("Lead  Fjord lead")
    other = customer(desk, name="Other AS")
    async with at(desk) as hand:
        await hand.open("customer", other)
        assert "Leads" not in hand.line("Details")


async def test_a_new_opportunity_is_made_from_the_card(desk: Desk) -> None:
    """CUST-14: the customer stands in the form already."""
    number = customer(desk)
    async with at(desk) as hand:
        await hand.open("customer", number, tab="opportunities")
        await hand.press("n")
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.sees("Fjord AS")
        hand.app.screen.query_one(Form).focus_field("title")
        await hand.type("Locks")
        await hand.press("f2")
        await hand.sees("Opportunities 1", "Locks")
        assert desk.last_change() == "New opportunity Locks"


async def test_n_on_the_first_tab_asks_what_to_make(desk: Desk) -> None:
    number = customer(desk)
    async with at(desk) as hand:
        await hand.open("customer", number)
        await hand.press("n")
        await hand.sees("Contact", "Opportunity", "Appointment", "Call")
        await hand.press("a")
        await hand.sees("New: appointment")


async def test_a_customer_with_opportunities_is_not_deleted(desk: Desk) -> None:
    """COM-05: deactivate instead; the reason is told."""
    number = customer(desk)
    opportunity(desk, number, "Locks")
    async with at(desk) as hand:
        await hand.open("customer", number)
        await hand.press("d")
        await hand.sees("This cannot be deleted: Fjord AS", "deactivate it instead")
        await hand.press("escape")
        assert desk.now(Customer, number)


async def test_r_goes_to_the_parent_company(desk: Desk) -> None:
    parent = customer(desk, name="Holding AS")
    number = customer(desk, parent=parent)
    async with at(desk) as hand:
        await hand.open("customer", number)
        await hand.press("r")
        await hand.sees("Customer  Holding AS")


async def test_text_from_outside_stays_text(desk: Desk) -> None:
    """COM-23."""
    texts = {name: HOSTILE for name, kind in Customer.typed().items() if type(kind).__name__ in ("Text", "Note")}
    short = {
        name: "[/]\x1b["[: kind.longest]  # type: ignore[attr-defined]
        for name, kind in Customer.typed().items()
        if getattr(kind, "longest", 99) < 50 and name != "currency"
    }
    number = customer(desk, **{**texts, **{name: text for name, text in short.items() if name != "org_number"}})
    contact(desk, number, HOSTILE, first_name=HOSTILE, last_name=HOSTILE, title=HOSTILE)
    opportunity(desk, number, HOSTILE)
    add(desk.me, "note", {"text": HOSTILE}, [("customer", number)])
    for ascii in (False, True):
        async with at(desk, ascii=ascii) as hand:
            await hand.open("customer", number)
            for _tab in range(10):
                assert nothing_moves(hand.screen)
                await hand.press("tab")
            await hand.app.screen.to_tab("contacts")  # type: ignore[attr-defined]
            await hand.press("w")
            assert nothing_moves(hand.screen)
            await hand.press("escape", "=", "escape", "n", "enter")
            assert nothing_moves(hand.screen)
            await hand.press("escape")
