"""Screen 8, what is overdue by age: both ledgers, what stands behind a line, three languages (CUST-20)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from model.core import language
from model.customers.records import Customer
from model.ledger.records import LedgerEntry
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tests.tui.reports.test_reports import to_report


def owe(desk: Desk, name: str, amount: str, days: int, ledger: str = "customer") -> None:
    """Put an entry on the account of a new customer that was due ``days`` ago."""
    due = desk.me.reading().today - timedelta(days=days)
    customer = desk.insert(Customer, name=name)
    desk.insert(LedgerEntry, customer=customer, amount=Decimal(amount), date=due, due=due, ledger=ledger, number=name)


def line(hand: Hand, name: str) -> list[str]:
    """Return the words of the first line that begins with a name."""
    return next(each.split() for each in hand.screen.splitlines() if each.split()[:1] == [name])


async def test_both_ledgers_and_what_stands_behind(desk: Desk) -> None:
    owe(desk, "Ask", "1000", 45)
    owe(desk, "Bjørk", "250.60", -3)
    owe(desk, "Eik", "700", 120, ledger="supplier")
    async with at(desk) as hand:
        await to_report(hand, "ledger-age")
        await hand.sees("Overdue by age", "Customer ledger", "Supplier ledger", "closed entries add nothing")
        assert line(hand, "Ask") == ["Ask", "1,000", "0", "0", "1,000", "0", "0"]
        assert line(hand, "Bjørk") == ["Bjørk", "251", "251", "0", "0", "0", "0"]
        assert "Eik" not in hand.screen
        await hand.press("enter")
        await hand.sees("Ledger entries", "1,000.00")
        assert "Bjørk" not in hand.screen
        await hand.press("escape", "tab")
        await hand.sees("Eik")
        assert line(hand, "Eik") == ["Eik", "700", "0", "0", "0", "0", "700"]


@pytest.mark.parametrize("code", ["en", "nb", "da"])
async def test_three_languages_at_80_columns(desk: Desk, code: str) -> None:
    owe(desk, HOSTILE, "1234567.89", 10)
    language.use(code)
    async with at(desk, size=(80, 24)) as hand:
        await hand.press("8")
        await hand.sees(language._("Overdue by age"))
        await hand.press("end", "enter")
        wanted = {"en": "1,234,568", "nb": "1 234 568", "da": "1.234.568"}[code]
        await hand.until(lambda: wanted in hand.screen.replace("\N{NO-BREAK SPACE}", " "))
        assert nothing_moves(hand.screen)
        for word in ("Not due", "Balance", "Total"):
            assert language._(word) in hand.screen
