"""``salg RECORD letter`` and ``labels`` (CUST-15, CUST-22, CAMP-20; cli.md)."""

from __future__ import annotations

import json
from pathlib import Path

from pypdf import PdfReader

from tests.tui.commands.shell import Shell


def file_people(shell: Shell) -> None:
    """A template of each kind, two contacts with an address and one without."""
    shell.done("template", "add", "name=Hello", "kind=letter", "subject=Spring", "text=Dear {{ contact.first_name }}")
    shell.done("template", "add", "name=Label", "kind=label", "text={{ address }}")
    for name in ("Kari", "Per"):
        shell.run(
            "contact", "add", f"first_name={name}", "last_name=Nes", f"postal_street=Gata {name}",
            "postal_postcode=0150", "postal_town=Oslo",
        )  # fmt: skip
    shell.done("contact", "add", "first_name=No", "last_name=Body")


def test_letters_are_shown_written_and_undone(shell: Shell, tmp_path: Path) -> None:
    file_people(shell)
    shown = shell.run("contact", "letter", "1", "2", "3", "--template", "Hello", "--dry-run")
    assert "2 get one." in shown.out
    assert "1 has no postal address." in shown.out
    target = tmp_path / "letters.pdf"
    done = shell.run("contact", "letter", "1", "2", "3", "--template", "Hello", "--out", str(target), "--json")
    found = json.loads(done.out)
    assert (found["counts"], found["pages"]) == ({"written": 2, "no_address": 1}, 2)
    assert [entry["reason"] for entry in found["left_out"]] == ["no_address"]
    assert "Dear Kari" in PdfReader(target).pages[0].extract_text()
    assert len(json.loads(shell.run("note", "list", "--json").out)) == 2
    again = shell.run("contact", "letter", "1", "--template", "Hello", "--out", str(target))
    assert again.code != 0
    shell.run("undo")
    assert json.loads(shell.run("note", "list", "--json").out) == []


def test_labels_of_a_list_from_a_place(shell: Shell, tmp_path: Path) -> None:
    file_people(shell)
    target = tmp_path / "labels.pdf"
    done = shell.run(
        "contact", "labels", "--where", "last_name=Nes", "--template", "Label", "--sheet", "2x7", "--start", "14",
        "--out", str(target),
    )  # fmt: skip
    assert done.out.strip() == str(target)
    assert len(PdfReader(target).pages) == 2
    wrong = shell.run("contact", "labels", "1", "--template", "Label", "--sheet", "9x9", "--dry-run")
    assert wrong.code != 0
    assert "3x7" in wrong.err


def test_a_campaigns_recipients_get_its_letters(shell: Shell, tmp_path: Path) -> None:
    file_people(shell)
    shell.done("campaign", "add", "subject=Spring", "type=letter")
    shell.done("recipient", "add", "campaign=1", "contact=Ola Berg", "street=Gata 1", "postcode=0150", "town=Oslo")
    target = tmp_path / "l.pdf"
    shell.run("campaign", "letter", "1", "--template", "Hello", "--out", str(target))
    assert "Dear Ola" in PdfReader(target).pages[0].extract_text()
    shown = shell.run("campaign", "letter", "1", "--template", "Hello", "--dry-run")
    assert "1 has been sent to already." in shown.out


def test_what_is_missing_is_said(shell: Shell, tmp_path: Path) -> None:
    file_people(shell)
    assert "--out FILE.pdf" in shell.run("contact", "letter", "1", "--template", "Hello").err
    assert "nobody to write to" in shell.run("contact", "letter", "3", "--template", "Hello", "--out", "x.pdf").err
    assert "another kind" in shell.run("contact", "letter", "1", "--template", "Label", "--dry-run").err
    assert ".pdf" in shell.run("contact", "letter", "1", "--template", "Hello", "--out", str(tmp_path / "x.txt")).err
