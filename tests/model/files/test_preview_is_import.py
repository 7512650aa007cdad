"""What the preview and its sums say is what the import does (LEAD-27): whichever rows were looked at, in any order.

Every import of these tests is looked at before and after it is counted; the fixture compares.
"""

from __future__ import annotations

import pytest

from model.activities.records import Appointment, Task
from model.core.access.session import Session
from model.core.org_number import with_check_digit
from model.core.records.record import Record
from model.customers.records import Customer
from model.files.classified_rows import Outcome
from model.files.import_options import ImportOptions
from model.files.import_plan import BATCH, plan_import
from model.files.import_run import apply_import
from model.files.table_reader import read_table
from model.leads.records import Lead
from model.projects.records import Project
from tests.model.core.conftest import colleague
from tests.model.files.conftest import Importing, Write
from tests.model.filing import customer, option
from tests.plain_sql import plain_sql


def numbers(count: int) -> list[str]:
    """Organisation numbers with right check digits."""
    found = (with_check_digit("NO", f"{98_000_000 + each}") for each in range(2 * count))
    return [number for number in found if number is not None][:count]


def names(session: Session, record: type[Record]) -> list[str]:
    """What the records on file are called."""
    return [
        row[0]
        for row in session.store.rows(plain_sql(f"SELECT {record.title_field} FROM {record.table()} ORDER BY id"))
    ]


def test_customers_with_organisation_numbers(session: Session, importing: Importing, write: Write) -> None:
    """The case that was seen: two good companies, called new row by row and errors in sum."""
    told = importing.run(write("Name;Org. no.\nNew X;974760673\nNew Y;923609016\n"), Customer).tally
    assert (told.create, told.error) == (2, 0)


def test_customers_beyond_one_batch(session: Session, importing: Importing, write: Write) -> None:
    lines = [f"Firma {place};{number}" for place, number in enumerate(numbers(BATCH + 200))]
    path = write("\n".join(["Name;Org. no.", *lines, "Firma twice;" + lines[3].split(";")[1]]))
    plan = importing.plan(path, Customer)
    outcomes = [row.outcome for row in plan.preview(BATCH, 300)]
    assert outcomes == [Outcome.CREATE] * 200 + [Outcome.DUPLICATE]
    # The last page, then the first, then the last again: nobody's number is remembered from having been looked at.
    assert {row.outcome for row in plan.preview(0, 60)} == {Outcome.CREATE}
    assert [row.outcome for row in plan.preview(BATCH, 300)] == outcomes
    told = importing.run(path, Customer).tally
    assert (told.create, told.duplicate, told.error) == (BATCH + 200, 1, 0)


def test_the_same_number_twice_where_doubles_go_in(session: Session, importing: Importing, write: Write) -> None:
    """A customer's number stands once whatever the options; the second row is refused, not the first."""
    path = write("Name;Org. no.\nA;974760673\nB;974760673\nC;923609016\n")
    told = importing.run(path, Customer, duplicates=True).tally
    assert (told.create, told.error) == (2, 1)
    assert names(session, Customer) == ["A", "C"]


def test_a_refused_row_takes_nothing_from_a_good_one(session: Session, importing: Importing, write: Write) -> None:
    """A private customer needs a first name; its number is free for the row below."""
    path = write("Name;First name;Private;Org. no.\nBerg;;yes;974760673\nBerg AS;;no;974760673\n")
    told = importing.run(path, Customer).tally
    assert (told.create, told.duplicate, told.error) == (1, 0, 1)
    assert names(session, Customer) == ["Berg AS"]


def test_customers_changed_to_a_number_that_a_new_one_brings(
    session: Session, importing: Importing, write: Write
) -> None:
    first = customer(session, "Fjord AS")
    path = write(f"ID;Name;Org. no.\n{first};Fjord AS;974760673\n;Ny AS;974760673\n")
    told = importing.run(path, Customer, update=True).tally
    assert (told.update, told.error) == (1, 1)


@pytest.mark.parametrize(
    ("record", "text", "good"),
    [
        (
            Appointment,
            "Subject;Start;End\nA;2026-12-01 09:00;2026-12-01 10:00\nB;2026-12-01 09:00;2026-12-01 08:00\n",
            1,
        ),
        (Task, "Subject;Due;Repeats\nA;2026-12-01;every week\nB;;every week\n", 1),
        (Project, "Project no.;Name;Customer\n7;A;Fjord AS\n7;B;Fjord AS\n8;C;Fjord AS\n", 2),
        (
            Project,
            "Name;Start date;End date;Customer\nA;2026-12-01;2026-11-01;Fjord AS\nB;2026-12-01;2026-12-02;Fjord AS\n",
            1,
        ),
    ],
)
def test_rules_of_other_kinds(
    session: Session, importing: Importing, write: Write, record: type[Record], text: str, good: int
) -> None:
    """What a record's rules refuse is an error in the preview too, also of records that go in by the thousand."""
    customer(session, "Fjord AS")
    told = importing.run(write(text), record).tally
    assert (told.create, told.error) == (good, 1)


def test_a_preview_asks_for_no_right_to_write(session: Session, write: Write) -> None:
    """While somebody else holds it for long, one can look at the whole file all the same."""
    plan = plan_import(session, Customer, read_table(write("Name;Org. no.\nA;974760673\nB;923609016\n")))
    other = type(session.store)(session.store.location)
    with other.writing():
        assert plan.tally().create == 2
        assert len(plan.preview(0, 10)) == 2
    other.close()
    plan.close()


# Choices that a file brings (I18)


def test_bad_rows_bring_no_choices(session: Session, importing: Importing, write: Write) -> None:
    """An import of which nothing goes in leaves nothing behind, not even a choice in a list."""
    path = write("Name;Source;Employees\nA;Bilmesse;x\n;Torget;1\n")
    before = session.store.value(plain_sql("SELECT count(*) FROM change"))
    summary = importing.run(path, Lead, new_choices=True)
    assert summary.tally.error == 2
    assert summary.tally.new_choices == ()
    assert summary.change_id is None
    assert session.store.value(plain_sql("SELECT count(*) FROM change")) == before
    assert session.store.rows(plain_sql("SELECT name FROM option WHERE name IN ('Bilmesse', 'Torget')")) == []


def test_only_the_choices_of_rows_that_go_in(session: Session, importing: Importing, write: Write) -> None:
    option(session, "source", "Nett")
    path = write("Name;Source;Employees\nA;Bilmesse;x\nB;Torget;1\nC;nett;2\nD;torget;3\n")
    summary = importing.run(path, Lead, new_choices=True)
    assert summary.tally.new_choices == ("Torget",)
    sql = "SELECT option.name, lead.name FROM lead JOIN option ON option.id = lead.source ORDER BY lead.id"
    assert session.store.rows(plain_sql(sql)) == [
        ("Torget", "B"), ("Nett", "C"), ("Torget", "D"),
    ]  # fmt: skip


def test_who_may_not_add_choices_is_told_in_the_preview(session: Session, write: Write) -> None:
    seller = colleague(session, "SEL", "Seller")
    plan = plan_import(seller, Lead, read_table(write("Name;Source\nA;Bilmesse\n")), ImportOptions(new_choices=True))
    told = plan.tally()
    assert (told.create, told.error, told.new_choices) == (0, 1, ())
    assert apply_import(plan).tally == told
    plan.close()
