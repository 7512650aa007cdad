"""The ledger on a customer's card by keyboard: marking, linking, taking apart, proposing (CUST-20; L01 … L08)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from model.core import language
from model.core.history.past_changes import latest
from model.customers.records import Customer
from model.ledger import links
from model.ledger.records import LedgerEntry
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tests.tui.test_typing_ahead import burst
from tui.ledger.tab import LedgerPanel


def entries(desk: Desk, customer: int, *amounts: str, **values: Any) -> list[int]:
    """Put entries on a customer's account, one a day, numbered as they come."""
    return [
        desk.insert(
            LedgerEntry,
            customer=customer,
            amount=Decimal(amount),
            date=date(2025, 11, number),
            number=f"V{number}",
            **values,
        )
        for number, amount in enumerate(amounts, start=1)
    ]


def stand(desk: Desk) -> list[tuple[int | None, str, bool]]:
    """Return link, balance and whether it is closed, of each entry on file."""
    rows = on_file.values(desk.store, LedgerEntry.id)
    found = [desk.now(LedgerEntry, entry) for entry in rows]
    return [(entry.link_id, str(entry.balance), entry.closed) for entry in found]


def panel(hand: Hand) -> LedgerPanel:
    found = hand.app.screen.panel
    assert isinstance(found, LedgerPanel)
    return found


async def to_ledger(hand: Hand, customer: int) -> None:
    """Open the card of a customer on the tab of the ledger."""
    await hand.open("customer", customer, tab="ledger")
    await hand.until(lambda: hand.app.screen.panel is not None and panel(hand).list.idle)
    await hand.sees("Customer ledger")


async def test_an_invoice_and_its_payment_are_linked(desk: Desk) -> None:
    """`link_entries`, `only_open`, `only_closed`, L01: the sum follows each mark; both are closed, `u` opens them."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "1000", "-1000", "300")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.sees("Balance 300.00 NOK", "Overdue 1,300.00", "Ledger 3")
        await hand.press("&")
        await hand.sees("Mark the entries that belong together first")
        await hand.press("space")
        await hand.sees("1 marked", "Sum 1,000.00 NOK", "one alone is not linked")
        await hand.press("space")
        await hand.sees("2 marked", "Sum 0.00 NOK", "closed when linked")
        await hand.press("&")
        await hand.sees("2 entries linked: closed, link 1.", "Ledger 1")
        assert stand(desk) == [(1, "0.00", True), (1, "0.00", True), (None, "300.00", False)]
        assert "V1" not in hand.screen
        assert not panel(hand).list.marks
        await hand.press("X")
        await hand.sees("Closed entries", "V1", "V2")
        assert "V3" not in hand.screen
        await hand.press("E")
        await hand.sees("V1", "V3")
        await hand.press("A")
        await hand.until(lambda: "V1" not in hand.screen)
        await hand.press("u", "y")
        await hand.sees("V1", "V2", "V3", "Ledger 3")
        assert stand(desk)[0] == (None, "1000.00", False)


async def test_a_part_payment_leaves_a_rest(desk: Desk) -> None:
    """L02, L03: the rest is told before and after; the last payment, marked with one of the link, closes it."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "1000", "-600", "-400")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.press("space", "space")
        await hand.sees("400.00 left when linked")
        await hand.press("&")
        await hand.sees("2 entries linked: 400.00 left, link 1.", "Balance 0.00 NOK")
        assert stand(desk) == [(1, "400.00", False), (1, "0.00", False), (None, "-400.00", False)]
        await hand.press("home", "space", "end", "space")
        await hand.sees("2 marked", "closed when linked (with link 1)")
        await hand.press("&")
        await hand.sees("3 entries linked: closed, link 1.")
        assert [row[2] for row in stand(desk)] == [True, True, True]


async def test_a_link_is_taken_apart(desk: Desk) -> None:
    """`unlink_whole`, `take_out_of_link`, L04, L05: the whole link, and one entry out of it; each undone."""
    customer = desk.insert(Customer, name="Kunde AS")
    of = entries(desk, customer, "1000", "-600", "-400")
    links.link(desk.me, of)
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.press("E")
        await hand.sees("V1", "V3")
        await hand.press("W")
        await hand.sees("Link 1 is taken apart: 3 entries are open again.")
        assert stand(desk) == [(None, "1000.00", False), (None, "-600.00", False), (None, "-400.00", False)]
        await hand.press("W")
        await hand.sees("The entry is in no link.")
        await hand.press("u", "y")
        await hand.sees("Undone")
        assert [row[0] for row in stand(desk)] == [1, 1, 1]
        await hand.press("end", "w")
        await hand.sees("1 entry is open again. Link 1: 400.00 left.")
        assert stand(desk) == [(1, "400.00", False), (1, "0.00", False), (None, "-400.00", False)]
        await hand.press("w")
        await hand.sees("is in no link")
        await hand.press("u", "y")
        await hand.sees("Undone")
        assert [row[2] for row in stand(desk)] == [True, True, True]


async def test_what_cannot_be_linked_says_why(desk: Desk) -> None:
    """L06: one alone is refused; what is linked elsewhere is asked about, and moved only where that is said."""
    customer = desk.insert(Customer, name="Kunde AS")
    of = entries(desk, customer, "1000", "-600", "500", "-500")
    links.link(desk.me, of[:2])
    links.link(desk.me, of[2:])
    before = stand(desk)
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.press("E")
        await hand.sees("V4")
        await hand.press("space", "&")
        await hand.sees("It takes at least two entries: one alone settles nothing.")
        await hand.press("down", "space", "space")
        await hand.sees("3 marked", "in several links already")
        await hand.press("&")
        await hand.sees("Move them into a link of their own?", "several links already")
        await hand.press("escape")
        assert stand(desk) == before
        assert "3 marked" in hand.screen
        await hand.press("&")
        await hand.sees("Move them into a link of their own?")
        await hand.press("y")
        await hand.sees("3 entries linked: 1,000.00 left, link 3.")
        await hand.press("u", "y")
        await hand.sees("Undone")
        assert stand(desk) == before


async def test_two_customers_are_not_linked(desk: Desk) -> None:
    """`screen_ledger`, L07: entries of two customers, and of both ledgers, are refused in the list of all."""
    for name in ("Ask AS", "Bjørk AS"):
        entries(desk, desk.insert(Customer, name=name), "100")
    entries(desk, 2, "-100", ledger="supplier")
    async with at(desk, size=(110, 24)) as hand:
        await hand.press(":")
        await hand.type("ledger ent")
        await hand.press("enter")
        await hand.sees("Ledger entries", "Ask AS", "Bjørk AS")
        await hand.press("*")
        await hand.sees("3 marked", "of several customers")
        await hand.press("&")
        await hand.sees("They belong to different customers")
        assert not any(row[0] for row in stand(desk))
        await hand.press("*", "f")
        await hand.type("bj")
        await hand.press("enter", "*")
        await hand.sees("2 marked", "of both ledgers")
        await hand.press("&")
        await hand.sees("They stand in different ledgers")
        assert not any(row[0] for row in stand(desk))


async def test_exact_to_the_last_hundredth(desk: Desk) -> None:
    """L08: what adds up to nothing is closed, marked by a range; a range under way is linked as it is shown."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "333.33", "333.33", "333.34", "-1000")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.press("v", "down", "down")
        await hand.sees("3 marked", "Sum 1,000.00 NOK")
        await hand.press("down")
        await hand.sees("4 marked", "closed when linked")
        await hand.press("escape")
        await hand.until(lambda: "marked" not in hand.screen)
        await hand.press("home", "v", "end")
        await hand.sees("4 marked", "closed when linked")
        await hand.press("&")
        await hand.sees("4 entries linked: closed, link 1.", "No entries here.")
        assert set(stand(desk)) == {(1, "0.00", True)}


async def test_somebody_links_meanwhile(desk: Desk) -> None:
    """What a colleague has linked since it was shown is not linked a second time unseen."""
    customer = desk.insert(Customer, name="Kunde AS")
    of = entries(desk, customer, "1000", "-600", "-400")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.press("space", "down", "space")
        await hand.sees("2 marked", "600.00 left when linked")
        links.link(desk.as_("KNO"), of[:2])
        await hand.press("&")
        await hand.sees("changed by somebody else meanwhile")
        assert stand(desk)[2] == (None, "-400.00", False)
        # What the colleague did is on the screen, and the marks stand: whoever still wants it presses once more.
        await hand.sees("2 marked", "closed when linked (with link 1)")
        assert [hand.line(voucher).split()[-1] for voucher in ("V1", "V2")] == ["1", "1"]
        assert "400.00" in hand.line("V1")
        await hand.press("&")
        await hand.sees("3 entries linked: closed, link 1.", "No entries here.")


async def test_somebody_takes_a_link_apart_meanwhile(desk: Desk) -> None:
    """A link that stands on the screen and is gone is not taken apart; nor is the one its entry got since."""
    customer = desk.insert(Customer, name="Kunde AS")
    of = entries(desk, customer, "1000", "-600", "-300")
    links.link(desk.me, of[:2])
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.sees("Link no.")
        other = desk.as_("KNO")
        links.unlink(other, 1)
        links.link(other, [of[0], of[2]])
        before = stand(desk)
        await hand.press("W")
        await hand.sees("Somebody else has changed the link meanwhile")
        assert stand(desk) == before
        await hand.until(lambda: [hand.line(each).split()[-1] for each in ("V1", "V2", "V3")] == ["2", "-600.00", "2"])
        await hand.press("w")
        await hand.sees("2 entries are open again. Nothing stays of link 2.")


async def test_esc_takes_the_marks_before_the_card_is_left(desk: Desk) -> None:
    """What was marked by hand is not lost by one key too many."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "1000", "-1000", "300")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        card = hand.app.screen
        await hand.press("space", "space")
        await hand.sees("2 marked", "Esc Unmark")
        await hand.press("v", "down")
        await hand.press("escape")
        await hand.sees("2 marked", "Esc Unmark")
        await hand.press("escape")
        await hand.until(lambda: "marked" not in hand.screen and "Esc Back" in hand.screen)
        assert hand.app.screen is card
        burst(hand, "space", "escape", "escape")
        await hand.until(lambda: hand.app.screen is not card)


async def test_a_new_entry_begins_where_nothing_stands_yet(desk: Desk) -> None:
    """Customer and ledger are given by the tab: what is typed at once, ahead of the form, is the voucher number."""
    customer = desk.insert(Customer, name="Kunde AS")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        burst(hand, "n", *"V77")
        await hand.until(lambda: getattr(hand.app.screen, "form", None) is not None)
        await hand.sees("New: ledger entry", "V77")
        assert hand.app.screen.form.current == "number"
        hand.app.screen.form.focus_field("amount")
        await hand.type("10")
        await hand.press("f2")
        await hand.sees("Ledger 1", "V77")


@pytest.mark.parametrize(("typed", "called"), [({}, "#1"), ({"text": "Rente"}, "Rente"), ({"number": "V9"}, "V9")])
async def test_the_history_calls_an_entry_by_something(desk: Desk, typed: dict[str, str], called: str) -> None:
    """By its voucher number, its text, or its ID: "New ledger entry" and a blank tells nobody which."""
    customer = desk.insert(Customer, name="Kunde AS")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.press("n")
        await hand.sees("New: ledger entry")
        hand.app.screen.form.fill({"amount": "10", **typed})
        await hand.press("f2")
        await hand.sees("Saved", "Ledger 1")
        await hand.press("d", "y")
        await hand.sees("No entries here.")
    told = [past.name for past in latest(desk.me)]
    assert f"New ledger entry {called}" in told


async def test_typed_in_one_burst(desk: Desk) -> None:
    """Marks and the link typed ahead of the sum that they come to."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "1000", "-1000", "300")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        burst(hand, "space", "space", "&", "E", "end")
        await hand.sees("Customer ledger · All", "V2")
        assert [row[0] for row in stand(desk)] == [1, 1, None]


async def test_the_other_ledger(desk: Desk) -> None:
    """`other_ledger`: each has its own entries and its own balance; a new entry is made in the one in front."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "1000")
    entries(desk, customer, "250", "-50", ledger="supplier")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.sees("Balance 1,000.00 NOK")
        await hand.press("space", ">")
        await hand.sees("Supplier ledger", "We owe 200.00 NOK", "-50.00")
        await hand.until(lambda: "marked" not in hand.screen)
        await hand.press("n")
        await hand.sees("New: ledger entry", "Kunde AS", "Supplier ledger")
        await hand.press("escape")
        await hand.sees("We owe 200.00 NOK")
        await hand.press("<")
        await hand.sees("Customer ledger", "Balance 1,000.00 NOK")


async def test_entries_are_made_changed_and_deleted(desk: Desk) -> None:
    """`new`, `edit_row`, `delete` on the tab; a linked entry is not deleted, and says why."""
    customer = desk.insert(Customer, name="Kunde AS", payment_terms=14)
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.sees("No entries here.")
        await hand.press("n")
        await hand.sees("New: ledger entry", "Kunde AS")
        made = hand.app.screen.form
        made.focus_field("amount")
        await hand.type("1250,50")
        await hand.press("f2")
        await hand.sees("Balance 1,250.50 NOK", "not due 1,250.50", "Ledger 1")
        await hand.press("e")
        await hand.sees("Edit", "1,250.50")
        hand.app.screen.form.focus_field("text")
        await hand.type("Faktura")
        await hand.press("f2")
        await hand.sees("Faktura")
        await hand.press("enter")
        await hand.sees("Linked with", "1,250.50", "Kunde AS")
        await hand.press("escape", "d")
        await hand.sees("Delete")
        await hand.press("y")
        await hand.sees("No entries here.")
        assert on_file.count(desk.store, LedgerEntry) == 0


@pytest.mark.parametrize("code", ["en", "nb", "da"])
async def test_three_languages_and_hostile_text(desk: Desk, code: str) -> None:
    """At 80×24 amounts, link and state have room in each language; what others typed moves nothing."""
    customer = desk.insert(Customer, name=HOSTILE)
    of = [
        desk.insert(
            LedgerEntry, customer=customer, amount=Decimal(amount), number=HOSTILE, text=HOSTILE, reference=HOSTILE,
            date=date(2025, 9, number),
        )
        for number, amount in enumerate(("1234567.89", "-1234567.89", "100"), start=1)
    ]  # fmt: skip
    links.link(desk.me, of[:2])
    language.use(code)
    async with at(desk) as hand:
        await hand.open("customer", customer, tab="ledger")
        await hand.until(lambda: hand.app.screen.panel is not None and panel(hand).list.idle)
        await hand.press("E", "space", "space")
        await hand.until(lambda: len(panel(hand).list.marks.ids) == 2)
        await hand.until(lambda: language._("linked with each other already") in hand.screen)
        assert nothing_moves(hand.screen)
        wanted = {"en": "-1,234,567.89", "nb": "-1 234 567,89", "da": "-1.234.567,89"}[code]
        assert wanted in hand.screen.replace("\N{NO-BREAK SPACE}", " ").replace("−", "-")
        assert panel(hand).list.unplaced == 0
