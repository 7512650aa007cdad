"""A copy in the place of the database: complete, one at a time, and told to all who have it open (COM-18)."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import DamagedError, StorageError
from model.core.filesystem.partial_file import PartialFile
from model.core.storage.database import open_store
from model.core.storage.errors import ReplacedError
from model.core.storage.sqlite.backup import write_copy
from model.core.storage.sqlite.restore import exchange, make, prepared, replace_damaged
from model.core.storage.store import Store
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.model.core.processes import Program
from tests.model.core.test_backup import leads
from tests.plain_sql import plain_sql

pytestmark = pytest.mark.sqlite_only("a backup file")


def add(session: Session, name: str) -> int:
    with change(session, "New", "add") as made:
        return made.insert(Lead, {"name": name})


@pytest.fixture
def copy(session: Session, tmp_path: Path) -> Path:
    """A copy with one lead, older than the database."""
    add(session, "Before AS")
    made = write_copy(session.store.path, tmp_path / "copy.db")
    add(session, "Later AS")
    return made


def put(session: Session, copy: Path, aside: Path) -> Path:
    with prepared(copy, session.store.path) as fresh:
        return exchange(session.store, fresh.path, aside, lambda _kept: None)


def test_nothing_that_was_saved_is_in_neither(path: Path, session: Session, copy: Path, tmp_path: Path) -> None:
    """Whoever was told that it is saved finds it in the database or in the copy of what was there before."""
    program = Program(
        path,
        """
number = 0
while True:
    session = enter()
    number += 1
    try:
        with change(session, "New", "add") as made:
            made.insert(Lead, {"name": f"Saved {number:06}"})
    except UserError:
        say("refused")
    else:
        say(f"Saved {number:06}")
    session.store.close()
""",
    )
    program.ready()
    program.go()
    said = [program.line() for _ in range(5)]
    kept = []
    for _turn in range(4):
        # One's own is refused from then on, as everybody's is: signed in anew each time.
        session = sign_in(open_store(path), "root", session.clock)
        kept.append(put(session, copy, tmp_path / "aside.db"))
        session.store.close()
        said += [program.line() for _ in range(5)]
    program.kill()
    there = set(leads(path)).union(*(leads(each) for each in kept))
    assert len(set(kept)) == 4
    assert {line for line in said if line.startswith("Saved")} <= there
    assert "Later AS" in there


def test_nobody_writes_between_the_copy_and_the_exchange(session: Session, copy: Path, tmp_path: Path) -> None:
    other = sqlite3.connect(session.store.path, timeout=0, isolation_level=None)

    def kept(aside: Path) -> None:
        assert leads(aside) == ["Before AS", "Later AS"]
        # Others read on, and cannot write.
        assert other.execute("SELECT count(*) FROM lead").fetchone() == (2,)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")

    with prepared(copy, session.store.path) as fresh:
        exchange(session.store, fresh.path, tmp_path / "aside.db", kept)
    assert other.execute("SELECT count(*) FROM lead").fetchone() == (1,)
    assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()


def test_what_goes_wrong_meanwhile_leaves_the_database_as_it_was(session: Session, copy: Path, tmp_path: Path) -> None:
    def full(_aside: Path) -> None:
        raise StorageError("The disk is full.")

    with prepared(copy, session.store.path) as fresh, pytest.raises(StorageError):
        exchange(session.store, fresh.path, tmp_path / "aside.db", full)
    add(session, "Afterwards AS")
    assert leads(session.store.path) == ["Before AS", "Later AS", "Afterwards AS"]
    assert not list(tmp_path.glob(".salg-*"))


def test_a_database_that_somebody_writes_to_for_long_is_told_of(
    session: Session, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.core.storage.sqlite import restore

    monkeypatch.setattr(restore, "BUSY_MILLISECONDS", 10)
    other = sqlite3.connect(session.store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with prepared(copy, session.store.path) as fresh, pytest.raises(StorageError, match="held by another program"):
        exchange(session.store, fresh.path, tmp_path / "aside.db", lambda _kept: None)
    other.close()
    assert leads(session.store.path) == ["Before AS", "Later AS"]


def test_those_who_have_it_open_save_nothing_more(
    session: Session, copy: Path, tmp_path: Path, clock: StandingClock
) -> None:
    """IDs and versions that were read before mean other records now."""
    colleague = sign_in(open_store(session.store.path), "root", clock)
    put(session, copy, tmp_path / "aside.db")
    for one in (colleague, session):
        with pytest.raises(ReplacedError, match="replaced"):
            add(one, "Lost AS")
    colleague.store.close()
    again = sign_in(open_store(session.store.path), "root", clock)
    add(again, "New AS")
    assert leads(session.store.path) == ["Before AS", "New AS"]
    again.store.close()


def test_the_second_of_two_at_once_is_refused(
    session: Session, copy: Path, tmp_path: Path, clock: StandingClock
) -> None:
    second = sign_in(open_store(session.store.path), "root", clock)
    with prepared(copy, session.store.path) as fresh:
        put(session, copy, tmp_path / "aside.db")
        with pytest.raises(StorageError, match="by somebody else"):
            exchange(second.store, fresh.path, tmp_path / "aside.db", lambda _kept: None)
    assert not (tmp_path / "aside.db-2").exists()
    second.store.close()


@pytest.mark.parametrize("how", ["deleted", "moved", "replaced"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_file_that_is_another_by_now_is_not_written_to(
    session: Session, copy: Path, tmp_path: Path, how: str, when: str
) -> None:
    path = session.store.path

    def take_away() -> None:
        if how == "deleted":
            path.unlink()
        elif how == "moved":
            path.rename(tmp_path / "moved.db")
        else:
            copy.rename(path)

    def write() -> None:
        with change(session, "New", "add") as made:
            made.insert(Lead, {"name": "Lost AS"})
            if when == "meanwhile":
                take_away()

    if when == "before":
        take_away()
    with pytest.raises(ReplacedError, match="Not saved"):
        write()
    # Nor does the end of the program take the log of whatever is there now away.
    if how == "replaced":
        log = path.with_name(path.name + "-wal")
        log.unlink()
        log.write_bytes(b"another program's")
        session.store.close()
        assert log.exists()


# A damaged database


def damaged(path: Path) -> None:
    for part in path.parent.glob(path.name + "*"):
        part.unlink()
    path.write_bytes(b"rubbish" * 1000)
    path.chmod(0o640)
    path.with_name(path.name + "-wal").write_bytes(b"its log")


def test_a_damaged_database_is_moved_aside_whole(session: Session, copy: Path, tmp_path: Path) -> None:
    path = session.store.path
    session.store.close()
    damaged(path)
    for number in range(2):
        with prepared(copy, path) as fresh:
            aside = replace_damaged(path, fresh, tmp_path / "aside.db")
        assert aside.name == ("aside.db" if not number else "aside.db-2")
        assert aside.read_bytes().startswith(b"rubbish")
        assert aside.with_name(aside.name + "-wal").read_bytes() == b"its log"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert leads(path) == ["Before AS"]
        damaged(path)


def test_a_damaged_database_that_another_program_has_open_stays(session: Session, copy: Path, tmp_path: Path) -> None:
    path = session.store.path
    session.store.close()
    program = Program(
        path, "session = enter()\nsession.store.row(Lead.select(Lead.id))\nsay('open')\nsys.stdin.readline()"
    )
    program.ready()
    program.go()
    assert program.line() == "open"
    with path.open("r+b") as file:
        file.write(b"rubbish" * 100)
    with prepared(copy, path) as fresh, pytest.raises(StorageError, match="in use by another program"):
        replace_damaged(path, fresh, tmp_path / "aside.db")
    assert path.read_bytes().startswith(b"rubbish")
    assert not (tmp_path / "aside.db").exists()
    program.kill()
    with prepared(copy, path) as fresh:
        replace_damaged(path, fresh, tmp_path / "aside.db")
    assert leads(path) == ["Before AS"]


def test_only_damage_is_damage(path: Path) -> None:
    """What is newer, another program's, no file or not there is refused as something else."""
    open_store(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with sqlite3.connect(path.with_name("other.db")) as other:
        other.execute("CREATE TABLE lead (id INTEGER)")
    other.close()
    text = path.with_name("text.db")
    text.write_text("dear diary")
    for name, wanted in (("salg.db", False), ("other.db", False), ("nowhere.db", False), ("text.db", True)):
        with pytest.raises(StorageError) as raised:
            open_store(path.with_name(name), create=False)
        assert isinstance(raised.value, DamagedError) == wanted, name


def test_where_there_is_none_the_first_of_two_makes_it(copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "salg.db"
    with prepared(copy, path) as first, prepared(copy, path) as second:
        path.with_name(path.name + "-wal").write_bytes(b"of one that is gone")
        make(path, first)
        with pytest.raises(StorageError, match="meanwhile"):
            make(path, second)
    assert leads(path) == ["Before AS"]
    assert [each.name for each in path.parent.iterdir()] == ["salg.db"]


def test_a_copy_of_an_older_schema_is_brought_up_to_date_before_it_is_put_in(
    session: Session, copy: Path, tmp_path: Path
) -> None:
    with prepared(copy, session.store.path) as fresh:
        assert isinstance(fresh, PartialFile)
        store = Store(fresh.path, read_only=True)
        assert store.value(plain_sql("PRAGMA journal_mode")) == "delete"
        assert store.value(plain_sql("SELECT length(value) FROM meta WHERE name = 'restored'")) == 16
        store.close()
    assert not list(tmp_path.glob("*.backup"))
