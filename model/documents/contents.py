"""The bytes of documents: a folder beside the database in which each file is named by what is in it (CUST-17).

``salg.db`` has ``salg.db.files``; moved or copied together, nothing is lost. A file is written beside its place and
renamed, so that it is whole or not there, and is never written again: the same bytes added twice are kept once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from model.core.errors import StorageError, UserError
from model.core.language import _

_CHUNK = 1 << 20
_HEX = frozenset("0123456789abcdef")


class Content(NamedTuple):
    """What was taken in: the SHA-256 of the bytes in hex, and how many they are."""

    digest: str
    size: int


def folder_of(database: Path) -> Path:
    """Return the folder of a database's files; it need not exist. A link to a database has the files of that one."""
    path = database.resolve()
    return path.with_name(path.name + ".files")


def place_of(folder: Path, digest: str) -> Path:
    """Return where the bytes of that digest are kept, or would be; raise ValueError for what is no digest."""
    if len(digest) != 64 or not _HEX.issuperset(digest):
        raise ValueError("no SHA-256 in hex")
    return folder / digest[:2] / digest


def take_in(folder: Path, source: Path) -> Content:
    """Copy a file into the folder and return what it is called there.

    Raises :class:`UserError` for what is no file, :class:`StorageError` for what cannot be read or written; nothing is
    left of it then.
    """
    if source.is_dir():
        raise UserError(_("{path} is a folder.").format(path=source), "file")
    if not source.exists():
        raise UserError(_("There is no file {path}.").format(path=source), "file")
    if not source.is_file():
        raise UserError(_("{path} is no ordinary file.").format(path=source), "file")
    try:
        file = source.open("rb")
    except OSError as error:
        raise StorageError(
            _("{path} cannot be read: {error}").format(path=source, error=error.strerror or error), "file"
        ) from error
    with file:
        return _put(folder, iter(lambda: file.read(_CHUNK), b""))


def _put(folder: Path, chunks: Iterator[bytes]) -> Content:
    partial: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".adding-", dir=folder)
        partial = Path(name)
        digest, size = hashlib.sha256(), 0
        with open(descriptor, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        place = place_of(folder, digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        # Whoever may read the database may read them; nobody writes them again.
        os.chmod(partial, 0o444 & folder.stat().st_mode | 0o400)
        # What is there already is the same: it takes the new one's time, by which it is kept from being swept.
        partial.replace(place)
        partial = None
        for changed in (place.parent, folder):
            _settle(changed)
        return Content(digest.hexdigest(), size)
    except OSError as error:
        raise StorageError(
            _("{path} cannot be written: {error}").format(path=folder, error=error.strerror or error), "file"
        ) from error
    finally:
        if partial is not None:
            with contextlib.suppress(OSError):
                partial.unlink()


def _settle(folder: Path) -> None:
    """Have the folder's entries on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def digests(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what is kept in a folder: digest and path."""
    if not folder.is_dir():
        return
    for part in sorted(folder.iterdir()):
        if len(part.name) == 2 and part.is_dir():
            for path in sorted(part.iterdir()):
                if len(path.name) == 64 and _HEX.issuperset(path.name):
                    yield path.name, path


def carry(source: Path, target: Path, *, link: bool = False, told: Callable[[int], None] | None = None) -> int:
    """Copy what ``target`` has not got yet from one folder of files to another, and return how many that was.

    With ``link`` both may share the bytes on the disk, which costs no room. ``told`` hears of each.
    """
    count = 0
    for digest, path in digests(source):
        place = place_of(target, digest)
        if place.exists():
            continue
        if not (link and _linked(path, place)):
            taken = take_in(target, path)
            if taken.digest != digest:
                # What is damaged is not passed on under its name; it stays under the name of what it is now.
                continue
        count += 1
        if told is not None:
            told(count)
    return count


def _linked(path: Path, place: Path) -> bool:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, place)
    except OSError:
        return False
    return True
