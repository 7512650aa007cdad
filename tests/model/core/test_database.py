"""The file: made, opened, refused, damaged, full, copied, brought up to date (COM-17, COM-18)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import StorageError
from model.core.storage import database, migration
from model.core.storage.database import open_store
from model.core.storage.ddl import AddColumn, Column, Kind, Operation, Run
from model.core.storage.sqlite.backup import write_copy
from model.core.storage.store import APPLICATION_ID, SCHEMA_VERSION_NEWEST
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.plain_sql import plain_sql


def refused(path: Path) -> str:
    """Open what must not be opened; return the sentence, and hold that the file is as it was."""
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())
    with pytest.raises(StorageError) as raised:
        open_store(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())) == before
    return raised.value.message


def made(path: Path) -> Path:
    """Make a database and close it, so that all of it stands in the one file."""
    open_store(path).close()
    assert sorted(path.parent.glob(path.name + "*")) == [path]
    return path


# Opening


@pytest.mark.usefixtures("program_makes_databases")
def test_a_fresh_database_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "salg.db"
    store = open_store(path)
    assert store.value(plain_sql("PRAGMA user_version")) == SCHEMA_VERSION_NEWEST
    assert store.value(plain_sql("PRAGMA application_id")) == APPLICATION_ID
    assert store.value(plain_sql("PRAGMA journal_mode")) == "wal"
    assert store.check() == []
    store.close()


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    open_store(path).close()
    assert open_store(path).check() == []


def test_no_database_is_made_where_none_is_asked_for(path: Path) -> None:
    with pytest.raises(StorageError, match="There is no database"):
        open_store(path, create=False)
    assert not path.exists()


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder"):
        open_store(tmp_path)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be made"):
        open_store(tmp_path / "file" / "salg.db")


@pytest.mark.parametrize("content", [b"name;town\n" * 100, b"x", b"SQLite format 3\x00" + bytes(20)])
def test_a_file_of_another_kind_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "is not a Salg database" in refused(path)


def test_another_programs_database_is_left_as_it_is(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE lead (id INTEGER PRIMARY KEY)")
    other.close()
    assert "is not a Salg database" in refused(path)


def test_a_newer_schema_is_left_as_it_is(path: Path) -> None:
    made(path)
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION_NEWEST + 1}")
    newer.close()
    sentence = refused(path)
    assert f"schema {SCHEMA_VERSION_NEWEST + 1}" in sentence
    assert "newer Salg" in sentence


def test_a_newer_schema_that_stands_in_the_log_alone_is_seen(path: Path) -> None:
    made(path)
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION_NEWEST + 1}")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="newer Salg"):
        open_store(path)
    assert path.read_bytes() == before
    newer.close()


def test_a_truncated_file_is_refused(path: Path) -> None:
    made(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert "is damaged" in refused(path)


def test_a_damaged_schema_is_refused(path: Path) -> None:
    made(path)
    content = bytearray(path.read_bytes())
    content[100:4096] = bytes([0xA5]) * 3996
    path.write_bytes(content)
    with pytest.raises(StorageError, match="is damaged"):
        open_store(path).value(plain_sql("SELECT count(*) FROM lead"))


def test_damage_further_in_is_a_sentence_and_not_a_traceback(path: Path, clock: StandingClock) -> None:
    store = open_store(path)
    session = sign_in(store, "root", clock)
    with change(session, "Many", "add") as many:
        many.insert_many(Lead, ({"name": f"Lead {number}", "note": "x" * 500} for number in range(500)))
    root = store.value(plain_sql("SELECT rootpage FROM sqlite_master WHERE name = 'lead'"))
    store.close()
    content = bytearray(path.read_bytes())
    content[(root - 1) * 4096 : root * 4096] = bytes([0xA5]) * 4096
    path.write_bytes(content)
    store = open_store(path)
    with pytest.raises(StorageError, match="is damaged"):
        store.rows(plain_sql("SELECT * FROM lead"))
    with pytest.raises(StorageError, match="is damaged"):
        list(store.each(plain_sql("SELECT * FROM lead")))
    assert store.check() != []
    store.close()


@pytest.fixture
def place_for_anybody() -> Iterator[Path]:
    """A folder that other accounts can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="salg-anybody"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(path: Path) -> str:
    """Open ``path`` in a process without rights over it; return what is said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "opened"
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            store = open_store(path)
            with store.writing() as connection:
                connection.execute("INSERT INTO meta VALUES ('a', 'b')")
        except StorageError as error:
            said = error.message
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def test_a_folder_that_cannot_be_written(place_for_anybody: Path) -> None:
    place_for_anybody.chmod(0o555)
    said = as_nobody(place_for_anybody / "salg.db")
    assert "cannot be opened" in said
    assert list(place_for_anybody.iterdir()) == []
    assert "cannot be made" in as_nobody(place_for_anybody / "more" / "salg.db")


def test_a_database_that_cannot_be_written(place_for_anybody: Path) -> None:
    path = made(place_for_anybody / "salg.db")
    content = path.read_bytes()
    path.chmod(0o444)
    place_for_anybody.chmod(0o555)
    assert "cannot be" in as_nobody(path)
    path.chmod(0o400)
    if os.getuid() == 0:
        assert "cannot be read" in as_nobody(path)
    assert path.read_bytes() == content


# Writing


@pytest.mark.sqlite_only("the file itself")
def test_a_full_disk_changes_nothing(session: Session) -> None:
    store = session.store
    with change(session, "One", "add") as one:
        one.insert(Lead, {"name": "Fjord AS"})
    before = list(store.connection().iterdump())
    pages = store.value(plain_sql("PRAGMA page_count"))
    store.value(plain_sql(f"PRAGMA max_page_count = {pages + 5}"))
    with pytest.raises(StorageError, match="disk is full; nothing was changed"):
        with change(session, "Many", "add") as many:
            many.insert_many(Lead, ({"name": f"Lead {number}", "note": "x" * 900} for number in range(2_000)))
    assert list(store.connection().iterdump()) == before
    assert store.check() == []
    store.value(plain_sql("PRAGMA max_page_count = 1000000"))
    with change(session, "Two", "add") as two:
        two.insert(Lead, {"name": "Vik AS"})
    assert store.value(plain_sql("SELECT count(*) FROM lead")) == 2


@pytest.mark.sqlite_only("the file itself")
def test_a_failed_block_leaves_nothing_and_lets_go(session: Session) -> None:
    before = list(session.store.connection().iterdump())
    with pytest.raises(ZeroDivisionError), change(session, "Half", "add") as half:  # noqa: PT012
        half.insert(Lead, {"name": "Half"})
        raise ZeroDivisionError
    assert list(session.store.connection().iterdump()) == before
    with session.store.writing():
        pass


@pytest.mark.sqlite_only("the file itself")
def test_somebody_who_holds_the_database(path: Path, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    session.store.value(plain_sql("PRAGMA busy_timeout = 0"))
    with pytest.raises(StorageError, match="held by another program"):
        with change(session, "Wait", "add") as waiting:
            waiting.insert(Lead, {"name": "Fjord AS"})
    other.close()


# Copies


@pytest.mark.sqlite_only("the file itself")
def test_a_backup_that_cannot_be_written_leaves_nothing(session: Session, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written"):
        write_copy(session.store.path, tmp_path / "nowhere" / "copy.db")
    target = tmp_path / "copy.db"
    target.mkdir()
    with pytest.raises(StorageError):
        write_copy(session.store.path, target)
    assert not list(tmp_path.glob(".salg-*"))


class Step(ModuleType):
    """A migration made up for a test."""

    OPERATIONS: tuple[Operation, ...] = (AddColumn("meta", Column("more", Kind.TEXT)),)


class BrokenStep(ModuleType):
    """One that fails half-way."""

    @staticmethod
    def fail(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    OPERATIONS = (*Step.OPERATIONS, Run(fail))


def next_version(monkeypatch: pytest.MonkeyPatch, step: type[ModuleType]) -> None:
    """Make as if the program knew one more step."""
    monkeypatch.setattr(database, "SCHEMA_VERSION_NEWEST", SCHEMA_VERSION_NEWEST + 1)
    monkeypatch.setattr(migration, "SCHEMA_VERSION_NEWEST", SCHEMA_VERSION_NEWEST + 1)
    monkeypatch.setitem(migration.STEPS, SCHEMA_VERSION_NEWEST + 1, "step")
    monkeypatch.setitem(__import__("sys").modules, "step", step("step"))


@pytest.mark.sqlite_only("the file itself")
def test_a_migration_makes_a_backup_first(path: Path, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """COM-18."""
    with change(session, "One", "add") as one:
        one.insert(Lead, {"name": "Fjord AS"})
    session.store.close()
    next_version(monkeypatch, Step)
    store = open_store(path)
    assert store.value(plain_sql("PRAGMA user_version")) == SCHEMA_VERSION_NEWEST + 1
    assert store.value(plain_sql("SELECT count(more) FROM meta")) == 0
    store.close()
    (backup,) = path.parent.glob(f"{path.name}.schema-{SCHEMA_VERSION_NEWEST}-*.backup")
    monkeypatch.undo()
    old = open_store(backup)
    assert old.value(plain_sql("SELECT name FROM lead")) == "Fjord AS"
    assert old.check() == []
    old.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """COM-18."""
    made(path)
    next_version(monkeypatch, BrokenStep)
    with pytest.raises(StorageError, match="disk is full"):
        open_store(path)
    monkeypatch.undo()
    store = open_store(path)
    assert store.value(plain_sql("PRAGMA user_version")) == SCHEMA_VERSION_NEWEST
    assert [row[1] for row in store.rows(plain_sql("PRAGMA table_info(meta)"))] == ["name", "value"]
    store.close()
