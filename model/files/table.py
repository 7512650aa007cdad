"""Tables from outside: files of rows and cells, whatever their form, read a row at a time.

Nothing is held but the row being read, so a file may be of any size. :mod:`model.files.table_reader` opens them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from model.core.language import _


@dataclass(frozen=True)
class TableOptions:
    """How a file is to be read.

    ``encoding`` and ``separator`` are found out where they are ''. ``header`` says whether there is a row of
    headings (LEAD-25), which is row ``header_row`` of the file, the first that is not blank where it is 0; rows above
    are passed over. ``sheet`` is a workbook's sheet, the first that is not hidden where it is ''.
    """

    encoding: str = ""
    separator: str = ""
    header: bool = True
    sheet: str = ""
    header_row: int = 0


class TableRow(NamedTuple):
    """One row: its number as a spreadsheet counts, and its cells as text.

    ``trouble`` is why the row cannot be read at all, '' where it can.
    """

    number: int
    cells: list[str]
    trouble: str = ""


class Place(NamedTuple):
    """Where reading can begin: before the row ``number``; ``offset`` is the table's own."""

    number: int
    offset: int


class Table(Protocol):
    """An open file of rows."""

    path: Path
    kind: str
    """csv, xlsx or vcard."""
    options: TableOptions
    """As they were used: the encoding and the separator that were found, or were asked for."""
    sheets: Sequence[str]
    """The names of a workbook's sheets that are not hidden; empty for other files."""
    headings: list[str]
    """The row that holds headings; else "Column 1", "Column 2" … in the language in use."""

    @property
    def size(self) -> int:
        """What :meth:`done` goes up to."""

    def top(self) -> Place:
        """Return the place of the first row of the file, headings or not."""

    def start(self) -> Place:
        """Return the place of the first row after the headings."""

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield the rows from ``place`` on, blank ones too."""

    def here(self) -> Place:
        """Return the place after the row that :meth:`rows` gave last."""

    def done(self) -> int:
        """Return how much of :attr:`size` has been read."""

    def rows_about(self) -> int:
        """Return how many rows there are, roughly."""

    def close(self) -> None:
        """Close the file."""


def heading_row(rows: Iterator[TableRow], wanted: int) -> TableRow:
    """Return the row that holds the headings: number ``wanted``, or the first that is not blank where that is 0.

    An empty row where there is none; ``rows`` have then been read to their end, and else up to it.
    """
    for row in rows:
        if row.number == wanted if wanted else any(map(str.strip, row.cells)):
            return row
    return TableRow(wanted or 1, [])


def headings_of(row: TableRow) -> list[str]:
    """Return the headings of a row, without the blank ones at its end."""
    headings = [cell.strip() for cell in row.cells]
    while headings and not headings[-1]:
        headings.pop()
    return headings


_MOST_LETTERS = 4_000_000
"""Letters of the rows that are judged at a time."""


def next_rows(rows: Iterator[TableRow], most: int) -> list[TableRow]:
    """Return the next rows, at most so many, and fewer where they are very long; none where there are no more."""
    found: list[TableRow] = []
    letters = 0
    for row in rows:
        found.append(row)
        letters += len("".join(row.cells))
        if len(found) == most or letters > _MOST_LETTERS:
            break
    return found


def column_names(count: int) -> list[str]:
    """Return headings for a file that has none."""
    return [_("Column {number}").format(number=number) for number in range(1, count + 1)]
