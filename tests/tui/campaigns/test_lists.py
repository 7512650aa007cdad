"""Distribution lists and exclusion lists by keyboard: made from lists and cards, filled, taken from, undone."""

from __future__ import annotations

from model.campaigns.records import Campaign
from model.core.changes.change import read
from model.customers.records import Contact, Customer
from model.distribution_lists.members import members
from model.distribution_lists.records import DistributionList
from model.leads.records import Lead
from model.marketing.exclusions import campaigns_of, entries
from model.marketing.records import ExclusionList
from tests.tui.desk import Desk, Hand, at


def titles(desk: Desk, list_id: int) -> list[str]:
    return [one.title for one in members(desk.me, list_id)]


async def test_leads_are_put_on_a_list_and_taken_off(desk: Desk) -> None:
    """`put_on_list`, `add_member`, `export_members`, `take_member_off`, `screen_distribution_lists`; undone."""
    for name in ("Ask AS", "Eik AS"):
        desk.insert(Lead, name=name)
    desk.insert(Customer, name="Kunde AS")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Ask AS", "Eik AS")
        await hand.press("ampersand")
        await hand.sees("Put on which list?")
        await hand.type("News")
        await hand.press("enter")
        await hand.sees("2 put on News.")
        assert titles(desk, 1) == ["Ask AS", "Eik AS"]
        await hand.press("6")
        await hand.sees("Campaigns")
        await hand.press("D")
        await hand.sees("Distribution lists", "News")
        await hand.press("enter")
        await hand.sees("Members", "2 leads", "Ask AS")
        await hand.press("n", "c")
        await hand.sees("Put on the list: customer")
        await hand.type("kun")
        await hand.sees("Kunde AS")
        await hand.press("enter")
        await hand.sees("1 put on News.", "1 customer, 2 leads")
        await hand.press("x")
        await hand.sees("Into which file?", "News.xlsx")
        await hand.press("ctrl+u")
        await hand.type(str(desk.folder / "news.csv"))
        await hand.press("enter")
        await hand.sees("Written: news.csv")
        assert "Customer;1;Kunde AS" in (desk.folder / "news.csv").read_text(encoding="utf-8-sig")
        await hand.press("w")
        await hand.sees("Taken off: Kunde AS")
        await hand.until(lambda: titles(desk, 1) == ["Ask AS", "Eik AS"])
        await hand.press("u", "y")
        await hand.until(lambda: len(titles(desk, 1)) == 3)


async def test_a_contact_is_put_on_a_list_from_its_card(desk: Desk) -> None:
    number = desk.insert(DistributionList, name="News")
    contact = desk.insert(Contact, first_name="Kari", last_name="Nes")
    async with at(desk) as hand:
        await hand.open("contact", contact)
        await hand.press("ampersand")
        await hand.sees("Put on which list? Kari Nes", "News")
        await hand.press("enter")
        await hand.sees("1 put on News.")
    assert titles(desk, number) == ["Kari Nes"]


async def test_an_exclusion_list_is_filled(desk: Desk) -> None:
    """`screen_exclusion_lists`, `add_exclusion`, `load_exclusions`, `take_exclusion_off`, and its campaigns.

    These are `choose_exclusion_campaign` and `drop_exclusion_campaign`.
    """
    number = desk.insert(ExclusionList, name="Never")
    spring = desk.insert(Campaign, subject="Spring")
    path = desk.folder / "list.txt"
    path.write_text("a@fjord.no\nPer\nberg.no\n", encoding="utf-8")

    async def entries_are(hand: Hand, *wanted: str) -> None:
        await hand.until(lambda: entries(desk.me, number, 10) == [*wanted])

    async with at(desk) as hand:
        await hand.press("9")
        await hand.until(lambda: "Never" in hand.line("Exclusion lists"))
        await hand.press("6")
        await hand.sees("Campaigns")
        await hand.press("X")
        await hand.sees("Exclusion lists", "Never")
        await hand.press("enter")
        await hand.sees("Left out", "Nobody yet.")
        await hand.press("n")
        await hand.sees("Leave out")
        await hand.type("Kari@Fjord.no")
        await hand.press("enter")
        await entries_are(hand, "kari@fjord.no")
        await hand.press("i")
        await hand.sees("from which file?")
        await hand.press("ctrl+u")
        await hand.type(str(path))
        await hand.press("enter")
        await hand.sees("2 are left out from now on.", "2 (Per)")
        await hand.press("y")
        await entries_are(hand, "a@fjord.no", "berg.no", "kari@fjord.no")
        await hand.sees("berg.no")
        await hand.press("w")
        await entries_are(hand, "berg.no", "kari@fjord.no")
        await hand.press("tab")
        await hand.sees("It holds for every campaign;")
        await hand.press("n")
        await hand.sees("in which campaign?")
        await hand.type("spr")
        await hand.sees("Spring")
        await hand.press("enter")
        await hand.until(lambda: campaigns_of(desk.me, number) == [(spring, "Spring")])
        await hand.sees("Chosen for Spring.")
        await hand.press("w")
        await hand.until(lambda: not campaigns_of(desk.me, number))
        await hand.open("exclusion_list", desk.insert(ExclusionList, name="Press", holds_for="chosen"))
        await hand.press("tab")
        await hand.sees("Chosen for no campaign.")


async def test_a_wish_is_told_on_the_card_and_taken_back_after_a_question(desk: Desk) -> None:
    """Decision 20: with its day and source; without a question it stays."""
    contact = desk.insert(Contact, first_name="Kari", last_name="Nes", no_email=True, no_email_source="unsubscribe")
    async with at(desk) as hand:
        await hand.open("contact", contact)
        await hand.sees("No e-mail since", "unsubscribed")
    assert read(desk.me, Contact, contact).no_email
