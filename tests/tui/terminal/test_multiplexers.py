"""In tmux and in GNU screen: what they show with the layer is what they show without."""

from __future__ import annotations

import shutil
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.terminal.session import NotSeen, Session
from tests.terminal.tmux import Tmux
from tests.tui.terminal.screens import Cell, differences, picture, terminal

PROGRAM = (sys.executable, "-m", "tests.tui.terminal.program")
HINT = "enter open"
WALK = ["fjord", "tab", "down", "down", "pagedown", "down", "pagedown", "up", "end", "up", "home", "f2", "escape"]

pytestmark = [pytest.mark.terminal, pytest.mark.slow]


class Pane:
    """The program in a tmux, seen through a second one: asked itself, tmux does not tell the colour of erased cells."""

    def __init__(self, stack: ExitStack, term: str, **environment: str) -> None:
        self._stack = stack
        environment |= {"TEXTUAL_ANIMATIONS": "none", "COLORTERM": "truecolor"}
        options = {"default-terminal": term}
        self.inner = stack.enter_context(Tmux(PROGRAM, options=options, environment=environment))
        self.attach()
        self.outer.wait(HINT)

    def attach(self) -> None:
        """Look at it through a fresh tmux."""
        command = ["env", "-u", "TMUX", *self.inner.attach_command()]
        self.outer = self._stack.enter_context(Tmux(command, options={"default-terminal": "tmux-256color"}))

    def picture(self) -> list[list[Cell]]:
        """Every cell that is seen."""
        screen, stream = terminal(80, 24)
        for y, line in enumerate(self.outer.run("capture-pane", "-e", "-p", "-N").split("\n")[:24]):
            stream.feed(f"\x1b[{y + 1};1H{line}")
        return picture(screen)


def agree(frugal: Pane, stock: Pane, before: list[list[Cell]] | None = None) -> list[list[Cell]]:
    """Wait until both show the same, other than ``before``; returns it.

    Where what Textual itself sends is much at once, tmux 3.3 now and then leaves off drawing for its client for good
    (one that attaches anew sees what it holds). So the side without the layer is looked at afresh when it lags; the
    side with the layer has to do without.
    """
    now = frugal.picture()
    looked = time.monotonic()

    def same(_: Tmux) -> bool:
        nonlocal now, looked
        now = frugal.picture()
        if now == before:
            return False
        if now == stock.picture():
            return True
        if time.monotonic() - looked > 5:
            stock.attach()
            looked = time.monotonic()
        return False

    try:
        frugal.outer.wait(same, patience=30)
    except NotSeen as error:
        told = [str(error), "the other:", *stock.outer.lines, f"unchanged: {now == before}"]
        raise NotSeen("\n".join(told)) from None
    return now


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
@pytest.mark.parametrize("term", ["tmux-256color", "screen", "xterm-256color"])
def test_tmux(term: str) -> None:
    with ExitStack() as stack:
        frugal, stock = Pane(stack, term), Pane(stack, term, SALG_PLAIN_OUTPUT="1")
        shown = agree(frugal, stock)
        for key in WALK:
            for pane in (frugal, stock):
                pane.inner.press(key)
            shown = agree(frugal, stock, shown)
        # As when a pane is split and the other closed.
        for size in [(60, 12), (80, 24)]:
            for pane in (frugal, stock):
                pane.outer.resize(*size)
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
