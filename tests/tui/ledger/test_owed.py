"""What is owed above the ledger: nothing is cut at 80 columns, however large the sums or many the currencies."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from model.customers.records import Customer
from model.ledger.records import LedgerEntry
from tests.tui.desk import Desk, at
from tests.tui.ledger.test_tab import to_ledger


async def test_every_age_of_large_sums_is_whole(desk: Desk) -> None:
    """Five ages of two currencies each stand in full; of further currencies it is said that there are some."""
    customer = desk.insert(Customer, name="Kunde AS")
    today = desk.me.reading().today
    for currency in ("EUR", "NOK", "SEK", "USD"):
        for days in (-5, 10, 40, 70, 200):
            day = today - timedelta(days=days)
            desk.insert(
                LedgerEntry, customer=customer, currency=currency, amount=Decimal("1234567.89"), date=day, due=day
            )  # fmt: skip
    async with at(desk) as hand:
        await to_ledger(hand, customer)
        await hand.sees("Balance 6,172,839.45 EUR", "Overdue 4,938,271.56")
        await hand.until(lambda: hand.screen.count("90+ 1,234,567.89") == 2)
        assert hand.screen.count("61–90 1,234,567.89") == 2
        await hand.sees("2 currencies more; see Details")
