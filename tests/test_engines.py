"""What ``--engine`` promises of a test's databases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engines import Databases, ServerDatabases
from tests.postgresql_server import PASSWORD, Address


def test_files_are_named_as_they_are(tmp_path: Path) -> None:
    assert Databases().location(tmp_path / "salg.db") == tmp_path / "salg.db"


def test_the_engine_is_the_one_that_was_asked_for(engine: str, request: pytest.FixtureRequest) -> None:
    assert request.config.getoption("engine") in (engine, "both")


@pytest.mark.sqlite_only("it asks which engine there is")
def test_what_only_sqlite_has_is_left_out(engine: str) -> None:
    assert engine == "sqlite"


def test_a_database_stands_for_each_file_and_is_dropped(postgresql_databases: ServerDatabases, tmp_path: Path) -> None:
    psycopg = pytest.importorskip("psycopg")
    databases = Databases(postgresql_databases)
    one, other = (str(databases.location(tmp_path / name)) for name in ("one.db", "other.db"))
    assert one == databases.location(tmp_path / "one.db") != other
    with psycopg.connect(one) as connection:
        connection.execute("CREATE TABLE mine (id bigint)")
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT to_regclass('mine')").fetchone() == (None,)
    copied = str(databases.copy(tmp_path / "one.db", tmp_path / "copy.db"))
    with psycopg.connect(copied) as connection:
        assert connection.execute("SELECT to_regclass('mine')").fetchone() == ("mine",)
    databases.drop()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(one)


def test_the_network_asks_for_a_password(postgresql_address: Address) -> None:
    psycopg = pytest.importorskip("psycopg")
    psycopg.connect(postgresql_address.network_url("postgres", PASSWORD)).close()
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(postgresql_address.network_url("postgres", "guessed"))


def test_keys_do_not_lie_in_the_servers_own_order(postgresql_address: Address) -> None:
    """Debian's server sorts as Norwegians do, so that whatever leaves an order to it is found out."""
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgresql_address.url("postgres")) as connection:
        ((said, provider, ordered),) = connection.execute(
            "SELECT version(), datlocprovider, 'aa' < 'b' FROM pg_database WHERE datname = 'postgres'"
        ).fetchall()
    if re.search("Debian", said):
        assert (provider, ordered) == ("i", False)
