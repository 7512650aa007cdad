"""What is said after a fault is true, and says where to look (COM-10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.leads.records import Lead
from tests.tui.desk import Desk, at
from tui.faults import fault_message, shortened_path
from tui.frame import SalgScreen


@pytest.mark.parametrize(
    ("path", "width", "shown"),
    [
        ("/var/log/salg.log", 30, "/var/log/salg.log"),
        ("/srv/shared/company/sales/state/salg.log", 30, "/…/sales/state/salg.log"),
        ("/srv/shared/company/sales/state/salg.log", 12, "/…/salg.log"),
        ("/srv/shared/company/sales/state/salg.log", 5, "…/salg.log"),
    ],
)
def test_the_middle_of_a_path_goes_first_and_its_name_never(path: str, width: int, shown: str) -> None:
    """The file must be found by what stands there."""
    assert shortened_path(Path(path), width, "…") == shown


def test_a_path_below_home_begins_with_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is shorter, and every shell knows it."""
    monkeypatch.setenv("HOME", "/home/kari")
    assert shortened_path(Path("/home/kari/.local/state/salg/salg.log"), 60, "…") == "~/.local/state/salg/salg.log"


def test_the_line_fits(tmp_path: Path) -> None:
    """80 cells hold all of it."""
    for written in (True, False):
        line = fault_message(
            Path("/a/very/long/path/that/goes/on/and/on/salg.log"), written=written, width=79, ellipsis="…"
        )
        assert len(line) <= 79
        assert line.endswith("/salg.log")


async def test_nothing_was_changed_is_said_only_where_nothing_was(desk: Desk) -> None:
    """A fault after a save must not deny the save."""
    desk.insert(Lead, name="Fjord AS")

    async def fails() -> None:
        raise ZeroDivisionError

    async def saves_and_fails() -> None:
        await hand.app.engine.write(lambda session: None)
        raise ZeroDivisionError

    async with at(desk) as hand:
        hand.app.in_background(fails())
        await hand.sees("nothing was changed", "salg.log")
        hand.app.in_background(saves_and_fails())
        await hand.sees("went wrong after saving", "salg.log")
        assert "nothing was changed" not in hand.screen


async def test_a_card_that_was_left_is_told_of_a_change_in_vain(desk: Desk) -> None:
    """What was asked for a screen may be answered when it has gone."""
    desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        for keys in ((), ("D",), ("H",)):
            await hand.open("lead", 1)
            await hand.press(*keys)
            screen = hand.app.screen
            assert isinstance(screen, SalgScreen)
            while len(hand.app.screen_stack) > 1:
                await hand.app.pop_screen()
            await screen.records_changed("lead")
            assert not screen.is_open
