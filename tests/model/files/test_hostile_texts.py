"""Texts that would eat the machine: lines, cells and cards without end, pictures of many megabytes.

What is counted is rows, bytes read and the highest memory, never time.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.errors import UserError
from model.files import vcard_table
from model.files.import_plan import plan_import
from model.files.table import TableRow, next_rows
from model.files.table_reader import read_table
from model.leads.records import Lead
from model.registry import bulk
from model.registry.bulk import BulkFile
from tests.model.files.conftest import Importing, Write

MB = 1_000_000


class Peak:
    """The highest memory that a block took, in bytes."""

    bytes = 0


@contextlib.contextmanager
def measured() -> Iterator[Peak]:
    peak = Peak()
    tracemalloc.start()
    try:
        yield peak
        peak.bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# CSV


def test_zeros_without_end(session: Session, importing: Importing, write: Write) -> None:
    """A file that a broken disk filled up with zeros: one row says so, and no more of it is held than is read."""
    path = write(b"Name;Town\n" + b"Fjord AS;Oslo\n" * 20_000 + bytes(40 * MB))
    with measured() as peak, contextlib.closing(read_table(path)) as table:
        found = [row for row in table.rows(table.start()) if row.trouble]
        assert table.done() == table.size
    assert [(row.number, row.trouble) for row in found] == [(20_002, "The line is longer than 1 MB.")]
    assert len(found[0].cells[0]) == 10_000
    assert peak.bytes < 12 * MB


def test_rows_after_a_line_that_is_too_long(session: Session, importing: Importing, write: Write) -> None:
    told = importing.run(write("Name;Town\nA;" + "x" * 3 * MB + "\nB;Oslo\n"), Lead).tally
    assert (told.create, told.error) == (1, 1)


def test_a_row_of_many_long_lines(write: Write) -> None:
    path = write('Name;Note\nA;"' + ("x" * 900_000 + "\n") * 5 + '"\nB;x\n')
    with contextlib.closing(read_table(path)) as table:
        assert next(iter(table.rows(table.start()))).trouble


def test_long_cells_are_shortened_in_the_preview(session: Session, importing: Importing, write: Write) -> None:
    path = write("Name;Town\n" + "N" * 500_000 + ";Oslo\n")
    (row,) = importing.plan(path, Lead).preview(0, 9)
    assert len(row.title) <= 120
    assert row.title.endswith("…")
    assert max(len(error.text) for error in row.errors) <= 1_000


def test_long_rows_are_judged_few_at_a_time() -> None:
    rows = iter([TableRow(number, ["x" * MB]) for number in range(20)])
    assert [len(next_rows(rows, 1_000)) for _each in range(3)] == [5, 5, 5]
    assert len(next_rows(iter([TableRow(1, ["x"])] * 2_500), 1_000)) == 1_000


def test_batches_of_any_length_are_leafed_through(session: Session, write: Write) -> None:
    """Rows are found by their number also where long ones have made the batches short."""
    lines = [f"Firma {number};{'x' * (60_000 if number < 200 else 5)}" for number in range(1_500)]
    plan = plan_import(session, Lead, read_table(write("Name;Note\n" + "\n".join(lines) + "\n")))
    assert [row.title for row in plan.preview(1_400, 2)] == ["Firma 1400", "Firma 1401"]
    assert plan.tally().create == 1_500
    assert [row.title for row in plan.preview(150, 2)] == ["Firma 150", "Firma 151"]
    assert [row.number for row in plan.preview(0, 1)] == [2]
    plan.close()


# Cards


def card(name: str, *lines: str) -> str:
    return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", f"FN:{name}", f"N:{name};;;;", *lines, "END:VCARD", ""])


def folded_picture(size: int) -> str:
    text = base64.b64encode(bytes(size)).decode()
    return "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join(text[at : at + 74] for at in range(0, len(text), 74))


@pytest.mark.slow
def test_a_picture_of_any_size_is_passed_over(write: Write) -> None:
    path = write(card("Åse", folded_picture(10 * MB), "TITLE:Sjef") + card("Berg"), "cards.vcf")
    with measured() as peak, contextlib.closing(read_table(path)) as table:
        rows = list(table.rows(table.start()))
    assert [row.trouble for row in rows] == ["", ""]
    assert "Sjef" in rows[0].cells
    # The lines are put together no further than they are kept.
    assert peak.bytes < 4 * MB


def test_a_picture_in_one_line(write: Write) -> None:
    path = write(card("Åse", "PHOTO:" + "A" * 12 * MB, "TITLE:Sjef") + card("Berg"), "cards.vcf")
    with contextlib.closing(read_table(path)) as table:
        assert [row.trouble for row in table.rows(table.start())] == ["", ""]


@pytest.mark.parametrize("lines", [["NOTE:" + "x" * 2 * MB], ["NOTE:" + "\r\n ".join(["x" * 70] * 30_000)]])
def test_a_note_that_is_too_long(write: Write, lines: list[str]) -> None:
    path = write(card("Åse", *lines) + card("Berg"), "cards.vcf")
    with contextlib.closing(read_table(path)) as table:
        rows = list(table.rows(table.start()))
    assert [row.trouble for row in rows] == ["The card has a line of more than 1 MB of text.", ""]


@pytest.mark.slow
def test_pages_of_many_cards_do_not_begin_anew(session: Session, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leafing through all pages reads each card a few times, not once for each page after it."""
    count, made = 6_000, [0]
    stock = vcard_table.row_of

    def counted(*given: object) -> object:
        made[0] += 1
        return stock(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(vcard_table, "row_of", counted)
    path = write("".join(card(f"Firma {number}") for number in range(count)), "cards.vcf")
    plan = plan_import(session, Lead, read_table(path))
    for first in range(0, count, 500):
        assert plan.preview(first, 2)[1].title == f"Firma {first + 1}"
    assert plan.tally().create == count
    assert made[0] < 3 * count
    plan.close()


# The registry


def test_a_packed_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "units.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"organisasjonsnummer,navn\n974760673,Fjord\n")
        for _part in range(40):
            file.write(bytes(MB))
    with measured() as peak, BulkFile(path) as found:
        with pytest.raises(UserError, match="line 3: it is longer than any line of the register"):
            list(found.batches())
    assert peak.bytes < 6 * MB


def test_rows_that_are_too_long_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_MOST_AT_A_TIME", 10_000)
    path = tmp_path / "units.csv"
    path.write_text("organisasjonsnummer,navn\n" + '974760673,"x\nx"\n' * 2_000, encoding="utf-8")
    with BulkFile(path) as found, pytest.raises(UserError, match="longer than any line"):
        list(found.batches())
