"""Workbooks that would eat the machine: as little is read of them as there is, and what cannot be is said.

What is counted is rows, elements and bytes, never time.
"""

from __future__ import annotations

import contextlib
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from model.core.access.session import Session
from model.core.errors import UserError
from model.files import xlsx_book
from model.files.table_reader import read_table
from model.leads.records import Lead
from tests.model.files.conftest import Importing

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a workbook whose parts are as they are given; ``sheet`` is what stands between the sheet's tags."""

    def made(sheet: str = "", **parts: bytes) -> Path:
        path = tmp_path / "made.xlsx"
        book = Workbook()
        book.active.append(["Name"])  # type: ignore[union-attr]
        book.save(path)
        with zipfile.ZipFile(path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        if sheet:
            held["xl/worksheets/sheet1.xml"] = (
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                f"<sheetData>{sheet}</sheetData></worksheet>"
            ).encode()
        held |= {f"xl/{name}.xml": content for name, content in parts.items()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in held.items():
                archive.writestr(name, content)
        return path

    return made


def text(reference: str, value: str) -> str:
    """A cell that holds its own text."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


def rows(path: Path) -> list[tuple[int, list[str], str]]:
    """All rows after the headings."""
    with contextlib.closing(read_table(path)) as table:
        found = [tuple(row) for row in table.rows(table.start())]
    return found  # type: ignore[return-value]


BEGINNING = f'<row r="1">{text("A1", "Name")}</row><row r="2">{text("A2", "Fjord AS")}</row>'


def test_one_stray_cell_in_the_last_corner(session: Session, importing: Importing, make: Make) -> None:
    """The run of blank rows is leapt over; the cell, which no column of the file has, is named as an error."""
    path = make(BEGINNING + f'<row r="1048576">{text("XFD1048576", "x")}</row>')
    assert [(number, cells) for number, cells, _trouble in rows(path)] == [(2, ["Fjord AS"]), (1_048_576, [])]
    summary = importing.run(path, Lead)
    assert (summary.tally.create, summary.tally.error, summary.tally.blank) == (1, 1, 0)
    assert "Column XFD" in summary.errors[0].errors[0].reason


def test_a_stray_cell_without_a_text_is_nothing(make: Make) -> None:
    path = make(BEGINNING + '<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert rows(path) == [(2, ["Fjord AS"], "")]


def test_blank_rows_that_were_coloured(make: Make) -> None:
    """A format down to the end of the sheet is no rows; blank rows between two that are near each other are."""
    coloured = "".join(f'<row r="{number}" s="0" ht="20"><c r="A{number}"/></row>' for number in range(3, 30_000))
    path = make(BEGINNING + coloured + f'<row r="30000">{text("A30000", "Berg AS")}</row>')
    table = read_table(path)
    assert table.rows_about() == 2
    table.close()
    assert rows(path) == [(2, ["Fjord AS"], ""), (30_000, ["Berg AS"], "")]
    near = make(BEGINNING + f'<row r="5">{text("A5", "Berg AS")}</row>')
    assert [(number, cells) for number, cells, _trouble in rows(near)] == [
        (2, ["Fjord AS"]), (3, []), (4, []), (5, ["Berg AS"]),
    ]  # fmt: skip


@pytest.mark.parametrize("number", ["1048577", "99999999999999", "2"])
def test_rows_that_no_sheet_has(session: Session, importing: Importing, make: Make, number: str) -> None:
    path = make(BEGINNING + f'<row r="{number}">{text("A3", "x")}</row>')
    with pytest.raises(UserError, match=f"Row {number} stands where a sheet has no row"):
        importing.tally(path, Lead)


def test_a_row_without_end(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_book, "_MOST_BETWEEN_ROWS", 200_000)
    path = make(BEGINNING + '<row r="3">' + "<c/>" * 100_000 + "</row>")
    with pytest.raises(UserError, match="A row of the sheet takes more than"):
        rows(path)


def test_very_many_cell_styles(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are passed by one after the other, without an object for each; which are days is still known."""
    from openpyxl.styles.stylesheet import Stylesheet

    def refused(*_given: Any) -> None:
        raise AssertionError("openpyxl reads the styles into objects")

    monkeypatch.setattr(Stylesheet, "from_tree", refused)
    count = 20_000
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy"/></numFmts>'
        f"<cellStyleXfs>{'<xf/>' * count}</cellStyleXfs>"
        f'<cellXfs>{"<xf/>" * count}<xf numFmtId="170"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    ).encode()
    cells = f'<c r="A2" s="{count}"><v>46357</v></c><c r="B2" s="{count + 1}"><v>0.25</v></c>'
    path = make(f'<row r="1">{text("A1", "Name")}{text("B1", "Town")}</row><row r="2">{cells}</row>', styles=styles)
    tracemalloc.start()
    assert rows(path) == [(2, ["2026-12-01", "25%"], "")]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000, "the styles are held"


@pytest.mark.parametrize(
    ("part", "size"), [("styles", 34_000_000), ("sharedStrings", 135_000_000), ("workbook", 5_000_000)]
)
def test_parts_that_unpack_to_too_much(make: Make, part: str, size: int) -> None:
    path = make(**{part: b" " * size})
    with pytest.raises(UserError, match="unpacks to .* MB, which is too much"):
        read_table(path)
