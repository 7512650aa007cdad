"""Where a table begins: blank rows, the name of the list, remarks, sheets that explain, hidden sheets (LEAD-25)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from model.core.access.session import Session
from model.files.heading_row import open_table
from model.files.table import Table, TableOptions
from model.leads.records import Lead
from tests.model.files.conftest import Importing, Write
from tests.plain_sql import plain_sql

ABOVE = {
    "blank rows": "\n\n;;\n",
    "the name of the list": "Customer list\nExported;30.11.2026\n\n",
    "a remark of LinkedIn's": 'Notes:\n"Some addresses\nare missing"\n\n',
    "one word of ours": "Name of the list;Name\n\n",
    "nothing": "",
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=list(ABOVE))
def test_what_stands_above_is_passed_over(above: str, session: Session, importing: Importing, write: Write) -> None:
    path = write(above + "Name;Org. no.;Town\nKai AS;;Oslo\nTorsnes AS;;Lillehammer\n")
    summary = importing.run(path, Lead)
    assert (summary.tally.create, summary.tally.rows) == (2, 2)
    assert session.store.rows(plain_sql("SELECT name, town FROM lead")) == [
        ("Kai AS", "Oslo"),
        ("Torsnes AS", "Lillehammer"),
    ]


@pytest.fixture
def opened() -> Iterator[Callable[..., Table]]:
    """Open tables, and close them in the end."""
    with contextlib.ExitStack() as stack:

        def one(*given: Any) -> Table:
            return stack.enter_context(contextlib.closing(open_table(*given)))

        yield one


def test_rows_keep_their_numbers(session: Session, write: Write, opened: Callable[..., Table]) -> None:
    path = write("List\n\nName;Town\nKai AS;Oslo\n")
    table = opened(session, Lead, path)
    assert table.options.header_row == 3
    assert [row.number for row in table.rows(table.start())] == [4]


def test_a_cell_that_is_called_as_a_field_is_no_heading(
    session: Session, write: Write, opened: Callable[..., Table]
) -> None:
    table = opened(session, Lead, write("Bezeichnung;Anmerkung\nFax;x\n"))
    assert table.headings == ["Bezeichnung", "Anmerkung"]


def test_the_row_can_be_named(session: Session, write: Write, opened: Callable[..., Table]) -> None:
    path = write("Name;Town\nName;Region\nKai AS;Viken\n")
    table = opened(session, Lead, path, TableOptions(header_row=2))
    assert table.headings == ["Name", "Region"]
    assert [row.cells for row in table.rows(table.start())] == [["Kai AS", "Viken"]]


def workbook(path: Path, **sheets: list[list[str | None]]) -> Path:
    """A workbook; a sheet whose name begins with "hidden" is hidden."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name.startswith("hidden"):
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


TABLE: list[list[str | None]] = [["Name", "Town"], ["Kai AS", "Oslo"]]


def test_the_sheet_with_headings_is_taken(
    session: Session, importing: Importing, tmp_path: Path, opened: Callable[..., Table]
) -> None:
    path = workbook(tmp_path / "a.xlsx", readme=[["How to fill this in"], ["Name first"]], list=TABLE)
    assert importing.run(path, Lead).tally.create == 1
    table = opened(session, Lead, path)
    assert (table.options.sheet, list(table.sheets)) == ("list", ["readme", "list"])


def test_hidden_sheets_are_passed_over(
    session: Session, importing: Importing, tmp_path: Path, opened: Callable[..., Table]
) -> None:
    hidden: list[list[str | None]] = [["Name", "Town"], ["Old AS", "Bergen"]]
    path = workbook(tmp_path / "a.xlsx", hidden=hidden, list=TABLE)
    importing.run(path, Lead)
    assert session.store.rows(plain_sql("SELECT name FROM lead")) == [("Kai AS",)]
    named = opened(session, Lead, path, TableOptions(sheet="hidden"))
    assert [row.cells[0] for row in named.rows(named.start())] == ["Old AS"]


def test_blank_rows_above_the_headings_of_a_sheet(session: Session, importing: Importing, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", list=[[], ["Customers"], [], *TABLE])
    importing.run(path, Lead)
    assert session.store.rows(plain_sql("SELECT name, town FROM lead")) == [("Kai AS", "Oslo")]
