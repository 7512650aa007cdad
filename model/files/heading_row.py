"""Where a table begins: the row of its headings, and the sheet of a workbook that has one (LEAD-25).

People put the name of a list above it, programs put remarks there, and workbooks begin with a sheet that explains the
others. The row is taken that says most of what a record has; where none says anything, the first that is not blank.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from model.core.access.session import Session
from model.core.records.record import Record
from model.files.given_column import as_addressee
from model.files.headings import heading_test
from model.files.table import Table, TableOptions
from model.files.table_reader import read_table

_LOOKED_AT = 40
"""Rows from the beginning among which the headings are looked for."""


def open_table(session: Session, record: type[Record], path: Path, options: TableOptions | None = None) -> Table:
    """Open a file at its headings, as records of one kind; its ``options`` say which sheet and row those are.

    What ``options`` name is taken as it is. Raises as :func:`~model.files.table_reader.read_table` does.
    """
    options = options or TableOptions()
    table = read_table(path, options)
    if table.kind == "vcard":
        return as_addressee(table, record)
    if not options.header or options.header_row:
        return table
    try:
        known = heading_test(session, record)
        best, chosen = 0, table.options
        for sheet in [options.sheet] if options.sheet or not table.sheets else table.sheets:
            other = table if sheet in ("", table.options.sheet) else read_table(path, replace(options, sheet=sheet))
            try:
                count, number = _best_row(other, known)
            finally:
                if other is not table:
                    other.close()
            if count > best:
                best, chosen = count, replace(other.options, header_row=number)
            # A later sheet has to say more than one word of a record to be taken for the table.
            if best > 1:
                break
    except BaseException:
        table.close()
        raise
    if not best or chosen == table.options:
        return table
    table.close()
    return read_table(path, replace(options, sheet=chosen.sheet, header_row=chosen.header_row))


def _best_row(table: Table, known: Callable[[str], bool]) -> tuple[int, int]:
    """Return how many headings the row with most of them has, and its number; the first of several such."""
    best, number = 0, table.options.header_row
    for row in islice(table.rows(table.top()), _LOOKED_AT):
        cells = [cell for cell in row.cells if cell.strip()]
        count = sum(map(known, cells))
        # One known word among others may be anything: a person's note, a company called Mobile.
        if count > best and (count > 1 or count == len(cells) or (not best and row.number == number)):
            best, number = count, row.number
    return best, number
