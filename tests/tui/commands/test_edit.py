"""salg RECORD show, add, set, delete."""

from __future__ import annotations

import pytest

from model import catalogue
from model.core.records.record import Row
from tests.tui.commands.shell import Shell
from tui.commands.editing import kind_label


def test_add_prints_the_id_and_show_tells_what_was_kept(shell: Shell) -> None:
    assert shell.done("lead", "add", "name=Fjord AS", "phone=22 33 44 55").out == "1\n"
    assert shell.add("lead", "name=Nes") == 2
    assert "Telephone:             22 33 44 55" in shell.done("lead", "show", "1").lines
    told = shell.done("lead", "add", "name=Åsen", "--json").json
    assert (told["id"], told["name"], told["owner"]) == (3, "Åsen", "ROO")


@pytest.mark.parametrize(
    ("typed", "field", "kept"),
    [
        ("revenue=1 234,50", "revenue", "1234.50"),
        ("revenue=1234.50", "revenue", "1234.50"),
        ("first_contact=21.11.2026", "first_contact", "2026-11-20T23:00:00Z"),
        ("first_contact=2026-11-21 10:15", "first_contact", "2026-11-21T09:15:00Z"),
        ("first_contact=tomorrow 9", "first_contact", "2026-11-22T08:00:00Z"),
        ("org_number=NO 923 609 016 MVA", "org_number", "923609016"),
        ("classification=Varm", "classification", "hot"),
        ("classification=hot", "classification", "hot"),
        ("do_not_call=ja", "do_not_call", True),
        ("creditworthy=?", "creditworthy", None),
        ("employees=1.234", "employees", 1234),
        ("owner=me", "owner", "ROO"),
        ("email=Amy Wong <amy@fjord.no>", "email", "amy@fjord.no"),
        ("note=a=b=c", "note", "a=b=c"),
    ],
    ids=str,
)
def test_values_are_read_as_a_person_writes_them(shell: Shell, typed: str, field: str, kept: object) -> None:
    """cli.md "Values"; a label in any language will do for a choice."""
    record = shell.add("lead", "name=Fjord", typed)
    assert shell.done("lead", "show", str(record), "--json").json[field] == kept


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        (["phone=22334455"], "name", "filled in"),
        (["name=Fjord", "nme=x"], "nme", "Did you mean name?"),
        (["name=Fjord", "employees=some"], "employees", "not a number"),
        (["name=Fjord", "revenue=1,234567"], "revenue", "two decimals"),
        (["name=Fjord", "email=nobody"], "email", "name@company.no"),
        (["name=Fjord", "status=warm"], "status", "Contacted"),
        (["name=Fjord", "owner=XX"], "owner", "XX"),
        (["name=Fjord", "source=Fair"], "source", "Fair"),
        (["name=Fjord", "person=Kari"], "person", "kept by Salg"),
        (["name=Fjord", "created_at=today"], "created_at", "kept by Salg"),
        (["name=Fjord", "first_contact=31.02.2026"], "first_contact", "exist"),
        (["name=Fjord", "org_number=12"], "org_number", "9 digits"),
        (["name=Fjord", "name=Nes"], "name", "twice"),
        (["name=Fjord", "owner_only=yes", "owner="], "owner", "owner"),
        (["name=" + "x" * 6000], "name", "5000"),
    ],
    ids=str,
)
def test_bad_values_are_refused_in_one_line_and_nothing_is_made(
    shell: Shell, words: list[str], field: str, told: str
) -> None:
    line = shell.refused("lead", "add", *words)
    assert line.startswith(f"{field}: ")
    assert told in line
    assert shell.done("lead", "list", "--json").json == []
    assert shell.done("history").out == ""


def test_set_changes_one_and_many_in_one_change(shell: Shell) -> None:
    for name in ("Fjord", "Nes", "Dal"):
        shell.add("lead", f"name={name}")
    assert shell.done("lead", "set", "1", "2", "#3", "status=contacted").out == "3 records changed.\n"
    assert shell.done("lead", "set", "1", "status=contacted", "town=Oslo").out == "1 record changed.\n"
    assert shell.done("lead", "set", "1", "town=Oslo").out == "0 records changed.\n"
    assert [lead["status"] for lead in shell.done("lead", "list", "--json").json] == ["contacted"] * 3
    shell.done("undo")
    shell.done("undo")
    assert [lead["status"] for lead in shell.done("lead", "list", "--json").json] == ["not_contacted"] * 3


def test_set_refuses_all_where_one_is_missing(shell: Shell) -> None:
    shell.add("lead", "name=Fjord")
    assert shell.refused("lead", "set", "1", "99", "town=Oslo") == "id: There is no lead 99."
    assert shell.done("lead", "show", "1", "--json").json["town"] is None
    assert shell.refused("lead", "set", "1", "name=").startswith("name: ")


def test_dry_run_tells_what_would_be_and_changes_nothing(shell: Shell) -> None:
    shell.add("lead", "name=Fjord", "town=Oslo")
    lead = shell.done("lead", "show", "1", "--json").json
    said = shell.done("lead", "set", "1", "town=Bergen", "--dry-run", "name=Fjord")
    assert said.lines == ["Lead 1 Fjord", "  Town: Oslo → Bergen", "1 record would be changed."]
    said = shell.done("lead", "delete", "1", "--dry-run")
    assert said.lines[-1] == "1 record would be deleted."
    assert shell.done("lead", "show", "1", "--json").json == lead
    assert len(shell.done("history").lines) == 1


def test_a_number_is_read_in_the_country_the_record_names(shell: Shell) -> None:
    """D07: eight digits are a Danish number where the lead is Danish, wherever on the line that stands."""
    shell.add("lead", "phone=20 30 40 50", "name=Aarhus ApS", "country=DK")
    groups = shell.done("search", "+45 2030", "--json").json
    assert [hit["title"] for group in groups for hit in group["hits"]] == ["Aarhus ApS"]


def test_delete_takes_along_what_belongs_to_nothing_else_and_undo_brings_it_back(shell: Shell) -> None:
    shell.add("lead", "name=Fjord")
    shell.add("lead", "name=Nes")
    shell.add("note", "text=Ringte", "links=lead 1")
    shell.add("task", "subject=Tilbud", "links=lead 1, lead 2")
    before = [shell.done(record, "list", "--json").json for record in ("lead", "note", "task")]
    said = shell.done("lead", "delete", "1")
    assert "deleted with it: 1 × Note" in said.out
    assert [len(shell.done(record, "list", "--json").json) for record in ("lead", "note", "task")] == [1, 0, 1]
    assert shell.done("task", "show", "2", "--json").json["links"] == [{"record": "lead", "id": 2, "title": "Nes"}]
    shell.done("undo")
    assert [shell.done(record, "list", "--json").json for record in ("lead", "note", "task")] == before
    assert len(shell.done("task", "show", "2", "--json").json["links"]) == 2


def test_what_others_cannot_be_without_is_not_deleted(shell: Shell) -> None:
    shell.add("customer", "name=Fjord AS")
    shell.add("opportunity", "title=Kasse", "customer=Fjord AS")
    for words in (["--dry-run"], []):
        assert "1 opportunity;" in shell.refused("customer", "delete", "1", *words)
    assert shell.refused("customer", "delete", "9") == "id: There is no customer 9."
    shell.done("opportunity", "delete", "1")
    shell.done("customer", "delete", "1")


def test_relations_are_told_and_set(shell: Shell) -> None:
    """fields.md: a customer's categories, a contact's customers with roles, sellers, links."""
    customer = shell.add("customer", "name=Fjord AS")
    other = shell.add("customer", "name=Nes AS")
    contact = shell.add("contact", "last_name=Dal", "first_name=Kari", f"customers=#{customer}: Leder; Nes AS")
    told = shell.done("contact", "show", str(contact), "--json").json
    assert told["customers"] == [
        {"id": customer, "name": "Fjord AS", "role": "Leder"},
        {"id": other, "name": "Nes AS", "role": None},
    ]
    assert shell.done("customer", "show", str(customer), "--json").json["contacts"][0]["role"] == "Leder"
    said = shell.done("contact", "set", str(contact), "customers=nes as", "--dry-run")
    assert "Customers: Fjord AS: Leder; Nes AS → Nes AS" in said.out
    shell.done("contact", "set", str(contact), "customers=nes as")
    assert [each["id"] for each in shell.done("contact", "show", str(contact), "--json").json["customers"]] == [other]
    assert "categories: There is no category “VIP”" in shell.refused("customer", "set", "1", "categories=VIP")
    assert shell.refused("contact", "set", "1", "customers=Nobody").startswith("customers: ")
    opportunity = shell.add("opportunity", "title=Kasse", f"customer=#{customer}", "amount=1000", "probability=50")
    told = shell.done("opportunity", "show", str(opportunity), "--json").json
    assert told["sellers"] == [{"id": 1, "employee": "ROO", "share": "100.00"}]
    assert told["weighted_value"] == "500.00"
    assert shell.refused("opportunity", "set", "1", "sellers=ROO").startswith("sellers: ")
    assert "lead 17" in shell.refused("task", "add", "subject=x", "links=17")
    assert shell.refused("task", "add", "subject=x", "links=lead 17").startswith("links: ")
    assert shell.done("task", "list", "--json").json == []


def test_a_second_customer_of_one_organisation_number_is_refused(shell: Shell) -> None:
    """CUST-08: never a silent duplicate."""
    shell.add("customer", "name=Fjord AS", "org_number=923609016")
    line = shell.refused("customer", "add", "name=Fjord", "org_number=923 609 016")
    assert line.startswith("org_number: Fjord AS (customer 1)")


def test_hidden_records_are_absent_everywhere(shell: Shell) -> None:
    """W20, CUST-09: list, show, set, delete, search, history, names of what is linked."""
    shell.add("employee", "initials=KOL", "name=Kari Olsen", "account=kari")
    shell.add("customer", "name=Secret AS", "owner_only=yes", "org_number=923609016")
    shell.add("contact", "last_name=Secret", "owner_only=yes", "customers=#1")
    shell.add("lead", "name=Secret Lead", "owner_only=yes")
    shell.add("opportunity", "title=Secret sale", "customer=#1")
    shell.add("note", "text=Secret word", "links=lead 1")
    shell.add("contact", "last_name=Open", "customers=#1")
    shell.done("lead", "set", "1", "town=Secretville")
    for record in ("customer", "lead", "opportunity", "note"):
        assert shell.done(record, "list", "--json", account="kari").json == []
        for verb in (["show"], ["set", "note=x"], ["delete"], ["delete", "--dry-run"]):
            line = shell.refused(record, verb[0], "1", *verb[1:], account="kari")
            assert line.endswith(" 1."), line
            assert "ecret" not in line
    assert "ecret" not in shell.done("contact", "list", "--csv", account="kari").out
    assert shell.done("contact", "show", "2", "--json", account="kari").json["customers"] == []
    assert "ecret" not in shell.done("search", "secret", "--json", account="kari").out
    assert all(not group["count"] for group in shell.done("search", "secret", "--json", account="kari").json)
    assert "ecret" not in shell.done("history", account="kari").out
    doctor = [line.split() for line in shell.done("doctor", account="kari").lines]
    assert [line for line in doctor if line[0] in ("lead:", "customer:", "contact:")] == [
        ["lead:", "0"],
        ["customer:", "0"],
        ["contact:", "1"],
    ]
    assert shell.refused("history", "lead", "1", account="kari") == "id: There is no lead 1."
    line = shell.refused("customer", "add", "name=X", "org_number=923609016", account="kari")
    assert "ecret" not in line
    assert "idden" in line


def test_readers_read_and_strangers_stay_out(shell: Shell) -> None:
    """COM-14."""
    shell.add("employee", "initials=LES", "name=Lise Es", "account=lise", "role=reader")
    shell.add("lead", "name=Fjord")
    assert len(shell.done("lead", "list", "--json", account="lise").json) == 1
    for words in (["add", "name=x"], ["set", "1", "name=x"], ["set", "1", "name=x", "--dry-run"], ["delete", "1"],
                  ["delete", "1", "--dry-run"], ["convert", "1"], ["convert", "1", "--dry-run"]):  # fmt: skip
        assert "LES may read" in shell.refused("lead", *words, account="lise")
    assert "belongs to no employee" in shell.refused("lead", "list", account="nobody")


def test_administrators_alone_keep_employees(shell: Shell) -> None:
    shell.add("employee", "initials=KOL", "name=Kari Olsen", "account=kari")
    for words in (["add", "initials=X", "name=X"], ["set", "2", "role=administrator"], ["delete", "2"]):
        assert "administrator" in shell.refused("employee", *words, account="kari")
    assert "initials" in shell.refused("employee", "add", "initials=kol", "name=Again")
    assert "account" in shell.refused("employee", "add", "initials=XX", "name=Again", "account=kari")
    assert shell.refused("employee", "set", "1", "role=seller").startswith("role: ")
    assert shell.refused("employee", "set", "1", "active=no").startswith("active: ")
    shell.done("employee", "set", "2", "role=administrator")
    shell.done("employee", "set", "1", "role=seller", account="kari")
    shell.done("employee", "set", "1", "active=no", account="kari")
    assert "belongs to no employee" in shell.refused("lead", "list")


def test_employees_without_traces_can_be_deleted_others_not(shell: Shell) -> None:
    shell.add("employee", "initials=KOL", "name=Kari Olsen", "account=kari")
    shell.add("employee", "initials=XX", "name=Mistake")
    shell.add("lead", "name=Fjord", account="kari")
    assert "deactivate it instead" in shell.refused("employee", "delete", "2")
    shell.done("employee", "delete", "3")
    assert [each["initials"] for each in shell.done("employee", "list", "--json").json] == ["KOL", "ROO"]


def test_many_keep_their_wish_not_to_be_called(shell: Shell) -> None:
    """Decision 20: what else is set on them is set; whose wish stays is said."""
    shell.add("lead", "name=A", "do_not_call=yes")
    shell.add("lead", "name=B")
    done = shell.done("lead", "set", "1", "2", "do_not_call=no", "town=Oslo")
    assert "1 keeps “Do not call”: it is taken back on the record itself." in done.err
    assert shell.done("lead", "list", "--fields", "do_not_call,town", "--csv").lines[1:] == ["yes;Oslo", "no;Oslo"]


def test_a_wish_is_taken_back_of_one_record_with_a_second_word(shell: Shell) -> None:
    shell.add("lead", "name=A", "do_not_call=yes")
    refused = shell.refused("lead", "set", "1", "do_not_call=no")
    assert "“Do not call” is taken back: A may be contacted again. Write --allow-contact too" in refused
    assert shell.done("lead", "show", "1", "--json").json["do_not_call"] is True
    shell.done("lead", "set", "1", "do_not_call=no", "--allow-contact")
    assert shell.done("lead", "show", "1", "--json").json["do_not_call"] is False


@pytest.mark.parametrize("row", catalogue.ROWS, ids=lambda row: row.name_in_code)
def test_every_kind_of_row_that_is_deleted_along_has_a_name_for_people(row: type[Row]) -> None:
    """Plans of deleting and undoing count all kinds of rows; none is called by its name in code."""
    label = kind_label(row.name_in_code)
    assert label[0].isupper()
    assert "_" not in label


def test_members_of_a_list_are_named_when_it_is_deleted(shell: Shell) -> None:
    shell.add("lead", "name=Fjord")
    shell.add("distribution-list", "name=Kaffe")
    shell.done("distribution-list", "put-on", "Kaffe", "--from", "lead", "1")
    said = shell.done("distribution-list", "delete", "1", "--dry-run")
    assert "deleted with it: 1 × Member of a distribution list" in said.out
