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
from tests.conftest import StandingClock
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

    def __post_init__(self) -> None:
        self.environment = {"SALG_HOME": str(self.home), "LC_ALL": "C.UTF-8", **self.environment}

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
