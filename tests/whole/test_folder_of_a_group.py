"""One database of several accounts of the operating system, in a folder as the README makes it (COM-14, COM-17)."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT

GROUP = 20100

LIBRARIES = os.pathsep.join((str(ROOT), sysconfig.get_path("purelib")))


def interpreter() -> str:
    """Return a Python of this version that other accounts can run with the program's libraries, '' where none is."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, shutil.which(version, path="/usr/local/bin:/usr/bin") or ""):
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            subprocess.run(
                [python, "-c", "import peewee, tui.cli"], env={"PYTHONPATH": LIBRARIES}, cwd="/", check=True,
                capture_output=True, user=20001, group=20001, extra_groups=(),
            )  # fmt: skip
            return python
    return ""


PYTHON = interpreter() if os.getuid() == 0 else ""

pytestmark = pytest.mark.skipif(
    not PYTHON, reason="only root can be two other accounts, and they must be able to run Python and the program"
)


@dataclass
class Account:
    """Somebody with an account of their own on the host, whose files nobody else may write (umask 022)."""

    number: int
    folder: Path
    groups: tuple[int, ...] = (GROUP,)

    @property
    def database(self) -> Path:
        """The database that all have in their settings."""
        return self.folder / "shared" / "salg.db"

    def salg(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command as this account."""
        home = self.folder / f"home-{self.number}"
        home.mkdir(mode=0o755, exist_ok=True)
        os.chown(home, self.number, self.number)
        environment = {"SALG_HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONPATH": LIBRARIES, "PATH": os.environ["PATH"]}
        code = "import sys; from tui.cli import main; sys.exit(main())"
        return subprocess.run(
            [PYTHON, "-B", "-c", code, "--db", str(self.database), *words], env=environment, cwd="/",
            capture_output=True, text=True, check=False, umask=0o022,
            user=self.number, group=self.number, extra_groups=self.groups,
        )  # fmt: skip

    def done(self, *words: str) -> str:
        """Run a command that must go well; return what it said."""
        answer = self.salg(*words)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other accounts can reach, unlike pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="salg-shared"))
    made.chmod(0o755)
    (made / "shared").mkdir()
    # The README: install -d -g salg -m 2770
    os.chown(made / "shared", 0, GROUP)
    (made / "shared").chmod(0o2770)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def ola(folder: Path) -> Account:
    """The administrator, who is first."""
    return Account(20001, folder)


@pytest.fixture
def kari(ola: Account) -> Account:
    """A seller."""
    ola.done("employee", "add", "initials=KAR", "name=Kari", "account=20002", "role=seller")
    return Account(20002, ola.folder)


def modes(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_gid, oct(stat.S_IMODE(path.stat().st_mode)))
        for path in [folder, *folder.rglob("*")]
        if len(path.name) != 64
    }


def test_both_write_whoever_comes_first(ola: Account, kari: Account) -> None:
    offer = ola.folder / "offer.txt"
    offer.write_text("An offer")
    kari.done("lead", "add", "name=Fjord AS")
    ola.done("lead", "set", "1", "town=Oslo")
    kari.done("lead", "documents", "1", "add", str(offer))
    offer.write_text("A better one")
    ola.done("lead", "documents", "1", "add", str(offer))
    kari.done("lead", "documents", "1", "save", "2", str(kari.folder / "home-20002" / "saved.txt"))
    ola.done("lead", "documents", "1", "delete", "1")
    kari.done("lead", "set", "1", "town=Bergen")
    assert "Bergen" in ola.done("lead", "show", "1")
    of_file, of_folder = (GROUP, "0o660"), (GROUP, "0o2770")
    for name, found in modes(ola.folder / "shared").items():
        if name != "salg.db.files/swept":
            assert found == (of_folder if (ola.folder / "shared" / name).is_dir() else of_file), name


def test_a_log_that_one_has_made_is_the_others_too(ola: Account, kari: Account) -> None:
    """A program that was killed, or is open, leaves its log: whoever made it, all of the group can use it."""
    import sqlite3

    for first, second in ((ola, kari), (kari, ola)):
        code = (
            "import os, sys; from pathlib import Path; from model.core.storage.database import open_store;"
            "from model.leads.records import Lead;"
            "store = open_store(Path(sys.argv[1])); store.row(Lead.select(Lead.id));"
            "print(1, flush=True); sys.stdin.readline(); os._exit(9)"
        )
        held = subprocess.Popen(
            [PYTHON, "-B", "-c", code, str(ola.database)], env={"PYTHONPATH": LIBRARIES}, cwd="/",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, umask=0o077,
            user=first.number, group=first.number, extra_groups=first.groups,
        )  # fmt: skip
        assert held.stdout is not None
        assert held.stdout.readline() == "1\n"
        second.done("lead", "add", f"name=By {second.number}")
        held.communicate("\n")
        second.done("lead", "add", f"name=After {second.number}")
        first.done("lead", "add", f"name=Again {first.number}")
    with sqlite3.connect(ola.database) as connection:
        assert connection.execute("SELECT count(*) FROM lead").fetchone() == (6,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_whoever_may_only_read_the_file_does_not_lock_the_others_out(ola: Account, kari: Account) -> None:
    ola.done("lead", "add", "name=Fjord AS")
    ola.database.chmod(0o640)
    assert "Fjord AS" in kari.done("lead", "list")
    assert "cannot be written" in kari.salg("lead", "add", "name=Vik AS").stderr
    ola.done("lead", "add", "name=Vik AS")
    assert "Vik AS" in kari.done("lead", "list")


@pytest.mark.parametrize("mode", [0o777, 0o1777], ids=["for all", "like /tmp"])
def test_in_a_folder_for_all_nobody_is_locked_out_either(folder: Path, mode: int) -> None:
    (folder / "shared").chmod(mode)
    os.chown(folder / "shared", 0, 0)
    ola, kari = Account(20001, folder, ()), Account(20002, folder, ())
    ola.done("employee", "add", "initials=KAR", "name=Kari", "account=20002", "role=seller")
    if mode == 0o777:
        kari.done("lead", "add", "name=By Kari AS")
        ola.done("lead", "add", "name=By Ola AS")
        assert stat.S_IMODE(ola.database.stat().st_mode) == 0o666
    else:
        # It is one's own alone there; opened to be read by hand, it is not to be locked by who reads.
        assert stat.S_IMODE(ola.database.stat().st_mode) == 0o600
        assert "cannot be read" in kari.salg("lead", "list").stderr
        ola.database.chmod(0o644)
        assert "cannot be written" in kari.salg("lead", "list").stderr
        ola.done("lead", "add", "name=By Ola AS")


def test_a_stranger_to_the_group_gets_in_nowhere(ola: Account, kari: Account) -> None:
    ola.done("lead", "add", "name=Fjord AS")
    ola.done("backup", str(ola.folder / "shared" / "copy.db"))
    stranger = Account(20003, ola.folder, ())
    assert stranger.salg("lead", "list").returncode == 1
    assert stranger.salg("restore", "/etc/hostname").returncode == 1
    assert stat.S_IMODE((ola.folder / "shared" / "copy.db").stat().st_mode) == 0o660
    home = ola.folder / "home-20001"
    ola.done("backup", str(home / "copy.db"))
    # In a folder of one's own, too, the copy is the group's, as the database is.
    assert ((home / "copy.db").stat().st_gid, stat.S_IMODE((home / "copy.db").stat().st_mode)) == (GROUP, 0o660)


def test_the_database_of_another_is_not_taken_away(folder: Path) -> None:
    """A folder of all, a database of one: restore by somebody else is refused, with and without --force."""
    (folder / "shared").chmod(0o777)
    ola, kari = Account(20001, folder, ()), Account(20002, folder, ())
    ola.done("lead", "add", "name=Fjord AS")
    ola.database.chmod(0o600)
    own = Account(20002, folder / "home-20002", ())
    own.folder.mkdir()
    os.chown(own.folder, 20002, 20002)
    (own.folder / "shared").mkdir()
    os.chown(own.folder / "shared", 20002, 20002)
    own.done("lead", "add", "name=Vik AS")
    for force in ((), ("--force",)):
        assert "cannot be read" in kari.salg("restore", str(own.database), *force).stderr
    assert "Fjord AS" in ola.done("lead", "list")
