"""Starting: the first complete frame, the memory, the command line, against a bare Textual app and bare Python."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.invented_leads import database
from tests.terminal.session import SALG, Session

LEADS = 1_000_000
PAGES = 150
_BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("bare")
Bare().run(mouse=False)
"""
BARE = (sys.executable, "-c", _BARE)
"""The floor: one line of text, as Textual paints it."""

COLUMNS, ROWS = 120, 50
QUIET = 0.4
"""Seconds without a byte after which a frame is held to be complete."""


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the start, the memory, and the command line, on a database of a million leads (times ``size``)."""
    leads = max(1_000, int(LEADS * size))
    path = database(leads)
    with tempfile.TemporaryDirectory(prefix="salg-home") as home:
        environment: dict[str, str | None] = {
            # What is measured is a program that has run before, as every one but the first run is.
            "PYTHONDONTWRITEBYTECODE": None,
            "SALG_HOME": home, "HOME": home, "LC_ALL": "C.UTF-8", "COLORTERM": "truecolor",
        }  # fmt: skip
        salg = (*SALG, "--db", str(path))
        yield from _to_first_frame(salg, environment, leads)
        yield from _in_memory(salg, environment, leads)
        yield from _on_the_command_line(salg, environment, leads)


def _open(command: Sequence[str], environment: dict[str, str | None]) -> Session:
    return Session(command, columns=COLUMNS, rows=ROWS, environment=environment)


def _full(session: Session) -> bool:
    return sum(bool(line) for line in session.lines) >= 3


def _to_first_frame(salg: Sequence[str], environment: dict[str, str | None], leads: int) -> Iterator[Figure]:
    def start(command: Sequence[str], shown: str | Callable[[Session], bool]) -> Callable[[], float]:
        def once() -> float:
            with _open(command, environment) as session:
                session.wait(shown).settle(QUIET)
                return session.last_byte - session.started

        return once

    seconds = interleaved({"bare Textual": start(BARE, "bare"), "salg": start(salg, _full)}, rounds=9)
    yield Figure(
        f"start to first complete frame, {leads} leads",
        ratio(seconds, "salg", "bare Textual"),
        target=1.3,
        note=times(seconds),
    )


def _in_memory(salg: Sequence[str], environment: dict[str, str | None], leads: int) -> Iterator[Figure]:
    with _open(BARE, environment) as session:
        session.wait("bare").settle(QUIET)
        floor = private_megabytes(session.process.pid)
    with _open(salg, environment) as session:
        session.wait(_full).settle(QUIET)
        at_start = private_megabytes(session.process.pid)
        session.press("2").settle(QUIET)
        before = session.text
        sizes = [session.measure("pagedown", quiet=0.06).size for _ in range(PAGES)]
        session.settle(QUIET)
        if session.text == before:
            raise AssertionError(f"page down does not move the list of leads\n{session.picture()}")
        after = private_megabytes(session.process.pid)
    yield Figure("private memory, start page open", at_start / floor, note=f"{at_start:.1f} MB, bare {floor:.1f} MB")
    yield Figure(
        f"private memory, list of leads open, after {PAGES} pages",
        after / floor,
        target=1.7,
        note=f"{after:.1f} MB, bare {floor:.1f} MB; {statistics.median(sizes):.0f} bytes a page",
    )


def _on_the_command_line(salg: Sequence[str], environment: dict[str, str | None], leads: int) -> Iterator[Figure]:
    variables = {name: value for name, value in (os.environ | environment).items() if value is not None}
    root = str(Path(__file__).parents[2])
    variables["PYTHONPATH"] = root

    def run(*command: str) -> Callable[[], object]:
        return lambda: subprocess.run(
            command, env=variables, check=True, capture_output=True, cwd=tempfile.gettempdir()
        )

    seconds = interleaved(
        {
            "python -c pass": run(sys.executable, "-c", "pass"),
            "salg lead list --limit 1": run(*salg, "lead", "list", "--limit", "1"),
        },
        rounds=15,
    )
    yield Figure(
        "salg lead list --limit 1, against python -c pass",
        ratio(seconds, "salg lead list --limit 1", "python -c pass"),
        target=8,
        note=times(seconds),
    )


def private_megabytes(process: int) -> float:
    """Return what a process holds for itself alone: what one more seller costs."""
    kilobytes = 0
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith(("Private_Clean:", "Private_Dirty:")):
            kilobytes += int(line.split()[1])
    return kilobytes / 1024
