"""Writing workbooks: numbers as numbers, days as days, and every text as text, so that none becomes a formula (I27)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.core.fields.base import Field, Reading
from model.core.fields.numbers import Hundredths, Whole
from model.core.fields.times import Day, Moment
from model.core.language import _
from model.files.guarding import escaped
from model.files.new_file import new_file
from model.files.own_fields import OwnNumber
from model.files.rows import Linked, ReadRow
from model.files.stopping import Progress, Stop, go_on

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
    formats = [_format(field) for field in fields]
    count = 0
    book = Workbook(write_only=True)
    try:
        with new_file(target, force=force, text=False) as file:
            for row in rows:
                if count % MOST_ROWS == 0:
                    sheet: Any = book.create_sheet(_sheet_title(title, count // MOST_ROWS))
                    sheet.freeze_panes = "A2"
                    _widths(sheet, fields, with_id=with_id)
                    heads = []
                    for heading in headings:
                        head = WriteOnlyCell(sheet, escaped(heading))
                        head.data_type, head.font = "s", Font(bold=True)
                        heads.append(head)
                    sheet.append(heads)
                cells: list[Any] = [row.id] if with_id else []
                for field, value, number_format in zip(fields, row.values, formats, strict=True):
                    written = None if value is None else cell_value(field, value, reading)
                    if type(written) is str:
                        if written[:1] == "=" or len(written) > _LONGEST or not written.isprintable():
                            written = _text_cell(WriteOnlyCell(sheet), written)
                    elif number_format and written is not None:
                        cell = WriteOnlyCell(sheet, written)
                        cell.number_format = number_format
                        written = cell
                    cells.append(written)
                sheet.append(cells)
                count += 1
                if count % 1_000 == 0:
                    go_on(progress, stop, count, max(expected, count))
            if not count:
                sheet = book.create_sheet(_sheet_title(title, 0))
                sheet.append([escaped(heading) for heading in headings])
            book.save(file)
    finally:
        _leave_nothing(book)
    return count


def cell_value(field: Field, value: Any, reading: Reading) -> str | int | Decimal | date | datetime | None:
    """Return a value as a cell holds it: a number, a day, a moment of the person's zone, or text."""
    if value is None:
        return None
    if isinstance(value, Linked):
        return escaped(value.title) or None
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
    return escaped(field.format(value, reading)) or None


def _format(field: Field) -> str:
    if isinstance(field, Hundredths) and not isinstance(field, OwnNumber):
        return "#,##0.00"
    if isinstance(field, Day):
        return "yyyy-mm-dd"
    return "yyyy-mm-dd hh:mm" if isinstance(field, Moment) else ""


def _text_cell(cell: Any, text: str) -> Any:
    """Return a cell that is text whatever it looks like; letters that XML cannot hold become pictures of themselves."""
    kept = "".join(letter if letter in "\n\t" or letter >= " " else chr(0x2400 + ord(letter)) for letter in text)
    kept = kept.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    kept = "".join(letter for letter in kept if not 0xD800 <= ord(letter) <= 0xDFFF)
    cell.value = kept[:_LONGEST]
    # Set after the value, which takes what begins with an equals sign for a formula.
    cell.data_type = "s"
    return cell


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
        writer: Any = getattr(sheet, "_writer", None)
        name = getattr(writer, "out", None)
        if isinstance(name, str) and os.path.exists(name):
            with contextlib.suppress(OSError):
                writer.cleanup()
