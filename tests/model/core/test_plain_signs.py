"""A database of before typographic signs were folded: its keys are filed anew when it is opened (COM-18, W19)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from model.core.access.session import Session
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.core.storage.database import open_store
from model.core.storage.migration import take_step
from model.core.storage.store import APPLICATION_ID
from model.leads.records import Lead
from model.people.signing_in import sign_in
from model.search.everything import search
from tests.conftest import StandingClock
from tests.plain_sql import plain_sql

NAMES = {1: "O’Brien AS", 2: "Fjord – Berg", 3: "Plain AS", 4: "«Kafé» Åsen"}
OLD_KEYS = {1: "o’brien as", 2: "fjord – berg", 3: "plain as", 4: "«kafe» }sen"}
"""As they were filed."""


def _old(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for number in (1, 2, 3, 4):
            take_step(connection, number)
        connection.execute(
            "INSERT INTO employee (id, initials, initials_key, name, name_key, role, account, active, version)"
            " VALUES (1, 'Ø’R', '|’r', 'Root', 'root', 1, 'root', 1, 0)"
        )
        connection.executemany(
            "INSERT INTO lead (id, name, name_key, owner, owner_key, status, classification, active, version)"
            " VALUES (?, ?, ?, 1, '|’r', 1, 2, 1, 0)",
            [(number, name, OLD_KEYS[number]) for number, name in NAMES.items()],
        )
        # Two that have become one name: both stay.
        connection.executemany(
            "INSERT INTO option (id, list, name, name_key, position, active) VALUES (?, 'lead_source', ?, ?, 1, 1)",
            [(1001, "A–B", "a–b"), (1002, "A-B", "a-b")],
        )
        connection.execute("PRAGMA user_version = 4")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()


def _names(session: Session, text: str) -> list[str]:
    return [hit.title for group in search(session, None, text, ["leads"]) for hit in group.hits]


def test_what_was_filed_before_is_found_by_plain_signs(tmp_path: Path, clock: StandingClock) -> None:
    """Searched, filtered and sorted as what is filed from now on."""
    _old(tmp_path / "salg.db")
    with closing(open_store(tmp_path / "salg.db")) as store:
        session = sign_in(store, "root", clock)
        for text, found in (
            ("o'brien", NAMES[1]),
            ("O’Brien", NAMES[1]),
            ("fjord - berg", NAMES[2]),
            ('"kafé"', NAMES[4]),
        ):
            assert _names(session, text) == [found]
        wanted = Filter(criteria=(Criterion("name", "=", "o'brien as"),))
        assert [row.id for row in Listing(session, Lead, ["name"], wanted, Sort("name")).first(9)] == [1]
        assert store.value(plain_sql("SELECT name_key FROM lead WHERE id = 3")) == OLD_KEYS[3]
        assert store.value(plain_sql("SELECT DISTINCT owner_key FROM lead")) == store.value(
            plain_sql("SELECT initials_key FROM employee")
        )
        assert store.value(plain_sql("SELECT count(*) FROM option WHERE id > 1000")) == 2
        assert not list(store.check())
