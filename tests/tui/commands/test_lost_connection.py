"""A command whose connection is lost begins again, as long as nothing has come of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from model.core.errors import ConnectionLostError
from model.core.storage import retry
from model.core.storage.store import Store
from tests.tui.commands.shell import Shell
from tui.commands.console import Console


@pytest.fixture
def run(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Console], None]], int]:
    """Return a function that runs a command which loses its connection once, after what it is given to do."""
    monkeypatch.setattr(retry, "_FIRST_PAUSE", 0.0)
    monkeypatch.setattr(Console, "on_server", True)
    attempts = 0

    def run_command(before: Callable[[Console], None]) -> int:
        from tui.commands import records

        def command(console: Console, _name: str, _given: list[str]) -> int:
            nonlocal attempts
            attempts += 1
            if attempts == 1:
                before(console)
                raise ConnectionLostError("gone")
            return 0

        monkeypatch.setattr(records, "run", command)
        shell.run("lead", "list")
        return attempts

    return run_command


def write(console: Console) -> None:
    with console.session().store.writing():
        pass


def test_what_has_only_read_begins_again(run: Callable[[Callable[[Console], None]], int]) -> None:
    assert run(lambda console: Store.close(console.store(create=True))) == 2


@pytest.mark.parametrize("before", [lambda console: None, write, lambda console: (console.store(), console.line("x"))])
def test_what_was_never_in_the_database_has_written_or_said_something_does_not(
    run: Callable[[Callable[[Console], None]], int], before: Callable[[Console], None]
) -> None:
    assert run(before) == 1
