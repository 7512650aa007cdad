"""Lists as PDF: every row, headings on every page, the letters of the languages spoken here (LEAD-31)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.files import pdf_out
from model.files.pdf_out import _fitting
from model.files.pdf_text import PLAIN, clipped, register_fonts, text_width, wrapped
from model.files.rows import Rows
from model.files.stopping import Stopped
from model.leads.records import Lead

COLUMNS = ("name", "person", "town", "employees", "status", "owner")


def fill(session: Session, count: int, name: str = "Firma {n}") -> None:
    """Put leads on file."""
    with change(session, "File", "add") as made:
        made.insert_many(Lead, ({"name": name.format(n=n), "town": "Kárášjohka", "employees": n} for n in range(count)))


def test_every_row_and_headings_on_every_page(session: Session, tmp_path: Path) -> None:
    fill(session, 150)
    rows = Rows(session, Lead, COLUMNS)
    target = tmp_path / "leads.pdf"
    assert pdf_out.write(target, "Leads", rows.fields, rows, session.reading(), subtitle="Mine") == 150
    pages = [page.extract_text() for page in PdfReader(target).pages]
    assert len(pages) > 1
    assert all("Contact person" in page and "Leads" in page and "Mine" in page for page in pages)
    text = "\n".join(pages)
    assert all(f"Firma {n}\n" in text for n in range(150))
    assert "150 in all" in pages[-1]


def test_letters_are_embedded(session: Session, tmp_path: Path) -> None:
    fill(session, 1, "ÆØÅ æøå áčđŋšŧž ÁČĐŊŠŦŽ 中")
    rows = Rows(session, Lead, COLUMNS)
    target = tmp_path / "leads.pdf"
    pdf_out.write(target, "Ledetråder", rows.fields, rows, session.reading())
    page = PdfReader(target).pages[0]
    assert "ÆØÅ æøå áčđŋšŧž ÁČĐŊŠŦŽ ?" in page.extract_text()
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    described = [font.get_object() for font in fonts.values()]
    embedded = [font["/FontDescriptor"]["/FontFile2"] for font in described if "/FontDescriptor" in font]
    assert len(embedded) >= 2


def test_hostile_text_stays_text(session: Session, tmp_path: Path) -> None:
    fill(session, 1, "<b>x</b> \x1b[31m [/] {n}" + "x" * 400)
    rows = Rows(session, Lead, COLUMNS)
    target = tmp_path / "leads.pdf"
    pdf_out.write(target, "Leads", rows.fields, rows, session.reading())
    assert "<b>x</b>" in PdfReader(target).pages[0].extract_text()


def test_no_rows(session: Session, tmp_path: Path) -> None:
    rows = Rows(session, Lead, COLUMNS)
    assert pdf_out.write(tmp_path / "none.pdf", "Leads", rows.fields, rows, session.reading()) == 0
    assert "0 in all" in PdfReader(tmp_path / "none.pdf").pages[0].extract_text()


def test_existing_files_are_left_and_stopping_leaves_nothing(session: Session, tmp_path: Path) -> None:
    fill(session, 300)
    rows = Rows(session, Lead, COLUMNS)
    target = tmp_path / "leads.pdf"
    target.write_text("mine")
    with pytest.raises(UserError):
        pdf_out.write(target, "Leads", rows.fields, rows, session.reading())
    assert target.read_text() == "mine"
    with pytest.raises(Stopped):
        pdf_out.write(tmp_path / "b.pdf", "Leads", rows.fields, rows, session.reading(), stop=lambda: True)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".pdf"] == ["leads.pdf"]


def test_columns_fit_the_page() -> None:
    register_fonts()
    assert _fitting([50, 60], 200) == [50, 60]
    fitted = _fitting([50, 600, 900, 20], 400)
    assert sum(fitted) == pytest.approx(400, abs=0.1)
    assert fitted[0] == 50
    short = clipped("Ærlig " * 50, PLAIN, 8.0, 100)
    assert short.endswith("…")
    assert text_width(short, PLAIN, 8.0) <= 100


def test_text_is_wrapped_at_words_and_a_word_that_is_too_wide_is_broken() -> None:
    register_fonts()
    text = "Kárášjohka og Guovdageaidnu\n\n" + "x" * 60
    lines = wrapped(text, PLAIN, 9.0, 80)
    assert lines[:3] == ["Kárášjohka og", "Guovdageaidnu", ""]
    assert "".join(lines[3:]) == "x" * 60
    assert all(text_width(line, PLAIN, 9.0) <= 80.01 for line in lines)
    assert wrapped("", PLAIN, 9.0, 80) == [""]
