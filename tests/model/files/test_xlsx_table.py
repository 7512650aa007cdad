"""Reading workbooks, and refusing what only looks like one."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from model.core.access.session import Session
from model.core.errors import UserError
from model.customers.records import Customer
from model.files import xlsx_table
from model.files.table import Place, TableOptions
from model.files.table_reader import read_table
from model.files.xlsx_table import text_of
from model.leads.records import Lead
from tests.model.files.conftest import Importing
from tests.plain_sql import plain_sql


def workbook(path: Path, *rows: list[object]) -> Path:
    """Make a workbook of one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def test_kinds_of_cells(session: Session, importing: Importing, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "leads.xlsx",
        ["Name", "Employees", "Yearly revenue", "Postcode", "First contact", "Do not call", "Org. no."],
        ["Fjord AS", 12, 1234.5, 301, datetime(2026, 7, 1, 10, 30), True, 923609016.0],  # noqa: DTZ001
        [None, None],
        ["Berg AS", "x", 1.234, "5003", date(2026, 7, 1), None, None],
    )
    summary = importing.run(path, Lead)
    assert (summary.tally.create, summary.tally.blank, summary.tally.error) == (1, 1, 1)
    assert session.store.rows(
        plain_sql("SELECT name, employees, revenue, postcode, first_contact, do_not_call, org_number FROM lead")
    ) == [("Fjord AS", 12, 123450, "0301", "2026-07-01T10:30:00Z", 1, "923609016")]
    assert {error.heading for error in summary.errors[0].errors} == {"Employees", "Yearly revenue"}


def test_cells_shown_as_percentages_are_read_as_they_are_shown(
    session: Session, importing: Importing, tmp_path: Path
) -> None:
    """I16: 0.25 in a cell of format 0 % is 25 %; the same number in a plain cell is a quarter of a per cent."""
    path = tmp_path / "sales.xlsx"
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "Discount (%)", "Town"])
    kept = []
    cells = (
        (0.25, "0%", 2500), (0.333, "0.00%", 3330), (1, "0 %", 10000), (0.07, "0.0%;-0.0%", 700), (0.25, "0.00", 25),
    )  # fmt: skip
    for row, (value, style, stored) in enumerate(cells, start=2):
        sheet.append([f"Firma {row}", value, value])
        sheet.cell(row, 2).number_format = style
        kept.append((f"Firma {row}", stored))
    sheet.cell(2, 3).number_format = "0%"
    book.save(path)
    assert importing.run(path, Customer).tally.create == 5
    assert session.store.rows(plain_sql("SELECT name, discount FROM customer ORDER BY id")) == kept
    sheet.cell(3, 2).value = 1.25
    book.save(path)
    table = read_table(path)
    assert [row.cells[1:] for row in table.rows(table.start())][:2] == [["25%", "25%"], ["125%", "0.3330"]]
    table.close()


def test_formulas_by_what_they_last_came_to(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", ["Name", "Town"], ["Fjord", "=1+1"])
    # openpyxl writes a formula without its value, as a spreadsheet does that has not worked it out.
    table = read_table(path)
    assert [row.cells for row in table.rows(table.start())] == [["Fjord"]]
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    # An empty value is written in one of three ways, by the XML library that is there.
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", sheet)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    table.close()
    table = read_table(path)
    assert [row.cells for row in table.rows(table.start())] == [["Fjord", "2"]]
    table.close()


def test_spreadsheet_errors_are_errors(session: Session, importing: Importing, tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", ["Name", "Town"], ["Fjord", "#N/A"])
    assert importing.run(path, Lead).tally.error == 1


def test_sheets_by_name(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "A"  # type: ignore[union-attr]
    book.create_sheet("B").append(["Name"])
    book.save(tmp_path / "two.xlsx")
    table = read_table(tmp_path / "two.xlsx", TableOptions(sheet="B"))
    assert table.headings == ["Name"]
    table.close()
    with pytest.raises(UserError) as raised:
        read_table(tmp_path / "two.xlsx", TableOptions(sheet="C"))
    assert raised.value.field == "sheet"


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    """Make an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"readme.txt": b"hello"}, "not a workbook"),
        ({"xl/workbook.xml": b"<workbook/>", "xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/workbook.bin": b"x"}, "binary workbook"),
        ({"mimetype": b"x", "content.xml": b"<x/>"}, "OpenDocument"),
        ({"xl/workbook.xml": b"<not-xml", "[Content_Types].xml": b"nonsense"}, "damaged"),
        ({"xl/workbook.xml": b"", "[Content_Types].xml": b""}, "damaged"),
    ],
)
def test_what_is_no_workbook(tmp_path: Path, parts: dict[str, bytes], said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_table(archive(tmp_path / "list.xlsx", parts))


def test_a_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"<workbook/>")
        with made.open("xl/worksheets/sheet1.xml", "w") as part:
            for _megabyte in range(100):
                part.write(bytes(1 << 20))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UserError, match="unpacks to 104 MB"):
        read_table(path)


def test_a_damaged_sheet_is_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "leads.xlsx", ["Name"], *[[f"Firma {n}"] for n in range(500)])
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet[: len(sheet) // 2]
    table = read_table(archive(path, parts))
    with pytest.raises(UserError, match="damaged"):
        list(table.rows(table.start()))
    table.close()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.5, "1.5"),
        (1.234, "1.2340"),
        (0.1 + 0.2, "0.3"),
        (923609016.0, "923609016"),
        (1e15, "1000000000000000"),
        (1e-7, "0.0000001"),
        (True, "TRUE"),
        (datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001
        (datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),  # noqa: DTZ001
        (float("nan"), ""),
    ],
)
def test_texts_of_values(value: object, text: str) -> None:
    assert text_of(value) == text


def test_any_row_is_at_hand_and_the_sheet_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview that is leafed through costs what reading it once costs, however long the workbook."""
    path = workbook(tmp_path / "leads.xlsx", ["Name"], *([f"Firma {number}"] for number in range(2, 2_503)))
    begun: list[object] = []
    stock = xlsx_table.rows_of

    def counted(*given: Any) -> object:
        begun.append(given)
        return stock(*given)

    monkeypatch.setattr(xlsx_table, "rows_of", counted)
    table = read_table(path)
    begun.clear()
    ahead = table.rows(table.start())
    assert next(ahead).cells == ["Firma 2"]
    for number in (1_001, 2_000, 2_001, 2_502, 2, 1_000):
        place = Place(number, number - 1)
        assert next(table.rows(place)) == (number, [f"Firma {number}"], "")
    assert next(ahead).cells == ["Firma 3"]
    assert [row.number for row in table.rows(table.start())] == list(range(2, 2_503))
    assert begun == []
    table.close()
