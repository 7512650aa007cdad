"""Recipients by keyboard: the tab, the whole list, the form, and adding from the address book (CAMP-10 … CAMP-13)."""

from __future__ import annotations

from typing import Any

from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.customers.records import Contact, Customer
from model.distribution_lists.records import DistributionList, DistributionListMember
from model.leads.records import Lead
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tui.widgets.list_screen import ListScreen


def spring(desk: Desk, **values: Any) -> int:
    return desk.insert(Campaign, subject="Spring offer", **values)


def names(desk: Desk) -> list[str]:
    return on_file.values(desk.store, Recipient.name)


async def to_recipients(hand: Hand, campaign: int) -> None:
    """Open the card of a campaign on the tab of its recipients."""
    await hand.open("campaign", campaign)
    await hand.press("tab", "tab", "tab")
    await hand.until(lambda: hand.app.screen.tab == "recipients")


async def test_recipients_are_added_from_the_campaign(desk: Desk) -> None:
    """`add_recipients`, `new_recipient`, CAMP-12: the preview follows each choice, Enter does it."""
    for name, town in (("Ask AS", "Moss"), ("Bjørk AS", "Bodø"), ("Eik AS", "Moss")):
        desk.insert(Lead, name=name, town=town, email="post@ask.no" if name != "Bjørk AS" else None)
    desk.insert(Customer, name="Furu AS", kind="supplier")
    campaign = spring(desk)
    async with at(desk) as hand:
        await to_recipients(hand, campaign)
        await hand.sees("No recipients. + adds them")
        await hand.press("+")
        await hand.sees("2 are added.", "1 of them has no e-mail address.", "1 has an e-mail address that is there")
        await hand.press("f3")
        await hand.sees("Left out", "Eik AS")
        await hand.press("escape", "down", "down")
        await hand.type("town=moss")
        await hand.sees("1 is added.")
        await hand.press("enter")
        await hand.sees("1 recipient added; u takes it back.", "Recipients 1", "Ask AS")
        # From the suppliers: the views are those of customers now.
        await hand.press("+", "left", "left")
        await hand.sees("1 is added.")
        await hand.press("enter")
        await hand.sees("Recipients 2", "Furu AS")
        assert names(desk) == ["Ask AS", "Furu AS"]
        assert desk.now(Recipient, 2).source == "supplier"
        await hand.press("n")
        await hand.sees("New: recipient")
        await hand.type("Gran AS")
        await hand.press("f2")
        await hand.sees("Recipients 3", "Gran AS")
        made = desk.now(Recipient, 3)
        assert (made.campaign, made.company, made.source, made.name) == (campaign, "Gran AS", "manual", "Gran AS")
        await hand.press("u", "y", "u", "y")
        await hand.sees("Recipients 1")
        assert names(desk) == ["Ask AS"]


async def test_adding_typed_in_one_burst(desk: Desk) -> None:
    """Enter is typed ahead of the plan: it is the plan of what was chosen by then."""
    for name in ("Ask AS", "Bjørk AS"):
        desk.insert(Lead, name=name)
    async with at(desk) as hand:
        await to_recipients(hand, spring(desk))
        await hand.pilot.press("+", "down", "down", *"bj", "enter")
        await hand.sees("1 recipient added")
        assert names(desk) == ["Bjørk AS"]


async def test_nobody_to_add_is_said(desk: Desk) -> None:
    """A filter that cannot be read, and one that leaves nobody: Enter says so, nothing is lost."""
    desk.insert(Lead, name="Ask AS")
    async with at(desk) as hand:
        await to_recipients(hand, spring(desk))
        await hand.press("+", "down", "down")
        await hand.type("townn=x")
        await hand.sees("has no field “townn”")
        await hand.press("enter")
        await hand.sees("townn=x")
        await hand.press("ctrl+u")
        await hand.type("zzz")
        await hand.sees("There is nobody to add.")
        await hand.press("escape")
        assert names(desk) == []


async def test_records_of_lists_and_cards_become_recipients(desk: Desk) -> None:
    """`add_to_campaign`, LEAD-05: the marked of a list, the row, the record of a card; the campaign by its name."""
    for name in ("Ask AS", "Bjørk AS", "Eik AS"):
        desk.insert(Lead, name=name)
    contact = desk.insert(Contact, first_name="Kari", last_name="Nes")
    spring(desk)
    desk.insert(Campaign, subject="Autumn")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Ask AS", "Eik AS")
        await hand.press("space", "space", "+")
        await hand.sees("Which campaign?", "Spring offer", "Autumn")
        await hand.type("spr")
        await hand.press("enter")
        await hand.sees("Recipients of Spring offer", "2 are added.")
        await hand.press("enter")
        await hand.sees("2 recipients added")
        screen = hand.app.screen
        assert isinstance(screen, ListScreen)
        assert not screen.list.marks
        await hand.press("*", "+")
        await hand.sees("Which campaign?")
        await hand.type("spr")
        await hand.press("enter")
        await hand.sees("1 is added.", "2 are there already.")
        await hand.press("enter")
        await hand.sees("1 recipient added")
        await hand.open("contact", contact)
        await hand.press("+")
        await hand.sees("Which campaign?")
        await hand.press("enter")
        await hand.sees("Recipients of Autumn", "1 is added.")
        await hand.press("enter")
        await hand.sees("1 recipient added")
    assert names(desk) == ["Ask AS", "Bjørk AS", "Eik AS", "Kari Nes"]
    assert desk.now(Recipient, 4).of_contact == contact


async def test_the_whole_list_of_a_campaign(desk: Desk) -> None:
    """`recipients`, `add_further_recipients`, CAMP-10: from the list of campaigns and from the card, and no others."""
    campaign = spring(desk)
    desk.insert(Lead, name="Lead AS")
    desk.insert(Recipient, campaign=desk.insert(Campaign, subject="Autumn"), company="Other AS")
    for company, status in (("Ask AS", "confirmed"), ("Bjørk AS", "deactivated"), (HOSTILE, "unconfirmed")):
        desk.insert(Recipient, campaign=campaign, company=company, status=status, mobile="91 23 45 67")
    async with at(desk, size=(120, 24)) as hand:
        await hand.press("6")
        await hand.sees("Spring offer")
        await hand.press("end", "m")
        await hand.sees("Recipients", "Spring offer", "Ask AS", "Bjørk AS", "Evil", "91 23 45 67")
        assert "Other AS" not in hand.screen
        assert nothing_moves(hand.screen)
        # Signs as well as colours: a pen for what was entered by hand, a mark for each status.
        assert "✎ ✓ Ask AS" in hand.line("Ask AS")
        assert "✎ ✗ Bjørk AS" in hand.line("Bjørk AS")
        # Neither resetting nor showing everything goes beyond the campaign.
        await hand.press("f")
        await hand.type("ask")
        await hand.press("enter")
        await hand.until(lambda: "Bjørk AS" not in hand.screen)
        await hand.press("E")
        await hand.sees("Bjørk AS")
        assert "Other AS" not in hand.screen
        assert "▼" not in hand.screen.split("\n")[0]
        # A field of many: the response.
        await hand.press("*", "=")
        await hand.type("Response")
        await hand.press("enter")
        await hand.type("pos")
        await hand.press("enter")
        await hand.sees("Set Response?")
        await hand.press("y")
        await hand.sees("Done; u takes it back.")
        assert on_file.values(desk.store, Recipient.response) == [1, 2, 2, 2]
        await hand.press("+")
        await hand.sees("Recipients of Spring offer", "1 is added.")
        await hand.press("enter")
        await hand.sees("Lead AS")
        await hand.press("home", "enter")
        await hand.sees("Recipient", "Ask AS", "campaign Spring offer", "confirmed".capitalize())
        await hand.press("escape", "d", "y")
        await hand.sees("Deleted")
        assert "Ask AS" not in names(desk)


async def test_a_second_address_is_refused_beside_its_field(desk: Desk) -> None:
    """R01: nothing typed is lost."""
    campaign = spring(desk)
    desk.insert(Recipient, campaign=campaign, company="Ask AS", email="post@ask.no")
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("recipient", None, campaign=campaign, email="POST@ask.no"))
        await hand.sees("New: recipient")
        await hand.type("Bjørk AS")
        await hand.press("f2")
        await hand.sees("Ask AS has this e-mail address", "Bjørk AS")
        assert names(desk) == ["Ask AS"]


async def test_a_file_goes_into_the_campaign_of_the_list(desk: Desk) -> None:
    """The file says nothing of a campaign; an address of another campaign is no duplicate."""
    campaign = spring(desk)
    desk.insert(Recipient, campaign=desk.insert(Campaign, subject="Autumn"), company="Other", email="post@ask.no")
    file = desk.folder / "people.csv"
    file.write_text("Company;E-mail\nAsk AS;post@ask.no\n\nBjørk AS;POST@ask.no\n", encoding="utf-8")
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press("m", "i")
        await hand.type(str(file))
        await hand.press("enter")
        await hand.sees("Ask AS", "Bjørk AS")
        await hand.press("i")
        await hand.sees("1")
        await hand.press("y")
        await hand.until(lambda: len(names(desk)) == 2)
    made = desk.now(Recipient, 2)
    assert (made.campaign, made.company, made.source) == (campaign, "Ask AS", "manual")


async def test_the_budget_counts_the_list(desk: Desk) -> None:
    """`calculate`, E07: what stood there is said; it is a what-if until it is saved, and undone after."""
    campaign = spring(desk, recipients_planned=1000)
    for status in ("confirmed", "unconfirmed", "deactivated"):
        desk.insert(Recipient, campaign=campaign, status=status)
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press("b")
        await hand.sees("Number of recipients")
        await hand.press("f5")
        await hand.sees("2 recipients on the list. Before, it was 1,000.")
        assert desk.now(Campaign, campaign).recipients_planned == 1000
        await hand.press("f2")
        await hand.until(lambda: desk.now(Campaign, campaign).recipients_planned == 2)
        await hand.sees("Saved")
        await hand.press("u")
        await hand.sees("Undo: Figures of campaign Spring offer?")
        await hand.press("y")
        await hand.until(lambda: desk.now(Campaign, campaign).recipients_planned == 1000)


async def test_the_analysis_counts_marks_until_something_is_typed(desk: Desk) -> None:
    """Decision 2, CAMP-15: counted from the recipients, and typed figures win, visibly; the number it stands on."""
    campaign = spring(desk, recipients_planned=50, responses_expected=5, returns_expected=1)
    for response in ("positive", "positive", "returned", "none"):
        desk.insert(Recipient, campaign=campaign, response=response, sent=True)
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press("y")
        await hand.sees("2 counted", "1 counted", "Counted: how the recipients are marked.")
        await hand.sees("It stands on the 4 recipients to whom it was sent.")
        await hand.type("3")
        await hand.sees("What is typed counts; marked on the recipients: 2 positive.")
        assert "2 counted" not in hand.screen
        await hand.press("f2")
        await hand.sees("Saved")
        await hand.press("tab", "tab")
        await hand.sees("What is typed counts")


async def test_the_number_beside_a_campaigns_list_is_of_that_campaign(desk: Desk) -> None:
    """Others' recipients are no part of the total: narrowed it is "1 of 3", and unnarrowed plainly 3."""
    campaign, other = spring(desk), spring(desk)
    for name in ("Ask AS", "Bjørk AS", "Eik AS"):
        desk.insert(Recipient, campaign=campaign, company=name)
    desk.insert(Recipient, campaign=other, company="Furu AS")
    async with at(desk) as hand:
        await to_recipients(hand, campaign)
        await hand.press("m")
        await hand.sees("Recipients · Spring offer", "Eik AS")
        await hand.until(lambda: hand.app.screen.list.count_text() == "3")
        await hand.press("f")
        await hand.type("eik")
        await hand.press("enter")
        await hand.until(lambda: hand.app.screen.list.count_text() == "1 of 3")


async def test_duplicates_are_named_before_they_are_forbidden(desk: Desk) -> None:
    """R04: a warning with the list; y saves it, and nothing is removed."""
    campaign = spring(desk, allow_duplicate_emails=True)
    for _number in range(2):
        desk.insert(Recipient, campaign=campaign, email="post@ask.no")
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("campaign", campaign))
        await hand.sees("Allow duplicate")
        form = hand.app.screen.form
        form.focus_field("allow_duplicate_emails")
        await hand.press("space", "f2")
        await hand.sees("1 address stands there more than once; nothing is removed.", "post@ask.no (2)")
        await hand.press("y")
        await hand.until(lambda: desk.now(Campaign, campaign).allow_duplicate_emails is False)
    assert len(names(desk)) == 2


async def test_recipients_are_added_from_a_distribution_list(desk: Desk) -> None:
    """CAMP-12: the list is chosen where the view would be."""
    leads = [desk.insert(Lead, name=name) for name in ("Ask AS", "Bjørk AS")]
    for name, lead in (("Family", leads[0]), ("Friends", leads[1])):
        kept = desk.insert(DistributionList, name=name)
        desk.insert(DistributionListMember, distribution_list=kept, lead=lead)
    async with at(desk) as hand:
        await to_recipients(hand, spring(desk))
        await hand.press("+", "right")
        await hand.sees("a distribution list", "Family", "1 is added.")
        assert "Words" not in hand.screen
        await hand.press("down", "right", "enter")
        await hand.sees("1 recipient added")
    assert names(desk) == ["Bjørk AS"]


async def test_cards_go_into_the_campaign_of_the_list(desk: Desk) -> None:
    """LEAD-30: the company and the person of a card are those of the recipient."""
    campaign = spring(desk)
    file = desk.folder / "one.vcf"
    lines = ("BEGIN:VCARD", "VERSION:3.0", "N:Ås;Kari;;;", "FN:Kari Ås", "ORG:Ask AS", "EMAIL:kari@ask.no", "END:VCARD")
    file.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    async with at(desk) as hand:
        await hand.open("campaign", campaign)
        await hand.press("m", "i")
        await hand.type(str(file))
        await hand.press("enter")
        await hand.sees("Ask AS")
        await hand.press("i", "y")
        await hand.until(lambda: names(desk) == ["Ask AS, Kari Ås"])
    made = desk.now(Recipient, 1)
    assert (made.campaign, made.company, made.contact, made.email) == (campaign, "Ask AS", "Kari Ås", "kari@ask.no")
