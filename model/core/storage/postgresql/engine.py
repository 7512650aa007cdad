"""PostgreSQL as the engine: a database by URL, with a connection for each thread.

Writers follow each other by the lock of one row, which counts the commits in the order in which they happen. Rows
come and go as plain tuples of stored values, as from SQLite.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from model.core.errors import ConnectionLostError, StorageError, TransientError
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.engine import Row
from model.core.storage.errors import Interrupted
from model.core.storage.postgresql.catalog import describe, problems, unique_columns
from model.core.storage.postgresql.connection import Target
from model.core.storage.postgresql.copy_stream import insert_rows
from model.core.storage.postgresql.dialect import PostgresqlDialect
from model.core.storage.postgresql.errors import (
    CANCELLED,
    STALE_PLANS,
    constraint_error,
    driver_error,
    is_lost,
    lost,
    storage_error,
)
from model.core.storage.postgresql.search_index import PostgresqlSearchIndex

VERSION_SECONDS = 1.0
"""How long an answer to "has anybody written?" is good for: to ask the server costs as much as a small query."""

_COMMIT_SECONDS = 60
"""How long it is tried to learn whether a transaction was committed whose connection was lost just then.

A fail-over takes about 20 seconds, and up to 45 where Patroni is left as it is installed.
"""

_FETCHED = 1_000
"""Rows fetched at a time where they are read one after the other."""


class _Thread(threading.local):
    """A thread's connection, and what it is doing."""

    connection: Any = None
    writing: tuple[int, str] | None = None
    """Number and server's ID of the write transaction that is open."""
    marks: Mapping[str, str] | None = None
    """What is set in the database, as long as nothing has been asked since the right to write was given."""
    reading = False
    asked = 0.0
    version: object = None


class _Database(peewee.PostgresqlDatabase):
    """Peewee's PostgreSQL, which writes queries out and opens nothing: its contexts know the engine."""

    # The driver takes a single one for the mark of a value.
    operations = {**peewee.PostgresqlDatabase.operations, "%": "%%"}

    def __init__(self, engine: PostgresqlEngine) -> None:
        self._engine = engine
        super().__init__(str(engine.target))

    def init(self, database: str | None, *_more: Any, **_options: Any) -> None:
        """Leave out what Peewee decides by the driver that it has imported: it has none."""
        peewee.Database.init(self, database)

    def get_context_options(self) -> dict[str, Any]:
        return {**super().get_context_options(), "engine": self._engine}


class PostgresqlEngine:
    """See :class:`model.core.storage.engine.Engine`.

    Every method raises :class:`StorageError` for what keeps the database from being used: :class:`ConnectionLostError`
    where the server does not answer, :class:`TransientError` where the same may succeed when it is tried again.
    """

    name = "postgresql"

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self.target = Target(url, read_only=read_only)
        self.title = str(self.target)
        self.error_class = driver_error()
        self.dialect = PostgresqlDialect()
        self._search_indexes: dict[tuple[str, tuple[str, ...]], PostgresqlSearchIndex] = {}
        self.register_warnings: Mapping[str, int] = {}
        self.database = _Database(self)
        self._thread = _Thread()
        self._stopped: weakref.WeakSet[Any] = weakref.WeakSet()
        """Connections whose query somebody has stopped."""
        self._columns: Mapping[str, tuple[str, ...]] | None = None
        self._names = itertools.count(1)
        self._painter: int | None = None
        self._newest: object = None
        """The version that a thread has seen last."""
        self._unanswered = False
        """Whether the server has not answered when a connection was opened last."""

    def paint_here(self) -> None:
        """Take the calling thread as the one that paints: it never waits for a server that does not answer."""
        self._painter = threading.get_ident()

    def paints_here(self) -> bool:
        """Whether the calling thread is the one that paints."""
        return self._painter == threading.get_ident()

    # Connections

    def connection(self) -> Any:
        """Return this thread's connection, made anew where it was lost.

        Raises :class:`ConnectionLostError` where it was lost in a transaction: what follows must not be carried out
        without what went before.
        """
        thread = self._thread
        if thread.connection is not None:
            if not thread.connection.closed:
                return thread.connection
            if self.in_transaction():
                raise lost(self.target)
        if self._unanswered and self.paints_here():
            # Others find out when it answers again; to wait here would hold up every key.
            raise lost(self.target)
        try:
            thread.connection = self.target.connect()
        except ConnectionLostError:
            self._unanswered = True
            raise
        self._unanswered = False
        return thread.connection

    def close(self) -> None:
        """Close this thread's connection; what is not committed is rolled back."""
        thread = self._thread
        connection, thread.connection = thread.connection, None
        thread.writing, thread.reading = None, False
        if connection is not None:
            connection.close()

    def refuse_replaced(self) -> None:
        """Do nothing: a server's database cannot be exchanged while it is open."""

    def keep_little(self, kilobytes: int) -> None:
        """Do nothing: what is held in memory is the server's matter."""

    def in_transaction(self) -> bool:
        """Whether this thread has a transaction open."""
        return self._thread.writing is not None or self._thread.reading

    # Statements

    def execute(self, text: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a statement and return the cursor."""
        connection = self.connection()
        self._thread.marks = None
        try:
            return connection.execute(text, parameters)
        except Exception as error:
            if not self._may_ask_again(error):
                raise self._explained(error, connection) from error
        try:
            return self.connection().execute(text, parameters)
        except Exception as error:
            raise self._explained(error, self._thread.connection) from error

    def execute_many(self, text: str, parameters: Iterable[Sequence[Any]]) -> int:
        """Run a statement once for each of ``parameters``; return how many rows were affected."""
        connection = self.connection()
        self._thread.marks = None
        try:
            with connection.cursor() as cursor:
                cursor.executemany(text, parameters)
                touched: int = cursor.rowcount
                return max(touched, 0)
        except Exception as error:
            raise self._explained(error, connection) from error

    def rows(self, text: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query."""
        found: list[Row] = self.execute(text, parameters).fetchall()
        return found

    def row(self, text: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, None where there is none."""
        found: Row | None = self.execute(text, parameters).fetchone()
        return found

    def _may_ask_again(self, error: Exception) -> bool:
        """Whether a statement outside of a transaction failed only by its connection, which is then given up.

        It had been idle while the server was restarted, or a newer program has changed a table meanwhile.
        """
        import psycopg

        if self.in_transaction() or not isinstance(error, psycopg.Error):
            return False
        if is_lost(error) or error.sqlstate in STALE_PLANS:
            self.close()
            return True
        return False

    def overwrite_deleted(self, wanted: bool) -> None:
        """Do nothing: rows of the past are overwritten when the server's own vacuum comes round to them."""

    def named(self, error: Exception) -> Exception:
        """Return the error to raise for one of the driver's."""
        return self._explained(error, self._thread.connection)

    def _explained(self, error: Exception, connection: Any) -> Exception:
        """Return what is raised for an error of the driver."""
        state = getattr(error, "sqlstate", None)
        if not isinstance(error, self.error_class):
            return error
        if state == CANCELLED and connection in self._stopped:
            self._stopped.discard(connection)
            return Interrupted()
        if is_lost(error) and connection is not None:
            # Where the server is there, it may not write any more.
            connection.close()
        if state in STALE_PLANS and self.in_transaction():
            connection.close()
            return TransientError(_("Somebody else wrote at the same moment; nothing was changed. Try again."))
        if state and state.startswith("23"):
            return constraint_error(error, self._columns_of)
        return storage_error(self.target, error) or error

    def _columns_of(self, constraint: str) -> tuple[str, ...]:
        """Return the columns of a unique index by its name.

        They are read once, through a connection of its own: the one that has just met it answers nothing until its
        transaction is rolled back.
        """
        if self._columns is None or constraint not in self._columns:
            with contextlib.suppress(StorageError, self.error_class), self.target.connect() as connection:
                self._columns = unique_columns(connection)
        return tuple((self._columns or {}).get(constraint, ()))

    def rows_within(self, milliseconds: float, text: str, parameters: Sequence[Any] = ()) -> list[Row] | None:
        """Return all rows of a query, None where it would take longer than ``milliseconds``."""
        begin, end = ("SAVEPOINT within", "RELEASE within") if self.in_transaction() else ("BEGIN READ ONLY", "COMMIT")
        connection = self.connection()
        try:
            with connection.pipeline():
                connection.execute(begin)
                connection.execute(f"SET LOCAL statement_timeout = {max(1, round(milliseconds))}")
                cursor = connection.execute(text, parameters)
                connection.execute("SET LOCAL statement_timeout = 0")
                connection.execute(end)
            found: list[Row] = cursor.fetchall()
            return found
        except Exception as error:
            with contextlib.suppress(Exception):
                connection.execute("ROLLBACK TO within; RELEASE within" if self.in_transaction() else "ROLLBACK")
            if getattr(error, "sqlstate", None) == CANCELLED and connection not in self._stopped:
                return None
            raise self._explained(error, connection) from error

    def each(self, text: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Yield the rows of a query, fetched a thousand at a time; others may be asked meanwhile in the same thread."""
        connection = self.connection()
        try:
            # Outside of a transaction the server keeps the whole answer; within one it works it out bit by bit.
            with connection.cursor(f"each_{next(self._names)}", withhold=not self.in_transaction()) as cursor:
                cursor.execute(text, parameters)
                while rows := cursor.fetchmany(_FETCHED):
                    yield from rows
        except Exception as error:
            raise self._explained(error, connection) from error

    def interrupt(self, connection: Any) -> None:
        """Stop the query that ``connection`` runs in another thread; there it raises :class:`Interrupted`.

        Returns at once: the server is told by a connection of its own, which may take as long as the net does.
        """
        self._stopped.add(connection)
        threading.Thread(target=_cancel, args=(connection,), name="salg-cancel", daemon=True).start()

    # Transactions

    def begin_writing(self) -> None:
        """Begin a transaction that holds the right to write.

        One row's lock makes writers follow each other, and its number counts the commits in their order. What a
        writer must know of the database comes with it.
        """
        for last in (False, True):
            connection = self.connection()
            try:
                with connection.pipeline():
                    connection.execute("BEGIN")
                    cursor = connection.execute(
                        "UPDATE state SET version = version + 1 WHERE name = 'writing'"
                        " RETURNING version, pg_current_xact_id()::text, aa_as_aring::text, restored"
                    )
                *writing, aa_as_aring, restored = cursor.fetchone()
                self._thread.writing = tuple(writing)
                self._thread.marks = {"aa_as_aring": aa_as_aring, "restored": restored}
                return
            except Exception as error:
                with contextlib.suppress(Exception):
                    connection.execute("ROLLBACK")
                if last or not self._may_ask_again(error):
                    raise self._explained(error, connection) from error

    def begin_reading(self) -> None:
        """Begin a transaction that sees what was on file at this moment, whatever others write meanwhile."""
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self._thread.reading = True

    def commit(self) -> None:
        """Commit the transaction.

        Where the connection is lost just then, the server is asked whether it has committed; if it has, this returns.
        Raises :class:`ConnectionLostError` where it has not, and nothing was changed.
        """
        writing, connection = self._thread.writing, self._thread.connection
        try:
            connection.execute("COMMIT")
        except Exception as error:
            self._thread.writing, self._thread.reading = None, False
            if writing is None or not is_lost(error):
                raise self._explained(error, connection) from error
            self.close()
            if not self._was_committed(*writing):
                raise self._explained(error, connection) from error
        self._thread.writing, self._thread.reading = None, False
        if writing is not None:
            # The same number that others are told who ask.
            self._thread.version, self._thread.asked = writing[0], time.monotonic()
            self._newest = writing[0]

    def roll_back(self) -> None:
        """Roll the transaction back; where the connection is lost, the server does so by itself."""
        self._thread.writing, self._thread.reading = None, False
        connection = self._thread.connection
        if connection is not None and not connection.closed:
            try:
                connection.execute("ROLLBACK")
            except Exception:
                self.close()

    def savepoint(self, name: str) -> None:
        """Begin a part of the transaction that can be taken back by itself."""
        self.execute(f"SAVEPOINT {name}")

    def release(self, name: str) -> None:
        """Keep what was written since the savepoint."""
        self.execute(f"RELEASE {name}")

    def roll_back_to(self, name: str) -> None:
        """Take back what was written since the savepoint; with a lost connection the whole transaction is."""
        if self._thread.connection is not None and not self._thread.connection.closed:
            self.execute(f"ROLLBACK TO {name}")
            self.execute(f"RELEASE {name}")

    def _was_committed(self, version: int, transaction: str) -> bool:
        """Ask whether a transaction was committed whose connection was lost meanwhile.

        After a fail-over the server that answers may not have heard of it: its ID is then one that is still to be
        given, which the server refuses to be asked of; or another transaction has it, before its number is reached.
        Raises :class:`StorageError` where nobody answers.
        """
        deadline = time.monotonic() + _COMMIT_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(ConnectionLostError):
                found = self.execute(
                    "SELECT CASE WHEN id < pg_snapshot_xmax(pg_current_snapshot()) THEN pg_xact_status(id) END,"
                    " (SELECT version FROM state WHERE name = 'writing') FROM (SELECT %s::xid8) AS lost (id)",
                    (transaction,),
                ).fetchone()
                if found[0] != "in progress":
                    return bool(found[0] == "committed" and found[1] >= version)
            time.sleep(0.2)
        raise StorageError(
            _("The connection was lost while it was saved. Look whether it is there before you save it again.")
        )

    def version(self) -> object:
        """Return what changes with each commit; asked at most once a second by each thread.

        The thread that paints does not ask: it is told what the others have seen last.
        """
        if self.paints_here():
            return self._newest
        thread = self._thread
        now = time.monotonic()
        if thread.version is None or now - thread.asked >= VERSION_SECONDS:
            thread.version = self.execute("SELECT version FROM state WHERE name = 'writing'").fetchone()[0]
            thread.asked = now
        self._newest = thread.version
        return thread.version

    # Searching

    def search_index(self, table: str, columns: tuple[str, ...]) -> PostgresqlSearchIndex:
        """Return the search index of a table over these columns of folded keys."""
        index = self._search_indexes.get((table, columns))
        if index is None:
            index = self._search_indexes[table, columns] = PostgresqlSearchIndex(self, table, columns)
        return index

    # Rows

    def allocate(self, table: str, number: int) -> int:
        """Take ``number`` IDs of a table in a row and return the first; others never get the same."""
        last = self.execute(
            "SELECT setval(sequence, nextval(sequence) + %s)"
            " FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass) AS found (sequence)",
            (number - 1, table),
        ).fetchone()[0]
        return int(last) - number + 1

    def last_id(self, table: str) -> int:
        """Return the highest ID that a row of the table has been given, 0 where there was none."""
        text = "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass), 0)"
        return int(self.rows(text, (table,))[0][0])

    def continue_ids(self, table: str, last: int) -> None:
        """Give new rows of the table IDs above ``last`` from now on."""
        text = "SELECT setval(pg_get_serial_sequence(%s, 'id')::regclass, greatest(%s, 1), %s)"
        self.execute(text, (table, last, last > 0))

    def insert_id(self, text: str, parameters: Sequence[Any]) -> int:
        """Run an INSERT of one row and return the ID that the row was given."""
        return int(self.execute(f"{text} RETURNING id", parameters).fetchone()[0])

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Insert rows of these columns, as one stream where there are many; return how many."""
        connection = self.connection()
        self._thread.marks = None
        try:
            return insert_rows(connection, table, columns, rows)
        except Exception as error:
            raise self._explained(error, connection) from error

    def indexes_aside(
        self, table: str, keep: Collection[str], searched: Collection[str]
    ) -> contextlib.AbstractContextManager[None]:
        """Keep the indexes: to drop one would keep all readers of the table out until the end of the transaction."""
        return contextlib.nullcontext()

    # Everything else

    def settings(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return what is set in table ``meta``; nothing where the database is being made at this moment."""
        marks = self._thread.marks
        if marks is not None and marks.keys() >= {*names}:
            return marks
        if self.row("SELECT to_regclass('meta')") == (None,):
            return {}
        return dict(self.rows("SELECT name, value FROM meta WHERE name = ANY(%s)", ([*names],)))

    def description(self) -> str:
        """Return the server's name and version, and that of the host that answers."""
        return describe(self)

    def size(self) -> int:
        """Return how many bytes the database takes on the server."""
        return int(self.rows("SELECT pg_database_size(current_database())")[0][0])

    def schema_version(self) -> int:
        """Return the number of the step that the tables have reached, 0 where there are none."""
        if self.row("SELECT to_regclass('state')") == (None,):
            return 0
        found = self.row("SELECT version FROM state WHERE name = 'schema'")
        return 0 if found is None else int(found[0])

    def check(self) -> list[str]:
        """Return what is wrong with the database as the server finds it; an empty list when it is sound."""
        return problems(self)


def _cancel(connection: Any) -> None:
    with contextlib.suppress(Exception):
        connection.cancel_safe(timeout=5)
