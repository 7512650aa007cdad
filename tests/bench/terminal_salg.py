"""Bytes sent by Salg on its own screens: lead list, search, a card, a dialog, the call list; 80 × 24, 256 colours.

``python -m tests.bench.terminal_salg`` prints the table that stands in the README. Beside Salg stand, all measured in
the same run: what a program written by hand and Python's curses send for the same pictures (terminal_floors), Salg
with its output layer off (``SALG_PLAIN_OUTPUT=1``), Textual's own DataTable and VisiData over the same rows.

VisiData is no part of the project: ``pip install visidata`` into the same environment, or let ``VISIDATA`` name its
command ``vd``. Where there is none, its column says so.
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.terminal_floors import Curses, Picture, blank, by_hand, picture
from tests.terminal.day import day
from tests.terminal.session import ROOT, SALG, Session

COLUMNS, ROWS = 80, 24
DOWN = 150
QUIET = 0.15
"""Seconds without a byte and without anything done after which a key is held to be done."""
PLAIN = {"SALG_PLAIN_OUTPUT": "1"}
OTHERS = ("by hand", "curses", "VisiData", "DataTable", "layer off")
VISIDATA = os.environ.get("VISIDATA") or shutil.which("vd", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
SEVERAL = 0.06
"""The same for one of many keys in a row."""


@dataclass
class Row:
    """One line of the table: an event on a screen, and what each sends for it."""

    where: str
    event: str
    budget: float | None = None
    of_floor: float | None = None
    """Where the budget is so many times what is written by hand."""
    salg: float = 0
    others: dict[str, float] = field(default_factory=dict)

    @property
    def bound(self) -> float | None:
        """What may be sent at most."""
        return self.budget if self.of_floor is None else round(self.of_floor * self.others["by hand"], 1)


Pressed = tuple[str, str, Sequence[str], float | None, float | None]
"""Screen, event, keys, budget, budget as times the floor."""
ONCE: Sequence[Pressed] = (
    ("lead list", "opened", ("2",), 3_000, None),
    ("lead list", "↓ in the page", ("down",), 240, None),
    ("lead list", "↓ again", ("down",), 240, None),
    ("lead list", "status line: to a letter", ("t",), 200, None),
    ("lead list", "status line: back", ("escape",), 200, None),
    ("lead list", "marked, and on", ("space",), 240, None),
    ("lead list", "another page", ("pagedown",), 2_200, None),
    ("dialog", "opened (views)", ("V",), 3_000, None),
    ("dialog", "↓", ("down",), 240, None),
    ("dialog", "closed", ("escape",), 3_000, None),
    ("card", "opened", ("enter",), 3_000, None),
    ("card", "next tab", ("tab",), 3_000, None),
    ("card", "closed", ("escape",), 3_000, None),
    ("search", "opened", ("/",), 3_000, None),
    ("search", "1st letter", ("f",), None, 1.15),
    ("search", "2nd letter", ("j",), None, 1.15),
    ("search", "3rd letter", ("o",), None, 1.15),
    ("search", "↓", ("down",), 240, None),
    ("search", "next group", ("tab",), None, 1.15),
    ("search", "closed", ("escape",), 3_000, None),
    ("start page", "opened again", ("1",), 3_000, None),
    ("call list", "menu of lists", ("p",), 3_000, None),
    ("call list", "opened", ("enter",), 3_000, None),
    ("call list", "next company", (".",), 3_000, None),
    ("call list", "note opened", ("N",), 200, None),
    ("call list", "letter in the note", ("a",), 200, None),
    ("call list", "note closed", ("escape",), 200, None),
    ("call list", "closed", ("escape",), 3_000, None),
)
_FOR_VISIDATA: Mapping[tuple[str, str], Sequence[str]] = {
    ("lead list", "↓ in the page"): ("down",),
    ("lead list", "↓ again"): ("down",),
    ("lead list", "another page"): ("pagedown",),
    ("lead list", "marked, and on"): ("s", "down"),
    ("card", "opened"): ("enter",),
    ("card", "closed"): ("q",),
    ("search", "opened"): ("/",),
    ("search", "1st letter"): ("f",),
    ("search", "2nd letter"): ("j",),
    ("search", "3rd letter"): ("o",),
    ("search", "closed"): ("escape",),
}
_FOR_DATATABLE = {event: keys for event, keys in _FOR_VISIDATA.items() if event[1].startswith(("↓", "another"))}


@dataclass(frozen=True)
class Home:
    """The demo's data, a call list in it, and its leads as a CSV file."""

    folder: Path
    leads: Path

    @property
    def environment(self) -> dict[str, str]:
        """What Salg is told of it."""
        return {"SALG_HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def salg(self, *, columns: int = COLUMNS, rows: int = ROWS, **more: str) -> Session:
        """Start Salg on a copy, so that one run does not find what another left; ``more`` is for its environment."""
        copy = Path(tempfile.mkdtemp(dir=self.folder.parent)) / "home"
        shutil.copytree(self.folder, copy)
        return Session(
            SALG, columns=columns, rows=rows, environment={**self.environment, "SALG_HOME": str(copy), **more}
        )


def prepared(folder: Path) -> Home:
    """Make up the data in ``folder``."""
    from model.calling.lists import create, refs
    from model.core.storage.database import open_store
    from model.leads.records import Lead
    from model.people.signing_in import account_name, sign_in
    from tests.bench.invented_rows import ids

    home = Home(folder / "home", folder / "leads.csv")
    run = {**os.environ, **home.environment, "PYTHONPATH": str(ROOT)}
    subprocess.run([*SALG, "demo", "--keep", str(home.folder), "--no-app"], env=run, check=True, capture_output=True)
    fields = "classification,status,name,subject,industry,owner,changed_at"
    listed = subprocess.run([*SALG, "lead", "list", "--csv", "--fields", fields], env=run, check=True,
                            capture_output=True, text=True)  # fmt: skip
    with home.leads.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(csv.reader(listed.stdout.lstrip("\ufeff").splitlines(), delimiter=";"))
    store = open_store(home.folder / "data" / "salg.db")
    session = sign_in(store, account_name(), lambda: datetime.now(UTC))
    open_to_all = (Lead.owner_only.no, Lead.do_not_call.no, Lead.active.yes)
    found = ids(store, Lead, *open_to_all, Lead.converted_at.is_null(), Lead.phone.is_null(False))
    create(session, "Høst", refs("lead", found[:60]), shared=True)
    store.close()
    return home


def rows_of(home: Home, size: float) -> list[Row]:
    """Measure all of it."""
    pictures: list[Picture] = [blank(COLUMNS, ROWS)]
    rows = [Row("start page", "first picture", 3_000)]
    with home.salg() as salg:
        salg.wait("On file").settle(0.5)
        pictures.append(picture(salg.emulator))
        rows[0].salg = len(salg.received)
        for where, event, keys, budget, of_floor in ONCE:
            burst = salg.measure(*keys, quiet=QUIET)
            rows.append(Row(where, event, budget, of_floor, burst.size))
            pictures.append(picture(salg.emulator))
    for number, row in enumerate(rows):
        row.others["by hand"] = by_hand(pictures[number], pictures[number + 1])
    with Curses(pictures[1:], home.folder.parent, COLUMNS, ROWS) as curses:
        for row in rows:
            row.others["curses"] = curses.first() if row is rows[0] else curses.next()
    _pressed(rows, "layer off", home.salg(**PLAIN), "On file", {row[:2]: row[2] for row in ONCE})
    # The rows of the list are those of Salg's list; what stands above and below them is each program's own.
    with_table = (sys.executable, "-m", "tests.bench.terminal_floors", "datatable", str(home.leads))
    table = {"TEXTUAL_ANIMATIONS": "none", "LC_ALL": "C.UTF-8"}
    _pressed(rows, "DataTable", _session(with_table, table), "ApS", _FOR_DATATABLE)
    if VISIDATA:
        visidata = _session((VISIDATA, str(home.leads)), {"LC_ALL": "C.UTF-8", "HOME": str(home.folder.parent)})
        _pressed(rows, "VisiData", visidata, "ApS", _FOR_VISIDATA, quiet=0.8)
    rows.insert(3, _many_moves(home, max(30, int(DOWN * size))))
    rows += _silent(home, 60 * size)
    return rows


def _session(command: Sequence[str], environment: Mapping[str, str]) -> Session:
    return Session(command, columns=COLUMNS, rows=ROWS, environment=environment)


def _pressed(
    rows: Sequence[Row],
    column: str,
    session: Session,
    ready: str,
    keys: Mapping[tuple[str, str], Sequence[str]],
    quiet: float = QUIET,
) -> None:
    with session:
        session.wait(ready).settle(0.5)
        rows[0].others[column] = len(session.received)
        for row in rows[1:]:
            if (row.where, row.event) in keys:
                row.others[column] = session.measure(*keys[row.where, row.event], quiet=quiet).size


def _many_moves(home: Home, count: int) -> Row:
    """Hold ↓ down through the list, well past the edge of the page."""
    row = Row("lead list", f"↓, mean of {count}", 300)
    pictures: list[Picture] = []
    with ExitStack() as stack:
        with home.salg() as salg:
            salg.wait("On file").press("2").settle(0.5)
            pictures.append(picture(salg.emulator))
            sizes = []
            for _step in range(count):
                sizes.append(salg.measure("down", quiet=SEVERAL).size)
                pictures.append(picture(salg.emulator))
            row.salg = round(statistics.mean(sizes))
        hand = [by_hand(*pair) for pair in pairwise(pictures)]
        row.others["by hand"] = round(statistics.mean(hand))
        curses = stack.enter_context(Curses(pictures, home.folder.parent, COLUMNS, ROWS))
        curses.first()
        row.others["curses"] = round(statistics.mean(curses.next() for _step in range(count)))
        others = [("layer off", home.salg(**PLAIN), "On file", "2", SEVERAL)]
        table = (sys.executable, "-m", "tests.bench.terminal_floors", "datatable", str(home.leads))
        others.append(("DataTable", _session(table, {"LC_ALL": "C.UTF-8"}), "ApS", "", SEVERAL))
        if VISIDATA:
            visidata = _session((VISIDATA, str(home.leads)), {"LC_ALL": "C.UTF-8", "HOME": str(home.folder.parent)})
            others.append(("VisiData", visidata, "ApS", "", 0.5))
        for column, started, ready, first, quiet in others:
            session = stack.enter_context(started)
            session.wait(ready)
            if first:
                session.press(first)
            session.settle(0.5)
            steps = count if column != "VisiData" else max(30, count // 3)
            sent = [session.measure("down", quiet=quiet).size for _step in range(steps)]
            row.others[column] = round(statistics.mean(sent))
    return row


def _silent(home: Home, seconds: float) -> list[Row]:
    """Nothing is done on the lead list for a while; then windows are switched, and the mouse moves."""
    rows = [
        Row("lead list", f"idle for {seconds:.0f} s", 0),
        Row("lead list", "focus out and in", 0),
        Row("lead list", "mouse moved", 0),
    ]
    for column, more in (("", {}), ("layer off", PLAIN)):
        with home.salg(**more) as session:
            session.wait("On file").press("2").settle(0.5)
            idle = session.measure(quiet=max(1.0, seconds)).size
            # What the terminal would report: only to a program that has asked for it.
            asked = session.emulator.modes
            focus = session.measure("focus-out", "focus-in", quiet=QUIET).size
            moved = session.measure("\x1b[<35;20;10M", quiet=QUIET).size if {1000, 1003} & asked else 0
        for row, size in zip(rows, (idle, focus, moved), strict=True):
            if column:
                row.others[column] = size
            else:
                row.salg = size
    return rows


def session_of_keys(home: Home, count: int) -> Row:
    """Press ``count`` keys of a seller's day, each when the one before is done; and what it would be by hand."""
    steps = day(count)
    row = Row("a day", f"{count} keys", None)
    pictures: list[Picture] = []
    for column, more in (("", {}), ("layer off", PLAIN)):
        with home.salg(**more) as session:
            session.wait("On file").settle(0.5)
            began = len(session.received)
            for key, _there in steps:
                # Escape alone is told from the beginning of a sequence by nothing coming after it for a while.
                session.measure(key, quiet=0.25 if key == "escape" else SEVERAL)
                if not column:
                    pictures.append(picture(session.emulator))
            sent = len(session.settle().received) - began
        if column:
            row.others[column] = sent
        else:
            row.salg = sent
    row.others["by hand"] = sum(by_hand(*pair) for pair in pairwise(pictures))
    if VISIDATA:
        command = (VISIDATA, str(home.leads))
        with _session(command, {"LC_ALL": "C.UTF-8", "HOME": str(home.folder.parent)}) as session:
            session.wait("ApS").settle(0.5)
            began = len(session.received)
            for _key, there in steps:
                if there:
                    session.measure(*there, quiet=0.3)
            row.others["VisiData"] = len(session.settle(0.5).received) - began
    return row


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield every event, then a session of 500 keys (times ``size``)."""
    with tempfile.TemporaryDirectory(prefix="salg-bytes") as folder:
        home = prepared(Path(folder))
        for row in rows_of(home, size):
            yield _figure(row, row.bound)
        row = session_of_keys(home, max(60, int(500 * size)))
        yield _figure(row, row.others.get("VisiData"))


def _figure(row: Row, bound: float | None) -> Figure:
    note = ", ".join(f"{name} {count:.0f}" for name, count in row.others.items())
    return Figure(f"{row.where}: {row.event}", row.salg, "bytes", bound, note=note)


def markdown(size: float = 1.0) -> Iterator[str]:
    """Yield the lines of the README's table."""
    yield f"| 80 × 24, 256 colours: bytes sent | **Salg** | at most | {' | '.join(OTHERS)} |"
    yield "| --- |" + " ---: |" * (2 + len(OTHERS))
    with tempfile.TemporaryDirectory(prefix="salg-bytes") as folder:
        home = prepared(Path(folder))
        rows = rows_of(home, size)
        for row in [*rows, session_of_keys(home, max(60, int(500 * size)))]:
            bound = "" if row.bound is None else _count(row.bound)
            missed = " ✗" if row.bound is not None and row.salg > row.bound else ""
            cells = [_count(row.others[name]) if name in row.others else _without(name) for name in OTHERS]
            yield f"| {row.where}: {row.event} | **{_count(row.salg)}**{missed} | {bound} | {' | '.join(cells)} |"


def _count(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ")


def _without(name: str) -> str:
    return "not installed" if name == "VisiData" and not VISIDATA else "–"


if __name__ == "__main__":
    from tests.bench.__main__ import machine

    print(machine(), "\n", sep="")
    for line in markdown(float(sys.argv[1]) if sys.argv[1:] else 1.0):
        print(line, flush=True)
