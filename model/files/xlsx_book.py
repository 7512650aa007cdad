"""Opening workbooks for reading, with what reading needs of them and no more.

openpyxl reads a workbook's fonts, borders and fills into objects, one by one; a file of some kilobytes can name
millions. Of the styles only which numbers are days, times and percentages is read here, in one pass.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from model.core.errors import UserError
from model.core.language import _

LAST_ROW = 1_048_576
"""The number of the last row that a sheet can have."""
_LAST_COLUMN = 16_384
_MOST_BETWEEN_ROWS = 8 * 1024**2
"""Bytes of a sheet from one row to the next: a whole row is held in memory."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class Styles:
    """The numbers of the cell styles that show a number as something else."""

    days: frozenset[int]
    spans: frozenset[int]
    percentages: frozenset[int]


def open_book(file: IO[bytes]) -> tuple[Any, Styles]:
    """Return a workbook of openpyxl's, for reading, and its styles; whatever a damaged part leads to is raised."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml.constants import ARC_STYLE

    reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
    try:
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        styles = Styles(frozenset(), frozenset(), frozenset())
        if ARC_STYLE in reader.valid_files:
            with reader.archive.open(ARC_STYLE) as part:
                styles = read_styles(part)
        reader.read_worksheets()
    except BaseException:
        reader.archive.close()
        raise
    return reader.wb, styles


def read_styles(part: IO[bytes]) -> Styles:
    """Return which styles of ``xl/styles.xml`` are days, spans of time and percentages."""
    from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format

    formats: dict[int, str] = {}
    days: set[int] = set()
    spans: set[int] = set()
    percentages: set[int] = set()
    number = -1
    kinds: dict[int, tuple[bool, bool, bool]] = {}
    within = False
    parents: list[Any] = []
    for event, element in ElementTree.iterparse(part, ("start", "end")):
        if event == "start":
            parents.append(element)
            within = within or element.tag == f"{_MAIN}cellXfs"
            continue
        parents.pop()
        if element.tag == f"{_MAIN}numFmt":
            formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
        elif element.tag == f"{_MAIN}cellXfs":
            within = False
        elif element.tag == f"{_MAIN}xf" and within:
            number += 1
            format_id = int(element.get("numFmtId", "0"))
            if format_id not in kinds:
                code = formats.get(format_id) or builtin_format_code(format_id) or ""
                kinds[format_id] = (bool(is_date_format(code)), bool(is_timedelta_format(code)), "%" in code)
            for wanted, found in zip(kinds[format_id], (days, spans, percentages), strict=True):
                if wanted:
                    found.add(number)
        if len(parents) <= 2 and parents:
            # What has been read is let go of at once, not when the whole part has been.
            parents[-1].remove(element)
    return Styles(frozenset(days), frozenset(spans), frozenset(percentages))


class Measured:
    """A part of the workbook that is read through, and refused where it goes on for too long without a row."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part = part
        self.read_so_far = 0
        self._since_row = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; raise :class:`UserError` where a row takes too many."""
        found = self._part.read(size)
        self.read_so_far += len(found)
        self._since_row += len(found)
        if self._since_row > _MOST_BETWEEN_ROWS:
            raise UserError(
                _("A row of the sheet takes more than {size} MB.").format(size=_MOST_BETWEEN_ROWS // 1024**2)
            )
        return found

    def row_ends(self) -> None:
        """Begin to count anew."""
        self._since_row = 0


class _Forgetful(dict[str, Any]):
    """Heights and the like of rows, which openpyxl keeps of each."""

    def __setitem__(self, key: str, value: Any) -> None:
        return


def rows_of(sheet: Any, book: Any, styles: Styles, source: Measured) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Yield the number and the cells of each row that the sheet holds, blank runs left out.

    Raises :class:`UserError` for a row or a cell beyond the last one of the format, and for more rows than it has.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    parser = WorkSheetParser(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=styles.days,
        timedelta_formats=styles.spans,
    )
    parser.row_dimensions = _Forgetful()
    last = 0
    for number, cells in parser.parse():
        source.row_ends()
        if not last < number <= LAST_ROW or (cells and max(cell["column"] for cell in cells) > _LAST_COLUMN):
            raise UserError(_("Row {number} stands where a sheet has no row.").format(number=number))
        last = number
        yield number, cells
