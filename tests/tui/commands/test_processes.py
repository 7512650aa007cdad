"""The command as a process of its own: what it imports, who else writes, signals, pipes, rights."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from model.people.signing_in import account_name
from tests.conftest import ROOT
from tests.tui.commands.shell import Shell

SALG = (sys.executable, "-c", "import sys; from tui.cli import main; sys.exit(main())")


@pytest.fixture
def environment(shell: Shell) -> dict[str, str]:
    """The environment of a process that is the same person's as the shell's."""
    return {**os.environ, **shell.environment, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def start(environment: dict[str, str], words: Sequence[str], **how: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*SALG, *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **how,  # type: ignore[call-overload]
    )


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*SALG, *words], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.sqlite_only("PostgreSQL's driver imports asyncio")
def test_a_list_imports_no_screens_and_nothing_that_takes_long(environment: dict[str, str], shell: Shell) -> None:
    """cli.md: starting a command does not import Textual."""
    shell.account = account_name()
    shell.add("lead", "name=Fjord")
    program = (
        "import sys; from tui.cli import main; main(['lead', 'list']);"
        "found = set(sys.modules) & {'textual', 'rich', 'openpyxl', 'phonenumbers', 'asyncio', 'tempfile',"
        "'shutil', 'model.customers.records', 'model.registry.search', 'model.demo.fill'};"
        "deferred = all(type(sys.modules[name]) is not type(sys) for name in ('inspect', 'socket', 'uuid'));"
        "print(sorted(found), deferred, file=sys.stderr)"
    )
    # A zone by rule, as the tests have it, is looked for in packages; the zone of the machine is not.
    environment = {name: value for name, value in environment.items() if name != "TZ"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == "[] True\n"
    assert "Fjord" in done.stdout


def test_many_processes_at_once_lose_nothing(environment: dict[str, str]) -> None:
    """Some begin where there is no database yet; all write; every write is there."""
    running = [start(environment, ["lead", "add", f"name=Lead {number}"]) for number in range(6)]
    said = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0] * 6, said
    assert sorted(int(out) for out, _err in said) == [1, 2, 3, 4, 5, 6]
    listed = run(environment, "lead", "list", "--fields", "name", "--sort", "name")
    assert listed.stdout.split("\n")[:-1] == [f"Lead {number}" for number in range(6)]


def test_a_pipe_that_closes_is_no_error(environment: dict[str, str], shell: Shell) -> None:
    shell.account = account_name()
    shell.add("lead", "name=Fjord", "note=" + "x" * 90_000)
    for number in range(3):
        shell.done("lead", "add", f"name=Nes {number}", "note=" + "y" * 90_000)
    process = start(environment, ["lead", "list", "--json"])
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.read(1) == "["
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 0


def test_ctrl_c_while_loading_leaves_the_old_registry(
    environment: dict[str, str], shell: Shell, tmp_path: Path
) -> None:
    heading = '"organisasjonsnummer","navn"\n'
    small = tmp_path / "small.csv"
    small.write_text(heading + '"923609016","FJORD AS"\n')
    shell.done("registry", "load", str(small))
    pipe = tmp_path / "endless.csv"
    os.mkfifo(pipe)
    process = start(environment, ["registry", "load", str(pipe)])
    with pipe.open("w") as bulk:
        # The other end is open: it reads, and waits for more.
        bulk.write(heading)
        bulk.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err) == (130, "", "")
    assert shell.done("registry", "status", "--json").json["units"] == 1
    assert [path.name for path in shell.paths.data_dir.glob("registry*")] == ["registry.db"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(environment: dict[str, str], shell: Shell, tmp_path: Path) -> None:
    shell.account = account_name()
    shell.add("lead", "name=Fjord")
    shell.paths.data_dir.chmod(0o500)
    try:
        done = run(environment, "lead", "add", "name=Nes")
    finally:
        shell.paths.data_dir.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_database_whose_folder_is_no_folder(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(environment, "--db", str(tmp_path / "file" / "salg.db"), "lead", "add", "name=x")
    assert done.returncode == 1
    assert done.stderr.startswith("salg: ")
    assert done.stderr.count("\n") == 1
    done = run({**environment, "SALG_HOME": str(tmp_path / "file")}, "lead", "add", "name=x")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
