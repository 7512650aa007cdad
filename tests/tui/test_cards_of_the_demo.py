"""Every card of a small demo, tab by tab, as a person would page through it (LEAD-10, CUST-14, COM-20, COM-23)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.core.settings import Settings
from model.demo.fill import fill
from model.demo.world import Volumes
from model.people.signing_in import sign_in
from tests import on_file
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.tui.desk import OSLO, Hand, nothing_moves
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.looks import Looks

SMALL = Volumes(units=200, customers=12, contacts=12, leads=30, opportunities=12, activities=150)


@pytest.mark.parametrize(("size", "ascii"), [((80, 24), False), pytest.param((120, 40), True, marks=pytest.mark.slow)])
async def test_every_card_and_tab_is_shown_whole(
    tmp_path: Path, clock: StandingClock, databases: Databases, size: tuple[int, int], ascii: bool
) -> None:
    """No line is wider than the screen, nothing fails, and the keys are always in sight."""
    store = databases.open(tmp_path / "salg.db")
    fill(store, lambda: clock().astimezone(OSLO), account="adm", volumes=SMALL)
    session = sign_in(store, "adm", lambda: clock().astimezone(OSLO))
    paths = AppPaths(tmp_path / "registry.db", tmp_path / "drafts", tmp_path / "log")
    app = SalgApp(session, Settings(), Keymap(), Looks(ascii), paths, database_id="demo", demo=True)
    async with app.run_test(size=size) as pilot:
        hand = Hand(app, pilot)
        for kind, most in (("lead", 4), ("customer", 3), ("contact", 2), ("opportunity", 2)):
            record: Any = session.records[kind]
            seen = record.owner_only.no if kind != "opportunity" else None
            for number in on_file.ids(store, record, seen)[:most]:
                await hand.open(kind, number)
                screen = app.screen
                for tab in screen.visible_tabs():  # type: ignore[attr-defined]
                    await screen.to_tab(tab.name)  # type: ignore[attr-defined]
                    await pilot.pause()
                    lines = hand.screen.split("\n")
                    assert nothing_moves(hand.screen)
                    assert "?" in lines[-1]
                    assert "Esc" in lines[-1]
                    assert len(lines) == size[1]
                await hand.press("escape")
        assert not (tmp_path / "log").exists()
