"""What is owed, how much of it is overdue, and how old it is: per customer, ledger and currency (CUST-20).

An entry is owed from its due date, or from its own date where it has none, as a payment has. Its age is the number of
days since; what a link has left stands on its entries, so that a part that is paid grows no older.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from model.core.access.seen import seen_among_many
from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.expressions import first
from model.core.storage.statements import slot, statement
from model.ledger.records import LedgerEntry
from model.opportunities.totals import halves, whole

AGES = (30, 60, 90)
"""The last day of each interval of age but the one before it falls due and the one that has no end."""


@dataclass(frozen=True)
class Balance:
    """What stands open in one ledger and one currency."""

    customer: int
    ledger: str
    currency: str
    entries: int
    """How many entries are open."""
    amount: Decimal
    """The sum of their balances."""
    overdue: Decimal
    """What is owed of it and should have been paid; payments that settle nothing yet are not taken off."""
    ages: tuple[Decimal, ...]
    """The amount by age: not due yet, 1–30, 31–60, 61–90 days, and more. They add up to it."""


def balances_of(session: Session, customer: int) -> list[Balance]:
    """Return what stands open on a customer's account: the customer ledger first, each currency by itself.

    The caller may see the customer. What is closed adds nothing, and a ledger without open entries is absent.
    """
    return _balances(session.store.rows(_of_customer(), customer=customer, **_days(session)))


def all_balances(session: Session, ledger: str) -> list[Balance]:
    """Return what stands open in a ledger ("customer" or "supplier"), by customer and currency; hidden ones absent."""
    number = LedgerEntry.fields()["ledger"].to_stored(ledger)
    return _balances(session.rows(_of_ledger(), ledger=number, **_days(session)))


def age_bounds(today: date) -> list[tuple[date | None, date | None]]:
    """Return the first and the last day on which entries of each age were due, in the order of :attr:`Balance.ages`."""
    starts = [today - timedelta(days=age) for age in (0, *AGES)]
    later = [start - timedelta(days=1) for start in starts]
    return [(starts[0], None), *zip(starts[1:], later[:-1], strict=True), (None, later[-1])]


def _days(session: Session) -> dict[str, str]:
    today = session.reading().today
    return {f"from_{age}": (today - timedelta(days=age)).isoformat() for age in (0, *AGES)}


def _balances(rows: Iterable[Sequence[Any]]) -> list[Balance]:
    ledger = LedgerEntry.fields()["ledger"]
    found = []
    for customer, number, currency, entries, *sums in rows:
        amount, overdue, *ages = (whole(*sums[place : place + 2]) for place in range(0, len(sums), 2))
        found.append(
            Balance(customer, ledger.from_stored(number), currency or "", entries, amount, overdue, tuple(ages))
        )
    return found


@statement
def _of_customer() -> Any:
    entry = LedgerEntry
    return _sums().where(entry.closed.no, entry.customer == slot("customer"))


@statement
def _of_ledger() -> Any:
    entry = LedgerEntry
    return _sums().where(entry.closed.no, entry.ledger == slot("ledger"), seen_among_many(entry))


def _sums() -> Any:
    """Return the query of the sums, each as two columns that :func:`whole` adds up, however large they are."""
    entry = LedgerEntry
    zero, due = peewee.SQL("0"), peewee.fn.coalesce(entry.due, entry.date)

    def total(condition: Any) -> list[Any]:
        return halves(peewee.Case(None, [(condition, entry.balance)], zero))

    starts = [slot(f"from_{age}") for age in (0, *AGES)]
    sums = [*halves(entry.balance), *total((entry.balance > Decimal(0)) & (due < starts[0])), *total(due >= starts[0])]
    for later, start in itertools.pairwise(starts):
        sums += total((due >= start) & (due < later))
    sums += total(due < starts[-1])
    keys = (entry.customer, entry.ledger, entry.currency)
    query = entry.select(*keys, peewee.fn.count(peewee.SQL("*")), *sums)
    return query.group_by(*keys).order_by(entry.customer, entry.ledger, first(entry.currency))
