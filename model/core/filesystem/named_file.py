"""Files that a person names: compared with the databases in use before they are opened, and never waited for.

A process that opens and closes a file drops every POSIX lock that it holds on that file, the locks of SQLite among
them; another process then takes the log of the database away while it is in use, and the database is lost ("How To
Corrupt An SQLite Database File", 2.2). So a file that somebody names is opened by :func:`open_named` and by nothing
else, and a file that somebody names to be written goes through :func:`refuse_own` first. A test reads the sources and
holds both.
"""

from __future__ import annotations

import os
import select
import stat
import threading
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from model.core.errors import StorageError, UserError
from model.core.language import _

LOG_ENDINGS = ("-wal", "-shm", "-journal")
"""What SQLite adds to the name of a database for the files that belong to it while it is in use."""

DOCUMENTS_ENDING = ".files"
"""What is added to the name of a database for the folder of its documents (CUST-17)."""

PIPE_SECONDS = 10
"""How long the first byte of a pipe is waited for."""

_COPIES = (".before-restore-*", ".schema-*.backup")

Identity = tuple[int, int]
"""Device and inode: what a file is, whatever it is called."""


class _Guarded:
    """A database of this process: how many connections it has, and which files they were opened on.

    ``always`` says that it is guarded while nobody has it open, too.
    """

    def __init__(self) -> None:
        self.always = False
        self.connections = 0
        self.files: set[Identity] = set()


_guarded: dict[Path, _Guarded] = {}
"""By resolved path."""

_lock = threading.Lock()

_kept_open: list[int] = []
"""Descriptors that must not be closed, because that would drop the locks on a database."""


def identity_of(path: Path) -> Identity | None:
    """Return device and inode of the file that a path leads to, None where there is none to be seen."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def guard(database: Path) -> None:
    """Keep the files of a database from being named, from now on: it is the one that this process is about to use."""
    with _lock:
        _guarded.setdefault(database.resolve(), _Guarded()).always = True


def use(database: Path) -> None:
    """Note that a connection to a database has been opened; each is followed by :func:`leave`."""
    with _lock:
        entry = _guarded.setdefault(database.resolve(), _Guarded())
        entry.connections += 1
        if (found := identity_of(database)) is not None:
            entry.files.add(found)


def leave(database: Path) -> None:
    """Note that a connection to a database has been closed."""
    with _lock:
        whole = database.resolve()
        entry = _guarded[whole]
        entry.connections -= 1
        if not entry.connections:
            entry.files.clear()
            if not entry.always:
                del _guarded[whole]


def is_in_use(path: Path) -> bool:
    """Whether this process has a connection to the database that a path leads to."""
    found = identity_of(path)
    return any(found in entry.files for entry in [*_guarded.values()])


def copies_of(database: Path) -> Iterator[Path]:
    """Yield the copies of a database that Salg itself has laid beside it, before a restore or a new schema."""
    for pattern in _COPIES:
        yield from database.parent.glob(_literal(database.name) + pattern)


def refuse_own(path: Path, field: str | None = None) -> None:
    """Raise :class:`UserError` for a database in use, its log, its copies and its documents, by whatever name."""
    if refusal := _refusal(path):
        raise UserError(refusal, field)


def open_named(path: Path, field: str | None = None, *, pipe: bool = False, document: bool = False) -> BufferedReader:
    """Open a file that a person has named, to be read.

    ``pipe`` allows one that is read once, such as ``<(zcat file)``; ``document`` allows the bytes of a document, for
    those who have looked them up. Raises :class:`UserError` for Salg's own files, for a folder and for what is no file
    (a device, a pipe that nobody writes to), :class:`StorageError` for a file that cannot be read; it never waits.
    """
    if refusal := _refusal(path, document=document):
        raise UserError(refusal, field)
    return _opened(path, field, pipe=pipe)


def open_closed_database(path: Path) -> BufferedReader:
    """Open the file of a database to be read, which this process has not open; raise :class:`StorageError` else."""
    if is_in_use(path):
        raise StorageError(_("{file} is the database itself.").format(file=path.name))
    return _opened(path, None)


def _opened(path: Path, field: str | None, *, pipe: bool = False) -> BufferedReader:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except FileNotFoundError:
        raise UserError(_("There is no file {path}.").format(path=path), field) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StorageError(_("{path} cannot be read: {error}").format(path=path, error=reason), field) from error
    found = os.fstat(descriptor)
    if any((found.st_dev, found.st_ino) in entry.files for entry in [*_guarded.values()]):
        # Somebody has put it there between the look and the opening.
        _kept_open.append(descriptor)
        raise UserError(_("{file} is the database itself.").format(file=path.name), field)
    try:
        _refuse_kind(path, found.st_mode, descriptor, field, pipe=pipe)
        os.set_blocking(descriptor, True)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _refuse_kind(path: Path, mode: int, descriptor: int, field: str | None, *, pipe: bool) -> None:
    if stat.S_ISDIR(mode):
        raise UserError(_("{path} is a folder.").format(path=path), field)
    if pipe and stat.S_ISFIFO(mode):
        watch = select.poll()
        watch.register(descriptor, select.POLLIN)
        if not watch.poll(PIPE_SECONDS * 1000):
            raise UserError(_("{file} is a pipe that nobody writes to.").format(file=path.name), field)
    elif not stat.S_ISREG(mode):
        raise UserError(_("{file} is no ordinary file: save what it gives in a file first.").format(file=path), field)


def _refusal(path: Path, *, document: bool = False) -> str:
    """Return why a file may not be named, '' where it may."""
    found = identity_of(path)
    for database, entry in [*_guarded.items()]:
        own = [_with(database, ending) for ending in ("", *LOG_ENDINGS)]
        if found is not None and (found in entry.files or found == identity_of(database)):
            return _("{file} is the database itself.").format(file=path.name)
        # A name that is free yet must stay free for what SQLite lays there.
        if path.parent.resolve() / path.name in own or (found and found in map(identity_of, own)):
            return _("{file} belongs to the database, which is in use.").format(file=path.name)
        if found is not None and found in map(identity_of, copies_of(database)):
            return _("{file} is a copy of the database that Salg keeps.").format(file=path.name)
        if not document and _is_within(path, _with(database, DOCUMENTS_ENDING)):
            return _("{file} is among the documents of the database: save a copy of it elsewhere.").format(
                file=path.name
            )
    return ""


def _is_within(path: Path, folder: Path) -> bool:
    wanted = identity_of(folder)
    if wanted is None:
        return False
    whole = path.resolve()
    return any(identity_of(part) == wanted for part in (whole, *whole.parents))


def _with(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _literal(name: str) -> str:
    """Return a name as a pattern of glob that matches nothing else."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
