"""Reading workbooks: the values of one sheet, a row at a time, formulas by what they last came to (LEAD-25)."""

from __future__ import annotations

import json
import os
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.core.errors import UserError
from model.core.language import _
from model.files.table import Place, TableOptions, TableRow, column_names, heading_row, headings_of

_MOST_CELLS = 1_000
_BLOCK = 1_000
"""Rows that are put aside, and taken up again, at a time."""


class XlsxTable:
    """An open workbook.

    It can only be read from its beginning, and slowly: rows that have been read are put aside in a scratch file, from
    which any of them is at hand.
    """

    kind = "xlsx"

    def __init__(self, path: Path, options: TableOptions) -> None:
        import openpyxl

        self.path = path
        try:
            with warnings.catch_warnings():
                # What a workbook has besides its cells (styles, rules, pictures) is of no interest here.
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl and the XML below it raise whatever a damaged part leads to
            raise UserError(_("{file} is a damaged workbook.").format(file=path.name)) from error
        sheets = {sheet.title: sheet for sheet in self._book.worksheets}
        if not sheets or (options.sheet and options.sheet not in sheets):
            self._book.close()
            if not sheets:
                raise UserError(_("{file} has no sheet with rows.").format(file=path.name))
            raise UserError(
                _("{file} has no sheet {sheet}: there are {sheets}.").format(
                    file=path.name, sheet=repr(options.sheet), sheets=", ".join(sheets)
                ),
                "sheet",
            )
        self.sheets: Sequence[str] = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]
        self._sheet = sheets[options.sheet or next(iter(self.sheets), next(iter(sheets)))]
        # What a workbook says of its size is often wrong; without it openpyxl goes by the rows themselves.
        self.size = self._sheet.max_row or 0
        self._sheet.reset_dimensions()
        self.options = TableOptions("", "", options.header, self._sheet.title)
        self._number = 0
        self._source = self._read()
        self._scratch = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the table)
        self._blocks: list[tuple[int, int]] = []
        """Where in the scratch file each whole block stands, and how long it is."""
        self._tail: list[list[str]] = []
        """The rows read since the last whole block."""
        self._first = 1
        if options.header:
            row = heading_row(self.rows(self.top()), options.header_row)
            self.headings = headings_of(row)
            self.options = replace(self.options, header_row=row.number)
            self._first = row.number + 1
        else:
            row = next(self.rows(self.top()), TableRow(1, []))
            self.headings = column_names(len(row.cells))
        self._number = 0

    def top(self) -> Place:
        """Return the place of the first row of the sheet."""
        return Place(1, 0)

    def start(self) -> Place:
        """Return the place of the first row after the headings."""
        return Place(self._first, 0)

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield the rows from ``place`` on; several may read at a time."""
        index = place.number - 1
        while True:
            block, within = divmod(index, _BLOCK)
            while block > len(self._blocks) or (block == len(self._blocks) and within >= len(self._tail)):
                if not self._read_on():
                    return
            at_hand = self._block(block) if block < len(self._blocks) else self._tail
            for cells in at_hand[within:]:
                index += 1
                self._number = index
                yield TableRow(index, cells)

    def here(self) -> Place:
        """Return the place after the row given last."""
        return Place(self._number + 1, 0)

    def _read(self) -> Iterator[list[str]]:
        """Yield the cells of every row of the sheet, once."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                plain = not has_percentages(self.path)
                rows = self._sheet.iter_rows(values_only=plain, max_col=_MOST_CELLS)
            for row in rows:
                values: Iterable[Any] = row if plain else map(_as_shown, row)
                cells = ["" if value is None else value if type(value) is str else text_of(value) for value in values]
                while cells and not cells[-1]:
                    cells.pop()
                yield cells
        except UserError:
            raise
        except Exception as error:  # see above
            raise UserError(_("{file} is a damaged workbook.").format(file=self.path.name)) from error

    def _read_on(self) -> bool:
        """Read one more row of the sheet; return whether there was one."""
        cells = next(self._source, None)
        if cells is None:
            return False
        self._tail.append(cells)
        if len(self._tail) == _BLOCK:
            kept = json.dumps(self._tail).encode()
            self._scratch.seek(0, os.SEEK_END)
            self._blocks.append((self._scratch.tell(), len(kept)))
            self._scratch.write(kept)
            self._tail = []
        return True

    def _block(self, number: int) -> list[list[str]]:
        offset, length = self._blocks[number]
        self._scratch.seek(offset)
        rows: list[list[str]] = json.loads(self._scratch.read(length))
        return rows

    def done(self) -> int:
        """Return the number of the row given last."""
        return self._number

    def rows_about(self) -> int:
        """Return how many rows the workbook says it has."""
        return max(0, self.size - self._first + 1)

    def close(self) -> None:
        """Close the file, and let go of what was put aside."""
        self._book.close()
        self._scratch.close()


def has_percentages(path: Path) -> bool:
    """Whether some cells of a workbook may be shown as percentages; where none are, values alone need to be read."""
    with zipfile.ZipFile(path) as archive:
        try:
            styles = archive.read("xl/styles.xml")
        except KeyError:
            return False
    # 9 and 10 are "0%" and "0.00%", which a workbook need not spell out.
    return b"%" in styles or re.search(rb'numFmtId="(?:9|10)"', styles) is not None


def _as_shown(cell: Any) -> Any:
    """Return the value of a cell; of one that is shown as a percentage what is shown, so that 0.25 is 25%."""
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and "%" in cell.number_format:
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
