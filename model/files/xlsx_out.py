"""Writing workbooks: numbers as numbers, days as days, and every text as text, so that none becomes a formula (I27)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.core.fields.base import Field, Reading
from model.core.fields.custom import PREFIX, OwnNumber, from_plain
from model.core.fields.numbers import Hundredths, Whole
from model.core.fields.texts import Country, Text
from model.core.fields.times import Day, Moment
from model.core.language import _
from model.files.guarding import escaped
from model.files.new_file import new_file
from model.files.rows import Linked, ReadRow, Rows
from model.files.stopping import Progress, Stop, go_on

if TYPE_CHECKING:
    from model.files.output_table import OutputTable

MOST_ROWS = 1_048_575
"""Rows that a sheet can hold besides its headings; further rows go on in a sheet of their own."""

_LONGEST = 32_767
"""Letters that a cell can hold."""
_EXACT = 10**13
"""Amounts below this are exact in the numbers of a spreadsheet."""


def write(
    target: Path,
    fields: Sequence[Field],
    rows: Iterable[ReadRow],
    reading: Reading,
    *,
    with_id: bool = True,
    title: str = "",
    force: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
    expected: int = 0,
) -> int:
    """Write headings and ``rows`` to the workbook ``target`` and return how many rows that was.

    ``title`` names the sheet. ``expected`` is how many rows there will be, for ``progress``. Raises
    :class:`UserError` for a target that exists, unless ``force``; nothing is left of one that was not finished.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    headings = [*([_("ID")] if with_id else []), *(field.title for field in fields)]
    count = 0
    book = Workbook(write_only=True)
    columns = [_Column(field, reading) for field in fields]
    try:
        with new_file(target, force=force, text=False) as file:
            sheet: Any = None
            for ids, values in _windows(columns, rows):
                for row in zip(*([ids] if with_id else []), *values, strict=True):
                    if count % MOST_ROWS == 0:
                        sheet = book.create_sheet(_sheet_title(title, count // MOST_ROWS))
                        sheet.freeze_panes = "A2"
                        _widths(sheet, fields, with_id=with_id)
                        sheet.append([_heading(WriteOnlyCell(sheet), heading, Font(bold=True)) for heading in headings])
                        for column in columns:
                            column.begin(sheet)
                    # Cells with a form are made once a column: what is appended is written at once.
                    sheet.append([value.put() if type(value) is _Formed else value for value in row])
                    count += 1
                go_on(progress, stop, count, max(expected, count))
            if not count:
                sheet = book.create_sheet(_sheet_title(title, 0))
                sheet.append([_heading(WriteOnlyCell(sheet), heading, Font(bold=True)) for heading in headings])
            book.save(file)
    finally:
        _leave_nothing(book)
    return count


def write_tables(
    target: Path,
    title: str,
    subtitle: str,
    tables: Sequence[OutputTable],
    remarks: Sequence[str],
    reading: Reading,
    *,
    force: bool = False,
    row_done: Callable[[], None],
) -> None:
    """Write tables that are no lists of records, a sheet each: title and subtitle, headings, rows, remarks.

    Totals stand in bold. ``row_done`` is called after each row, and may raise. Raises :class:`UserError` for a target
    that exists, unless ``force``.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    bold = Font(bold=True)
    book = Workbook(write_only=True)
    try:
        with new_file(target, force=force, text=False) as file:
            names: list[str] = []
            for table in tables:
                sheet = book.create_sheet(_free_title(_sheet_title(table.title, 0), names))
                sheet.freeze_panes = "A5"
                _widths(sheet, table.fields, with_id=False)
                sheet.append([_heading(WriteOnlyCell(sheet), title, Font(bold=True, size=14))])
                sheet.append([_text_cell(WriteOnlyCell(sheet), _text(subtitle) or "")])
                sheet.append([])
                sheet.append([_heading(WriteOnlyCell(sheet), field.title, bold) for field in table.fields])
                for number, row in enumerate(table.rows):
                    cells = []
                    for field, value in zip(table.fields, row, strict=True):
                        cell = WriteOnlyCell(sheet)
                        written = cell_value(field, value, reading)
                        if isinstance(written, str):
                            _text_cell(cell, written)
                        else:
                            cell.value = written
                            cell.number_format = _format(field) or cell.number_format
                        if number in table.totals:
                            cell.font = bold
                        cells.append(cell)
                    sheet.append(cells)
                    row_done()
                sheet.append([])
                for remark in remarks:
                    sheet.append([_text_cell(WriteOnlyCell(sheet), escaped(remark))])
            book.save(file)
    finally:
        _leave_nothing(book)


def _free_title(title: str, taken: list[str]) -> str:
    """Return the title of a sheet, or one with a number where another sheet has it."""
    found, number = title, 2
    while found in taken:
        found, number = f"{title[:25]} {number}", number + 1
    taken.append(found)
    return found


def _heading(cell: Any, text: str, font: Any) -> Any:
    cell.value = _text(text) or ""
    cell.data_type, cell.font = "s", font
    return cell


def _windows(columns: Sequence[_Column], rows: Iterable[ReadRow]) -> Iterator[tuple[list[int], list[list[Any]]]]:
    """Yield IDs and columns of cells, a thousand rows at a time."""
    if isinstance(rows, Rows):
        for window in rows.windows():
            yield (
                window.ids,
                [
                    column.stored(values, titles)
                    for column, values, titles in zip(columns, window.columns, window.titles, strict=True)
                ],
            )
        return
    remaining = iter(rows)
    while some := list(islice(remaining, 1_000)):
        yield (
            [row.id for row in some],
            [[column.cell(row.values[place]) for row in some] for place, column in enumerate(columns)],
        )


class _Formed:
    """A value for a cell with a form of its own: a number format, or text in spite of its looks."""

    __slots__ = ("column", "value")

    def __init__(self, column: _Column, value: Any) -> None:
        self.column = column
        self.value = value

    def put(self) -> Any:
        """Return the column's cell with this value in it."""
        cell = self.column.formed
        if type(self.value) is str:
            return _text_cell(self.column.new_cell(), self.value)
        cell.value = self.value
        return cell


class _Column:
    """Makes the cells of one field, each value once."""

    def __init__(self, field: Field, reading: Reading) -> None:
        self._field = field
        self._reading = reading
        self._format = _format(field)
        self._own = field.name.startswith(PREFIX)
        self._text = isinstance(field, Text) and not isinstance(field, Country) and not self._own
        self._kept: dict[Any, Any] = {}
        self._sheet: Any = None
        self.formed: Any = None

    def begin(self, sheet: Any) -> None:
        """Make cells for ``sheet`` from now on."""
        self._sheet = sheet
        self.formed = self.new_cell()
        if self._format:
            self.formed.number_format = self._format

    def new_cell(self) -> Any:
        """Return a cell of the sheet."""
        from openpyxl.cell import WriteOnlyCell

        return WriteOnlyCell(self._sheet)

    def cell(self, value: Any) -> Any:
        """Return what goes into the row for a value."""
        written = cell_value(self._field, value, self._reading)
        if isinstance(written, str):
            return _Formed(self, written) if written[:1] == "=" else written
        return _Formed(self, written) if self._format and written is not None else written

    def stored(self, values: list[Any], titles: dict[int | None, Linked] | None) -> list[Any]:
        """Return what goes into the rows for values as they are stored."""
        if titles is not None:
            told = {record_id: self.cell(linked) for record_id, linked in titles.items()}
            return [told.get(value) for value in values]
        if self._text:
            texts = [text for text in values if text]
            usual = "".join(texts).isprintable() and not {text[:1] for text in texts} & _CLOSER
            if usual and max(map(len, texts), default=0) <= _LONGEST:
                return values
            return [self.cell(value) for value in values]
        kept = self._kept
        found = []
        for value in values:
            try:
                written = kept.get(value, _UNMADE)
            except TypeError:
                # Several choices are a list, which cannot be looked up.
                written, value = self._made(value), None
            if written is _UNMADE:
                if len(kept) > 20_000:
                    kept.clear()
                written = kept[value] = self._made(value)
            found.append(written)
        return found

    def _made(self, value: Any) -> Any:
        field = self._field
        return self.cell(from_plain(field, value) if self._own else field.from_stored(value))


_UNMADE = object()
_CLOSER = {"=", "'", "<", " "}


def cell_value(field: Field, value: Any, reading: Reading) -> str | int | Decimal | date | datetime | None:
    """Return a value as a cell holds it: a number, a day, a moment of the person's zone, or text."""
    if value is None:
        return None
    if isinstance(value, Linked):
        return _text(value.title)
    if isinstance(field, Whole):
        return int(value)
    if isinstance(field, Hundredths):
        amount = Decimal(value)
        return amount if abs(amount) < _EXACT else f"{amount:f}"
    if isinstance(field, Day):
        found: date = value
        return found if found.year >= 1900 else found.isoformat()
    if isinstance(field, Moment):
        moment: datetime = value.astimezone(reading.zone).replace(tzinfo=None, microsecond=0)
        return moment if moment.year >= 1900 else moment.isoformat(sep=" ")
    return _text(field.format(value, reading))


def _format(field: Field) -> str:
    if isinstance(field, Hundredths) and (not isinstance(field, OwnNumber) or field.money):
        return "#,##0.00"
    if isinstance(field, Day):
        return "yyyy-mm-dd"
    return "yyyy-mm-dd hh:mm" if isinstance(field, Moment) else ""


def _text_cell(cell: Any, text: str) -> Any:
    """Return a cell that is text whatever it looks like."""
    cell.value = text
    # Set after the value, which takes what begins with an equals sign for a formula.
    cell.data_type = "s"
    return cell


_NOT_IN_XML = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"}
_NOT_IN_XML |= {0xFFFE: 0xFFFD, 0xFFFF: 0xFFFD, **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)}


def _text(text: str) -> str | None:
    """Return a text as a cell can hold it: letters that XML has no place for become pictures of themselves."""
    text = escaped(text)
    return (text if text.isprintable() else text.translate(_NOT_IN_XML))[:_LONGEST] or None


def _widths(sheet: Any, fields: Sequence[Field], *, with_id: bool) -> None:
    from openpyxl.utils import get_column_letter

    widths = [*([8] if with_id else []), *(max(10, min(40, field.width or 30)) for field in fields)]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width + 2


def _sheet_title(title: str, number: int) -> str:
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'" and letter.isprintable()) or _("List")
    return kept[:28] if not number else f"{kept[:25]} {number + 1}"


def _leave_nothing(book: Any) -> None:
    """Remove the passing files of sheets that were not finished."""
    for sheet in book.worksheets:
        rows: Any = getattr(sheet, "_rows", None)
        if rows is not None:
            # What takes the rows ends by writing to the file, which must be open then.
            with contextlib.suppress(ValueError, OSError):
                rows.close()
        writer: Any = getattr(sheet, "_writer", None)
        name = getattr(writer, "out", None)
        if isinstance(name, str) and os.path.exists(name):
            with contextlib.suppress(OSError):
                writer.cleanup()
