"""Programs that tests run beside themselves on one database: as other sellers do, and to be killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

_PRELUDE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from model.core.changes.change import change, read
from model.core.lists.criteria import Filter
from model.core.storage.database import open_store
from model.core.errors import UserError
from model.core.lists.listing import Listing, Sort
from model.core.records.options import Option
from model.leads.records import Lead
from model.people.signing_in import sign_in

location = sys.argv[1] if "://" in sys.argv[1] else Path(sys.argv[1])


def clock():
    return datetime(2026, 11, 21, 12, tzinfo=UTC)


def say(text):
    print(text, flush=True)


def enter():
    return sign_in(open_store(location), "root", clock)


say("ready")
sys.stdin.readline()
"""


class Program:
    """A Python program that has imported the model and waits to be started with :meth:`go`."""

    def __init__(self, location: Path | str, code: str) -> None:
        """Start it with the database in a file or by URL."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PRELUDE + code, str(location)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def ready(self) -> None:
        """Wait until it stands at the line."""
        assert self.line() == "ready", self.errors()

    def go(self) -> None:
        """Let it run."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def line(self) -> str:
        """Return the next line it says, '' when it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def errors(self) -> str:
        """Wait for its end and return what it complained of."""
        return self.process.communicate()[1]

    def kill(self) -> None:
        """End it as a power cut would, for itself at least."""
        self.process.kill()
        self.process.communicate()

    def end(self) -> list[str]:
        """Wait for its end and return the lines it still said; it must not have failed."""
        said, complaints = self.process.communicate()
        assert self.process.returncode == 0, complaints
        return said.splitlines()


def run_at_once(programs: list[Program]) -> list[list[str]]:
    """Start all of them together and return what each said."""
    for program in programs:
        program.ready()
    for program in programs:
        program.go()
    return [program.end() for program in programs]
