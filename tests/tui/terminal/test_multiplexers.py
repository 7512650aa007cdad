"""In tmux and in GNU screen: what they show with the layer is what they show without."""

from __future__ import annotations

import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.terminal.session import NotSeen, Session
from tests.terminal.tmux import Tmux
from tests.tui.terminal.screens import Cell, differences, picture, terminal

PROGRAM = (sys.executable, "-m", "tests.tui.terminal.program")
HINT = "enter open"
WALK = ["fjord", "tab", "down", "down", "pagedown", "down", "pagedown", "up", "end", "up", "home", "f2", "escape"]

pytestmark = pytest.mark.terminal


def captured(tmux: Tmux) -> list[list[Cell]]:
    """Every cell of the pane."""
    screen, stream = terminal(80, 24)
    for y, line in enumerate(tmux.run("capture-pane", "-e", "-p", "-N").split("\n")[:24]):
        stream.feed(f"\x1b[{y + 1};1H{line}")
    return picture(screen)


def agree(one: Tmux, other: Tmux, before: list[list[Cell]] | None = None) -> list[list[Cell]]:
    """Wait until both show the same, other than ``before``; returns it."""
    now = captured(one)

    def same(_: Tmux) -> bool:
        nonlocal now
        now = captured(one)
        return now != before and now == captured(other)

    try:
        one.wait(same, patience=30)
    except NotSeen as error:
        raise NotSeen("\n".join([str(error), "the other:", *other.lines, f"unchanged: {now == before}"])) from None
    return now


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
@pytest.mark.parametrize("term", ["tmux-256color", "screen", "xterm-256color"])
def test_tmux(term: str) -> None:
    with ExitStack() as stack:

        def pane(**environment: str) -> tuple[Tmux, Tmux]:
            environment |= {"TEXTUAL_ANIMATIONS": "none", "COLORTERM": "truecolor"}
            inner = stack.enter_context(Tmux(PROGRAM, options={"default-terminal": term}, environment=environment))
            # Seen through a second tmux: asked itself, tmux does not tell the colour of cells that were erased.
            attach = ["env", "-u", "TMUX", *inner.attach_command()]
            return inner, stack.enter_context(Tmux(attach, options={"default-terminal": "tmux-256color"})).wait(HINT)

        (inner_frugal, frugal), (inner_stock, stock) = pane(), pane(SALG_PLAIN_OUTPUT="1")
        shown = agree(frugal, stock)
        for key in WALK:
            for tmux in (inner_frugal, inner_stock):
                tmux.press(key)
            shown = agree(frugal, stock, shown)
        # As when a pane is split and the other closed.
        for size in [(60, 12), (80, 24)]:
            for tmux in (frugal, stock):
                tmux.resize(*size)
        agree(frugal, stock)


@pytest.mark.skipif(shutil.which("screen") is None, reason="GNU screen is not installed")
@pytest.mark.parametrize("term", ["screen", "screen-256color"])
def test_screen(term: str, tmp_path: Path) -> None:
    (tmp_path / "screenrc").write_text(f"term {term}\nstartup_message off\ndefutf8 on\nvbell off\n")
    folder = tmp_path / "s"
    folder.mkdir(mode=0o700)
    command = ("screen", "-U", "-c", str(tmp_path / "screenrc"), "--", *PROGRAM)
    environment = {"TEXTUAL_ANIMATIONS": "none", "SCREENDIR": str(folder), "LC_ALL": "C.UTF-8"}
    with (
        Session(command, environment=environment) as frugal,
        Session(command, environment={**environment, "SALG_PLAIN_OUTPUT": "1"}) as stock,
    ):
        for session in (frugal, stock):
            session.wait(HINT)
        for key in WALK:
            for session in (frugal, stock):
                session.press(key)
            assert differences(frugal, stock) == [], key
        for session in (frugal, stock):
            session.press("ctrl+q").wait_end()
