"""Tables that are no lists of records, read back from workbook, CSV and PDF (OPP-24, I27)."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from model.core import language
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.numbers import Money, Percent, Whole
from model.core.fields.texts import Text
from model.core.fields.times import Day
from model.files.output_table import OutputTable
from model.files.stopping import Stopped
from model.files.table_export import export_tables

FIELDS: list[Field] = [
    Text("Name", width=0),
    Whole("Won"),
    Money("Amount", width=14),
    Percent("Share (%)"),
    Day("Closed"),
]
ROWS = [
    ("=1+1", 3, Decimal("1234567.89"), Decimal("33.33"), date(2026, 5, 5)),
    ("@cmd", 0, Decimal("-375.00"), None, None),
    ("Æble [/] \x1b[31m", 1, Decimal("0.01"), Decimal("100.00"), date(2026, 11, 21)),
    ("Total", 4, Decimal("1234192.90"), None, None),
]
TABLE = OutputTable("Per customer", FIELDS, ROWS, frozenset({3}))
OTHER = OutputTable("Per customer", FIELDS[:2], [("One", 1)])


def export(session: Session, target: Path, *tables: OutputTable, force: bool = False) -> Path:
    """Write the tables and return where."""
    export_tables(
        target, "Won and lost", "1 May", tables or (TABLE,), ["=Never added."], session.reading(), force=force
    )
    return target


def test_a_workbook_holds_numbers_as_numbers_and_no_formula(session: Session, tmp_path: Path) -> None:
    """I27: texts are texts, amounts and days what they are; title, interval, totals in bold, remarks."""
    book = load_workbook(export(session, tmp_path / "a.xlsx", TABLE, OTHER))
    assert book.sheetnames == ["Per customer", "Per customer 2"]
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[:3]] == ["Won and lost", "1 May", None]
    assert rows[3] == ("Name", "Won", "Amount", "Share (%)", "Closed")
    assert [tuple(row[:3]) for row in rows[4:8]] == [
        ("=1+1", 3, 1234567.89),
        ("@cmd", 0, -375),
        ("Æble [/] ␛[31m", 1, 0.01),
        ("Total", 4, 1234192.9),
    ]
    assert rows[4][4].date() == date(2026, 5, 5)
    assert rows[9][0] == "=Never added."
    assert {cell.data_type for cell in sheet["A"] if cell.value} == {"s"}
    assert [sheet.cell(row, 3).font.bold for row in (5, 8)] == [False, True]
    assert sheet["C5"].number_format == "#,##0.00"


def test_csv_opens_right_and_starts_no_formula(session: Session, tmp_path: Path) -> None:
    """The decimal mark of the language, guards before what looks like a formula, a title before each of several."""
    language.use("da")
    target = export(session, tmp_path / "a.csv", TABLE, OTHER)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(target.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert lines[0] == ["Per customer"]
    assert lines[2][:4] == ["'=1+1", "3", "1234567,89", "33,33"]
    assert lines[3][:3] == ["'@cmd", "0", "-375,00"]
    assert lines[5][2] == "1234192,90"
    assert lines[6] == []
    assert lines[7:] == [["Per customer"], [lines[1][0], lines[1][1]], ["One", "1"]]


def test_a_pdf_shows_every_figure_whole(session: Session, tmp_path: Path) -> None:
    """No figure is cut, on the first page or on the last, and the bold totals neither."""
    many = [(f"Kunde {n}", n, Decimal(n), Decimal("1.00"), date(2026, 1, 1)) for n in range(400)]
    big = ("Total", 400, Decimal("987654321098.76"), None, None)
    table = OutputTable("Per customer", FIELDS, [*many, big], frozenset({400}))
    pages = [page.extract_text() for page in PdfReader(export(session, tmp_path / "a.pdf", table, TABLE)).pages]
    text = "\n".join(pages)
    assert len(pages) > 2
    assert "987,654,321,098.76" in text
    assert "1,234,192.90" in text
    assert all(f"Kunde {n}\n" in text for n in range(400))
    assert all("Won and lost" in page and "Amount" in page for page in pages)
    assert "=Never added." in pages[-1]


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf"])
def test_writing_tells_how_far_it_is_and_can_be_stopped(session: Session, tmp_path: Path, form: str) -> None:
    """Nothing is left of a file that was stopped half-way."""
    table = OutputTable("Per customer", FIELDS[:2], [(f"Kunde {n}", n) for n in range(1_000)])
    told: list[tuple[int, int]] = []
    target = tmp_path / f"a.{form}"

    def write(stop: Any) -> None:
        export_tables(
            target, "A", "", [table], [], session.reading(), progress=lambda *far: told.append(far), stop=stop
        )

    with pytest.raises(Stopped):
        write(lambda: len(told) > 2)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".a.", "a."))]
    told.clear()
    write(None)
    assert told[-1] == (1_000, 1_000)
    assert target.exists()


def test_another_ending_and_a_file_that_is_there(session: Session, tmp_path: Path) -> None:
    """COM-04: refused, with nothing written; overwritten only when that is said."""
    with pytest.raises(UserError, match="csv"):
        export(session, tmp_path / "a.txt")
    for form in ("csv", "xlsx", "pdf"):
        target = tmp_path / f"b.{form}"
        target.write_text("mine")
        with pytest.raises(UserError, match="exists"):
            export(session, target)
        assert target.read_text() == "mine"
        export(session, target, force=True)
        assert target.read_bytes()[:4] != b"mine"
    assert sorted(path.name for path in tmp_path.glob("*")if path.suffix in (".csv", ".xlsx", ".pdf", ".txt")) == [
        "b.csv", "b.pdf", "b.xlsx",
    ]  # fmt: skip
