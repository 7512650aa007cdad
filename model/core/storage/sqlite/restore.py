"""Putting a copy in the place of a database, with what was there before kept beside it (COM-18).

The copy is brought to a passing file first – examined, checked, with its schema up to date and a new mark – so that
whatever is wrong with it is said before anything is touched. Then it goes one of three ways: into a sound database,
while others have it open, in one transaction that also holds what was there before; in the place of a damaged one,
which is moved aside whole; or where there was none.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from model.core.errors import StorageError, UserError
from model.core.filesystem import file_mode
from model.core.filesystem.named_file import LOG_ENDINGS, identity_of
from model.core.filesystem.partial_file import PartialFile, settle_folder
from model.core.language import _
from model.core.storage import migration
from model.core.storage.errors import ReplacedError
from model.core.storage.sqlite.backup import busy_watch, copy_pages, write_copy
from model.core.storage.sqlite.database_file import BUSY_MILLISECONDS, is_open_elsewhere, refuse_foreign, storage_error
from model.core.storage.store import RESTORED, SCHEMA_VERSION_NEWEST, Store

Kept = Callable[[Path], None]
"""What hears of the copy that is kept, while nobody else can write."""

_FEW, _MANY = 1, 256
"""Pages put in at a time; after the first time the right to write is held, and there must be a second."""


@contextlib.contextmanager
def prepared(source: Path, path: Path) -> Iterator[PartialFile]:
    """Give, for the length of the block, a passing copy of ``source`` beside ``path`` that can take its place.

    Raises :class:`StorageError` for a source that is no Salg database, is damaged, was made by a newer version, or
    cannot be read.
    """
    _refuse_source(source)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with PartialFile(path) as partial:
            # SQLite reads it, log and all, as another program may be using it.
            _refuse_damaged(source)
            _bring(source, partial.path)
            partial.settle()
            yield partial
    except OSError as error:
        raise StorageError(
            _("{path} cannot be written: {error}").format(path=path, error=error.strerror or error)
        ) from error


def exchange(store: Store, fresh: Path, aside: Path, kept: Kept) -> Path:
    """Put the content of ``fresh`` in the place of a sound database's, which others may have open.

    What was there is in the file that is returned, ``aside`` or the first free name after it, complete to the last
    change: nobody else writes from before it is copied until the exchange is done. ``kept`` hears of it meanwhile. It
    is one transaction: whole or not at all. Those who have the database open read the new content from then on, and
    write no more (:class:`~model.core.storage.errors.ReplacedError`).
    """
    copies: list[Path] = []
    busy = busy_watch(store.path)

    def hold(status: int, remaining: int, total: int) -> None:
        busy(status, remaining, total)
        if not copies:
            # From the first page on the right to write is held, and others read what was there before.
            _refuse_second(store)
            copies.append(write_copy(store.path, aside, new=True, check=False))
            kept(copies[0])

    # The receiving connection must not be used meanwhile (SQLite would crash): what is asked, is asked by the store's.
    receiver = sqlite3.connect(store.path, timeout=BUSY_MILLISECONDS / 1000)
    with contextlib.closing(receiver), contextlib.closing(sqlite3.connect(fresh)) as content:
        pages = _FEW if content.execute("PRAGMA page_count").fetchone()[0] <= _MANY else _MANY
        try:
            content.backup(receiver, pages=pages, progress=hold)
        except sqlite3.Error as error:
            raise storage_error(error, store.path) from error
    store.fold_as_filed()
    return copies[0]


def replace_damaged(path: Path, fresh: PartialFile, aside: Path) -> Path:
    """Put ``fresh`` in the place of a damaged database and return where that is now.

    Raises :class:`StorageError`, with everything as it was, where this account may not write the damaged one, where
    another program has it open, or where somebody has replaced it meanwhile.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise _unmoved(path, error) from error
    try:
        found = os.fstat(descriptor)
        if is_open_elsewhere(descriptor):
            raise StorageError(_("{path} is in use by another program: close it first.").format(path=path))
        if identity_of(path) != (found.st_dev, found.st_ino):
            raise _replaced(path)
        file_mode.share_as(fresh.path, path)
        moved = _lay_aside(path, aside)
        fresh.replace(path)
        return moved
    except OSError as error:
        raise _unmoved(path, error) from error
    finally:
        os.close(descriptor)


def make(path: Path, fresh: PartialFile) -> None:
    """Put ``fresh`` where there is no database; raise :class:`StorageError` where somebody has made one meanwhile."""
    try:
        if path.exists() and not path.stat().st_size:
            path.unlink()
        file_mode.share(fresh.path, file_mode.mode_in(path.parent), path.parent.stat().st_gid)
        for ending in LOG_ENDINGS:
            # A log whose database is gone would be read into the new one.
            path.with_name(path.name + ending).unlink(missing_ok=True)
        fresh.put_new(path)
    except FileExistsError as error:
        raise StorageError(_("{path} was made by somebody else meanwhile; look again.").format(path=path)) from error
    except OSError as error:
        raise _unmoved(path, error) from error


def _refuse_second(store: Store) -> None:
    """Raise :class:`StorageError` where somebody has restored, or replaced, the database since it was opened."""
    try:
        store.refuse_replaced()
        store.refuse_restored()
    except ReplacedError as error:
        raise _replaced(store.path) from error


def _replaced(path: Path) -> StorageError:
    return StorageError(_("{path} was replaced by somebody else meanwhile; look again.").format(path=path))


def _refuse_source(source: Path) -> None:
    if not source.is_file():
        raise UserError(_("There is no file {path}.").format(path=source), "file")
    refuse_foreign(source, SCHEMA_VERSION_NEWEST)


def _refuse_damaged(source: Path) -> None:
    copy = Store(source, read_only=True)
    try:
        if wrong := copy.check():
            raise StorageError(_("{path} is damaged: {problem}").format(path=source, problem=wrong[0]))
    finally:
        copy.close()


def _bring(source: Path, partial: Path) -> None:
    """Copy a sound source to ``partial``, bring its schema up to date and give it a mark of its own."""
    copy_pages(source, partial)
    store = Store(partial)
    try:
        # The source is the copy of the state before.
        migration.migrate(store, keep_copy=False)
        with store.writing() as connection:
            mark = (RESTORED, secrets.token_hex(8))
            connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", mark)
        store.engine.execute("PRAGMA journal_mode=delete")
    finally:
        store.close()


def _lay_aside(path: Path, aside: Path) -> Path:
    """Give a database and its log another name each, and return that of the database, which keeps its own as well."""
    number = 1
    while True:
        moved = aside if number == 1 else aside.with_name(f"{aside.name}-{number}")
        try:
            # The name stays taken until the new database has it: nobody finds none there and makes one.
            os.link(path, moved)
            break
        except FileExistsError:
            number += 1
        except OSError:
            # A file system without links.
            path.rename(moved)
            break
    for ending in LOG_ENDINGS:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(moved.with_name(moved.name + ending))
    settle_folder(path.parent)
    return moved


def _unmoved(path: Path, error: OSError) -> StorageError:
    return StorageError(_("{path} cannot be moved: {error}").format(path=path, error=error.strerror or error))
