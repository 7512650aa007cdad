"""Reports on leads, calls and campaigns: figures, what is hidden, and the lists behind them (CAMP-15, LEAD-37)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from model.activities.adding import add
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core import language
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.lists.listing import Listing
from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.orders.records import Order
from model.reports.answers import Answer, Asked, plain
from model.reports.behind import behind
from model.reports.declared import report_named
from model.reports.exporting import export
from model.reports.periods import Period, read_period
from model.reports.running import run
from tests.conftest import StandingClock
from tests.model.filing import customer, file, lead, option
from tests.model.leads.converting import converted
from tests.model.orders.selling import order
from tests.model.reports.by_hand import OSLO

D = Decimal
ALL = Asked(Period())


@pytest.fixture
def session(session: Session, clock: StandingClock) -> Session:
    """ROO at work in Oslo."""
    object.__setattr__(session, "clock", lambda: clock().astimezone(OSLO))
    return session


def answer(session: Session, name: str, *parts: str, period: str = "all") -> Answer:
    asked = Asked(read_period(period, session.reading().today), parts)
    return run(session, report_named(name), asked)


def lines(found: Answer) -> dict[str, tuple[Any, ...]]:
    """Return the values of each line by its label, and of the total."""
    (section,) = found.sections
    return {line.label: line.values for line in section.lines} | {"total": section.total}


def behind_all(session: Session, found: Answer, record: Any) -> None:
    """Hold that the list behind each figure holds as many as it says."""
    for section in found.sections:
        for line in (*section.lines, None):
            wanted = behind(found, section, line, session.reading().today)
            assert wanted is not None
            ids = list(Listing(session, record, (), wanted).ids())
            assert len(ids) == (section.total if line is None else line.values)[0], (section.part.name, line)


def test_leads_by_source_owner_status_and_campaign_with_their_conversion(session: Session) -> None:
    fair, web = option(session, "source", "Fair"), option(session, "source", "Web")
    spring = file(session, Campaign, subject="Spring")
    made = [
        lead(
            session, f"Fjord {n}", source=fair if n < 3 else web if n < 4 else None, campaign=spring if n < 2 else None
        )
        for n in range(5)
    ]
    with change(session, "Change", "edit") as changed:
        changed.update(Lead, made[1], {"status": "unreachable", "active": False})
        changed.update(Lead, made[4], {"owner": None, "status": "contacted"})
    converted(session, made[0], then="deactivate")
    found = answer(session, "leads", "source")
    assert lines(found) == {
        "Fair": (3, 0, 1, 1, D("33.33")),
        "Web": (1, 0, 0, 0, D(0)),
        "No source": (1, 1, 0, 0, D(0)),
        "total": (5, 1, 1, 1, D("20.00")),
    }
    assert lines(answer(session, "leads", "campaign"))["Spring"] == (2, 0, 1, 1, D("50.00"))
    assert list(lines(answer(session, "leads", "owner"))) == ["ROO  root", "No owner", "total"]
    assert lines(answer(session, "leads", "status"))["Lost"] == (1, 0, 1, 0, D(0))
    for part in ("source", "owner", "status", "campaign"):
        behind_all(session, answer(session, "leads", part, period="this year"), Lead)
    assert answer(session, "leads", period="2025").sections == ()


def call(session: Session, at: str, outcome: str | None, seconds: int | None = None, **values: Any) -> int:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    given = {"subject": "Call", "at": moment, "outcome": outcome, "duration": seconds, **values}
    return add(session, "call", given, [])


def test_calls_by_caller_and_by_day(session: Session, kari: Session) -> None:
    """A day ends at midnight where the caller is; a call that came in is none of them."""
    call(session, "2026-11-20T22:30", "reached", 100)
    call(session, "2026-11-20T23:30", "busy")  # half past midnight in Oslo
    call(session, "2026-11-21T10:00", "reached", 200)
    call(session, "2026-11-21T10:00", None, direction="in")
    call(kari, "2026-11-21T09:00", "call_back")
    from model.activities.records import Call

    found = answer(session, "calls", "caller", period="this month")
    assert [values for _label, values in lines(found).items()] == [
        (3, 2, 1, 0, 0, D("66.67"), 5),
        (1, 0, 0, 1, 0, D(0), 0),
        (4, 2, 1, 1, 0, D("50.00"), 5),
    ]
    days = answer(session, "calls", "day", period="this month")
    assert [(line.key, line.values[0]) for line in days.sections[0].lines] == [("2026-11-20", 1), ("2026-11-21", 3)]
    assert days.told == {"incoming": 1}
    for each in (found, days):
        behind_all(session, each, Call)


BASE = {
    "recipients_planned": 1000, "responses_expected": 50, "returns_expected": 20, "cost_planning": D(5000),
    "cost_audience": D(2000), "cost_material": D("4.50"), "cost_distribution": D(3), "cost_response": D(25),
    "cost_return": D(10), "cost_measurement": D(1500), "cost_other": D(500), "revenue_per_response": D(800),
    "variable_cost": D(300),
}  # fmt: skip
ACTUAL = {
    "actual_responses": 38, "actual_returns": 31, "actual_cost_planning": D(5600), "actual_cost_audience": D(2000),
    "actual_cost_material": D("4.75"), "actual_cost_distribution": D("3.10"), "actual_cost_response": D(25),
    "actual_cost_return": D(10), "actual_cost_measurement": D(0), "actual_cost_other": D(750),
    "actual_revenue_per_response": D(790), "actual_variable_cost": D(300),
}  # fmt: skip


def test_campaigns_side_by_side(session: Session, kari: Session) -> None:
    """The figures of the base case (E01, E02, E10), one without actual figures, one that nobody else sees."""
    spring = file(session, Campaign, subject="Spring", budget=D(15000), **BASE, **ACTUAL)
    file(session, Campaign, subject="Autumn", **BASE)
    file(session, Campaign, subject="Empty")
    file(session, Campaign, subject="Gone", active=False, **BASE)
    file(session, Campaign, subject="Secret", owner_only=True, owner=session.person.id, **BASE)
    found = answer(session, "campaigns", "result")
    assert lines(found)["Spring"] == (D(7050), D(1160), D("39.28"), D("6.64"))
    assert lines(found)["Empty"] == (None, None, None, None)
    assert lines(found)["total"] == (D(21150), D(1160), D("39.28"), D("6.64"))
    assert next(iter(lines(found))) == "Spring"
    assert lines(answer(session, "campaigns", "cost"))["Spring"] == (D(15000), D(17950), D(17460), D(-490))
    assert lines(answer(session, "campaigns", "answers"))["Spring"] == (1000, 50, 38, D("5.00"), D("3.80"), 31)
    assert found.told == {"deactivated": 1}
    assert list(lines(answer(kari, "campaigns", "cost"))) == ["Spring", "Autumn", "Empty", "total"]
    first = lead(session, "Fjord", campaign=spring)
    lead(session, "Berg", campaign=spring)
    converted(session, first, opportunity=True)
    file(session, Opportunity, title="Locks", customer=customer(session), campaign=spring, status="won", amount=D(70))
    sales = answer(session, "campaigns", "sales")
    assert lines(sales)["Spring"] == (2, 1, 2, 1, 0)
    assert lines(sales)["total"] == (2, 1, 2, 1, 0)
    assert lines(answer(session, "campaign-sales"))["Spring"][:2] == (1, D(70))
    wanted = behind(found, found.sections[0], None, session.reading().today)
    assert wanted is not None
    assert len(list(Listing(session, Campaign, (), wanted).ids())) == 4


def test_campaigns_of_an_interval_begin_in_it(session: Session) -> None:
    today = session.reading().today
    file(session, Campaign, subject="Spring", start=today, **BASE)
    file(session, Campaign, subject="Undated", **BASE)
    assert list(lines(answer(session, "campaigns", "cost", period="2026"))) == ["Spring", "total"]
    assert answer(session, "campaigns", period="2025").sections == ()


@pytest.mark.parametrize("code", ["en", "nb", "da"])
def test_they_go_into_files_and_json_in_each_language(session: Session, tmp_path: Path, code: str) -> None:
    language.use(code)
    file(session, Campaign, subject="Spring", **BASE, **ACTUAL)
    lead(session)
    call(session, "2026-11-20T22:30", "reached", 100)
    for name in ("leads", "calls", "campaigns"):
        found = answer(session, name)
        for ending in ("csv", "xlsx", "pdf"):
            assert export(session, found, tmp_path / f"{name}.{ending}") > 0
        document = plain(found)
        assert document["parts"][0]["sections"][0]["currency"] is None
    heads = (tmp_path / "campaigns.csv").read_text("utf-8-sig").splitlines()[1]
    assert max(heads.count(";"), heads.count(",")) == 4, heads


def test_what_has_no_currencies_takes_none(session: Session) -> None:
    with pytest.raises(UserError, match="no currencies"):
        run(session, report_named("leads"), Asked(Period(), (), "NOK"))


def test_campaigns_count_what_their_recipients_are_marked_with(session: Session) -> None:
    """Decision 2: sent goes before planned; what nobody has typed is counted, what is typed is not."""
    counted = file(session, Campaign, subject="Counted", recipients_planned=1000)
    typed = file(session, Campaign, subject="Typed", recipients_planned=1000, actual_responses=7)
    for campaign in (counted, typed):
        for number, response in enumerate(("positive", "returned", "none", "none")):
            file(session, Recipient, campaign=campaign, company=f"Fjord {number}", sent=number < 3, response=response)
    found = lines(answer(session, "campaigns", "answers"))
    assert found["Counted"] == (3, None, 1, None, D("33.33"), 1)
    assert found["Typed"] == (3, None, 7, None, D("233.33"), 1)


def test_orders_by_month_customer_seller_and_campaign(session: Session, kari: Session) -> None:
    """Net, VAT and total of what is not cancelled, by the day of the order; the list behind each figure has as many."""
    fjord, berg = customer(session, "Fjord AS"), customer(session, "Berg AS")
    spring = file(session, Campaign, subject="Spring")
    order(session, "Goods: 2 @ 100", customer=fjord, order_date=date(2026, 9, 30), campaign=spring)
    order(session, "Goods: 1 @ 0.10 0 %", customer=fjord, order_date=date(2026, 11, 1), status="confirmed")
    order(kari, "Goods: 1 @ 300", customer=berg, order_date=date(2026, 11, 2), owner=kari.person.id, status="invoiced")
    order(session, "Goods: 1 @ 999", customer=berg, order_date=date(2026, 11, 2), status="cancelled")
    order(session, "Goods: 1 @ 999", customer=berg, order_date=date(2026, 11, 2), active=False)
    order(session, "Goods: 1 @ 999", customer=berg, order_date=date(2025, 12, 31))
    months = answer(session, "orders", "month", period="2026")
    assert [(line.key, line.values) for line in months.sections[0].lines] == [
        ("2026-09", (1, D(200), D(50), D(250))),
        ("2026-10", (0, D(0), D(0), D(0))),
        ("2026-11", (2, D("300.10"), D(75), D("375.10"))),
    ]
    assert months.sections[0].total == (3, D("500.10"), D(125), D("625.10"))
    assert months.told == {"drafts": 1, "cancelled": 1, "deactivated": 1}
    assert lines(answer(session, "orders", "customer", period="2026"))["Fjord AS"][:2] == (2, D("200.10"))
    assert list(lines(answer(session, "orders", "seller", period="2026"))) == ["KOL  Kari Olsen", "ROO  root", "total"]
    assert lines(answer(session, "orders", "campaign", period="2026"))["No campaign"][:2] == (2, D("300.10"))
    order(session, "Goods: 1 @ 10", customer=fjord, order_date=date(2026, 11, 3), currency="eur")
    for part in ("month", "customer", "seller", "campaign"):
        found = answer(session, "orders", part, period="2026")
        assert [section.currency for section in found.sections] == ["NOK", "EUR"]
        behind_all(session, found, Order)
    (euro,) = run(session, report_named("orders"), Asked(Period(), ("month",), "EUR")).sections
    assert euro.total[:2] == (1, D(10))
    with change(session, "Hide", "edit") as made:
        made.update(Customer, berg, {"owner": kari.person.id, "owner_only": True})
    assert lines(answer(kari, "orders", "seller", period="2.11.2026"))["total"][0] == 1
    assert answer(session, "orders", "seller", period="2.11.2026").sections == ()


def test_orders_that_come_to_more_than_64_bits(session: Session) -> None:
    for _number in range(3):
        order(session, "Goods: 9999 @ 9000000000", order_date=date(2026, 11, 2))
    assert answer(session, "orders", "month").sections[0].total[1] == D("269973000000000.00")
