"""Five hundred keys through the whole demo: how much is sent with the layer and without, and that it shows the same."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from model.calling.lists import create, refs
from tests.bench import terminal_salg
from tests.terminal.day import KEYS, day
from tests.tui.desk import OSLO
from tests.tui.terminal.walk import Demo, Walk, callable_leads, walking

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=OSLO)
TERMINAL = {"TERM": "xterm-256color"}


def compare(walk: Walk) -> None:
    """Hold that both terminals show the same."""
    stock, frugal = walk.driver.pictures()
    assert frugal == stock, walk.trail


async def lived(demo: Demo, folder: Path, *, frugal: bool) -> Walk:
    """Press the keys of the day, with one call list on file."""
    folder.mkdir()
    async with walking(demo, folder, (80, 24), TERMINAL, frugal=frugal) as walk:
        create(walk.app.session, "Høst", refs("lead", callable_leads(walk)), shared=True)
        walk.check = compare
        for key, _there in day():
            await walk.tap(key)
    return walk


@pytest.mark.slow
async def test_a_day_takes_a_fraction_of_the_bytes(tmp_path: Path) -> None:
    """With the layer the lists scroll by the line, without it by half a page: each is counted as it is used.

    It was 1 : 4.3 when it was first counted, 1 : 3.2 with more screens on the way and on a busy machine, where Textual
    leaves pictures out. A tenth, which was hoped for, is out of reach: half of these keys move the cursor within a
    page, which takes 180 bytes written by hand, and Textual 290.
    """
    demo = Demo.made(tmp_path, NOW)
    with_layer = await lived(demo, tmp_path / "with", frugal=True)
    without = await lived(demo, tmp_path / "without", frugal=False)
    assert with_layer.keys == without.keys == KEYS
    assert with_layer.driver.frugal_bytes * 2.5 <= without.driver.stock_bytes
    assert len(with_layer.seen) > 9, with_layer.seen


@pytest.mark.slow
@pytest.mark.terminal
@pytest.mark.skipif(terminal_salg.VISIDATA is None, reason="VisiData is not installed (pip install visidata)")
def test_the_same_work_in_visidata_takes_more(tmp_path: Path) -> None:
    """The first 150 keys of the day, each in a terminal of its own and waited for; all 500 are in the bench."""
    row = terminal_salg.session_of_keys(terminal_salg.prepared(tmp_path), 150)
    assert row.salg < row.others["VisiData"]
    assert row.salg < 1.15 * row.others["by hand"]
    assert row.salg * 3 < row.others["layer off"]
