"""The list of opportunities, by keys at 80×24 (OPP-04, OPP-05, OPP-14, OPP-20; P01 … P09)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from model.core.records.options import Option
from model.customers.records import Customer
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from model.opportunities.sellers import ADD, Edit, plan_sellers, save_sellers
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tests.tui.opportunities.test_card import sale
from tui.widgets.list_screen import ListScreen


async def the_list(hand: Hand, *texts: str) -> ListScreen:
    """Go to the list and wait for what it shows."""
    # It opens on what is open.
    await hand.press("5", "E")
    await hand.sees("Opportunities", *texts)
    screen = hand.app.screen
    assert isinstance(screen, ListScreen)
    return screen


def stage(desk: Desk, name: str) -> int:
    """Return a stage of the example set."""
    return int(on_file.value(desk.store, Option.id, (Option.list == "stage") & (Option.name == name)))


async def test_sums_stand_under_the_list_and_follow_the_filter(desk: Desk) -> None:
    """OPP-04; P01, P05, P07: 100 at 99 % and 200 at 0 % weigh 99.00; what is not estimated is told of."""
    customer = desk.insert(Customer, name="Fjord AS")
    for title, amount, probability in (("One", "100", "99"), ("Two", "200", "0"), ("Three", "50", None)):
        percent = None if probability is None else Decimal(probability)
        sale(desk, customer, title=title, amount=Decimal(amount), currency="NOK", probability=percent, stage=None)
    desk.option("loss_reason", "Price")
    async with at(desk) as hand:
        await the_list(hand, "Sum 350.00 NOK  Weighted 99.00 NOK", "1 not estimated")
        await hand.press("f")
        await hand.type("one")
        await hand.press("enter")
        await hand.sees("Sum 100.00 NOK  Weighted 99.00 NOK")
        await hand.press("dollar_sign", "l", "1", "y")
        await hand.sees("Lost: One", "Sum 100.00 NOK  Weighted 0.00")


async def test_sums_in_two_currencies_have_two_lines(desk: Desk) -> None:
    """OPP-04: nothing is added up across currencies."""
    customer = desk.insert(Customer, name="Fjord AS")
    for currency in ("NOK", "NOK", "DKK"):
        sale(desk, customer, amount=Decimal("1234567.89"), currency=currency, probability=Decimal(50), stage=None)
    async with at(desk) as hand:
        await the_list(hand, "Sum 2,469,135.78 NOK + 1,234,567.89 DKK", "Weighted 1,234,567.90 NOK + 617,283.95 DKK")


async def test_what_is_overdue_has_a_clock(desk: Desk) -> None:
    """OPP-05, P09: before the row, without colours too; none on what is closed; a view and a criterion."""
    customer = desk.insert(Customer, name="Fjord AS")
    sale(desk, customer, title="Late", follow_up=date(2026, 11, 20))
    sale(desk, customer, title="Today", follow_up=date(2026, 11, 21), expected_close=date(2026, 12, 1))
    sale(desk, customer, title="Closed", expected_close=date(2026, 11, 1), status="won")
    async with at(desk) as hand:
        await the_list(hand, "Late", "Today", "Closed")
        await hand.sees("◷  Late")
        assert "◷" not in hand.line("Today") + hand.line("Closed")
        assert "Expected" in hand.line("Stage")
        assert "Amount" in hand.line("Stage")
        await hand.press("V")
        await hand.sees("Overdue")
        key = next(
            line.split()[-2]
            for line in hand.screen.split("\n")
            if line.strip().endswith("Overdue") and line[3:4] != " "
        )
        await hand.press(key)
        await hand.until(lambda: "Today" not in hand.screen)
        assert "Late" in hand.screen
    async with at(desk, ascii=True) as hand:
        await the_list(hand, "Late")
        assert hand.line("Late").split()[0] == "!"


@pytest.mark.parametrize(
    ("field", "text", "left"),
    [
        ("seller", "KNO", {"Shared"}),
        ("overdue", "yes", {"Late"}),
        ("status", "won", {"Won"}),
        ("amount", ">=100", {"Won"}),
    ],
)
def test_criteria(desk: Desk, field: str, text: str, left: set[str]) -> None:
    """OPP-14: by seller, overdue, status, amount; what the list and the shell go by."""
    from model.core.lists.criteria import Filter
    from model.core.lists.listing import Listing
    from tui.widgets.criteria_text import read_criteria

    customer = desk.insert(Customer, name="Fjord AS")
    shared = sale(desk, customer, title="Shared")
    kno = desk.as_("KNO").person.id
    save_sellers(desk.me, plan_sellers(desk.me, shared, [Edit(ADD, kno, Decimal(5))]))
    sale(desk, customer, title="Late", expected_close=date(2026, 1, 1))
    sale(desk, customer, title="Won", status="won", amount=Decimal(100))
    wanted = Filter(criteria=read_criteria(Opportunity.field(field), text))
    found = Listing(desk.me, Opportunity, ("title", "seller", "overdue"), wanted).first(9)
    assert {row.values[0] for row in found} == left
    if field == "seller":
        assert found[0].values[1:] == ("ADM, KNO", 0)


async def test_won_lost_and_open_again(desk: Desk) -> None:
    """OPP-02; P03, P04, P06: `close_sale` with $ on the row and on the marked; nothing before y; u restores."""
    desk.option("loss_reason", "Price")
    customer = desk.insert(Customer, name="Fjord AS")
    one = sale(desk, customer, title="One", stage=stage(desk, "Quote"))
    two = sale(desk, customer, title="Two", stage=stage(desk, "Quote"))
    async with at(desk) as hand:
        await the_list(hand, "One", "Two")
        await hand.press("home", "dollar_sign", "w")
        await hand.sees("Won: One?", "Probability 30.00 % → 100.00 %.")
        assert desk.now(Opportunity, one).status == "open"
        await hand.press("y")
        await hand.sees("Won: One. u takes it back.")
        assert (desk.now(Opportunity, one).status, desk.now(Opportunity, one).probability) == ("won", 100)
        await hand.press("asterisk", "dollar_sign", "l")
        await hand.sees("Why was it lost?", "New reason")
        await hand.press("1")
        await hand.sees("Lost: 2 marked?", "2 opportunities.")
        await hand.press("y")
        await hand.until(lambda: desk.now(Opportunity, two).status == "lost")
        await hand.press("asterisk", "Y", "o")
        await hand.sees("Each gets the probability of its stage.")
        await hand.press("y")
        await hand.until(lambda: desk.now(Opportunity, two).probability == 30)
        await hand.press("dollar_sign", "d")
        await hand.type("tomorrow")
        await hand.press("enter")
        await hand.sees("22 Nov 2026 has not come yet.")
        await hand.press("escape")


async def test_on_to_the_next_stage_and_back(desk: Desk) -> None:
    """OPP-03: `stage_on` with >, `stage_back` with <, on list and card; said with the probability; u restores."""
    number = sale(desk, stage=stage(desk, "Quote"))
    async with at(desk) as hand:
        await the_list(hand, "Locks")
        await hand.press("greater_than_sign")
        await hand.sees("Locks: Quote → Negotiation, probability 30.00 % → 60.00 %.")
        await hand.press("enter")
        await hand.sees("Details")
        await hand.press("less_than_sign")
        await hand.sees("Locks: Negotiation → Quote")
        await hand.press("dollar_sign", "w", "y")
        await hand.sees("Won: Locks")
        await hand.press("less_than_sign")
        await hand.sees("it is closed; Y opens it again")
        assert desk.now(Opportunity, number).stage == stage(desk, "Quote")


async def test_many_go_on_to_the_next_stage(desk: Desk) -> None:
    """OPP-03: the marked, shown first with what stays and why; one change."""
    customer = desk.insert(Customer, name="Fjord AS")
    moving = [sale(desk, customer, title=title, stage=stage(desk, "Quote")) for title in ("One", "Two")]
    sale(desk, customer, title="Won", status="won", stage=stage(desk, "Quote"))
    async with at(desk) as hand:
        await the_list(hand, "One", "Won")
        await hand.press("asterisk", "greater_than_sign")
        await hand.sees("Move to another stage?", "One: Quote → Negotiation", "1 stays: it is closed")
        assert desk.now(Opportunity, moving[0]).stage == stage(desk, "Quote")
        await hand.press("y")
        await hand.until(lambda: desk.now(Opportunity, moving[1]).stage == stage(desk, "Negotiation"))
        assert desk.last_change() == "Stage of 2 opportunities"


async def test_time_at_stages_stands_on_the_card(desk: Desk) -> None:
    """P08: a tab with each stay and the age."""
    number = sale(desk, stage=stage(desk, "Quote"))
    desk.update("KNO", Opportunity, number, stage=stage(desk, "Negotiation"))
    async with at(desk) as hand:
        await hand.open("opportunity", number, tab="stages")
        await hand.sees("Quote", "Negotiation", "In all")
        assert "KNO" in hand.screen.split("Lasted")[1]


async def test_deleting_suggests_closing_instead(desk: Desk) -> None:
    """OPP-20: the warning that traceability is lost, on list and card; y all the same, u brings all back."""
    number = sale(desk)
    async with at(desk) as hand:
        await the_list(hand, "Locks")
        await hand.press("d")
        await hand.sees("Delete Locks?", "cannot be traced", "Closing as lost keeps it on file")
        await hand.press("escape", "enter")
        await hand.sees("Details")
        await hand.press("d")
        await hand.sees("cannot be traced")
        await hand.press("y")
        await hand.sees("Deleted: Locks")
        assert on_file.count(desk.store, Opportunity) == 0
        await hand.press("u", "y")
        await hand.until(lambda: on_file.count(desk.store, Opportunity) == 1)
        assert desk.now(Opportunity, number).title == "Locks"
        assert on_file.count(desk.store, Seller) == 1


async def test_bars_by_status_and_stage_filter_the_list(desk: Desk) -> None:
    """OPP-15: `charts` with Z, `charts_measure` with Tab; Enter on a bar shows what it stands for."""
    customer = desk.insert(Customer, name="Fjord AS")
    sale(desk, customer, title="One", amount=Decimal(100), currency="NOK", stage=stage(desk, "Quote"))
    sale(desk, customer, title="Two", amount=Decimal(900), currency="NOK", status="won", stage=stage(desk, "Quote"))
    sale(desk, customer, title="Three", amount=Decimal(50), currency="NOK", stage=stage(desk, "Negotiation"))
    async with at(desk) as hand:
        await the_list(hand, "One", "Two", "Three")
        await hand.press("Z")
        await hand.sees("By status", "By stage", "by number")
        assert hand.line("Won").count("█") * 2 in range(
            hand.line("Open").count("█") - 1, hand.line("Open").count("█") + 2
        )
        assert hand.line("Quote").split()[-3:] == ["2", "1,000.00", "NOK"]
        await hand.press("tab")
        await hand.sees("by amount")
        assert hand.line("Won").count("█") > hand.line("Open").count("█")
        await hand.press("down", "enter")
        await hand.until(lambda: "One" not in hand.screen)
        assert "Two" in hand.screen
        await hand.press("Z", "end", "escape")
        await hand.press("E")
        await hand.sees("One", "Three")
        await hand.press("Z", "down", "down", "down", "down", "enter")
        await hand.sees("Stage = Quote")
        await hand.until(lambda: "Three" not in hand.screen)


async def test_sums_of_bars_stand_in_each_currency(desk: Desk) -> None:
    """OPP-15: at 80 columns a second currency has a column of its own; what finds no room is told of with a plus."""
    customer = desk.insert(Customer, name="Fjord AS")
    quote = stage(desk, "Quote")
    for currency, amount in (("NOK", 12_345_678), ("NOK", 1), ("DKK", 4_414_068)):
        sale(desk, customer, title=f"{currency} {amount}", amount=Decimal(amount), currency=currency, stage=quote)
    async with at(desk) as hand:
        await the_list(hand, "NOK 1", "DKK 4414068")
        await hand.press("Z")
        await hand.sees("By stage")
        for label in ("Open", "Quote"):
            assert hand.line(label).endswith("12,345,679.00 NOK  4,414,068.00 DKK")
            assert "█" in hand.line(label)
        await hand.press("escape")
        for currency in ("EUR", "SEK"):
            sale(desk, customer, title=currency, amount=Decimal(9_000_000), currency=currency, stage=quote)
        await hand.press("Z")
        await hand.sees("By stage")
        assert hand.line("Quote").endswith("12,345,679.00 NOK  4,414,068.00 DKK+")
        assert "█" in hand.line("Quote")


async def test_many_are_deleted_at_once(desk: Desk) -> None:
    """OPP-14, OPP-20: the marked, with the warning; one change, which u takes back."""
    customer = desk.insert(Customer, name="Fjord AS")
    for title in ("One", "Two", "Three"):
        sale(desk, customer, title=title)
    async with at(desk) as hand:
        await the_list(hand, "One", "Three")
        await hand.press("home", "space", "space", "d")
        await hand.sees("Delete 2 records?", "cannot be traced")
        await hand.press("y")
        await hand.until(lambda: on_file.count(desk.store, Opportunity) == 1)
        await hand.press("u", "y")
        await hand.until(lambda: on_file.count(desk.store, Seller) == 3)


async def test_the_panel_asks_for_a_seller(desk: Desk) -> None:
    """OPP-14: initials in the criteria panel; an unknown one is refused beside it."""
    customer = desk.insert(Customer, name="Fjord AS")
    sale(desk, customer, title="Mine")
    sale(desk, customer, title="Theirs", owner=desk.as_("KNO").person.id)
    async with at(desk) as hand:
        screen = await the_list(hand, "Mine", "Theirs")
        await hand.press("F")
        await hand.until(lambda: screen.query("#criteria"))
        panel = screen.query_one("#criteria")
        panel.go(list(panel.fields).index("seller"))  # type: ignore[attr-defined]
        await hand.type("xyz")
        await hand.press("enter")
        await hand.sees("There is no employee “xyz”")
        await hand.press("ctrl+u")
        await hand.type("kno")
        await hand.press("enter")
        await hand.until(lambda: " Mine " not in hand.screen)
        await hand.sees("Theirs", "Seller = kno")


async def test_a_list_that_was_left_is_as_things_are_now(desk: Desk) -> None:
    """OPP-04, COM-09: rows and sums, after a change made elsewhere, and after a colleague's."""
    number = sale(desk, stage=stage(desk, "Quote"), amount=Decimal(100), currency="NOK")
    async with at(desk) as hand:
        await the_list(hand, "Locks", "Weighted 30.00 NOK")
        await hand.press("3")
        await hand.open("opportunity", number)
        await hand.press("greater_than_sign")
        await hand.sees("Negotiation, probability")
        await the_list(hand, "Weighted 60.00 NOK")
        await hand.press("3")
        desk.update("KNO", Opportunity, number, title="Alarms", amount=Decimal(200))
        await the_list(hand, "Alarms", "Weighted 120.00 NOK")
