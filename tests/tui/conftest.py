"""A desk to work at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.tui.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, clock: Callable[[], datetime]) -> Desk:
    """A small database with its people; ADM is at the keyboard."""
    return Desk(tmp_path, clock)
