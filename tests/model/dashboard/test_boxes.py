"""What the boxes of the start page hold: the first rows, the right days, nothing that the person may not see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from model.activities.adding import add
from model.core.access.person import person_by_initials
from model.core.access.session import Session
from model.core.changes.change import change
from model.dashboard.boxes import (
    MOST,
    latest_customers,
    latest_sales,
    month_of,
    pipeline,
    quarter_of,
    read_boxes,
    top_sellers,
    won_between,
    year_of,
)
from model.dashboard.won import refresh
from model.demo.fill import fill
from model.demo.world import Volumes
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.signing_in import sign_in
from model.reports.answers import Asked
from model.reports.declared import report_named
from model.reports.periods import Period
from model.reports.running import run
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.model.filing import customer, file
from tests.plain_sql import plain_sql

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PEOPLE = ("ÅLI", "KNO", "OBE", "SØD", "JBA", "MKR")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Iterator[Session]:
    """The demo's customers and opportunities; some customers are seen by their owner alone."""
    store = shared_databases.open(tmp_path_factory.mktemp("boxes") / "salg.db")
    volumes = Volumes(units=2_000, customers=300, contacts=60, leads=20, opportunities=150, activities=400)
    fill(store, lambda: NOW.astimezone(OSLO), account="adm", volumes=volumes)
    with store.writing():
        store.run(plain_sql("UPDATE customer SET owner_only = 1 WHERE id % 10 = 3"))
    yield sign_in(store, "adm", lambda: NOW.astimezone(OSLO))
    store.close()


def test_months_quarters_and_years() -> None:
    assert month_of(date(2024, 2, 29)) == (date(2024, 2, 1), date(2024, 3, 1))
    assert month_of(date(2026, 12, 31)) == (date(2026, 12, 1), date(2027, 1, 1))
    assert [quarter_of(date(2026, month, 28))[0].month for month in range(1, 13)] == [1] * 3 + [4] * 3 + [7] * 3 + [
        10
    ] * 3
    assert quarter_of(date(2026, 10, 31)) == (date(2026, 10, 1), date(2027, 1, 1))
    assert quarter_of(date(2026, 1, 1)) == (date(2026, 1, 1), date(2026, 4, 1))
    assert year_of(date(2026, 11, 21)) == (date(2026, 1, 1), date(2027, 1, 1))


@pytest.mark.parametrize("who", PEOPLE)
def test_top_sellers_are_those_of_the_commission_report(demo: Session, who: str) -> None:
    """OPP-13, S22, W20: two ways of counting, one for the page and one for the report, give the same to the øre."""
    session = demo.as_person(person_by_initials(demo.store, who))
    answer = run(session, report_named("commission"), Asked(Period(date(2026, 1, 1), date(2026, 12, 31))))
    wanted = {
        (line.key, section.currency): Fraction(line.values[-1])
        for section in answer.of_part("seller")
        for line in section.lines
        if not line.special and line.values[-1]
    }
    assert len(wanted) > 3
    for _turn in range(2):
        found = top_sellers(session, *year_of(NOW.date()))
        assert {(line.initials, line.currency): Fraction(line.amount) for line in found} == wanted
        refresh(session)


@pytest.mark.parametrize("who", PEOPLE)
def test_pipelines_sales_and_customers_against_plain_counting(demo: Session, who: str) -> None:
    """CUST-01: sums and rows of each box, over the whole demo, as everybody sees it."""
    session = demo.as_person(person_by_initials(demo.store, who))
    me, rows = session.person.id, demo.store.rows
    theirs = plain_sql("SELECT id FROM customer WHERE owner_only = 1 AND owner IS DISTINCT FROM ?", me)
    hidden = {row[0] for row in rows(theirs)}
    assert hidden
    columns = "id, customer, owner, status, amount, currency, expected_close, closed_at"
    every = rows(plain_sql(f"SELECT {columns} FROM opportunity WHERE active = 1"))
    sales = [row for row in every if row[1] not in hidden]
    for span in (month_of(NOW.date()), quarter_of(NOW.date()), year_of(NOW.date())):
        first, after = (day.isoformat() for day in span)
        mine = [row for row in sales if row[2] == me and row[3] == 1 and row[6] and first <= row[6] < after]
        found = pipeline(session, *span)
        assert sum(line.sales for line in found.sums) == len(mine)
        by_hand: dict[str, int] = {}
        for row in mine:
            by_hand[row[5] or ""] = by_hand.get(row[5] or "", 0) + (row[4] or 0)
        assert {line.currency: line.amount for line in found.sums} == {
            unit: Decimal(amount) / 100 for unit, amount in by_hand.items()
        }
        in_order = sorted(mine, key=lambda row: (row[6], row[0]))
        assert [sale.id for sale in found.rows] == [row[0] for row in in_order][:MOST]
        won = [
            row for row in sales
            if row[3] == 2 and span[0] <= datetime.fromisoformat(row[7]).astimezone(OSLO).date() < span[1]
        ]  # fmt: skip
        told = [line for line in won_between(session, *span) if not line.employee]
        assert sum(line.sales for line in told) == len(won)
        latest = sorted(won, key=lambda row: (row[7], row[0]), reverse=True)
        assert [sale.id for sale in latest_sales(session, *span)] == [row[0] for row in latest][:10]
    newest = rows(plain_sql("SELECT id FROM customer WHERE active = 1 ORDER BY created_at DESC, id DESC"))
    assert [line.id for line in latest_customers(session)] == [row[0] for row in newest if row[0] not in hidden][:10]


def test_what_is_due_names_what_it_is_about(session: Session, kari: Session, clock: StandingClock) -> None:
    """G05, W20: the first record that the person may see; done, deactivated and others' tasks are not there."""
    mine = file(session, Lead, name="Fjord AS")
    secret = file(kari, Lead, name="Hemmelig AS", owner_only=True)
    task = add(session, "task", {"subject": "Ring", "at": clock.now}, [("lead", mine)])
    with session.store.writing():
        session.store.run(plain_sql("UPDATE activity_link SET record_id = ? WHERE activity = ?", secret, task))
        session.store.run(
            plain_sql("INSERT INTO activity_link (activity, record, record_id) VALUES (?, 'lead', ?)", task, mine)
        )
    add(session, "task", {"subject": "Gjort", "at": clock.now, "done": True}, [])
    add(kari, "task", {"subject": "Hennes", "at": clock.now}, [])
    (due,) = read_boxes(session).tasks
    assert (due.item.subject, due.about, due.record, due.record_id) == ("Ring", "Fjord AS", "lead", mine)


def test_opportunities_without_amount_or_currency(session: Session, clock: StandingClock) -> None:
    """S20, P05: they count, and stand last; who won nothing but such is not among the best."""
    fjord, today = customer(session), clock.now.date()
    for amount in (None, None, Decimal(10)):
        file(session, Opportunity, title="Åpen", customer=fjord, amount=amount, expected_close=today)
        file(session, Opportunity, title="Solgt", customer=fjord, amount=amount, status="won")
    boxes = read_boxes(session)
    assert [(line.currency, line.sales, line.amount) for line in boxes.month.sums] == [("NOK", 1, 10), ("", 2, 0)]
    assert [(line.currency, line.sales, line.amount) for line in boxes.sold] == [("NOK", 1, 10), ("", 2, 0)]
    assert [(line.initials, line.amount) for line in boxes.sellers] == [("ROO", 10)]
    clock.now += timedelta(days=40)
    assert read_boxes(session).sold == ()


def test_a_pipeline_of_the_largest_amounts_is_exact(session: Session) -> None:
    """CUST-01: nobody's start page stays empty for sums beyond the engine's numbers."""
    company = customer(session)
    with change(session, "Many", "add") as made:
        values = {"title": "Sale", "customer": company, "amount": Decimal(10**15 - 1)}
        values |= {"probability": Decimal(50), "expected_close": date(2026, 11, 22)}
        made.insert_many(Opportunity, [values] * 100)
    [expected] = pipeline(session, *month_of(date(2026, 11, 21))).sums
    assert (expected.amount, expected.weighted) == (100 * Decimal(10**15 - 1), 50 * Decimal(10**15 - 1))
