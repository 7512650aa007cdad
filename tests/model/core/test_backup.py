"""Copies: of one moment, as private as what was copied, and with nothing of an older one in them (COM-18)."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import StorageError, UserError
from model.core.filesystem import partial_file
from model.core.storage.sqlite import backup
from model.core.storage.sqlite.backup import refuse_target, write_copy
from model.core.storage.store import Store
from model.leads.records import Lead
from tests.plain_sql import plain_sql

pytestmark = pytest.mark.sqlite_only("a backup file")


def add(session: Session, name: str) -> None:
    with change(session, "New", "add") as made:
        made.insert(Lead, {"name": name})


def leads(path: Path) -> list[str]:
    store = Store(path, read_only=True)
    try:
        return [name for (name,) in store.rows(plain_sql("SELECT name FROM lead ORDER BY id"))]
    finally:
        store.close()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660, 0o644])
def test_a_copy_is_as_private_as_what_was_copied(session: Session, tmp_path: Path, mode: int) -> None:
    session.store.path.chmod(mode)
    copy = write_copy(session.store.path, tmp_path / "copy.db")
    assert stat.S_IMODE(copy.stat().st_mode) == mode


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_a_copy_in_another_group_is_not_for_that_group(session: Session, tmp_path: Path) -> None:
    path = session.store.path
    path.chmod(0o660)
    os.chown(path, -1, 12345)
    copy = write_copy(path, tmp_path / "copy.db")
    assert (copy.stat().st_gid, stat.S_IMODE(copy.stat().st_mode)) == (12345, 0o660)


def test_the_log_of_an_older_copy_is_not_read_into_the_new_one(session: Session, tmp_path: Path) -> None:
    add(session, "Old AS")
    target = write_copy(session.store.path, tmp_path / "copy.db")
    older = sqlite3.connect(target, isolation_level=None)
    older.execute("PRAGMA journal_mode=wal")
    older.execute("UPDATE lead SET name = 'Only in the log AS'")
    # As a program leaves them that is killed.
    kept = {name: Path(f"{target}{name}").read_bytes() for name in ("-wal", "-shm")}
    older.close()
    for name, content in kept.items():
        Path(f"{target}{name}").write_bytes(content)
    add(session, "New AS")
    refuse_target(target, force=True)
    write_copy(session.store.path, target)
    assert leads(target) == ["Old AS", "New AS"]
    assert not Path(f"{target}-wal").exists()


def test_a_log_alone_needs_force_as_a_file_does(session: Session, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    Path(f"{target}-wal").write_bytes(b"of something that is gone")
    with pytest.raises(UserError, match="--force"):
        refuse_target(target, force=False)
    refuse_target(target, force=True)
    write_copy(session.store.path, target)
    assert leads(target) == []
    assert not Path(f"{target}-wal").exists()


def test_a_copy_that_a_program_has_open_is_left_alone(session: Session, tmp_path: Path) -> None:
    target = write_copy(session.store.path, tmp_path / "copy.db")
    reader = sqlite3.connect(target)
    reader.execute("PRAGMA journal_mode=wal")
    reader.execute("SELECT count(*) FROM lead").fetchone()
    with pytest.raises(UserError, match="in use"):
        refuse_target(target, force=True)
    reader.close()


def test_a_copy_that_is_not_sound_does_not_take_the_old_ones_place(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write_copy(session.store.path, tmp_path / "copy.db")
    before = target.read_bytes()
    whole = backup.copy_pages

    def torn(path: Path, partial: Path) -> None:
        whole(path, partial)
        with partial.open("r+b") as file:
            file.seek(5_000)
            file.write(b"\x55" * 20_000)

    monkeypatch.setattr(backup, "copy_pages", torn)
    with pytest.raises(StorageError, match="The copy is damaged"):
        write_copy(session.store.path, target)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob(".salg-*"))


def test_many_at_once_to_one_name_are_all_whole(session: Session, tmp_path: Path) -> None:
    add(session, "Fjord AS")
    path, target = session.store.path, tmp_path / "copy.db"
    failed: list[Exception] = []

    def run() -> None:
        try:
            write_copy(path, target)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert leads(target) == ["Fjord AS"]
    assert not list(tmp_path.glob(".salg-*"))


def test_a_free_name_is_found_where_nothing_may_be_overwritten(session: Session, tmp_path: Path) -> None:
    made = [write_copy(session.store.path, tmp_path / "copy.db", new=True).name for _ in range(3)]
    assert made == ["copy.db", "copy.db-2", "copy.db-3"]


def test_a_database_that_cannot_be_read_is_named_and_not_the_copy(session: Session, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="nowhere"):
        write_copy(tmp_path / "nowhere" / "salg.db", tmp_path / "copy.db")


def test_what_killed_programs_left_is_swept_and_what_lives_is_not(tmp_path: Path) -> None:
    """By the lock that a living process holds, and by age; nothing that is not ours."""
    left = tmp_path / ".salg-list.csv.abc.partial"
    journal = tmp_path / ".salg-copy.db.xyz.partial-journal"
    fresh, other = tmp_path / ".salg-new.csv.def.partial", tmp_path / ".list.partial"
    for path in (left, journal, fresh, other):
        path.write_text("half")
    with partial_file.PartialFile(tmp_path / "list.csv") as living:
        for path in (left, journal, other, living.path):
            os.utime(path, (1, 1))
        assert partial_file.sweep(tmp_path, fresh.stat().st_mtime) == 2
        assert living.path.exists()
    assert sorted(path.name for path in tmp_path.glob(".*")) == [".list.partial", fresh.name]


def test_without_hard_links_nothing_is_overwritten_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_paths: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    target = tmp_path / "list.csv"
    with partial_file.PartialFile(target) as first:
        first.put_new()
    with partial_file.PartialFile(target) as second, pytest.raises(FileExistsError):
        second.put_new()
