"""salg backup, restore, check; salg history, undo."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from model.documents.records import Document
from tests import on_file
from tests.tui.commands.shell import Shell


def names(shell: Shell) -> list[str]:
    return [lead["name"] for lead in shell.done("lead", "list", "--json").json]


@pytest.mark.sqlite_only("a backup file")
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


@pytest.mark.sqlite_only("a backup file")
def test_restore_reaches_those_who_have_the_database_open(shell: Shell, tmp_path: Path) -> None:
    shell.add("lead", "name=Before")
    shell.done("backup", str(tmp_path / "copy.db"))
    shell.add("lead", "name=Later")
    reader = sqlite3.connect(shell.paths.database)
    assert reader.execute("SELECT count(*) FROM lead").fetchone() == (2,)
    shell.done("restore", str(tmp_path / "copy.db"))
    assert reader.execute("SELECT count(*) FROM lead").fetchone() == (1,)
    reader.close()


@pytest.mark.sqlite_only("a backup file")
def test_restore_where_nothing_is_or_what_is_there_is_damaged(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shell.add("lead", "name=Before")
    shell.done("backup", str(copy))
    shell.paths.database.write_bytes(b"rubbish" * 1000)
    for left in shell.paths.data_dir.glob("salg.db-*"):
        left.unlink()
    assert "--force" in shell.refused("restore", str(copy))
    said = shell.done("restore", str(copy), "--force", account="nobody known")
    assert names(shell) == ["Before"]
    (aside,) = shell.paths.data_dir.glob("*before-restore*")
    assert str(aside) in said.out
    assert aside.read_bytes().startswith(b"rubbish")
    fresh = Shell(tmp_path / "elsewhere", shell.clock)
    fresh.done("restore", str(copy))
    assert names(fresh) == ["Before"]


@pytest.mark.sqlite_only("a backup file")
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
        assert bad.name in shell.refused("restore", str(bad), "--force"), bad
    assert {path: path.read_bytes() for path in before} == before
    if not damaged:
        assert names(shell) == ["Before"]


@pytest.mark.sqlite_only("a backup file")
def test_restore_is_for_administrators(shell: Shell, tmp_path: Path) -> None:
    shell.add("employee", "initials=KOL", "name=Kari", "account=kari")
    shell.done("backup", str(tmp_path / "copy.db"), account="kari")
    assert "administrator" in shell.refused("restore", str(tmp_path / "copy.db"), account="kari")


@pytest.mark.sqlite_only("a backup file")
@pytest.mark.parametrize("role", ["administrator", "seller", "reader", "stranger"])
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "--force"])
def test_nobody_takes_away_what_is_newer(shell: Shell, tmp_path: Path, role: str, force: tuple[str, ...]) -> None:
    """Only damage is moved aside without an administrator: of a newer program's database nobody knows who is one."""
    if role in ("seller", "reader"):
        shell.add("employee", "initials=KOL", "name=Kari", "account=kari", f"role={role}")
    copy = tmp_path / "copy.db"
    shell.done("backup", str(copy))
    with sqlite3.connect(shell.paths.database) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    before = shell.paths.database.read_bytes()
    account = {"administrator": "root", "stranger": "nobody known"}.get(role, "kari")
    assert "newer Salg" in shell.refused("restore", str(copy), *force, account=account)
    assert shell.paths.database.read_bytes() == before
    assert not list(shell.paths.data_dir.glob("*before-restore*"))


@pytest.mark.sqlite_only("the locks of a file")
def test_nobody_takes_away_what_another_program_holds(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from model.core.storage.sqlite import engine

    copy = tmp_path / "copy.db"
    shell.done("backup", str(copy))
    holder = sqlite3.connect(shell.paths.database, isolation_level=None)
    holder.execute("PRAGMA locking_mode=exclusive")
    holder.execute("CREATE TABLE theirs (x)")
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 20)
    monkeypatch.setattr(engine, "PRAGMAS", {**engine.PRAGMAS, "busy_timeout": 20})
    monkeypatch.setattr("model.core.storage.sqlite.database_file.BUSY_MILLISECONDS", 20)
    before = shell.paths.database.stat().st_ino
    for account in ("root", "nobody known"):
        assert "held by another program" in shell.refused("restore", str(copy), "--force", account=account)
    holder.execute("INSERT INTO theirs VALUES (1)")
    holder.close()
    assert shell.paths.database.stat().st_ino == before
    assert not list(shell.paths.data_dir.glob("*before-restore*"))


@pytest.mark.sqlite_only("a backup file")
def test_restores_of_one_second_keep_a_copy_each(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shell.done("backup", str(copy))
    for number in range(3):
        shell.add("lead", f"name=Turn {number}")
        shell.done("restore", str(copy))
    assert len(list(shell.paths.data_dir.glob("*before-restore*"))) == 3


@pytest.mark.sqlite_only("a backup file")
def test_a_restore_says_what_those_must_do_who_have_it_open(shell: Shell, tmp_path: Path) -> None:
    shell.done("backup", str(tmp_path / "copy.db"))
    shell.add("lead", "name=Later")
    assert "start it again" in shell.done("restore", str(tmp_path / "copy.db")).out


def test_what_is_missing_names_no_hidden_document(shell: Shell, tmp_path: Path) -> None:
    """W20: of other people's documents that are not to be seen, only how many are missing is said."""
    shell.add("employee", "initials=KOL", "name=Kari", "account=kari", "role=seller")
    (tmp_path / "Secret.txt").write_text("hidden")
    (tmp_path / "Open.txt").write_text("open")
    shell.add("lead", "name=Hidden AS", "owner_only=yes")
    shell.add("lead", "name=Open AS")
    shell.done("lead", "documents", "1", "add", str(tmp_path / "Secret.txt"))
    shell.done("lead", "documents", "2", "add", str(tmp_path / "Open.txt"))
    for kept in shell.documents_folder.glob("??/*"):
        kept.unlink()
    backup = () if isinstance(shell.location, str) else (("backup", str(tmp_path / "copy.db")),)
    for words in (("check",), *backup):
        his = shell.run(*words)
        hers = shell.run(*words, *(["--force"] if words[0] == "backup" else []), account="kari")
        assert "Secret.txt" in his.out + his.err
        assert "Open.txt" in hers.out + hers.err
        assert "Secret.txt" not in hers.out + hers.err
        assert "1 document of other people" in hers.out + hers.err


@pytest.mark.sqlite_only("a backup file")
def test_a_backup_is_as_private_as_the_database(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "offer.txt").write_text("An offer")
    shell.add("lead", "name=Fjord AS")
    shell.done("lead", "documents", "1", "add", str(tmp_path / "offer.txt"))
    assert shell.paths.database.stat().st_mode & 0o777 == 0o600
    copy = tmp_path / "copy.db"
    shell.done("backup", str(copy))
    shell.done("restore", str(copy))
    (aside,) = shell.paths.data_dir.glob("*before-restore*-??????")
    for path in (copy, aside):
        assert path.stat().st_mode & 0o777 == 0o600
        folder = path.with_name(path.name + ".files")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {each.stat().st_mode & 0o777 for each in folder.glob("??/*")} == {0o400}


def test_a_document_that_cannot_be_read_is_named_and_not_the_folder(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "offer.txt").write_text("An offer")
    shell.add("lead", "name=Fjord AS")
    shell.done("lead", "documents", "1", "add", str(tmp_path / "offer.txt"))
    (kept,) = shell.documents_folder.glob("??/*")
    kept.unlink()
    kept.symlink_to("/proc/self/mem")  # there, and not to be read
    said = shell.refused("lead", "documents", "1", "save", "1", str(tmp_path / "saved.txt"))
    assert str(kept) in said
    assert "cannot be read" in said


def test_a_tampered_digest_is_missing_bytes(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "offer.txt").write_text("An offer")
    shell.add("lead", "name=Fjord AS")
    shell.done("lead", "documents", "1", "add", str(tmp_path / "offer.txt"))
    with closing(shell.open()) as store:
        on_file.overwrite(store, Document, content="../../../../etc/passwd")
    assert "missing" in shell.refused("lead", "documents", "1", "save", "1", str(tmp_path / "saved.txt"))
    assert shell.run("check").code == 1


@pytest.mark.sqlite_only("a backup file")
def test_backup_to_where_it_cannot_go(shell: Shell, tmp_path: Path) -> None:
    shell.add("lead", "name=x")
    assert "nowhere" in shell.refused("backup", str(tmp_path / "nowhere" / "x.db"))
    assert "folder" in shell.refused("backup", str(tmp_path))
    assert "itself" in shell.refused("backup", str(shell.paths.database), "--force")


def test_check(shell: Shell) -> None:
    shell.add("lead", "name=Fjord")
    assert "sound" in shell.done("check").out
    shell.paths.data_dir.mkdir(parents=True, exist_ok=True)
    shell.paths.registry.write_bytes(b"rubbish" * 1000)
    said = shell.run("check")
    assert "registry" in said.out
    advised = "the server's own tools" if isinstance(shell.location, str) else "restore a backup"
    assert advised in said.err


@pytest.mark.sqlite_only("PostgreSQL's search indexes are indexes like others")
def test_check_tells_of_a_search_index_that_has_not_followed(shell: Shell) -> None:
    shell.add("lead", "name=Fjord")
    with sqlite3.connect(shell.paths.database) as connection:
        connection.execute("DROP TRIGGER lead_text_updated")
        connection.execute("UPDATE lead SET name_key = 'other'")
    connection.close()
    said = shell.run("check")
    assert said.code == 1
    assert "search index of lead" in said.out


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


def test_a_servers_database_is_copied_not_backed_up_by_salg(shell: Shell, tmp_path: Path) -> None:
    """COM-17: what to do instead is said before anybody asks the server, which need not answer."""
    server = ("--db", "postgresql://nobody@127.0.0.1:1/salg")
    assert "salg copy-to FILE" in shell.refused(*server, "backup", str(tmp_path / "copy.db"))
    assert "salg --db FILE copy-to URL" in shell.refused(*server, "restore", str(tmp_path / "copy.db"))
