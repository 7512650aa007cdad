"""The report of what is overdue, by age (CUST-20)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.lists.listing import Listing
from model.ledger.links import link
from model.ledger.records import LedgerEntry
from model.reports.answers import Asked, plain
from model.reports.behind import behind
from model.reports.declared import report_named
from model.reports.periods import Period
from model.reports.running import run
from tests.model.filing import customer
from tests.model.ledger import entries

REPORT = report_named("ledger-age")


def test_lines_by_customer_and_what_stands_behind_them(session: Session) -> None:
    today = session.reading().today
    fjord, berg = customer(session), customer(session, "Berg AS")
    old = {"date": today - timedelta(days=80), "due": today - timedelta(days=45)}
    invoice = entries(session, fjord, 1000, **old)
    link(session, [*invoice, *entries(session, fjord, "-400.50")])
    open_entries = [*entries(session, berg, 5000), *entries(session, berg, -100, date=today - timedelta(days=3))]
    euro = entries(session, berg, 7, currency="EUR")
    bill = entries(session, berg, 300, ledger="supplier", **old)
    answer = run(session, REPORT, Asked(Period()))
    customers = answer.of_part("customer")
    assert [(each.currency, [line.label for line in each.lines]) for each in customers] == [
        ("NOK", ["Berg AS", "Fjord AS"]), ("EUR", ["Berg AS"]),
    ]  # fmt: skip
    assert [line.values for line in customers[0].lines] == [
        (4900, 5000, -100, 0, 0, 0), (Decimal("599.50"), 0, 0, Decimal("599.50"), 0, 0),
    ]  # fmt: skip
    assert customers[0].total == (Decimal("5499.50"), 5000, -100, Decimal("599.50"), 0, 0)
    assert plain(answer)["parts"][0]["sections"][0]["rows"][1] == {
        "customer": "Fjord AS", "customer_id": fjord, "balance": "599.50", "not_due": "0.00", "days_1_30": "0.00",
        "days_31_60": "599.50", "days_61_90": "0.00", "over_90_days": "0.00",
    }  # fmt: skip

    def ids(section: int, line: int | None, part: str = "customer") -> list[int]:
        of = answer.of_part(part)[section]
        wanted = behind(answer, of, None if line is None else of.lines[line], today)
        return sorted(row.id for row in Listing(session, LedgerEntry, (), wanted).first(20))

    assert ids(0, 0) == open_entries
    assert ids(1, None) == euro
    assert ids(0, 0, "supplier") == bill


def test_one_currency(session: Session) -> None:
    fjord = customer(session)
    entries(session, fjord, 5)
    entries(session, fjord, 7, currency="EUR")
    answer = run(session, REPORT, Asked(Period(), currency="eur"))
    assert [section.currency for section in answer.sections] == ["EUR"]
    assert answer.told == {"other_currencies": ["NOK"]}
    assert "Left out: NOK." in answer.remarks
    with pytest.raises(UserError, match="has no currencies"):
        run(session, report_named("leads"), Asked(Period(), currency="EUR"))


def test_of_hidden_customers_nothing_is_told(session: Session, per: Session) -> None:
    """CUST-09."""
    entries(session, customer(session, "Hidden AS", owner_only=True), 5)
    assert run(per, REPORT, Asked(Period())).sections == ()
