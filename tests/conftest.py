"""What every test stands on: a home of its own, a clock that stands still, English, and no network."""

from __future__ import annotations

import gc
import ipaddress
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from model.core import language
from model.core.filesystem import file_mode, named_file
from model.core.storage import database
from model.core.storage.database import open_store
from model.core.storage.statements import StatementCache
from model.core.storage.store import Store

pytest_plugins = ["tests.engines"]

ROOT = Path(__file__).parents[1]
"""The project's folder."""

# Frames a second, as the program sets it. Textual reads it once, when the conftest beside the screens imports it.
os.environ["TEXTUAL_FPS"] = "240"

# How long an example takes says something about the machine, not about Salg. A run makes the same examples every
# time, so that it fails for what was changed; .ci/run makes more of them (thorough) of what has a
# database, and HYPOTHESIS_PROFILE=explore looks for new ones.
hypothesis.settings.register_profile(
    "salg", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow], max_examples=50
)
hypothesis.settings.register_profile("thorough", hypothesis.settings.get_profile("salg"), max_examples=100)
hypothesis.settings.register_profile(
    "explore", hypothesis.settings.get_profile("salg"), derandomize=False, print_blob=True, max_examples=1000
)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "salg"))


def others_slow(quick: Any, *others: Any) -> list[Any]:
    """Return a slow test's parameters: the first is always tried, the others by the slow run."""
    return [quick, *(pytest.param(other, marks=pytest.mark.slow) for other in others)]


NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""When the tests' clock stands."""


class StandingClock:
    """A clock that stands at :attr:`now` (UTC) until it is moved; called, it tells the time."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **duration: float) -> datetime:
        """Go on by ``duration`` (the arguments of timedelta) and return the new time."""
        self.now += timedelta(**duration)
        return self.now


@pytest.fixture
def clock() -> StandingClock:
    """A clock standing at 12:00 UTC on Saturday 21 November 2026 (13:00 in Oslo and Copenhagen)."""
    return StandingClock(NOON)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real-world sample files beside the project; tests that need it skip where it is missing."""
    folder = ROOT.parent / "shared" / "samples"
    if not folder.is_dir():
        pytest.skip("the folder of sample files is not beside the project")
    return folder


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home, configuration, data and cache of its own, and return that home."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for variable, folder in (
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_STATE_HOME", ".local/state"),
        ("XDG_CACHE_HOME", ".cache"),
        ("XDG_RUNTIME_DIR", ".run"),
    ):
        monkeypatch.setenv(variable, str(home / folder))
    for variable in list(os.environ):
        ours = variable.startswith(("SALG_", "TEXTUAL_", "PG"))
        if ours or variable in ("NO_COLOR", "EDITOR", "VISUAL", "DATABASE_URL"):
            monkeypatch.delenv(variable)
    for variable in ("LANGUAGE", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return home


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Begin and leave each test in English."""
    language.use("en")
    yield
    language.use("en")


@pytest.fixture(autouse=True)
def closed_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the databases that a test has opened: with thousands of tests a process runs out of open files.

    Those that a thread had open when it ended are forgotten too: what they were is soon the number of another file.
    """
    opened: list[Store] = []
    guarded = {*named_file._guarded}
    make = Store.__init__

    def remembered(store: Store, *arguments: Any, **options: Any) -> None:
        make(store, *arguments, **options)
        opened.append(store)

    monkeypatch.setattr(Store, "__init__", remembered)
    yield
    for store in opened:
        store.close()
    for path, entry in [*named_file._guarded.items()]:
        if path not in guarded:
            entry.files.clear()


@pytest.fixture(autouse=True, scope="session")
def new_databases_are_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make a new database as a copy of one that the program has made once: its migrations take longer than most tests.

    The program's own way is taken by what starts it as a process, and by tests of it (``program_makes_databases``).
    """
    made = tmp_path_factory.mktemp("new") / "salg.db"
    open_store(made).close()
    content = made.read_bytes()

    def make(path: Path) -> None:
        partial = path.with_name(f"{path.name}.{threading.get_ident()}")
        try:
            file_mode.create_file(partial)
            partial.write_bytes(content)
            # Whole at once, and never over one that was there, or that another thread has made meanwhile.
            os.link(partial, path)
        except OSError:
            MAKE_DATABASE(path)
        finally:
            partial.unlink(missing_ok=True)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(database, "_make", make)
        yield


MAKE_DATABASE = database._make
"""How the program makes a new database: an empty file, which is then migrated."""


@pytest.fixture
def program_makes_databases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make new databases by the program's own way from nothing."""
    monkeypatch.setattr(database, "_make", MAKE_DATABASE)


@pytest.fixture(autouse=True, scope="session")
def statements_are_compiled_once_a_process() -> Iterator[None]:
    """Let the stores of all tests share what is compiled: each would write the same queries out anew.

    Tests that count compilations have stores of their own in this, too (``own_statements``).
    """
    make = StatementCache.__init__
    shared: dict[str, Any] = {}

    def made(cache: StatementCache, engine_database: Any) -> None:
        make(cache, engine_database)
        cache._compiled = shared.setdefault(type(engine_database).__module__, {})

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(StatementCache, "__init__", made)
        yield


@pytest.fixture
def own_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the stores that this test opens compile their queries themselves."""
    monkeypatch.setattr(StatementCache, "__init__", MAKE_STATEMENTS)


MAKE_STATEMENTS = StatementCache.__init__
"""How the program makes the cache of a store: empty."""


class NetworkBlocked(AssertionError):
    """A test reached for another machine."""


def _is_here(address: Any) -> bool:
    """Say whether a socket address is a path, a name of this machine or a loopback number."""
    if not isinstance(address, tuple):
        return True
    host = address[0]
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


class _LocalSocket(socket.socket):
    """A socket that refuses to reach another machine."""

    def connect(self, address: Any) -> None:
        if not _is_here(address):
            raise NetworkBlocked(f"connect to {address!r}")
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        if not _is_here(address):
            raise NetworkBlocked(f"connect to {address!r}")
        return super().connect_ex(address)

    def sendto(self, data: Any, *rest: Any) -> int:
        if not _is_here(rest[-1]):
            raise NetworkBlocked(f"send to {rest[-1]!r}")
        return super().sendto(data, *rest)


_look_up = socket.getaddrinfo


def _look_up_here(host: Any, *rest: Any, **options: Any) -> Any:
    if not _is_here((host,)):
        raise NetworkBlocked(f"look up {host!r}")
    return _look_up(host, *rest, **options)


def pytest_configure(config: pytest.Config) -> None:
    """Close the network and set the zone to that of Oslo and Copenhagen, before any test module is imported."""
    gc.disable()
    socket.socket = _LocalSocket  # type: ignore[misc]
    socket.getaddrinfo = _look_up_here
    # By rule, not by name: a machine may lack the zone files.
    os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    time.tzset()
    # A shell starts what it runs in the background with Ctrl+C ignored, and programs hand that on to those they start.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Begin to look for garbage: what thousands of tests were declared with stays, and is passed over."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that are known to be slow the time they need on a busy machine."""
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW_TIMEOUT))


SLOW_TIMEOUT = 600
"""Seconds after which a slow test is held to hang."""

LONG = 400
"""Lines above which a file wants to be two."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the files that have grown long: a hint, not a failure (migrations are written once and left alone)."""
    for package in ("model", "tui", "tests"):
        for file in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in file.parts:
                with file.open(encoding="utf-8") as text:
                    lines = sum(1 for _ in text)
                if lines > LONG:
                    terminalreporter.write_line(f"{file.relative_to(ROOT)} has {lines} lines: two files?", yellow=True)
