"""Copies of a database: whole, checked, as private as what was copied, and never a danger to it (COM-18)."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from model.core.errors import StorageError, UserError
from model.core.filesystem import file_mode
from model.core.filesystem.named_file import LOG_ENDINGS, refuse_own
from model.core.filesystem.partial_file import PartialFile
from model.core.language import _
from model.core.storage.sqlite.database_file import BUSY_MILLISECONDS, storage_error
from model.core.storage.store import Store


def refuse_target(target: Path, *, force: bool) -> None:
    """Raise :class:`UserError` for a name that a copy cannot have; with ``force`` it may be that of an older copy.

    What a program that uses an older copy, or was killed with it open, has laid beside it would be read into the new
    one: it is carried over and removed, or the name is refused.
    """
    if target.is_dir():
        raise UserError(_("{path} is a folder.").format(path=target), "file")
    refuse_own(target, "file")
    left = [log for log in _logs_of(target) if os.path.lexists(log)]
    there = os.path.lexists(target)
    if (there or left) and not force:
        raise UserError(_("{path} exists; --force overwrites it.").format(path=target if there else left[0]), "file")
    if there and not target.is_file():
        raise UserError(_("{file} is no ordinary file.").format(file=target.name), "file")
    if left:
        _settle(target)


def write_copy(path: Path, target: Path, *, new: bool = False, check: bool = True) -> Path:
    """Write a whole copy of the database at ``path`` while it is in use, and return where it is.

    It is the state of one moment: what others commit meanwhile is not in it, and does not make it begin again. It
    appears complete, with the mode and group of the database, or not at all. With ``new`` nothing is overwritten: the
    copy takes the first free of "name", "name-2", "name-3" …; with ``check`` a copy that is not sound is not kept.
    Raises :class:`StorageError`.
    """
    try:
        with PartialFile(target) as partial:
            copy_pages(path, partial.path)
            if check:
                _refuse_unsound(partial.path)
            file_mode.share_as(partial.path, path)
            partial.settle()
            return partial.put_beside() if new else partial.replace()
    except OSError as error:
        raise StorageError(
            _("{path} cannot be written: {error}").format(path=target, error=error.strerror or error)
        ) from error


def busy_watch(path: Path) -> Callable[[int, int, int], None]:
    """Return what stops a copy that a lock of another process holds up for too long."""

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise storage_error(sqlite3.OperationalError("locked"), path)

    return look


def copy_pages(path: Path, partial: Path) -> None:
    """Copy the content of a database, in use or not, to a file that nobody knows of yet; raise StorageError."""
    # Connections of their own: the thread's may be in the middle of a transaction.
    try:
        source = sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000)
    except sqlite3.Error as error:
        raise storage_error(error, path) from error
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(partial)) as copy:
        try:
            # Should this stop halfway, the copy is thrown away: no journal of it need be left.
            copy.execute("PRAGMA journal_mode=off")
            # In one step: in several, it would begin again whenever somebody writes.
            source.backup(copy, progress=busy_watch(path))
            copy.execute("PRAGMA journal_mode=delete")
        except sqlite3.Error as error:
            raise storage_error(error, partial) from error


def _refuse_unsound(partial: Path) -> None:
    copy = Store(partial, read_only=True)
    try:
        if wrong := copy.check():
            raise StorageError(_("The copy is damaged: {problem}").format(problem=wrong[0]), "file")
    finally:
        copy.close()


def _logs_of(target: Path) -> list[Path]:
    return [target.with_name(target.name + ending) for ending in LOG_ENDINGS]


def _settle(target: Path) -> None:
    """Remove the log beside a copy that is to be overwritten; raise :class:`UserError` where a program uses it."""
    if target.is_file():
        try:
            with contextlib.closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as old:
                # The engine changes this only where nobody else has the file open.
                old.execute("PRAGMA journal_mode=delete")
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise UserError(_("{path} is in use by another program.").format(path=target), "file") from error
        except sqlite3.Error:
            # What is no database has no log either: what lies beside it belongs to nobody.
            pass
    for log in _logs_of(target):
        with contextlib.suppress(FileNotFoundError):
            log.unlink()
