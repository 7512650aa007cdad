"""Waiting for the right to write in the order of arrival, and learning what is waited for.

SQLite gives the right to write to whoever happens to ask at the right moment: beside long work, or among many, somebody
may be out of luck until the wait is given up. Beside the database stands a small file (``…-queue``) in which every
program that wants to write locks a byte of its own, each behind the one before; it is its turn when no byte before its
own is locked. The kernel lets go of the byte of a program that ends, however it ends.

It is an order among the polite and no more. The engine's own locks protect the database; where the file cannot be had,
they are all there is.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from model.core.file_mode import share_as
from model.core.language import N_, _, ngettext

STUCK = 15.0
"""Seconds without a move in the queue after which it is tried whether the database is free all the same."""
PATIENCE = 600.0
"""Seconds after which a program that has waited asks the engine itself, which then refuses it or not."""

_FIRST_TICKET = 1_000
_NOTE_AT, _NOTE_LENGTH = 16, 112
_LONGEST_PAUSE = 0.05
_LOCK = "hhqqi"
"""``struct flock`` of Linux: type, whence, start, length, process."""


class Waiting(NamedTuple):
    """What somebody waits for: how long by now, and the kind of change that is being made ('' where it is unknown)."""

    seconds: float
    doing: str


_KINDS = {
    "import": N_("An import is being written."),
    "undo": N_("A change is being taken back."),
    "redo": N_("A change is being taken back."),
    "edit": N_("Records are being changed."),
    "delete": N_("Records are being deleted."),
    "convert": N_("Leads are being converted."),
    "merge": N_("Records are being merged."),
}


def waiting_text(waiting: Waiting) -> str:
    """Return the sentences for what is waited for, and for how long by now, in the language in use."""
    what = _(_KINDS[waiting.doing]) if waiting.doing in _KINDS else _("Somebody else is saving.")
    seconds = round(waiting.seconds)
    waited = ngettext("Waiting for {count} second …", "Waiting for {count} seconds …", seconds)
    return f"{what} {waited.format(count=seconds)}"


def queue_path(database: Path) -> Path:
    """Return where the queue of a database stands, whatever the name by which it was opened."""
    found = Path(os.path.realpath(database))
    return found.with_name(f"{found.name}-queue")


@contextlib.contextmanager
def turn(
    database: Path, doing: str, tell: Callable[[Waiting], object] | None, begin_at_once: Callable[[], bool]
) -> Iterator[bool]:
    """Wait for the turn to write ``doing``, and hold it for the block; yields whether writing has begun already.

    ``tell`` is told about once a second of waiting what it waits for; what it raises ends the wait. ``begin_at_once``
    begins to write where that needs no waiting, and returns whether it did.
    """
    descriptor = _opened(database)
    if descriptor is None:
        yield False
        return
    try:
        ticket = _ticket(descriptor)
        turned = None if ticket is None else _wait(descriptor, ticket, tell, begin_at_once)
        if turned is not None:
            _write_note(descriptor, doing)
        yield turned is True
    finally:
        # With the descriptor all locks that were taken through it go.
        with contextlib.suppress(OSError):
            _count(descriptor, 8)
        os.close(descriptor)


def _opened(database: Path) -> int | None:
    """Return a descriptor of the queue, None where there is to be none."""
    if sys.platform != "linux" or not hasattr(fcntl, "F_OFD_SETLK"):
        return None
    path = queue_path(database)
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        pass
    except OSError:
        return None
    try:
        descriptor = os.open(path, flags | os.O_CREAT, 0o600)
        # Whoever may write the database may stand in its queue.
        with contextlib.suppress(OSError):
            share_as(path, database)
        return descriptor
    except OSError:
        return None


def _ticket(descriptor: int) -> int | None:
    """Take the place behind all others and return its number; None where that is not to be had in a moment."""
    deadline = time.monotonic() + 1
    while not _locked(descriptor, fcntl.F_WRLCK, 0, 1):
        if time.monotonic() > deadline:
            return None
        time.sleep(0.001)
    try:
        number = _count(descriptor, 0)
        return number if _locked(descriptor, fcntl.F_WRLCK, _FIRST_TICKET + number, 1) else None
    except OSError:
        return None
    finally:
        _locked(descriptor, fcntl.F_UNLCK, 0, 1)


def _wait(
    descriptor: int, ticket: int, tell: Callable[[Waiting], object] | None, begin_at_once: Callable[[], bool]
) -> bool | None:
    """Wait until the turn has come; return whether writing has begun already, None where the wait was given up."""
    began = moved = told = time.monotonic()
    pause, seen = 0.001, None
    while (ahead := _ahead(descriptor, ticket)) is not None:
        now = time.monotonic()
        # A turn that has ended, or another program at the head: the queue moves.
        sign = (ahead, _read_count(descriptor, 8))
        if sign != seen:
            seen, moved = sign, now
        process, doing = _read_note(descriptor)
        # Who waits for itself waits for nothing.
        if now - began > (STUCK if process == os.getpid() else PATIENCE):
            return None
        if now - moved > STUCK and begin_at_once():
            return True
        if tell is not None and now - told > 1:
            told = now
            tell(Waiting(now - began, doing))
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE if ticket - ahead > 1 else _LONGEST_PAUSE / 10)
    return False


def _ahead(descriptor: int, ticket: int) -> int | None:
    """Return the number of a ticket before this one that somebody holds, None where there is none."""
    asked = struct.pack(_LOCK, fcntl.F_RDLCK, os.SEEK_SET, _FIRST_TICKET, ticket, 0)
    try:
        kind, _whence, start, _length, _process = struct.unpack(
            _LOCK, fcntl.fcntl(descriptor, fcntl.F_OFD_GETLK, asked)
        )
    except OSError:
        return None
    return None if kind == fcntl.F_UNLCK else int(start) - _FIRST_TICKET


def _locked(descriptor: int, kind: int, start: int, length: int) -> bool:
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack(_LOCK, kind, os.SEEK_SET, start, length, 0))
    except OSError:
        return False
    return True


def _read_count(descriptor: int, at: int) -> int:
    return int.from_bytes(os.pread(descriptor, 8, at), "little")


def _count(descriptor: int, at: int) -> int:
    """Raise the number that stands at a place of the file by one, and return it."""
    number = _read_count(descriptor, at) + 1
    os.pwrite(descriptor, number.to_bytes(8, "little"), at)
    return number


def _write_note(descriptor: int, doing: str) -> None:
    """Say who writes, and what, for those who wait."""
    note = json.dumps([os.getpid(), doing]).encode()[:_NOTE_LENGTH]
    with contextlib.suppress(OSError):
        os.pwrite(descriptor, note.ljust(_NOTE_LENGTH), _NOTE_AT)


def _read_note(descriptor: int) -> tuple[int, str]:
    try:
        process, doing = json.loads(os.pread(descriptor, _NOTE_LENGTH, _NOTE_AT))
        return int(process), str(doing)
    except (OSError, ValueError, TypeError):
        return 0, ""
