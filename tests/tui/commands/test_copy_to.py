"""``salg copy-to``: the whole database in another place, documents included, and every row compared (COM-17)."""

from __future__ import annotations

from pathlib import Path

from model.documents.contents import folder_of
from tests.tui.commands.shell import Shell


def test_a_copy_is_a_database_with_all_that_was_in_it(shell: Shell, tmp_path: Path) -> None:
    paper = tmp_path / "Offer.txt"
    paper.write_text("An offer")
    of = str(shell.add("customer", "name=Fjord AS"))
    shell.done("customer", "documents", of, "add", str(paper))
    copy = tmp_path / "copy.db"
    said = shell.done("copy-to", str(copy)).lines
    assert "copied and compared" in said[0]
    assert said[1] == f"1 document copied to {folder_of(copy)}."
    listed = ("customer", "list", "--json")
    assert shell.done("--db", str(copy), *listed).json == shell.done(*listed).json
    # Its history is its own by now: what was done before is undone there, and stays done here.
    shell.done("--db", str(copy), "undo")
    shell.done("--db", str(copy), "undo")
    assert shell.done("--db", str(copy), *listed).json == []
    assert len(shell.done(*listed).json) == 1
    assert shell.done("--db", str(copy), "check").lines


def test_what_is_there_is_not_written_over(shell: Shell, tmp_path: Path) -> None:
    shell.add("customer", "name=Fjord AS")
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    assert "exists already" in shell.refused("copy-to", str(copy))
    assert copy.read_text() == "mine"
    itself = "is the database itself" if isinstance(shell.location, str) else "exists already"
    assert itself in shell.refused("copy-to", str(shell.location))
    assert "There are no “mysql” databases" in shell.refused("copy-to", "mysql://host/salg")


def test_only_administrators_copy(shell: Shell, tmp_path: Path) -> None:
    shell.add("customer", "name=Fjord AS")
    shell.done("employee", "add", "name=Kari Nordmann", "initials=KNO", "account=kari")
    assert "Only an administrator" in shell.refused("copy-to", str(tmp_path / "copy.db"), account="kari")
    assert not (tmp_path / "copy.db").exists()
