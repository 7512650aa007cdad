"""The driver in a terminal of its own: what Textual shows without it, it shows; what others spoilt, it mends."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.session import Session, key_bytes
from tests.tui.terminal.screens import differences, looks, picture

PROGRAM = (sys.executable, "-m", "tests.tui.terminal.program")
ENVIRONMENT = {"TEXTUAL_ANIMATIONS": "none", "COLORTERM": "truecolor"}
HINT = "enter open"

pytestmark = pytest.mark.terminal


def start(*arguments: str, term: str = "xterm-256color", **environment: str) -> Session:
    """The program in an 80 × 24 terminal, not waited for."""
    return Session((*PROGRAM, *arguments), term=term, environment=ENVIRONMENT | environment)


@pytest.fixture
def session() -> Iterator[Session]:
    """The program with the layer, ready."""
    with start() as session:
        yield session.wait(HINT).settle()


@pytest.mark.slow  # every key in two terminals; test_apps compares cell by cell without one
@pytest.mark.parametrize("term", ["xterm-256color", "screen-256color", "linux", "putty"])
def test_the_same_as_without_the_layer(term: str) -> None:
    with start(term=term) as frugal, start(term=term, SALG_PLAIN_OUTPUT="1") as stock:
        for session in (frugal, stock):
            session.wait(HINT)
        assert differences(frugal, stock) == []
        for keys in [
            "fjord",
            "tab",
            "down down",
            "pagedown",
            "down pagedown down",
            "up",
            "f2",
            "a b",
            "escape",
            "home",
        ]:
            for key in keys.split():
                frugal.press(key)
                stock.press(key)
            assert differences(frugal, stock) == [], keys
        for size in [(100, 30), (61, 20), (80, 24)]:
            for session in (frugal, stock):
                session.resize(*size)
            assert differences(frugal, stock) == [], size
        assert len(frugal.received) * 3 < len(stock.received)


def test_silence(session: Session) -> None:
    session.press("tab", "down").settle()
    for keys in [(), ("focus-out",), ("focus-in",), ("focus-out", "focus-in")]:
        assert session.measure(*keys, quiet=0.5).data == b"", keys
    assert not {1000, 1003, 1004, 1006} & session.emulator.modes


def test_repaint_mends_the_screen(session: Session) -> None:
    before = looks(session)
    session.emulator.feed(b"\x1b[3;9r\x1b[5;5H\x1b[41mjunk from another program\r\n\n\n\n\n\x1b[?7h")
    assert picture(session.emulator.screen) != before
    burst = session.press("ctrl+l").settle()
    assert looks(burst) == before
    session.press("tab", "end", "f2").settle()


def test_a_size_that_came_and_went_is_painted_again(session: Session) -> None:
    before = looks(session)
    session.resize(60, 10)
    session.emulator.feed(b"\x1b[H\x1b[2J")
    session.resize(80, 24)
    assert looks(session) == before


@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGSTOP])
def test_stopped_and_continued(session: Session, stop: signal.Signals) -> None:
    before = looks(session)
    os.kill(session.process.pid, stop)
    os.waitpid(session.process.pid, os.WUNTRACED)
    session.settle()
    session.emulator.feed(b"\x1b[?1049l\x1b[0;44m\x1b[Hthe shell\r\n\x1b[?25h")
    os.kill(session.process.pid, signal.SIGCONT)
    # The hint stands on the emulator's screen all the while: only the first line was written over.
    session.wait_gone("the shell").settle()
    assert looks(session) == before
    session.press("f2").wait("Delete")


def test_it_leaves_the_terminal_as_it_was() -> None:
    with start() as session:
        settings = termios.tcgetattr(session._master)
        session.wait(HINT).press("ctrl+q").wait_end()
        assert session.emulator.modes <= {7, 25}
        assert termios.tcgetattr(session._master)[:4] == settings[:4]


@pytest.mark.parametrize("how", ["picture", "broken"])
def test_the_first_picture(how: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    with start(how, GATE=str(gate)) as session:
        settings = termios.tcgetattr(session._master)
        session.wait("loading …")
        assert session.lines[3].startswith("─" * 30)
        assert 1049 in session.emulator.modes
        session.type("typed early")
        gate.touch()
        if how == "picture":
            session.wait("typed early")
            session.wait_gone("loading …")
            assert session.received.count(b"\x1b[?1049h") == 1
            assert b"\x1b[2J" not in session.received[session.received.index(b"loading") :]
            session.press("ctrl+q")
        session.wait_end()
        assert 1049 not in session.emulator.modes
        assert termios.tcgetattr(session._master)[:4] == settings[:4]


def test_a_line_that_takes_no_more_gets_the_newest_picture_only(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with start(MARK=str(mark)) as session:
        session.wait(HINT).press("tab").settle()
        before = len(session.received)
        for key in ["f3"] * 24 + ["pagedown"]:
            # Nothing is read meanwhile, and no question answered: to the program the line is stuck.
            os.write(session._master, key_bytes(key) + b"\x07")
            while not mark.exists():
                time.sleep(0.002)
            mark.unlink()
        session.settle()
        assert len(session.received) - before < 40_000, "25 pictures of 4 kB were drawn"
        with start() as other:
            other.wait(HINT).press("tab", "pagedown")
            assert differences(session, other) == []
