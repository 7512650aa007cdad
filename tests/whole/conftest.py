"""The whole program in terminals of its own, on a home of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from model.core.paths import Paths
from model.core.storage.database import open_store
from model.core.storage.store import Store
from tests.conftest import ROOT
from tests.engines import Databases
from tests.terminal.session import SALG, Session


class Home:
    """Where one person's Salg keeps its files, and ways to start it there."""

    def __init__(self, folder: Path, stack: ExitStack, databases: Databases) -> None:
        self.folder = folder
        self.paths = Paths.below(folder)
        self._stack = stack
        self.location = databases.location(self.paths.database)
        """Where the database is: in the home, or on the run's server, which the settings then name."""
        if self.on_server:
            self.write_settings("")

    @property
    def on_server(self) -> bool:
        """Whether a server has the database."""
        return isinstance(self.location, str)

    @property
    def environment(self) -> dict[str, str]:
        """What the program is told by its environment."""
        return {"SALG_HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def app(self, *arguments: str, command: tuple[str, ...] = SALG, **options: Any) -> Session:
        """Start the app in a terminal."""
        return self._stack.enter_context(Session([*command, *arguments], environment=self.environment, **options))

    def salg(self, *words: str, command: tuple[str, ...] = SALG) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        environment = {**os.environ, **self.environment, "PYTHONPATH": str(ROOT)}
        return subprocess.run([*command, *words], env=environment, capture_output=True, text=True, check=False)

    def done(self, *words: str) -> str:
        """Run a command that must go well; return what it said."""
        answer = self.salg(*words)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def open(self) -> Store:
        """Open the database; it is made where it is not there."""
        return open_store(self.location)

    def write_settings(self, text: str) -> None:
        """Write the settings file: where the database is, and ``text``."""
        where = f"database = '{self.location}'\ndocuments = '{self.folder}/documents'\n" if self.on_server else ""
        self.paths.config_dir.mkdir(parents=True, exist_ok=True)
        self.paths.settings.write_text(where + text, encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path, databases: Databases) -> Iterator[Home]:
    """An empty home; what still runs on it is killed at the end."""
    with ExitStack() as stack:
        yield Home(tmp_path / "salg", stack, databases)


@pytest.fixture
def home_at(databases: Databases) -> Iterator[Callable[[Path], Home]]:
    """Return a function that makes a home in another place."""
    with ExitStack() as stack:
        yield lambda folder: Home(folder, stack, databases)
