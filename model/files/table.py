"""Tables from outside: files of rows and cells, whatever their form, read a row at a time.

:func:`read_table` looks at what a file holds, not at what it is called, and opens it as CSV, as a workbook or as
vCards. Nothing is held but the row being read, so a file may be of any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from model.core.errors import StorageError, UserError
from model.core.language import _
from model.files import refusing


@dataclass(frozen=True)
class TableOptions:
    """How a file is to be read.

    ``encoding`` and ``separator`` are found out where they are ''. ``header`` says whether the first row holds the
    headings (LEAD-25). ``sheet`` is a workbook's sheet, the first where it is ''.
    """

    encoding: str = ""
    separator: str = ""
    header: bool = True
    sheet: str = ""


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
    headings: list[str]
    """The first row where it holds headings; else "Column 1", "Column 2" … in the language in use."""
    size: int
    """What :meth:`rows` goes up to as it reports how far it is."""

    def start(self) -> Place:
        """Return the place of the first row after the headings."""

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield the rows from ``place`` on, blank ones too."""

    def here(self) -> Place | None:
        """Return the place after the row that :meth:`rows` gave last; None where the file cannot be entered there."""

    def done(self) -> int:
        """Return how much of :attr:`size` has been read."""

    def rows_about(self) -> int:
        """Return how many rows there are, roughly."""

    def close(self) -> None:
        """Close the file."""


def read_table(path: Path, options: TableOptions | None = None) -> Table:
    """Open a file of rows.

    Raises :class:`UserError`, one plain sentence, for a file that is none: a PDF, an archive, a program, a workbook
    with macros or one that unpacks to more than a computer should read; and for one that cannot be opened.
    """
    options = options or TableOptions()
    try:
        if path.is_dir():
            raise UserError(_("{path} is a folder.").format(path=path))
        with path.open("rb") as file:
            beginning = file.read(refusing.LOOKED_AT)
    except OSError as error:
        raise StorageError(
            _("{path} cannot be read: {error}").format(path=path, error=error.strerror or error)
        ) from error
    found = refusing.kind_of(path, beginning, forced=bool(options.encoding))
    if found == "xlsx":
        from model.files.xlsx_table import XlsxTable

        return XlsxTable(path, options)
    if found == "vcard":
        from model.files.vcard_table import VCardTable

        return VCardTable(path, options)
    from model.files.csv_table import CsvTable

    return CsvTable(path, options, beginning)


def column_names(count: int) -> list[str]:
    """Return headings for a file that has none."""
    return [_("Column {number}").format(number=number) for number in range(1, count + 1)]
