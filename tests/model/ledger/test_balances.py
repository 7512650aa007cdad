"""Balance, overdue and age of what stands open (CUST-20)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from model.core.access.session import Session
from model.core.changes.change import change
from model.ledger.balances import AGES, age_bounds, all_balances, balances_of
from model.ledger.links import link
from model.ledger.records import LedgerEntry
from tests.model.filing import customer
from tests.model.ledger import entries


def test_nothing_is_owed_without_entries(session: Session) -> None:
    assert balances_of(session, customer(session)) == []


def test_each_amount_is_as_old_as_it_is_overdue(session: Session) -> None:
    """Due today is not overdue; the first day of each age and its last one."""
    fjord, today = customer(session), session.reading().today
    days = (-5, 0, 1, 30, 31, 60, 61, 90, 91, 400)
    for power, days_ago in enumerate(days):
        due = today - timedelta(days=days_ago)
        entries(session, fjord, 2**power, date=due - timedelta(days=14), due=due)
    found = balances_of(session, fjord)
    assert [(each.ledger, each.currency, each.entries, each.amount) for each in found] == [
        ("customer", "NOK", 10, 1023)
    ]
    assert found[0].ages == (1 + 2, 4 + 8, 16 + 32, 64 + 128, 256 + 512)
    assert found[0].overdue == 1023 - 3
    bounds = age_bounds(today)
    for power, days_ago in enumerate(days):
        due = today - timedelta(days=days_ago)
        ages = [(first is None or due >= first) and (last is None or due <= last) for first, last in bounds]
        assert ages.index(True) == (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)[power]
        assert sum(ages) == 1
    assert len(bounds) == len(AGES) + 2


def test_payments_are_taken_off_the_balance_but_not_off_what_is_overdue(session: Session) -> None:
    """Until they are linked: then what they pay is neither owed nor overdue."""
    fjord, today = customer(session), session.reading().today
    long_ago, lately = today - timedelta(days=70), today - timedelta(days=10)
    invoice = entries(session, fjord, 1000, date=long_ago, due=long_ago)
    payment = entries(session, fjord, "-600.10", date=lately)
    (before,) = balances_of(session, fjord)
    assert (before.amount, before.overdue) == (Decimal("399.90"), 1000)
    assert before.ages == (0, Decimal("-600.10"), 0, 1000, 0)
    link(session, [*invoice, *payment])
    (after,) = balances_of(session, fjord)
    assert (after.entries, after.amount, after.overdue) == (2, Decimal("399.90"), Decimal("399.90"))
    assert after.ages == (0, 0, 0, Decimal("399.90"), 0)


def test_sums_are_exact_however_large(session: Session) -> None:
    """A hundred of the largest amounts are more than the engine's own whole numbers hold."""
    largest = Decimal("999999999999999.99")
    fjord = customer(session)
    with change(session, "File", "add") as made:
        for _entry in range(100):
            made.insert(LedgerEntry, {"customer": fjord, "amount": largest})
    (found,) = balances_of(session, fjord)
    assert found.amount == found.ages[0] == 100 * largest
    ids = [row[0] for row in session.store.rows(LedgerEntry.select(LedgerEntry.id))]
    assert link(session, ids).settlement.rest == 100 * largest


def test_ledgers_and_currencies_are_never_added(session: Session) -> None:
    fjord = customer(session)
    entries(session, fjord, 1)
    entries(session, fjord, 2, currency="EUR")
    entries(session, fjord, 4, ledger="supplier")
    found = [(each.ledger, each.currency, each.amount) for each in balances_of(session, fjord)]
    assert found == [("customer", "EUR", 2), ("customer", "NOK", 1), ("supplier", "NOK", 4)]


def test_of_hidden_customers_nothing_is_added(session: Session, per: Session) -> None:
    """CUST-09."""
    hidden, fjord = customer(session, "Hidden AS", owner_only=True), customer(session)
    entries(session, hidden, 1000)
    entries(session, fjord, 1)
    assert {each.customer for each in all_balances(session, "customer")} == {hidden, fjord}
    assert {each.customer for each in all_balances(per, "customer")} == {fjord}
    assert all_balances(session, "supplier") == []
