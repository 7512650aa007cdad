"""The files of other programs, each as leads, contacts and customers: every value where it belongs (LEAD-26)."""

from __future__ import annotations

from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.records.record import Record
from model.customers.links import contacts_of
from model.customers.records import Contact, Customer
from model.files.import_plan import plan_import
from model.files.import_run import apply_import
from model.leads.records import Lead
from tests.model.files.conftest import Importing, Write
from tests.model.files.program_exports import (
    COMPANY_PHONE,
    EXPORTS,
    HOME_PHONE,
    MOBILE,
    SECOND_PHONE,
    WORK_PHONE,
    Export,
)
from tests.model.filing import lead
from tests.plain_sql import plain_sql

WORK_ADDRESS = {"street": "Kaia 3, Port B", "postcode": "0150", "town": "Oslo"}
COMPANY_ADDRESS = {"street": "Storgata 10", "postcode": "2609", "town": "Lillehammer"}

programs = pytest.mark.parametrize("export", EXPORTS.values(), ids=list(EXPORTS))


def imported(importing: Importing, write: Write, export: Export, record: type[Record]) -> list[Any]:
    """The records that the file makes; rows that cannot be such records are errors, and nothing else is."""
    path = write(export.text(), "export.csv", export.encoding)
    summary = importing.run(path, record)
    session: Session = importing.session
    ids = [row[0] for row in session.store.rows(plain_sql(f"SELECT id FROM {record.table()} ORDER BY id"))]
    found = [read(session, record, each) for each in ids]
    assert len(found) == (1 if record is Contact else 2), [error.errors for error in summary.errors]
    return found


def holds(record: Any, wanted: dict[str, str], export: Export, before: str = "") -> None:
    """The record has these values, but for those that the program has no column for."""
    for name, value in wanted.items():
        if name not in export.without:
            full = f"{before}{name}" if hasattr(record, f"{before}{name}") else name
            assert (full, getattr(record, full)) == (full, value)


def kept(record: Any, *texts: str) -> None:
    """All of these stand in the note, a line each with what it is."""
    for text in texts:
        assert text in (record.note or ""), (text, record.note)


@programs
def test_as_leads(export: Export, importing: Importing, write: Write) -> None:
    ada, torsnes = imported(importing, write, export, Lead)
    wanted = {
        "name": "Kai AS", "first_name": "Ada", "last_name": "Li", "email": "ada@kai.example", "phone": WORK_PHONE,
        "mobile": MOBILE, **WORK_ADDRESS,
    }  # fmt: skip
    holds(ada, wanted, export)
    if export.title:
        assert ada.title == "Engineer"
    if export.second_phone:
        assert ada.direct_phone == SECOND_PHONE
    _rest_is_kept(ada, export, home=export.home)
    holds(torsnes, {"name": "Torsnes Regnskap AS", "phone": COMPANY_PHONE, **COMPANY_ADDRESS}, export)
    assert (torsnes.first_name, torsnes.last_name) == (None, None)


@programs
def test_as_contacts(export: Export, importing: Importing, write: Write) -> None:
    (ada,) = imported(importing, write, export, Contact)
    wanted = {"first_name": "Ada", "last_name": "Li", "email": "ada@kai.example", "phone": WORK_PHONE, "mobile": MOBILE}
    holds(ada, wanted, export)
    if export.title:
        assert ada.title == "Engineer"
    if "street" not in export.without:
        addresses = {(ada.visiting_street, ada.visiting_postcode, ada.visiting_town)}
        addresses.add((ada.postal_street, ada.postal_postcode, ada.postal_town))
        assert ("Kaia 3, Port B", "0150", "Oslo") in addresses
        if export.home and ("Lia 4", "1383", "Asker") not in addresses:
            kept(ada, "Lia 4, 1383 Asker")
    _rest_is_kept(ada, export, home=False)


@programs
def test_as_customers(export: Export, importing: Importing, write: Write) -> None:
    kai, torsnes = imported(importing, write, export, Customer)
    assert (kai.name, kai.first_name, kai.private) == ("Kai AS", None, False)
    holds(kai, {"phone": WORK_PHONE}, export)
    (ada,) = session_contacts(importing.session, kai.id)
    holds(ada, {"first_name": "Ada", "last_name": "Li", "email": "ada@kai.example", "mobile": MOBILE}, export)
    assert ada.title == ("Engineer" if export.title else None)
    assert (kai.email, kai.mobile) == (None, None)
    if ada.direct_phone is None:
        _rest_is_kept(kai, export, home=False)
    if "street" not in export.without:
        addresses = {
            tuple(getattr(kai, f"{kind}_{part}") for part in ("street", "postcode", "town"))
            for kind in ("visiting", "postal", "invoice", "delivery")
        }
        assert ("Kaia 3, Port B", "0150", "Oslo") in addresses
        if export.home and ("Lia 4", "1383", "Asker") not in addresses:
            kept(kai, "Lia 4, 1383 Asker")
    assert (torsnes.name, torsnes.first_name, torsnes.private) == ("Torsnes Regnskap AS", None, False)
    holds(torsnes, {"phone": COMPANY_PHONE}, export)


def session_contacts(session: Session, customer_id: int) -> list[Any]:
    """The contacts of a customer."""
    return [read(session, Contact, found.id) for found in contacts_of(session, customer_id)]


def _rest_is_kept(record: Any, export: Export, *, home: bool) -> None:
    if home:
        kept(record, "Lia 4, 1383 Asker")
    if export.home_phone:
        kept(record, HOME_PHONE)
    if export.second_mail:
        kept(record, "ada@home.example")
    if export.second_phone and getattr(record, "direct_phone", None) != SECOND_PHONE:
        kept(record, SECOND_PHONE)
    if "Roofing" in export.person.values():
        kept(record, "Roofing")
    if "VIP" in "".join(export.person.values()):
        kept(record, "VIP")


def test_what_no_field_takes_of_a_record_on_file_is_named(session: Session, importing: Importing, write: Write) -> None:
    """New records have it in the note; for one on file it is passed over, and said (decision 24)."""
    path = write("Name;Email;Secondary Email;Department\nKai AS;ada@kai.example;ada@home.example;Roofing\n")
    (row,) = importing.plan(path, Lead).preview(0, 5)
    assert row.passed_over == ()
    assert [each.after for each in row.fields if each.label == "Note"] == [
        "E-mail: ada@home.example Department: Roofing"
    ]
    importing.run(path, Lead)
    plan = importing.plan(path, Lead, update=True, match=True)
    (row,) = plan.preview(0, 5)
    assert row.passed_over == ("E-mail: ada@home.example", "Department: Roofing")
    assert importing.run(path, Lead, update=True, match=True).tally.passed_over == (("E-mail", 1), ("Department", 1))


def test_two_mails_in_one_cell_are_two(session: Session, importing: Importing, write: Write) -> None:
    path = write("Name;E-mail\nKai AS;ada@kai.example, bo@kai.example\nFjord AS;Amy Wong <amy@fjord.example>\n")
    importing.run(path, Lead)
    assert session.store.rows(plain_sql("SELECT email, note FROM lead ORDER BY id")) == [
        ("ada@kai.example", "E-mail: bo@kai.example"), ("amy@fjord.example", None),
    ]  # fmt: skip


def test_parts_that_say_nothing_are_of_the_street_beside_them(
    session: Session, importing: Importing, write: Write
) -> None:
    path = write("Navn;Besøksadresse;Postadresse;Postnr;Poststed\nKai AS;Kaia 3;Postboks 7;0151;Oslo\n")
    importing.run(path, Customer)
    names = "visiting_street, visiting_town, postal_street, postal_postcode, postal_town"
    assert session.store.rows(plain_sql(f"SELECT {names} FROM customer")) == [
        ("Kaia 3", None, "Postboks 7", "0151", "Oslo")
    ]


def test_an_empty_column_never_wins(session: Session, importing: Importing, write: Write) -> None:
    headings = "Company,Business Street,Business City,Home Street,Home City,Business Phone,Home Phone,Mobile Phone\n"
    importing.run(write(headings + "Kai AS,,,Lia 4,Asker,,22 00 00 13,\n"), Lead)
    assert session.store.rows(plain_sql("SELECT street, town, phone, note FROM lead")) == [
        ("Lia 4", "Asker", "22 00 00 13", None)
    ]


@pytest.mark.parametrize("record", [Lead, Customer, Contact], ids=lambda record: record.name_in_code)
def test_a_private_person_of_another_program(
    record: type[Record], session: Session, importing: Importing, write: Write
) -> None:
    importing.run(write("Navn;Privatperson;Mobil;Adresse;Postnr;Sted\nAda Li;Ja;90000010;Lia 4;1383;Asker\n"), record)
    (row,) = (read(session, record, 1),)
    names = {"lead": ("Ada", "Li"), "customer": ("Ada", None), "contact": ("Ada", "Li")}[record.name_in_code]
    assert (row.first_name, getattr(row, "last_name", None)) == names
    if record is Customer:
        assert (row.name, row.private) == ("Li", True)


def test_a_column_sent_into_the_note_by_hand_is_a_line_of_it(
    session: Session, importing: Importing, write: Write
) -> None:
    path = write("Name;Shoe size;Note\nA;43;Tall\n")
    plan = importing.plan(path, Lead)
    assert plan.ignored() == ["Shoe size"]
    by_hand = plan.matching.with_headings(session, Lead, {"Shoe size": "note"})
    apply_import(plan_import(session, Lead, plan.table, matching=by_hand))
    assert session.store.value(plain_sql("SELECT note FROM lead")) == "Tall\n\nShoe size: 43"


@pytest.mark.parametrize("heading", ["ID", "Record ID"])
def test_the_ids_of_another_program_are_not_ours(
    heading: str, session: Session, importing: Importing, write: Write
) -> None:
    lead(session, "Fjord AS")
    path = write(f"{heading};Company Name;Phone Number\n1;Kai AS;22 00 00 11\n")
    assert importing.plan(path, Lead).ignored() == [heading]
    assert importing.run(path, Lead).tally.create == 1
    assert session.store.value(plain_sql("SELECT name FROM lead WHERE id = 1")) == "Fjord AS"


def test_postcodes_and_numbers_go_by_the_rows_own_country(session: Session, importing: Importing, write: Write) -> None:
    """A Norwegian's spreadsheet takes noughts off Oslo's postcodes; Reykjavik's have none."""
    path = write(
        "Name;Postcode;Town;Country;Org. no.;Telephone\n"
        "A;150;Oslo;;;22334455\nB;101;Reykjavik;Iceland;;5551234\nC;100;Torshavn;Færøyene;;301234\n"
        "D;1067;Dresden;Tyskland;136695976;\nE;100;Helsinki;Finland;0112038-9;\nF;11455;Stockholm;Sverige;556012-5790;\n"
        "G;EH1 1AA;Edinburgh;UK;SC123456;\nH;1012 AB;Amsterdam;Nederland;12345678;\n"
    )
    summary = importing.run(path, Lead)
    assert summary.tally.error == 0, summary.errors
    columns = "postcode, org_number, org_number_key, phone_key"
    assert session.store.rows(plain_sql(f"SELECT {columns} FROM lead ORDER BY id")) == [
        ("0150", None, None, "+4722334455"), ("101", None, None, "+3545551234"), ("100", None, None, "+298301234"),
        ("01067", "DE136695976", "DE136695976", None), ("00100", "FI01120389", "FI01120389", None),
        ("11455", "SE5560125790", "SE5560125790", None), ("EH1 1AA", "GBSC123456", "GBSC123456", None),
        ("1012 AB", "12345678", None, None),
    ]  # fmt: skip


def test_customer_numbers_come_along_with_new_customers(session: Session, importing: Importing, write: Write) -> None:
    """The next one that the program gives goes on after the highest; a number that is taken is refused, with whose."""
    path = write("Kundenr;Navn;Telefon\n10001;Kai AS;22000011\nK-7;Torsnes AS;22000012\n;Fjord AS;22000013\n")
    importing.run(path, Customer)
    assert session.store.rows(plain_sql("SELECT number, name, note FROM customer ORDER BY id")) == [
        (10001, "Kai AS", None), (10002, "Torsnes AS", "Customer no.: K-7"), (10003, "Fjord AS", None),
    ]  # fmt: skip
    taken = importing.run(write("Kundenr;Navn\n10001;Nord AS\n20000;A AS\n20000;B AS\n", "b.csv"), Customer)
    assert (taken.tally.create, taken.tally.error) == (1, 2)
    assert "Kai AS" in taken.errors[0].errors[0].reason
    importing.run(write("ID;Customer no.;Name\n1;5;Kai Nord AS\n", "c.csv"), Customer, update=True)
    assert session.store.rows(plain_sql("SELECT number, name FROM customer WHERE id = 1")) == [(10001, "Kai Nord AS")]


@pytest.mark.parametrize(
    "heading", ["Organisation number", "organization number", "Company number", "Organization Number", "Org number"]
)
def test_the_number_of_an_organisation_is_not_its_name(importing: Importing, write: Write, heading: str) -> None:
    """The words of a field's usual name are not taken apart: the company is not called 923609016."""
    importing.run(write(f"Name,{heading},Phone\nKai AS,923609016,22334455\n"), Lead)
    (row,) = importing.session.store.rows(plain_sql("SELECT name, org_number, last_name FROM lead"))
    assert row == ("Kai AS", "923609016", None)


def test_a_number_that_a_record_has_no_field_for_is_a_line_of_the_note(importing: Importing, write: Write) -> None:
    importing.run(write("Name;Kunde nr;Telefon\nKai AS;10001;22334455\n"), Lead)
    (row,) = importing.session.store.rows(plain_sql("SELECT name, note FROM lead"))
    assert row[0] == "Kai AS"
    assert "10001" in row[1]
