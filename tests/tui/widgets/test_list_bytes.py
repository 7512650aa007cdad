"""What a list sends through Textual's own driver, 80×24 in 256 colours (the budget of a list without the layer)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal.session import ROOT, Session
from tests.tui.widgets.screens import invented

pytestmark = [pytest.mark.terminal, pytest.mark.slow]

MOVE, MEAN, PAGE, PAINT = 400, 900, 7_000, 30_000


@pytest.fixture
def terminal_list(tmp_path: Path) -> Iterator[Session]:
    database = invented(tmp_path / "leads.db", 2_000)
    command = (sys.executable, "-m", "tests.tui.widgets.list_program", str(database))
    with Session(command, folder=ROOT) as session:
        yield session.wait("Name").settle()


def test_bytes_stay_within_the_budget(terminal_list: Session) -> None:
    assert len(terminal_list.received) <= PAINT
    assert terminal_list.measure(quiet=1.0).size == 0
    terminal_list.measure("down")
    assert 0 < terminal_list.measure("down").size <= MOVE
    assert 0 < terminal_list.measure("space").size <= MOVE
    assert terminal_list.measure("r").size == 0
    assert terminal_list.measure("up").size <= MOVE
    sizes = [terminal_list.measure("down", quiet=0.05).size for _ in range(150)]
    assert all(sizes)
    assert sum(sizes) / len(sizes) <= MEAN
    assert 0 < terminal_list.measure("pagedown").size <= PAGE
    assert 0 < terminal_list.measure("home").size <= PAGE
    assert terminal_list.measure("home").size == 0
