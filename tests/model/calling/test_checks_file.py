"""Reading the answers of a reservation register (K02)."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from model.calling.checks_file import keep_checks, read_checks, told
from model.core.access.session import Session
from model.core.errors import NotAllowedError, UserError
from tests.model.core.conftest import colleague
from tests.plain_sql import plain_sql


@pytest.mark.parametrize(
    ("headings", "free", "taken"),
    [("Number;Reserved", "no", "yes"), ("Tlf.;Reservert", "nei", "JA"), ("x;Telefon;Robinson", "fri", "Reserveret")],
)  # fmt: skip
def test_headings_and_words_of_three_languages(
    session: Session, tmp_path: Path, headings: str, free: str, taken: str
) -> None:
    path, blank = tmp_path / "svar.csv", "x;" * (headings.count(";") - 1)
    path.write_text(f"{headings}\n{blank}22334450;{free}\n\n{blank}+45 32 12 34 56;{taken}\n", "utf-8")
    found = read_checks(session, path)
    assert found.numbers == [("+4722334450", False), ("+4532123456", True)]
    assert found.unread == []
    assert keep_checks(session, found) == 2
    rows = session.store.rows(plain_sql("SELECT number, reserved, register FROM reservation ORDER BY number"))
    assert rows == [("+4532123456", 1, "Robinsonlisten"), ("+4722334450", 0, "Reservasjonsregisteret")]


def test_a_workbook_and_rows_that_cannot_be_read(session: Session, tmp_path: Path) -> None:
    """The last word on a number counts; what cannot be understood is told by its row, and never guessed."""
    book = Workbook()
    rows = (
        ["Mobil", "Reservert"],
        [22334450, True],
        ["22 33 44 50", False],
        ["12", "nei"],
        ["22334451", "?"],
        ["22334452", None],
    )
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "svar.xlsx")
    found = read_checks(session, tmp_path / "svar.xlsx")
    assert found.numbers == [("+4722334450", False)]
    assert [number for number, _reason in found.unread] == [4, 5, 6]
    lines = told(found)
    assert lines[0] == "1 number, 0 of them reserved."
    assert lines[1] == "3 rows cannot be read:"
    assert "row 6: it does not say whether it is reserved." in lines


def test_what_is_no_answer_is_refused(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "numre.csv"
    path.write_text("Nummer;Navn\n22334450;Kari\n", "utf-8")
    with pytest.raises(UserError, match="needs a column Number and a column Reserved; it has: Nummer, Navn"):
        read_checks(session, path)
    path.write_text("Nummer;Reservert\n22334450;nei\n", "utf-8")
    reader = colleague(session, "RRR", "Reader", "reader")
    with pytest.raises(NotAllowedError):
        keep_checks(reader, read_checks(reader, path))
