"""Doubles are found by what the duplicate check compares; namesakes are offered, and go in (decision 14, I21)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.core.access.session import Session
from model.customers.records import Contact
from model.files.classified_rows import Outcome
from model.leads.records import Lead
from tests.model.files.conftest import Importing, Write
from tests.model.filing import contact, lead
from tests.plain_sql import plain_sql

SPELLINGS = {
    "capitals": ("Fjord AS;22 33 44 55;Oslo", "FJORD AS;22 33 44 55;OSLO"),
    "a number written otherwise": ("Fjord AS;22 33 44 55;Oslo", "Fjord AS;+47 22334455;Oslo"),
    "accents and blanks": ("Kafé Ål;22 33 44 55;Ås", "Kafe  Ål;22334455;Ås"),
}


@pytest.mark.parametrize("rows", SPELLINGS.values(), ids=list(SPELLINGS))
def test_the_same_written_otherwise_is_one(
    rows: tuple[str, str], session: Session, importing: Importing, write: Write
) -> None:
    headings = "Name;Telephone;Town\n"
    within = importing.run(write(headings + "\n".join(rows) + "\n"), Lead).tally
    assert (within.create, within.duplicate) == (1, 1)
    on_file = importing.run(write(headings + rows[1] + "\n", "again.csv"), Lead).tally
    assert (on_file.create, on_file.duplicate) == (0, 1)


def test_namesakes_in_columns_that_nobody_reads_all_go_in(importing: Importing, write: Write) -> None:
    """Hundreds of people were left out as doubles: what tells them apart stood in a column that was passed over."""
    path = write("First name;Last name;Membership\nKari;Nes;1\nKari;Nes;2\nKari;Nes;2\n")
    told = importing.run(path, Contact).tally
    assert (told.create, told.duplicate) == (2, 1)


def test_a_namesake_on_file_is_offered_and_goes_in(session: Session, importing: Importing, write: Write) -> None:
    number = contact(session, "Kari", "Nes", mobile="90 00 00 01")
    path = write("First name;Last name;Mobile;Membership\nKari;Nes;90 00 00 02;7\nKari;Nes;;8\nKari;Nes;90000001;9\n")
    rows = importing.plan(path, Contact).preview(0, 9)
    assert [row.outcome for row in rows] == [Outcome.CREATE, Outcome.CREATE, Outcome.DUPLICATE]
    assert all(f"#{number}" in row.doubts[0].reason for row in rows[:2])
    assert importing.run(path, Contact).tally.create == 2


def test_a_spelling_that_is_put_right_is_a_change(session: Session, importing: Importing, write: Write) -> None:
    number = lead(session, "fjord as", phone="22334455")
    path = write(f"ID;Name;Telephone\n{number};Fjord AS;22 33 44 55\n")
    assert importing.run(path, Lead, update=True).tally.update == 1
    assert session.store.rows(plain_sql("SELECT name, phone FROM lead")) == [("Fjord AS", "22 33 44 55")]


def test_namesakes_within_a_file_are_pointed_out_and_go_in(importing: Importing, write: Write) -> None:
    """Where nothing that identifies tells the two apart; two with an address each are two (decision 14)."""
    path = write(
        "First name;Last name;Mobile;E-mail\n"
        "Kari;Nes;90 00 00 01;\n"
        "Kari;Nes;90 00 00 02;\n"
        "kari;NES;;kari@x.example\n"
        "Ola;Lie;;ola1@x.example\n"
        "Ola;Lie;;ola2@x.example\n"
        "Ola;Lie;90 00 00 03;\n"
    )
    rows = importing.plan(path, Contact).preview(0, 9)
    assert {row.outcome for row in rows} == {Outcome.CREATE}
    above = [[doubt.reason.partition(" is called")[0] for doubt in row.doubts] for row in rows]
    assert above == [[], ["Row 2"], ["Row 2"], [], [], ["Row 5"]]
    told = importing.run(path, Contact).tally
    assert (told.create, told.doubts) == (6, (("Name: Called the same as another.", 3),))


NUMBERS = {
    "with and without the country": ("90 00 00 01", "+47 90000001", ""),
    "of the row's own country": ("+45 33 12 34 56", "33 12 34 56", "Danmark"),
    "that no plan knows": ("12 34 5", "12345", ""),
}


@pytest.mark.parametrize(("first", "again", "country"), NUMBERS.values(), ids=list(NUMBERS))
def test_a_contact_without_an_address_is_found_again_by_name_and_number(
    first: str, again: str, country: str, session: Session, importing: Importing, write: Write
) -> None:
    def file(heading: str, number: str) -> Path:
        text = f"First name;Last name;{heading};Visiting country\nKari;Nes;{number};{country}\n"
        return write(text, f"{heading}.csv")

    assert importing.run(file("Mobile", first), Contact).tally.create == 1
    assert importing.run(file("Mobile", again), Contact).tally.duplicate == 1
    # In whichever field the number stands there: the duplicate check does not look at that either.
    assert importing.run(file("Direct telephone", again), Contact).tally.duplicate == 1
    other = importing.run(file("Mobile", "90 99 99 99"), Contact).tally
    assert (other.create, other.duplicate) == (1, 0)
