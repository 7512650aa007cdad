"""A column that every row of a file has, though the file does not: the campaign that its recipients are of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from model.core.fields.texts import Text
from model.core.records.record import Record
from model.files.headings import plain_heading
from model.files.table import Place, Table, TableRow


def with_column(table: Table, heading: str, text: str | Callable[[TableRow], str]) -> Table:
    """Return the table with one more column; as it is where it has that heading.

    Its cells all hold ``text``, or what that makes of the row.
    """
    if plain_heading(heading) in map(plain_heading, table.headings):
        return table
    return cast(Table, _WithColumn(table, heading, text))


def as_addressee(table: Table, record: type[Record]) -> Table:
    """Return a table of cards for records that have a company and one name of a person, as recipients do."""
    fields = record.fields()
    if "first_name" in fields or not isinstance(fields.get("contact"), Text) or "company" not in fields:
        return table
    names = [table.headings.index(name) for name in ("first_name", "last_name")]
    found = with_column(table, "contact", lambda row: " ".join(filter(None, (row.cells[at] for at in names))))
    found.headings = ["company" if heading == "name" else heading for heading in found.headings]
    return found


class _WithColumn:
    """All that is not said here is the table's own."""

    def __init__(self, table: Table, heading: str, text: str | Callable[[TableRow], str]) -> None:
        self._table = table
        self._text = text
        self.headings = [*table.headings, heading]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def rows(self, place: Place) -> Iterator[TableRow]:
        """Yield the rows, each with its text under the last heading; blank ones stay blank."""
        width = len(self.headings) - 1
        for row in self._table.rows(place):
            yield self._wider(row, width) if any(map(str.strip, row.cells)) else row

    def _wider(self, row: TableRow, width: int) -> TableRow:
        text = self._text if isinstance(self._text, str) else self._text(row)
        cells = [*row.cells[:width], *[""] * (width - len(row.cells)), text, *row.cells[width:]]
        made = row._replace(cells=cells)
        # What a card says besides its cells goes along.
        if hasattr(row, "__dict__"):
            vars(made).update(vars(row))
        return made
