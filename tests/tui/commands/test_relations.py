"""Customers of contacts, links of activities, sellers and categories: told, asked for and set like fields (F20)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.tui.commands.shell import Shell


@pytest.fixture
def filed(shell: Shell) -> Shell:
    """Two customers, a contact of both, and a task, an opportunity and a category that hang on them."""
    shell.add("customer", "name=Fjord AS")
    shell.add("customer", "name=Berg; Dal AS")
    shell.add("contact", "first_name=Ida", "last_name=Solberg", 'customers=Fjord AS: Leder; "Berg; Dal AS"')
    shell.add("contact", "last_name=Aune")
    shell.add("task", "subject=Ring", "customer=1", "contact=Ida Solberg")
    shell.add("task", "subject=Les")
    shell.add("opportunity", "title=Tak", "customer=Fjord AS")
    shell.done("option", "add", "category", "VIP")
    shell.done("customer", "set", "1", "categories=VIP")
    return shell


TOLD = {
    "contact": ("customers", [{"id": 2, "name": "Berg; Dal AS", "role": None}, {"id": 1, "name": "Fjord AS", "role": "Leder"}]),  # noqa: E501
    "task": ("links", [{"record": "customer", "id": 1, "title": "Fjord AS"}, {"record": "contact", "id": 1, "title": "Ida Solberg"}]),  # noqa: E501
    "opportunity": ("sellers", [{"id": 1, "employee": "ROO", "share": "100.00"}]),
    "customer": ("categories", [{"id": 0, "name": "VIP"}]),
}  # fmt: skip


@pytest.mark.parametrize("record", TOLD)
def test_json_tells_them_in_lists_as_it_does_alone(filed: Shell, record: str) -> None:
    name, wanted = TOLD[record]
    listed = {each["id"]: each[name] for each in filed.done(record, "list", "--json", "--sort", "id").json}
    if record == "customer":
        wanted[0]["id"] = listed[1][0]["id"]
    assert listed[1] == wanted
    assert filed.done(record, "show", "1", "--json").json[name] == wanted
    assert all(items == [] for record_id, items in listed.items() if record_id != 1)
    assert name in filed.done(record, "list", "--fields", f"id,{name}", "--json").json[0]


TEXTS = {
    "contact": ("customers", 'Fjord AS: Leder; "Berg; Dal AS"', '"Berg; Dal AS"; Fjord AS: Leder'),
    "task": ("links", "", "customer Fjord AS; contact Ida Solberg"),
    "opportunity": ("sellers", "", "ROO 100.00 %"),
    "customer": ("categories", "", "VIP"),
}


@pytest.mark.parametrize("record", TEXTS)
def test_a_table_a_workbook_and_csv_hold_text_that_is_read_back(filed: Shell, record: str, tmp_path: Path) -> None:
    import openpyxl

    name, _typed, wanted = TEXTS[record]
    assert filed.done(record, "list", "--fields", name, "--where", "id=1").out == f"{wanted}\n"
    rows = list(csv.reader(io.StringIO(filed.done(record, "list", "--csv", "--fields", name).out), delimiter=";"))
    assert [wanted] in rows
    path = tmp_path / "out.xlsx"
    filed.done(record, "list", "--out", str(path))
    cells = [cell.value for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
    assert wanted in cells
    assert filed.done(record, "set", "1", f"{name}={wanted}").out == "0 records changed.\n"


def test_criteria_ask_for_them(filed: Shell) -> None:
    def names(record: str, *criteria: str) -> list[int]:
        words = [word for criterion in criteria for word in ("--where", criterion)]
        return [
            each["id"] for each in filed.done(record, "list", "--json", "--fields", "id", "--sort", "id", *words).json
        ]

    assert names("contact", "customers=Fjord AS") == [1]
    assert names("contact", "customers~berg%") == [1]
    assert names("contact", "customers!=1") == [2]
    assert names("contact", "customers=") == [2]
    assert names("task", "links=customer 1") == [1]
    assert names("task", "links~%solberg") == [1]
    assert names("task", "links=") == [2]
    assert names("opportunity", "sellers=ROO") == [1]
    assert names("customer", "categories=vip") == [1]
    assert names("customer", "categories!=vip") == [2]
    assert names("customer", "id>1") == [2]
    assert filed.refused("contact", "list", "--where", "customers=Nobody").startswith(
        "customers: There is no customer “Nobody”: write its name, its number, or # and its ID."
    )


def test_one_way_to_name_a_record_everywhere(filed: Shell) -> None:
    for spelt in ("1", "#1", "fjord as", "#1 Fjord AS"):
        made = filed.add("opportunity", "title=x", f"customer={spelt}")
        assert filed.done("opportunity", "list", "--where", f"id={made}", "--fields", "customer").out == "Fjord AS\n"
        task = filed.add("task", "subject=x", f"customer={spelt}")
        assert filed.done("task", "show", str(task), "--json").json["links"][0]["id"] == 1
    stage = filed.refused("opportunity", "set", "1", "stage=Foo")
    assert stage.startswith("stage: There is no stage “Foo”; there are ")
    assert filed.refused("opportunity", "set", "1", "owner=XYZ") == "owner: There is no owner “XYZ”; there are ROO."
    # A number that is somebody's ID and somebody else's number has to be told apart.
    filed.add("customer", "name=2 km AS")
    filed.done("customer", "set", "3", "name=2")
    assert "may be any of #2 Berg; Dal AS, #3 2" in filed.refused("opportunity", "set", "1", "customer=2")


def test_of_a_hidden_customer_nothing_is_told_and_nothing_taken_away(filed: Shell) -> None:
    filed.add("employee", "initials=KAN", "name=Kari", "account=kari", "role=seller")
    filed.done("customer", "set", "1", "owner_only=yes")
    told = filed.done("contact", "list", "--json", "--where", "id=1", account="kari").json[0]
    assert [each["name"] for each in told["customers"]] == ["Berg; Dal AS"]
    assert filed.done("contact", "list", "--json", "--where", "customers~fjord%", account="kari").json == []
    filed.done("contact", "set", "1", "customers=", account="kari")
    assert [each["id"] for each in filed.done("contact", "show", "1", "--json").json["customers"]] == [1]


def test_sellers_are_set_as_they_are_told(filed: Shell) -> None:
    filed.add("employee", "initials=KAN", "name=Kari", "account=kari", "role=seller")
    filed.done("opportunity", "set", "1", "sellers=ROO 62.5 %; KAN 37.5")
    told = filed.done("opportunity", "show", "1", "--json").json["sellers"]
    assert [(each["employee"], each["share"]) for each in told] == [("ROO", "62.50"), ("KAN", "37.50")]
    assert filed.refused("opportunity", "set", "1", "sellers=").startswith("sellers: The last seller stays")
    assert filed.refused("opportunity", "set", "1", "sellers=KAN x").startswith("sellers: ")
    filed.done("undo")
    assert [each["employee"] for each in filed.done("opportunity", "show", "1", "--json").json["sellers"]] == ["ROO"]


def test_a_wrong_check_digit_is_said_d05(shell: Shell) -> None:
    said = shell.done("lead", "add", "name=A", "org_number=923609017")
    assert said.err == "Org. no. 923609017: The check digit is wrong.\n"
    shell.add("customer", "name=B")
    assert "check digit" in shell.done("customer", "set", "1", "org_number=923609017", "--dry-run").err
    assert "check digit" in shell.done("customer", "set", "1", "org_number=923609017").err


def test_errors_name_the_field_as_it_was_typed(shell: Shell) -> None:
    assert shell.refused("task", "add", "subject=x", "due=31.02.2027").startswith("due: ")
    assert shell.refused("task", "add", "subject=x", "at=31.02.2027").startswith("at: ")


def test_every_command_takes_an_id_a_number_or_a_title(filed: Shell) -> None:
    filed.done("customer", "set", "2", "name=Berg AS")
    for spelt in ("2", "#2", "berg as"):
        assert filed.done("customer", "show", spelt, "--json").json["id"] == 2
        filed.done("customer", "set", spelt, "note=x")
        filed.done("history", "customer", spelt)
    assert filed.done("opportunity", "sellers", "Tak", "--json").json["opportunity"] == 1
    assert "There is no customer “Nobody”" in filed.refused("customer", "show", "Nobody")
    filed.add("customer", "name=Berg AS")
    assert "may be any of #2 Berg AS, #3 Berg AS" in filed.refused("customer", "delete", "Berg AS")
    # What is gone is not another record that has the ID for its number.
    filed.done("customer", "delete", "3")
    assert "There is no customer 3" in filed.refused("customer", "delete", "3")
    assert filed.done("customer", "merge", "2", "fjord as").out.endswith("salg undo takes it back.\n")


def test_categories_and_projects_of_contacts_are_set_and_asked_for(filed: Shell) -> None:
    """As a customer's categories: JSON, --where, set, and what is not on file is refused with what there is."""
    filed.add("project", "name=Hall", "customer=1", "contacts=Ida Solberg")
    filed.done("contact", "set", "2", "categories=vip", "projects=Hall")
    told = filed.done("contact", "show", "2", "--json").json
    assert [one["name"] for one in told["categories"]] == ["VIP"]
    assert [one["name"] for one in told["projects"]] == ["Hall"]
    assert filed.done("project", "show", "1", "--json").json["contacts"] == [
        {"id": 2, "name": "Aune"},
        {"id": 1, "name": "Ida Solberg"},
    ]
    for where, wanted in (("categories=VIP", [2]), ("categories=", [1]), ("projects=Hall", [1, 2])):
        assert sorted(one["id"] for one in filed.done("contact", "list", "--where", where, "--json").json) == wanted
    assert "there are VIP" in filed.refused("contact", "set", "2", "categories=Gold")
    filed.done("contact", "set", "2", "projects=")
    assert [one["name"] for one in filed.done("project", "show", "1", "--json").json["contacts"]] == ["Ida Solberg"]
    assert "Project" in filed.done("history", "contact", "2").out
