"""Whether a file is a database that this program may open: asked before anything is written to it (COM-17, COM-18)."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from pathlib import Path
from typing import NamedTuple

from model.core.errors import DamagedError, StorageError
from model.core.filesystem.named_file import is_in_use, open_closed_database
from model.core.language import _

APPLICATION_ID = 0x53414C47
"""``SALG``, in the header of the file, so that no other program's database is taken for ours."""

BUSY_MILLISECONDS = 15_000
"""How long a lock of another process is waited for."""

_HEADER = b"SQLite format 3\x00"


class _Marks(NamedTuple):
    """What a database says of itself; ``tables`` is None where it was not counted."""

    version: int
    application: int
    tables: int | None = None


def storage_error(error: Exception, path: object) -> StorageError:
    """Return the sentence for what the engine says of a database that cannot be used."""
    text = str(error).lower()
    if "full" in text:
        return StorageError(_("The disk is full; nothing was changed."))
    if "readonly" in text or "read-only" in text:
        return StorageError(_("{path} cannot be written; nothing was changed.").format(path=path))
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return DamagedError(_("{path} is damaged. Nothing was written to it; restore a backup.").format(path=path))
    if "locked" in text or "busy" in text:
        return StorageError(_("The database is held by another program; nothing was changed. Try again."))
    if "unable to open" in text:
        return StorageError(
            _("{path} cannot be opened: check that its folder exists and that you may write in it.").format(path=path)
        )
    return StorageError(_("The database does not answer: {error}").format(error=error))


def refuse_foreign(path: Path, newest: int) -> None:
    """Raise :class:`StorageError` for a file that this program must not open, without opening it for writing.

    ``newest`` is the newest schema that the program knows. Damage, and what is no database at all, is a
    :class:`DamagedError`; another program's database, a newer schema and a file that cannot be read are not.
    """
    _refuse_kind(path)
    marks = _asked(path) if is_in_use(path) else _read(path)
    # A database without anything in it is one that another process is making at this moment, or did not get to make.
    if marks.application != APPLICATION_ID and marks != (0, 0, 0):
        raise StorageError(_not_ours(path))
    if marks.version > newest:
        raise StorageError(
            _(
                "{path} was made by a newer Salg (schema {version}, this one knows {known}); it was left as it is."
            ).format(path=path, version=marks.version, known=newest)
        )


def is_open_elsewhere(descriptor: int) -> bool:
    """Whether another process has a database open; if not, no other can open it while ``descriptor`` is.

    The descriptor is one for writing. SQLite's own locks are asked: every process that has a database with a log open
    shares the lock on these bytes, which are past the end of any file.
    """
    import fcntl

    pending, shared = 0x40000000, 0x40000002
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, pending)
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, shared)
    except OSError:
        return True
    return False


def _refuse_kind(path: Path) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(mode):
        # Opening a pipe would wait for somebody who writes to it.
        raise StorageError(_not_ours(path))


def _read(path: Path) -> _Marks:
    """Read the marks from the header of a file that this process has not open; ask the engine where they may be old."""
    log = path.with_name(path.name + "-wal")
    with open_closed_database(path) as file:
        try:
            header = file.read(100)
            size = os.fstat(file.fileno()).st_size
            logged = log.exists() and log.stat().st_size > 0
        except OSError as error:
            raise _unreadable(path, error) from error
    if not header.startswith(_HEADER) or len(header) < 100:
        raise DamagedError(_not_ours(path))
    marks = _Marks(*(int.from_bytes(header[at : at + 4], "big") for at in (60, 68)))
    if logged or marks.application != APPLICATION_ID:
        # What was written last stands in the log until it is carried over.
        return _asked(path)
    if size < _pages(header) * _page_size(header):
        raise storage_error(sqlite3.DatabaseError("malformed: too short"), path)
    return marks


def _asked(path: Path) -> _Marks:
    """Ask the engine for the marks."""
    try:
        with contextlib.closing(
            sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None
            )
        ) as connection:
            # One moment for all three: another process may be making the database between two questions.
            connection.execute("BEGIN")
            return _Marks(
                *(
                    connection.execute(question).fetchone()[0]
                    for question in (
                        "PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_master",
                    )
                )
            )  # fmt: skip
    except sqlite3.Error as error:
        raise storage_error(error, path) from error


def _not_ours(path: Path) -> str:
    return _("{path} is not a Salg database; it was left as it is.").format(path=path)


def _unreadable(path: Path, error: OSError) -> StorageError:
    return StorageError(_("{path} cannot be read: {error}").format(path=path, error=error.strerror or error))


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return 65_536 if size == 1 else size


def _pages(header: bytes) -> int:
    """Return how many pages the file has by its header, 0 where the header does not know."""
    return int.from_bytes(header[28:32], "big") if header[24:28] == header[92:96] else 0
