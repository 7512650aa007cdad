"""Reading CSV of any make, and refusing what is none (I02 … I07)."""

from __future__ import annotations

import codecs
import csv
import tracemalloc
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.errors import UserError
from model.files.csv_table import guess_encoding, guess_separator
from model.files.table import Table, TableOptions
from model.files.table_reader import read_table
from tests.model.files.conftest import Write


def cells(table: Table) -> list[list[str]]:
    """All rows but the headings."""
    return [row.cells for row in table.rows(table.start())]


def test_first_row_is_data_without_header_i02(write: Write) -> None:
    table = read_table(write("Fjord;1\nBerg;2\n"), TableOptions(header=False))
    assert table.headings == ["Column 1", "Column 2"]
    assert cells(table) == [["Fjord", "1"], ["Berg", "2"]]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Sted\nBærum\n".encode("cp1252"), "cp1252"),
        (codecs.BOM_UTF8 + "Sted\nBærum\n".encode(), "utf-8"),
        ("Sted\nBærum\n".encode(), "utf-8"),
        ("Sted\nBærum\n".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "Sted\nBærum\n".encode("utf-16-be"), "utf-16"),
        ("Sted\r\nBærum\r\n".encode("utf-16"), "utf-16"),
    ],
)
def test_encodings_i03(write: Write, content: bytes, encoding: str) -> None:
    table = read_table(write(content))
    assert (table.options.encoding, table.headings, cells(table)) == (encoding, ["Sted"], [["Bærum"]])


def test_encoding_can_be_forced_i03(write: Write) -> None:
    path = write("Sted\nBærum\n".encode())
    assert cells(read_table(path, TableOptions(encoding="cp1252"))) == [["BÃ¦rum"]]
    assert cells(read_table(write("Sted\nBærum\n".encode("cp865")), TableOptions(encoding="cp865"))) == [["Bærum"]]
    with pytest.raises(UserError) as raised:
        read_table(path, TableOptions(encoding="klingon"))
    assert raised.value.field == "encoding"


def test_windows_letters_far_down_in_a_file_that_began_as_ascii_i03(write: Write) -> None:
    table = read_table(write(b"Sted\n" + b"Oslo\n" * 100_000 + "Bærum\n".encode("cp1252")))
    assert cells(table)[-1] == ["Bærum"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_i04(write: Write, separator: str) -> None:
    text = "\n".join(separator.join(row) for row in (["Navn", "Sted", "Ansatte"], ["Fjord", "Bærum", "12"])) + "\n"
    table = read_table(write(text))
    assert (table.options.separator, cells(table)) == (separator, [["Fjord", "Bærum", "12"]])


def test_decimal_commas_are_no_separator_i04(write: Write) -> None:
    table = read_table(write("Navn;Omsetning\nFjord;1234,50\nBerg;2,00\nVik;3,10\n"))
    assert table.options.separator == ";"


def test_one_column_i04(write: Write) -> None:
    assert cells(read_table(write("Navn\nFjord AS\nBerg AS\n"))) == [["Fjord AS"], ["Berg AS"]]


def test_sep_line_wins_and_is_left_out_i05(write: Write) -> None:
    table = read_table(write("sep=|\r\nNavn|Sted\r\nA;B|Oslo\r\n"))
    assert (table.headings, cells(table)) == (["Navn", "Sted"], [["A;B", "Oslo"]])
    assert next(iter(table.rows(table.start()))).number == 2


def test_quotes_separators_and_line_breaks_i06(write: Write) -> None:
    table = read_table(write('Navn;Notat\n"Fjord ""Nord""; DA";"linje 1\nlinje 2"\nBerg;x\n'))
    assert cells(table) == [['Fjord "Nord"; DA', "linje 1\nlinje 2"], ["Berg", "x"]]


def test_rows_can_be_entered_anywhere(write: Write) -> None:
    table = read_table(write("Navn;Notat\n" + 'A;"1\n2"\nB;x\nC;y\n'))
    rows = table.rows(table.start())
    next(rows)
    place = table.here()
    assert place is not None
    assert [row.cells for row in rows] == [["B", "x"], ["C", "y"]]
    assert [(row.number, row.cells[0]) for row in table.rows(place)] == [(3, "B"), (4, "C")]


def test_old_macintosh_lines(write: Write) -> None:
    assert cells(read_table(write("Navn;Sted\rFjord;Bærum\rBerg;Oslo\r"))) == [["Fjord", "Bærum"], ["Berg", "Oslo"]]


def test_quotation_mark_never_closed_costs_one_row(write: Write) -> None:
    rows = [f"Firma {number};x" for number in range(2_000)]
    rows[3] = '"Firma 3;x'
    table = read_table(write("Navn;Sted\n" + "\n".join(rows) + "\n"))
    found = list(table.rows(table.start()))
    assert len(found) == 2_000
    assert [row.number for row in found if row.trouble] == [5]
    assert found[4].cells == ["Firma 4", "x"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04garbage", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x7fELF\x02", "program"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"Navn;Sted\nFj\x00ord;Oslo\n", "zero bytes"),
        (bytes(range(1, 32)) * 30, "control"),
        (b"<!DOCTYPE html><html><table>", "web page"),
        (b"SQLite format 3\x00", "database"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(write: Write, content: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said) as raised:
        read_table(write(content, "list.csv"))
    assert "\n" not in raised.value.message
    assert "list.csv" in raised.value.message


def test_folder_and_missing_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.csv"):
        with pytest.raises(UserError):
            read_table(path)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n\r\n"])
@pytest.mark.parametrize("name", ["list.csv", "accounts.xml"])
def test_empty_file(write: Write, content: bytes, name: str) -> None:
    """That nothing is in it is said, not that its columns are unknown."""
    with pytest.raises(UserError) as raised:
        read_table(write(content, name))
    assert raised.value.message == f"{name} is empty."


@pytest.mark.slow
def test_memory_stays_flat(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("Navn;Sted\n")
        for number in range(400_000):
            file.write(f"Firma {number} med et langt navn AS;Oslo\n")
    table = read_table(path)
    tracemalloc.start()
    try:
        assert sum(1 for _row in table.rows(table.start())) == 400_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
        table.close()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(content)
    try:
        table = read_table(path)
    except UserError:
        return
    list(table.rows(table.start()))
    table.close()


@given(st.text())
def test_a_letter_cut_in_two_does_not_tell_against_utf8(text: str) -> None:
    for length in range(len(text.encode()[:40]) + 1):
        assert guess_encoding(text.encode()[:length]) in ("utf-8", "utf-16", "cp1252")
    assert guess_encoding("blåbær".encode()[:3]) == "utf-8"
    assert guess_encoding("blåbær".encode("cp1252")) == "cp1252"


def test_separator_of_nothing() -> None:
    assert guess_separator([]) == ";"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            '"Kai AS","A \\"big one\\" here","Oslo"',
            ["Kai AS", 'A "big one" here', "Oslo"],
        ),
        ('"Kai AS","\\"big\\"","Oslo"', ["Kai AS", '"big"', "Oslo"]),
        ('"Kai AS","a \\"b\\", c","Oslo"', ["Kai AS", 'a "b", c', "Oslo"]),
        ('"Kai AS","C:\\","Oslo"', ["Kai AS", "C:\\", "Oslo"]),
        ('"Kai AS","a ""b"" c","Oslo"', ["Kai AS", 'a "b" c', "Oslo"]),
    ],
)
def test_quotation_marks_after_a_backslash(line: str, found: list[str], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'"Name","Note","Town"\n"A","a \\"x\\" b","B"\n{line}\n', encoding="utf-8")
    assert cells(read_table(path)) == [["A", 'a "x" b', "B"], found]


def test_a_backslash_is_a_letter_where_no_mark_follows_within_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"Name","Folder"\n"A","C:\\"\n"B","C:\\b"\n', encoding="utf-8")
    assert cells(read_table(path)) == [["A", "C:\\"], ["B", "C:\\b"]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Navn;Sted\r\nÅ AS;Ås\r\nØre ÆØÅ;Ærø\r\n".encode(encoding))
    assert cells(read_table(path)) == [["Å AS", "Ås"], ["Øre ÆØÅ", "Ærø"]]


def test_zero_bytes_elsewhere_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\x00\x01\x02\x00Name;Town\x00\n" * 20)
    with pytest.raises(UserError):
        read_table(path)


def test_marks_that_are_doubled_leave_backslashes_alone(tmp_path: Path) -> None:
    """A text of ours that begins with a mark and ends with a backslash comes back as it went out."""
    path = tmp_path / "doubled.csv"
    texts = ['"Vei 1\\', "plain", 'say "no" \\', ""]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([["a", "b", "c", "d"], texts])
    table = read_table(path)
    assert [row.cells for row in table.rows(table.start())] == [texts]


@pytest.mark.parametrize("begins", ["", "a"])
def test_a_cell_may_end_in_a_backslash_before_one_without_marks(begins: str, tmp_path: Path) -> None:
    """Where no mark is doubled in the file either: nothing breaks the rules as it stands."""
    path = tmp_path / "a.csv"
    path.write_text(f'Name;Folder;Town\n"A";"C:\\";Oslo\n{begins};"D:\\b\\";\n', encoding="utf-8")
    assert cells(read_table(path)) == [["A", "C:\\", "Oslo"], [begins, "D:\\b\\", ""]]


def test_the_whole_file_says_how_marks_are_written(tmp_path: Path) -> None:
    """The only mark within a cell stands far down; a cell that ends in a backslash stands above it."""
    path = tmp_path / "a.csv"
    rows = ['"A","C:\\","Oslo"', *['"B","b","Oslo"'] * 3_000, '"C","the \\"big\\" one","Oslo"']
    path.write_text("\n".join(['"Name","Note","Town"', *rows, ""]), encoding="utf-8")
    found = cells(read_table(path))
    assert (found[0][1], found[-1][1], len(found)) == ("C:\\", 'the "big" one', 3_002)


TROUBLING = st.text(st.sampled_from('\\";,\na '), max_size=8)


@given(
    rows=st.lists(st.lists(TROUBLING, min_size=3, max_size=3), min_size=1, max_size=5),
    separator=st.sampled_from(";,\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_is_written_by_the_rules_is_read_as_it_was_written(
    rows: list[list[str]], separator: str, quoting: Literal[0, 1], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Own exports come back exactly, whatever backslashes and marks stand in them."""
    path = tmp_path_factory.getbasetemp() / "written.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator, quoting=quoting).writerows([["Name", "Note", "Town"], *rows])
    table = read_table(path, TableOptions(separator=separator))
    assert cells(table) == rows
    table.close()
