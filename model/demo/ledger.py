"""Two years of invoices and payments: paid, partly paid, overdue, and paid but not linked yet (CUST-20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from model.core.changes.change import Change
from model.demo.customers import Record
from model.demo.dice import Dice
from model.ledger.links import next_link_ids
from model.ledger.records import LedgerEntry
from model.ledger.settlement import LinkedEntry, settle_many

_EVERY = 3
"""Of the customers every third buys now and then, and of the suppliers every third is bought from."""
_DAYS = 730
_TERMS = (10, 14, 14, 14, 30, 30, 45)
_CURRENCIES = {"DK": "DKK", "NO": "NOK"}
_FIRST = {"customer": 20_001, "supplier": 70_001}


@dataclass
class _Account:
    """A customer in one of the ledgers: its entries, and which of them settle each other, by their places."""

    customer: int
    ledger: str
    currency: str
    rows: list[dict[str, Any]]
    links: list[list[int]]

    def add(self, number: str, day: date, amount: Decimal, **more: Any) -> int:
        """Add an entry and return its place."""
        common = {"customer": self.customer, "ledger": self.ledger, "currency": self.currency}
        self.rows.append({**common, "number": number, "date": day, "amount": amount, **more})
        return len(self.rows) - 1


def fill_in(made: Change, customers: Sequence[Record], ids: Sequence[int], today: date, seed: int) -> None:
    """Put the entries of the customers on file, and link those that have been paid."""
    dice = Dice(seed, "ledger")
    numbers = dict(_FIRST)
    for place, (record, customer) in enumerate(zip(customers, ids, strict=True)):
        if place % _EVERY or not record["active"]:
            continue
        ledgers = {"both": ("customer", "supplier"), "neither": ()}.get(record["kind"], (record["kind"],))
        for ledger in ledgers:
            country = record["addresses"]["visiting"]["country"]
            account = _Account(customer, ledger, _CURRENCIES.get(country, "EUR"), [], [])
            begun = max(record["created_at"].date(), today - timedelta(days=_DAYS))
            _trade(dice, account, numbers, begun, today)
            _store(made, account)


def _trade(dice: Dice, account: _Account, numbers: dict[str, int], begun: date, today: date) -> None:
    """Write an invoice every few months, and what came of it."""
    day = begun + timedelta(days=dice.whole(0, 60))
    terms = dice.pick(_TERMS)
    while day <= today:
        number = numbers[account.ledger]
        numbers[account.ledger] = number + 1
        amount = Decimal(dice.whole(40_000, 12_000_000)) / 100
        due = day + timedelta(days=terms)
        invoice = account.add(
            str(number), day, amount, due=due, text=f"Faktura {number}", reference=f"{number:08}{number % 7}"
        )
        _pay(dice, account, invoice, amount, today)
        day += timedelta(days=dice.whole(25, 160))


def _pay(dice: Dice, account: _Account, invoice: int, amount: Decimal, today: date) -> None:
    """Pay an invoice in one of the ways in which invoices are paid; what would be paid later is open still."""
    row, chance = account.rows[invoice], dice.random()
    number, paid_on = row["number"], row["due"] + timedelta(days=dice.whole(-6, 9))
    if paid_on > today or chance > 0.93:
        return
    if chance < 0.06:
        part = (amount * dice.whole(2, 7) / 10).quantize(Decimal("0.01"))
        settling = [account.add(f"B{number}", paid_on, -part, text="Delbetaling", reference=number)]
    elif chance < 0.12:
        credit = Decimal(min(int(amount) // 4 + 1, 5_000))
        settling = [
            account.add(f"K{number}", row["date"] + timedelta(days=5), -credit, text=f"Kreditnota {number}"),
            account.add(f"B{number}", paid_on, credit - amount, text=f"Innbetaling {number}"),
        ]
    else:
        settling = [account.add(f"B{number}", paid_on, -amount, text=f"Innbetaling {number}")]
    # What came in lately has not been gone through yet.
    if paid_on < today - timedelta(days=12):
        account.links.append([invoice, *settling])


def _store(made: Change, account: _Account) -> None:
    if not account.rows:
        return
    first = made.store.last_id(LedgerEntry.table()) + 1
    made.insert_many(LedgerEntry, account.rows)
    links = zip(next_link_ids(made, len(account.links)), account.links, strict=True)
    settle_many(
        made, {number: [_linked(first, place, account.rows[place]) for place in places] for number, places in links}
    )


def _linked(first: int, place: int, row: dict[str, Any]) -> LinkedEntry:
    day = row.get("due") or row["date"]
    return LinkedEntry(first + place, int(row["amount"] * 100), day.isoformat())
