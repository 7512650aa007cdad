"""Databases on the run's server with nothing in them; what needs one skips in a run for SQLite alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.engines import NOTHING, ServerDatabases

if TYPE_CHECKING:
    import psycopg


@pytest.fixture
def connection(postgresql_databases: ServerDatabases) -> Iterator[psycopg.Connection[Any]]:
    """A connection to an empty database, in autocommit mode."""
    import psycopg

    name = postgresql_databases.create(NOTHING)
    try:
        with psycopg.connect(postgresql_databases.address.url(name), autocommit=True) as made:
            yield made
    finally:
        postgresql_databases.drop(name)
