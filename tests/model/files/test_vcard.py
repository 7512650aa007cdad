"""vCards of every make in, version 3.0 out (LEAD-30, LEAD-31, I28)."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.access.session import Session
from model.customers.records import Contact, Customer
from model.files import vcard_out
from model.files.guarding import unguarded
from model.files.rows import Rows
from model.files.table_reader import read_table
from model.files.vcard_lines import Property, cards
from model.files.vcard_out import serialized
from model.files.vcard_table import COLUMNS, row_of
from model.leads.records import Lead
from tests.model.files.conftest import Importing, Write
from tests.model.filing import contact, customer, lead


def read(path: Path) -> list[dict[str, str]]:
    """Every card as what it holds; one that cannot be read as its trouble."""
    table = read_table(path)
    found = [
        {"trouble": row.trouble}
        if row.trouble
        else {name: cell for name, cell in zip(table.headings, row.cells, strict=True) if cell}
        for row in table.rows(table.start())
    ]
    table.close()
    return found


def written(session: Session, record: type[Lead | Contact | Customer]) -> str:
    """All records as cards."""
    out = io.StringIO()
    vcard_out.write(out, session, Rows(session, record, vcard_out.fields_for(record)))
    return out.getvalue()


def test_written_and_read_back_equal_i28(session: Session, write: Write) -> None:
    values = {
        "first_name": "Åse; Æ", "last_name": "Øye, DA\\", "title": "Sjef", "email": "åse@øye.no", "website": "www.øye.no",  # noqa: E501
        "phone": "+4722334455", "direct_phone": "+4722334456", "mobile": "+4790000000", "fax": "+4722334457",
        "org_number": "923609016", "gender": "female", "street": "Vei 1; bakgård", "postcode": "0301", "town": "Ås",
        "region": "Viken", "country": "Norge", "note": "linje 1\nlinje 2; med, \\n og \\ " + "æøå" * 60,
    }  # fmt: skip
    lead(session, "Åse Øye; DA", **values)
    text = written(session, Lead)
    lines = text.split("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    assert all(line.encode().decode() == line for line in lines)
    assert r"ORG:Åse Øye\; DA" in lines
    assert read(write(text, "card.vcf")) == [{"name": "Åse Øye; DA", **values, "country": "Norway"}]


LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp"))
PLAIN = st.text(LETTERS, max_size=90).map(lambda text: " ".join(text.split()))


@given(name=PLAIN.filter(bool), note=st.text(LETTERS | st.just("\n"), max_size=200), town=PLAIN)
def test_any_text_is_read_back_i28(name: str, note: str, town: str) -> None:
    text = serialized(
        [
            Property("N", (), ("", "", "", "", "")),
            Property("FN", (), (name,)),
            Property("ORG", (), (name,)),
            Property("NOTE", (), (note.strip(),)),
            Property("ADR", ("WORK",), ("", "", "", town, "", "", "")),
        ]
    )
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    (card,) = cards(line.encode() + b"\n" for line in text.split("\r\n"))
    row = row_of(card)
    assert row.trouble == ""
    cells = dict(zip(COLUMNS, map(unguarded, row.cells), strict=True))
    assert (cells["name"], cells["town"], cells["note"]) == (name, town, note.strip())


def test_contacts_and_customers(session: Session, write: Write) -> None:
    contact(session, "Kari", "Nes", email="k@n.no", mobile="90 00 00 00")
    customer(session, "Fjord AS", phone="22334455", visiting_town="Oslo")
    customer(session, "Dahl", first_name="Per", private=True)
    (kari,) = read(write(written(session, Contact), "a.vcf"))
    assert kari == {
        "name": "Kari Nes", "first_name": "Kari", "last_name": "Nes", "email": "k@n.no", "mobile": "+4790000000",
    }  # fmt: skip
    per, fjord = read(write(written(session, Customer), "b.vcf"))
    assert (per["first_name"], per["last_name"]) == ("Per", "Dahl")
    assert fjord == {"name": "Fjord AS", "phone": "+4722334455", "town": "Oslo"}


def test_a_bad_card_does_not_stop_the_good_ones_lead_30(session: Session, importing: Importing, write: Write) -> None:
    path = write(
        "BEGIN:VCARD\nVERSION:3.0\nFN:A\nORG:A AS\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nTEL nonsense\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:never ended\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:B\nORG:B AS\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:3.0\nFN:cut of",
        "cards.vcf",
    )
    summary = importing.run(path, Lead)
    assert (summary.tally.create, summary.tally.error) == (2, 3)
    assert [error.number for error in summary.errors] == [2, 3, 5]
    assert summary.error_file is not None
    assert "TEL nonsense" in summary.error_file.read_text("utf-8-sig")


DIALECTS = {
    "soft line breaks, latin-1, quoted-printable": (
        (
            b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:=D8ye;=C5s=\r\ne\r\n"
            b"TEL;CELL:90000000\r\nEND:VCARD\r\n"
        ),
        {"first_name": "Åse", "last_name": "Øye", "name": "Åse Øye", "mobile": "90000000"},
    ),
    "raw windows letters": (
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=windows-1252:Øye;Åse\nEND:VCARD\n".encode("cp1252"),
        {"first_name": "Åse", "last_name": "Øye", "name": "Åse Øye"},
    ),
    "carriage returns alone": (
        b"BEGIN:VCARD\rVERSION:3.0\rFN:Kari Nes\rEND:VCARD\r",
        {"first_name": "Kari", "last_name": "Nes", "name": "Kari Nes"},
    ),
    "UTF-16": (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Øye;Åse\r\nEND:VCARD\r\n".encode("utf-16"),
        {"first_name": "Åse", "last_name": "Øye", "name": "Åse Øye"},
    ),
    "groups, labels and a tab as fold": (
        (
            b"BEGIN:VCARD\nVERSION:3.0\nN:Nes;Kari;;;\nitem1.TEL;type=pref:22334455\nitem1.X-ABLabel:_$!<Work>!$_\n"
            b"item2.URL:http\\://fjord\n\t.no\nEND:VCARD\n"
        ),
        {"first_name": "Kari", "last_name": "Nes", "name": "Kari Nes", "phone": "22334455", "website": "http://fjord.no"},
    ),
    "types bare, in lists, in quotes; preference": (
        (
            b'BEGIN:VCARD\nVERSION:4.0\nFN:Kari Nes\nTEL;TYPE="work,voice":1111111\nTEL;TYPE=work;PREF=1:2222222\n'
            b"TEL;TYPE=fax,work;VALUE=uri:tel:+4733333333\nEMAIL:a@x.no\nEMAIL;PREF=1:mailto:b@x.no\nEND:VCARD\n"
        ),
        {
            "first_name": "Kari", "last_name": "Nes", "name": "Kari Nes", "phone": "2222222", "direct_phone": "1111111",
            "fax": "+4733333333", "email": "b@x.no", "note": "E-mail: a@x.no",
        },
    ),
    "a card within a card": (
        (
            b"BEGIN:VCARD\nVERSION:3.0\nN:Nes;Kari\nAGENT:\nBEGIN:VCARD\nVERSION:3.0\nFN:Agent\nEND:VCARD\nORG:Fjord;Salg\n"
            b"END:VCARD\n"
        ),
        {"first_name": "Kari", "last_name": "Nes", "name": "Fjord", "note": "Department: Salg"},
    ),
    "a picture between": (
        b"BEGIN:VCARD\nVERSION:2.1\nN:Nes;Kari\nPHOTO;JPEG;ENCODING=BASE64:\n AAAA\n BBBB\n\nTEL;WORK:22334455\nEND:VCARD\n",  # noqa: E501
        {"first_name": "Kari", "last_name": "Nes", "name": "Kari Nes", "phone": "22334455"},
    ),
    "an organisation": (
        b"BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Fjord AS\nORG:Fjord AS\nADR:;;Vei 1;Oslo;;0301;Norge\nEND:VCARD\n",
        {"name": "Fjord AS", "street": "Vei 1", "town": "Oslo", "postcode": "0301", "country": "Norge"},
    ),
    "an address with too few parts": (
        b"BEGIN:VCARD\nVERSION:3.0\nFN:Fjord AS\nORG:Fjord AS\nADR:;;Vei 1\\, opp\nEND:VCARD\n",
        {"name": "Fjord AS", "street": "Vei 1, opp"},
    ),
    "a name that looks like a formula": (
        b"BEGIN:VCARD\nVERSION:3.0\nFN:=1+1\nORG:=1+1\nEND:VCARD\n",
        {"name": "=1+1"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_dialects_lead_30(write: Write, dialect: str) -> None:
    content, wanted = DIALECTS[dialect]
    assert read(write(content, "card.vcf")) == [wanted]


def test_samples_lead_30(session: Session, importing: Importing, samples: Path) -> None:
    counted: Counter[str] = Counter()
    for path in sorted((samples / "vcard").glob("*.vcf")):
        plan = importing.plan(path, Lead)
        for row in plan.preview(0, 50):
            counted[row.outcome.name] += 1
            assert row.errors == ()
            values = {field.label: field.after for field in row.fields}
            assert values["Name"]
            assert values["E-mail"]
    assert counted == {"CREATE": 6}


def test_the_same_cards_twice_are_duplicates_i21(session: Session, importing: Importing, write: Write) -> None:
    lead(session, "Fjord AS", email="a@fjord.no", town="Oslo")
    path = write(written(session, Lead), "card.vcf")
    assert importing.run(path, Lead).tally.duplicate == 1
    told = importing.run(path, Lead, update=True, match=True, overwrite_note=True).tally
    assert (told.same, told.update) == (1, 0)
