"""Every screen of the demo, through the table of actions, with the layer and without: the same after every key."""

from __future__ import annotations

import os
import random
from datetime import datetime
from pathlib import Path

import pytest

from tests.tui.desk import OSLO
from tests.tui.terminal.screens import picture, terminal
from tests.tui.terminal.walk import Demo, Walk, actions_at, do_at, stations, unreachable, walking
from tui.terminal.colours import Depth
from tui.terminal.painter import Painter

WISHED = dict(os.environ)
"""What the caller asked for; a test has an environment of its own."""

TERMINALS = {
    "truecolor": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256 colours": {"TERM": "screen-256color"},
    "16 colours": {"TERM": "linux"},
    "NO_COLOR": {"TERM": "xterm-256color", "NO_COLOR": "1"},
}
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=OSLO)
SIZES = [(80, 24), (120, 40)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo's data, made once."""
    return Demo.made(tmp_path_factory.mktemp("demo"), NOW)


def compare(walk: Walk) -> None:
    """Hold that the terminal behind the layer shows what Textual wrote.

    Without colours the layer puts reverse in place of backgrounds, which Textual does not: there what came bit by bit
    is held against the same picture painted in one piece.
    """
    driver = walk.driver
    if driver.layer.capabilities.depth is not Depth.NONE:
        stock, frugal = driver.pictures()
        assert frugal == stock, _differences(walk, frugal, stock)
        return
    layer = driver.layer
    painter = Painter(layer.width, layer.height, layer._table, layer._clusters)
    screen, stream = terminal(layer.width, layer.height)
    stream.feed(painter.frame(layer._wanted))
    whole, frugal = picture(screen), picture(driver.frugal)
    assert frugal == whole, _differences(walk, frugal, whole)
    assert "".join(driver.stock.display) == "".join(driver.frugal.display), walk.trail


def _differences(walk: Walk, one: list[list[tuple[str, ...]]], other: list[list[tuple[str, ...]]]) -> str:
    cells = [
        (y, x, cell, other[y][x]) for y, row in enumerate(one) for x, cell in enumerate(row) if cell != other[y][x]
    ]
    return f"after {walk.trail}: {len(cells)} cells, {cells[:4]}"


def test_every_screen_can_be_reached() -> None:
    """A screen that must be told something to be made has its way in tests/tui/terminal/walk.py."""
    assert unreachable() == []


@pytest.mark.slow
@pytest.mark.parametrize(("number", "name"), enumerate(TERMINALS), ids=TERMINALS)
async def test_every_place_and_every_action_once(
    number: int, name: str, demo: Demo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A quarter of the places of the app on each terminal, and there each action that has not been done before."""
    done: set[str] = set()
    async with walking(demo, tmp_path, SIZES[number % 2], TERMINALS[name]) as walk:
        walk.check = compare
        places = stations(walk)
        names = sorted(places)
        random.Random(5).shuffle(names)
        for place in names[number :: len(TERMINALS)]:
            fresh = [(action, key) for action, key in await actions_at(walk, places[place]) if action not in done]
            done.update(action for action, _key in fresh)
            await do_at(walk, places[place], [key for _action, key in fresh])
    assert "fault in an action" not in caplog.text


@pytest.mark.slow
@pytest.mark.skipif("WALK_SHARE" not in WISHED, reason="minutes long: WALK_SHARE=0.02 and more walks further")
@pytest.mark.parametrize(("number", "name"), enumerate(TERMINALS), ids=TERMINALS)
async def test_every_place_and_some_actions_there(
    number: int, name: str, demo: Demo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every place of the app on each terminal, at the size that the quick run has not, and actions there as drawn.

    Left out unless asked for, as the quick run does every action once. ``WALK_SEED`` draws others, ``WALK_SHARE`` more
    or less of them (1: all, which takes an hour of one processor).
    """
    chance = random.Random(int(WISHED.get("WALK_SEED", "1")) * 10 + number)
    share = float(WISHED["WALK_SHARE"])
    async with walking(demo, tmp_path, SIZES[1 - number % 2], TERMINALS[name]) as walk:
        walk.check = compare
        for opener in stations(walk).values():
            actions = await actions_at(walk, opener)
            drawn = sorted(chance.sample(actions, min(len(actions), max(1, round(len(actions) * share)))))
            await do_at(walk, opener, [key for _action, key in drawn])
    assert "fault in an action" not in caplog.text
