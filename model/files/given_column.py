"""A column that every row of a file has, though the file does not: the campaign that its recipients are of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from model.files.headings import plain_heading
from model.files.table import Place, Table, TableRow


def with_column(table: Table, heading: str, text: str) -> Table:
    """Return the table with one more column, whose cells all hold ``text``; as it is where it has that heading."""
    if plain_heading(heading) in map(plain_heading, table.headings):
        return table
    return cast(Table, _WithColumn(table, heading, text))


class _WithColumn:
    """All that is not said here is the table's own."""

    def __init__(self, table: Table, heading: str, text: str) -> None:
        self._table = table
        self._text = text
        self.headings = [*table.headings, heading]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield the rows, each with the text under the last heading; blank ones stay blank."""
        width = len(self.headings) - 1
        for row in self._table.rows(place):
            if any(map(str.strip, row.cells)):
                cells = [*row.cells[:width], *[""] * (width - len(row.cells)), self._text, *row.cells[width:]]
                row = row._replace(cells=cells)
            yield row
