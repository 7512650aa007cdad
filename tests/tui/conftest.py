"""A desk to work at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.engines import Databases
from tests.tui import idle, style_sheets
from tests.tui.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, clock: Callable[[], datetime], databases: Databases) -> Desk:
    """A small database with its people; ADM is at the keyboard."""
    return Desk(tmp_path, clock, databases)


@pytest.fixture(autouse=True, scope="session")
def apps_are_quick() -> Iterator[None]:
    """Wait for apps by what their event loop has to do; parse their style sheets once."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        idle.install(monkeypatch)
        style_sheets.install(monkeypatch)
        yield
