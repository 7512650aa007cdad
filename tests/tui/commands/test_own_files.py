"""No command opens, or writes over, the database that it works on, by whatever name and door (COM-17)."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from model.core.storage.database import open_store
from model.leads.records import Lead
from tests import on_file
from tests.model.core.test_named_file import is_held
from tests.tui.commands.shell import Shell

READING = [
    ("lead", "import", "{csv}"),
    ("customer", "import", "{csv}"),
    ("contact", "import", "{csv}", "--dry-run"),
    ("lead", "documents", "1", "add", "{csv}"),
    ("registry", "load", "{csv}"),
    ("restore", "{csv}"),
    ("restore", "{csv}", "--force"),
]
WRITING = [
    ("backup", "{csv}", "--force"),
    ("lead", "list", "--out", "{csv}", "--force"),
    ("lead", "list", "--out", "{json}", "--force"),
    ("lead", "list", "--out", "{xlsx}", "--force"),
    ("lead", "list", "--out", "{pdf}", "--force"),
    ("lead", "list", "--out", "{vcf}", "--force"),
    ("task", "list", "--out", "{ics}", "--force"),
    ("lead", "template", "--out", "{csv}", "--force"),
    ("report", "won-lost", "--out", "{csv}", "--force"),
    ("report", "won-lost", "--out", "{json}", "--force"),
    ("calendar", "--out", "{ics}", "--force"),
    ("lead", "documents", "1", "save", "1", "{csv}", "--force"),
]


@pytest.mark.sqlite_only("the database is a file")
@pytest.mark.parametrize("how", ["hard link", "symbolic link"])
@pytest.mark.parametrize("words", [*READING, *WRITING], ids=lambda words: " ".join(words))
def test_the_database_survives_every_door(shell: Shell, tmp_path: Path, words: tuple[str, ...], how: str) -> None:
    shell.add("lead", "name=Fjord AS")
    (tmp_path / "offer.txt").write_text("An offer")
    shell.done("lead", "documents", "1", "add", str(tmp_path / "offer.txt"))
    database = shell.paths.database
    # As where the app is open: somebody in this process has the database in use, and somebody else waits to write.
    held = open_store(database)
    on_file.count(held, Lead)
    names = {}
    for ending in ("csv", "json", "xlsx", "pdf", "vcf", "ics"):
        names[ending] = tmp_path / f"linked.{ending}"
        if how == "hard link":
            os.link(database, names[ending])
        else:
            names[ending].symlink_to(database)
    said = shell.refused(*(word.format(**names) for word in words))
    assert "itself" in said
    assert is_held(database)
    with sqlite3.connect(database, timeout=0) as other:
        other.execute("UPDATE lead SET town = 'Bergen'")
    other.close()
    assert on_file.value(held, Lead.town) == "Bergen"
    assert held.check() == []
    held.close()


@pytest.mark.sqlite_only("the database is a file")
def test_an_error_file_named_as_the_database_takes_a_free_name(shell: Shell, tmp_path: Path) -> None:
    """What exists is left alone, whatever it is."""
    shell.add("lead", "name=Fjord AS")
    (tmp_path / "list.csv").write_text("Company;Status\nVik AS;\nNes AS;no such status\n")
    linked = tmp_path / "linked.csv"
    linked.symlink_to(shell.paths.database)
    held = open_store(shell.paths.database)
    on_file.count(held, Lead)
    shell.run("lead", "import", str(tmp_path / "list.csv"), "--errors", str(linked))
    assert (tmp_path / "linked-2.csv").read_text(encoding="utf-8-sig").count("Nes AS") == 1
    assert is_held(shell.paths.database)
    assert held.check() == []
    held.close()
