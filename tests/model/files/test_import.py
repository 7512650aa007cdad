"""The rules of imports, case by case (I01, I08 … I21, I29, I30); plan and result always agree (tests' conftest)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotAllowedError, UserError
from model.customers.records import Contact, Customer
from model.files.classified_rows import Outcome
from model.files.headings import Matching
from model.files.import_options import ImportOptions
from model.files.import_plan import ImportPlan, plan_import
from model.files.import_run import apply_import
from model.files.planned_rows import PlannedRow
from model.files.table_reader import read_table
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.model.core.conftest import colleague
from tests.model.files.conftest import Importing, Write
from tests.model.filing import BERG, FJORD, contact, contents, custom_field, customer, lead, option
from tests.plain_sql import plain_sql


def leads(session: Session, *columns: str) -> list[tuple[object, ...]]:
    """What is on file of leads."""
    return session.store.rows(plain_sql(f"SELECT {', '.join(columns)} FROM lead ORDER BY id"))


def only(plan: ImportPlan) -> PlannedRow:
    """The only row of a file."""
    (row,) = plan.preview(0, 10)
    return row


def test_columns_by_name_in_any_order_i01(session: Session, importing: Importing, write: Write) -> None:
    path = write("E-mail;Name;employees;Telephone\na@fjord.no;Fjord AS;12;22 33 44 55\n")
    importing.run(path, Lead)
    assert leads(session, "name", "email", "employees", "phone_key") == [("Fjord AS", "a@fjord.no", 12, "+4722334455")]


def test_nothing_is_written_by_a_preview_i02(session: Session, importing: Importing, write: Write) -> None:
    plan = importing.plan(write("1;Fjord AS\n;Berg AS\n"), Lead, header=False)
    before = contents(session.store)
    assert [row.title for row in plan.preview(0, 10)] == ["Fjord AS", "Berg AS"]
    assert plan.tally().rows == 2
    assert leads(session, "id") == []
    assert contents(session.store) == before


def test_blank_rows_are_passed_over_i07(session: Session, importing: Importing, write: Write) -> None:
    told = importing.run(write("Name;Town\nFjord;Oslo\n\n;;;\n  ; \nBerg;\n"), Lead).tally
    assert (told.create, told.blank, told.error) == (2, 3, 0)


def test_update_by_id_i08(session: Session, importing: Importing, write: Write) -> None:
    number = lead(session, "Fjord AS", town="Oslo", employees=3)
    path = write(f"ID;Name;Employees\n{number};Fjord Nord AS;3\n")
    row = only(importing.plan(path, Lead, update=True))
    assert row.outcome is Outcome.UPDATE
    assert [(each.label, each.before, each.after) for each in row.fields] == [("Name", "Fjord AS", "Fjord Nord AS")]
    importing.run(path, Lead, update=True)
    assert leads(session, "id", "name", "town") == [(number, "Fjord Nord AS", "Oslo")]


def test_id_without_update_is_refused_i09(session: Session, importing: Importing, write: Write) -> None:
    number = lead(session)
    told = importing.run(write(f"ID;Name\n{number};Ny\n"), Lead).tally
    assert (told.error, told.create) == (1, 0)
    assert leads(session, "name") == [("Fjord AS",)]


@pytest.mark.parametrize("text", ["999999", "abc", "-1", "1.5", "9" * 40, "²"])
def test_unknown_id_i10(session: Session, importing: Importing, write: Write, text: str) -> None:
    lead(session)
    told = importing.run(write(f"ID;Name\n{text};Ny\n"), Lead, update=True).tally
    assert (told.error, told.create, told.update) == (1, 0, 0)


def test_note_is_kept_unless_asked_i11(session: Session, importing: Importing, write: Write) -> None:
    number = lead(session, note="Ringte.")
    path = write(f"ID;Town;Note\n{number};Oslo;Nytt\n")
    importing.run(path, Lead, update=True)
    assert leads(session, "town", "note") == [("Oslo", "Ringte.")]
    importing.run(path, Lead, update=True, overwrite_note=True)
    assert leads(session, "note") == [("Nytt",)]


def test_note_option_goes_with_updating_i12(importing: Importing, write: Write) -> None:
    with pytest.raises(UserError) as raised:
        importing.plan(write("Name\nA\n"), Lead, overwrite_note=True)
    assert raised.value.field == "overwrite_note"


def test_no_id_is_a_new_record_i13(session: Session, importing: Importing, write: Write) -> None:
    number = lead(session)
    told = importing.run(write(f"ID;Name\n;Ny AS\n{number};Fjord AS\n"), Lead, update=True).tally
    assert (told.create, told.same) == (1, 1)


def test_same_id_twice_i14(session: Session, importing: Importing, write: Write) -> None:
    number = lead(session)
    summary = importing.run(write(f"ID;Town\n{number};Oslo\n{number};Bergen\n"), Lead, update=True)
    assert (summary.tally.update, summary.tally.error) == (1, 1)
    assert "Row 2" in summary.errors[0].errors[0].reason
    assert leads(session, "town") == [("Oslo",)]


@pytest.mark.parametrize("word", ["<empty>", "<tom>", " <TOM> "])
def test_empty_cells_keep_and_a_word_clears_i15(
    session: Session, importing: Importing, write: Write, word: str
) -> None:
    number = lead(session, town="Oslo", region="Viken")
    importing.run(write(f"ID;Town;Region\n{number};;{word}\n"), Lead, update=True)
    assert leads(session, "town", "region") == [("Oslo", None)]


def test_what_must_be_filled_in_is_not_cleared_i15(session: Session, importing: Importing, write: Write) -> None:
    number = lead(session)
    assert importing.run(write(f"ID;Name\n{number};<empty>\n"), Lead, update=True).tally.error == 1
    assert leads(session, "name") == [("Fjord AS",)]


def test_what_is_never_empty_is_not_cleared_lead_07(session: Session, importing: Importing, write: Write) -> None:
    """A new row without a status has that of new leads; one on file keeps its own."""
    number = lead(session, status="contacted")
    summary = importing.run(write(f"ID;Status;Classification\n{number};<tom>;hot\n"), Lead, update=True)
    assert summary.tally.error == 1
    assert "Status is never empty: choose one of Contacted, Not contacted, Lost." in summary.errors[0].errors[0].reason
    assert leads(session, "status") == [(1,)]
    importing.run(write("Name;Status\nNy AS;<tom>\nNyere AS;\n"), Lead)
    assert leads(session, "status") == [(1,), (2,), (2,)]


def test_amounts_i16(session: Session, importing: Importing, write: Write) -> None:
    path = write("Name;Yearly revenue\nA;1 234,50\nB;1.234,50\nC;(1,62)\nD;12a\nE;7\nF;-5,5\nG;0,05\nH;-0,05\n")
    summary = importing.run(path, Lead)
    assert [row[0] for row in leads(session, "revenue")] == [123450, 123450, -162, 700, -550, 5, -5]
    assert [(error.number, error.errors[0].heading, error.errors[0].text) for error in summary.errors] == [
        (5, "Yearly revenue", "12a")
    ]


def test_a_day_that_does_not_exist_i17(session: Session, importing: Importing, write: Write) -> None:
    path = write("Name;First contact\nA;31.02.2024\nB;28.02.2024\n")
    told = importing.run(path, Lead).tally
    assert (told.create, told.error) == (1, 1)


def test_unknown_choices_name_the_known_ones_i18(session: Session, importing: Importing, write: Write) -> None:
    option(session, "source", "Messe")
    path = write("Name;Status;Source\nA;purple;Messe\nB;contacted;Avis\n")
    first, second = importing.plan(path, Lead).preview(0, 5)
    assert "Contacted" in first.errors[0].reason
    assert "Messe" in second.errors[0].reason
    assert importing.run(path, Lead).tally.error == 2


def test_unknown_choices_can_be_added_i18(session: Session, importing: Importing, write: Write) -> None:
    path = write("Name;Source\nA;Avis\nB;avis\nC;Radio\n")
    summary = importing.run(path, Lead, new_choices=True)
    assert summary.tally.create == 3
    assert set(summary.tally.new_choices) >= {"Avis", "Radio"}
    names = session.store.rows(plain_sql("SELECT name FROM option WHERE list = 'source' ORDER BY position"))
    assert names == [("Avis",), ("Radio",)]


def test_unknown_columns_are_told_i19(importing: Importing, write: Write) -> None:
    plan = importing.plan(write("Name;Skostørrelse;Row in the file\nA;43;7\n"), Lead)
    assert plan.ignored() == ["Skostørrelse"]


def test_error_rows_can_be_mended_and_imported_i20(session: Session, importing: Importing, write: Write) -> None:
    path = write('Name;Yearly revenue;Note\nA;1;x\n=B;12a;"l1\nl2"\n;5;y\n')
    summary = importing.run(path, Lead)
    assert (summary.tally.create, summary.tally.error) == (1, 2)
    assert summary.error_file is not None
    with summary.error_file.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == ["Name", "Yearly revenue", "Note", "Row in the file", "What is wrong"]
    assert rows[1][:4] == ["'=B", "12a", "l1\nl2", "3"]
    assert "Yearly revenue" in rows[1][4]
    mended = summary.error_file.read_text("utf-8-sig").replace("12a", "12").replace("\n;5;y", "\nC;5;y")
    again = importing.run(write(mended, "mended.csv"), Lead)
    assert (again.tally.create, again.tally.error) == (2, 0)
    assert leads(session, "name", "note") == [("A", "x"), ("=B", "l1\nl2"), ("C", "y")]


def test_error_files_overwrite_nothing_i20(importing: Importing, write: Write) -> None:
    path = write("Name\nA\n\n;\nB\n")
    path = write("Name;Employees\nA;x\n")
    first, second = importing.run(path, Lead), importing.run(path, Lead)
    assert first.error_file != second.error_file
    assert first.error_file is not None
    assert first.error_file.exists()


def test_the_same_file_twice_i21(session: Session, importing: Importing, write: Write) -> None:
    path = write(f"Name;E-mail;Org. no.\nA;a@a.no;\nB;;{FJORD}\nC;;\n")
    assert importing.run(path, Lead).tally.create == 3
    again = importing.run(path, Lead)
    assert (again.tally.create, again.tally.duplicate) == (0, 3)
    assert again.change_id is None
    assert importing.run(path, Lead, duplicates=True).tally.create == 3


def test_duplicates_within_a_file_i21(importing: Importing, write: Write) -> None:
    plan = importing.plan(write("Name;E-mail\nA;a@a.no\nB;A@A.no\nC;\nC;\nC;c@c.no\n"), Lead)
    rows = plan.preview(0, 9)
    assert [row.outcome for row in rows] == [
        Outcome.CREATE, Outcome.DUPLICATE, Outcome.CREATE, Outcome.DUPLICATE, Outcome.CREATE,
    ]  # fmt: skip
    assert [row.twin for row in rows] == [None, 2, None, 4, None]


def test_a_name_alone_tells_nobody_apart_decision_14(session: Session, importing: Importing, write: Write) -> None:
    lead(session, "Fjord AS", town="Oslo")
    told = importing.run(write("Name;Town\nFjord AS;Bergen\nFjord AS;Oslo\n"), Lead).tally
    assert (told.create, told.duplicate) == (1, 1)


def test_an_error_row_does_not_make_the_next_one_a_duplicate_i21(importing: Importing, write: Write) -> None:
    told = importing.run(write("Name;E-mail;Employees\nA;a@a.no;x\nB;a@a.no;3\n"), Lead).tally
    assert (told.error, told.create, told.duplicate) == (1, 1, 0)


def test_update_by_what_identifies_and_ambiguous_i29(session: Session, importing: Importing, write: Write) -> None:
    first = lead(session, "A", org_number=FJORD)
    lead(session, "B", email="x@x.no")
    lead(session, "C", email="X@x.no")
    path = write(f"Name;Org. no.;E-mail;Town\nA;{FJORD};;Oslo\nB;;x@x.no;Oslo\nD;{BERG};;Oslo\n")
    summary = importing.run(path, Lead, update=True, match=True)
    assert (summary.tally.update, summary.tally.error, summary.tally.create) == (1, 1, 1)
    assert "mbiguous" in summary.errors[0].errors[0].reason
    assert session.store.value(plain_sql("SELECT town FROM lead WHERE id = ?", first)) == "Oslo"


def test_hidden_records_are_not_there_i30(session: Session, kari: Session, write: Write) -> None:
    number = lead(session, "Hemmelig", owner=session.person.id, owner_only=True, email="h@h.no")
    others = Importing(kari)
    path = write(f"ID;Name\n{number};Tatt\n")
    summary = others.run(path, Lead, update=True)
    assert summary.tally.error == 1
    missing = others.run(write("ID;Name\n4711;Tatt\n"), Lead, update=True)
    assert summary.errors[0].errors[0].reason.replace(str(number), "#") == missing.errors[0].errors[0].reason.replace(
        "4711", "#"
    )
    assert others.run(write("Name;E-mail\nNy;h@h.no\n"), Lead).tally.create == 1
    others.close()


def test_readers_import_nothing_i30(session: Session, write: Write) -> None:
    reader = colleague(session, "LES", "Les Er", "reader")
    with pytest.raises(NotAllowedError):
        plan_import(reader, Lead, read_table(write("Name\nA\n")))


def test_short_and_long_rows(session: Session, importing: Importing, write: Write) -> None:
    told = importing.run(write("Name;Town;Region\nA\nB;Oslo;Viken;mer\nC;Oslo;Viken;;\n"), Lead).tally
    assert (told.create, told.error) == (2, 1)


def test_200_columns(session: Session, importing: Importing, write: Write) -> None:
    headings = ";".join(["Name", *(f"x{number}" for number in range(199))])
    assert importing.run(write(f"{headings}\nA{';y' * 199}\n"), Lead).tally.create == 1


def test_what_looks_wrong_is_shown(importing: Importing, write: Write) -> None:
    path = write("Name;Postcode;Town;Org. no.\nFJORD BYGG AS;Oslo;0301;923609017\nA;301;Oslo;\n")
    first, second = importing.plan(path, Lead).preview(0, 5)
    assert {doubt.heading for doubt in first.doubts} == {"Name", "Postcode", "Town", "Org. no."}
    assert [each.after for each in second.fields if each.label == "Postcode"] == ["0301"]


def test_digits_lost_to_a_spreadsheet(importing: Importing, write: Write) -> None:
    told = importing.run(write('Name;Org. no.;Telephone\nA;"9,23609E+08";\nB;;"4,72E+10"\n'), Lead).tally
    assert told.error == 2


def test_owner_and_defaults_are_those_of_a_form(session: Session, kari: Session, write: Write) -> None:
    own = Importing(kari)
    own.run(write("Name;Owner;First name;Last name;Country;Telephone\nA;ROO;Åse;Nes;Danmark;22334455\nB;;;;;\n"), Lead)
    own.close()
    typed = lead(kari, "C")
    columns = [name for name in Lead.fields() if name not in ("name", "version")] + ["owner_key", "status"]
    rows = leads(session, *columns)
    assert session.store.rows(plain_sql("SELECT owner_key, person_key, phone_key FROM lead WHERE name = 'A'")) == [
        ("roo", "}se nes", "+4522334455")
    ]
    assert rows[1] == session.store.row(plain_sql(f"SELECT {', '.join(columns)} FROM lead WHERE id = ?", typed))


def test_owner_only_without_an_owner_is_refused(importing: Importing, write: Write) -> None:
    plan = importing.plan(write("Name;Owner;Visible to owner only\nA;<empty>;yes\nB;;yes\n"), Lead)
    summary = apply_import(plan)
    assert (summary.tally.create, summary.tally.error) == (1, 1)


def test_own_fields_are_columns_like_any_other(session: Session, importing: Importing, write: Write) -> None:
    custom_field(session, "lead", "shoe", "number", "Shoe size")
    custom_field(session, "lead", "member", "yes_no", "Member")
    custom_field(session, "lead", "since", "date", "Since")
    path = write("Name;Shoe size;Member;Since\nA;43;yes;2020-01-31\nB;x;;\n")
    told = importing.run(path, Lead).tally
    assert (told.create, told.error) == (1, 1)
    number = leads(session, "id")[0][0]
    assert isinstance(number, int)
    assert read(session, Lead, number).custom == {"shoe": 43, "member": True, "since": "2020-01-31"}
    importing.run(write(f"ID;Shoe size;Since\n{number};44;<empty>\n"), Lead, update=True)
    assert read(session, Lead, number).custom == {"shoe": 44, "member": True}


def test_rules_of_a_record_are_asked_row_by_row(session: Session, importing: Importing, write: Write) -> None:
    customer(session, "Fjord AS", org_number=FJORD, owner=session.person.id, owner_only=True)
    path = write(f"Name;Org. no.;Private customer;First name\nBerg AS;{BERG};;\nB;;yes;\nNes;;yes;Kari\n")
    summary = importing.run(path, Customer)
    assert (summary.tally.create, summary.tally.error) == (2, 1)
    assert session.store.rows(plain_sql("SELECT number, name FROM customer ORDER BY id")) == [
        (1, "Fjord AS"), (2, "Berg AS"), (3, "Nes"),
    ]  # fmt: skip


def test_contacts_and_opportunities(session: Session, importing: Importing, write: Write) -> None:
    customer(session, "Fjord AS")
    told = importing.run(write("First name;Last name;E-mail\nKari;Nes;k@n.no\nOla;;\n"), Contact).tally
    assert (told.create, told.error) == (1, 1)
    path = write("Title;Customer;Amount;Probability (%)\nSalg;Fjord AS;1000;25\nTo;Ukjent AS;5;5\n")
    told = importing.run(path, Opportunity).tally
    assert (told.create, told.error) == (1, 1)
    assert session.store.rows(plain_sql("SELECT weighted_value FROM opportunity")) == [(25_000,)]
    assert session.store.rows(plain_sql("SELECT share FROM opportunity_seller")) == [(10_000,)]


def test_matching_by_hand_is_remembered_lead_26(session: Session, write: Write) -> None:
    path = write("Oppnavn;By;Tull\nFjord;Oslo;x\n")
    plan = plan_import(session, Lead, read_table(path))
    assert plan.matching.fields == ("", "town", "")
    by_hand = plan.matching.with_headings(session, Lead, {"oppnavn": "Name", "By": ""})
    assert by_hand == Matching(("Oppnavn", "By", "Tull"), ("name", "", ""))
    apply_import(plan_import(session, Lead, read_table(path), matching=by_hand))
    assert plan_import(session, Lead, read_table(path)).matching == by_hand
    for wrong in ({"Mangler": "name"}, {"By": "nonsense"}):
        with pytest.raises(UserError):
            by_hand.with_headings(session, Lead, wrong)


def test_names_of_other_programs_lead_26(session: Session, write: Write) -> None:
    cases = {
        "First Name;Last Name;E-mail Address;Business Phone;Company": "first_name last_name email phone name",
        "Given Name;Family Name;E-mail 1 - Value;Phone 1 - Value;Organization 1 - Name":
            "first_name last_name email phone name",
        "Firmanavn;Orgnr;Postnr;Poststed;Mobil;E-post": "name org_number postcode town mobile email",
        "organisasjonsnummer;navn;antallAnsatte;hjemmeside;forretningsadresse.poststed":
            "org_number name employees website town",
        "Virksomhedsnavn;CVR-nr.;By;Efternavn": "name org_number town last_name",
    }  # fmt: skip
    for headings, fields in cases.items():
        plan = plan_import(session, Lead, read_table(write(headings + "\n")))
        assert " ".join(plan.matching.fields) == fields


@pytest.mark.parametrize(
    "headings",
    ["Emne;Målsetning;Beskrivelse", "Emne;Kampanjemålsetning;Kampanjebeskrivelse", "Emne;Kampagnemål;Beskrivelse"],
)
def test_names_of_a_campaigns_texts(session: Session, write: Write, headings: str) -> None:
    """The long names that the texts of a campaign have elsewhere are known beside the form's short ones."""
    plan = plan_import(session, Campaign, read_table(write(headings + "\n")))
    assert plan.matching.fields == ("subject", "objective", "description")


def test_addresses_of_a_customer_lead_26(session: Session, write: Write) -> None:
    path = write("Navn;postadresse.poststed;forretningsadresse.poststed;Postnummer\n")
    plan = plan_import(session, Customer, read_table(path))
    assert plan.matching.fields == ("name", "postal_town", "visiting_town", "visiting_postcode")


def test_several_columns_of_one_kind_give_the_first_that_is_filled(
    session: Session, importing: Importing, write: Write
) -> None:
    importing.run(write("Name;email_work;email_home\nA;;h@a.no\nB;w@b.no;h@b.no\n"), Lead)
    assert leads(session, "email") == [("h@a.no",), ("w@b.no",)]


def test_pages_of_the_preview_anywhere(session: Session, importing: Importing, write: Write) -> None:
    text = "Name;E-mail\n" + "".join(f"Firma {n};p{n % 3_000}@firma.no\n" for n in range(5_000))
    plan = importing.plan(write(text), Lead)
    assert [row.number for row in plan.preview(4_000, 2)] == [4002, 4003]
    assert plan.preview(4_000, 1)[0].twin == 1_002
    assert plan.preview(2_999, 2)[0].outcome is Outcome.CREATE
    assert plan.preview(0, 1)[0].outcome is Outcome.CREATE
    assert plan.tally().duplicate == 2_000
    assert plan.preview(4_999, 10)[0].twin == 2_001


def test_samples_import_row_by_row(session: Session, importing: Importing, samples: Path, tmp_path: Path) -> None:
    source = samples / "csv" / "thunderbird-semicolon.csv"
    rows = importing.plan(source, Contact).preview(0, 9)
    assert [(row.title, row.outcome) for row in rows] == [("John Doe", Outcome.CREATE), ("Jane Doe", Outcome.CREATE)]
    copy = tmp_path / "atomic.csv"
    copy.write_bytes((samples / "csv" / "atomic-crm-contacts.csv").read_bytes())
    table = read_table(copy)
    plan = plan_import(session, Contact, table)
    assert "id" not in plan.matching.fields  # their IDs are not ours
    without = plan.matching
    summary = apply_import(plan)
    assert summary.tally.rows == 500
    assert summary.tally.create + summary.tally.duplicate + summary.tally.error == 500
    assert summary.tally.create > 450
    again = plan_import(session, Contact, table, ImportOptions(), without).tally()
    assert again.create == 0


def test_contact_cards_of_the_same_name(session: Session, importing: Importing, write: Write) -> None:
    contact(session, "Kari", "Nes", title="Sjef")
    told = importing.run(write("First name;Last name;Title\nKari;Nes;Sjef\nKari;Nes;Selger\n"), Contact).tally
    assert (told.create, told.duplicate) == (1, 1)


def test_what_is_remembered_leaves_our_own_files_alone_lead_26(session: Session, write: Write) -> None:
    """Somebody else's IDs were passed over; the IDs of an export still are IDs."""
    theirs = write("id;Oppnavn;x\n4711;Fjord AS;1\n", "theirs.csv")
    plan = plan_import(session, Lead, read_table(theirs))
    by_hand = plan.matching.with_headings(session, Lead, {"id": "", "Oppnavn": "name"})
    apply_import(plan_import(session, Lead, read_table(theirs), matching=by_hand))
    assert plan_import(session, Lead, read_table(theirs)).matching.fields == ("", "name", "")
    ours = plan_import(session, Lead, read_table(write("ID;Name\n1;Fjord AS\n", "ours.csv")))
    assert ours.matching.fields == ("id", "name")
    other = plan_import(session, Lead, read_table(write("Oppnavn;Town\nFjord AS;Oslo\n", "other.csv")))
    assert other.matching.fields == ("name", "town")


def test_letters_that_are_not_in_the_encoding(session: Session, importing: Importing, write: Write) -> None:
    path = write(b"Name;Town;Telephone\nA;B\x81rum;\nB;Oslo;\n\xd8y;Oslo;2233\x9d4455\n")
    summary = importing.run(path, Lead)
    assert [error.number for error in summary.errors] == [2, 4]
    assert leads(session, "name", "town") == [("B", "Oslo")]
    assert importing.run(write("Name;Town\nC;Oslo\ufffd\n", "lost.csv"), Lead).tally.error == 1
    noted = write("Name;Email;Department\nC;c@c.example;Sal\ufffd\n", "noted.csv")
    assert importing.run(noted, Lead).tally.error == 1
    assert leads(session, "name") == [("B",)]
    utf16 = importing.plan(write("Navn;Sted\nÅ;Ås\n".encode("utf-16"), "wide.csv"), Lead)
    assert utf16.preview(0, 1)[0].outcome is Outcome.CREATE
