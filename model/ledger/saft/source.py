"""The bytes of a file of accounts: of an XML file, or of the one XML file in a zip archive, as they are needed."""

from __future__ import annotations

import contextlib
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import _
from model.core.numbers import format_whole

CHUNK = 64 * 1024
MOST_UNPACKED = 4 * 1024**3
"""Bytes that the XML file in an archive may unpack to. They are read in passing; only time is at stake."""
_ARCHIVE = b"PK\x03\x04"
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""Byte order marks."""


class Source:
    """An open file of accounts; :attr:`size` is in unpacked bytes, as is what has been read of it."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self.size = size

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes in pieces; raise :class:`UserError` where an archive is damaged."""
        try:
            while chunk := self._stream.read(CHUNK):
                yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise UserError(_("The archive is damaged: what it holds cannot be unpacked.")) from error


@contextlib.contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a file that somebody has named.

    Raises :class:`UserError` for an archive that holds no XML file or several, is locked or too large, and whatever
    :func:`open_named` raises.
    """
    with open_named(path) as file:
        if file.peek(len(_ARCHIVE))[: len(_ARCHIVE)] != _ARCHIVE:
            yield Source(file, os.fstat(file.fileno()).st_size)
            return
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise UserError(_("{file} is a damaged archive.").format(file=path.name)) from error
        with archive:
            part = _only_xml(path, archive)
            with archive.open(part) as stream:
                yield Source(stream, part.file_size)


def is_xml(path: Path) -> bool:
    """Whether a file is XML, or an archive with XML and no workbook in it, going by its beginning.

    Raises what :func:`open_named` raises. Such a file is none that a table could be imported from.
    """
    with open_named(path) as file:
        beginning = file.peek(512)[:512]
        if beginning.startswith(_ARCHIVE):
            with contextlib.suppress(zipfile.BadZipFile, ValueError, NotImplementedError):
                with zipfile.ZipFile(file) as archive:
                    names = {part.filename.lower() for part in archive.infolist()}
                return "[content_types].xml" not in names and any(name.endswith(".xml") for name in names)
            return False
    for mark in _MARKS:
        beginning = beginning.removeprefix(mark)
    text = beginning.replace(b"\x00", b"").lstrip()
    return text.startswith((b"<?xml", b"<AuditFile")) or b":AuditFile" in text[:200]


def _only_xml(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the one XML file of an archive."""
    parts = [
        part
        for part in archive.infolist()
        if part.filename.lower().endswith(".xml") and not part.filename.startswith("__MACOSX/")
    ]
    if not parts:
        raise UserError(_("{file} is an archive without an XML file in it.").format(file=path.name))
    if len(parts) > 1:
        raise UserError(
            _("{file} holds {count} XML files: unpack it, and import them one by one, the oldest first.").format(
                file=path.name, count=format_whole(len(parts))
            )
        )
    if parts[0].flag_bits & 0x1:
        raise UserError(_("{file} is locked with a password: unpack it first.").format(file=path.name))
    if parts[0].file_size > MOST_UNPACKED:
        raise UserError(
            _("{file} unpacks to {size} MB; at most {most} are read. Import it year by year.").format(
                file=path.name, size=parts[0].file_size // 1024**2, most=MOST_UNPACKED // 1024**2
            )
        )
    return parts[0]
