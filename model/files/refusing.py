"""Telling what a file is by its first bytes, and refusing in one sentence what no table can be."""

from __future__ import annotations

import zipfile
from pathlib import Path

from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import N_, _

LOOKED_AT = 256 * 1024
"""Bytes from the beginning by which a file is judged."""

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("a PDF")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", N_("an old or a locked workbook: save it as .xlsx, without a password")),
    (b"\x1f\x8b", N_("a compressed file: unpack it first")),
    (b"BZh", N_("a compressed file: unpack it first")),
    (b"\xfd7zXZ", N_("a compressed file: unpack it first")),
    (b"7z\xbc\xaf'\x1c", N_("an archive: unpack it first")),
    (b"Rar!", N_("an archive: unpack it first")),
    (b"\x7fELF", N_("a program")),
    (b"MZ\x90", N_("a program")),
    (b"\x89PNG", N_("a picture")),
    (b"\xff\xd8\xff", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"{\\rtf", N_("a text document: save the table as CSV")),
    (b"SQLite format 3\x00", N_("a database")),
)

MOST_UNPACKED = 2 * 1024**3
"""Bytes that a workbook may unpack to."""
_MOST_OF_A_PART = {
    # Held whole: every different text of the workbook.
    "xl/sharedstrings.xml": 128 * 1024**2,
    # As many cell styles as Excel can have take a third of this.
    "xl/styles.xml": 32 * 1024**2,
    "xl/workbook.xml": 4 * 1024**2,
    "xl/_rels/workbook.xml.rels": 4 * 1024**2,
    "[content_types].xml": 4 * 1024**2,
}
"""Bytes that parts of a workbook may take, beside its sheets."""
_MOST_PARTS = 10_000
_MOST_DENSE = 250
"""How many times its packed size a large part may unpack to; sheets of real data stay far below."""
_LARGE = 64 * 1024**2


def kind_of(path: Path, beginning: bytes, *, forced: bool = False) -> str:
    """Return what kind of table the file is: csv, xlsx or vcard.

    ``forced`` means that somebody has named the encoding, so that zero bytes may be part of it. Raises
    :class:`UserError` for a file that is no table.
    """
    for signature, what in _SIGNATURES:
        if beginning.startswith(signature):
            raise _refusal(path, _(what))
    if beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _examine_archive(path)
        return "xlsx"
    if len(beginning) < LOOKED_AT and not beginning.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise UserError(_("{file} is empty.").format(file=path.name))
    text = beginning.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if text.startswith((b"<!doctype html", b"<html", b"<?xml")):
        raise _refusal(path, _("a web page or XML: save the table as CSV or .xlsx"))
    if text.startswith(b"begin:vcard") or _is_card(beginning):
        return "vcard"
    wide = beginning.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(beginning)
    if b"\x00" in beginning and not forced and not wide:
        raise _refusal(path, _("no text: it holds zero bytes"))
    if not wide and _control_letters(beginning) > len(beginning) // 50:
        raise _refusal(path, _("no text: it holds control characters"))
    return "csv"


def unmarked_utf16(beginning: bytes) -> str:
    """Return the encoding of UTF-16 without a byte order mark; '' where the bytes are something else.

    In text of European languages nearly every second byte is zero, and always on the same side.
    """
    pairs = min(len(beginning), 4_000) // 2
    if pairs < 4:
        return ""
    even, odd = beginning[: 2 * pairs : 2].count(0), beginning[1 : 2 * pairs : 2].count(0)
    for side, other, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if side > 0.7 * pairs and other < 0.02 * pairs:
            try:
                text = beginning[: 2 * pairs].decode(encoding, "ignore")
            except UnicodeDecodeError:
                return ""
            return encoding if sum(letter.isprintable() or letter in "\r\n\t" for letter in text) > 0.9 * pairs else ""
    return ""


def _is_card(beginning: bytes) -> bool:
    encoding = wide_encoding(beginning)
    if not encoding:
        return False
    return beginning[:400].decode(encoding, "replace").lstrip("\ufeff \r\n").lower().startswith("begin:vcard")


def wide_encoding(beginning: bytes) -> str:
    """Return the encoding of text with two bytes to a letter, by its mark or its first letters; '' for other text."""
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if len(beginning) >= 4 and beginning[1] == beginning[3] == 0 and beginning[0] and beginning[2]:
        return "utf-16-le"
    if len(beginning) >= 4 and beginning[0] == beginning[2] == 0 and beginning[1] and beginning[3]:
        return "utf-16-be"
    return ""


def _control_letters(beginning: bytes) -> int:
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return 0
    return sum(beginning.count(bytes([code])) for code in (*range(1, 9), *range(14, 32)) if code != 27)


def _examine_archive(path: Path) -> None:
    """Raise :class:`UserError` for an archive that is no workbook that can be read, going by its directory alone."""
    try:
        with open_named(path) as file, zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _refusal(path, _("a damaged archive")) from error
    names = {part.filename.lower() for part in parts}
    if "mimetype" in names and "content.xml" in names:
        raise _refusal(path, _("an OpenDocument file: save the table as CSV or .xlsx"))
    if "xl/workbook.bin" in names:
        raise _refusal(path, _("a binary workbook: save it as .xlsx"))
    if "xl/workbook.xml" not in names:
        raise _refusal(path, _("an archive, not a workbook"))
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise _refusal(path, _("a workbook with macros: save it as .xlsx without them"))
    unpacked = sum(part.file_size for part in parts)
    dense = any(part.file_size > _LARGE and part.file_size > _MOST_DENSE * max(part.compress_size, 1) for part in parts)
    large = any(part.file_size > _MOST_OF_A_PART.get(part.filename.lower(), MOST_UNPACKED) for part in parts)
    if unpacked > MOST_UNPACKED or dense or large or len(parts) > _MOST_PARTS:
        message = _("a workbook that unpacks to {size} MB, which is too much: save the table as CSV")
        raise _refusal(path, message.format(size=unpacked // 1_000_000))
    if any(part.flag_bits & 0x1 for part in parts):
        raise _refusal(path, _("an old or a locked workbook: save it as .xlsx, without a password"))


def _refusal(path: Path, what: str) -> UserError:
    return UserError(_("{file} is {what}.").format(file=path.name, what=what))
