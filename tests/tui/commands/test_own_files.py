"""No command opens, or writes over, the database that it works on, by whatever name and door (COM-17)."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from model.core.database import open_store
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
    ("lead", "import", "{list}", "--errors", "{csv}"),
]


@pytest.mark.parametrize("how", ["hard link", "symbolic link"])
@pytest.mark.parametrize("words", [*READING, *WRITING], ids=lambda words: " ".join(words))
def test_the_database_survives_every_door(shell: Shell, tmp_path: Path, words: tuple[str, ...], how: str) -> None:
    shell.add("lead", "name=Fjord AS")
    (tmp_path / "offer.txt").write_text("An offer")
    (tmp_path / "list.csv").write_text("Company\nVik AS\n")
    shell.done("lead", "documents", "1", "add", str(tmp_path / "offer.txt"))
    database = shell.paths.database
    # As where the app is open: somebody in this process has the database in use, and somebody else waits to write.
    held = open_store(database)
    held.row("SELECT 1")
    names = {"list": tmp_path / "list.csv"}
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
    assert held.value("SELECT town FROM lead") == "Bergen"
    assert held.check() == []
    held.close()
