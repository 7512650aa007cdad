"""An import of 20 000 rows while twelve others save: nobody is refused, nothing that was said to be saved is lost."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from model.leads.records import Lead
from tests import on_file
from tests.conftest import ROOT
from tests.model.core.processes import Program
from tests.terminal.session import SALG
from tests.whole.conftest import Home

ROWS, WRITERS, KILLED = 20_000, 12, 4
SAVES = """
import itertools, os, time
session = enter()
mine = os.getpid()
slowest = 0.0
for number in itertools.count():
    began = time.perf_counter()
    with change(session, "New lead {name}", "add", name=f"W {mine} {number}") as made:
        made.insert(Lead, {"name": f"W {mine} {number}"})
    slowest = max(slowest, time.perf_counter() - began)
    say(f"{mine} {number} {slowest:.2f}")
    if Path("ENOUGH").exists():
        break
"""
"""A seller who types one lead after the other, and says each when it has been saved."""


def begin_import(home: Home, file: Path) -> subprocess.Popen[str]:
    """Start an import in a process of its own."""
    environment = {**os.environ, **home.environment, "PYTHONPATH": str(ROOT)}
    command = [*SALG, "lead", "import", str(file), "--duplicates"]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("killed", [False, True], ids=["to its end", "killed"])
def test_others_save_meanwhile(home: Home, tmp_path: Path, killed: bool) -> None:
    """COM-17, LEAD-28: some of the sellers, and the import itself, are killed in the middle."""
    home.done("lead", "add", "name=First")
    file = tmp_path / "leads.csv"
    file.write_text("Name;Phone\n" + "".join(f"Firma {number} AS;2{number:07}\n" for number in range(ROWS)))
    enough = tmp_path / "enough"
    writers = [Program(home.location, SAVES.replace("ENOUGH", str(enough))) for _ in range(WRITERS)]
    for writer in writers:
        writer.ready()
    importing = begin_import(home, file)
    for writer in writers:
        writer.go()
    said = {writer: writer.line() for writer in writers}
    assert all(said.values()), [writer.errors() for writer in writers if not said[writer]]
    if killed:
        importing.send_signal(signal.SIGKILL)
    for writer in writers[:KILLED]:
        said[writer] = writer.line() or said[writer]
        writer.process.send_signal(signal.SIGKILL)
    out, complaint = importing.communicate()
    enough.touch()
    # Every line that a writer got out is of a lead that it was told is saved, also of one that was killed since.
    for writer in writers:
        assert writer.process.stdout is not None
        lines = writer.process.stdout.read()
        complaints = writer.errors()
        assert writer in writers[:KILLED] or (writer.process.returncode, complaints) == (0, "")
        said[writer] = ([said[writer]] + [line for line in lines.splitlines() if line.count(" ") == 2])[-1]
    assert killed or importing.returncode == 0, complaint
    store = home.open()
    assert store.check() == []
    names = on_file.values(store, Lead.name)
    lost = []
    for line in said.values():
        process, last, _slowest = line.split()
        found = sum(name.startswith(f"W {process} ") for name in names)
        # One more may have been saved that it could not say any more.
        if found not in (int(last) + 1, int(last) + 2):
            lost.append((line, found))
    assert lost == []
    imported = sum(name.startswith("Firma ") for name in names)
    assert imported in ((0, ROWS) if killed else (ROWS,))
    waits = [float(line.split()[2]) for line in said.values()]
    print(f"{sum(int(line.split()[1]) + 1 for line in said.values())} saves, slowest {max(waits)} s; {out.strip()}")
    store.close()
