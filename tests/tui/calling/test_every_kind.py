"""Customers, contacts and recipients on the caller's screen: what one has to know of each, and the same keys.

The actions: `call_list` on every list of people, `call_recipients` on a campaign, `call_members` on a distribution
list, `dial` from a card.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.activities.link_record import ActivityLink
from model.calling.kinds import RecordRef
from model.calling.lists import create, lists
from model.calling.records import CallListEntry
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.changes.change import change
from model.customers.links import link
from model.customers.records import Contact, Customer
from model.distribution_lists.records import DistributionList, DistributionListMember
from model.leads.records import Lead
from tests import on_file
from tests.tui.calling.test_screen import dialled, phone
from tests.tui.desk import Desk, Hand, at
from tui.calling.screen import CallingScreen


def company(desk: Desk) -> tuple[RecordRef, RecordRef]:
    """Put a customer with a number and a contact with another one on file."""
    firm = desk.insert(Customer, name="Fjord AS", phone="22 33 44 50", visiting_town="Bodø")
    boss = desk.insert(Contact, first_name="Kari", last_name="Nes", mobile="90 11 22 33", email="kari@fjord.example")
    with change(desk.me, "Link", "edit") as made:
        link(made, firm, boss, "Daglig leder")
    return RecordRef("customer", firm), RecordRef("contact", boss)


async def calling(hand: Hand, desk: Desk, *records: RecordRef, **values: Any) -> CallingScreen:
    """Make a shared list of records and open it."""
    screen = CallingScreen(create(desk.me, "Høst", records, shared=True, **values).id)
    hand.app.in_background(hand.app.show(screen))
    await hand.until(lambda: screen.picture is not None and screen.found is not None and hand.app.idle)
    return screen


async def test_a_mixed_list_says_of_each_what_a_caller_needs(desk: Desk, tmp_path: Path) -> None:
    """LEAD-33: a customer's people with their numbers, a contact's company and role, a lead; every key as for leads."""
    firm, boss = company(desk)
    one = RecordRef("lead", desk.insert(Lead, name="Berg AS", phone="22 33 44 59"))
    async with at(desk) as hand:
        out = phone(hand, tmp_path)
        screen = await calling(hand, desk, firm, boss, one)
        await hand.sees("Fjord AS", "› 22 33 44 50 telephone", "90 11 22 33 Kari Nes (Daglig leder), mobile", "Bodø")
        await hand.press("c")
        await hand.sees("Only leads are converted.")
        await hand.press("#", "p")
        await hand.until(lambda: dialled(out) == ["+4790112233"])
        await hand.press("y")
        # The contact's number has just been called: the lead comes first.
        await hand.sees("Berg AS", "Skipped: Kari Nes, called within the hour")
        links = on_file.rows(desk.store, ActivityLink.record, ActivityLink.record_id)
        assert set(links) == {firm, boss}
        await hand.press("0")
        await hand.sees("Nobody is to be called now.", "Next: ")
        await hand.press(",", ",")
        await hand.until(lambda: screen.ref == firm)
        await hand.press("enter")
        await hand.sees("Customer  Fjord AS")


async def test_a_contact_has_its_company_and_role(desk: Desk) -> None:
    _firm, boss = company(desk)
    async with at(desk) as hand:
        await calling(hand, desk, boss)
        await hand.sees("Kari Nes", "› 90 11 22 33 mobile", "Fjord AS (Daglig leder)", "kari@fjord.example")
        await hand.press("-")
        await hand.sees("Nobody is to be called now.")
        assert on_file.value(desk.store, Contact.do_not_call) == 1
        await hand.press("u", "y")
        await hand.sees("Kari Nes", "› 90 11 22 33 mobile")
        assert on_file.value(desk.store, Contact.do_not_call) == 0


async def test_lists_of_customers_and_contacts_become_call_lists(desk: Desk) -> None:
    """LEAD-33: p, n, a name, on both; of what the filter shows, and of the marked; added to a list that there is."""
    company(desk)
    async with at(desk) as hand:
        await hand.press("3")
        await hand.sees("Fjord AS")
        await hand.press("p")
        await hand.sees("New: all that the list shows: 1")
        await hand.press("n")
        await hand.type("Kunder")
        await hand.press("f2")
        await hand.sees("Fjord AS", "1 on the list.")
        await hand.press("4")
        await hand.sees("Kari Nes")
        await hand.press("space", "p")
        await hand.sees("New: 1 marked", "Kunder")
        await hand.press("down", "a")
        await hand.sees("Add 1 to Kunder?")
        await hand.press("y")
        await hand.sees("1 more on Kunder.")
    (row,) = lists(desk.me)
    assert (row.filter is not None, row.filter_type) == (True, "customer")
    assert on_file.rows(desk.store, CallListEntry.record) == [("customer",), ("contact",)]


async def test_a_campaigns_recipients_are_called_with_one_key(desk: Desk) -> None:
    """CAMP-20: p on the campaign: its name and words stand in the dialog; the outcome is the response."""
    firm, _boss = company(desk)
    campaign = desk.insert(
        Campaign, subject="Vinter", slogan="Varme hus", description="Spør om varme", type="telephone"
    )
    empty = desk.insert(Campaign, subject="Tom", type="telephone")
    one = desk.insert(Recipient, campaign=campaign, of_customer=firm.record_id)
    async with at(desk) as hand:
        await hand.open("campaign", empty)
        await hand.press("p")
        await hand.sees("There is nobody to put on the list.")
        await hand.open("campaign", campaign)
        await hand.press("p")
        await hand.sees("New: 1 of Vinter")
        await hand.press("n")
        await hand.sees("Vinter", "Varme hus", "Spør om varme")
        await hand.press("f2")
        await hand.sees("Fjord AS", "22 33 44 50 work telephone", "Campaign Vinter · Varme hus", "Spør om varme")
        await hand.press("I")
        await hand.sees("Nobody is to be called now.")
        assert on_file.rows(desk.store, Recipient.response, Recipient.status, where=Recipient.id == one) == [(3, 2)]
        await hand.press("u", "y")
        await hand.sees("Campaign Vinter · Varme hus")
        assert on_file.rows(desk.store, Recipient.response, Recipient.status, where=Recipient.id == one) == [(1, 1)]


async def test_who_is_on_a_distribution_list_is_called_with_one_key(desk: Desk) -> None:
    """LEAD-33: p on the list of lists and on the card; customers, contacts and leads in one call list."""
    firm, boss = company(desk)
    on = desk.insert(DistributionList, name="Julekort")
    for kind, record_id in (firm, boss):
        desk.insert(DistributionListMember, distribution_list=on, **{kind: record_id})
    async with at(desk) as hand:
        await hand.open("distribution_list", on)
        await hand.press("p")
        await hand.sees("New: 2 of Julekort")
        await hand.press("n", "f2")
        await hand.sees("Call list  Julekort", "2 on the list.", "Fjord AS")
    assert set(on_file.rows(desk.store, CallListEntry.record, CallListEntry.record_id)) == {firm, boss}


async def test_customers_and_contacts_are_dialled_from_their_cards(desk: Desk, tmp_path: Path) -> None:
    """LEAD-06 for all: p asks which number, and what came of the call."""
    firm, boss = company(desk)
    async with at(desk) as hand:
        out = phone(hand, tmp_path)
        await hand.open(*firm)
        await hand.press("p")
        await hand.sees("22 33 44 50  telephone", "90 11 22 33  Kari Nes (Daglig leder), mobile")
        await hand.press("2")
        await hand.sees("what came of the call?")
        assert dialled(out) == ["+4790112233"]
        await hand.press("escape")
        await hand.open(*boss)
        await hand.press("p")
        await hand.sees("Kari Nes", "what came of the call?")


async def test_the_note_of_a_recipient_left_behind_becomes_a_call_on_whom_it_stands_for(desk: Desk) -> None:
    """COM-10: the draft is offered as a call; saved, it is on the customer and the campaign."""
    firm, _boss = company(desk)
    campaign = desk.insert(Campaign, subject="Vinter", type="telephone")
    one = desk.insert(Recipient, campaign=campaign, of_customer=firm.record_id)
    async with at(desk) as hand:
        await calling(hand, desk, RecordRef("recipient", one))
        await hand.press("N")
        await hand.type("Vil tenke")
        await hand.press("enter", "escape")
        hand.app.in_background(hand.app.open_form("call", place=("recipient", one), subject="Ring", text="Vil tenke"))
        await hand.sees("Concerns", "Vil tenke", "F2 Save")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, ActivityLink) == 2)
    links = on_file.rows(desk.store, ActivityLink.record, ActivityLink.record_id)
    assert set(links) == {firm, ("campaign", campaign)}
