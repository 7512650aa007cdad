"""What cannot be: one clear sentence, exit code 1, and no byte of a file changed."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal.session import SALG, Session
from tests.whole.conftest import Home

WITHOUT_RIGHTS = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--")
"""Before a command of root's: it may then write only where the rights of a file say so, as everybody else."""


def refused(app: Session, *parts: str) -> None:
    """Hold that the app ends with 1 after a sentence with these parts, on a terminal that is as it was."""
    assert app.wait_end() == 1, app.picture()
    said = "".join(line.ljust(app.columns) if len(line) == app.columns else line for line in app.lines)
    assert said.startswith("salg: "), app.picture()
    assert said.count("salg: ") == 1, app.picture()
    assert "Traceback" not in said
    for part in parts:
        assert part in said, app.picture()
    assert 1049 not in app.emulator.modes
    assert 25 in app.emulator.modes or b"\x1b[?25l" not in app.received


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its bytes; what the engine keeps beside an open database is empty."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not (path.name.endswith(("-wal", "-shm")))
    }


def damaged_head(home: Home) -> str:
    home.paths.database.write_bytes(b"this was a database" * 400)
    return "salg.db"


def damaged_middle(home: Home) -> str:
    content = bytearray(home.paths.database.read_bytes())
    content[100 : len(content)] = b"\xff" * (len(content) - 100)
    home.paths.database.write_bytes(content)
    return "damaged"


def cut_off(home: Home) -> str:
    content = home.paths.database.read_bytes()
    home.paths.database.write_bytes(content[: len(content) // 3])
    return "damaged"


def newer_schema(home: Home) -> str:
    with sqlite3.connect(home.paths.database) as connection:
        connection.execute("PRAGMA user_version = 9999")
    connection.close()
    return "newer Salg"


def another_programs(home: Home) -> str:
    home.paths.database.unlink()
    with sqlite3.connect(home.paths.database) as connection:
        connection.execute("CREATE TABLE lead (recipe TEXT)")
    connection.close()
    return "salg.db"


def unknown_setting(home: Home) -> str:
    home.write_settings('langauge = "nb"\n')
    return "unknown setting “langauge”; did you mean language?"


def unknown_action(home: Home) -> str:
    home.write_settings('[keymap]\nserach = "z"\n')
    return "Did you mean search?"


def key_clash(home: Home) -> str:
    home.write_settings('[keymap]\nsearch = "z"\nundo = "z"\n')
    return "key “z” is given to both"


def folder_is_a_file(home: Home) -> str:
    shutil.rmtree(home.paths.data_dir)
    home.paths.data_dir.write_text("no folder")
    return "data"


@pytest.mark.terminal
@pytest.mark.parametrize(
    "breaking",
    [
        *(
            pytest.param(each, marks=pytest.mark.sqlite_only("the database is a file"))
            for each in (damaged_head, damaged_middle, cut_off, newer_schema, another_programs, folder_is_a_file)
        ),
        unknown_setting, unknown_action, key_clash,
    ],
    ids=lambda function: function.__name__,
)  # fmt: skip
def test_one_sentence_and_nothing_overwritten(home: Home, breaking: Callable[[Home], str]) -> None:
    """COM-16 and "Bad input": the file is as it was, whatever is wrong with it."""
    home.done("lead", "add", "name=Fjord")
    said = breaking(home)
    before = files(home.folder)
    refused(home.app(columns=200), said)
    after = files(home.folder)
    assert {name: after.get(name) for name in before} == before
    if breaking not in (unknown_action, key_clash):
        # The keys matter to the app alone; the rest to every command.
        answer = home.salg("lead", "list")
        assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (1, "", 1)
        assert said in answer.stderr
        assert files(home.folder) == after


@pytest.mark.sqlite_only("the database is a file")
@pytest.mark.terminal
@pytest.mark.parametrize("file_too", [True, False])
def test_a_folder_that_cannot_be_written(home: Home, file_too: bool) -> None:
    """A database in a folder that is only to be read: told, and left as it is."""
    command = SALG
    if os.geteuid() == 0:
        if subprocess.run([*WITHOUT_RIGHTS, "true"], capture_output=True, check=False).returncode:
            pytest.skip("root's rights cannot be laid down here")
        command = (*WITHOUT_RIGHTS, *SALG)
    home.done("lead", "add", "name=Fjord")
    # Where the drafts and the log go may be written.
    home.paths.data_dir.chmod(0o555)
    if file_too:
        home.paths.database.chmod(0o444)
    before = files(home.folder)
    try:
        refused(home.app(command=command, columns=200), str(home.paths.database))
        answer = home.salg("lead", "add", "name=Nes", command=command)
        assert (answer.returncode, answer.stderr.count("\n")) == (1, 1), answer.stderr
        assert str(home.paths.database) in answer.stderr
    finally:
        home.paths.data_dir.chmod(0o755)
    assert files(home.folder) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 4 MB; skips where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small disk")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.sqlite_only("the disk of a file may be filled for a test")
@pytest.mark.terminal
def test_a_full_disk(small_disk: Path, home_at: Callable[[Path], Home]) -> None:
    """The change is refused in one sentence, the form keeps its words, and what was there is sound."""
    home = home_at(small_disk / "salg")
    home.done("lead", "add", "name=Fjord")
    app = home.app(columns=100).wait("On file").press("L").wait("Company").type("Nes AS").wait("Nes AS")
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 256, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    answer = home.salg("lead", "add", "name=Berg", "note=" + "z" * 50_000)
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1), answer.stderr
    assert "The disk is full; nothing was changed." in answer.stderr
    app.type(" og sønn " + "lang " * 30).press("f2").wait("The disk is full").wait("lang lang")
    # The draft may have said so before: F2 is to have been dealt with while there is no room yet.
    app.settle()
    filler.unlink()
    app.press("f2").wait("Details")
    assert home.done("lead", "list", "--fields", "name").startswith("Fjord\nNes AS og sønn")
    home.done("check")
