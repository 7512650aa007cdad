"""Usage, languages, exit codes, and everything that can be wrong around a command."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from model.core.language import current
from model.core.storage.store import Store
from tests.tui.commands.shell import Shell
from tui.cli import main
from tui.commands.console import Streams
from tui.commands.dispatch import COMMANDS, RECORD_NAMES


def test_help_names_every_command_and_record(shell: Shell) -> None:
    out = shell.done("--help").out
    for name, command in COMMANDS.items():
        assert f" {command.usage}" in out if command.usage else f" {name}" in out
    assert shell.done("-h").out == out
    assert set(RECORD_NAMES) < set(COMMANDS)
    assert shell.done("--version").out.startswith("salg ")


def test_records_of_the_command_line_are_those_of_the_catalogue() -> None:
    from model.catalogue import RECORD_NAMES as KNOWN

    called = {name.replace("_", "-") for name in KNOWN} - {"ledger-entry"} | {"ledger"}
    assert set(RECORD_NAMES) == called


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["leed"], "Did you mean lead?"),
        (["lead"], "list, show, add, set, delete, import, template, convert"),
        (["contact", "convert"], "there is no “convert”"),
        (["lead", "import"], "FILE"),
        (["lead", "list", "extra"], "extra"),
        (["lead", "list", "--limit"], "--limit"),
        (["lead", "list", "--limit", "0"], "above 0"),
        (["lead", "list", "--sort", "--json"], "--sort"),
        (["lead", "list", "--whre", "x"], "--whre"),
        (["lead", "show"], "ID"),
        (["lead", "add"], "field=value"),
        (["lead", "add", "3", "name=x"], "field=value"),
        (["lead", "set", "1"], "field=value"),
        (["lead", "set", "name=x"], "one ID"),
        (["lead", "delete"], "ID"),
        (["lead", "convert"], "ID"),
        (["lead", "convert", "1", "--then", "burn"], "deactivate"),
        (["search"], "TEXT"),
        (["history", "lead"], "ID"),
        (["history", "leed", "1"], "leed"),
        (["undo", "latest"], "above 0"),
        (["registry"], "load, show, refresh, status"),
        (["registry", "update"], "update"),
        (["backup"], "FILE"),
        (["--lang", "fr", "lead", "list"], "en, nb, da"),
        (["--db"], "--db"),
        (["--colour", "lead"], "--colour"),
    ],
    ids=str,
)
def test_wrong_usage_is_told_in_one_line_with_exit_code_2(shell: Shell, words: list[str], told: str) -> None:
    line = shell.refused(*words, code=2)
    assert told in line
    assert "--help" in line
    assert not shell.paths.database.exists()


@pytest.mark.parametrize("command", [name for name, command in COMMANDS.items() if command.usage])
@pytest.mark.parametrize("language", ["en", "nb", "da"])
def test_every_command_has_help_in_every_language(shell: Shell, command: str, language: str) -> None:
    assert f"salg {command}" in shell.done("--lang", language, command, "--help").out


def test_the_language_is_that_of_the_option_the_settings_the_locale(shell: Shell) -> None:
    shell.environment["LC_ALL"] = "da_DK.UTF-8"
    shell.done("--help")
    assert current() == "da"
    shell.write_settings('language = "nb"\n')
    shell.done("--help")
    assert current() == "nb"
    shell.done("--lang=en", "--help")
    assert current() == "en"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("languge = 'nb'", "unknown setting “languge”"),
        ("language = 'fr'", "language must be"),
        ("language = ", "line 1"),
        ("timezone = 'Mars/Base'", "Mars/Base"),
        ("\xff", "UTF-8"),
    ],
)
def test_settings_that_cannot_be_are_told_with_their_file(shell: Shell, content: str, told: str) -> None:
    shell.write_settings("")
    shell.paths.settings.write_bytes(content.encode("latin-1"))
    line = shell.refused("lead", "list")
    assert str(shell.paths.settings) in line
    assert told in line


def test_an_unknown_key_is_told_by_the_doctor(shell: Shell) -> None:
    shell.write_settings('[keymap]\n"list.opne" = "l"\n')
    said = shell.run("doctor")
    assert said.code == 1
    assert "list.opne" in said.out


@pytest.mark.sqlite_only("databases are named and made")
def test_database_of_the_option_goes_before_that_of_the_settings(shell: Shell, tmp_path: Path) -> None:
    shell.write_settings(f'database = "{tmp_path / "set.db"}"\n')
    shell.add("lead", "name=Set")
    assert (tmp_path / "set.db").exists()
    shell.done("--db", str(tmp_path / "named.db"), "lead", "add", "name=Named")
    assert shell.done("--db", f"sqlite://{tmp_path / 'named.db'}", "lead", "list", "--fields", "name").out == "Named\n"
    assert shell.done("lead", "list", "--fields", "name").out == "Set\n"


def test_a_named_database_that_is_not_there_is_not_made_by_reading(shell: Shell, tmp_path: Path) -> None:
    missing = tmp_path / "typo.db"
    assert str(missing) in shell.refused("--db", str(missing), "lead", "list")
    assert not missing.exists()
    assert "postgresql" in shell.refused("--db", "mysql://host/salg", "lead", "list")
    url = "postgresql://kari:secret@127.0.0.1:1/salg"
    refused = shell.refused("--db", url, "lead", "list")
    assert "postgresql://kari@127.0.0.1:1/salg does not answer" in refused
    assert "secret" not in refused


@pytest.mark.sqlite_only("files that are no database")
def test_databases_that_cannot_be_used_are_told_and_left_as_they_are(shell: Shell, tmp_path: Path) -> None:
    """Damaged, not a database, of somebody else, a folder, of a newer version."""
    newer = tmp_path / "newer.db"
    shell.done("--db", str(newer), "lead", "add", "name=x")
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    torn = tmp_path / "torn.db"
    shell.done("--db", str(torn), "lead", "add", "name=x")
    content = bytearray(torn.read_bytes())
    content[4096:] = b"\x00" * (len(content) - 4096)
    torn.write_bytes(content)
    text = tmp_path / "text.db"
    text.write_text("dear diary" * 100)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    for path in (newer, torn, text, other):
        before = path.read_bytes()
        assert str(path) in shell.refused("--db", str(path), "lead", "list"), path
        assert path.read_bytes() == before, path
    assert "folder" in shell.refused("--db", str(tmp_path), "lead", "list")


@pytest.mark.sqlite_only("a file may be filled for a test")
def test_a_full_disk_changes_nothing(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.add("lead", "name=Fjord")
    grown = Store.connection

    def small(store: Store) -> Any:
        connection = grown(store)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(Store, "connection", small)
    line = shell.refused("lead", "add", "name=Big", "note=" + "x" * 90_000)
    assert "disk is full" in line
    monkeypatch.undo()
    assert len(shell.done("lead", "list", "--json").json) == 1


def test_a_fault_is_one_sentence_and_its_traceback_is_in_the_log(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.commands import showing

    def broken(*_arguments: object) -> int:
        raise ZeroDivisionError("secret\nsecond line")

    monkeypatch.setattr(showing, "show", broken)
    line = shell.refused("lead", "show", "1")
    assert str(shell.paths.log) in line
    assert "ZeroDivisionError: secret" in shell.paths.log.read_text()
    shell.paths.log.unlink()
    shell.paths.state_dir.rmdir()
    shell.paths.state_dir.write_text("no folder")
    assert "ZeroDivisionError" in shell.refused("lead", "show", "1")


def test_ctrl_c_ends_with_130_and_leaves_nothing_half_done(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from model.core.changes.change import Change

    shell.add("lead", "name=Fjord")
    written = Change.update_many

    def interrupted(change: Change, *rest: Any) -> int:
        written(change, *rest)
        raise KeyboardInterrupt

    monkeypatch.setattr(Change, "update_many", interrupted)
    shell.add("lead", "name=Nes")
    said = shell.run("lead", "set", "1", "2", "town=Oslo")
    assert (said.code, said.out, said.err) == (130, "", "")
    assert {lead["town"] for lead in shell.done("lead", "list", "--json").json} == {None}


class Closed(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_reader_that_has_had_enough_is_no_error(shell: Shell) -> None:
    shell.add("lead", "name=Fjord")
    streams = Streams(Closed(), io.StringIO())
    code = main(["lead", "list", "--json"], shell.environment, streams, now=shell.now, account="root")
    assert code == 0
    assert streams.stderr.getvalue() == ""  # type: ignore[attr-defined]


def test_the_app_needs_a_terminal(shell: Shell) -> None:
    assert "terminal" in shell.refused()
    assert not shell.paths.database.exists()
    assert "terminal" in shell.refused("demo")


def test_settings_are_explained(shell: Shell) -> None:
    out = shell.done("settings").out
    assert "#timezone" in out
    assert str(shell.paths.settings) in out
    assert shell.done("settings", "--path").out == f"{shell.paths.settings}\n"


@pytest.mark.sqlite_only("nothing is there before it is made")
def test_doctor_tells_without_making_anything(shell: Shell) -> None:
    said = shell.done("doctor", terminal=True)
    assert "SQLite" not in said.out
    assert list(shell.home.glob("**/*")) == []
    shell.add("lead", "name=Fjord")
    out = shell.done("doctor").out
    assert "SQLite" in out
    assert "ROO" in out
    shell.paths.database.write_text("dear diary" * 100)
    said = shell.run("doctor")
    assert said.code == 1
    assert "not a Salg database" in said.out


def test_options_for_all_commands_stand_before_or_after(shell: Shell, tmp_path: Path) -> None:
    """``salg lead list --lang nb`` is ``salg --lang nb lead list``."""
    other = tmp_path / "other.db"
    shell.done("lead", "add", "name=Fjord AS", "--db", str(other))
    for words in (
        ("--db", str(other), "--lang", "nb", "lead", "list", "--csv", "--fields", "name"),
        ("lead", "list", "--db", str(other), "--csv", "--fields", "name", "--lang=nb"),
        ("lead", "--lang", "nb", "list", "--csv", "--fields", "name", f"--db={other}"),
    ):
        assert shell.done(*words).out == "\ufeffNavn\r\nFjord AS\r\n"
    assert shell.run("lead", "list", "--lang").code == 2
    assert shell.run("lead", "list", "--lang", "xx").code == 2
    assert shell.run("demo", "--no-app", "--keep", str(tmp_path / "demo"), "--lang", "xx").code == 2


def test_what_needs_no_records_asks_for_no_database(shell: Shell, tmp_path: Path) -> None:
    missing = str(tmp_path / "none.db")
    people = tmp_path / "people.csv"
    people.write_text("First name;Last name\nIda;Nes\n")
    said = shell.done("contact", "template", "--db", missing)
    assert "Last name" in said.out
    assert shell.done("contact", "import", str(people), "--dry-run", "--db", missing).out.startswith("2\tnew\tIda Nes")
    assert "no database" in shell.done("search", "Fjord", "--db", missing).err
    assert not Path(missing).exists()
    assert shell.refused("contact", "list", "--db", missing)
    assert not Path(missing).exists()
    shell.done("contact", "import", str(people), "--db", missing)
    assert shell.done("contact", "list", "--db", missing, "--fields", "name").out == "Ida Nes\n"
