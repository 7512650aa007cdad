"""A database of version 3 with rows in it: what the step to customers and sales makes of it (COM-18)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from model.activities import agenda, timeline
from model.activities.records import Appointment
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.lists.criteria import Filter
from model.core.storage.database import open_store
from model.core.storage.migration import take_step
from model.core.storage.store import APPLICATION_ID
from model.customers.records import Customer
from model.dashboard.boxes import read_boxes
from model.documents import keeping
from model.opportunities.records import Opportunity
from model.opportunities.totals import totals
from model.people.signing_in import sign_in
from model.projects.records import Project
from tests.conftest import StandingClock
from tests.model.filing import contents, file
from tests.plain_sql import plain_sql

AT = "2026-11-21T09:00:00Z"
_ACTIVITIES = (
    (1, "task", 0, "2026-11-20T09:00:00Z", 1),
    (2, "task", 1, "2026-11-01T09:00:00Z", 1),
    (3, "task", 0, None, 1),
    (4, "task", 0, "2026-11-19T09:00:00Z", 0),
    (5, "appointment", 0, AT, 1),
    (6, "note", None, AT, 1),
    (7, "call", None, "2026-11-18T09:00:00Z", 1),
)
"""ID, kind, done, time and whether in use."""


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO employee (id, initials, initials_key, name, name_key, role, account, active, version)"
        " VALUES (1, 'ROO', 'roo', 'Root', 'root', 1, 'root', 1, 0)"
    )
    connection.executemany(
        "INSERT INTO customer (id, name, name_key, owner, owner_key, owner_only, active, created_at, version)"
        " VALUES (?, ?, lower(?), 1, 'roo', ?, 1, ?, 0)",
        [(1, "Fjord", "Fjord", 0, AT), (2, "Secret", "Secret", 1, AT)],
    )
    connection.executemany(
        "INSERT INTO activity (id, kind, subject, subject_key, done, at, active, owner, created_at,"
        " changed_at, version) VALUES (?, ?, 'S', 's', ?, ?, ?, 1, '2026-11-01T08:00:00Z', '2026-11-01T08:00:00Z', 0)",
        _ACTIVITIES,
    )
    connection.executemany(
        "INSERT INTO activity_link (activity, record, record_id) VALUES (?, 'customer', ?)",
        [(row[0], customer) for row in _ACTIVITIES for customer in (1, 2)],
    )
    connection.executemany(
        "INSERT INTO opportunity (id, title, title_key, customer, customer_key, owner, status, amount, currency,"
        " closed_at, expected_close, active, created_at, version)"
        " VALUES (?, 'Sale', 'sale', 1, 'fjord', 1, ?, 10000, ?, ?, '2026-11-25', 1, '2026-10-01T08:00:00Z', 0)",
        [(1, 2, "nok", AT), (2, 2, "NOK", AT), (3, 1, " Nok", None), (4, 1, "", None), (5, 1, None, None)],
    )
    connection.executemany(
        "INSERT INTO opportunity_seller (opportunity, employee, share) VALUES (?, 1, 10000)",
        [(n,) for n in range(1, 6)],
    )


@pytest.fixture
def old(tmp_path: Path, clock: StandingClock) -> Iterator[Session]:
    """Somebody at work in a database that has just been brought from version 3 to this one."""
    path = tmp_path / "salg.db"
    with closing(sqlite3.connect(path)) as connection:
        for number in (1, 2, 3):
            take_step(connection, number)
        _fill(connection)
        connection.execute("PRAGMA user_version = 3")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()
    with closing(open_store(path)) as store:
        yield sign_in(store, "root", clock)


def test_nothing_is_lost_and_what_was_there_before_is_beside_it(old: Session) -> None:
    """COM-18: every row of before is there, the copy made beforehand is of version 3, and the check finds nothing."""
    for table, count in (("customer", 2), ("activity", 7), ("activity_link", 14), ("opportunity", 5)):
        assert old.store.value(plain_sql(f"SELECT count(*) FROM {table}")) == count
    [backup] = old.store.path.parent.glob("*.schema-3-*.backup")
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM activity").fetchone() == (7,)
    assert not list(old.store.check())


def test_cards_calendar_and_start_page_show_what_was_on_file(old: Session) -> None:
    """CUST-01, CUST-14, COM-12: the order of a card's activities is kept for those of before, too."""
    for customer in (1, 2):
        assert [entry.id for entry in timeline.tasks_of(old, "customer", customer, 9)] == [1, 3, 2]
        assert sorted(e.id for e in timeline.of_record(old, "customer", customer, inactive=True)) == [*range(1, 8)]
        assert timeline.counts(old, "customer", customer)["task"] == 3
    window = agenda.window(old, "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", owner=1)
    assert [(item.id, item.remind, item.coming) for item in window] == [(5, None, False)]
    boxes = read_boxes(old)
    assert [(line.currency, line.amount, line.sales) for line in boxes.sold] == [("NOK", Decimal(200), 2)]
    assert [due.item.id for due in boxes.tasks] == [1]


def test_one_currency_is_one_sum(old: Session) -> None:
    """OPP-04: currencies that were typed in small letters are those that they meant."""
    sums = [(one.currency, one.count) for one in totals(old, Filter()).sums]
    assert sums == [("NOK", 3), ("", 2)]


def test_what_is_on_file_can_be_changed_deleted_and_brought_back(old: Session, tmp_path: Path) -> None:
    """COM-07, COM-08: rows of before take part in series, documents, projects, deletion and undo."""
    paper = tmp_path / "paper.txt"
    paper.write_text("x", encoding="utf-8")
    keeping.add(old, ("customer", 2), paper)
    file(old, Project, name="Roof", customer=1, start=date(2026, 11, 21))
    with change(old, "Edit", "edit") as made:
        made.update(Appointment, 5, {"recurrence": "FREQ=WEEKLY", "done": False})
    window = agenda.window(old, "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z")
    assert [(item.at, item.coming) for item in window] == [(datetime(2026, 11, 28, 9, tzinfo=UTC), True)]
    before = contents(old.store)
    delete(old, Customer, [2])
    assert timeline.counts(old, "customer", 1)["task"] == 3
    assert not old.store.rows(plain_sql("SELECT 1 FROM activity_place WHERE record_id = 2"))
    past = latest_own(old)
    assert past is not None
    undo(old, past.id)
    assert contents(old.store) == before
    assert read(old, Opportunity, 3).currency == "NOK"
