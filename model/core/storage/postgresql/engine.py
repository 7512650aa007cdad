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
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from model.core.errors import ConnectionLostError, StorageError, TransientError
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.errors import Interrupted
from model.core.storage.postgresql.connection import Target
from model.core.storage.postgresql.errors import (
    CANCELLED,
    STALE_PLANS,
    is_lost,
    lost,
    storage_error,
)

VERSION_SECONDS = 1.0
"""How long an answer to "has anybody written?" is good for: to ask the server costs as much as a small query."""

_COMMIT_SECONDS = 30
"""How long it is tried to learn whether a transaction was committed whose connection was lost just then."""

_FETCHED = 1_000
"""Rows fetched at a time where they are read one after the other."""

_COPIED = 50
"""Rows from which on they are sent as one stream."""


class _Thread(threading.local):
    """A thread's connection, and what it is doing."""

    connection: Any = None
    writing: tuple[int, str] | None = None
    """Number and server's ID of the write transaction that is open."""
    reading = False
    asked = 0.0
    version: object = None


class PostgresqlEngine(peewee.PostgresqlDatabase):
    """A PostgreSQL database; one instance serves all threads of a process.

    Every method raises :class:`StorageError` for what keeps the database from being used: :class:`ConnectionLostError`
    where the server does not answer, :class:`TransientError` where the same may succeed when it is tried again.
    """

    name = "postgresql"

    def __init__(self, url: str) -> None:
        self._thread = _Thread()
        self._stopped: weakref.WeakSet[Any] = weakref.WeakSet()
        """Connections whose query somebody has stopped."""
        self._columns: dict[str, tuple[str, tuple[str, ...]]] | None = None
        self._names = itertools.count(1)
        super().__init__(url)

    # What Peewee decides by the driver that it has imported: it has none

    def init(self, database: str | None, *_more: Any, **_options: Any) -> None:
        """Take the URL over; nothing is opened yet."""
        self.target = Target(database or "")
        peewee.Database.init(self, str(self.target))

    def get_context_options(self) -> dict[str, Any]:
        """Return what Peewee compiles by; nodes of storage's own ask ``engine`` what to become."""
        return {**super().get_context_options(), "engine": self}

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
        thread.connection = self.target.connect()
        return thread.connection

    def is_closed(self) -> bool:
        """Whether this thread has no connection."""
        return self._thread.connection is None

    def close(self) -> bool:
        """Close this thread's connection; what is not committed is rolled back."""
        thread = self._thread
        connection, thread.connection = thread.connection, None
        thread.writing, thread.reading = None, False
        if connection is not None:
            connection.close()
        return connection is not None

    def in_transaction(self) -> bool:
        """Whether this thread has a transaction open."""
        return self._thread.writing is not None or self._thread.reading

    # Statements

    def execute_sql(self, sql: str, params: Sequence[Any] | None = None) -> Any:
        """Carry a statement out and return its cursor.

        Raises the driver's ``IntegrityError`` for what the rules of the tables refuse (see :meth:`refused`),
        :class:`Interrupted` where it was stopped by :meth:`interrupt`.
        """
        connection = self.connection()
        try:
            return connection.execute(sql, params or ())
        except Exception as error:
            if not self._may_ask_again(error):
                raise self._explained(error, connection) from error
        try:
            return self.connection().execute(sql, params or ())
        except Exception as error:
            raise self._explained(error, self._thread.connection) from error

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Carry a statement out for each row of values; return how many rows it touched."""
        connection = self.connection()
        try:
            with connection.cursor() as cursor:
                cursor.executemany(sql, rows)
                touched: int = cursor.rowcount
                return max(touched, 0)
        except Exception as error:
            raise self._explained(error, connection) from error

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

    def _explained(self, error: Exception, connection: Any) -> Exception:
        """Return what is raised for an error of the driver."""
        import psycopg

        if not isinstance(error, psycopg.Error):
            return error
        if error.sqlstate == CANCELLED and connection in self._stopped:
            self._stopped.discard(connection)
            return Interrupted()
        if is_lost(error) and not connection.closed:
            # Its server is there, but may not write any more.
            connection.close()
        if error.sqlstate in STALE_PLANS and self.in_transaction():
            connection.close()
            return TransientError(_("Somebody else wrote at the same moment; nothing was changed. Try again."))
        return storage_error(self.target, error) or error

    def rows_within(self, milliseconds: int, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]] | None:
        """Return all rows of a query, None where it would take longer than ``milliseconds``."""
        begin, end = ("SAVEPOINT within", "RELEASE within") if self.in_transaction() else ("BEGIN READ ONLY", "COMMIT")
        connection = self.connection()
        try:
            with connection.pipeline():
                connection.execute(begin)
                connection.execute(f"SET LOCAL statement_timeout = {milliseconds:d}")
                cursor = connection.execute(sql, params)
                connection.execute("SET LOCAL statement_timeout = 0")
                connection.execute(end)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found
        except Exception as error:
            with contextlib.suppress(Exception):
                connection.execute("ROLLBACK TO within; RELEASE within" if self.in_transaction() else "ROLLBACK")
            if getattr(error, "sqlstate", None) == CANCELLED and connection not in self._stopped:
                return None
            raise self._explained(error, connection) from error

    def each(self, sql: str, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query, fetched a thousand at a time; others may be asked meanwhile in the same thread."""
        connection = self.connection()
        try:
            # Outside of a transaction the server keeps the whole answer; within one it works it out bit by bit.
            with connection.cursor(f"each_{next(self._names)}", withhold=not self.in_transaction()) as cursor:
                cursor.execute(sql, params)
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
        """Begin a transaction that may write; wait for whoever writes now.

        One row's lock makes writers follow each other, and its number counts the commits in their order.
        """
        for last in (False, True):
            connection = self.connection()
            try:
                with connection.pipeline():
                    connection.execute("BEGIN")
                    cursor = connection.execute(
                        "UPDATE state SET version = version + 1 WHERE name = 'writing'"
                        " RETURNING version, pg_current_xact_id()::text"
                    )
                self._thread.writing = cursor.fetchone()
                return
            except Exception as error:
                with contextlib.suppress(Exception):
                    connection.execute("ROLLBACK")
                if last or not self._may_ask_again(error):
                    raise self._explained(error, connection) from error

    def begin_reading(self) -> None:
        """Begin a transaction that sees what was on file at this moment, whatever others write meanwhile."""
        self.execute_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
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

    def rollback(self) -> None:
        """Roll the transaction back; where the connection is lost, the server does so by itself."""
        self._thread.writing, self._thread.reading = None, False
        connection = self._thread.connection
        if connection is not None and not connection.closed:
            try:
                connection.execute("ROLLBACK")
            except Exception:
                self.close()

    def _was_committed(self, version: int, transaction: str) -> bool:
        """Ask whether a transaction was committed whose connection was lost meanwhile.

        Its number must have been reached as well: after a fail-over to a server that had not heard of it yet, another
        transaction may have its ID. Raises :class:`StorageError` where nobody answers.
        """
        deadline = time.monotonic() + _COMMIT_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(ConnectionLostError):
                found = self.execute_sql(
                    "SELECT pg_xact_status(%s::xid8), (SELECT version FROM state WHERE name = 'writing')",
                    (transaction,),
                ).fetchone()
                if found[0] != "in progress":
                    return bool(found[0] == "committed" and found[1] >= version)
            time.sleep(0.2)
        raise StorageError(
            _("The connection was lost while it was saved. Look whether it is there before you save it again.")
        )

    def version(self) -> object:
        """Return what changes with each commit; asked at most once a second by each thread."""
        thread = self._thread
        now = time.monotonic()
        if thread.version is None or now - thread.asked >= VERSION_SECONDS:
            thread.version = self.execute_sql("SELECT version FROM state WHERE name = 'writing'").fetchone()[0]
            thread.asked = now
        return thread.version

    # Rows

    def allocate(self, table: str, number: int) -> int:
        """Take ``number`` IDs of a table in a row and return the first; others never get the same."""
        last = self.execute_sql(
            "SELECT setval(sequence, nextval(sequence) + %s)"
            " FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass) AS found (sequence)",
            (number - 1, table),
        ).fetchone()[0]
        return int(last) - number + 1

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Insert rows of stored values, as one stream where there are many; return how many there were."""
        ahead = iter(rows)
        first = list(itertools.islice(ahead, _COPIED))
        names = ", ".join(f'"{name}"' for name in columns)
        if len(first) < _COPIED:
            marks = ", ".join(["%s"] * len(columns))
            self.execute_many(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', first)
            return len(first)
        connection = self.connection()
        count = 0
        try:
            with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in itertools.chain(first, ahead):
                    copy.write_row(row)
                    count += 1
        except Exception as error:
            raise self._explained(error, connection) from error
        return count


def _cancel(connection: Any) -> None:
    with contextlib.suppress(Exception):
        connection.cancel_safe(timeout=5)
