"""The person on a company's row of a customer file is a contact of that customer: with it, once, and found again."""

from __future__ import annotations

from typing import Any

import pytest

from model.core.access.session import Session
from model.core.history.undo import undo
from model.customers.links import contacts_of
from model.customers.records import Customer
from model.files.classified_rows import Outcome
from model.files.row_contacts import customers_and_contacts
from tests.model.files.conftest import Importing, Write
from tests.model.filing import contact, customer
from tests.plain_sql import plain_sql

HEADINGS = "Company;Org. no.;Email;Telephone;Contact person;Job Title;Direct phone;Mobile;Department\n"
IDA = "Fjord AS;923609016;post@fjord.example;22 33 44 55;Ida Solberg;Manager;22 33 44 56;90 00 00 01;Roofs\n"
NILS = "Fjord AS;923609016;post@fjord.example;22 33 44 55;Nils Berg;Buyer;;90 00 00 02;\n"
BARE = "Berg AS;;;;;;;;\n"


def persons(session: Session) -> list[tuple[Any, ...]]:
    """What the contacts on file are, with the customers that they are of."""
    return session.store.rows(
        plain_sql(
            "SELECT contact.name, contact.title, contact.email, contact.direct_phone, contact.mobile, customer.name"
            " FROM contact LEFT JOIN customer_contact link ON link.contact = contact.id"
            " LEFT JOIN customer ON customer.id = link.customer ORDER BY contact.id, customer.id"
        )
    )


def test_persons_become_contacts_of_one_customer(session: Session, importing: Importing, write: Write) -> None:
    path = write(HEADINGS + IDA + NILS + BARE)
    rows = importing.plan(path, Customer).preview(0, 9)
    assert [row.outcome for row in rows] == [Outcome.CREATE, Outcome.CONTACT, Outcome.CREATE]
    assert [(each.label, each.after) for each in rows[1].fields] == [
        ("Contact person", "Nils Berg, Buyer, 90 00 00 02")
    ]
    summary = importing.run(path, Customer)
    assert (summary.tally.create, summary.tally.contact, summary.tally.contacts) == (2, 1, 2)
    assert customers_and_contacts(summary.tally.create, summary.tally.contacts) == "2 customers, 2 contacts"
    assert persons(session) == [
        ("Ida Solberg", "Manager", None, "22 33 44 56", "90 00 00 01", "Fjord AS"),
        ("Nils Berg", "Buyer", None, None, "90 00 00 02", "Fjord AS"),
    ]
    assert session.store.rows(plain_sql("SELECT email, phone, mobile, note FROM customer ORDER BY id")) == [
        ("post@fjord.example", "22 33 44 55", None, "Department: Roofs"), (None, None, None, None),
    ]  # fmt: skip
    assert summary.change_id is not None
    undo(session, summary.change_id)
    assert persons(session) == []
    assert session.store.value(plain_sql("SELECT count(*) FROM customer")) == 0


def test_the_same_file_again_brings_nobody(session: Session, importing: Importing, write: Write) -> None:
    importing.run(write(HEADINGS + IDA + NILS), Customer)
    again = importing.run(write(HEADINGS + NILS + IDA + IDA.replace("22 33 44 56", "+47 22334456")), Customer)
    assert (again.change_id, again.tally.duplicate, again.tally.contacts) == (None, 3, 0)


def test_one_more_person_of_a_customer_on_file(session: Session, importing: Importing, write: Write) -> None:
    """What else the row says is of the person: the customer's own note stays as it is."""
    number = customer(session, "Fjord AS", org_number="923609016")
    summary = importing.run(write(HEADINGS + IDA), Customer)
    assert (summary.tally.contact, summary.tally.contacts, summary.tally.create) == (1, 1, 0)
    assert [found.name for found in contacts_of(session, number)] == ["Ida Solberg"]
    assert session.store.rows(plain_sql("SELECT contact.note, customer.note FROM contact, customer")) == [
        ("Department: Roofs", None)
    ]


@pytest.mark.parametrize("org_number", ["", "923609016"])
def test_addresses_go_by_whose_they_are(org_number: str, session: Session, importing: Importing, write: Write) -> None:
    """One mailbox of the company, one each of its people: the rows are of one customer all the same."""
    rows = f"""\
Fjord AS;{org_number};ida@fjord.example;Ida;Solberg
Fjord AS;{org_number};nils.berg@fjord.example;Nils;Berg
Fjord AS;{org_number};soeren.aas@fjord.example;Søren;Ås
Fjord AS;{org_number};ida@fjord.example;Ida;Solberg
"""
    summary = importing.run(write("Company;Org. no.;Email;First name;Last name\n" + rows), Customer)
    assert (summary.tally.create, summary.tally.contact, summary.tally.duplicate) == (1, 2, 1)
    mails = ["ida@fjord.example", "nils.berg@fjord.example", "soeren.aas@fjord.example"]
    assert [row[2] for row in persons(session)] == mails
    assert session.store.rows(plain_sql("SELECT name, email FROM customer")) == [("Fjord AS", None)]


def test_a_column_may_say_that_it_is_the_persons(session: Session, importing: Importing, write: Write) -> None:
    path = write(
        "Firma;E-post;Telefon;Kontaktperson;Kontaktperson e-post;Kontaktperson telefon\n"
        "Fjord AS;post@fjord.example;22334455;Ida Solberg;salg@fjord.example;22334456\n"
    )
    importing.run(path, Customer)
    assert persons(session) == [("Ida Solberg", None, "salg@fjord.example", "22334456", None, "Fjord AS")]
    assert session.store.rows(plain_sql("SELECT email, phone FROM customer")) == [("post@fjord.example", "22334455")]


def test_who_is_on_file_with_the_address_is_linked(session: Session, importing: Importing, write: Write) -> None:
    contact(session, "Ida", "Solberg", email="IDA@fjord.example", title="Boss")
    path = write("Company;Email;First name;Last name;Job title\nFjord AS;ida@fjord.example;Ida;Solberg;Manager\n")
    summary = importing.run(path, Customer)
    assert (summary.tally.create, summary.tally.contacts) == (1, 1)
    assert persons(session) == [("Ida Solberg", "Boss", "IDA@fjord.example", None, None, "Fjord AS")]


def test_namesakes_at_one_customer_are_two_where_both_have_an_address(
    session: Session, importing: Importing, write: Write
) -> None:
    rows = "Fjord AS;Kari;Nes;kari1@fjord.example\nFjord AS;Kari;Nes;kari2@fjord.example\nFjord AS;Kari;Nes;\n"
    told = importing.run(write("Company;First name;Last name;Email\n" + rows), Customer).tally
    assert (told.create, told.contact, told.duplicate, told.contacts) == (1, 1, 1, 2)


def test_a_persons_address_that_is_none_is_an_error_of_the_row(importing: Importing, write: Write) -> None:
    path = write("Firma;Kontaktperson;Kontaktperson e-post\nFjord AS;Ida Solberg;ida\nBerg AS;Nils Vik;\n")
    summary = importing.run(path, Customer)
    assert (summary.tally.create, summary.tally.error, summary.tally.contacts) == (1, 1, 1)
    assert "no e-mail address" in summary.errors[0].errors[0].reason


def test_cards_of_persons_and_companies(session: Session, importing: Importing, write: Write) -> None:
    def card(*lines: str) -> str:
        return "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])

    ida = card("N:Solberg;Ida;;;", "FN:Ida Solberg", "ORG:Fjord AS", "TITLE:Manager", "EMAIL:ida@fjord.example",
               "TEL;TYPE=CELL:90000001", "ROLE:Board")  # fmt: skip
    nils = card("N:Berg;Nils;;;", "FN:Nils Berg", "ORG:Fjord AS", "EMAIL:nils@fjord.example")
    summary = importing.run(write(ida + nils, "cards.vcf"), Customer)
    assert (summary.tally.create, summary.tally.contact, summary.tally.contacts) == (1, 1, 2)
    assert persons(session) == [
        ("Ida Solberg", "Manager", "ida@fjord.example", None, "90000001", "Fjord AS"),
        ("Nils Berg", None, "nils@fjord.example", None, None, "Fjord AS"),
    ]
    assert session.store.rows(plain_sql("SELECT role FROM customer_contact ORDER BY id")) == [("Board",), (None,)]


def test_beyond_one_batch(session: Session, importing: Importing, write: Write) -> None:
    """A person far below, of a customer that the first batch makes."""
    rows = "".join(f"Firma {number};Per;Moe {number};moe{number}@x.example\n" for number in range(1_100))
    path = write("Company;First name;Last name;Email\n" + rows + "Firma 3;Ola;Lie;ola@x.example\n")
    told = importing.run(path, Customer).tally
    assert (told.create, told.contact, told.contacts) == (1_100, 1, 1_101)
    assert {row[5] for row in persons(session) if row[0] == "Ola Lie"} == {"Firma 3"}
