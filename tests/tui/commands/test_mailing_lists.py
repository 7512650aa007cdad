"""Distribution lists, exclusion lists, wishes and a person's own data in the shell (cli.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.commands.conftest import Shell


def test_distribution_lists(shell: Shell, tmp_path: Path) -> None:
    """Made, filled by IDs and by criteria, shown, written, taken from; a dry run writes nothing."""
    for name in ("Fjord AS", "Berg AS"):
        shell.done("lead", "add", f"name={name}", "town=Bergen")
    shell.done("contact", "add", "first_name=Kari", "last_name=Nes", "email=kari@fjord.no")
    shell.done("distribution-list", "add", "name=News")
    asked = ("distribution-list", "put-on", "News", "--from", "lead", "--where", "town=Bergen")
    assert shell.done(*asked, "--dry-run").out == "2 put on News.\n"
    assert shell.done("distribution-list", "members", "News").out == ""
    assert shell.done(*asked).out == "2 put on News.\n"
    assert shell.done("distribution_list", "put-on", "1", "--from", "contact", "1").out == "1 put on News.\n"
    found = json.loads(shell.done("distribution-list", "members", "1", "--json").out)
    assert [(one["record"], one["name"]) for one in found] == [
        ("contact", "Kari Nes"), ("lead", "Berg AS"), ("lead", "Fjord AS"),
    ]  # fmt: skip
    shell.done("distribution-list", "members", "1", "--out", str(tmp_path / "news.csv"))
    assert "kari@fjord.no" in (tmp_path / "news.csv").read_text(encoding="utf-8-sig")
    assert shell.done("distribution-list", "take-off", "News", "--from", "lead", "1").out == "1 taken off.\n"
    assert shell.run("distribution-list", "put-on", "News", "--from", "shoe", "1").code == 2
    assert "There is no lead 998" in shell.refused("distribution-list", "put-on", "News", "--from", "lead", "998")


def test_exclusion_lists(shell: Shell, tmp_path: Path) -> None:
    """Typed, from a file, for one campaign, and taken off again."""
    shell.done("campaign", "add", "subject=Spring")
    shell.done("exclusion-list", "add", "name=Never", "holds_for=chosen")
    path = tmp_path / "list.txt"
    path.write_text("a@fjord.no\nPer\n", encoding="utf-8")
    said = shell.done("exclusion-list", "exclude", "Never", "--file", str(path), "--dry-run").out
    assert said.splitlines()[0] == "1 is left out from now on."
    assert shell.done("exclusion-list", "entries", "Never").out == ""
    shell.done("exclusion-list", "exclude", "Never", "--file", str(path))
    shell.done("exclusion-list", "exclude", "Never", "@berg.no", "22 33 44 55")
    assert shell.done("exclusion-list", "entries", "Never").out == "+4722334455\na@fjord.no\nberg.no\n"
    assert shell.done("exclusion-list", "campaigns", "Never", "Spring").out == "1 Spring\n"
    assert shell.done("exclusion-list", "readmit", "Never", "berg.no").out == "1 taken off.\n"
    wrong = shell.run("exclusion-list", "exclude", "Never", "Per")
    assert (wrong.code, wrong.err.startswith("salg: value: “Per” is no e-mail address")) == (1, True)


def test_a_wish_is_taken_back_only_when_that_is_said(shell: Shell) -> None:
    """Decision 20; deleted and added again, the address still says no."""
    shell.done("contact", "add", "last_name=Nes", "email=kari@fjord.no", "no_email=yes")
    assert shell.run("contact", "set", "1", "no_email=no").code == 1
    shell.done("contact", "delete", "1")
    shell.done("contact", "add", "last_name=Nes", "email=KARI@fjord.no")
    told = json.loads(shell.done("contact", "show", "2", "--json").out)
    assert (told["no_email"], told["no_email_source"], told["do_not_call"]) == (True, "typed", False)
    shell.done("contact", "set", "2", "no_email=no", "--allow-contact")
    assert json.loads(shell.done("contact", "show", "2", "--json").out)["no_email_since"] is None


def test_a_persons_own_data(shell: Shell, tmp_path: Path) -> None:
    """G01, G02: written, then erased; a dry run says what, and does nothing."""
    shell.done("contact", "add", "first_name=Kari", "last_name=Nes", "email=kari@fjord.no")
    shell.done("contact", "export-person", "1", "--out", str(tmp_path / "kari.json"))
    assert json.loads((tmp_path / "kari.json").read_text(encoding="utf-8"))["emails"] == ["kari@fjord.no"]
    assert "1 contact" in shell.done("contact", "erase-person", "1", "--dry-run").out
    assert "Kari" in shell.done("contact", "show", "1").out
    assert "This cannot be undone." in shell.done("contact", "erase-person", "1").out
    assert "Kari" not in shell.done("history").out + shell.done("contact", "show", "1").out
    assert shell.run("undo").code == 1


@pytest.mark.parametrize("words", ["entries 9", "exclude 9 fjord.no", "readmit 9 fjord.no", "campaigns 9"])
def test_an_exclusion_list_that_is_none_is_said_to_be_none(shell: Shell, words: str) -> None:
    assert "There is no exclusion list 9." in shell.refused("exclusion-list", *words.split())
