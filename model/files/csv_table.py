"""Reading CSV of any make: encoding and separator are found out, and shown (I03 … I07).

What was found in real files is in design: ``sep=;`` in the first line, tabs in a file named .csv, line breaks inside
quotes, cp1252 from Excel, UTF-16 from its "Unicode text", rows that are too short or too long.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import _
from model.core.text import quotation
from model.files.csv_quotes import backslash_mark, doubled, has_backslash_marks
from model.files.refusing import unmarked_utf16
from model.files.table import Place, TableOptions, TableRow, column_names, heading_row, headings_of

SEPARATORS = (";", ",", "\t", "|")
_SEP_LINE = re.compile(r"^sep=(.)\r?\n?$", re.IGNORECASE)
_LOOKED_AT = 50
"""Rows by which the separator is judged."""
_LONGEST_LINE = 1_000_000
"""Bytes of a line; what is longer is no table, and is passed over as one row."""
_LONGEST_ROW = 2 * _LONGEST_LINE
"""Bytes of a row of several lines."""
_LONGEST_SHOWN = 10_000
"""Letters that are kept of a row that cannot be read."""
_MOST_LINES = 500
"""Lines of a cell; a quotation mark that is never closed would take the rest of the file for one."""
_MOST_CELLS = 1_000


class CsvTable:
    """An open CSV file."""

    kind = "csv"
    sheets: Sequence[str] = ()

    def __init__(self, path: Path, options: TableOptions, beginning: bytes) -> None:
        self.path = path
        self._encoding = options.encoding or guess_encoding(beginning)
        try:
            "".encode(self._encoding)
            if len(options.separator) > 1 or options.separator in ('"', "\r", "\n"):
                raise UserError(_("A separator is one character, such as ; or a comma."), "separator")
        except LookupError:
            raise UserError(
                _("There is no encoding {name}.").format(name=quotation(self._encoding)), "encoding"
            ) from None
        self._forgiving = not options.encoding and self._encoding == "utf-8"
        self._file = self._opened(beginning)
        self._skipped = self._after_mark()
        first = self._decoded(self._file.readline(_LONGEST_LINE))
        announced = _SEP_LINE.match(first)
        if announced:
            self._skipped = self._file.tell()
        separator = options.separator or (announced[1] if announced else self._guess_separator())
        # Most files hold none, and are not read once more for it.
        self._backslashes = self._holds('\\"') and has_backslash_marks(self._lines, separator)
        self.options = replace(options, encoding=self._encoding, separator=separator, sheet="")
        self._start = Place(1, self._skipped)
        self._number = 1
        if options.header:
            row = heading_row(self.rows(self._start), options.header_row)
            self.headings = headings_of(row)
            self.options = replace(self.options, header_row=row.number)
            self._start = self.here()
        else:
            row = next(self.rows(self._start), TableRow(1, []))
            self.headings = column_names(len(row.cells))
        self.size = self._file.seek(0, io.SEEK_END)
        self._per_row = 0.0

    def _opened(self, beginning: bytes) -> IO[bytes]:
        """Return the file, or a passing copy in UTF-8 where its lines do not end in the byte of a line feed."""
        file = open_named(self.path)
        wide = self._encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
        if not wide and (b"\n" in beginning or b"\r" not in beginning):
            return file
        copy = tempfile.TemporaryFile()  # noqa: SIM115 – closed with the table
        with io.TextIOWrapper(file, encoding=self._encoding, errors="replace") as text:
            while part := text.read(1 << 20):
                copy.write(part.encode("utf-8", "replace"))
        copy.seek(0)
        self._read_as = "utf-8"
        return copy

    _read_as = ""
    """The encoding of the passing copy."""

    def _after_mark(self) -> int:
        """Return the offset after a byte order mark."""
        self._file.seek(0)
        length = 3 if self._file.read(3) == b"\xef\xbb\xbf" else 0
        self._file.seek(length)
        return length

    def _decoded(self, line: bytes) -> str:
        encoding = self._read_as or self._encoding
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            # The first letter outside ASCII may come after a million rows: then it is the Windows encoding after all.
            return line.decode("cp1252" if self._forgiving else encoding, "surrogateescape")

    def _guess_separator(self) -> str:
        self._file.seek(self._skipped)
        lines = [self._decoded(line) for line in islice(iter(lambda: self._file.readline(1 << 14), b""), 400)]
        return guess_separator(lines)

    def _lines(self) -> Iterator[str]:
        """Yield the lines of the file from the first row on, those that are longer than any cut off."""
        csv.field_size_limit(_LONGEST_LINE)
        self._file.seek(self._skipped)
        for line in iter(partial(self._file.readline, _LONGEST_LINE), b""):
            yield self._decoded(line)

    def _holds(self, text: str) -> bool:
        """Whether a text of ASCII letters stands anywhere in the file."""
        wanted = text.encode(self._read_as or self._encoding)
        self._file.seek(0)
        rest = b""
        while part := self._file.read(1 << 20):
            if wanted in rest + part:
                return True
            rest = part[-len(wanted) :]
        return False

    def top(self) -> Place:
        """Return the place of the first row of the file."""
        return Place(1, self._skipped)

    def start(self) -> Place:
        """Return the place of the first row after the headings."""
        return self._start

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield the rows from ``place`` on; a row that cannot be read says why, and the next line begins a new one."""
        csv.field_size_limit(_LONGEST_LINE)
        file = self._file
        file.seek(place.offset)
        number = place.number
        utf8 = (self._read_as or self._encoding) == "utf-8"
        within = backslash_mark(self.options.separator) if self._backslashes else None

        begun, at, decoded = place.offset, place.offset, self._decoded

        def lines() -> Iterator[str]:
            nonlocal at
            for line in iter(partial(file.readline, _LONGEST_LINE), b""):
                length = len(line)
                at += length
                if at - begun > _LONGEST_ROW or (length >= _LONGEST_LINE and _goes_on(line)):
                    raise csv.Error
                try:
                    text = line.decode() if utf8 else decoded(line)
                except UnicodeDecodeError:
                    text = decoded(line)
                yield text if within is None else doubled(text, within)

        reader, read = csv.reader(lines(), delimiter=self.options.separator), 0
        while True:
            begun = at
            cells: list[str] | None
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells = None
            if cells is None or reader.line_num - read > _MOST_LINES:
                # Most likely a quotation mark that is never closed: only its own line is lost.
                file.seek(begun)
                line = file.readline(_LONGEST_LINE)
                trouble = _("The row cannot be read: look for a quotation mark that is not closed.")
                if _goes_on(line):
                    trouble = _("The line is longer than {most} MB.").format(most=_LONGEST_LINE // 1_000_000)
                    while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                        pass
                shown = self._decoded(line[:_LONGEST_SHOWN]).rstrip("\r\n")
                row = TableRow(number, shown.split(self.options.separator)[:_MOST_CELLS], trouble)
                at = file.tell()
                reader = csv.reader(lines(), delimiter=self.options.separator)
            else:
                row = TableRow(number, cells)
            read = reader.line_num
            number += 1
            self._number = number
            yield row

    def here(self) -> Place:
        """Return the place after the row given last."""
        return Place(self._number, self._file.tell())

    def done(self) -> int:
        """Return how many bytes have been read."""
        return self._file.tell()

    def rows_about(self) -> int:
        """Return how many rows there are, going by the length of the first thousand; exactly where that is all."""
        if not self._per_row:
            before = self._number
            count = sum(1 for _row in islice(self.rows(self._start), 1_000))
            self._per_row = max(1.0, (self._file.tell() - self._start.offset) / max(1, count))
            self._number = before
        return round((self.size - self._start.offset) / self._per_row)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __del__(self) -> None:
        """Close a file that nobody has closed: one that turned out not to be read, or a plan that was given up."""
        if hasattr(self, "_file"):
            self._file.close()


def _goes_on(line: bytes) -> bool:
    """Whether a line was read as far as any is, and has not ended."""
    return len(line) >= _LONGEST_LINE and not line.endswith(b"\n")


def guess_encoding(beginning: bytes) -> str:
    """Return the encoding by the byte order mark, as UTF-8 where it can be that, else as cp1252 (I03).

    ``beginning`` is the first part of the file; a letter cut in two at its end does not count against UTF-8.
    """
    if beginning.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if wide := unmarked_utf16(beginning):
        return wide
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = error.start >= len(beginning) - 3 and error.reason == "unexpected end of data"
        return "utf-8" if whole else "cp1252"
    return "utf-8"


def guess_separator(lines: list[str]) -> str:
    """Return the separator by which most rows have the same number of cells, the more the better (I04)."""
    best, chosen = (0.0, 0), ";"
    for separator in SEPARATORS:
        try:
            counts = [
                len(row)
                for row in islice(csv.reader(lines, delimiter=separator), _LOOKED_AT)
                if any(map(str.strip, row))
            ]
        except csv.Error:
            continue
        if not counts:
            continue
        width = max(set(counts), key=lambda count: (counts.count(count), count))
        if width < 2:
            continue
        # A decimal comma gives commas too, but seldom equally many: agreement counts before width.
        agreeing = counts.count(width) / len(counts)
        first = counts[0] == width
        score = (round(agreeing, 1) + (0.3 if first else 0.0), width)
        if score > best:
            best, chosen = score, separator
    return chosen
