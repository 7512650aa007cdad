"""CUST-14: a customer's opportunities at a glance."""

from __future__ import annotations

from datetime import date

from model.core.access.session import Session
from model.opportunities.customer_sales import next_opportunities
from model.opportunities.records import Opportunity
from tests.model.filing import customer, file, option


def test_open_ones_come_first_by_their_day_then_what_was_won_and_what_was_lost(session: Session) -> None:
    company, other = customer(session), customer(session, name="Berg AS")
    early, late = date(2026, 1, 5), date(2026, 3, 5)
    reason = option(session, "loss_reason", "Price")
    for title, values in {
        "lost": {"status": "lost", "loss_reason": reason},
        "won": {"status": "won"},
        "won late": {"status": "won", "expected_close": late},
        "won early": {"status": "won", "expected_close": early},
        "some time": {},
        "late": {"expected_close": late},
        "early": {"expected_close": early},
        "later": {},
    }.items():
        file(session, Opportunity, title=title, customer=company, **values)
    file(session, Opportunity, title="elsewhere", customer=other)
    file(session, Opportunity, title="given up", customer=company, active=False)
    found = next_opportunities(session, company, 20)
    order = ["early", "late", "some time", "later", "won late", "won early", "won", "lost"]
    assert [each["title"] for each in found] == order
    assert found[0]["expected_close"] == early
    assert [each["title"] for each in next_opportunities(session, company, 3)] == order[:3]
