"""The terminal the other tests stand on, tried on small programs."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

import pytest

from tests.terminal.emulator import Emulator
from tests.terminal.session import NotSeen, Session
from tests.terminal.tmux import Tmux

ECHO = r"""
import os, sys, termios, tty
tty.setraw(0)
os.write(1, f"{os.get_terminal_size()} {os.environ['TERM']} ready\r\n".encode())
while (key := os.read(0, 100)) != b"q":
    os.write(1, b"[" + key.hex().encode() + b"]")
"""
APP = """
from textual.app import App
from textual.widgets import Input
class Small(App):
    def compose(self):
        yield Input(placeholder="type here")
    def on_input_submitted(self, event):
        self.exit(return_code=3)
small = Small()
small.run(mouse=False)
raise SystemExit(small.return_code)
"""


def echo() -> list[str]:
    return [sys.executable, "-c", ECHO]


def app() -> list[str]:
    return [sys.executable, "-c", APP]


@pytest.mark.terminal
def test_keys_size_and_end(terminal: Callable[..., Session]) -> None:
    session = terminal(echo(), columns=100, rows=30, term="linux")
    session.wait("os.terminal_size(columns=100, lines=30) linux ready")
    session.press("down").wait("[1b5b42]").press("ctrl+p").wait("[10]").type("å").wait("[c3a5]")
    assert session.press("q").wait_end() == 0


@pytest.mark.terminal
def test_bytes_of_a_key_are_counted(terminal: Callable[..., Session]) -> None:
    session = terminal(echo()).wait("ready")
    burst = session.measure("j", until="[6a]", quiet=0.05)
    assert burst.data == b"[6a]"
    assert burst.size == 4
    assert session.measure(quiet=0.05).size == 0


BUSY = r"""
import os, time, tty
tty.setraw(0)
os.write(1, b"ready")
os.read(0, 100)
until = time.process_time() + 0.4
while time.process_time() < until:
    pass
os.write(1, b"done")
os.read(0, 100)
"""


@pytest.mark.terminal
def test_a_program_at_work_is_waited_for(terminal: Callable[..., Session]) -> None:
    session = terminal([sys.executable, "-c", BUSY]).wait("ready")
    assert session.measure("j", quiet=0.05).data == b"done"


@pytest.mark.terminal
def test_what_does_not_come_is_said_with_the_screen(terminal: Callable[..., Session]) -> None:
    session = terminal(echo()).wait("ready")
    with pytest.raises(NotSeen, match=r"(?s)'never' did not come.*ready"):
        session.wait("never", patience=0.01)
    session.press("q")
    with pytest.raises(NotSeen, match="ended with 0"):
        session.wait("never")


@pytest.mark.terminal
def test_kill_hang_up_and_restart(terminal: Callable[..., Session]) -> None:
    session = terminal(echo()).wait("ready")
    assert session.kill() == -signal.SIGKILL
    assert session.restart().wait("ready").hang_up() == -signal.SIGHUP
    assert session.restart().wait("ready").kill(signal.SIGTERM) == -signal.SIGTERM


@pytest.mark.terminal
def test_textual_runs_in_it(terminal: Callable[..., Session]) -> None:
    session = terminal(app()).wait("type here")
    assert 1049 in session.emulator.modes
    session.type("Fjord").wait("Fjord").wait_gone("type here")
    session.resize(40, 10).settle()
    assert session.shows("Fjord")
    assert session.press("enter").wait_end() == 3
    assert 1049 not in session.emulator.modes


@pytest.mark.terminal
def test_textual_runs_in_tmux(tmux: Callable[..., Tmux]) -> None:
    window = tmux(app(), columns=90, rows=20).wait("type here")
    window.press("F", "j", "ø").wait("Fjø")
    assert window.run("display-message", "-p", "#{pane_width}x#{pane_height}").strip() == "90x20"
    window.resize(60, 15)
    window.press("home", "X").wait("XFjø")
    assert window.press("enter").wait_end() == 3


def test_emulator_scrolls_a_region_and_repeats() -> None:
    emulator = Emulator(5, 4)
    emulator.feed(b"a\r\nb\r\nc\r\nd\x1b[2;3r\x1b[S")
    assert emulator.lines == ["a", "c", "", "d"]
    emulator.feed(b"\x1b[T\x1b[r\x1b[4;2Hx\x1b[2b")
    assert emulator.lines == ["a", "", "c", "dxxx"]


def test_emulator_moves_blank_lines_too() -> None:
    emulator = Emulator(5, 5)
    emulator.feed(b"a\r\n\r\n\r\nd\r\ne\x1b[H\x1b[2M")
    assert emulator.lines == ["", "d", "e", "", ""]


def test_emulator_keeps_requests_off_the_screen() -> None:
    emulator = Emulator(20, 1)
    for byte in b"\x1b[>1u\x1b[?2026$p\x1bP+q544e\x1b\\\x1b[<u\x1b[=0;1u\x1b]0;title\x07ok":
        emulator.feed(bytes([byte]))
    assert emulator.text == "ok"


def test_emulator_answers_where_the_cursor_is() -> None:
    answers: list[bytes] = []
    Emulator(20, 5, answers.append).feed(b"\r\n  \x1b[6n")
    assert answers == [b"\x1b[2;3R"]
