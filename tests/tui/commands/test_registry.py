"""salg registry, salg search, salg lead convert, salg demo."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.model.filing import FJORD
from tests.model.registry.units import registry_of
from tests.tui.commands.shell import Shell

BULK = (
    '"organisasjonsnummer","navn","organisasjonsform.kode","forretningsadresse.poststed"\n'
    f'"{FJORD}","FJORD AS","AS","OSLO"\n'
    '"974760673","BERG & DAL AS","AS","BERGEN"\n'
)


def test_load_show_status(shell: Shell, tmp_path: Path) -> None:
    assert "No registry is loaded" in shell.done("registry", "status").out
    assert "No registry is loaded" in shell.refused("registry", "show", FJORD)
    bulk = tmp_path / "enheter.csv"
    bulk.write_text(BULK)
    said = shell.done("registry", "load", str(bulk))
    assert said.lines == ["2 companies loaded."]
    assert "naeringskode" in said.err or "industry" in said.err
    assert "2 companies (NO), loaded 21 Nov 2026 13:00 from enheter.csv" in shell.done("registry", "status").out
    status = shell.done("registry", "status", "--json").json
    assert (status["loaded"], status["units"], status["loaded_at"]) == (True, 2, "2026-11-21T12:00:00Z")
    for spelling in ([FJORD], ["NO", "923", "609", "016", "MVA"]):
        assert "FJORD AS" in shell.done("registry", "show", *spelling).out
    unit = shell.done("registry", "show", FJORD, "--json").json
    assert (unit["name"], unit["visiting"]["town"], unit["bankrupt"]) == ("FJORD AS", "OSLO", False)
    assert shell.refused("registry", "show", "fjord").startswith("number: ")
    assert "check digit" in shell.refused("registry", "show", "923609017")


def test_a_broken_file_leaves_the_old_copy_in_force(shell: Shell, tmp_path: Path) -> None:
    bulk = tmp_path / "enheter.csv"
    bulk.write_text(BULK)
    shell.done("registry", "load", str(bulk))
    bulk.write_text(BULK + '"12')
    assert "4" in shell.refused("registry", "load", str(bulk))
    assert shell.done("registry", "status", "--json").json["units"] == 2
    assert "missing.csv" in shell.refused("registry", "load", str(tmp_path / "missing.csv"))


def test_progress_goes_to_the_error_stream_of_a_terminal_alone(shell: Shell, tmp_path: Path) -> None:
    bulk = tmp_path / "enheter.csv"
    bulk.write_text(BULK)
    assert "%" not in shell.done("registry", "load", str(bulk)).err
    said = shell.done("registry", "load", str(bulk), terminal=True)
    assert "100%" in said.err
    assert "%" not in said.out


def test_search_finds_everywhere_and_says_what_is_on_file(shell: Shell) -> None:
    """CUST-02, CUST-03, CUST-06, LEAD-20."""
    shell.paths.data_dir.mkdir(parents=True)
    registry_of(shell.paths.data_dir, ["FJORD AS", "FJORD BYGG AS"]).rename(shell.paths.registry)
    hits = shell.done("search", "fjord", "--group", "registry", "--json").json[0]["hits"]
    number = hits[0]["org_number"]
    customer = shell.add("customer", "name=Fjord AS", f"org_number={number}", "phone=22 33 44 55")
    shell.add("contact", "last_name=Fjord", "first_name=Kari", f"customers=#{customer}")
    shell.add("opportunity", "title=Fjordkasse", f"customer=#{customer}")
    shell.add("lead", "name=Indre Fjord")
    groups = {group["group"]: group for group in shell.done("search", "FJORD", "--json").json}
    assert list(groups) == ["customers", "contacts", "registry", "leads", "opportunities", "orders"]
    assert {name: group["count"] for name, group in groups.items()} == {
        "customers": 1, "contacts": 1, "registry": 2, "leads": 1, "opportunities": 1, "orders": 0,
    }  # fmt: skip
    on_file = [hit["on_file"] for hit in groups["registry"]["hits"]]
    assert on_file == [{"record": "customer", "id": customer, "title": "Fjord AS"}, None]
    assert groups["opportunities"]["hits"][0]["customer_id"] == customer
    lines = shell.done("search", "fjord").lines
    assert lines[0] == "Customers: 1"
    assert any(line.endswith(f"on file: customer {customer}") for line in lines)
    for spelling in ("22 33", "+47 2233", number[:5], "1"):
        assert shell.done("search", spelling, "--group", "customers", "--json").json[0]["count"] == 1, spelling
    said = shell.done("search", "qqqq")
    assert (said.out, said.err) == ("", "Nothing found.\n")
    assert shell.refused("search", "x", "--group", "shoes").startswith("group: ")


def test_the_samples_load_and_every_name_is_found(shell: Shell, samples: Path) -> None:
    """The issue's own measure: 1 568 units, found by part of their names, in any case of letters."""
    said = shell.done("registry", "load", str(samples / "brreg" / "enheter.csv"))
    assert "1,568" in said.out
    import csv

    with (samples / "brreg" / "enheter.csv").open(encoding="utf-8", newline="") as file:
        found = [row["navn"] for row in csv.DictReader(file)][::97]
    for name in found:
        for text in (name, name.lower(), name[1:].title(), name[:-1].swapcase()):
            hits = shell.done("search", "--group", "registry", "--json", "--", text.replace("%", "\\%")).json[0]["hits"]
            assert name in [hit["title"] for hit in hits], text


def test_convert_one_and_many_and_undo(shell: Shell) -> None:
    """LEAD-13 … LEAD-18."""
    shell.add("lead", "name=Fjord AS", "last_name=Nes", "first_name=Kari", "subject=Kasse")
    shell.add("lead", "name=Dal AS")
    shell.add("lead", "name=Berg AS", "status=unreachable")
    before = shell.done("lead", "list", "--json").json
    said = shell.done("lead", "convert", "1", "--opportunity", "--dry-run")
    assert "New customer: Fjord AS." in said.lines
    assert shell.done("customer", "list", "--json").json == []
    made = shell.done("lead", "convert", "1", "--opportunity", "--json").json
    assert (made["lead"], made["customer"], made["contact"], made["opportunity"]) == (1, 1, 1, 1)
    assert shell.done("opportunity", "show", "1", "--json").json["customer"] == "Fjord AS"
    assert shell.run("lead", "convert", "1").code == 1
    shell.done("undo")
    told = shell.done("lead", "convert", "1", "2", "3", "--no-contact", "--customer", "supplier", "--json").json
    assert (told["total"], told["converted"], told["contacts_new"]) == (3, 2, 0)
    assert told["left_out"] == {"lost": {"count": 1, "leads": [3]}}
    assert {each["kind"] for each in shell.done("customer", "list", "--json").json} == {"supplier"}
    shell.done("undo")
    assert shell.done("lead", "list", "--json").json == before
    assert shell.refused("lead", "convert", "2", "3", "--customer", "no", "--no-contact")
    assert shell.refused("lead", "convert", "99") == "id: There is no lead 99."
    assert shell.refused("lead", "convert", "1", "--category", "VIP").startswith("category: ")


def test_what_killed_demos_left_is_swept(tmp_path: Path) -> None:
    from tui.commands.opening import _sweep

    ended = subprocess.Popen(["true"])
    ended.wait()
    names = (
        f"salg-demo-{ended.pid}-abc",
        f"salg-demo-{os.getpid()}-abc",
        "salg-demo-old",
        "salg-demo-x-y",
        "other-1-x",
    )
    for name in names:
        (tmp_path / name / "data").mkdir(parents=True)
    _sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} & set(names) == set(names[1:])


@pytest.mark.slow
def test_demo_data_is_made_once_and_can_be_gone_on_with(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shell.done("demo", "--keep", str(folder), "--no-app")
    there = Shell(folder, shell.clock)
    assert len(there.done("employee", "list", "--json").json) >= 4
    assert there.done("registry", "status", "--json").json["units"] == 20_000
    there.add("lead", "name=Mine")
    shell.done("demo", "--keep", str(folder), "--no-app")
    assert there.done("search", "mine", "--group", "leads", "--json").json[0]["count"] >= 1
    assert not shell.paths.database.exists()
    assert "--keep" in shell.refused("demo", "--no-app")


def test_the_app_is_opened_on_the_database_and_the_demo_on_its_own(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    import tui.app

    opened: list[tuple[str, bool, Path]] = []

    def open_app(
        session: object, settings: object, paths: object, *, database_id: str, demo: bool, **_more: str
    ) -> None:
        opened.append((database_id, demo, paths.registry))  # type: ignore[attr-defined]
        assert database_id == shell.title or Path(database_id).exists()
        assert demo is paths.registry.exists()  # type: ignore[attr-defined]

    monkeypatch.setattr(tui.app, "open_app", open_app)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    shell.done(terminal=True)
    assert opened == [(shell.title, False, shell.paths.registry)]
    shell.done("demo", terminal=True)
    database, demo, _registry = opened[1]
    assert demo
    assert not Path(database).exists()
    assert json.loads(shell.done("lead", "list", "--json").out) == []


def test_refresh_shows_old_beside_new_and_writes_what_the_registry_knows_best(shell: Shell, tmp_path: Path) -> None:
    """CUST-26: one by one or all in use; --dry-run writes nothing; undo takes it back."""
    bulk = tmp_path / "enheter.csv"
    bulk.write_text(BULK)
    number = shell.done("customer", "add", "name=Fjord", f"org_number={FJORD}", "visiting_town=Bergen").out.strip()
    shell.done("customer", "add", "name=Uten nummer")
    assert "No registry is loaded" in shell.refused("registry", "refresh")
    shell.done("registry", "load", str(bulk))
    planned = shell.done("registry", "refresh", "--dry-run").lines
    assert planned[0] == f"Customer {number} Fjord"
    assert "  Name: Fjord → FJORD AS" in planned
    assert "  Visiting town: Bergen → OSLO" in planned
    assert planned[-1] == "1 record would be changed."
    assert shell.done("customer", "show", number, "--json").json["name"] == "Fjord"
    assert shell.done("registry", "refresh", number).lines[-1] == "1 record changed."
    assert shell.done("customer", "show", number, "--json").json["name"] == "FJORD AS"
    assert shell.done("registry", "refresh", number).lines[-1] == "0 records changed."
    shell.done("undo")
    assert shell.done("registry", "refresh", number, "--fields", "visiting_town").lines[-1] == "1 record changed."
    told = shell.done("customer", "show", number, "--json").json
    assert (told["name"], told["visiting_town"]) == ("Fjord", "OSLO")
    assert "no organisation number" in shell.refused("registry", "refresh", "2")
