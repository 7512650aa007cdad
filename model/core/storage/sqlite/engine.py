"""SQLite as an engine: one file, its connections, its transactions.

It is the embedded engine: write-ahead log, many processes on one host. Peewee owns the connections, one a thread;
statements go to the driver's connection, past Peewee's cursors.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from model.core.countries import country_name
from model.core.errors import StorageError
from model.core.filesystem import file_mode, named_file
from model.core.storage.drivers import peewee
from model.core.storage.engine import Row
from model.core.storage.errors import ConstraintError, Interrupted, ReplacedError
from model.core.storage.json_patch import with_own
from model.core.storage.keyed_hash import keyed_hash
from model.core.storage.sqlite.database_file import BUSY_MILLISECONDS, storage_error
from model.core.storage.sqlite.dialect import SqliteDialect
from model.core.storage.sqlite.search_index import SqliteSearchIndex
from model.core.storage.table_rows import insert_text
from model.core.text import fold

PRAGMAS: Mapping[str, Any] = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "busy_timeout": BUSY_MILLISECONDS,
    # Kilobytes a connection: a window of a list whose rows lie far apart, and not much more.
    "cache_size": -1_500,
}

STEPS_A_MILLISECOND = 25_000
"""Steps of the engine's own that are taken for a millisecond, about 1 500 rows of a list."""


class _Database(peewee.SqliteDatabase):
    """Peewee's SQLite, whose contexts know the engine."""

    def __init__(self, path: Path, pragmas: Mapping[str, Any], engine: SqliteEngine) -> None:
        super().__init__(str(path), pragmas=pragmas, timeout=BUSY_MILLISECONDS / 1000)
        self._engine = engine

    def get_context_options(self) -> dict[str, Any]:
        return {**super().get_context_options(), "engine": self._engine}


class SqliteEngine:
    """See :class:`model.core.storage.engine.Engine`."""

    name = "sqlite"
    error_class: type[Exception] = sqlite3.Error

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.title = str(path)
        self.dialect = SqliteDialect()
        self._search_indexes: dict[tuple[str, tuple[str, ...]], SqliteSearchIndex] = {}
        self.register_warnings: Mapping[str, int] = {}
        """What ``salg_register_warning`` answers by: a number by the key of an organisation number."""
        pragmas = dict(PRAGMAS)
        if read_only:
            del pragmas["journal_mode"]
            pragmas["query_only"] = 1
        self.database = _Database(path, pragmas, self)
        self._file: named_file.Identity | None = None
        """The file that was opened, which the path leads to until somebody deletes or replaces it."""

    # Connections

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection; raise :class:`StorageError` where the database cannot be opened."""
        try:
            fresh = self.database.is_closed()
            if fresh:
                self._connect()
            connection: sqlite3.Connection = self.database.connection()  # type: ignore[no-untyped-call]
            if fresh:
                self._register(connection)
            return connection
        except (peewee.PeeweeException, sqlite3.Error, OSError) as error:
            raise storage_error(error, self.path) from error

    def _connect(self) -> None:
        """Open a connection, trying again while another process is just turning the log of a fresh database on.

        That is the one lock for which the engine does not wait by itself. Raises :class:`ReplacedError` where the
        file is another than that of the connections before.
        """
        deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
        while True:
            try:
                self.database.connect()
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

    def _register(self, connection: sqlite3.Connection) -> None:
        """Give the connection the functions that queries and triggers call."""

        def folded(text: Any) -> str:
            return fold(str(text)) if isinstance(text, (str, int)) else ""

        def folded_as(text: Any, aa_is_å: Any) -> str:
            return fold(text, aa_is_å=bool(aa_is_å)) if isinstance(text, str) else ""

        def country_key(stored: Any) -> str:
            return fold(country_name(stored)) if isinstance(stored, str) else ""

        connection.create_function("salg_fold", 1, folded, deterministic=True)
        connection.create_function("salg_fold", 2, folded_as, deterministic=True)
        connection.create_function("salg_country_key", 1, country_key)
        connection.create_function("salg_with_own", 2, with_own, deterministic=True)
        connection.create_function("salg_keyed_hash", 2, keyed_hash, deterministic=True)
        connection.create_function("salg_register_warning", 1, lambda key: self.register_warnings.get(key))

    def refuse_replaced(self) -> None:
        """Raise :class:`ReplacedError` where the path leads to another file by now than to the one that is open."""
        if named_file.identity_of(self.path) != self._file:
            raise ReplacedError(self.path)

    def close(self) -> None:
        """Close this thread's connection."""
        if not self.database.is_closed():
            self.database.close()
            named_file.leave(self.path)

    def interrupt(self, connection: sqlite3.Connection) -> None:
        """Stop the query that ``connection`` runs in another thread; there it raises :class:`Interrupted`."""
        connection.interrupt()

    def keep_little(self, kilobytes: int) -> None:
        """Let this thread's connection keep no more of the file in memory than this: for one that reads it but once."""
        self.connection().execute(f"PRAGMA cache_size = {-kilobytes:d}")

    # Questions

    def execute(self, text: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run a statement and return the cursor."""
        try:
            return self.connection().execute(text, parameters)
        except sqlite3.Error as error:
            raise self.named(error) from error

    def execute_many(self, text: str, parameters: Iterable[Sequence[Any]]) -> int:
        """Run a statement once for each of ``parameters``; return how many rows were affected."""
        try:
            return self.connection().executemany(text, parameters).rowcount
        except sqlite3.Error as error:
            raise self.named(error) from error

    def rows(self, text: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query."""
        try:
            return self.connection().execute(text, parameters).fetchall()
        except sqlite3.Error as error:
            raise self.named(error) from error

    def row(self, text: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, None where there is none."""
        try:
            found: Row | None = self.connection().execute(text, parameters).fetchone()
        except sqlite3.Error as error:
            raise self.named(error) from error
        return found

    def each(self, text: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Yield the rows of a query a thousand at a time, so that no other thread waits for long."""
        try:
            cursor = self.connection().execute(text, parameters)
            while rows := cursor.fetchmany(1_000):
                yield from rows
        except sqlite3.Error as error:
            raise self.named(error) from error

    def rows_within(self, milliseconds: float, text: str, parameters: Sequence[Any] = ()) -> list[Row] | None:
        """Return all rows of a query, None where it takes more steps than are taken for that time."""
        connection = self.connection()
        left = int(milliseconds * STEPS_A_MILLISECOND / 1_000)

        def count() -> int:
            nonlocal left
            left -= 1
            return left < 0

        connection.set_progress_handler(count, 1_000)
        try:
            return self.rows(text, parameters)
        except Interrupted:
            if left < 0:
                return None
            raise
        finally:
            connection.set_progress_handler(None, 0)

    def version(self) -> object:
        """Return a number that is another whenever another connection has written."""
        return self.execute("PRAGMA data_version").fetchone()[0]

    def paint_here(self) -> None:
        """Do nothing: a file always answers."""

    def paints_here(self) -> bool:
        """No thread is told nothing."""
        return False

    # Transactions

    def in_transaction(self) -> bool:
        """Whether this thread is in a transaction."""
        return self.connection().in_transaction

    def begin_writing(self) -> None:
        """Begin a transaction that holds the right to write.

        It is immediate: one that begins by reading and writes later would fail where two do so at once.
        """
        self.execute("BEGIN IMMEDIATE")

    def begin_reading(self) -> None:
        """Begin a transaction that sees one moment."""
        self.execute("BEGIN")

    def commit(self) -> None:
        """End the transaction and keep what it wrote."""
        self.execute("COMMIT")

    def roll_back(self) -> None:
        """End the transaction, if there is one, and keep nothing."""
        with contextlib.suppress(sqlite3.Error):
            connection = self.connection()
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def savepoint(self, name: str) -> None:
        """Begin a part of the transaction that can be taken back by itself."""
        self.execute(f"SAVEPOINT {name}")

    def release(self, name: str) -> None:
        """Keep what was written since the savepoint."""
        self.execute(f"RELEASE {name}")

    def roll_back_to(self, name: str) -> None:
        """Take back what was written since the savepoint; an error may have ended the whole transaction."""
        if self.connection().in_transaction:
            self.execute(f"ROLLBACK TO {name}")
            self.execute(f"RELEASE {name}")

    # Searching

    def search_index(self, table: str, columns: tuple[str, ...]) -> SqliteSearchIndex:
        """Return the search index of a table over these columns of folded keys."""
        index = self._search_indexes.get((table, columns))
        if index is None:
            index = self._search_indexes[table, columns] = SqliteSearchIndex(self, table, columns)
        return index

    # Rows by the names of their columns

    def allocate(self, table: str, number: int) -> int:
        """Return the first of ``number`` IDs that run on from the highest one that the table has had."""
        return self.last_id(table) + 1

    def last_id(self, table: str) -> int:
        """Return the highest ID that a row of the table has been given, 0 where there was none."""
        row = self.row("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        return int(row[0]) if row else 0

    def continue_ids(self, table: str, last: int) -> None:
        """Give new rows of the table IDs above ``last`` from now on."""
        (declared,) = self.rows("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
        if "AUTOINCREMENT" not in declared[0]:
            # It goes by the rows that there are.
            return
        if not self.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (last, table)).rowcount and last:
            self.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Insert rows of these columns and return how many."""
        return self.execute_many(insert_text("?", table, tuple(columns)), rows)

    def indexes_aside(
        self, table: str, keep: Collection[str], searched: Collection[str]
    ) -> contextlib.AbstractContextManager[None]:
        """Drop the indexes, and make them anew afterwards."""
        from model.core.storage.sqlite.index_load import indexes_aside

        return indexes_aside(self, table, keep, searched)

    def insert_id(self, text: str, parameters: Sequence[Any]) -> int:
        """Run an INSERT of one row and return the ID that the row was given."""
        last = self.execute(text, parameters).lastrowid
        assert last is not None
        return last

    # Everything else

    def overwrite_deleted(self, wanted: bool) -> None:
        """Let this thread's connection write zeros over what it deletes from now on."""
        self.execute(f"PRAGMA secure_delete = {int(wanted)}")

    def named(self, error: Exception) -> Exception:
        """Return the error to raise for one of the driver's."""
        if str(error) == "interrupted":
            return Interrupted()
        if isinstance(error, sqlite3.IntegrityError):
            return constraint_error(error)
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.ProgrammingError):
            text = str(error).lower()
            if not any(word in text for word in ("no such", "syntax", "misuse", "ambiguous", "has no column")):
                return storage_error(error, self.path)
        return error

    def settings(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return what is set in table ``meta``; nothing where the database is being made at this moment."""
        marks = ", ".join("?" * len(names))
        try:
            return dict(self.connection().execute(f"SELECT name, value FROM meta WHERE name IN ({marks})", names))
        except sqlite3.Error as error:
            if "no such table" in str(error):
                return {}
            raise self.named(error) from error

    def schema_version(self) -> int:
        """Return the number of the step that the tables have reached."""
        return int(self.rows("PRAGMA user_version")[0][0])

    def description(self) -> str:
        """Return SQLite's version, and how it keeps its log."""
        return f"SQLite {sqlite3.sqlite_version}, {self.rows('PRAGMA journal_mode')[0][0]}"

    def size(self) -> int:
        """Return how many bytes the file has."""
        return self.path.stat().st_size

    def check(self) -> list[str]:
        """Return what is wrong with the database as the engine finds it; an empty list when it is sound."""
        try:
            return [str(row[0]) for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        except StorageError as error:
            return [error.message]


_KINDS = {"UNIQUE constraint failed": "unique", "NOT NULL constraint failed": "not null"}


def constraint_error(error: Exception) -> ConstraintError:
    """Return what the rules of the tables refuse, read off the engine's words."""
    constraint, _colon, places = str(error).partition(": ")
    columns = [place.rpartition(".") for place in places.split(", ")]
    return ConstraintError(
        str(error),
        _KINDS.get(constraint, ""),
        columns[-1][0],
        tuple(column for _table, _point, column in columns),
    )
