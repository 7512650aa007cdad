"""Real apps, with the layer and without: every cell is the same after every key."""

from __future__ import annotations

import random
from typing import Any

import pytest
from textual.app import App

from tests.conftest import others_slow
from tests.tui.terminal.apps import Lists, Stock
from tests.tui.terminal.twin import running
from tui.terminal.capabilities import Capabilities

WALK = (
    "f i 漢 backspace tab down down down pagedown down pagedown up up pageup end up up home down ctrl+t f2 a b "
    "backspace escape down f3 down pagedown f3 shift+tab x y z tab end pageup f2 escape ctrl+t ctrl+t"
).split()


@pytest.mark.parametrize("bce", others_slow(False, True))
@pytest.mark.parametrize(
    ("app", "size"),
    [
        (lambda: Lists(), (80, 24)),
        (lambda: Lists(ansi=True), (120, 40)),
        (lambda: Lists(pane=False), (43, 12)),
        (lambda: Stock(), (80, 24)),
    ],
)
async def test_every_cell_is_the_same_after_every_key(app: Any, size: tuple[int, int], bce: bool) -> None:
    async with running(app(), size, Capabilities(erases_with_background=bce)) as (pilot, driver):
        for key in WALK:
            await pilot.press(key)
            await pilot.pause()
            stock, frugal = driver.pictures()
            assert frugal == stock, key
        assert driver.frugal_bytes < driver.stock_bytes / 3


async def test_random_walk() -> None:
    keys = ["down", "up", "pagedown", "pageup", "end", "home", "tab", "a", "f2", "escape", "ctrl+t"]
    chance = random.Random(7)
    async with running(Lists(), (80, 24)) as (pilot, driver):
        for number in range(80):
            key = chance.choice(keys)
            await pilot.press(key)
            await pilot.pause()
            stock, frugal = driver.pictures()
            assert frugal == stock, (number, key)


async def test_resizing() -> None:
    async with running(Lists(), (80, 24)) as (pilot, driver):
        await pilot.press("tab", "pagedown", "down")
        for size in [(120, 40), (60, 15), (61, 15), (80, 24), (80, 25)]:
            driver.resize(*size)
            for _ in range(50):
                await pilot.pause(0.01)
                if driver.layer.complete:
                    break
            for key in ["down", "pagedown", "f2", "escape"]:
                await pilot.press(key)
                await pilot.pause()
                stock, frugal = driver.pictures()
                assert frugal == stock, (size, key)


async def test_nothing_is_sent_when_nothing_changes() -> None:
    app: App[None] = Lists()
    async with running(app) as (pilot, driver):
        await pilot.press("tab", "down")
        await pilot.pause()
        driver.sent.clear()
        app.screen.refresh(layout=True)
        await pilot.pause()
        await pilot.pause()
        app.query_one("#pane").refresh()
        await pilot.pause()
        assert driver.stock_bytes > 0
        assert driver.sent
        assert "".join(driver.sent) == ""
