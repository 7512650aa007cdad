"""Reading vCards as a table: one row for each card, one column for each field that cards can fill (LEAD-30)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from model.core.errors import StorageError
from model.core.language import _
from model.files.guarding import escaped
from model.files.table import Place, TableOptions, TableRow
from model.files.vcard_lines import Card, cards

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
        try:
            self._file = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise StorageError(
                _("{path} cannot be read: {error}").format(path=path, error=error.strerror or error)
            ) from error
        self._count = -1

    def top(self) -> Place:
        """Return the place of the first card."""
        return self.start()

    def start(self) -> Place:
        """Return the place of the first card."""
        return Place(1, 0)

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield a row for each card from ``place`` on; a card that cannot be read says so."""
        for card in cards(self._lines()):
            if card.number >= place.number:
                yield row_of(card)

    def _lines(self) -> Iterator[bytes]:
        self._file.seek(0)
        beginning = self._file.read(3)
        if beginning[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self._file.seek(0)
            for text in self._file.read().decode("utf-16", "replace").splitlines(keepends=True):
                yield text.encode("utf-8", "replace")
            return
        self._file.seek(3 if beginning == b"\xef\xbb\xbf" else 0)
        for line in iter(partial(self._file.readline, _LONGEST_LINE), b""):
            # Old Macintosh files end their lines in a carriage return alone.
            if b"\r" in line.rstrip(b"\r\n"):
                yield from line.replace(b"\r\n", b"\n").replace(b"\r", b"\n").splitlines(keepends=True)
            else:
                yield line

    def here(self) -> None:
        """Cards are read from the beginning."""
        return None

    def done(self) -> int:
        """Return how many bytes have been read."""
        return self._file.tell()

    def rows_about(self) -> int:
        """Return how many cards there are, going by how often one begins."""
        if self._count < 0:
            self._count = sum(line.strip().upper() == b"BEGIN:VCARD" for line in self._lines())
        return self._count

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __del__(self) -> None:
        """Close a file that nobody has closed: one that turned out not to be read, or a plan that was given up."""
        if hasattr(self, "_file"):
            self._file.close()


def row_of(card: Card) -> TableRow:
    """Return a card as a row; of one that cannot be read, the whole text stands where the note would."""
    unread = [*[""] * (len(COLUMNS) - 1), escaped(card.text)]
    trouble = _("The card cannot be read.")
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
