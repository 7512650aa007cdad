"""What the preview of a bought address list points at without refusing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.leads.records import Lead
from tests.model.files.conftest import Importing


@pytest.mark.parametrize(
    ("postcode", "doubted"),
    [
        ("0150 Oslo", True),
        ("5003Bergen", True),
        ("8000 Aarhus", True),
        ("0150", False),
        ("SW1A 1AA", False),
        ("12345-678", False),
    ],
)
def test_a_town_in_the_postcode_column(importing: Importing, tmp_path: Path, postcode: str, doubted: bool) -> None:
    """A postcode of any country is left alone; digits and then a town are not."""
    file = tmp_path / "liste.csv"
    file.write_text(f"Name;Postcode\r\nFjord AS;{postcode}\r\n", encoding="utf-8")
    row = importing.plan(file, Lead).preview(0, 1)[0]
    assert any("town" in doubt.reason.lower() for doubt in row.doubts) is doubted


@pytest.mark.parametrize(
    ("name", "doubted"),
    [("FJELLHEIM BYGG AS", True), ("NORSK HYDRO", True), ("NRK AS", False), ("A AS", False), ("Fjord AS", False)],
)
def test_a_name_in_capital_letters(importing: Importing, tmp_path: Path, name: str, doubted: bool) -> None:
    """Initials and legal forms are written so; whole words are not."""
    file = tmp_path / "liste.csv"
    file.write_text(f"Name;Town\r\n{name};Oslo\r\n", encoding="utf-8")
    row = importing.plan(file, Lead).preview(0, 1)[0]
    assert any("capital" in doubt.reason for doubt in row.doubts) is doubted
