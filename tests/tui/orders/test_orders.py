"""Orders: list, card, form, tabs, and a won opportunity that becomes one, key by key (OPP-06, OPP-17, OPP-18, CUST-19).

Actions: `screen_orders`, `new_order`, `order_status`, `convert_sale`.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from model.customers.records import Contact, Customer
from model.opportunities.records import Opportunity
from model.orders.records import Order
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves


def lines(desk: Desk, text: str) -> Any:
    return Order.relations["lines"].parse(text, desk.me.reading())


def won(desk: Desk, **values: Any) -> tuple[int, int]:
    of = desk.insert(Customer, name="Fjord AS", payment_terms=14, invoice_reference="PO 7", invoice_delivery="email")
    values = {"title": "Solar", "amount": D("50000"), "status": "won", **values}
    return of, desk.insert(Opportunity, customer=of, **values)


async def test_the_list_is_reached_by_its_key_and_opens_the_card(desk: Desk) -> None:
    """OPP-18: lines with what they come to are what stands there first."""
    of = desk.insert(Customer, name="Fjord AS")
    desk.insert(
        Order, title="Roof", customer=of, delivery=date(2026, 12, 24),
        lines=lines(desk, "Panels: 10 pcs @ 1250 -10 % 25 %; Book: 1 @ 99.90 0 %"),
    )  # fmt: skip
    async with at(desk) as hand:
        await hand.press("O")
        await hand.sees("Orders · Still open", "Roof", "Fjord AS", "14,162.40")
        await hand.press("enter")
        await hand.sees("Order  Roof", "Draft", "14,162.40 NOK", "Panels", "1,250.00", "10 %", "11,250.00")
        await hand.sees("VAT 25 % of 11,250.00", "2,812.50", "VAT 0 % of 99.90")
        await hand.press("enter")
        await hand.sees("Lines  Roof", "F2 Save")
        await hand.press("escape", "tab")
        await hand.sees("Order date", "Delivery date", "Net total")
        await hand.press("r")
        await hand.sees("Customer  Fjord AS")


async def test_columns_of_numbers_leave_the_texts_of_lines_the_room_they_do_not_need(desk: Desk) -> None:
    """At 80 columns a text of 28 cells is whole beside all numbers, and an amount of 15 digits is not cut either."""
    of = desk.insert(Customer, name="Fjord AS")
    text, dear = "Kontroll av varmepumpe, årlig", "1: 1 @ 1000000000000 25 %"
    order = desk.insert(Order, title="Roof", customer=of, lines=lines(desk, f"{text}: 6.5 t @ 1150 -5 % 25 %"))
    huge = desk.insert(Order, title="Tower", customer=of, lines=lines(desk, dear))
    async with at(desk) as hand:
        await hand.open("order", order)
        await hand.sees(text, "1,150.00", "5 %", "25 %", "7,101.25", "Quantity Unit Unit price Discount")
        await hand.open("order", huge)
        await hand.until(lambda: hand.screen.count("1,000,000,000,000.00") >= 3)  # price, amount, net


async def test_an_empty_list_names_keys_that_help(desk: Desk) -> None:
    """No order comes from the registry; a customer may."""
    async with at(desk) as hand:
        await hand.press("O")
        await hand.sees("Nothing here. n makes a new one, R resets the filter, E shows all.")
        await hand.press("3")
        await hand.sees("/ searches the registry")


async def test_a_won_opportunity_becomes_an_order_after_it_is_shown(desk: Desk) -> None:
    """OPP-17, P10: from the sale to the order in two keys; each then names the other, and the key opens it."""
    _of, sale = won(desk)
    async with at(desk) as hand:
        await hand.open("opportunity", sale)
        await hand.press("c")
        await hand.sees(
            "Make an order of Solar?",
            "Payment terms (days): 14",
            "Reference: PO 7",
            "Line: Solar: 1 at 50,000.00, VAT 25 %",
        )
        await hand.press("y")
        await hand.sees("Order  Solar", "62,500.00 NOK", "Solar")
        made = desk.now(Order, 1)
        assert (made.opportunity, made.terms, made.reference, made.invoice_delivery) == (sale, 14, "PO 7", "email")
        assert (made.total_net, made.total) == (D("50000"), D("62500"))
        await hand.press("r")
        await hand.sees("Go to", "Opportunity: Solar")
        await hand.press("2")
        await hand.sees("Opportunity  Solar", "Order: Solar")
        await hand.press("c")
        await hand.sees("Order  Solar", "It has an order already: number 1.")
        assert on_file.count(desk.store, Order) == 1
        await hand.press("u", "y")
        await hand.until(lambda: on_file.count(desk.store, Order) == 0)


async def test_an_order_is_offered_on_winning(desk: Desk) -> None:
    """OPP-17: one answer wins the sale and makes the order."""
    _of, sale = won(desk, status="open")
    async with at(desk) as hand:
        await hand.open("opportunity", sale)
        await hand.press("c")
        await hand.sees("Solar is not won")
        await hand.press("Y")
        await hand.sees("Won, and an order of it")
        await hand.press("c")
        await hand.sees("Won: Solar?", "An order is made of it.", "Reference: PO 7")
        await hand.press("y")
        await hand.sees("Order  Solar", "62,500.00 NOK")
        assert desk.now(Opportunity, sale).status == "won"


async def test_two_people_make_one_order(desk: Desk) -> None:
    """P10: who answers second is told which order there is, and nothing is made."""
    of, sale = won(desk)
    async with at(desk) as hand:
        await hand.open("opportunity", sale)
        await hand.press("c")
        await hand.sees("Make an order of Solar?")
        desk.insert(Order, customer=of, opportunity=sale)
        await hand.press("y")
        await hand.sees("Solar has an order already: number 1")
        assert on_file.count(desk.store, Order) == 1


async def test_deleting_an_opportunity_that_became_an_order_warns(desk: Desk) -> None:
    """P12, OPP-20: the order stays, and no longer says where it came from."""
    of, sale = won(desk)
    desk.insert(Order, customer=of, opportunity=sale)
    async with at(desk) as hand:
        await hand.open("opportunity", sale)
        await hand.press("d")
        await hand.sees("Delete Solar?", "No longer refers to it: 1 order", "cannot be traced")
        await hand.press("y")
        await hand.until(lambda: on_file.count(desk.store, Opportunity) == 0)
        assert desk.now(Order, 1).opportunity is None


async def test_a_new_order_from_the_customers_card_has_its_settings(desk: Desk) -> None:
    """CUST-11, CUST-19, CUST-22: by n on the tab, and from the actions menu."""
    of, _sale = won(desk)
    async with at(desk) as hand:
        await hand.open("customer", of, tab="orders")
        await hand.sees("No orders. n makes one.")
        await hand.press("n")
        await hand.sees("New: order", "Fjord AS", "PO 7", "14")
        await hand.type("Roof")
        await hand.press("f2")
        await hand.sees("Order  Roof", "No lines")
        await hand.press("escape")
        await hand.sees("Orders 1", "Roof", "Draft", "0.00")
        await hand.press(";")
        await hand.sees("Actions: Fjord AS", "New order")


async def test_another_customer_in_the_form_brings_other_settings(desk: Desk) -> None:
    """CUST-11: as far as nobody has typed over them."""
    desk.insert(Customer, name="Fjord AS", payment_terms=14, discount=D("7.5"))
    async with at(desk) as hand:
        await hand.press("O", "n")
        await hand.type("fjo")
        await hand.press("enter")
        await hand.sees("7.50")
        await hand.press("f2")
        await hand.sees("Order  Order 1")
        assert desk.last_change() == "New order Order 1"
        made = desk.now(Order, 1)
        assert (made.terms, made.discount) == (14, D("7.5"))


async def test_tabs_mark_what_is_closed_locked_or_late(desk: Desk) -> None:
    """OPP-06: start, delivery and status in words on the cards of customer, contact and opportunity."""
    of, sale = won(desk)
    person = desk.insert(Contact, first_name="Kari", last_name="Nes")
    today = desk.me.reading().today
    before = {"customer": of, "contact": person, "order_date": today - timedelta(days=20)}
    desk.insert(Order, title="A", **before, status="invoiced")
    desk.insert(Order, title="B", **before, status="delivered", currency="DKK")
    desk.insert(Order, title="C", **before, delivery=today - timedelta(days=1), opportunity=sale)
    async with at(desk, size=(100, 30)) as hand:
        for record, number in (("customer", of), ("contact", person), ("opportunity", sale)):
            await hand.open(record, number, tab="orders")
            await hand.sees("Orders 3", "late", "Invoiced, locked", "Delivered, closed", "0.00 DKK")
            await hand.press("enter")
            await hand.sees("Order  C", "Delivery is overdue")


async def test_status_of_the_marked_by_one_key_and_undone(desk: Desk) -> None:
    of = desk.insert(Customer, name="Fjord AS")
    for title in "AB":
        desk.insert(Order, title=title, customer=of)
    async with at(desk) as hand:
        await hand.press("O", "*", "Y")
        await hand.sees("Status of 2 marked", "Invoiced (lines and money stay")
        await hand.press("i")
        await hand.sees("2 orders: invoiced.")
        assert on_file.values(desk.store, Order.status) == [4, 4]
        await hand.press("u", "y")
        await hand.until(lambda: on_file.values(desk.store, Order.status) == [1, 1])


@pytest.mark.parametrize("ascii", [False, True])
async def test_hostile_texts_stay_in_their_cells(desk: Desk, ascii: bool) -> None:
    of = desk.insert(Customer, name=HOSTILE)
    made = desk.insert(Order, title=HOSTILE, customer=of, lines=lines(desk, f'"{HOSTILE}": 1 @ 5'))
    async with at(desk, ascii=ascii) as hand:
        await hand.open("order", made)
        await hand.sees("[bold]x[/bold]")
        assert nothing_moves(hand.screen)
        await hand.open("customer", of, tab="orders")
        await hand.sees("[bold]x[/bold]")
        assert nothing_moves(hand.screen)


async def test_a_reader_is_told_that_nothing_can_be_made(desk: Desk) -> None:
    _of, sale = won(desk)

    async def refused(hand: Hand) -> None:
        await hand.open("opportunity", sale)
        await hand.press("c", "y")
        await hand.sees("may read, but not change anything")

    async with at(desk, "RRR") as hand:
        await refused(hand)
    assert on_file.count(desk.store, Order) == 0


async def test_what_is_for_people_is_no_key_of_an_order(desk: Desk) -> None:
    """CUST-22, G01: the keys that work here are those of an order; a customer has them."""
    of = desk.insert(Customer, name="Fjord AS")
    made = desk.insert(Order, title="Roof", customer=of)
    async with at(desk) as hand:
        for kind, record_id, expected in (("order", made, False), ("customer", of, True)):
            await hand.open(kind, record_id)
            screen: Any = hand.app.screen
            found = {action.id for action in screen.actions_here()}
            assert ("erase_person" in found, "export_vcard" in found) == (expected, expected)
