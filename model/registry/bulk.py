"""Enhetsregisteret's bulk file: CSV, plain or gzip, columns found by their headings (integrations.md 1.7)."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import itertools
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import _
from model.core.text import quotation, visible

BATCH = 5_000
_GZIP = b"\x1f\x8b"
_WINDOW = 1 << 18
LONGEST_LINE = 100_000
"""Letters of a line; those of the register have some thousand. A packed file can hold one without end."""
_MOST_AT_A_TIME = 100_000_000
"""Letters of the rows that are read at a time."""

HEADINGS: dict[str, tuple[str, ...]] = {
    "org_number": ("organisasjonsnummer",),
    "name": ("navn",),
    "company_form": ("organisasjonsform.kode",),
    "company_form_text": ("organisasjonsform.beskrivelse",),
    "industry_code": ("naeringskode1.kode",),
    "industry": ("naeringskode1.beskrivelse",),
    "website": ("hjemmeside",),
    "email": ("epostadresse",),
    "phone": ("telefon",),
    "mobile": ("mobil",),
    "employees": ("antallAnsatte",),
    "staff_registered": ("harRegistrertAntallAnsatte",),
    "visiting_street": ("forretningsadresse.adresse", "beliggenhetsadresse.adresse"),
    "visiting_postcode": ("forretningsadresse.postnummer", "beliggenhetsadresse.postnummer"),
    "visiting_town": ("forretningsadresse.poststed", "beliggenhetsadresse.poststed"),
    "visiting_municipality": ("forretningsadresse.kommune", "beliggenhetsadresse.kommune"),
    "visiting_country": ("forretningsadresse.landkode", "beliggenhetsadresse.landkode"),
    "postal_street": ("postadresse.adresse",),
    "postal_postcode": ("postadresse.postnummer",),
    "postal_town": ("postadresse.poststed",),
    "postal_municipality": ("postadresse.kommune",),
    "postal_country": ("postadresse.landkode",),
    "vat_registered": ("registrertIMvaRegisteret",),
    "bankrupt": ("konkurs",),
    "bankrupt_on": ("konkursdato",),
    "winding_up": ("underAvvikling",),
    "winding_up_on": ("underAvviklingDato",),
    "forced_winding_up": ("underTvangsavviklingEllerTvangsopplosning",),
    "parent": ("overordnetEnhet",),
    "founded_on": ("stiftelsesdato",),
    "registered_on": ("registreringsdatoEnhetsregisteret", "registreringsdatoIEnhetsregisteret"),
    "latest_accounts": ("sisteInnsendteAarsregnskap",),
    "deleted_on": ("slettedato", "nedleggelsesdato"),
}
"""Our columns and the headings they come under; case of letters differs between years and files, so it is not heard."""

_NEEDED = ("org_number", "name")


class BulkFile(AbstractContextManager["BulkFile"]):
    """A bulk file being read, row by row, as texts.

    ``columns`` are those of :data:`HEADINGS` that the file has, in the order in which :meth:`batches` gives them.
    Everything wrong with the file is a :class:`UserError` that names the line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = open_named(path, "file", pipe=True)
        self._lines: io.TextIOWrapper | None = None
        try:
            self._size = os.fstat(self._file.fileno()).st_size
            self._lines = self._text(self._file)
            self._letters = 0
            self._reader = csv.reader(self._counted(self._lines), strict=True)
            self.headings = self._headings()
        except BaseException:
            self.close()
            raise
        places = {heading.lower(): place for place, heading in enumerate(self.headings)}
        self._places: dict[str, int] = {}
        for column, headings in HEADINGS.items():
            for heading in headings:
                if heading.lower() in places:
                    self._places.setdefault(column, places[heading.lower()])
        self.columns = tuple(self._places)
        missing = [HEADINGS[column][0] for column in _NEEDED if column not in self._places]
        if missing:
            self.close()
            raise UserError(
                _("{path} has no column {columns}; the bulk file of Enhetsregisteret as CSV is expected.").format(
                    path=path, columns=", ".join(missing)
                ),
                "file",
            )

    @property
    def places(self) -> tuple[int, ...]:
        """Where :attr:`columns` stand in a row."""
        return tuple(self._places.values())

    @property
    def part_read(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._file.tell() / self._size) if self._size else 1.0

    def batches(self) -> Iterator[list[list[str]]]:
        """Yield whole rows, :data:`BATCH` at a time, each of as many texts as there are headings."""
        width, number = len(self.headings), self._places["org_number"]
        while True:
            line = self._reader.line_num + 1
            self._letters = 0
            rows = self._read(lambda: list(itertools.islice(self._reader, BATCH)))
            if not rows:
                return
            if any(len(row) != width for row in rows):
                # A blank line is no row; anything else of another width is a broken one.
                self._refuse_width(rows, width, line)
                rows = [row for row in rows if row]
            numbers = [row[number] for row in rows]
            if not all(len(text) == 9 and text.isdigit() for text in numbers):
                self._refuse_number(rows, number, line)
            yield rows

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._lines is not None:
            self._lines.close()
        self._file.close()

    def _text(self, file: io.BufferedReader, errors: str = "strict") -> io.TextIOWrapper:
        """Return the text of the file, unpacked if its first two bytes say that it is packed."""
        # Looked at, not read: what comes through a pipe cannot be wound back.
        start = file.peek(2)[:2]
        unpacked: Any = file
        if start == _GZIP:
            unpacked = io.BufferedReader(gzip.GzipFile(fileobj=file, mode="rb"), _WINDOW)
        return io.TextIOWrapper(unpacked, encoding="utf-8-sig", errors=errors, newline="")

    def _counted(self, lines: io.TextIOWrapper) -> Iterator[str]:
        """Yield lines; raise :class:`_TooLong` for one that is longer than any, and for rows that are so together."""
        for line in _limited(lines):
            self._letters += len(line)
            if self._letters > _MOST_AT_A_TIME:
                raise _TooLong
            yield line

    def _headings(self) -> list[str]:
        headings: list[str] = self._read(lambda: next(self._reader, []))
        if not headings:
            raise UserError(_("{path} is empty.").format(path=self.path), "file")
        return [heading.strip() for heading in headings]

    def _read(self, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except _TooLong as error:
            what = _("it is longer than any line of the register")
            raise self._broken(self._reader.line_num + 1, what) from error
        except csv.Error as error:
            what = _("a quotation mark is missing or out of place, or the file ends too soon")
            raise self._broken(self._line_of_broken_row(), what) from error
        except UnicodeDecodeError as error:
            raise self._broken(self._line_not_utf8(), _("it is not UTF-8")) from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self._broken(self._reader.line_num + 1, _("the packed file ends too soon or is damaged")) from error
        except OSError as error:
            raise UserError(
                _("{path} cannot be read: {reason}.").format(path=self.path, reason=error.strerror or error), "file"
            ) from error

    def _line_of_broken_row(self) -> int:
        """Return where the row begins that cannot be read; what the reader has counted is where it gave up."""
        if not self.path.is_file():
            return self._reader.line_num
        line = 1
        with open_named(self.path) as file, self._text(file, "replace") as lines:
            reader = csv.reader(_limited(lines), strict=True)
            with contextlib.suppress(csv.Error, _TooLong):
                for _row in reader:
                    line = reader.line_num + 1
        return line

    def _line_not_utf8(self) -> int:
        """Return the line of the first byte that is not UTF-8; the decoder works by the block and cannot tell."""
        if not self.path.is_file():
            return self._reader.line_num + 1  # a pipe is read once; the line is at most a block away
        number = 0
        with open_named(self.path) as file, self._text(file, "surrogateescape") as lines:
            with contextlib.suppress(_TooLong, UnicodeEncodeError):
                for number, text in enumerate(_limited(lines), 1):  # noqa: B007
                    text.encode()
        return number

    def _refuse_width(self, rows: Sequence[list[str]], width: int, line: int) -> None:
        for row in rows:
            if row and len(row) != width:
                message = _("it has {found} columns, the headings are {expected}").format(
                    found=len(row), expected=width
                )
                raise self._broken(line, message)
            line += _lines(row)

    def _refuse_number(self, rows: Sequence[list[str]], place: int, line: int) -> None:
        for row in rows:
            text = row[place]
            if len(text) != 9 or not text.isdigit():
                message = _("{text} is no organisation number of nine digits").format(
                    text=quotation(visible(text[:40]))
                )
                raise self._broken(line, message)
            line += _lines(row)

    def _broken(self, line: int, what: str) -> UserError:
        return UserError(
            _("{path}, line {line}: {what}. The registry is as it was.").format(path=self.path, line=line, what=what),
            "file",
        )


class _TooLong(Exception):
    """A line has no end."""


def _limited(lines: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines; raise :class:`_TooLong` where one does not end, before all of it is in memory."""
    for line in iter(partial(lines.readline, LONGEST_LINE), ""):
        if len(line) >= LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise _TooLong
        yield line


def _lines(row: Sequence[str]) -> int:
    """Return how many lines of the file ``row`` takes: one, and one for each line break within a field."""
    return 1 + sum(text.count("\n") for text in row)
