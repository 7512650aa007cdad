"""The schema of a PostgreSQL database: which version it is of, and bringing it up to date (COM-18).

Table ``state`` is PostgreSQL's own. Its row ``schema`` holds the version of the schema. Its row ``writing`` is what
whoever writes locks first; its ``version`` counts the commits, and beside it stands what a writer must know of
``meta``: whether "aa" is filed as å, and the mark of the last restore. A trigger on ``meta`` keeps them there, so that
they come with the lock, and ``meta`` is what is read and written on every engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.errors import StorageError
from model.core.language import _
from model.core.storage.postgresql import functions
from model.core.storage.postgresql.ddl import carry_out
from model.core.storage.steps import operations

if TYPE_CHECKING:
    import psycopg

_STATE = """
CREATE TABLE state (
  name TEXT COLLATE "C" PRIMARY KEY,
  version BIGINT NOT NULL,
  aa_as_aring SMALLINT NOT NULL DEFAULT 0,
  restored TEXT COLLATE "C" NOT NULL DEFAULT ''
) WITH (fillfactor = 50)
"""
"""The row that every writer updates has room for its next versions beside it."""

_KEEP_STATE = """
CREATE OR REPLACE FUNCTION meta_state() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  UPDATE state SET
    aa_as_aring = CASE WHEN EXISTS (SELECT 1 FROM meta WHERE name = 'aa_as_aring' AND value = '1') THEN 1 ELSE 0 END,
    restored = coalesce((SELECT value FROM meta WHERE name = 'restored'), '')
  WHERE name = 'writing';
  RETURN NULL;
END
$body$
"""
_META_TRIGGER = """
CREATE TRIGGER meta_state AFTER INSERT OR UPDATE OR DELETE ON meta FOR EACH STATEMENT EXECUTE FUNCTION meta_state()
"""

_TRIES = 5
"""How often it is tried to make the tables of a database that others are making at the same moment."""


def version_of(connection: psycopg.Connection[Any], name: object) -> int:
    """Return the version of the database's schema, 0 where there is nothing in the database.

    Raises :class:`StorageError` where it holds something else; ``name`` is what the sentence calls it.
    """
    if _value(connection, "SELECT to_regclass('state') IS NULL"):
        if _value(connection, "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace"):
            raise _foreign(name)
        return 0
    columns = _value(
        connection,
        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'state'::regclass"
        " AND attname IN ('name', 'version', 'aa_as_aring', 'restored')",
    )
    version = _value(connection, "SELECT version FROM state WHERE name = 'schema'") if columns == 4 else None
    if version is None:
        raise _foreign(name)
    return int(version)


def refuse_newer(version: int, newest: int, name: object) -> None:
    """Raise :class:`StorageError` for a schema that is newer than the program."""
    if version > newest:
        raise StorageError(
            _(
                "{path} was made by a newer Salg (schema {version}, this one knows {known}); it was left as it is."
            ).format(path=name, version=version, known=newest)
        )


def migrate(connection: psycopg.Connection[Any], newest: int, name: object) -> int:
    """Bring the database's schema to version ``newest``, from nothing or from an earlier one; return where it began.

    ``connection`` is in no transaction. All steps stand in one, so that the database is as it was where one fails. Of
    several programs that start at once one does it while the others wait. Raises :class:`StorageError` where the
    database is not Salg's or newer than the program, else the driver's error.
    """
    import psycopg.errors

    for last in (*[False] * (_TRIES - 1), True):
        try:
            with connection.transaction():
                return _take_steps(connection, newest, name)
        except (psycopg.errors.UniqueViolation, psycopg.errors.DuplicateTable, psycopg.errors.DuplicateFunction):
            # Somebody else has just made the same: it is there now.
            if last:
                raise
    raise AssertionError


def _take_steps(connection: psycopg.Connection[Any], newest: int, name: object) -> int:
    began = version_of(connection, name)
    if not began:
        connection.execute(_STATE)
        connection.execute("INSERT INTO state (name, version) VALUES ('schema', 0), ('writing', 0)")
    connection.execute("UPDATE state SET version = version + 1 WHERE name = 'writing'")
    # Whoever held the right to write before may have done it.
    began = version_of(connection, name)
    refuse_newer(began, newest, name)
    if began == newest:
        return began
    for statement in functions.statements():
        connection.execute(statement.encode())
    for number in range(began + 1, newest + 1):
        for operation in operations(number):
            carry_out(connection, operation)
        if number == 1:
            connection.execute(_KEEP_STATE)
            connection.execute(_META_TRIGGER)
    connection.execute("UPDATE state SET version = %s WHERE name = 'schema'", (newest,))
    return began


def _value(connection: psycopg.Connection[Any], question: str) -> Any:
    row = connection.execute(question.encode()).fetchone()
    return None if row is None else row[0]


def _foreign(name: object) -> StorageError:
    return StorageError(_("{path} is not a Salg database; it was left as it is.").format(path=name))
