"""What the server knows of the database's own tables and indexes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from model.core.errors import StorageError
from model.core.language import _

if TYPE_CHECKING:
    import psycopg

    from model.core.storage.engine import Engine

_UNIQUE_COLUMNS = """
SELECT relname, array_agg(attname::text ORDER BY place)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
CROSS JOIN unnest(indkey) WITH ORDINALITY AS columns (number, place)
JOIN pg_attribute ON attrelid = indrelid AND attnum = number
WHERE indisunique AND relnamespace = current_schema()::regnamespace
GROUP BY relname
"""

_UNFINISHED = """
SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace ORDER BY relname
"""


def unique_columns(connection: psycopg.Connection[Any]) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of each unique index by its name, in their order."""
    return {name: tuple(columns) for name, columns in connection.execute(_UNIQUE_COLUMNS).fetchall()}


def describe(engine: Engine) -> str:
    """Return the server's version, and which host answers and how it is encrypted, as far as it is another host."""
    info = engine.connection().info
    version, part = divmod(info.server_version, 10_000)
    parts = [f"PostgreSQL {version}.{part}"]
    if info.host and not info.host.startswith("/"):
        parts.append(f"{info.host}:{info.port}")
        parts.append("TLS" if engine.connection().pgconn.ssl_in_use else _("not encrypted"))
    return ", ".join(parts)


def problems(engine: Engine) -> list[str]:
    """Return what is wrong with the database as the server finds it.

    Every row of every table is read, which finds pages that do not hold what was written to them; an index that was
    not made to its end is one that nobody goes along.
    """
    try:
        found = [_("index {name} was not made to its end").format(name=name) for (name,) in engine.rows(_UNFINISHED)]
        tables = engine.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    except StorageError as error:
        return [error.message]
    for (table,) in tables:
        try:
            engine.row(f'SELECT count(*) FROM (SELECT read::text FROM "{table}" AS read OFFSET 0) AS all_rows')
        except (StorageError, engine.error_class) as error:
            found.append(f"{table}: {error}")
    return found
