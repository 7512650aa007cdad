"""Nothing of a card vanishes; a company is no person; every letter is what it was (LEAD-30, LEAD-31, decision 24)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.records.record import Record
from model.customers.records import Contact, Customer
from model.files import vcard_out
from model.files.classified_rows import Outcome
from model.files.import_options import ImportOptions
from model.files.import_plan import plan_import
from model.files.rows import Rows
from model.files.table import TableOptions
from model.files.table_reader import read_table
from model.leads.records import Lead
from tests.model.files.conftest import Importing, Write
from tests.model.filing import contact, customer, lead
from tests.plain_sql import plain_sql

RECORDS: tuple[type[Record], ...] = (Lead, Customer, Contact)


def card(*lines: str, version: str = "3.0") -> str:
    """A file with one card."""
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def made(session: Session, path: Path, record: type[Record], encoding: str = "") -> dict[str, Any]:
    """The values that the one card of a file gives a new record, by field name; why where it gives none."""
    plan = plan_import(session, record, read_table(path, TableOptions(encoding=encoding)), ImportOptions())
    (row,) = plan.preview(0, 10)
    classified = plan.reader.classifier.classify([*plan.table.rows(plan.table.start())])
    values = plan.reader.classifier.values.new(classified, 0) if row.outcome is Outcome.CREATE else {}
    if (contact := classified.contacts.get(0)) is not None:
        values["contact"] = {**contact.values, "role": contact.role}
    plan.close()
    return {**values, "errors": [error.reason for error in row.errors]} if row.errors else values


# Letters


QUOTED = (
    "N;ENCODING=QUOTED-PRINTABLE:=D8deg=E5rd;Kj=E6rsti", "ORG;ENCODING=QUOTED-PRINTABLE:Sk=F8yen Bygg",
)  # fmt: skip


@pytest.mark.parametrize("record", RECORDS)
def test_quoted_printable_without_a_character_set(session: Session, write: Write, record: type[Record]) -> None:
    """Octets that are no UTF-8 are those of Windows; those that are, are UTF-8."""
    found = made(session, write(card(*QUOTED, version="2.1"), "a.vcf"), record)
    assert "Skøyen Bygg" in (found.get("name"), str(found.get("note")).removeprefix("Customer: "))
    if record is not Customer:
        assert (found["first_name"], found["last_name"]) == ("Kjærsti", "Ødegård")
    utf8 = card("N;ENCODING=QUOTED-PRINTABLE:=C3=98ye;=C3=85se", "ORG:A", version="2.1")
    assert made(session, write(utf8, "b.vcf"), Lead)["first_name"] == "Åse"


def test_the_encoding_that_is_named_is_obeyed(session: Session, write: Write) -> None:
    path = write(card("FN:Åse Øye", "N:Øye;Åse;;;", "ORG:A").encode("cp865"), "a.vcf")
    assert made(session, path, Lead, "cp865")["last_name"] == "Øye"
    quoted = write(card(*QUOTED, version="2.1"), "b.vcf")
    assert made(session, quoted, Lead, "cp1252")["name"] == "Skøyen Bygg"
    assert "not in its character set" in made(session, quoted, Lead, "utf-8")["errors"][0]
    with pytest.raises(Exception, match="There is no encoding “nonsense”"):
        read_table(quoted, TableOptions(encoding="nonsense"))


LOST = {
    "a sign for a lost letter in the file": card("FN:S\ufffdrensen", "ORG:A").encode(),
    "octets that its character set has not": card("FN:A").encode().replace(b"A\r", b"\x81\x8d\r"),
    "quoted octets that the named set has not": card(
        "FN;CHARSET=ascii;ENCODING=QUOTED-PRINTABLE:S=F8r", version="2.1"
    ).encode(),
}


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("content", LOST.values(), ids=LOST)
def test_a_lost_letter_is_never_stored(
    session: Session, importing: Importing, write: Write, record: type[Record], content: bytes
) -> None:
    summary = importing.run(write(content, "a.vcf"), record)
    assert (summary.tally.create, summary.tally.error) == (0, 1)
    assert "character set" in summary.errors[0].errors[0].reason


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_with_and_without_a_mark(session: Session, write: Write, encoding: str) -> None:
    found = made(session, write(card("N:Øye;Åse", "ORG:Øye AS").encode(encoding), "a.vcf"), Lead)
    assert (found["name"], found["first_name"]) == ("Øye AS", "Åse")


def test_blanks_after_soft_breaks_and_breaks_of_lines_in_version_2(session: Session, write: Write) -> None:
    soft = card("ORG:A", "NOTE;ENCODING=QUOTED-PRINTABLE:one=\r\n two=0D=0Athree", version="2.1")
    assert made(session, write(soft, "a.vcf"), Lead)["note"] == "one two\nthree"
    plain = card("ORG:A", "NOTE:one\\ntwo", "TITLE:a\\new", version="2.1")
    found = made(session, write(plain, "b.vcf"), Lead)
    assert found["note"] == "one\ntwo"
    assert found["title"] == "a\\new"


# Nothing vanishes

MANY = card(
    "FN:Nils Aune", "N:Aune;Nils;;;Jr.", "ORG:Lynghei Bygg AS;Roofing", "TITLE:Foreman", "ROLE:Safety officer",
    "ADR;TYPE=HOME:;;Lia 4;Asker;;1383;Norge", "ADR;TYPE=WORK:17;3rd floor;Havneveien 3;Oslo;;0150;Norge",
    "EMAIL;TYPE=WORK:nils@lynghei.example", "EMAIL;TYPE=HOME:nils@home.example", "EMAIL:no address",
    "TEL;TYPE=CELL:+47 900 00 010", "TEL;TYPE=CELL:+47 900 00 011", "TEL;TYPE=HOME:+47 22 00 00 12",
    "TEL:+47 22 00 00 13", "TEL;TYPE=WORK:tel:+4722000011;ext=102", "TEL;TYPE=WORK:x",
    "TEL;TYPE=HOME,FAX:+47 22 00 00 19",
    "TEL;TYPE=PAGER:+47 81 00 00 00", "NOTE:Prefers mornings", "NOTE:Allergic to nuts", "BDAY:1980-05-17",
    "CATEGORIES:VIP,Roof", "NICKNAME:Nisse", "X-SPOUSE:Anna", "URL:https://lynghei.example", "PHOTO;ENCODING=b:AAAA",
)  # fmt: skip


@pytest.mark.parametrize("record", RECORDS)
def test_what_has_no_field_is_in_the_note(session: Session, write: Write, record: type[Record]) -> None:
    customer(session, "Lynghei Bygg AS")
    found = made(session, write(MANY, "a.vcf"), record)
    said = " | ".join(str(value) for value in found.values())
    for text in (
        "Aune", "Nils", "Jr.", "Roofing", "Foreman", "Safety officer", "Lia 4", "1383", "Havneveien 3, 3rd floor", "17",
        "nils@lynghei.example", "nils@home.example", "no address", "+47 900 00 010", "+47 900 00 011",
        "+47 22 00 00 12",
        "+47 22 00 00 13", "+4722000011 ext. 102", "Telephone: x", "Home fax: +47 22 00 00 19",
        "Pager: +47 81 00 00 00", "Prefers mornings\nAllergic to nuts", "Birthday: 1980-05-17",
        "Categories: VIP, Roof", "Nickname: Nisse", "Spouse: Anna", "lynghei.example",
    ):  # fmt: skip
        assert text in said, text
    assert "Lynghei Bygg AS" in said
    if record is Customer:
        who = found["contact"]
        assert (who["first_name"], who["last_name"], who["title"], who["role"]) == (
            "Nils", "Aune", "Foreman", "Safety officer",
        )  # fmt: skip
        assert (who["email"], who["mobile"]) == ("nils@lynghei.example", "+47 900 00 010")
        assert found.keys().isdisjoint(("email", "mobile", "first_name"))
    assert "AAAA" not in said
    # The number of the work goes before one of nobody knows what; the fax of the home is not the company's.
    assert found["phone"] == "+4722000011 ext. 102"
    assert not found.get("fax")
    if record is Contact:
        (item,) = found["customer"]
        assert (item.id, item.detail) == (1, "Safety officer")
        assert "Lynghei" not in found["note"]


@pytest.mark.parametrize("record", RECORDS)
def test_what_a_program_writes_for_itself_is_nobodys_note(session: Session, write: Write, record: type[Record]) -> None:
    """The look of a card in Outlook is left out; names of properties lose what their maker set before them."""
    lines = (
        "N:Aune;Nils;;;", "FN:Nils Aune", 'X-MS-OL-DESIGN:<card xmlns="http://schemas.microsoft.com"/>',
        "X-MS-OL-DEFAULT-POSTAL-ADDRESS:2", "X-EVOLUTION-FILE-AS:Aune\\, Nils", "X-MS-SPOUSE:Eva",
        'X-COUCHDB-APPLICATION-ANNOTATIONS:{"Evolution":{}}', "X-EVOLUTION-MANAGER:Kari Lie",
        "X-MS-IMADDRESS:nils@im.example", "X-SKYPE:nils.aune",
    )  # fmt: skip
    note = made(session, write(card(*lines), "outlook.vcf"), record)["note"]
    assert sorted(note.splitlines()) == [
        "Chat: nils@im.example",
        "Manager: Kari Lie",
        "Skype: nils.aune",
        "Spouse: Eva",
    ]


def test_for_a_record_on_file_it_is_named_as_passed_over(session: Session, importing: Importing, write: Write) -> None:
    customer(session, "Lynghei Bygg AS")
    contact(session, "Nils", "Aune", email="nils@lynghei.example", note="Mine")
    plan = importing.plan(write(MANY, "a.vcf"), Contact, update=True, match=True)
    (row,) = plan.preview(0, 1)
    assert row.outcome is Outcome.UPDATE
    assert "Birthday: 1980-05-17" in row.passed_over
    assert "Mobile: +47 900 00 011" in row.passed_over


# Company or person

COMPANIES = {
    "a name that can only be a company's": card("FN:Torsnes Regnskap AS"),
    "a kind": card("KIND:org", "FN:Torsnes Regnskap", version="4.0"),
    "the telephone's sign": card("N:;;;;", "FN:Torsnes Regnskap", "ORG:Torsnes Regnskap;", "X-ABShowAs:COMPANY"),
    "the company in the place of the person": card("N:Torsnes Regnskap;;;;", "ORG:Torsnes Regnskap"),
    "a kind, with the words in the parts of a name": card("KIND:org", "N:Regnskap;Torsnes;;;", "FN:Torsnes Regnskap"),
}  # fmt: skip


@pytest.mark.parametrize("content", COMPANIES.values(), ids=COMPANIES)
def test_a_company_is_no_person(session: Session, write: Write, content: str) -> None:
    path = write(content, "a.vcf")
    for record in (Lead, Customer):
        found = made(session, path, record)
        assert found["name"].removesuffix(" AS") == "Torsnes Regnskap"
        assert not found.get("first_name")
        assert not found.get("last_name")
        assert not found.get("private")
    (reason,) = made(session, path, Contact)["errors"]
    assert reason.startswith("This is a company, not a person: Torsnes Regnskap")


# Out, and in again


def written(session: Session, record: type[Record]) -> str:
    """All records as cards."""
    out = io.StringIO()
    vcard_out.write(out, session, Rows(session, record, vcard_out.fields_for(record)))
    return out.getvalue()


ADDRESSES = ("visiting", "postal", "invoice", "delivery", "attestation")


def test_every_address_and_extension_goes_out_and_comes_back(
    session: Session, importing: Importing, write: Write
) -> None:
    address = {
        f"{kind}_{part}": f"{kind} {part}" if part != "postcode" else f"010{number}"
        for number, kind in enumerate(ADDRESSES)
        for part in ("street", "postcode", "town", "region", "country")
    }
    customer(session, "Fjord AS", phone="22 33 44 55 x 102", **address)
    text = written(session, Customer)
    assert "TEL;TYPE=WORK,VOICE:+4722334455 ext. 102\r\n" in text
    found = made(session, write(text.replace("FN:Fjord AS", "FN:Berg AS").replace("ORG:Fjord AS", "ORG:Berg AS"), "a.vcf"), Customer)  # fmt: skip  # noqa: E501
    assert {name: found[name] for name in address} == address
    assert found["phone"] == "+4722334455 ext. 102"


@pytest.mark.parametrize("gender", ["female", "male", "other"])
def test_every_gender_goes_out_and_comes_back(session: Session, write: Write, gender: str) -> None:
    contact(session, "Kim", "Aune", gender=gender)
    text = written(session, Contact).replace("Aune", "Berg")
    assert made(session, write(text, "a.vcf"), Contact)["gender"] == gender


def test_where_a_contact_works_goes_out_and_comes_back(session: Session, importing: Importing, write: Write) -> None:
    from model.core.changes.change import change
    from model.customers.links import customers_of, link

    fjord, berg = customer(session, "Fjord; Sons AS"), customer(session, "Berg AS")
    nils = contact(session, "Nils", "Aune", title="Foreman")
    with change(session, "x", "edit") as changed:
        link(changed, fjord, nils, "Chairman")
        link(changed, berg, nils)
    path = write(written(session, Contact).replace("Aune", "Dahl"), "a.vcf")
    assert importing.run(path, Contact).tally.create == 1
    made_id = session.store.value(plain_sql("SELECT max(id) FROM contact"))
    assert {each.name for each in customers_of(session, made_id)} == {"Fjord; Sons AS", "Berg AS"}
    assert read(session, Contact, made_id).title == "Foreman"


def test_a_company_goes_out_without_a_first_name(session: Session) -> None:
    """What stands in the place of one is for private customers."""
    customer(session, "Fjord AS", first_name="Nils")
    assert {"FN:Fjord AS", "ORG:Fjord AS", "N:;;;;"} <= set(written(session, Customer).split("\r\n"))
    assert "Nils" not in written(session, Customer)


def test_no_line_has_more_than_75_octets(session: Session) -> None:
    for letters in ("æøå", "漢字", "😀", "a;b,c\\", "xyz"):
        lead(session, letters * 40, note="\n".join([letters * 50] * 3), street=letters * 30)
    lines = written(session, Lead).split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert all("\n" not in line for line in lines)


CASES = {"08-card-without-charset/outlook-style.vcf": 1, "11-card-with-two-of-everything/many.vcf": 1}


def test_cases(session: Session, importing: Importing, samples: Path) -> None:
    for name, count in CASES.items():
        for record in RECORDS:
            assert importing.tally(samples / "cases" / name, record).create == count
    organisations = samples / "cases/12-company-cards/org.vcf"
    assert [importing.tally(organisations, record).create for record in RECORDS] == [3, 3, 0]
