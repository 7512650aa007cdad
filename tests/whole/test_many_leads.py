"""The demo's 2 000 leads: filtered to a handful, some marked, converted by one dialog, and all of it taken back."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from model.core.settings import Settings
from model.demo.fill import fill
from model.leads.records import Lead
from model.people.records import Employee
from model.people.signing_in import sign_in
from tests import on_file
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.model.core.whole import content
from tests.tui.desk import OSLO, Hand
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.looks import Looks
from tui.widgets.list_screen import ListScreen


@pytest.mark.slow
async def test_four_criteria_marks_one_dialog_summary_and_undo(
    tmp_path: Path, databases: Databases, clock: StandingClock
) -> None:
    """LEAD-18, LEAD-19, CAMP-05: the database is then what it was, but for its history."""

    def now() -> datetime:
        return clock().astimezone(OSLO)

    store = databases.open(tmp_path / "salg.db")
    fill(store, now, account="adm")
    session = sign_in(store, "adm", now)
    assert on_file.count(store, Lead) >= 2000
    most, _count = Counter(filter(None, on_file.values(store, Lead.owner))).most_common(1)[0]
    owner = on_file.value(store, Employee.initials, Employee.id == most)
    contacted = Lead.active.yes & Lead.owner_only.no & (Lead.status == "contacted")
    columns = Lead.name.folded, Lead.id, Lead.name
    found = on_file.rows(store, Lead.id, *columns, where=contacted & (Lead.owner == most) & (Lead.employees >= 5))
    wanted = [number for _key, number, name in sorted(row[1:] for row in found) if name.lower().endswith("as")]
    assert 4 <= len(wanted) <= 60
    before = content(store)
    paths = AppPaths(tmp_path / "registry.db", tmp_path / "drafts", tmp_path / "log")
    app = SalgApp(session, Settings(), Keymap(), Looks(), paths, database_id="demo", demo=True)
    async with app.run_test(size=(80, 24)) as pilot:
        hand = Hand(app, pilot)
        await hand.press("2")
        await hand.until(lambda: isinstance(app.screen, ListScreen) and app.screen.list.record_id)
        await hand.press("F", "right")
        await hand.sees("Contacted ›")
        await hand.press("tab", "tab")
        await hand.type(owner)
        await hand.press("tab", "tab", "tab", "tab")
        await hand.type("%as")
        await hand.press("tab", "tab")
        await hand.type(">=5")
        await hand.press("enter")
        await hand.sees(f" {len(wanted)} of ")
        await hand.press("escape", "home", "space", "space", "down", "space")
        await hand.sees("3 marked")
        chosen = [wanted[0], wanted[1], wanted[3]]
        await hand.press("c")
        await hand.sees("3 of 3 leads would be converted")
        await hand.press("enter")
        await hand.sees("3 of 3 leads converted", "u takes it all back")
        converted = Lead.id.in_(chosen) & Lead.converted_at.is_null(False)
        assert on_file.count(store, Lead, converted) == 3
        await hand.press("enter", "u")
        await hand.sees("Undo:")
        await hand.press("y")
        await hand.sees("Undone:")
    # How the list was left is kept for the person; it is no record.
    after = {**content(store), "preference": before["preference"]}
    assert after == before
    assert store.check() == []
    assert not (tmp_path / "log").exists()
    store.close()
