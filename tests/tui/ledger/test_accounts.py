"""A company's accounts from the key that imports a file: seen, agreed to, taken in, taken back (CUST-20)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model.customers.records import Customer
from model.ledger.records import LedgerEntry
from tests import on_file
from tests.model.filing import FJORD
from tests.model.ledger.accounts_file import Accounts, Party, payment, sale
from tests.tui.desk import Desk, Hand, at
from tui.ledger.accounts import import_accounts

FIRM = Party("10000", "Fjord AS", FJORD, opening=100_00)


def written(desk: Desk) -> Path:
    """Write small accounts."""
    transactions = (sale("1", "2026-01-10", FIRM, 1250_00), payment("2", "2026-02-20", FIRM, 1000_00))
    return Accounts((FIRM,), lambda: transactions, company="974760673").write(desk.folder / "accounts.xml")


def counts(desk: Desk) -> tuple[int, int]:
    store = desk.me.store
    return int(on_file.count(store, LedgerEntry)), int(on_file.count(store, Customer))


def begin(hand: Hand, path: Path) -> Callable[[], None]:
    """Do what the key does once the file has been named."""
    return lambda: hand.app.in_background(import_accounts(hand.app, path))


async def test_a_file_is_seen_taken_in_and_taken_back(desk: Desk) -> None:
    path, before = written(desk), counts(desk)
    async with at(desk) as hand:
        begin(hand, path)()
        await hand.sees("Import accounts.xml?", "Accounts: 1 new", "the file ends with 350.00 NOK")
        assert counts(desk) == before
        await hand.press("escape")
        begin(hand, path)()
        await hand.sees("Import accounts.xml?")
        await hand.press("y")
        await hand.sees("Imported", "u takes it all back")
        assert counts(desk) == (before[0] + 3, before[1] + 1)
        await hand.press("enter")
        begin(hand, path)()
        await hand.sees("Everything in accounts.xml is on file")
        await hand.press("enter", "u", "y")
        await hand.until(lambda: counts(desk) == before)


async def test_from_the_tab_of_a_customer_too(desk: Desk) -> None:
    """`import_file` on the tab: accounts are taken in whole, whoever's card is open, as on the list of all entries."""
    path, before = written(desk), counts(desk)
    customer = desk.insert(Customer, name="Berg AS")
    async with at(desk) as hand:
        await hand.open("customer", customer, tab="ledger")
        await hand.sees("Customer ledger", "No entries here.")
        await hand.press("i")
        await hand.sees("Import from which file?", "CSV, XLSX or SAF-T")
        await hand.press("ctrl+u")
        await hand.type(str(path))
        await hand.press("enter")
        await hand.sees("Import accounts.xml?", "Accounts: 1 new")
        await hand.press("y")
        await hand.sees("Imported", "u takes it all back")
        assert counts(desk) == (before[0] + 3, before[1] + 2)


async def test_a_broken_file_says_where(desk: Desk) -> None:
    path, before = written(desk), counts(desk)
    path.write_bytes(path.read_bytes()[:-150])
    async with at(desk) as hand:
        begin(hand, path)()
        await hand.sees("accounts.xml cannot be taken in", "it was cut off")
        await hand.press("enter")
        assert counts(desk) == before


async def test_a_table_is_left_to_the_import_of_tables(desk: Desk) -> None:
    path = desk.folder / "entries.csv"
    path.write_text("Customer;Amount\n")
    async with at(desk) as hand:
        assert await import_accounts(hand.app, path) is False
