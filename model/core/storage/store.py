"""An open database: its connections and its transactions.

SQLite is the embedded engine: one file, write-ahead log,
many processes on one host. Peewee owns the connections, one a thread; lists, searches and bulk writes send their SQL
through it as plain tuples, which costs a fraction of models (design rule "Reading and writing").
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from model.core.countries import country_name
from model.core.errors import StorageError
from model.core.filesystem import file_mode, named_file
from model.core.storage.drivers import peewee
from model.core.storage.errors import Interrupted, ReplacedError
from model.core.storage.json_patch import with_own
from model.core.storage.keyed_hash import keyed_hash
from model.core.storage.sqlite.database_file import APPLICATION_ID as APPLICATION_ID
from model.core.storage.sqlite.database_file import BUSY_MILLISECONDS, storage_error
from model.core.text import fold, use_aa

Connection = sqlite3.Connection
"""A thread's connection, as others name its type without knowing the engine."""

SCHEMA_VERSION_NEWEST = 18
"""Number of the newest step in :mod:`model.core.storage.migrations`."""

AA_IS_Å = "aa_as_aring"
"""Name in table ``meta`` of the choice that Aalborg stands under Å: '1'; '0', or not there, where it does not."""

RESTORED = "restored"
"""Name in table ``meta`` of a mark that each restore makes anew: what was read before it is of another database."""

PRAGMAS: Mapping[str, Any] = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "busy_timeout": BUSY_MILLISECONDS,
    # Kilobytes a connection: a window of a list whose rows lie far apart, and not much more.
    "cache_size": -1_500,
}


class Store:
    """An open database.

    One instance serves all threads of a process; each thread has a connection of its own. Rows come and go as plain
    tuples of stored values.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.kept: dict[str, Any] = {}
        """What is held in memory of the database, for all who read it through this instance."""
        self.register_warnings: Mapping[str, int] = {}
        """What ``salg_register_warning`` answers by: a number by the key of an organisation number."""
        pragmas = dict(PRAGMAS)
        if read_only:
            del pragmas["journal_mode"]
            pragmas["query_only"] = 1
        self.peewee = peewee.SqliteDatabase(str(path), pragmas=pragmas, timeout=BUSY_MILLISECONDS / 1000)
        self._file: named_file.Identity | None = None
        """The file that was opened, which the path leads to until somebody deletes or replaces it."""
        self._mark: str | None = None
        """What :data:`RESTORED` said when the database was opened, '' for nothing."""

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection; raise :class:`StorageError` where the database cannot be opened."""
        try:
            fresh = self.peewee.is_closed()
            if fresh:
                self._connect()
            connection: sqlite3.Connection = self.peewee.connection()  # type: ignore[no-untyped-call]
            if fresh:
                _register(connection)
                connection.create_function("salg_register_warning", 1, self._register_warning)
            return connection
        except (peewee.PeeweeException, sqlite3.Error, OSError) as error:
            raise storage_error(error, self.path) from error

    def _register_warning(self, key: Any) -> int | None:
        return self.register_warnings.get(key)

    def _connect(self) -> None:
        """Open a connection, trying again while another process is just turning the log of a fresh database on.

        That is the one lock for which the engine does not wait by itself. Raises :class:`ReplacedError` where the
        file is another than that of the connections before.
        """
        deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
        while True:
            try:
                self.peewee.connect()
                break
            except peewee.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        named_file.use(self.path)
        if self._file is None:
            self._file = named_file.identity_of(self.path)
        try:
            self.refuse_replaced()
        except BaseException:
            self.close()
            raise
        file_mode.share_log(self.path)

    def refuse_replaced(self) -> None:
        """Raise :class:`ReplacedError` where the path leads to another file by now than to the one that is open."""
        if named_file.identity_of(self.path) != self._file:
            raise ReplacedError(self.path)

    def keep_little(self, kilobytes: int) -> None:
        """Let this thread's connection keep no more of the file in memory than this: for one that reads it but once."""
        self.connection().execute(f"PRAGMA cache_size = {-kilobytes:d}")

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        try:
            return self.connection().execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise self._named(error) from error

    def each(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query a thousand at a time, so that no other thread waits for long."""
        try:
            cursor = self.connection().execute(sql, parameters)
            while rows := cursor.fetchmany(1_000):
                yield from rows
        except sqlite3.Error as error:
            raise self._named(error) from error

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, None where there is none."""
        try:
            found: tuple[Any, ...] | None = self.connection().execute(sql, parameters).fetchone()
        except sqlite3.Error as error:
            raise self._named(error) from error
        return found

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Return the first column of the first row, None where there is no row."""
        found = self.row(sql, parameters)
        return None if found is None else found[0]

    def rows_within(self, steps: int, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]] | None:
        """Return all rows of a query, None where it would take the engine more than ``steps`` thousand steps."""
        connection = self.connection()
        left = steps

        def count() -> int:
            nonlocal left
            left -= 1
            return left < 0

        connection.set_progress_handler(count, 1_000)
        try:
            return self.rows(sql, parameters)
        except Interrupted:
            if left < 0:
                return None
            raise
        finally:
            connection.set_progress_handler(None, 0)

    def interrupt(self, connection: sqlite3.Connection) -> None:
        """Stop the query that ``connection`` runs in another thread; there it raises :class:`Interrupted`."""
        connection.interrupt()

    @contextlib.contextmanager
    def one_moment(self) -> Iterator[None]:
        """Read in the block what was on file at one moment, whatever others write meanwhile."""
        connection = self.connection()
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        except sqlite3.Error as error:
            raise self._named(error) from error
        finally:
            connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the right to write for the length of the block; commit after it, roll back on any exception.

        The transaction is immediate: one that begins by reading and writes later would fail where two do so at once.
        Raises :class:`StorageError` for what the engine cannot do, :class:`ReplacedError` where what is open here is
        not the database any more, at the end of the block as well as at its beginning.
        """
        connection = self.connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._named(error) from error
        try:
            self.refuse_replaced()
            self.refuse_restored()
            # Whoever held the right to write before may have filed all keys anew.
            self.fold_as_filed()
            yield connection
            self.refuse_replaced()
            connection.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise self._named(error) from error
            raise

    @property
    def aa_is_å(self) -> bool:
        """Whether the keys on file are folded with "aa" as å: the database's choice, the same for all who use it."""
        return self._marks().get(AA_IS_Å) == "1"

    def fold_as_filed(self) -> None:
        """Fold text from now on as the keys on file are folded (COM-22, W19)."""
        marks = self._marks()
        if self._mark is None:
            self._mark = marks.get(RESTORED, "")
        use_aa(marks.get(AA_IS_Å) == "1")

    def refuse_restored(self) -> None:
        """Raise :class:`ReplacedError` where another database was restored in the place of the one that was opened.

        Its IDs and versions mean other records than those that were read here.
        """
        if self._mark is not None and self._marks().get(RESTORED, "") != self._mark:
            raise ReplacedError(self.path)

    def _marks(self) -> dict[str, str]:
        sql = "SELECT name, value FROM meta WHERE name IN (?, ?)"
        try:
            return dict(self.connection().execute(sql, (AA_IS_Å, RESTORED)).fetchall())
        except sqlite3.Error as error:
            if "no such table" in str(error):
                # It is being made at this moment.
                return {}
            raise self._named(error) from error

    def _named(self, error: sqlite3.Error) -> Exception:
        if str(error) == "interrupted":
            return Interrupted()
        if isinstance(error, (sqlite3.OperationalError, sqlite3.DatabaseError)) and not isinstance(
            error, (sqlite3.IntegrityError, sqlite3.ProgrammingError)
        ):
            text = str(error).lower()
            if not any(word in text for word in ("no such", "syntax", "misuse", "ambiguous", "has no column")):
                return storage_error(error, self.path)
        return error

    def close(self) -> None:
        """Close this thread's connection."""
        if not self.peewee.is_closed():
            self.peewee.close()
            named_file.leave(self.path)

    def check(self) -> list[str]:
        """Return what is wrong with the database as the engine finds it; an empty list when it is sound."""
        try:
            return [str(row[0]) for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        except StorageError as error:
            return [error.message]


def _register(connection: sqlite3.Connection) -> None:
    connection.create_function(
        "salg_fold", 1, lambda text: fold(text) if isinstance(text, str) else "", deterministic=True
    )
    connection.create_function(
        "salg_fold",
        2,
        lambda text, aa_is_å: fold(text, aa_is_å=bool(aa_is_å)) if isinstance(text, str) else "",
        deterministic=True,
    )
    connection.create_function("salg_country_key", 1, _country_key)
    connection.create_function("salg_with_own", 2, with_own, deterministic=True)
    connection.create_function("salg_keyed_hash", 2, keyed_hash, deterministic=True)


def _country_key(stored: Any) -> str:
    return fold(country_name(stored)) if isinstance(stored, str) else ""
