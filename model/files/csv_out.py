"""Writing CSV that Excel opens right in Norway and Denmark, and that starts no formula (LEAD-32, I27).

UTF-8 with BOM, ``;`` between cells, CRLF after lines; amounts with the decimal mark of the language in use and
nothing between thousands. A text that a spreadsheet would take for a formula gets an apostrophe before it, and one
that begins with an apostrophe gets one more, so that an import that takes one away finds every text as it was.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from model.core import language
from model.core.fields.base import Field, Reading
from model.core.fields.custom import PREFIX, from_plain
from model.core.fields.numbers import Hundredths, Whole
from model.core.fields.texts import Country, Phone, Text
from model.core.fields.times import Day, Moment
from model.core.language import _
from model.files.guarding import GUARDED_STARTS, guarded
from model.files.rows import Linked, ReadRow, Rows
from model.files.stopping import Progress, Stop, go_on

if TYPE_CHECKING:
    from model.files.output_table import OutputTable

BOM = "\ufeff"
_TELEPHONE = re.compile(r"\+[0-9][0-9 ()./\u00a0-]*")
_POINTS = {"en": ".", "nb": ",", "da": ","}
_DAYS = {"en": "{0.year:04}-{0.month:02}-{0.day:02}", "nb": "{0.day:02}.{0.month:02}.{0.year:04}"}
_DAYS["da"] = "{0.day:02}-{0.month:02}-{0.year:04}"


def write(
    file: IO[str],
    fields: Sequence[Field],
    rows: Iterable[ReadRow],
    reading: Reading,
    *,
    with_id: bool = True,
    progress: Progress | None = None,
    stop: Stop | None = None,
    expected: int = 0,
) -> int:
    """Write headings and ``rows`` to ``file`` (opened with ``newline=""``) and return how many rows that was.

    The headings are the fields' labels in the language in use, "ID" before them. ``expected`` is how many rows there
    will be, for ``progress``.
    """
    file.write(BOM)
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    headings = [guarded(field.title) for field in fields]
    writer.writerow([_("ID"), *headings] if with_id else headings)
    count = 0
    for ids, columns in _columns(fields, rows, reading):
        writer.writerows(zip(*([ids] if with_id else []), *columns, strict=True))
        count += len(ids)
        go_on(progress, stop, count, max(expected, count))
    return count


def write_tables(
    file: IO[str], tables: Sequence[OutputTable], reading: Reading, *, row_done: Callable[[], None]
) -> None:
    """Write tables that are no lists of records to ``file`` (opened with ``newline=""``), totals included.

    Where there are several, each has its title on a line before it and a blank line after it. ``row_done`` is called
    after each row, and may raise.
    """
    file.write(BOM)
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for number, table in enumerate(tables):
        if len(tables) > 1:
            writer.writerows([[]] if number else [])
            writer.writerow([guarded(table.title)])
        writer.writerow([guarded(field.title) for field in table.fields])
        for row in table.rows:
            writer.writerow([cell(field, value, reading) for field, value in zip(table.fields, row, strict=True)])
            row_done()


def _columns(
    fields: Sequence[Field], rows: Iterable[ReadRow], reading: Reading
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Yield IDs and columns of cells, a thousand rows at a time."""
    if isinstance(rows, Rows):
        writers = [_Column(field, reading) for field in fields]
        for window in rows.windows():
            yield (
                window.ids,
                [
                    column.cells(values, titles)
                    for column, values, titles in zip(writers, window.columns, window.titles, strict=True)
                ],
            )
        return
    remaining = iter(rows)
    while window_rows := list(islice(remaining, 1_000)):
        yield (
            [row.id for row in window_rows],
            [[cell(field, row.values[place], reading) for row in window_rows] for place, field in enumerate(fields)],
        )


class _Column:
    """Writes the cells of one field from what is stored: a column at a time, each value once."""

    def __init__(self, field: Field, reading: Reading) -> None:
        self._field = field
        self._reading = reading
        self._own = field.name.startswith(PREFIX)
        self._text = isinstance(field, Text) and not isinstance(field, Country) and not self._own
        self._kept: dict[Any, str] = {}

    def cells(self, stored: list[Any], titles: dict[int | None, Linked] | None) -> list[str]:
        """Return the cells."""
        if titles is not None:
            told = {record_id: cell(self._field, linked, self._reading) for record_id, linked in titles.items()}
            return [told.get(value, "") for value in stored]
        if self._text:
            return self._texts(stored)
        kept = self._kept
        try:
            missing = {value for value in stored if value not in kept}
        except TypeError:
            # Several choices are a list, which cannot be looked up.
            return [self._cell(value) for value in stored]
        if missing:
            if len(kept) > 20_000:
                kept.clear()
                missing = set(stored)
            kept.update((value, self._cell(value)) for value in missing)
        return [kept[value] for value in stored]

    def _cell(self, value: Any) -> str:
        field = self._field
        return cell(field, from_plain(field, value) if self._own else field.from_stored(value), self._reading)

    def _texts(self, stored: list[Any]) -> list[str]:
        texts = [text or "" for text in stored]
        # One look at the first letters tells whether any text has to be looked at by itself.
        if {text[:1] for text in texts}.isdisjoint(_CLOSER):
            return texts
        return [self._cell(text) if text[:1] in _CLOSER else text for text in texts]


_CLOSER = {*GUARDED_STARTS, "<", " "}


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
