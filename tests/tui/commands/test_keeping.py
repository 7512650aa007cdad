"""salg backup, restore, check; salg history, undo."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.tui.commands.shell import Shell


def names(shell: Shell) -> list[str]:
    return [lead["name"] for lead in shell.done("lead", "list", "--json").json]


def test_backup_and_restore(shell: Shell, tmp_path: Path) -> None:
    """COM-18: what was there before the restore is kept."""
    copy = tmp_path / "copy.db"
    shell.add("lead", "name=Before")
    shell.done("backup", str(copy))
    shell.add("lead", "name=Later")
    assert "--force" in shell.refused("backup", str(copy))
    said = shell.done("restore", str(copy))
    assert names(shell) == ["Before"]
    (aside,) = shell.paths.data_dir.glob("*before-restore*")
    assert str(aside) in said.out
    shell.done("restore", str(aside))
    assert names(shell) == ["Before", "Later"]
    shell.done("backup", str(copy), "--force")
    shell.add("lead", "name=Search me")
    assert shell.done("search", "search me", "--json").json[3]["count"] == 1


def test_restore_reaches_those_who_have_the_database_open(shell: Shell, tmp_path: Path) -> None:
    shell.add("lead", "name=Before")
    shell.done("backup", str(tmp_path / "copy.db"))
    shell.add("lead", "name=Later")
    reader = sqlite3.connect(shell.paths.database)
    assert reader.execute("SELECT count(*) FROM lead").fetchone() == (2,)
    shell.done("restore", str(tmp_path / "copy.db"))
    assert reader.execute("SELECT count(*) FROM lead").fetchone() == (1,)
    reader.close()


def test_restore_where_nothing_is_or_what_is_there_is_damaged(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shell.add("lead", "name=Before")
    shell.done("backup", str(copy))
    shell.paths.database.write_bytes(b"rubbish" * 1000)
    for left in shell.paths.data_dir.glob("salg.db-*"):
        left.unlink()
    shell.done("restore", str(copy))
    assert names(shell) == ["Before"]
    (aside,) = shell.paths.data_dir.glob("*before-restore*")
    assert aside.read_bytes().startswith(b"rubbish")
    fresh = Shell(tmp_path / "elsewhere", shell.clock)
    fresh.done("restore", str(copy))
    assert names(fresh) == ["Before"]


@pytest.mark.parametrize("damaged", [False, True], ids=["sound database", "damaged database"])
def test_what_is_no_backup_is_refused_and_nothing_changed(shell: Shell, tmp_path: Path, damaged: bool) -> None:
    shell.add("lead", "name=Before")
    torn = tmp_path / "torn.db"
    shell.done("backup", str(torn))
    content = bytearray(torn.read_bytes())
    content[9000:60000] = b"\x55" * 51000
    torn.write_bytes(content)
    newer = tmp_path / "newer.db"
    shell.done("backup", str(newer))
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    text = tmp_path / "text.db"
    text.write_text("dear diary")
    if damaged:
        shell.paths.database.write_bytes(b"rubbish" * 1000)
    before = {path: path.read_bytes() for path in shell.paths.data_dir.glob("salg.db")}
    for bad in (torn, newer, text, tmp_path / "missing.db", shell.paths.database):
        assert str(bad) in shell.refused("restore", str(bad)), bad
    assert {path: path.read_bytes() for path in before} == before
    if not damaged:
        assert names(shell) == ["Before"]


def test_restore_is_for_administrators(shell: Shell, tmp_path: Path) -> None:
    shell.add("employee", "initials=KOL", "name=Kari", "account=kari")
    shell.done("backup", str(tmp_path / "copy.db"), account="kari")
    assert "administrator" in shell.refused("restore", str(tmp_path / "copy.db"), account="kari")


def test_backup_to_where_it_cannot_go(shell: Shell, tmp_path: Path) -> None:
    shell.add("lead", "name=x")
    assert "nowhere" in shell.refused("backup", str(tmp_path / "nowhere" / "x.db"))
    assert "folder" in shell.refused("backup", str(tmp_path))
    assert "itself" in shell.refused("backup", str(shell.paths.database), "--force")


def test_check(shell: Shell) -> None:
    shell.add("lead", "name=Fjord")
    assert "sound" in shell.done("check").out
    with sqlite3.connect(shell.paths.database) as connection:
        connection.execute("DROP TRIGGER lead_text_updated")
        connection.execute("UPDATE lead SET name_key = 'other'")
    connection.close()
    said = shell.run("check")
    assert said.code == 1
    assert "search index of lead" in said.out
    shell.paths.registry.write_bytes(b"rubbish" * 1000)
    assert "registry" in shell.run("check").out


def test_history_tells_who_did_what_to_what(shell: Shell) -> None:
    """COM-07."""
    shell.add("lead", "name=Fjord", "town=Oslo")
    shell.clock.move(hours=1)
    shell.done("lead", "set", "1", "town=Bergen", "phone=22334455")
    lines = shell.done("history").lines
    assert [line.split(maxsplit=6)[-1] for line in lines] == ["Change Fjord", "New lead Fjord"]
    assert lines[0].split()[0] == "2"
    assert "14:00" in lines[0]
    told = shell.done("history", "lead", "1").lines
    assert "      Town: Oslo → Bergen" in told
    assert "      Telephone: – → 22334455" in told
    plain = shell.done("history", "lead", "1", "--json").json
    assert {(each["field"], each["before"], each["after"]) for each in plain if each["field"]} == {
        ("town", "Oslo", "Bergen"), ("phone", "", "22334455"),
    }  # fmt: skip
    assert len(shell.done("history", "--limit", "1", "--json").json) == 1


def test_undo_takes_back_the_latest_and_then_the_one_before(shell: Shell) -> None:
    """cli.md: without CHANGE the latest change of one's own not yet undone; called again, the one before it."""
    shell.add("lead", "name=Fjord")
    shell.done("lead", "set", "1", "town=Oslo")
    shell.done("lead", "set", "1", "town=Bergen")
    assert shell.done("undo", "--dry-run").out.count("×") == 1
    assert shell.done("undo").out == "Undo: Change Fjord (4)\n"
    assert shell.done("lead", "show", "1", "--json").json["town"] == "Oslo"
    shell.done("undo")
    assert shell.done("lead", "show", "1", "--json").json["town"] is None
    shell.done("undo")
    assert names(shell) == []
    assert shell.refused("undo") == "change: There is no change of yours to undo."


def test_undo_of_what_others_have_built_upon_is_refused(shell: Shell) -> None:
    """Decision 18."""
    shell.add("employee", "initials=KOL", "name=Kari", "account=kari")
    shell.add("lead", "name=Fjord")
    shell.done("lead", "set", "1", "town=Oslo", account="kari")
    for words in (["undo", "2", "--dry-run"], ["undo", "2"]):
        assert "KOL" in shell.refused(*words)
    assert "no change 77" in shell.refused("undo", "77")
    shell.done("undo", account="kari")
    shell.done("undo", "2")
