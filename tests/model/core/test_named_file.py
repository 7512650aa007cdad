"""A file that a person names is not the database, whatever it is called, and its opening waits for nobody (COM-17)."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.errors import StorageError, UserError
from model.core.filesystem import named_file
from model.core.filesystem.named_file import open_named, refuse_own
from model.core.storage.database import open_store
from model.core.storage.sqlite.backup import refuse_target, write_copy
from model.documents import keeping
from model.files.new_file import new_file
from tests.plain_sql import plain_sql

pytestmark = pytest.mark.sqlite_only("the locks of a file")


def is_held(path: Path) -> bool:
    """Whether another process finds the database in use: it can take the log away only where nobody is."""
    ask = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('PRAGMA journal_mode=delete')"
    done = subprocess.run([sys.executable, "-c", ask, str(path)], capture_output=True, text=True, check=False)
    return "locked" in done.stderr


def itself(path: Path) -> Path:
    return path


def log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def index(path: Path) -> Path:
    return path.with_name(path.name + "-shm")


def journal(path: Path) -> Path:
    """One that is not there, and must not be made by anybody but SQLite."""
    return path.with_name(path.name + "-journal")


def hard_link(path: Path) -> Path:
    link = path.with_name("customers.csv")
    os.link(path, link)
    return link


def link_to_the_log(path: Path) -> Path:
    link = path.with_name("log.csv")
    os.link(log(path), link)
    return link


def soft_link(path: Path) -> Path:
    link = path.with_name("linked.csv")
    link.symlink_to(path.name)
    return link


def roundabout(path: Path) -> Path:
    (path.parent / "below").mkdir()
    return path.parent / "below" / ".." / path.name


def kept_copy(path: Path) -> Path:
    return write_copy(path, path.with_name(f"{path.name}.before-restore-20261121-120000"))


def linked_copy(path: Path) -> Path:
    link = path.with_name("copy.csv")
    os.link(kept_copy(path), link)
    return link


NAMES: list[Callable[[Path], Path]] = [
    itself, log, index, journal, hard_link, link_to_the_log, soft_link, roundabout, kept_copy, linked_copy,
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.__name__)
def test_what_belongs_to_the_database_is_neither_read_nor_written(
    session: Session, name: Callable[[Path], Path]
) -> None:
    path = session.store.path
    session.store.row(plain_sql("SELECT 1"))
    named = name(path)
    for door in (
        lambda: open_named(named),
        lambda: open_named(named, document=True),
        lambda: refuse_own(named),
        lambda: refuse_target(named, force=True),
        lambda: new_file(named, force=True).__enter__(),
    ):
        with pytest.raises(UserError) as raised:
            door()
        assert named.name in raised.value.message
    assert is_held(path)


def test_the_documents_are_read_by_those_alone_who_have_looked_them_up(session: Session, tmp_path: Path) -> None:
    from model.core.changes.change import change
    from model.leads.records import Lead

    with change(session, "New", "add") as made:
        lead = made.insert(Lead, {"name": "Fjord AS"})
    offer = tmp_path / "offer.txt"
    offer.write_text("An offer")
    number = keeping.add(session, ("lead", lead), offer)
    kept = keeping.content_of(session, number)
    for door in (
        lambda: open_named(kept), lambda: new_file(kept, force=True).__enter__(),
        lambda: new_file(kept.parent / "mine.csv").__enter__(), lambda: keeping.add(session, ("lead", lead), kept),
    ):  # fmt: skip
        with pytest.raises(UserError, match="documents"):
            door()
    with open_named(kept, document=True) as file:
        assert file.read() == b"An offer"
    # A document whose bytes somebody has replaced by the database does not cost the database its locks.
    kept.unlink()
    os.link(session.store.path, kept)
    with pytest.raises(UserError, match="itself"):
        keeping.save_copy(session, number, tmp_path / "saved.txt")
    assert is_held(session.store.path)


def test_a_database_put_there_at_the_last_moment_stays_open(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look and the opening the name may have come to mean the database: then it must not be closed."""
    session.store.row(plain_sql("SELECT 1"))
    monkeypatch.setattr(named_file, "_refusal", lambda path, document=False: "")
    with pytest.raises(UserError, match="itself"):
        open_named(session.store.path)
    assert is_held(session.store.path)


def test_the_test_would_notice_lost_locks(session: Session) -> None:
    session.store.row(plain_sql("SELECT 1"))
    assert is_held(session.store.path)
    session.store.path.open("rb").close()
    assert not is_held(session.store.path)


def test_a_database_in_use_is_examined_without_being_opened_and_closed(session: Session) -> None:
    """A second store in one process must not cost the first its locks."""
    session.store.row(plain_sql("SELECT 1"))
    open_store(session.store.path).close()
    assert is_held(session.store.path)


def test_what_is_no_file_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UserError, match="no ordinary file"):
        open_named(pipe)
    monkeypatch.setattr(named_file, "PIPE_SECONDS", 0)
    with pytest.raises(UserError, match="nobody writes"):
        open_named(pipe, pipe=True)
    with pytest.raises(UserError, match="no ordinary file"):
        open_named(Path("/dev/null"))
    with pytest.raises(UserError, match="is a folder"):
        open_named(tmp_path)
    with pytest.raises(UserError, match="There is no file"):
        open_named(tmp_path / "nowhere")
    with pytest.raises(StorageError, match="cannot be read"):
        open_named(tmp_path / "nul\0byte")


def test_a_pipe_is_read_where_it_may_be(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"units")
    os.close(writing)
    with open_named(Path(f"/dev/fd/{reading}"), pipe=True) as file:
        assert file.read() == b"units"
    os.close(reading)


def test_other_files_are_read_as_they_are(session: Session, tmp_path: Path) -> None:
    other = tmp_path / "salg.db.csv"
    other.write_bytes(b"name\n")
    with open_named(other) as file:
        assert file.read() == b"name\n"
    with new_file(tmp_path / "salg.db-old.csv") as file:
        file.write("x")
    closed = tmp_path / "another.db"
    sqlite3.connect(closed).close()
    assert not named_file.is_in_use(closed)
