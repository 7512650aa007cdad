"""Writing CSV that Excel opens right in Norway and Denmark, and that starts no formula (LEAD-32, I27).

UTF-8 with BOM, ``;`` between cells, CRLF after lines; amounts with the decimal mark of the language in use and
nothing between thousands. A text that a spreadsheet would take for a formula gets an apostrophe before it, and one
that begins with an apostrophe gets one more, so that an import that takes one away finds every text as it was.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TextIO

from model.core import language
from model.core.fields.base import Field, Reading
from model.core.fields.numbers import Hundredths, Whole
from model.core.fields.texts import Phone
from model.core.fields.times import Day, Moment
from model.core.language import _
from model.files.guarding import guarded
from model.files.rows import Linked, ReadRow

BOM = "\ufeff"
_TELEPHONE = re.compile(r"\+[0-9][0-9 ()./\u00a0-]*")
_POINTS = {"en": ".", "nb": ",", "da": ","}
_DAYS = {"en": "{0.year:04}-{0.month:02}-{0.day:02}", "nb": "{0.day:02}.{0.month:02}.{0.year:04}"}
_DAYS["da"] = "{0.day:02}-{0.month:02}-{0.year:04}"


def write(
    file: TextIO, fields: Sequence[Field], rows: Iterable[ReadRow], reading: Reading, *, with_id: bool = True
) -> int:
    """Write headings and ``rows`` to ``file`` (opened with ``newline=""``) and return how many rows that was.

    The headings are the fields' labels in the language in use, "ID" before them.
    """
    file.write(BOM)
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    headings = [field.title for field in fields]
    writer.writerow([_("ID"), *headings] if with_id else headings)
    count = 0
    for row in rows:
        cells = [cell(field, value, reading) for field, value in zip(fields, row.values, strict=True)]
        writer.writerow([str(row.id), *cells] if with_id else cells)
        count += 1
    return count


def cell(field: Field, value: Any, reading: Reading) -> str:
    """Return a value as its cell holds it."""
    if value is None:
        return ""
    if isinstance(value, Linked):
        return harmless(value.title)
    if isinstance(field, Whole):
        return str(value)
    if isinstance(field, Hundredths):
        return _amount(value)
    if isinstance(field, Day):
        return _day(value)
    if isinstance(field, Moment):
        return _moment(value, reading)
    text = field.format(value, reading)
    if isinstance(field, Phone) and _TELEPHONE.fullmatch(text):
        return text
    return harmless(text)


def harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return guarded(text)


def _amount(value: Decimal) -> str:
    return f"{value:.2f}".replace(".", _POINTS[language.current()])


def _day(value: date) -> str:
    return _DAYS[language.current()].format(value)


def _moment(value: datetime, reading: Reading) -> str:
    local = value.astimezone(reading.zone)
    seconds = f":{local.second:02}" if local.second else ""
    return f"{_day(local.date())} {local.hour:02}:{local.minute:02}{seconds}"
