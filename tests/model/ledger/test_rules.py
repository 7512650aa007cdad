"""The rules by which ledger entries are saved (CUST-20)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.ledger.records import LedgerEntry
from tests.model.filing import customer, file
from tests.model.ledger import entries, standings


def entry(session: Session, of: int, **values: Any) -> LedgerEntry:
    return read(session, LedgerEntry, file(session, LedgerEntry, customer=of, **values))


def test_a_new_entry_is_completed(session: Session) -> None:
    """Dated today, in the customer's currency, due by its terms; what is paid is due at no time."""
    fjord = customer(session, currency="EUR", payment_terms=14, supplier_terms=30)
    day = date(2026, 3, 1)
    made = entry(session, fjord, amount=Decimal("12.50"), date=day)
    assert (made.ledger, made.currency, made.due) == ("customer", "EUR", date(2026, 3, 15))
    assert (made.balance, made.link_id, made.closed) == (Decimal("12.50"), None, False)
    assert entry(session, fjord, amount=Decimal(5), date=day, ledger="supplier").due == date(2026, 3, 31)
    assert entry(session, fjord, amount=Decimal(-5), date=day).due is None
    today = entry(session, customer(session, "Berg AS"), amount=Decimal(5), currency=" sek ")
    assert (today.date, today.due, today.currency) == (session.reading().today, None, "SEK")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "amount"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal(10) ** 17}, "amount"),
        ({"amount": Decimal(1), "date": date(2026, 3, 2), "due": date(2026, 3, 1)}, "due"),
        ({"amount": Decimal(1), "currency": "XXX"}, "currency"),
        ({"amount": Decimal(1), "customer": None}, "customer"),
        ({"amount": Decimal(1), "active": False}, "active"),
    ],
)
def test_what_is_refused(session: Session, values: dict[str, Any], field: str) -> None:
    fjord = customer(session)
    with pytest.raises(UserError) as refused, change(session, "File", "add") as made:
        made.insert(LedgerEntry, {"customer": fjord, **values})
    assert refused.value.field == field


def test_an_external_id_is_that_of_one_entry(session: Session) -> None:
    """Nothing is imported twice; many entries have none."""
    fjord = customer(session)
    entries(session, fjord, 1, 2)
    entries(session, fjord, 1, external_id="saft-1")
    with pytest.raises(UserError, match="external id"):
        entries(session, fjord, 1, external_id=" saft-1 ")


def test_another_amount_is_another_balance(session: Session) -> None:
    ids = entries(session, customer(session), 1000)
    with change(session, "Edit", "edit") as made:
        made.update(LedgerEntry, ids[0], {"amount": Decimal(900)})
    assert standings(session, *ids) == [(None, False, 900)]
