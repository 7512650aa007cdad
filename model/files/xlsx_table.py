"""Reading workbooks: the values of one sheet, a row at a time, formulas by what they last came to (LEAD-25)."""

from __future__ import annotations

import json
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import _
from model.core.text import quotation
from model.files.table import Place, TableOptions, TableRow, column_names, heading_row, headings_of
from model.files.xlsx_book import Measured, open_book, rows_of

_MOST_CELLS = 1_000
_LONGEST_BLANK = 1_000
"""Blank rows one below the other that are shown as rows; more are left out."""
_LONGEST_CELL = 1_000_000
_BLOCK = 1_000
"""Rows that are put aside, and taken up again, at a time."""


class _Kept(NamedTuple):
    """A row as it is put aside: its number, its texts, and the name of a column that is beyond those that are read."""

    number: int
    cells: list[str]
    beyond: str


class XlsxTable:
    """An open workbook.

    It can only be read from its beginning, and slowly: rows that have been read are put aside in a scratch file, from
    which any of them is at hand.
    """

    kind = "xlsx"

    def __init__(self, path: Path, options: TableOptions) -> None:
        self.path = path
        self._file = open_named(path)
        try:
            with warnings.catch_warnings():
                # What a workbook has besides its cells (rules, pictures) is of no interest here.
                warnings.simplefilter("ignore")
                self._book, self._styles = open_book(self._file)
        except Exception as error:  # openpyxl and the XML below it raise whatever a damaged part leads to
            self.close()
            raise UserError(_("{file} is a damaged workbook.").format(file=path.name)) from error
        try:
            self._sheet = self._chosen(options.sheet)
        except BaseException:
            self.close()
            raise
        self.options = TableOptions("", "", options.header, self._sheet.title)
        part = self._book._archive.getinfo(self._sheet._worksheet_path)
        self._part_size = part.file_size
        self._source = Measured(self._book._archive.open(part))
        self._rows = self._read()
        self._number = 0
        self._next = 0
        self._whole = False
        self._scratch = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the table)
        self._blocks: list[tuple[int, int]] = []
        """Where in the scratch file each whole block stands, and how long it is."""
        self._tail: list[_Kept] = []
        """The rows read since the last whole block."""
        self._start = self.top()
        if options.header:
            row = heading_row(self.rows(self.top()), options.header_row)
            self.headings = headings_of(row)
            self.options = replace(self.options, header_row=row.number)
            above = sum(1 for _each in takewhile(lambda each: each.number <= row.number, self.rows(self.top())))
            self._start = Place(row.number + 1, above)
        else:
            row = next(self.rows(self.top()), TableRow(1, []))
            self.headings = column_names(len(row.cells))
        self._number = 0

    def top(self) -> Place:
        """Return the place of the first row of the sheet."""
        return Place(1, 0)

    def _chosen(self, wanted: str) -> Any:
        """Return the sheet that is asked for; where none is, the first that is not hidden."""
        sheets = {sheet.title: sheet for sheet in self._book.worksheets}
        if not sheets:
            raise UserError(_("{file} has no sheet with rows.").format(file=self.path.name))
        if wanted and wanted not in sheets:
            raise UserError(
                _("{file} has no sheet {sheet}: there are {sheets}.").format(
                    file=self.path.name, sheet=quotation(wanted), sheets=", ".join(sheets)
                ),
                "sheet",
            )
        self.sheets: Sequence[str] = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]
        return sheets[wanted or next(iter(self.sheets), next(iter(sheets)))]

    def start(self) -> Place:
        """Return the place of the first row after the headings."""
        return self._start

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield the rows from ``place`` on, long runs of blank ones left out; several may read at a time."""
        index = place.offset
        while True:
            block, within = divmod(index, _BLOCK)
            while block > len(self._blocks) or (block == len(self._blocks) and within >= len(self._tail)):
                if not self._read_on():
                    return
            at_hand = self._block(block) if block < len(self._blocks) else self._tail
            for number, cells, beyond in at_hand[within:]:
                index += 1
                self._number, self._next = number, index
                trouble = ""
                if beyond:
                    trouble = _("Column {column} is beyond the {most} that are read.")
                    trouble = trouble.format(column=beyond, most=_MOST_CELLS)
                yield TableRow(number, cells, trouble)

    def here(self) -> Place:
        """Return the place after the row given last."""
        return Place(self._number + 1, self._next)

    def _read(self) -> Iterator[_Kept]:
        """Yield what is kept of every row of the sheet, once."""
        last = 0
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows = rows_of(self._sheet, self._book, self._styles, self._source)
            for number, found in rows:
                cells, beyond = self._cells(found)
                if not cells and not beyond:
                    continue
                # Rows between are blank. Spreadsheets go on to the last row where somebody has only coloured them.
                if number - last <= _LONGEST_BLANK:
                    yield from (_Kept(between, [], "") for between in range(last + 1, number))
                last = number
                yield _Kept(number, cells, beyond)
        except UserError as error:
            raise UserError(f"{self.path.name}: {error.message}") from error
        except Exception as error:  # see above
            raise UserError(_("{file} is a damaged workbook.").format(file=self.path.name)) from error

    def _cells(self, found: list[dict[str, Any]]) -> tuple[list[str], str]:
        """Return the texts of a row's cells, and the name of the first column with a text that is beyond all."""
        from openpyxl.utils import get_column_letter

        cells: list[str] = []
        percentages = self._styles.percentages
        for cell in found:
            value = cell["value"]
            if value is None:
                continue
            if percentages and cell["style_id"] in percentages:
                value = _as_shown(value)
            # No field takes as much; the rest need not be carried along to be refused.
            text = value[:_LONGEST_CELL] if type(value) is str else text_of(value)
            if not text:
                continue
            column = cell["column"]
            if column > _MOST_CELLS:
                return cells, get_column_letter(column)
            if column > len(cells):
                cells.extend([""] * (column - len(cells)))
            cells[column - 1] = text
        return cells, ""

    def _read_on(self) -> bool:
        """Read one more row of the sheet; return whether there was one."""
        row = next(self._rows, None)
        if row is None:
            self._whole = True
            return False
        self._tail.append(row)
        if len(self._tail) == _BLOCK:
            kept = json.dumps(self._tail).encode()
            self._scratch.seek(0, os.SEEK_END)
            self._blocks.append((self._scratch.tell(), len(kept)))
            self._scratch.write(kept)
            self._tail = []
        return True

    def _block(self, number: int) -> list[_Kept]:
        offset, length = self._blocks[number]
        self._scratch.seek(offset)
        return [_Kept(*row) for row in json.loads(self._scratch.read(length))]

    @property
    def size(self) -> int:
        """How many rows there are, roughly until all have been read."""
        return self.rows_about()

    def done(self) -> int:
        """Return how many rows have been given."""
        return self._next

    def rows_about(self) -> int:
        """Return how many rows there are: what the sheet says of its own size is often wrong, its length is not."""
        while not self._blocks and self._read_on():
            pass
        read = len(self._blocks) * _BLOCK + len(self._tail)
        if not self._whole:
            read = round(read * self._part_size / max(1, self._source.read_so_far))
        return max(0, read - self._start.offset)

    def close(self) -> None:
        """Close the file, and let go of what was put aside."""
        for name in ("_book", "_file", "_scratch"):
            if hasattr(self, name):
                getattr(self, name).close()


def _as_shown(value: Any) -> Any:
    """Return what is shown of a number in a cell of percentages, so that 0.25 is 25%."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = _number(float(Decimal(f"{value:.15g}") * 100))
        return f"{text}%" if text else ""
    return value


def text_of(value: Any) -> str:
    """Return the text that stands for a cell's value in any language: numbers with a point, days as ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        if value.microsecond >= 500_000:
            value += timedelta(seconds=1)
        value = value.replace(microsecond=0)
        return f"{value.date()}" if value.time() == time(0) else f"{value}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return f"{value}"


def _number(value: float) -> str:
    """Return a number with the fifteen digits that a spreadsheet shows of it, written out, never as a power of ten."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = f"{Decimal(f'{value:.15g}'):f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
        # Three decimals alone could be read as thousands.
        if len(text.partition(".")[2]) == 3:
            text += "0"
    return text
