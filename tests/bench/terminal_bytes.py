"""Bytes sent for a key: one list, written by hand, with curses, and with Textual, without the output layer and with it.

Bytes do not depend on the machine; the times are ratios to the program written by hand, pressed in turn with the
others. Targets are the budget that was set before there was a program (80 × 24, 256 colours).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter, thread_time

from tests.bench.figures import Figure
from tests.bench.terminal_lists import cursor_row
from tests.bench.terminal_salg import prepared
from tests.terminal.session import Session
from tests.terminal.slow import SlowLine

HINT = "enter open"
DOWN = 150
_PLAIN = {"LC_ALL": "C.UTF-8", "TEXTUAL_FPS": "240", "TEXTUAL_ANIMATIONS": "none"}
_SUBJECTS: dict[str, tuple[str, dict[str, str]]] = {
    "by hand": ("floor", {}),
    "curses": ("curses", {}),
    "Textual": ("textual", {"SALG_PLAIN_OUTPUT": "1"}),
    "layer": ("textual", {}),
}
_ONE_LINE = ("one-line", {})
_BUDGET = {"first picture": 3_000, "↓ in the page": 240, "PageDown": 2_200}


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the bytes for each event (80 × 24 in 256 colours, 120 × 50 in true colour), then key to last byte."""
    for columns, rows, colour in [(80, 24, "256"), (120, 50, "truecolor")]:
        yield from _bytes(columns, rows, colour)
    yield from _times(max(5, int(40 * size)))
    yield from _slow_lines(max(2.0, 8 * size))
    yield from _layer_alone()


def _start(subject: str, columns: int, rows: int, **environment: str) -> Session:
    return _started(subject, columns, rows, **environment).wait(HINT).settle()


def _started(subject: str, columns: int, rows: int, **environment: str) -> Session:
    program, own = _ONE_LINE if subject == "one line" else _SUBJECTS[subject]
    command = (sys.executable, "-m", "tests.bench.terminal_lists", program)
    return Session(command, columns=columns, rows=rows, environment=_PLAIN | own | environment)


def _bytes(columns: int, rows: int, colour: str) -> Iterator[Figure]:
    environment = {"COLORTERM": "truecolor", "DEMO_COLOURS": "theme"} if colour == "truecolor" else {}
    counts: dict[str, dict[str, int]] = {}
    for subject in _SUBJECTS:
        with _start(subject, columns, rows, **environment) as session:
            count = counts.setdefault("first picture", {})
            count[subject] = len(session.received)
            session.measure("down")

            def note(what: str, *keys: str, session: Session = session, subject: str = subject) -> None:
                counts.setdefault(what, {})[subject] = session.measure(*keys).size

            note("↓ in the page", "down")
            steps = [session.measure("down", quiet=0.03).size for _ in range(DOWN)]
            session.settle()
            counts.setdefault("↓ at the edge", {})[subject] = int(statistics.median(steps[-40:]))
            counts.setdefault(f"↓, mean of {DOWN}", {})[subject] = round(statistics.mean(steps))
            note("PageDown", "pagedown")
            note("letter in the search", "f")
            note("second letter", "j")
            if subject not in ("by hand", "curses"):
                note("focus out and in", "focus-out", "focus-in")
    for what, found in counts.items():
        floor = found.get("by hand", 0)
        budget = float(_BUDGET[what]) if what in _BUDGET and colour == "256" else None
        if what.startswith("↓, mean") and colour == "256":
            budget = 300
        elif "letter" in what:
            budget = round(1.15 * floor)
        elif what.startswith("focus"):
            budget = 0
        others = ", ".join(f"{subject} {count}" for subject, count in found.items() if subject != "layer")
        ratio = f" · {found['layer'] / floor:.2f} × by hand" if floor else ""
        yield Figure(f"{columns}×{rows} {colour}: {what}", found["layer"], "bytes", budget, note=others + ratio)


def _times(rounds: int) -> Iterator[Figure]:
    """Key to last byte, and processor time of a key held at 30 Hz, all programs alive and pressed in turn.

    What cannot be had for less with Textual is what an app takes that has one line of text and changes it: keys go
    through its message queues, and a frame through its compositor.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="salg-times")))
        sessions = {
            subject: stack.enter_context(_start(subject, 120, 50))
            for subject in ("by hand", "curses", "one line", "Textual", "layer")
        }
        salg = prepared(folder).salg(columns=120, rows=50)
        sessions["Salg"] = stack.enter_context(salg).wait("On file").press("2").settle(1.0)
        for what, before in [("↓ in the page", 0), ("↓ at the edge", 60)]:
            for session in sessions.values():
                for _ in range(before):
                    session.measure("down", quiet=0.02)
            seconds: dict[str, list[float]] = {subject: [] for subject in sessions}
            for _ in range(rounds):
                for subject, session in sessions.items():
                    seconds[subject].append(session.measure("down", quiet=0.05).seconds)
            median = {subject: statistics.median(found) for subject, found in seconds.items()}
            note = ", ".join(f"{subject} {value * 1000:.1f} ms" for subject, value in median.items())
            target = 3.0 if before == 0 else 7.0
            yield Figure(
                f"120×50: key to last byte, {what}, × by hand",
                median["Salg"] / median["by hand"],
                "×",
                target,
                note=note,
            )
            yield Figure(
                f"120×50: key to last byte, {what}, × one line", median["Salg"] / median["one line"], "×", note=note
            )
        held = {subject: _held(session, 3 * rounds) for subject, session in sessions.items()}
        what = "120×50: ↓ held at the edge, 30 Hz"
        note = ", ".join(f"{subject} {value:.1f} ms" for subject, (value, _dropped) in held.items())
        yield Figure(f"{what}: processor time a key", held["Salg"][0], "ms", 15, note=note)
        note = ", ".join(f"{subject} {dropped}" for subject, (_value, dropped) in held.items())
        yield Figure(f"{what}: pictures dropped of {3 * rounds}", held["Salg"][1], "", 0, note=note)


def _held(session: Session, presses: int) -> tuple[float, int]:
    """Press ↓ at 30 Hz; return the milliseconds of processor time that a key takes, and how many keys had no picture
    before the next was pressed."""
    before, began, dropped = _used(session), perf_counter(), 0
    for number in range(presses):
        session.press("down")
        shown = False
        while session._pump(began + (number + 1) / 30):
            shown = True
        dropped += not shown
    session.settle()
    return (_used(session) - before) / presses * 1000, dropped


def _used(session: Session) -> float:
    """Seconds that the program has been on a processor, in all its threads (proc(5): schedstat)."""
    threads = Path(f"/proc/{session.process.pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def _slow_lines(seconds: float) -> Iterator[Figure]:
    """How long the screen goes on moving after a key that was held is let go, by the speed of the line."""
    for what, rate, delay in [("9 600 baud", 960, 0.02), ("1 Mbit/s, 300 ms", 125_000, 0.15)]:
        late = {}
        for subject in ("Textual", "layer"):
            with _started(subject, 80, 24) as session:
                line = SlowLine(session, rate, delay)
                line.until(lambda session=session: session.shows(HINT))  # type: ignore[misc]
                presses = int(seconds * 30)
                late[subject] = line.hold(
                    "down",
                    presses,
                    lambda count, session=session: cursor_row(session.emulator) == count,  # type: ignore[misc]
                ).late
        note = f"Textual {late['Textual']:.2f} s; key held for {seconds:.0f} s at 30 Hz"
        yield Figure(f"80×24, {what}: behind after a held key", late["layer"], "s", note=note)


def _layer_alone() -> Iterator[Figure]:
    """The processor time of the layer itself, on frames as Textual writes them."""
    from tests.bench.terminal_lists import ROWS
    from tui.terminal.capabilities import Capabilities
    from tui.terminal.layer import OutputLayer

    def frame(top: int) -> str:
        style = "38;2;224;224;224;48;2;18;18;18"
        rows = [
            f"\x1b[{y + 1};1H\x1b[{style}m{ROWS[top + y][:36]}\x1b[0m\x1b[1;{style}m{ROWS[top + y][36:]}\x1b[0m"
            f"\x1b[{'38;2;1;120;212;' if y == 40 else ''}{style}m{'':42}\x1b[0m"
            for y in range(50)
        ]
        return "\n".join(rows) + "\x1b[1;1H"

    for what, step in [("↓ at the edge", 1), ("another page", 50)]:
        layer = OutputLayer(120, 50, Capabilities())
        took = []
        for number in range(18):
            data = frame(number * step)
            began = thread_time()
            layer.feed(data)
            layer.frame()
            took.append(thread_time() - began)
        yield Figure(f"120×50: the layer alone, {what}", statistics.median(took[2:]) * 1000, "ms", note="budget 3 ms")
