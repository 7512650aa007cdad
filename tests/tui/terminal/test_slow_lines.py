"""Lines of 9 600 baud to 1 Mbit/s: how many bytes stand between a key and its picture, and that none stand in line."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.bench.terminal_lists import cursor_row
from tests.terminal.emulator import Emulator
from tests.terminal.session import Session
from tests.terminal.slow import SlowLine
from tests.tui.terminal.screens import picture

pytestmark = [pytest.mark.terminal, pytest.mark.slow]
HINT = "enter open"
ASK = b"\x1b[6n"
LINES = {"9 600 baud": (960, 0.02), "115 200 baud": (11_520, 0.02), "1 Mbit/s, 300 ms": (125_000, 0.15)}
"""Bytes a second, and seconds that one way takes."""
MOVE = 240
"""Bytes that a move of the cursor may take."""
PAGE = 1_400
"""Bytes that a picture takes of which every row has changed."""


def started() -> Session:
    """A list of a thousand rows, drawn by Textual, through the layer."""
    command = (sys.executable, "-m", "tests.bench.terminal_lists", "textual")
    return Session(command, environment={"TEXTUAL_ANIMATIONS": "none", "LC_ALL": "C.UTF-8"})


@pytest.fixture
def session() -> Iterator[Session]:
    """The list, ready."""
    with started() as session:
        yield session.wait(HINT).settle()


@pytest.mark.parametrize(
    ("keys", "most"),
    [(("down",), MOVE), (("down",) * 22, 22 * MOVE), (("pagedown",), 2_200), (("f",), 2_200), (("j",), 2_200)],
    ids=["a move", "to the edge and over it", "a page", "a letter", "another letter"],
)
def test_every_byte_is_needed_for_the_picture(session: Session, keys: tuple[str, ...], most: int) -> None:
    """The picture is right with the last byte before the question for a sign of life, and not long before it.

    So a key is seen after its bytes over the rate of the line, and the delay: a quarter of a second for a move on
    9 600 baud, two milliseconds on 1 Mbit/s.
    """
    began = bytes(session.received)
    burst = session.measure(*keys)
    wanted = picture(session.emulator.screen)
    sent = burst.data
    assert 0 < len(sent) <= most
    emulator = Emulator(80, 24)
    emulator.feed(began)
    right = 0
    for number in range(len(sent)):
        emulator.feed(sent[number : number + 1])
        if picture(emulator.screen) != wanted:
            right = number + 2
    left = sent[right:].replace(ASK, b"").replace(b"\x1b[m", b"")
    assert len(left) <= 16, left


@pytest.mark.parametrize("name", LINES)
def test_a_held_key_leaves_nothing_standing_in_line(name: str) -> None:
    """Two seconds of ↓ at 30 Hz; when the key is let go, the picture under way still comes, and then the right one.

    Where the line has room for more than one, as many are under way as keys were pressed in the time that a key and its
    picture take. On 9 600 baud all sixty pictures would be ten thousand bytes, ten seconds.
    """
    rate, delay = LINES[name]
    with started() as session:
        line = SlowLine(session, rate, delay)
        line.until(lambda: session.shows(HINT))
        held = line.hold("down", 60, lambda presses: cursor_row(session.emulator) == presses)
        assert held.after <= max(2 * PAGE, MOVE * (2 + 2 * delay * 30))
        if rate < 10_000:
            assert held.sent + held.after < 60 * 175 / 2, "pictures were dropped, not queued"
        line.press("down")
        line.until(lambda: cursor_row(session.emulator) == 61)
