"""Proposed links by keyboard: the plan is shown, taken whole or one by one, and undone (CUST-20)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from model.customers.records import Customer
from model.ledger import links
from model.ledger.records import LedgerEntry
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tests.tui.ledger.test_tab import entries, stand, to_ledger
from tests.tui.test_typing_ahead import burst
from tui.ledger.proposals import ProposalScreen


async def proposed(hand: Hand) -> ProposalScreen:
    """Ask for the proposal of the tab in front."""
    await hand.press("c")
    await hand.sees("Proposed links", "chosen")
    screen = hand.app.screen
    assert isinstance(screen, ProposalScreen)
    return screen


async def test_a_proposal_is_taken_whole(desk: Desk) -> None:
    """`propose_links`, `link_proposals`: nothing is done before Enter; `u` takes all of it back."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "500", "-500", "70")
    for number, amount, text in (("F100", "1000", "Faktura"), ("B7", "-600", "Betaling F100")):
        desk.insert(
            LedgerEntry, customer=customer, amount=Decimal(amount), number=number, text=text, date=date(2025, 11, 9)
        )
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await proposed(hand)
        await hand.sees(
            "2 of 2 chosen", "400.00 NOK left", "The payment names it.", "closed when linked",
            "The amount is the same.", "V2", "2 entries are closed", "1 link leaves a rest",
        )  # fmt: skip
        assert not any(row[0] for row in stand(desk))
        await hand.press("enter")
        await hand.sees("2 links made: 4 entries. u takes them back.", "Customer ledger", "Balance 470.00")
        assert sum(row[2] for row in stand(desk)) == 2
        await hand.press("u", "y")
        await hand.sees("Undone")
        assert not any(row[0] for row in stand(desk))


async def test_a_proposal_is_taken_one_by_one(desk: Desk) -> None:
    """`turn_proposal`, `turn_proposals`: what is left out stays open; with none chosen it says so."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "1000", "-1000", "500", "-500")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await proposed(hand)
        await hand.press("*")
        await hand.sees("0 of 2 chosen")
        await hand.press("enter")
        await hand.sees("None is chosen")
        await hand.press("*")
        await hand.sees("2 of 2 chosen")
        await hand.press("space")
        await hand.sees("1 of 2 chosen", "[ ] closed", "[x] closed")
        await hand.press("&")
        await hand.sees("1 link made: 2 entries.")
        assert [row[2] for row in stand(desk)].count(True) == 2
        await hand.press("c")
        await hand.sees("1 of 1 chosen")
        await hand.press("escape")
        await hand.sees("Customer ledger")


async def test_nothing_to_propose_is_said(desk: Desk) -> None:
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "1000", "-999")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.press("c")
        await hand.sees("Nothing to propose")


async def test_what_changed_meanwhile_is_not_linked(desk: Desk) -> None:
    """A colleague links one of the pairs: nothing is done, and what is proposed now is shown."""
    customer = desk.insert(Customer, name="Kunde AS")
    of = entries(desk, customer, "1000", "-1000", "500", "-500")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await proposed(hand)
        links.link(desk.as_("KNO"), of[:2])
        await hand.press("enter")
        await hand.sees("The entries have changed meanwhile", "1 of 1 chosen")
        assert [row[0] for row in stand(desk)] == [1, 1, None, None]
        await hand.press("enter")
        await hand.sees("1 link made: 2 entries.")


async def test_keys_typed_ahead_accept_nothing(desk: Desk) -> None:
    """Enter that was typed before the plan stood on the screen answers nothing that nobody has read."""
    customer = desk.insert(Customer, name="Kunde AS")
    entries(desk, customer, "1000", "-1000")
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        burst(hand, "c", "enter")
        await hand.sees("Proposed links")
        assert not any(row[0] for row in stand(desk))


async def test_hostile_text_in_a_proposal(desk: Desk) -> None:
    customer = desk.insert(Customer, name=HOSTILE)
    for amount in ("1000", "-1000"):
        desk.insert(LedgerEntry, customer=customer, amount=Decimal(amount), number=HOSTILE, text=HOSTILE)
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await proposed(hand)
        assert nothing_moves(hand.screen)
    assert on_file.count(desk.store, LedgerEntry) == 2
