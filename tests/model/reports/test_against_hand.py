"""Every report over the whole demo, against what is worked out by hand, as several people see it (OPP-21 … OPP-23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest

from model.core.access.person import person_by_initials
from model.core.access.session import Session
from model.demo.fill import fill
from model.demo.world import Volumes
from model.people.signing_in import sign_in
from model.reports.answers import Answer, Asked
from model.reports.declared import report_named
from model.reports.periods import Period
from model.reports.running import run
from tests.engines import Databases
from tests.model.reports import by_hand
from tests.model.reports.by_hand import OSLO
from tests.plain_sql import plain_sql

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SPRING = Period(date(2026, 2, 14), date(2026, 5, 9))
ALL = Period()
# The demo's own opportunities, among fewer leads, which no report looks at.
DEMO = Volumes(units=2_000, customers=300, contacts=60, leads=20, opportunities=150, activities=20)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Iterator[Session]:
    """The demo, with ADM at the keyboard; every tenth customer is made visible to its owner alone."""
    store = shared_databases.open(tmp_path_factory.mktemp("demo") / "salg.db")
    fill(store, lambda: NOW.astimezone(OSLO), account="adm", volumes=DEMO)
    with store.writing():
        store.run(plain_sql("UPDATE customer SET owner_only = 1 WHERE id % 10 = 3"))
        # A share that leaves something over, one beyond 100 %, one without an amount, one without a source.
        won = "opportunity IN (SELECT id FROM opportunity WHERE status = 2)"
        ((first, last),) = store.rows(plain_sql(f"SELECT min(id), max(id) FROM opportunity_seller WHERE {won}"))
        store.run(plain_sql("UPDATE opportunity_seller SET share = share - 333 WHERE id = ?", first))
        store.run(plain_sql("UPDATE opportunity_seller SET share = share + 800 WHERE id = ?", last))
        for columns, each in (("amount = NULL, weighted_value", 17), ("source", 13), ("expected_close", 11)):
            store.run(plain_sql(f"UPDATE opportunity SET {columns} = NULL WHERE id % {each} = 0"))
    session = sign_in(store, "adm", lambda: NOW.astimezone(OSLO))
    yield session
    store.close()


def as_fractions(answer: Answer, part: str) -> by_hand.Figures:
    """Return what a report says, by currency and row."""
    found: by_hand.Figures = {}

    def plain(value: Any) -> Any:
        return value if value is None or isinstance(value, int) else Fraction(value)

    for section in answer.of_part(part):
        assert section.currency
        for line in section.lines:
            # A month in which nothing was closed has a line all the same.
            if any(line.values):
                key = line.special or line.key
                found[section.currency, key] = [plain(value) for value in line.values]
        found[section.currency, "="] = [plain(value) for value in section.total]
    return found


def leftovers(figures: by_hand.Figures) -> by_hand.Figures:
    """Add up what is assigned to nobody and what is assigned beyond 100 %, as the hand does."""
    found = {key: row for key, row in figures.items() if key[1] not in ("unassigned", "beyond")}
    for (currency, key), row in figures.items():
        if key in ("unassigned", "beyond"):
            there = found.setdefault((currency, None), [0] * len(row))
            found[currency, None] = [(a or 0) + (b or 0) for a, b in zip(there, row, strict=True)]
    return found


def without_rates(figures: by_hand.Figures) -> by_hand.Figures:
    """Take the hit rate of what is left over away: the sum of two rows has another."""
    return {key: row[:4] if key[1] is None else row for key, row in figures.items()}


@pytest.mark.parametrize("who", ["KNO", "OBE", "SØD", "JBA"])
@pytest.mark.parametrize("period", [YEAR, SPRING, ALL], ids=["year", "spring", "all"])
def test_won_and_lost(demo: Session, who: str, period: Period) -> None:
    """OPP-21, W20: numbers, amounts and hit rates by month, customer, seller, source and reason, for each person."""
    session = demo.as_person(person_by_initials(demo.store, who))
    answer = run(session, report_named("won-lost"), Asked(period))
    sales = by_hand.read(demo.store, session.person.id)
    first, last = period.first or date.min, period.last or date.max

    def month(sale: by_hand.Sale) -> str:
        assert sale.closed
        return sale.closed.isoformat()[:7]

    assert as_fractions(answer, "month") == by_hand.won_lost(sales, first, last, month)
    by_customer = by_hand.won_lost(sales, first, last, lambda sale: sale.customer)
    assert as_fractions(answer, "customer") == by_customer
    assert as_fractions(answer, "source") == by_hand.won_lost(sales, first, last, lambda sale: sale.source or "none")
    sellers = by_hand.won_lost_by_seller(sales, first, last)
    assert without_rates(leftovers(as_fractions(answer, "seller"))) == without_rates(sellers)
    lost = [sale for sale in sales if sale.status == "lost"]
    reasons = by_hand.won_lost(lost, first, last, lambda sale: sale.reason or "none")
    found = as_fractions(answer, "reason")
    assert found == {key: row[2:4] for key, row in reasons.items()}
    names = plain_sql("SELECT name FROM customer WHERE owner_only = 1 AND owner <> ?", session.person.id)
    hidden = {row[0] for row in demo.store.rows(names)}
    assert hidden
    told = {line.label for section in answer.sections for line in section.lines}
    assert not (hidden - {sale.customer for sale in sales}) & told


@pytest.mark.parametrize("who", ["KNO", "MKR"])
@pytest.mark.parametrize("period", [YEAR, SPRING, ALL], ids=["year", "spring", "all"])
def test_commission(demo: Session, who: str, period: Period) -> None:
    """OPP-23, S19, S22: each seller's part of what was won, to the øre; what nobody gets stands by itself."""
    session = demo.as_person(person_by_initials(demo.store, who))
    answer = run(session, report_named("commission"), Asked(period))
    sales = by_hand.read(demo.store, session.person.id)
    first, last = period.first or date.min, period.last or date.max
    wanted = by_hand.commission(sales, first, last)
    assert leftovers(as_fractions(answer, "seller")) == wanted
    for section in answer.of_part("sale"):
        won = [sale for sale in sales if sale.status == "won" and sale.closed and first <= sale.closed <= last]
        parts = sum((Fraction(line.values[-1]) for line in section.lines), Fraction(0))
        assert parts == sum(sale.amount or 0 for sale in won if sale.currency == section.currency)
        assert Fraction(section.total[-1]) == parts
        assert (section.currency, "=") in wanted


@pytest.mark.parametrize("who", ["KNO", "OBE", "JBA"])
def test_pipeline_active_and_expected(demo: Session, who: str) -> None:
    """OPP-22, P01, P02, P05, P07: open ones by stage, seller and month; what is won or lost has no part in it."""
    session = demo.as_person(person_by_initials(demo.store, who))
    sales = by_hand.read(demo.store, session.person.id)
    today = session.reading().today

    def asked(name: str, part: str) -> by_hand.Figures:
        return as_fractions(run(session, report_named(name), Asked(ALL)), part)

    assert asked("pipeline", "stage") == by_hand.pipeline(sales, lambda sale: sale.stage)
    assert asked("expected", "month") == by_hand.pipeline(sales, by_hand.due(today))
    assert leftovers(asked("active", "seller")) == by_hand.active(sales)
