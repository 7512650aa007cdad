"""A database of an earlier version: what was won in it is counted from the first look at the start page (COM-18)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from model.core.storage.database import open_store
from model.core.storage.migration import take_step
from model.core.storage.store import APPLICATION_ID
from model.dashboard.won import refresh, won
from model.people.signing_in import sign_in
from tests.plain_sql import plain_sql


def test_months_of_the_past_are_worked_out_anew(tmp_path: Path, clock: Callable[[], datetime]) -> None:
    """CUST-01: every month in which something was won is stale after the step, and no other."""
    path = tmp_path / "salg.db"
    with closing(sqlite3.connect(path)) as connection:
        for number in (1, 2, 3):
            take_step(connection, number)
        connection.executemany(
            "INSERT INTO opportunity (title, customer, owner, status, amount, currency, closed_at, active)"
            " VALUES ('Sale', 1, 1, ?, 10000, 'NOK', ?, 1)",
            [(2, "2026-03-10T10:00:00Z"), (2, "2026-03-11T10:00:00Z"), (3, "2026-04-01T10:00:00Z"), (1, None)],
        )
        connection.execute("INSERT INTO opportunity_seller (opportunity, employee, share) VALUES (1, 1, 10000)")
        connection.execute("PRAGMA user_version = 3")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()
    with closing(open_store(path)) as store:
        session = sign_in(store, "root", clock)
        assert store.rows(plain_sql("SELECT month FROM won_stale")) == [("2026-03",)]
        for _turn in range(2):
            told = won(session, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
            assert [(line.employee, line.amount, line.sales) for line in told] == [(0, 200, 2), (1, 100, 1)]
            refresh(session)
