"""Many processes on one database: starting, killed, writing and reading at once, copying (COM-17, COM-18)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.storage.database import open_store
from model.core.storage.sqlite.backup import write_copy
from model.core.storage.store import Store
from model.leads.records import Lead
from model.people.records import Employee
from tests import on_file
from tests.model import catalog
from tests.model.core.processes import Program, run_at_once
from tests.plain_sql import plain_sql


@pytest.mark.sqlite_only("each makes its own file")
def test_several_processes_start_on_a_fresh_path_at_once(tmp_path: Path) -> None:
    code = """
for number in range(6):
    store = open_store(location / f"salg-{number}.db")
    session = sign_in(store, "root", clock)
    say(f"{session.person.initials} {len(store.rows(Option.select(Option.id)))}")
    store.close()
"""
    said = run_at_once([Program(tmp_path, code) for _ in range(4)])
    assert said == [["ROO 5"] * 6] * 4
    for number in range(6):
        store = open_store(tmp_path / f"salg-{number}.db")
        assert on_file.count(store, Employee) == 1
        assert store.check() == []
        store.close()


def sound(location: Path | str) -> Store:
    """Open what a killed process left, and hold that it is whole."""
    store = open_store(location)
    assert store.check() == []
    catalog.hold_search_indexes(store)
    torn = store.engine.rows(
        "SELECT id, rows FROM change WHERE rows <> (SELECT count(*) FROM change_row WHERE change = change.id)"
    )
    assert torn == []
    return store


def test_killed_inside_a_change_nothing_of_it_is_left(location: Path | str, session: Session) -> None:
    with change(session, "Many", "add") as many:
        many.insert_many(Lead, ({"name": f"Lead {number}", "note": "x" * 200} for number in range(3_000)))
    before = session.store.rows(plain_sql("SELECT * FROM lead")) + session.store.rows(plain_sql("SELECT * FROM change"))
    # The cache of a few pages makes the engine write to the log long before the change is done.
    program = Program(
        location,
        """
session = enter()
session.store.keep_little(80)
with change(session, "All", "edit") as made:
    made.update_many(Lead, range(1, 3001), {"classification": "hot"})
    made.flush()
    say("inside")
    while True:
        made.insert(Lead, {"name": "More", "note": "y" * 5000})
""",
    )
    program.ready()
    program.go()
    assert program.line() == "inside"
    program.kill()
    store = sound(location)
    assert store.rows(plain_sql("SELECT * FROM lead")) + store.rows(plain_sql("SELECT * FROM change")) == before
    store.close()


def test_killed_at_any_moment_every_change_is_whole_or_absent(location: Path | str, session: Session) -> None:
    with change(session, "Many", "add") as many:
        many.insert_many(Lead, ({"name": f"Lead {number}"} for number in range(300)))
    code = """
session = enter()
number = 0
while True:
    number += 1
    with change(session, "Turn", "edit") as made:
        made.update_many(Lead, range(1, 301), {"subject": f"turn {number}"})
        made.update(Lead, number % 300 + 1, {"town": f"town {number}"})
    say(str(number))
"""
    for turns in (1, 3, 4):
        program = Program(location, code)
        program.ready()
        program.go()
        said = [program.line() for _ in range(turns)]
        program.kill()
        store = sound(location)
        subjects = set(on_file.values(store, Lead.subject))
        assert len(subjects) == 1
        assert int(subjects.pop().split()[1]) >= int(said[-1])
        store.close()


@pytest.mark.slow
def test_eight_writers_and_eight_readers_at_once(location: Path | str, session: Session) -> None:
    with change(session, "Many", "add") as many:
        many.insert_many(Lead, ({"name": f"Lead {number}"} for number in range(500)))
    writer = """
session = enter()
mine = __import__("os").getpid()
for number in range(25):
    record_id = (mine + number * 7) % 500 + 1
    lead = read(session, Lead, record_id)
    with change(session, "Edit", "edit") as made:
        made.update(Lead, record_id, {"subject": f"{mine} {number}"})
        made.insert(Lead, {"name": f"New {mine} {number}"})
say("done")
"""
    reader = """
session = enter()
for number in range(60):
    order = Sort("changed_at", number % 2 > 0)
    listing = Listing(session, Lead, ("name", "owner", "subject"), Filter(text="lead"), order)
    assert len(listing.first(50)) == 50
    assert listing.count() >= 500
say("done")
"""
    said = run_at_once([Program(location, code) for code in [writer, reader] * 8])
    assert said == [["done"]] * 16
    store = sound(location)
    assert on_file.count(store, Lead) == 500 + 8 * 25
    store.close()


@pytest.mark.sqlite_only("a backup file")
def test_a_backup_while_somebody_writes(path: Path, session: Session, tmp_path: Path) -> None:
    with change(session, "Many", "add") as many:
        many.insert_many(Lead, ({"name": f"Lead {number}", "note": "x" * 300} for number in range(3_000)))
    program = Program(
        path,
        """
session = enter()
number = 0
while True:
    number += 1
    with change(session, "Turn", "edit") as made:
        made.update_many(Lead, range(1, 3001), {"subject": f"turn {number}"})
    say(str(number))
""",
    )
    program.ready()
    program.go()
    program.line()
    for number in range(3):
        target = tmp_path / f"copy-{number}.db"
        write_copy(path, target)
        copy = sound(target)
        assert len(set(on_file.values(copy, Lead.subject))) == 1
        assert on_file.count(copy, Lead) == 3_000
        copy.close()
    program.kill()
    assert not list(tmp_path.glob(".salg-*"))
