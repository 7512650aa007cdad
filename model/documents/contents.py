"""The bytes of documents: a folder beside the database in which each file is named by what is in it (CUST-17).

``salg.db`` has ``salg.db.files``; moved or copied together, nothing is lost. A file is written beside its place and
renamed, so that it is whole or not there, and is never written again: the same bytes added twice are kept once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from model.core.errors import StorageError
from model.core.filesystem.file_mode import create_folder, share, share_as
from model.core.filesystem.named_file import DOCUMENTS_ENDING, open_named
from model.core.filesystem.partial_file import PartialFile, settle_folder
from model.core.language import _
from model.core.storage.store import Store
from model.core.text import excerpt

_CHUNK = 1 << 20
_HEX = frozenset("0123456789abcdef")


class Content(NamedTuple):
    """What was taken in: the SHA-256 of the bytes in hex, and how many they are."""

    digest: str
    size: int


def folder_of(database: Path) -> Path:
    """Return the folder of a database's files; it need not exist. A link to a database has the files of that one."""
    path = database.resolve()
    return path.with_name(path.name + DOCUMENTS_ENDING)


def folder_of_store(store: Store) -> Path:
    """Return the folder of an open database's files: beside a file, or the one that all hosts of a server share.

    They are kept out of a server's database: they are large, are written once under the hash of what is in them, and
    a folder on the net serves every host as well. Raises :class:`StorageError` where nobody has said which folder.
    """
    if isinstance(store.location, Path):
        return folder_of(store.location)
    if store.shared_documents is None:
        raise StorageError(_('The settings do not say where documents are kept: documents = "FOLDER".'))
    return store.shared_documents


def place_of(folder: Path, digest: str) -> Path:
    """Return where the bytes of that digest are kept, or would be; raise ValueError for what is no digest."""
    if not is_digest(digest):
        raise ValueError("no SHA-256 in hex")
    return folder / digest[:2] / digest


def is_digest(text: str) -> bool:
    """Whether that is a SHA-256 in hex, by which bytes are kept."""
    return len(text) == 64 and _HEX.issuperset(text)


def stored_path(folder: Path, digest: str, name: str) -> Path:
    """Return where bytes are that are called ``name``, to be read only.

    Raises :class:`StorageError` where they are missing.
    """
    path = place_of(folder, digest) if is_digest(digest) else None
    if path is None or not path.is_file():
        raise StorageError(
            _("What was in {name} is missing: it should be in the folder {folder}.").format(
                name=excerpt(name), folder=folder
            ),
            "id",
        )
    return path


@contextlib.contextmanager
def reading(source: Path) -> Iterator[Iterator[bytes]]:
    """Give the bytes of a document, a part at a time; raise :class:`StorageError` for what cannot be read."""
    with open_named(source, "file", document=True) as file:
        yield _chunks(file, source)


@contextlib.contextmanager
def opened(source: Path) -> Iterator[BinaryIO]:
    """Give a document as a file to be read; raise :class:`StorageError` for what cannot be read."""
    with open_named(source, "file", document=True) as file:
        yield file


def take_in(folder: Path, source: Path, *, document: bool = False) -> Content:
    """Copy a file into the folder and return what it is called there.

    ``document`` says that it comes from another such folder. Raises :class:`UserError` for what is no file and for the
    database's own, :class:`StorageError` for what cannot be read or written; nothing is left of it then.
    """
    with open_named(source, "file", document=document) as file:
        return _put(folder, _chunks(file, source))


def keep_bytes(folder: Path, content: bytes) -> Content:
    """Put bytes that are in memory into the folder and return what they are called there.

    Raises :class:`StorageError` for what cannot be written; nothing is left of it then.
    """
    return _put(folder, iter((content,)))


def _chunks(file: BinaryIO, source: Path) -> Iterator[bytes]:
    while True:
        try:
            chunk = file.read(_CHUNK)
        except OSError as error:
            raise StorageError(
                _("{path} cannot be read: {error}").format(path=source, error=error.strerror or error), "file"
            ) from error
        if not chunk:
            return
        yield chunk


def _put(folder: Path, chunks: Iterator[bytes]) -> Content:
    try:
        make_folder(folder)
        with PartialFile(folder / "document") as partial:
            digest, size = hashlib.sha256(), 0
            with partial.stream() as out:
                for chunk in chunks:
                    digest.update(chunk)
                    size += len(chunk)
                    out.write(chunk)
            partial.settle()
            place = place_of(folder, digest.hexdigest())
            make_folder(place.parent)
            # Whoever may read the database may read them; nobody writes them again.
            share(partial.path, 0o444 & folder.stat().st_mode | 0o400, folder.stat().st_gid)
            # What is there already is the same: it takes the new one's time, by which it is kept from being swept.
            partial.replace(place)
        settle_folder(folder)
        return Content(digest.hexdigest(), size)
    except OSError as error:
        raise StorageError(
            _("{path} cannot be written: {error}").format(path=folder, error=error.strerror or error), "file"
        ) from error


def make_folder(folder: Path) -> None:
    """Make a folder of documents, or one within it, for those who may use the one it is in."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        create_folder(folder)


def is_what_it_says(folder: Path, digest: str) -> bool:
    """Whether the bytes that are kept under a digest are there and have it."""
    path = place_of(folder, digest)
    if not path.is_file():
        return False
    found = hashlib.sha256()
    with reading(path) as chunks:
        for chunk in chunks:
            found.update(chunk)
    return found.hexdigest() == digest


def digests(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what is kept in a folder: digest and path."""
    if not folder.is_dir():
        return
    for part in sorted(folder.iterdir()):
        if len(part.name) == 2 and part.is_dir():
            for path in sorted(part.iterdir()):
                if is_digest(path.name):
                    yield path.name, path


def carry(source: Path, target: Path, *, link: bool = False, told: Callable[[int], None] | None = None) -> int:
    """Copy what ``target`` has not got yet from one folder of files to another, and return how many that was.

    With ``link`` both may share the bytes on the disk, which costs no room. ``told`` hears of each.
    """
    count = 0
    if source.is_dir() and not target.is_dir():
        make_folder(target)
        # A copy is as private as what was copied.
        share_as(target, source)
    for digest, path in digests(source):
        place = place_of(target, digest)
        if place.exists():
            continue
        if not (link and _linked(path, place)):
            taken = take_in(target, path, document=True)
            if taken.digest != digest:
                # What is damaged is not passed on under its name; it stays under the name of what it is now.
                continue
        count += 1
        if told is not None:
            told(count)
    return count


def _linked(path: Path, place: Path) -> bool:
    try:
        make_folder(place.parent)
        os.link(path, place)
    except OSError:
        return False
    return True
