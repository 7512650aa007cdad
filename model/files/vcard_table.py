"""Reading vCards as a table: one row for each card, one column for each field that cards can fill (LEAD-30)."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from model.core.errors import StorageError
from model.core.language import _
from model.core.named_file import open_named
from model.files.guarding import escaped
from model.files.table import Place, TableOptions, TableRow
from model.files.vcard_lines import LONGEST_VALUE, Card, Physical, cards_at, placed

COLUMNS = (
    "name", "first_name", "last_name", "title", "email", "phone", "direct_phone", "mobile", "fax", "website",
    "org_number", "gender", "street", "postcode", "town", "region", "country", "note",
)  # fmt: skip
_LONGEST_LINE = 5_000_000
_GENDERS = {"M": "male", "F": "female", "O": "other", "N": "other", "MALE": "male", "FEMALE": "female"}


class VCardTable:
    """An open file of vCards."""

    kind = "vcard"
    sheets: Sequence[str] = ()

    def __init__(self, path: Path, options: TableOptions) -> None:
        self.path = path
        self.options = replace(options, header=True, separator="", encoding="")
        self.headings = list(COLUMNS)
        file = open_named(path)
        try:
            self._file = _as_utf8(file)
            self.size = self._file.seek(0, io.SEEK_END)
        except OSError as error:
            file.close()
            raise StorageError(
                _("{path} cannot be read: {error}").format(path=path, error=error.strerror or error)
            ) from error
        self._count = -1
        self._here = self.start()

    def top(self) -> Place:
        """Return the place of the first card."""
        return self.start()

    def start(self) -> Place:
        """Return the place of the first card."""
        return Place(1, 0)

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield a row for each card from ``place`` on; a card that cannot be read says so."""
        for card in cards_at(self._lines(place.offset), place.number - 1):
            self._here = Place(card.number + 1, card.following)
            yield row_of(card)

    def _lines(self, offset: int) -> Iterator[Physical]:
        """Yield the lines from ``offset`` on; what a line has beyond any length of use is passed over."""
        while True:
            # Somebody may have read elsewhere since the line before.
            self._file.seek(offset)
            line = self._file.readline(_LONGEST_LINE)
            if not line:
                return
            if offset == 0 and line.startswith(b"\xef\xbb\xbf"):
                offset, line = 3, line[3:]
            whole = len(line)
            if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
                while rest := self._file.readline(_LONGEST_LINE):
                    whole += len(rest)
                    if rest.endswith(b"\n"):
                        break
            # Old Macintosh files end their lines in a carriage return alone.
            yield from placed(line.splitlines(keepends=True), offset)
            offset += whole

    def here(self) -> Place:
        """Return the place after the card given last."""
        return self._here

    def done(self) -> int:
        """Return how many bytes have been read."""
        return self._here.offset

    def rows_about(self) -> int:
        """Return how many cards there are, going by how often one begins."""
        if self._count < 0:
            self._count = sum(line.strip().upper() == b"BEGIN:VCARD" for _offset, line in self._lines(0))
        return self._count

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __del__(self) -> None:
        """Close a file that nobody has closed: one that turned out not to be read, or a plan that was given up."""
        if hasattr(self, "_file"):
            self._file.close()


def _as_utf8(file: IO[bytes]) -> IO[bytes]:
    """Return a file of cards, or a passing copy in UTF-8 of one in UTF-16, whose lines do not end in one byte."""
    mark = file.read(2)
    file.seek(0)
    if mark not in (b"\xff\xfe", b"\xfe\xff"):
        return file
    copy = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the table)
    with io.TextIOWrapper(file, encoding="utf-16", errors="replace", newline="") as text:
        while part := text.read(1 << 20):
            copy.write(part.encode("utf-8", "replace"))
    return copy


def row_of(card: Card) -> TableRow:
    """Return a card as a row; of one that cannot be read, the whole text stands where the note would."""
    unread = [*[""] * (len(COLUMNS) - 1), escaped(card.text)]
    trouble = _("The card cannot be read.")
    if card.too_long:
        trouble = _("The card has a line of more than {size} MB of text.").format(size=LONGEST_VALUE // 1_000_000)
    if card.trouble:
        return TableRow(card.number, unread, trouble)
    import vobject

    text = "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *card.lines, "END:VCARD"]) + "\r\n"
    try:
        values = _values(vobject.readOne(text))
    except Exception:  # whatever the library meets in a card must not stop the others
        return TableRow(card.number, unread, trouble)
    if not any(values.values()):
        return TableRow(card.number, unread, trouble)
    return TableRow(card.number, [escaped(values.get(name, "").strip()) for name in COLUMNS])


def _values(card: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    more: list[str] = []
    company = _text(card, "org")
    full = _text(card, "fn")
    names = getattr(card, "n", None)
    first = _joined(names.value.given, names.value.additional) if names is not None else ""
    last = _joined(names.value.family) if names is not None else ""
    if not (first or last) and full and full != company:
        first, _space, last = full.rpartition(" ")
    elif first and not last:
        first, last = "", first
    found.update(first_name=first, last_name=last, name=company or full or _joined(first, last))
    found["title"] = _text(card, "title") or _text(card, "role")
    found["org_number"] = _text(card, "x-orgnr")
    gender = (_text(card, "gender") or _text(card, "x-gender")).partition(";")[0].upper()
    found["gender"] = _GENDERS.get(gender, "")
    _take(card, "email", ("email",), found, more, _("E-mail"))
    _take(card, "url", ("website",), found, more, _("Web page"))
    found["website"] = found.get("website", "").replace("\\:", ":")
    _phones(card, found, more)
    _address(card, found)
    found["note"] = "\n".join(filter(None, [_text(card, "note"), *more]))
    return found


def _lines_of(card: Any, name: str) -> list[Any]:
    found = list(card.contents.get(name, []))
    return sorted(found, key=lambda line: "PREF" not in _types(line))


def _types(line: Any) -> set[str]:
    return {word.upper() for value in line.params.get("TYPE", []) for word in value.split(",")}


def _text(card: Any, name: str) -> str:
    for line in card.contents.get(name, []):
        value = line.value
        return (value[0] if isinstance(value, list) and value else value or "").strip()
    return ""


def _joined(*parts: Any) -> str:
    words = []
    for part in parts:
        words += part if isinstance(part, list) else [part]
    return " ".join(filter(None, (str(word or "").strip() for word in words)))


def _take(card: Any, name: str, fields: tuple[str, ...], found: dict[str, str], more: list[str], label: str) -> None:
    """Put the values of a property into fields, the preferred first; those left over go into the note."""
    free = [field for field in fields if not found.get(field)]
    for line in _lines_of(card, name):
        value = str(line.value).strip()
        if not value or value in found.values():
            continue
        if free:
            found[free.pop(0)] = value
        else:
            more.append(f"{label}: {value}")


def _phones(card: Any, found: dict[str, str], more: list[str]) -> None:
    left = []
    for line in _lines_of(card, "tel"):
        types, value = _types(line), str(line.value).strip()
        if not value:
            continue
        if "PAGER" in types:
            wanted: tuple[str, ...] = ()
        elif "FAX" in types:
            wanted = ("fax",)
        elif types & {"CELL", "IPHONE", "MOBILE"}:
            wanted = ("mobile",)
        elif "X-DIRECT" in types:
            wanted = ("direct_phone",)
        elif "HOME" in types:
            left.append(value)
            continue
        else:
            wanted = ("phone", "direct_phone")
        field = next((name for name in wanted if not found.get(name)), None)
        if field:
            found[field] = value
        else:
            more.append(f"{_('Fax') if 'FAX' in types else _('Telephone')}: {value}")
    for value in left:
        field = next((name for name in ("direct_phone", "phone") if not found.get(name)), None)
        if field:
            found[field] = value
        else:
            more.append(f"{_('Telephone')}: {value}")


def _address(card: Any, found: dict[str, str]) -> None:
    for line in sorted(_lines_of(card, "adr"), key=lambda line: "WORK" not in _types(line)):
        value = line.value
        street = _joined(value.street) or _joined(value.extended) or _joined(value.box)
        box = _joined(value.box) if _joined(value.street) else ""
        parts = {
            "street": ", ".join(filter(None, [" ".join(street.split()), box])),
            "postcode": _joined(value.code),
            "town": _joined(value.city),
            "region": _joined(value.region),
            "country": _joined(value.country),
        }
        if any(parts.values()):
            found.update(parts)
            return
