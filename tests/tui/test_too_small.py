"""A terminal below 80 × 24: one sentence, no key but quit, and the screen as it was once there is room again."""

from __future__ import annotations

import pytest

from model.core import language
from model.leads.records import Lead
from tests.tui.desk import Desk, Hand
from tests.tui.terminal.twin import TwinDriver, running, visible
from tui.widgets.list_screen import ListScreen


async def size(hand: Hand, driver: TwinDriver, columns: int, rows: int) -> str:
    """Give both terminals another size; return what the frugal one shows once it shows what the stock one does."""
    driver.resize(columns, rows)
    await hand.until(lambda: hand.app.size == (max(columns, 80), max(rows, 24)))
    await hand.pilot.pause()
    await hand.until(lambda: driver.layer.complete and driver.pictures()[0] == driver.pictures()[1])
    return visible(driver.frugal)


@pytest.mark.parametrize("small", [(79, 24), (80, 23), (40, 10), (12, 4)])
async def test_one_sentence_then_everything_as_it_was(desk: Desk, small: tuple[int, int]) -> None:
    for number in range(40):
        desk.insert(Lead, name=f"Lead {number:02}")
    app = desk.app()
    async with running(app) as (pilot, driver):
        hand = Hand(app, pilot)
        await hand.press("2")
        await hand.sees("Lead 00")
        await hand.press("pagedown", "down", "space", "f")
        await hand.type("ad 2")
        await hand.sees("13 of 40")
        before = visible(driver.frugal)
        shown = await size(hand, driver, *small)
        if small[1] > 5:
            assert "Salg needs 80 × 24 characters" in " ".join(shown.split())
            assert "Q to quit" in " ".join(shown.split())
        assert "Lead" not in shown
        # Neither letters nor deletion nor navigation; keys that are typed blindly do nothing.
        await pilot.press("x", "escape", "escape", "d", "y", "3", "enter")
        await pilot.pause()
        assert visible(driver.frugal) == shown
        assert await size(hand, driver, 80, 24) == before
        await hand.type("5")
        await hand.sees("1 of 40", "Lead 25")
        assert isinstance(app.screen, ListScreen)


async def test_quit_leaves_and_keeps_what_is_typed(desk: Desk) -> None:
    app = desk.app()
    async with running(app) as (pilot, driver):
        hand = Hand(app, pilot)
        await hand.press("L")
        await hand.sees("Company")
        await hand.type("Halvveis")
        await size(hand, driver, 30, 10)
        await pilot.press("Q")
        await hand.until(lambda: app._exit)
    drafts = [file.read_text(encoding="utf-8") for file in (desk.folder / "drafts").iterdir()]
    assert any("Halvveis" in draft for draft in drafts)


async def test_a_start_on_a_small_terminal(desk: Desk) -> None:
    language.use("nb")
    app = desk.app()
    async with running(app, (60, 20)) as (pilot, driver):
        hand = Hand(app, pilot)
        await hand.until(lambda: "80 × 24" in visible(driver.frugal))
        await size(hand, driver, 100, 30)
        assert "Salg" in visible(driver.frugal).split("\n")[0]
