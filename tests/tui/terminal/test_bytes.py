"""Bytes for a key against a program that writes by hand what must be written, and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.terminal.session import Session

pytestmark = [pytest.mark.terminal, pytest.mark.slow]


@pytest.fixture(scope="module")
def lists() -> Iterator[tuple[Session, Session]]:
    """The same list by hand and with Textual through the layer, both ready, the cursor one row down."""

    def start(hand: str) -> Session:
        command = (sys.executable, "-m", "tests.bench.terminal_lists", hand)
        return Session(command, environment={"TEXTUAL_ANIMATIONS": "none"})

    with start("floor") as floor, start("textual") as frugal:
        for session in (floor, frugal):
            session.wait("enter open").settle()
        assert len(frugal.received) <= 1.2 * len(floor.received)
        for session in (floor, frugal):
            session.measure("down")
        yield floor, frugal


@pytest.mark.parametrize(
    ("keys", "before", "most"),
    [
        (("down",), 0, 1.1),
        (("up",), 0, 1.1),
        (("down",), 40, 1.5),
        (("pagedown",), 0, 1.0),
        (("f",), 0, 1.15),
        (("j",), 0, 1.15),
    ],
    ids=["in the page", "up", "at the edge", "a page", "a letter", "another letter"],
)
def test_no_more_than_by_hand(lists: tuple[Session, Session], keys: tuple[str, ...], before: int, most: float) -> None:
    sizes = []
    for session in lists:
        for _ in range(before):
            session.press("down")
        session.settle()
        sizes.append(session.measure(*keys).size)
    floor, frugal = sizes
    assert 0 < frugal <= most * floor
    assert lists[0].lines == lists[1].lines
