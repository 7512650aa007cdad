"""What a file says of other records: a contact's company, what a task is about (decision 24, LEAD-26)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.activities.records import Appointment, Call, Task, WrittenNote
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.history.undo import undo
from model.core.records.record import Record
from model.customers.links import customers_of
from model.customers.records import Contact, Customer
from model.files.classified_rows import Outcome
from model.files.exporting import export, fields_for
from model.files.import_tally import tally_remarks
from model.files.rows import Rows
from model.opportunities.records import Opportunity
from tests.model.files.conftest import Importing, Write
from tests.model.filing import contact, contents, customer, option
from tests.plain_sql import plain_sql

PEOPLE = (
    "First Name,Last Name,Company,Email\nIda,Solberg,lynghei bygg as,ida@lynghei.example\nNils,Aune,#1,\n"
    "Eva,Myhre,Torsnes Regnskap AS,\nOla,Dahl,,\n"
)


def companies(session: Session) -> dict[str, list[tuple[str, str | None]]]:
    """Contact's first name → customers with roles."""
    return {
        name: [(each.name, each.role) for each in customers_of(session, record_id)]
        for record_id, name in session.store.rows(plain_sql("SELECT id, first_name FROM contact ORDER BY id"))
    }


def test_the_company_of_a_contact(session: Session, importing: Importing, write: Write) -> None:
    """Matched by name, ID or number; what is not found is named, and kept in the note."""
    customer(session, "Lynghei Bygg AS")
    path = write(PEOPLE, "people.csv")
    rows = importing.plan(path, Contact).preview(0, 9)
    assert [[doubt.reason for doubt in row.doubts] for row in rows] == [
        [], [], ["Torsnes Regnskap AS is not on file. It is kept in the note."], [],
    ]  # fmt: skip
    before = contents(session.store)
    summary = importing.run(path, Contact)
    assert companies(session) == {
        "Ida": [("Lynghei Bygg AS", None)], "Nils": [("Lynghei Bygg AS", None)], "Eva": [], "Ola": [],
    }  # fmt: skip
    assert (
        session.store.value(plain_sql("SELECT note FROM contact WHERE first_name = 'Eva'"))
        == "Customer: Torsnes Regnskap AS"
    )
    assert session.store.value(plain_sql("SELECT count(*) FROM contact WHERE owner = ?", session.person.id)) == 4
    assert tally_remarks(summary.tally) == ["Not on file, and kept in the note: Torsnes Regnskap AS (1)"]
    assert summary.change_id is not None
    undo(session, summary.change_id)
    assert contents(session.store) == before


def test_of_many_companies_some_are_named(session: Session, importing: Importing, write: Write) -> None:
    """A list of hundreds of people at hundreds of companies ends in one sentence that can be read."""
    rows = "".join(f"Ida{number},Solberg,Firma {number} AS\n" for number in range(12))
    path = write(f"First Name,Last Name,Company\n{rows}", "many.csv")
    (remark,) = tally_remarks(importing.plan(path, Contact).tally())
    assert remark.startswith("Not on file, and kept in the note: Firma 0 AS (1), ")
    assert remark.endswith("Firma 7 AS (1) … and 4 more")


def test_companies_that_are_named_are_made_once_and_taken_back(
    session: Session, importing: Importing, write: Write
) -> None:
    customer(session, "Lynghei Bygg AS")
    path = write(PEOPLE + "Per,Li,TORSNES  REGNSKAP AS,\nBad,Row,Never Made AS,no address\n", "people.csv")
    before = contents(session.store)
    assert importing.tally(path, Contact, new_customers=True).new_customers == ("Torsnes Regnskap AS",)
    summary = importing.run(path, Contact, new_customers=True)
    assert (summary.tally.create, summary.tally.error) == (5, 1)
    assert session.store.rows(plain_sql("SELECT name FROM customer ORDER BY id")) == [
        ("Lynghei Bygg AS",), ("Torsnes Regnskap AS",),
    ]  # fmt: skip
    assert companies(session)["Eva"] == companies(session)["Per"] == [("Torsnes Regnskap AS", None)]
    assert summary.change_id is not None
    undo(session, summary.change_id)
    assert contents(session.store) == before


def test_of_two_with_a_name_none_is_taken(session: Session, importing: Importing, write: Write) -> None:
    customer(session, "Lynghei Bygg AS")
    customer(session, "LYNGHEI BYGG AS")
    path = write(PEOPLE, "people.csv")
    for options in ({}, {"new_customers": True}):
        row = importing.plan(path, Contact, **options).preview(0, 1)[0]
        assert row.outcome is Outcome.CREATE
        assert "may be any of #1 Lynghei Bygg AS, #2 LYNGHEI BYGG AS" in row.doubts[0].reason


def test_a_hidden_company_is_as_if_it_were_not_on_file(kari: Session, session: Session, write: Write) -> None:
    customer(session, "Lynghei Bygg AS", owner_only=True)
    importing = Importing(kari)
    row = importing.plan(write(PEOPLE, "people.csv"), Contact).preview(0, 1)[0]
    assert row.doubts[0].reason == "lynghei bygg as is not on file. It is kept in the note."
    importing.close()


def test_an_update_adds_a_company_and_a_whole_column_replaces_them(
    session: Session, importing: Importing, write: Write
) -> None:
    fjord, berg = customer(session, "Fjord AS"), customer(session, "Berg AS")
    contact(session, "Ida", "Solberg", email="ida@x.no")
    importing.run(write("E-mail;Last name;Company\nida@x.no;Solberg;Fjord AS\n"), Contact, update=True, match=True)
    path = write("E-mail;Last name;Company\nida@x.no;Solberg;Berg AS\n")
    importing.run(path, Contact, update=True, match=True)
    assert companies(session)["Ida"] == [("Berg AS", None), ("Fjord AS", None)]
    assert importing.tally(path, Contact, update=True, match=True).same == 1
    importing.run(write(f"ID;Customers\n1;#{fjord}: Board\n"), Contact, update=True)
    assert companies(session)["Ida"] == [("Fjord AS", "Board")]
    importing.run(write("ID;Customers\n1;<empty>\n"), Contact, update=True)
    assert companies(session)["Ida"] == []
    assert berg


TASKS = "Subject;Due;Customer;Linked to\nCall Ida back;2027-01-05 09:00;Lynghei Bygg AS;customer 1\nRing;;;Nobody AS\n"


@pytest.mark.parametrize("record", [Task, WrittenNote, Appointment, Call])
def test_what_an_activity_is_about(
    session: Session, importing: Importing, write: Write, tmp_path: Path, record: type[Record]
) -> None:
    """In by name and by ID; whoever imports owns what names nobody; out and in again nothing is lost."""
    customer(session, "Lynghei Bygg AS")
    path = write(TASKS.replace("Due", "Time") if record is not Task else TASKS)
    rows = importing.plan(path, record).preview(0, 9)
    assert "is no link" in rows[1].doubts[0].reason
    importing.run(path, record)
    links = session.store.rows(plain_sql("SELECT activity, record, record_id FROM activity_link"))
    about = session.store.value(plain_sql("SELECT id FROM activity WHERE subject = 'Call Ida back'"))
    assert links == [(about, "customer", 1)]
    assert session.store.rows(plain_sql("SELECT owner FROM activity")) == [(session.person.id,)] * 2
    assert session.store.value(plain_sql("SELECT text FROM activity WHERE subject = 'Ring'")) == "Linked to: Nobody AS"
    target = tmp_path / "back.csv"
    export(session, Rows(session, record, fields_for(session, record, "csv", ())), target)
    assert "customer Lynghei Bygg AS" in target.read_text("utf-8-sig")
    assert importing.tally(target, record, update=True).same == 2


def test_the_customer_of_an_opportunity_can_be_made_too(session: Session, importing: Importing, write: Write) -> None:
    path = write("Title;Customer;Amount\nRoof;Fjord AS;100\nWall;Fjord AS;200\n")
    assert importing.tally(path, Opportunity).error == 2
    summary = importing.run(path, Opportunity, new_customers=True)
    assert (summary.tally.create, summary.tally.new_customers) == (2, ("Fjord AS",))
    assert session.store.value(plain_sql("SELECT count(*) FROM customer")) == 1
    assert {read(session, Opportunity, number).customer for number in (1, 2)} == {1}


def test_categories_come_in_by_name(session: Session, importing: Importing, write: Write) -> None:
    option(session, "category", "VIP")
    importing.run(write("Name;Categories\nFjord AS;VIP, Roof\n"), Customer)
    assert session.store.value(plain_sql("SELECT count(*) FROM customer_category")) == 1
    assert session.store.value(plain_sql("SELECT note FROM customer")) == "Categories: Roof"


def test_an_id_of_another_program_is_nobodys_initials(session: Session, importing: Importing, write: Write) -> None:
    """A bare number in a column of owners or choices is no ID of Salg's."""
    tally = importing.tally(write("Name;Owner\nFjord AS;1\n"), Customer)
    assert tally.error == 1


def test_cases(session: Session, importing: Importing, samples: Path) -> None:
    customer(session, "Lynghei Bygg AS")
    importing.run(samples / "cases/01-company-of-a-contact/people.csv", Contact)
    assert companies(session) == {
        "Ida": [("Lynghei Bygg AS", None)], "Nils": [("Lynghei Bygg AS", None)], "Eva": [],
    }  # fmt: skip
    importing.run(samples / "cases/24-tasks-without-their-links/tasks.csv", Task)
    assert session.store.rows(plain_sql("SELECT record, record_id FROM activity_link")) == [("customer", 1)]
