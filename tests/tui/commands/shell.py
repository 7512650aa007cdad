"""The command line, run in this process as somebody would type it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from model.core.paths import Paths
from model.core.storage.database import open_store
from model.core.storage.store import Store
from model.documents.contents import folder_of
from tests.conftest import StandingClock
from tests.engines import Databases
from tui.cli import main
from tui.commands.console import Streams

OSLO = ZoneInfo("Europe/Oslo")


class Screen(io.StringIO):
    """What a terminal would show."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True)
class Said:
    """The exit code, and what was written."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of the answer."""
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)


@dataclass
class Shell:
    """Somebody at a shell: a home of their own, a clock, an account."""

    home: Path
    clock: StandingClock
    account: str = "root"
    environment: dict[str, str] = field(default_factory=dict)
    database: Path | str | None = None
    """Where the settings say that the database is; None says nothing, and it is in the home."""
    documents: Path | None = None
    """Where they say that documents are."""

    def __post_init__(self) -> None:
        self.environment = {"SALG_HOME": str(self.home), "LC_ALL": "C.UTF-8", **self.environment}
        if self.database is not None:
            self.write_settings("")

    @classmethod
    def at(cls, home: Path, clock: StandingClock, databases: Databases, account: str = "root") -> Shell:
        """Return somebody at a shell with a database of the run's engine, in the home or named by the settings."""
        location = databases.location(Paths.below(home).database)
        if isinstance(location, Path):
            return cls(home, clock, account)
        return cls(home, clock, account, database=location, documents=home / "documents")

    @property
    def location(self) -> Path | str:
        """Where the database is."""
        return self.database or self.paths.database

    @property
    def documents_folder(self) -> Path:
        """Where documents are."""
        return self.documents or folder_of(self.paths.database)

    @property
    def title(self) -> str:
        """What people are told that the database is."""
        return Store(self.location).title

    def open(self) -> Store:
        """Open the database; it is made where it is not there."""
        store = open_store(self.location)
        store.shared_documents = self.documents
        return store

    def write_settings(self, text: str) -> None:
        """Write the settings file: where the database is, and ``text``."""
        where = {"database": self.database, "documents": self.documents}
        lines = [f"{name} = '{location}'\n" for name, location in where.items() if location is not None]
        self.paths.settings.parent.mkdir(parents=True, exist_ok=True)
        self.paths.settings.write_text("".join(lines) + text, encoding="utf-8")

    @property
    def paths(self) -> Paths:
        """Where this person's files are."""
        return Paths.below(self.home)

    def now(self) -> datetime:
        """The moment, in Oslo."""
        return self.clock.now.astimezone(OSLO)

    def run(self, *words: str, terminal: bool = False, account: str | None = None) -> Said:
        """Run ``salg`` with these words."""
        make: Callable[[], io.StringIO] = Screen if terminal else io.StringIO
        streams = Streams(make(), make())
        code = main(words, self.environment, streams, now=self.now, account=account or self.account)
        assert isinstance(streams.stdout, io.StringIO)
        assert isinstance(streams.stderr, io.StringIO)
        return Said(code, streams.stdout.getvalue(), streams.stderr.getvalue())

    def done(self, *words: str, **how: Any) -> Said:
        """Run ``salg`` with these words and hold that it went well."""
        said = self.run(*words, **how)
        assert said.code == 0, said.err
        return said

    def refused(self, *words: str, code: int = 1, **how: Any) -> str:
        """Run ``salg`` with these words, hold that it was refused in one line, and return that line."""
        said = self.run(*words, **how)
        assert said.code == code, (said.out, said.err)
        lines = said.err.splitlines()
        assert len(lines) == 1, said.err
        assert lines[0].startswith("salg: ")
        return lines[0].removeprefix("salg: ")

    def add(self, record: str, *pairs: str, **how: Any) -> int:
        """Add a record and return its ID."""
        return int(self.done(record, "add", *pairs, **how).out)
