"""``salg RECORD documents``, and documents in backup, restore and check (CUST-17, COM-18, COM-19); ``salg project``."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from model.documents.contents import folder_of
from tests.tui.commands.shell import Shell


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file to add."""
    path = tmp_path / "Tilbud Ås.pdf"
    path.write_text("An offer")
    return path


def names(shell: Shell, customer: int) -> list[str]:
    return [one["name"] for one in shell.done("customer", "documents", str(customer), "--json").json]


def test_files_are_added_listed_saved_renamed_and_deleted(shell: Shell, paper: Path, tmp_path: Path) -> None:
    """CUST-17: all of it from the shell; undo brings back what was deleted."""
    of = str(shell.add("customer", "name=Fjord AS"))
    other = tmp_path / "Contract.txt"
    other.write_text("We agree")
    said = shell.done("customer", "documents", of, "add", str(paper), str(other))
    first, second = said.lines
    told = shell.done("customer", "documents", of, "--json").json
    assert [(one["name"], one["size"], one["added_by"]) for one in told] == [
        ("Contract.txt", 8, "ROO"), ("Tilbud Ås.pdf", 8, "ROO"),
    ]  # fmt: skip
    assert "Tilbud Ås.pdf" in shell.done("customer", "documents", of, "--find", "ås").out
    assert shell.done("customer", "documents", of, "list", "--json").json == told
    assert "takes something else" in shell.refused("customer", "documents", of, "list", first, code=2)
    copy = tmp_path / "copy.pdf"
    shell.done("customer", "documents", of, "save", first, str(copy))
    assert copy.read_text() == "An offer"
    assert "exists already" in shell.refused("customer", "documents", of, "save", first, str(copy))
    shell.done("customer", "documents", of, "save", first, str(copy), "--force")
    shell.done("customer", "documents", of, "rename", first, "../Offer.pdf")
    shell.done("customer", "documents", of, "delete", second)
    assert names(shell, int(of)) == ["Offer.pdf"]
    shell.done("undo")
    assert names(shell, int(of)) == ["Contract.txt", "Offer.pdf"]


def test_what_cannot_be_is_told_in_one_line(shell: Shell, paper: Path, tmp_path: Path) -> None:
    of, other = (str(shell.add("customer", f"name={name}")) for name in ("Fjord AS", "Berg AS"))
    (number,) = shell.done("customer", "documents", of, "add", str(paper)).lines
    assert "no file" in shell.refused("customer", "documents", of, "add", str(tmp_path / "none"))
    assert "belongs to another" in shell.refused("customer", "documents", other, "delete", number)
    assert "There is no" in shell.refused("customer", "documents", "999")
    assert "there is no “eat”" in shell.refused("customer", "documents", of, "eat", code=2)
    assert "takes something else" in shell.refused("customer", "documents", of, "save", number, code=2)
    assert "there is no “documents”" in shell.refused("employee", "documents", "1", code=2)


@pytest.mark.parametrize("kind", ["lead", "contact", "project", "opportunity"])
def test_other_records_have_documents_too(shell: Shell, paper: Path, kind: str) -> None:
    customer = shell.add("customer", "name=Fjord AS")
    values = {
        "lead": ["name=L"], "contact": ["last_name=Nes"], "project": ["name=P", f"customer=#{customer}"],
        "opportunity": ["title=O", f"customer=#{customer}"],
    }  # fmt: skip
    of = str(shell.add(kind, *values[kind]))
    shell.done(kind, "documents", of, "add", str(paper))
    assert len(shell.done(kind, "documents", of, "--json").json) == 1


@pytest.mark.sqlite_only("a backup file")
def test_backup_and_restore_take_documents_along(shell: Shell, paper: Path, tmp_path: Path) -> None:
    """COM-18: a copy and the folder beside it are the whole; what was there before the restore keeps its own."""
    of = str(shell.add("customer", "name=Fjord AS"))
    (number,) = shell.done("customer", "documents", of, "add", str(paper)).lines
    copy = tmp_path / "away" / "copy.db"
    copy.parent.mkdir()
    assert "1 document copied" in shell.done("backup", str(copy)).out
    later = tmp_path / "Later.txt"
    later.write_text("later")
    (second,) = shell.done("customer", "documents", of, "add", str(later)).lines
    fresh = Shell(tmp_path / "elsewhere", shell.clock)
    assert "1 document copied" in fresh.done("restore", str(copy)).out
    fresh.done("customer", "documents", of, "save", number, str(tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "An offer"
    shell.done("restore", str(copy))
    (aside,) = (path for path in shell.paths.data_dir.glob("*before-restore*") if path.is_file())
    shutil.rmtree(folder_of(shell.paths.database))
    shell.done("restore", str(aside))
    shell.done("customer", "documents", of, "save", second, str(tmp_path / "later-out"))
    assert (tmp_path / "later-out").read_text() == "later"


def test_check_tells_of_missing_documents(shell: Shell, paper: Path) -> None:
    of = str(shell.add("customer", "name=Fjord AS"))
    (number,) = shell.done("customer", "documents", of, "add", str(paper)).lines
    shell.done("check")
    shutil.rmtree(shell.documents_folder)
    said = shell.run("check")
    assert said.code == 1
    assert "Tilbud Ås.pdf" in said.out
    assert "missing" in shell.refused("customer", "documents", of, "save", number, "/nowhere")


def test_projects_from_the_shell(shell: Shell, tmp_path: Path) -> None:
    """CUST-27, COM-19: list, show, add, set, delete, template, import, export."""
    of = shell.add("customer", "name=Fjord AS")
    made = shell.add("project", "name=Harbour", f"customer=#{of}", "start=1.12.2026", "end=31.12.2026")
    told = shell.done("project", "show", str(made), "--json").json
    assert (told["number"], told["status"], told["owner"]) == (1, "planned", "ROO")
    assert shell.refused("project", "set", str(made), "end=1.11.2026").startswith("end: The end is before the start")
    shell.done("project", "set", str(made), "status=running", "owner=ROO")
    assert shell.done("project", "list", "--where", "status=running", "--csv").lines[1].count("Harbour") == 1
    out = tmp_path / "projects.xlsx"
    shell.done("project", "list", "--out", str(out))
    assert out.stat().st_size > 0
    csv = tmp_path / "projects.csv"
    csv.write_text("Name;Customer;Start date\nQuay;Fjord AS;1.1.2027\nBad;Nobody AS;1.1.2027\n")
    said = shell.run("project", "import", str(csv))
    assert "1" in said.out
    assert [one["name"] for one in shell.done("project", "list", "--json").json] == ["Harbour", "Quay"]
    shell.done("project", "template", "--out", str(tmp_path / "template.csv"))
    assert "named by" in shell.refused("customer", "delete", str(of))
    shell.done("project", "delete", str(made))
    shell.done("undo")
    assert len(shell.done("project", "list", "--json").json) == 2
