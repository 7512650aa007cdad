"""A shell for the tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import StandingClock
from tests.engines import Databases
from tests.tui.commands.shell import Shell


@pytest.fixture
def shell(tmp_path: Path, clock: StandingClock, databases: Databases) -> Shell:
    """The administrator ROO at a shell, with nothing on file yet."""
    return Shell.at(tmp_path / "salg", clock, databases)
