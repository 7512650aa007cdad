"""A customer's account as a list: read along the index of its order, however long it is (CUST-20, COM-01)."""

from __future__ import annotations

from datetime import date

import pytest

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.core.storage.expressions import first as null_first
from model.ledger.records import LedgerEntry
from tests.model.filing import customer
from tests.model.ledger import entries


def account(session: Session, of: int, view: str, sort: str) -> Listing:
    """Return the list that the tab of a customer's card shows."""
    fixed = (Criterion("customer", "=", f"#{of}"), Criterion("ledger", "=", "customer"))
    return Listing(session, LedgerEntry, ("number", "amount"), Filter((view,), fixed), Sort(sort))


@pytest.mark.parametrize("sort", ["date", "due", "link_id"])
@pytest.mark.parametrize("view", ["open", "closed", "all"])
def test_no_more_rows_are_read_than_are_shown(session: Session, view: str, sort: str) -> None:
    """The index leads straight to the rows: how many there are is not looked into before."""
    of = customer(session)
    entries(session, of, *range(1, 40))
    listed = account(session, of, view, sort)
    listed.first(5)
    assert not listed._is_few()


def test_what_is_not_in_use_is_looked_for_first(session: Session) -> None:
    """Hardly any entry is: to go along the index until some come would be to read all of them."""
    of = customer(session)
    entries(session, of, 1, 2)
    fixed = (Criterion("customer", "=", f"#{of}"), Criterion("active", "=", "no"))
    assert Listing(session, LedgerEntry, (), Filter(criteria=fixed), Sort("date"))._is_few()


def test_postgresql_goes_along_the_index_however_long_the_account_is(session: Session, engine: str) -> None:
    """With what the planner knows of the tables, it neither joins the hidden customers nor sorts all entries."""
    if engine != "postgresql":
        pytest.skip("PostgreSQL's plan; the tests above hold SQLite's")
    of, other = customer(session), customer(session, "Berg AS")
    for number in range(10):
        entries(session, of if number else other, *range(1, 200))
    with session.store.writing() as connection:
        connection.execute("ANALYZE")
    entry = LedgerEntry
    query = (
        entry.select(entry.id)
        .where(entry.customer == of, entry.ledger == "customer", entry.closed.no, seen(entry))
        .order_by(null_first(entry.date), entry.id)
        .limit(20)
    )
    compiled = session.store.compiled(query)
    asked = compiled.parameters({"me": session.person.id})
    plan = [row[0] for row in session.store.engine.rows(f"EXPLAIN {compiled.text}", asked)]
    assert not any("Sort" in line or "Join" in line for line in plan), plan


def test_a_range_however_long(session: Session) -> None:
    """A range of very many entries, and one of a few, hold what is between their ends, both included."""
    of = customer(session)
    ids = entries(session, of, *range(1, 300), date=date(2026, 3, 1))
    listed = account(session, of, "open", "date")
    rows = listed.first(300)
    assert [row.id for row in rows] == ids
    for first, last in ((0, 4), (10, 250), (250, 10), (0, 298), (298, 298)):
        low, high = sorted((first, last))
        assert listed.between(rows[first].place, rows[last].place) == ids[low : high + 1]
