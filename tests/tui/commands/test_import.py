"""``salg RECORD import``, ``template`` and ``list --out``: files of every form, in and out (LEAD-25 … LEAD-32)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.tui.commands.shell import Shell

LEADS = "ID;Name;E-mail;Employees;Tull\n;Fjord AS;a@fjord.no;12;x\n;Berg AS;b@berg.no;tolv;\n;Fjord to;A@fjord.no;;\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of leads with an error and a duplicate."""
    path = tmp_path / "leads.csv"
    path.write_bytes(LEADS.encode("cp1252"))
    return path


def test_import_and_undo(shell: Shell, file: Path) -> None:
    said = shell.run("lead", "import", str(file))
    assert said.code == 0
    assert said.lines == ["3 rows: 1 new, 1 duplicate, 1 error"]
    assert "Passed over: Tull" in said.err
    assert "row 3; Employees: " in said.err
    assert "leads-errors.csv" in said.err
    assert shell.run("lead", "list", "--fields", "name,employees").lines == ["Fjord AS\t12"]
    assert shell.run("undo").code == 0
    assert shell.run("lead", "list").lines == []


def test_dry_run_changes_nothing(shell: Shell, file: Path) -> None:
    said = shell.run("lead", "import", str(file), "--dry-run")
    assert [line.split("\t")[:3] for line in said.lines[:3]] == [
        ["2", "new", "Fjord AS"], ["3", "error", "Berg AS"], ["4", "duplicate", "Fjord to"],
    ]  # fmt: skip
    assert said.lines[3] == "3 rows: 1 new, 1 duplicate, 1 error"
    plain = shell.run("lead", "import", str(file), "--dry-run", "--json").json
    assert (plain["created"], plain["failed"], plain["rows"]) == (1, 1, 3)
    assert plain["preview"][2]["same_as_row"] == 2
    assert shell.run("lead", "list").lines == []
    assert not file.with_name("leads-errors.csv").exists()


def test_json_and_error_file(shell: Shell, file: Path, tmp_path: Path) -> None:
    target = tmp_path / "mend.csv"
    plain = shell.run("lead", "import", str(file), "--json", "--errors", str(target)).json
    assert plain["error_file"] == str(target)
    assert plain["errors"][0]["row"] == 3
    target.write_text(target.read_text("utf-8-sig").replace("tolv", "12"))
    assert shell.run("lead", "import", str(target)).lines == ["1 row: 1 new"]
    assert "mend-2.csv" in shell.run("lead", "import", str(file), "--errors", str(target)).err
    assert shell.run("lead", "list", "--fields", "name").lines == ["Berg AS", "Fjord AS"]


def test_nothing_could_go_in(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("Name;Employees\nA;x\n")
    said = shell.run("lead", "import", str(path))
    assert said.code == 1
    assert "None of the rows could go in" in said.err
    path.write_text("Ukjent;Noe\nA;x\n")
    assert shell.run("lead", "import", str(path)).code == 1
    path.write_bytes(b"%PDF-1.4")
    said = shell.run("lead", "import", str(path))
    assert said.code == 1
    assert "leads.csv is a PDF." in said.err


def test_matching_by_hand(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("id,Kallenavn\n77,Fjord AS\n")
    assert shell.run("lead", "import", str(path), "--map", "id=", "--map", "Kallenavn=name").code == 0
    assert shell.run("lead", "list", "--fields", "name").lines == ["Fjord AS"]
    assert shell.run("lead", "import", str(path), "--map", "Feil=name").code == 1
    assert shell.run("lead", "import", str(path), "--map", "Kallenavn").code == 2


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_out_and_back_with_no_difference(shell: Shell, file: Path, tmp_path: Path, ending: str) -> None:
    shell.run("lead", "import", str(file))
    target = tmp_path / f"out.{ending}"
    assert shell.run("lead", "list", "--out", str(target)).code == 0
    said = shell.run("lead", "import", str(target), "--update", "--overwrite-note")
    assert said.lines == ["1 row: 1 unchanged"]
    assert shell.run("lead", "list", "--out", str(target)).code == 1
    assert shell.run("lead", "list", "--out", str(target), "--force").code == 0


def test_forms_of_lists(shell: Shell, file: Path, tmp_path: Path) -> None:
    shell.run("lead", "import", str(file))
    for ending in ("xlsx", "pdf", "vcf"):
        assert shell.run("lead", "list", "--out", str(tmp_path / f"out.{ending}")).code == 0
    sheet = load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == [1, "Fjord AS"]
    assert "Fjord AS" in PdfReader(tmp_path / "out.pdf").pages[0].extract_text()
    assert "ORG:Fjord AS" in (tmp_path / "out.vcf").read_text()
    assert shell.run("lead", "import", str(tmp_path / "out.vcf")).lines == ["1 row: 1 duplicate"]
    assert shell.run("opportunity", "list", "--out", str(tmp_path / "o.vcf")).code == 1
    assert shell.run("lead", "list", "--out", str(tmp_path / "o.doc")).code == 1


def test_template(shell: Shell, tmp_path: Path) -> None:
    target = tmp_path / "template.csv"
    assert shell.run("lead", "template", "--out", str(target)).code == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        (headings,) = csv.reader(file, delimiter=";")
    assert headings[:2] == ["ID", "Name"]
    assert shell.run("lead", "template").out == target.read_bytes().decode()
    assert shell.run("lead", "import", str(target)).lines == ["0 rows"]
    assert shell.run("lead", "template", "--out", str(target)).code == 1
    assert shell.run("lead", "template", "--out", str(tmp_path / "t.pdf")).code == 1


def test_an_import_is_taken_back_but_for_what_was_changed_since(shell: Shell, tmp_path: Path) -> None:
    """Decision 19, I24: refused whole, with the offer; what stays is listed; the offer can be undone."""
    path = tmp_path / "more.csv"
    path.write_text("Name\nA\nB\nC\n", encoding="utf-8")
    shell.done("lead", "import", str(path))
    number = shell.done("history", "--json").json[0]["id"]
    shell.done("lead", "set", "2", "town=Oslo")
    refused = shell.refused("undo", str(number))
    assert "Lead B has been changed since" in refused
    assert "The 2 others can be taken back with --except-changed." in refused
    shown = shell.done("undo", str(number), "--except-changed", "--dry-run").out
    assert shell.done("lead", "list", "--fields", "name").lines == ["A", "B", "C"]
    said = shell.done("undo", str(number), "--except-changed").out
    for told in (shown, said):
        assert "2 are taken back." in told
        assert "Lead B" in told
    assert shell.done("lead", "list", "--fields", "name").lines == ["B"]
    shell.done("undo")
    assert shell.done("lead", "list", "--fields", "name").lines == ["A", "B", "C"]


def test_an_error_file_that_exists_does_not_stop_the_import(shell: Shell, file: Path, tmp_path: Path) -> None:
    """The next free name is taken, and said; what stood there is as it was."""
    errors = tmp_path / "bad.csv"
    errors.write_text("older", encoding="utf-8")
    said = shell.done("lead", "import", str(file), "--errors", str(errors))
    assert "bad-2.csv" in said.err
    assert errors.read_text(encoding="utf-8") == "older"
    assert "tolv" in errors.with_name("bad-2.csv").read_text(encoding="utf-8-sig")
    assert shell.refused("lead", "import", str(file), "--errors", str(tmp_path)) == f"errors: {tmp_path} is a folder."


def test_what_an_import_made_is_shown_called_and_taken_back_by_the_commands_it_names(shell: Shell, file: Path) -> None:
    shell.run("lead", "add", "name=Old AS")
    said = shell.run("lead", "import", str(file))
    told = next(line for line in said.err.splitlines() if line.startswith("Go on with: "))
    show, call, back = (command.split()[1:] for command in told.partition(": ")[2].split(" · "))
    assert [line.split("\t")[0] for line in shell.run(*show, "--fields", "name").lines] == ["Fjord AS"]
    assert "1 on the list." in shell.run(*[word.replace("NAME", "Uke 7") for word in call]).err
    assert shell.run("undo").code == 0
    assert shell.run(*back).code == 0
    assert shell.run(*show).lines == []
    refused = shell.run("lead", "list", "--where", "change~5")
    assert (refused.code, "Change no." in refused.err) == (1, True)
    assert "Show" not in shell.run("lead", "import", str(file), "--duplicates", "--json").err
