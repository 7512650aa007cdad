"""Opening a database by path or URL, its connections, its transactions; the only room that knows the engine.

With :mod:`model.core.fulltext`, that is. SQLite is the embedded engine: one file, write-ahead log, many processes on
one host. Peewee owns the connections, one a thread; lists, searches and bulk writes send their SQL through it as
plain tuples, which costs a fraction of models (design rule "Reading and writing").
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from model.core.errors import StorageError
from model.core.language import _
from model.core.text import fold, use_aa

# Peewee imports every database driver it finds installed; with one of PostgreSQL's or MySQL's on the machine that costs
# more than all the rest of the start. An empty entry makes its import fail at once, as if it were not there.
_DRIVERS = ("psycopg2", "psycopg2cffi", "psycopg", "pymysql", "MySQLdb")
_blocked = [name for name in _DRIVERS if name not in sys.modules]
for _name in _blocked:
    sys.modules[_name] = None  # type: ignore[assignment]
import peewee  # noqa: E402

for _name in _blocked:
    sys.modules.pop(_name, None)

Connection = sqlite3.Connection
"""A thread's connection, as others name its type without knowing the engine."""
IntegrityError = sqlite3.IntegrityError
"""What the engine raises for what the rules of the tables refuse."""

APPLICATION_ID = 0x53414C47
"""``SALG``, in the header of the file, so that no other program's database is taken for ours."""

SCHEMA_VERSION_NEWEST = 5
"""Number of the newest step in :mod:`model.core.migrations`."""

AA_IS_Å = "aa_as_aring"
"""Name in table ``meta`` of the choice that Aalborg stands under Å: '1'; '0', or not there, where it does not."""

BUSY_MILLISECONDS = 15_000
_HEADER = b"SQLite format 3\x00"

PRAGMAS: Mapping[str, Any] = {
    "journal_mode": "wal",
    "synchronous": "normal",
    "busy_timeout": BUSY_MILLISECONDS,
    # Kilobytes a connection: a window of a list whose rows lie far apart, and not much more.
    "cache_size": -1_500,
}


def storage_error(error: Exception, path: object) -> StorageError:
    """Return the sentence for what the engine says of a database that cannot be used."""
    text = str(error).lower()
    if "full" in text:
        return StorageError(_("The disk is full; nothing was changed."))
    if "readonly" in text or "read-only" in text:
        return StorageError(_("{path} cannot be written; nothing was changed.").format(path=path))
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return StorageError(_("{path} is damaged. Nothing was written to it; restore a backup.").format(path=path))
    if "locked" in text or "busy" in text:
        return StorageError(_("The database is held by another program; nothing was changed. Try again."))
    if "unable to open" in text:
        return StorageError(
            _("{path} cannot be opened: check that its folder exists and that you may write in it.").format(path=path)
        )
    return StorageError(_("The database does not answer: {error}").format(error=error))


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
        pragmas = dict(PRAGMAS)
        if read_only:
            del pragmas["journal_mode"]
            pragmas["query_only"] = 1
        self.peewee = peewee.SqliteDatabase(str(path), pragmas=pragmas, timeout=BUSY_MILLISECONDS / 1000)

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection; raise :class:`StorageError` where the database cannot be opened."""
        try:
            fresh = self.peewee.is_closed()
            if fresh:
                self._connect()
            connection: sqlite3.Connection = self.peewee.connection()  # type: ignore[no-untyped-call]
            if fresh:
                _register(connection)
            return connection
        except (peewee.PeeweeException, sqlite3.Error, OSError) as error:
            raise storage_error(error, self.path) from error

    def _connect(self) -> None:
        """Open a connection, trying again while another process is just turning the log of a fresh database on.

        That is the one lock for which the engine does not wait by itself.
        """
        deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
        while True:
            try:
                self.peewee.connect()
                return
            except peewee.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

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
        Raises :class:`StorageError` for what the engine cannot do.
        """
        connection = self.connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._named(error) from error
        try:
            # Whoever held the right to write before may have filed all keys anew.
            self.fold_as_filed()
            yield connection
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
        try:
            found = self.connection().execute("SELECT value FROM meta WHERE name = ?", (AA_IS_Å,)).fetchone()
        except sqlite3.Error as error:
            if "no such table" in str(error):
                # It is being made at this moment.
                return False
            raise self._named(error) from error
        return found is not None and found[0] == "1"

    def fold_as_filed(self) -> None:
        """Fold text from now on as the keys on file are folded (COM-22, W19)."""
        use_aa(self.aa_is_å)

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

    def backup(self, target: Path) -> None:
        """Write a whole copy to ``target`` while the database is in use; the copy appears complete or not at all.

        It is the state of one moment: what others commit meanwhile is not in it, and does not make it begin again.
        """
        partial = target.with_name(target.name + ".partial")
        try:
            partial.unlink(missing_ok=True)
            # A connection of its own: this thread's may be in the middle of a transaction.
            with (
                contextlib.closing(sqlite3.connect(self.path, timeout=BUSY_MILLISECONDS / 1000)) as source,
                contextlib.closing(sqlite3.connect(partial)) as copy,
            ):
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=delete")
            partial.replace(target)
        except (sqlite3.Error, OSError) as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise storage_error(error, target) from error

    def restore(self, source: Path) -> None:
        """Put the content of the database at ``source`` in the place of this one's, while others may have it open.

        It is one transaction: whole or not at all. Raises :class:`StorageError` for a source that is no Salg database,
        is damaged, or was made by a newer version, with nothing changed.
        """
        _examine(source)
        copy = Store(source, read_only=True)
        try:
            version = copy.value("PRAGMA user_version")
            if version > SCHEMA_VERSION_NEWEST:
                raise StorageError(
                    _("{path} was made by a newer Salg (schema {version}, this one knows {known}).").format(
                        path=source, version=version, known=SCHEMA_VERSION_NEWEST
                    )
                )
            if wrong := copy.check():
                raise StorageError(_("{path} is damaged: {problem}").format(path=source, problem=wrong[0]))
            try:
                copy.connection().backup(self.connection())
            except sqlite3.Error as error:
                raise storage_error(error, self.path) from error
            self.fold_as_filed()
        finally:
            copy.close()

    def check(self) -> list[str]:
        """Return what is wrong with the database as the engine finds it; an empty list when it is sound."""
        try:
            return [str(row[0]) for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        except StorageError as error:
            return [error.message]


class Interrupted(Exception):
    """A query was stopped because nobody waits for its answer any more."""


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
    connection.create_function("salg_with_own", 2, _with_own, deterministic=True)


def _with_own(custom: Any, patch: Any) -> Any:
    from model.core.fields.own import with_own

    return with_own(custom, patch)


def open_store(path: Path, *, create: bool = True) -> Store:
    """Open the database at ``path``, making it or bringing its schema up to date where needed (COM-18).

    Raises :class:`StorageError`, with nothing written, for a file that is not a Salg database, is damaged, was made
    by a newer version, or stands where this account cannot write.
    """
    from model.core import migration

    if path.is_dir():
        raise StorageError(_("{path} is a folder, not a database.").format(path=path))
    try:
        empty = not path.exists() or path.stat().st_size == 0
        if empty and create:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            _("{path} cannot be made: {error}").format(path=path, error=error.strerror or error)
        ) from error
    if empty and not create:
        raise StorageError(_("There is no database at {path}.").format(path=path))
    if not empty:
        _examine(path)
    store = Store(path)
    try:
        if store.value("PRAGMA user_version") < SCHEMA_VERSION_NEWEST:
            migration.migrate(store)
        store.fold_as_filed()
    except BaseException:
        store.close()
        raise
    return store


def _examine(path: Path) -> None:
    """Raise :class:`StorageError` for a file that this program must not open, without opening it for writing."""
    log = path.with_name(path.name + "-wal")
    try:
        with path.open("rb") as file:
            header = file.read(100)
        size = path.stat().st_size
        logged = log.exists() and log.stat().st_size > 0
    except OSError as error:
        raise StorageError(
            _("{path} cannot be read: {error}").format(path=path, error=error.strerror or error)
        ) from error
    not_ours = StorageError(_("{path} is not a Salg database; it was left as it is.").format(path=path))
    if not header.startswith(_HEADER) or len(header) < 100:
        raise not_ours
    version, application = (int.from_bytes(header[at : at + 4], "big") for at in (60, 68))
    tables = None
    if logged or application != APPLICATION_ID:
        # What was written last stands in the log until it is carried over: ask the engine.
        try:
            with contextlib.closing(
                sqlite3.connect(
                    f"{path.resolve().as_uri()}?mode=ro",
                    uri=True,
                    timeout=BUSY_MILLISECONDS / 1000,
                    isolation_level=None,
                )
            ) as connection:
                # One moment for all three: another process may be making the database between two questions.
                connection.execute("BEGIN")
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                application = connection.execute("PRAGMA application_id").fetchone()[0]
                tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.Error as error:
            raise storage_error(error, path) from error
    elif size < _pages(header) * _page_size(header):
        raise storage_error(sqlite3.DatabaseError("malformed: too short"), path)
    # A database without anything in it is one that another process is making at this moment, or did not get to make.
    if application != APPLICATION_ID and (application, version, tables) != (0, 0, 0):
        raise not_ours
    if version > SCHEMA_VERSION_NEWEST:
        raise StorageError(
            _(
                "{path} was made by a newer Salg (schema {version}, this one knows {known}); it was left as it is."
            ).format(path=path, version=version, known=SCHEMA_VERSION_NEWEST)
        )


def _page_size(header: bytes) -> int:
    size = int.from_bytes(header[16:18], "big")
    return 65_536 if size == 1 else size


def _pages(header: bytes) -> int:
    """Return how many pages the file has by its header, 0 where the header does not know."""
    return int.from_bytes(header[28:32], "big") if header[24:28] == header[92:96] else 0


def bind(store: Store, models: Iterable[type[peewee.Model]]) -> contextlib.AbstractContextManager[Any]:
    """Return a context in which Peewee's own queries on ``models`` go to ``store``."""
    return store.peewee.bind_ctx(list(models), bind_refs=False, bind_backrefs=False)
