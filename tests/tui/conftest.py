"""A desk to work at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.tui import idle
from tests.tui.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, clock: Callable[[], datetime]) -> Desk:
    """A small database with its people; ADM is at the keyboard."""
    return Desk(tmp_path, clock)


@pytest.fixture(autouse=True, scope="session")
def idle_is_known_and_not_guessed() -> Iterator[None]:
    """Wait for apps by what their event loop has to do."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        idle.install(monkeypatch)
        yield
