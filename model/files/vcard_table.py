"""Reading vCards as a table: one row for each card, one column for each field that cards can fill (LEAD-30)."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from model.core.errors import StorageError, UserError
from model.core.fields.leftovers import note_with
from model.core.filesystem.named_file import open_named
from model.core.language import _
from model.core.text import quotation
from model.files.contact_details import ContactDetails, place
from model.files.guarding import escaped
from model.files.refusing import wide_encoding
from model.files.table import Place, TableOptions, TableRow
from model.files.vcard_details import details_of
from model.files.vcard_lines import LONGEST_VALUE, Card, Physical, cards_at, placed

COLUMNS = (
    "name", "first_name", "last_name", "title", "email", "phone", "direct_phone", "mobile", "fax", "website",
    "org_number", "gender", "street", "postcode", "town", "region", "country", "categories", "note",
)  # fmt: skip
_LONGEST_LINE = 5_000_000


class CardRow(TableRow):
    """A card as a row; ``details`` is what it says, which is more than its cells hold."""

    details: ContactDetails


class VCardTable:
    """An open file of vCards."""

    kind = "vcard"
    sheets: Sequence[str] = ()

    def __init__(self, path: Path, options: TableOptions) -> None:
        self.path = path
        self.options = replace(options, header=True, separator="")
        self.headings = list(COLUMNS)
        file = open_named(path)
        try:
            "".encode(options.encoding or "utf-8")
            self._file = _as_utf8(file, options.encoding)
            self.size = self._file.seek(0, io.SEEK_END)
        except LookupError:
            file.close()
            raise UserError(
                _("There is no encoding {name}.").format(name=quotation(options.encoding)), "encoding"
            ) from None
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

    def rows(self, begin: Place) -> Iterator[TableRow]:
        """Yield a row for each card from ``begin`` on; a card that cannot be read says so."""
        for card in cards_at(self._lines(begin.offset), begin.number - 1, self.options.encoding):
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


def _as_utf8(file: IO[bytes], encoding: str) -> IO[bytes]:
    """Return a file of cards, or a passing copy in UTF-8 of one in another encoding, that is named or seen.

    Letters that are not in the encoding are marked in the copy, and their cards are refused.
    """
    encoding = encoding or wide_encoding(file.read(4))
    file.seek(0)
    if not encoding:
        return file
    passing = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the table)
    with io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="") as text:
        while part := text.read(1 << 20):
            passing.write(part.removeprefix("\ufeff").encode("utf-8", "replace"))
    return passing


def row_of(card: Card) -> TableRow:
    """Return a card as a row; of one that cannot be read, the whole text stands where the note would."""
    unread = [*[""] * (len(COLUMNS) - 1), escaped(card.text)]
    if card.trouble:
        return TableRow(card.number, unread, _trouble(card))
    details = details_of(card.properties)
    # What an error file holds of the card is what a record with all these fields would.
    shown = place("lead", COLUMNS, details)
    cells = {**shown.values, "note": note_with(shown.values.get("note"), shown.leftovers) or ""}
    if not any(cells.values()):
        return TableRow(card.number, unread, _("The card cannot be read."))
    row = CardRow(card.number, [escaped(cells.get(name, "").strip()) for name in COLUMNS])
    row.details = details
    return row


def _trouble(card: Card) -> str:
    if card.too_long:
        return _("The card has a line of more than {size} MB of text.").format(size=LONGEST_VALUE // 1_000_000)
    if card.lost_letters:
        return _("The card holds letters that are not in its character set: name the encoding of the file.")
    return _("The card cannot be read.")
