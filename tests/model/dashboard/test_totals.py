"""The totals of the start page: what is on file as one person sees it, and how their own leads stand (CUST-01, W20)."""

from __future__ import annotations

from collections import Counter

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.customers.records import Customer
from model.dashboard.totals import read_totals
from model.leads.records import STATUSES, Lead
from tests.plain_sql import plain_sql


@pytest.fixture
def on_file(session: Session, kari: Session) -> Session:
    """Leads of two people and of nobody: hidden and not, in use and not, of every status, some of them converted."""
    owners = (session.person.id, kari.person.id, None)
    with change(session, "Fill", "add") as made:
        made.insert_many(
            Lead,
            (
                {
                    "name": f"Lead {number}",
                    "owner": owners[number % 3],
                    "owner_only": number % 7 == 0 and number % 3 < 2,
                    "status": STATUSES[number % len(STATUSES)].name,
                }
                for number in range(210)
            ),
        )
        made.insert(Customer, {"name": "Fjord AS", "owner": session.person.id, "owner_only": True})
    with session.store.writing():
        session.store.run(plain_sql("UPDATE lead SET active = 0 WHERE id % 11 = 0"))
        session.store.run(plain_sql("UPDATE lead SET converted_at = '2026-11-20T12:00:00Z' WHERE id % 5 = 0"))
    return session


@pytest.mark.parametrize("who", ["session", "kari"])
def test_totals_are_those_of_the_rows_that_the_person_sees(on_file: Session, kari: Session, who: str) -> None:
    asking = on_file if who == "session" else kari
    me = asking.person.id
    rows = on_file.store.rows(plain_sql("SELECT owner, owner_only, active, status, converted_at FROM lead ORDER BY id"))
    seen = [row for row in rows if row[2] and (not row[1] or row[0] == me)]
    own = [row for row in rows if row[2] and row[0] == me]
    statuses = Counter(row[3] for row in own if row[4] is None)
    totals = read_totals(asking)
    assert totals.rows[0][1:] == (len(seen), len(own))
    assert totals.statuses == tuple((choice.label, statuses[choice.number]) for choice in STATUSES)
    assert 0 < len(own) < len(seen) < len(rows)
    assert totals.rows[1][1:] == ((1, 1) if asking is on_file else (0, 0))
    few = read_totals(asking, cap=10)
    assert few.rows[0][1:] == (11, 11)
    assert few.statuses == ()
