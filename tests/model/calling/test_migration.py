"""A database in which only leads were called: its lists, calls and history go on (COM-18)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from model.calling.entries import entries
from model.calling.kinds import RecordRef
from model.calling.progress import progress
from model.core.history.undo import undo
from model.core.storage.database import open_store
from model.core.storage.migration import take_step
from model.core.storage.store import APPLICATION_ID
from model.core.text import fold
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.plain_sql import plain_sql


def _earlier(path: Path, version: int) -> None:
    """Make a database of an earlier version with a list of two leads, one of them called, one taken off again."""
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("salg_fold", 1, fold)
        for number in range(1, version + 1):
            take_step(connection, number)
        connection.execute(
            "INSERT INTO employee (id, initials, initials_key, name, name_key, role, account, active, version)"
            " VALUES (1, 'ROO', 'roo', 'Root', 'root', 1, 'root', 1, 0)"
        )
        for lead in (1, 2, 3):
            connection.execute(
                "INSERT INTO lead (id, name, name_key, phone, owner_only, status, active, classification, do_not_call)"
                " VALUES (?, 'Fjord', 'fjord', '22334455', 0, 2, 1, 2, 0)",
                (lead,),
            )
        connection.execute(
            "INSERT INTO call_list (id, name, owner, shared, made_at) VALUES (1, 'Høst', 1, 1, '2026-11-01T09:00:00Z')"
        )
        connection.executemany(
            "INSERT INTO call_list_entry (id, list, lead, private, state, due, tries) VALUES (?, 1, ?, 0, ?, ?, 0)",
            [(1, 1, 4, None), (3, 3, 2, "2026-12-01T09:00:00Z")],
        )
        connection.execute("UPDATE sqlite_sequence SET seq = 9 WHERE name = 'call_list_entry'")
        connection.execute(
            "INSERT INTO activity (id, kind, subject, subject_key, owner, outcome, direction, active, at)"
            " VALUES (1, 'call', 'S', 's', 1, 1, 1, 1, '2026-11-02T09:00:00Z')"
        )
        connection.execute("INSERT INTO activity_link (activity, record, record_id) VALUES (1, 'lead', 1)")
        connection.execute(
            "INSERT INTO call_list_call (list, activity, caller, at, outcome) VALUES (1, 1, 1, '2026-11-02', 1)"
        )
        connection.execute("INSERT INTO call_lease VALUES (1, 1, 'x', 1, '2026-11-02T09:00:00Z')")
        connection.execute(
            "INSERT INTO change (id, name, kind, author, at, rows)"
            " VALUES (7, 'Change', 'edit', 1, '2026-11-21T09:00:00Z', 1)"
        )
        gone = {"id": 2, "list": 1, "lead": 2, "private": 0, "state": 1, "due": None, "caller": None, "task": None}
        connection.execute(
            "INSERT INTO change_row (change, record, record_id, action, before)"
            " VALUES (7, 'call_list_entry', 2, 'delete', ?)",
            (json.dumps({**gone, "tries": 0, "reason": None}),),
        )
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()


@pytest.mark.parametrize("version", [3, 6, 9])
def test_lists_of_leads_are_carried_over(tmp_path: Path, clock: StandingClock, version: int) -> None:
    """Entries, calls and promises stay; what was taken off before can be put back; no ID is used twice."""
    path = tmp_path / "salg.db"
    _earlier(path, version)
    with closing(open_store(path)) as store:
        session = sign_in(store, "root", clock)
        assert [(each.record, each.state) for each in entries(session, 1)] == [
            (RecordRef("lead", 1), "done"), (RecordRef("lead", 3), "call_back"),
        ]  # fmt: skip
        assert store.rows(plain_sql("SELECT record, record_id, outcome FROM call_list_call")) == [("lead", 1, 1)]
        assert (progress(session, 1).called, progress(session, 1).outcomes) == (1, {"reached": 1})
        undo(session, 7)
        assert [each.record.record_id for each in entries(session, 1)] == [1, 2, 3]
        assert store.value(plain_sql("SELECT seq FROM sqlite_sequence WHERE name = 'call_list_entry'")) == 9
        with pytest.raises(sqlite3.IntegrityError, match=r"call_list_entry\.state"):
            store.connection().execute("UPDATE call_list_entry SET state = NULL")
        store.connection().rollback()
