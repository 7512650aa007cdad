"""The duplicate check by keys (LEAD-21): `duplicates` from list and card, `check_typed` from a form, `not_same`."""

from __future__ import annotations

from model.core.changes.change import change
from model.customers.records import Contact, Customer
from model.duplicates.check import check
from model.leads.records import Lead
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tui.contacts.form import ContactForm
from tui.customers.form import CustomerForm
from tui.duplicates.screen import DuplicatesScreen
from tui.leads.form import LeadForm


async def test_a_lead_is_checked_from_its_card(desk: Desk) -> None:
    """LEAD-21: leads, customers and contacts, best first, each saying why; Enter opens."""
    own = desk.insert(Lead, name="Fjord AS", phone="22 33 44 55")
    desk.insert(Lead, name="Fjord", town="Bergen")
    desk.insert(Customer, name="FJORD A/S", phone="22334455")
    async with at(desk) as hand:
        await hand.open("lead", own)
        await hand.press("D")
        await hand.sees("Is it on file already?", "2 matches", "same telephone number")
        rows = [line for line in hand.screen.split("\n") if "other legal form" in line]
        assert [("Customer" in rows[0]), ("Lead" in rows[1]), "Bergen" in rows[1]] == [True, True, True]
        await hand.press("enter")
        await hand.sees("FJORD A/S", "Details")
        await hand.press("escape", "escape")
        await hand.sees("Details")


async def test_a_match_is_merged_from_the_check(desk: Desk) -> None:
    own = desk.insert(Lead, name="Fjord AS")
    desk.insert(Lead, name="Fjord", phone="22 33 44 55")
    desk.insert(Customer, name="Fjord")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Fjord AS")
        await hand.press("end", "D")
        await hand.sees("2 matches")
        await hand.press("m", "enter")
        await hand.sees("Merged into Fjord AS", "1 match")
        assert desk.now(Lead, own).phone == "22 33 44 55"
        await hand.press("m")
        await hand.sees("Only records of one kind")


async def test_what_is_not_the_same_is_not_shown_again(desk: Desk) -> None:
    own = desk.insert(Lead, name="Fjord AS")
    desk.insert(Lead, name="Fjord")
    async with at(desk) as hand:
        await hand.open("lead", own)
        await hand.press("D")
        await hand.sees("1 match")
        await hand.press("O")
        await hand.sees("Nothing on file is like it.", "Remembered")
        assert check(desk.me, "lead", own).matches == ()
        await hand.press("u", "y")
        await hand.sees("1 match")


async def test_what_is_typed_is_checked_and_the_form_waits(desk: Desk) -> None:
    """LEAD-21: from the form, before anything is saved."""
    desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        await hand.press("L")
        await hand.until(lambda: isinstance(hand.app.screen, LeadForm) and hand.app.screen.form is not None)
        await hand.type("fjord a/s")
        await hand.press("f4")
        await hand.sees("Is it on file already?", "Fjord AS", "legal form differs")
        await hand.press("m")
        await hand.sees("Save it first")
        await hand.press("escape")
        await hand.sees("fjord a/s")


async def test_hidden_ones_are_only_counted(desk: Desk) -> None:
    """D11."""
    own = desk.insert(Lead, name="Fjord AS")
    with change(desk.as_("KNO"), "New", "add") as made:
        made.insert(Lead, {"name": "Fjord", "owner_only": True})
    async with at(desk) as hand:
        await hand.open("lead", own)
        await hand.press("D")
        await hand.sees("1 more is hidden from you", "Nothing on file is like it.")


async def test_hostile_text_and_moving(desk: Desk) -> None:
    """COM-23."""
    own = desk.insert(Lead, name=HOSTILE, phone="22 33 44 55")
    for number in range(60):
        desk.insert(Lead, name=f"{HOSTILE} {number}", phone="22 33 44 55", active=number % 2 == 0)
    async with at(desk, ascii=True) as hand:
        await hand.open("lead", own)
        await hand.press("D")
        await hand.sees("50 matches")
        await hand.press("end", "home", "pagedown", "pageup", "ctrl+d", "ctrl+u", "j", "k")
        assert isinstance(hand.app.screen, DuplicatesScreen)
        assert nothing_moves(hand.screen)


async def test_a_new_record_is_watched_while_it_is_typed(desk: Desk) -> None:
    """LEAD-21: below the field, with a way there; the form waits with all that is typed."""
    desk.insert(Lead, name="Fjord AS", town="Bergen", phone="22 33 44 55")
    desk.insert(Customer, name="Berg", email="post@berg.no")
    async with at(desk) as hand:
        await hand.press("L")
        await hand.until(lambda: isinstance(hand.app.screen, LeadForm) and hand.app.screen.form is not None)
        await hand.type("Fjord")
        await hand.sees("On file: lead Fjord AS, Bergen", "legal form differs", "go there")
        await hand.press("f3")
        await hand.sees("Lead", "Details", "Bergen")
        await hand.press("escape")
        await hand.sees("New: lead", "Fjord", "go there")


async def type_into(hand: Hand, name: str, text: str) -> None:
    """Go to a field of the form in front, and type."""
    while hand.app.screen.form.state.stop[0] != name:  # type: ignore[attr-defined]
        await hand.press("down")
    await hand.type(text)


async def test_numbers_and_addresses_are_watched_too(desk: Desk) -> None:
    desk.insert(Lead, name="Fjord AS", phone="22 33 44 55")
    desk.insert(Contact, first_name="Kari", last_name="Nes", email="kari@fjord.no")
    async with at(desk) as hand:
        await hand.press("3")
        await hand.sees("Customers")
        await hand.press("n")
        await hand.until(lambda: isinstance(hand.app.screen, CustomerForm) and hand.app.screen.form is not None)
        await type_into(hand, "phone", "+47 22334455")
        await hand.sees("On file: lead Fjord AS")
        await hand.press("escape", "x")
        await hand.press("4")
        await hand.sees("Kari")
        await hand.press("n")
        await hand.until(lambda: isinstance(hand.app.screen, ContactForm) and hand.app.screen.form is not None)
        await type_into(hand, "email", "KARI@fjord.no")
        await hand.sees("On file: contact Kari")


async def test_a_record_on_file_is_not_watched(desk: Desk) -> None:
    """Whoever mends a lead knows it; D is there to ask."""
    number = desk.insert(Lead, name="Fjord AS")
    desk.insert(Lead, name="Fjord")
    async with at(desk) as hand:
        await hand.open("lead", number)
        await hand.press("e")
        await hand.until(lambda: isinstance(hand.app.screen, LeadForm) and hand.app.screen.form is not None)
        assert list(hand.app.screen.checks()) == ["org_number"]  # type: ignore[attr-defined]
