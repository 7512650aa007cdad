"""An open database: what is asked of it and written to it, whichever engine keeps it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from sqlite3 import Connection as Connection
from typing import Any

from model.core.errors import StorageError
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.engine import Engine, Row
from model.core.storage.errors import Interrupted as Interrupted
from model.core.storage.errors import ReplacedError as ReplacedError
from model.core.storage.sqlite.database_file import APPLICATION_ID as APPLICATION_ID
from model.core.storage.sqlite.engine import SqliteEngine
from model.core.storage.statements import Compiled, Query, StatementCache, slot, statement
from model.core.storage.table_rows import TableRows
from model.core.text import use_aa

SCHEMA_VERSION_NEWEST = 28
"""Number of the newest step in :mod:`model.core.storage.migrations`."""

AA_IS_Å = "aa_as_aring"
"""Name in table ``meta`` of the choice that Aalborg stands under Å: '1'; '0', or not there, where it does not."""

RESTORED = "restored"
"""Name in table ``meta`` of a mark that each restore makes anew: what was read before it is of another database."""


_META: Any = peewee.Table("meta", ("name", "value"))


@statement
def _setting() -> peewee.Query:
    query: peewee.Query = _META.insert({_META.name: slot("name"), _META.value: slot("value")}).on_conflict(
        conflict_target=(_META.name,), preserve=(_META.value,)
    )
    return query


class Store(TableRows):
    """An open database.

    One instance serves all threads of a process; each thread has a connection of its own. Rows come and go as plain
    tuples of stored values. A query is a shape made by a :func:`~model.core.storage.statements.statement`, or a query
    of Peewee's builder; what stands in its slots is given by name.
    """

    def __init__(self, location: Path | str, *, read_only: bool = False) -> None:
        """Open the file at ``location``, or the database of a server by its URL."""
        self.location = location
        self.read_only = read_only
        self.kept: dict[str, Any] = {}
        """What is held in memory of the database, for all who read it through this instance."""
        self.engine: Engine = _engine(location, read_only)
        self.shared_documents: Path | None = None
        """The folder of documents that all hosts share, where a server has the database."""
        self.statements = StatementCache(self.engine.database)
        self.commits = 0
        """How many transactions have been written through this instance."""
        self._mark: str | None = None
        """What :data:`RESTORED` said when the database was opened, '' for nothing."""

    @property
    def path(self) -> Path:
        """The database's file; raise :class:`StorageError` where a server has it."""
        if isinstance(self.location, Path):
            return self.location
        raise StorageError(_("{name} is not a file.").format(name=self.title))

    @property
    def is_shared(self) -> bool:
        """Whether several hosts may use the database: a server has it."""
        return not isinstance(self.location, Path)

    @property
    def title(self) -> str:
        """What people are told that the database is: its path, or its URL without a password."""
        return self.engine.title

    def connection(self) -> Connection:
        """Return this thread's connection; raise :class:`StorageError` where the database cannot be opened."""
        connection: Connection = self.engine.connection()
        return connection

    def refuse_replaced(self) -> None:
        """Raise :class:`ReplacedError` where what is open here is not the database any more."""
        self.engine.refuse_replaced()

    def keep_little(self, kilobytes: int) -> None:
        """Let this thread's connection keep no more of the file in memory than this: for one that reads it but once."""
        self.engine.keep_little(kilobytes)

    def close(self) -> None:
        """Close this thread's connection."""
        self.engine.close()

    def schema_version(self) -> int:
        """Return the number of the step that the tables have reached."""
        return self.engine.schema_version()

    def description(self) -> str:
        """Return the engine's name and version, and how it writes, for who looks for a fault."""
        return self.engine.description()

    def check(self) -> list[str]:
        """Return what is wrong with the database as the engine finds it; an empty list when it is sound."""
        return self.engine.check()

    def named(self, error: BaseException) -> BaseException:
        """Return the error to raise for one of the driver's; any other is returned as it is."""
        return self.engine.named(error) if isinstance(error, self.engine.error_class) else error

    # Questions

    def compiled(self, query: Query) -> Compiled:
        """Return the query as this engine's text."""
        return self.statements.compiled(query)

    def _asked(self, query: Query, values: Mapping[str, Any]) -> tuple[str, Any]:
        compiled = self.statements.compiled(query)
        return compiled.text, compiled.parameters(values)

    def rows(self, query: Query, /, **values: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self.engine.rows(*self._asked(query, values))

    def each(self, query: Query, /, **values: Any) -> Iterator[Row]:
        """Yield the rows of a query, some at a time, so that no other thread waits for long."""
        return self.engine.each(*self._asked(query, values))

    def row(self, query: Query, /, **values: Any) -> Row | None:
        """Return the first row of a query, None where there is none."""
        return self.engine.row(*self._asked(query, values))

    def named_row(self, query: Query, /, **values: Any) -> dict[str, Any] | None:
        """Return the first row of a query by the names of its columns, None where there is none."""
        cursor = self.engine.execute(*self._asked(query, values))
        found = cursor.fetchone()
        return (
            None
            if found is None
            else {column[0]: value for column, value in zip(cursor.description, found, strict=True)}
        )

    def value(self, query: Query, /, **values: Any) -> Any:
        """Return the first column of the first row, None where there is no row."""
        found = self.row(query, **values)
        return None if found is None else found[0]

    def rows_within(self, milliseconds: float, query: Query, /, **values: Any) -> list[tuple[Any, ...]] | None:
        """Return all rows of a query, None where it would take the engine longer than about that."""
        return self.engine.rows_within(milliseconds, *self._asked(query, values))

    def interrupt(self, connection: Connection) -> None:
        """Stop the query that ``connection`` runs in another thread; there it raises :class:`Interrupted`."""
        self.engine.interrupt(connection)

    def version(self) -> object:
        """Return something that is another whenever another connection has written since it was asked before."""
        return self.engine.version()

    def paint_here(self) -> None:
        """Take the calling thread as the one that paints: it never waits for a server that does not answer."""
        self.engine.paint_here()

    def paints_here(self) -> bool:
        """Whether the calling thread is the one that paints, where a server has the database."""
        return self.engine.paints_here()

    # Writing

    def run(self, query: Query, /, **values: Any) -> int:
        """Run an INSERT, UPDATE or DELETE and return how many rows it affected; inside :meth:`writing`."""
        return int(self.engine.execute(*self._asked(query, values)).rowcount)

    def run_many(self, query: Query, values: Iterable[Mapping[str, Any]], /) -> int:
        """Run it once for each of ``values``, which fill its slots, and return how many rows it affected."""
        compiled = self.statements.compiled(query)
        return self.engine.execute_many(compiled.text, (compiled.parameters(each) for each in values))

    # Transactions

    @contextlib.contextmanager
    def one_moment(self) -> Iterator[None]:
        """Read in the block what was on file at one moment, whatever others write meanwhile."""
        if self.engine.in_transaction():
            yield
            return
        self.engine.begin_reading()
        try:
            yield
        except self.engine.error_class as error:
            raise self.engine.named(error) from error
        finally:
            self.engine.roll_back()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold the right to write for the length of the block; commit after it, roll back on any exception.

        Raises :class:`StorageError` for what the engine cannot do, :class:`ReplacedError` where what is open here is
        not the database any more, at the end of the block as well as at its beginning.
        """
        self.engine.begin_writing()
        try:
            self.refuse_replaced()
            # Whoever held the right to write before may have filed all keys anew.
            marks = self._marks()
            self._refuse_other(marks)
            self._fold_by(marks)
            yield self.connection()
            self.refuse_replaced()
            self.engine.commit()
            self.commits += 1
        except BaseException as error:
            self.engine.roll_back()
            if isinstance(error, self.engine.error_class):
                raise self.engine.named(error) from error
            raise

    @contextlib.contextmanager
    def part(self, name: str = "part") -> Iterator[None]:
        """Take back what the block wrote where it raises an exception, and nothing else of the transaction.

        What the engine may refuse has to stand in such a block: after an error PostgreSQL refuses all that follows.
        """
        self.engine.savepoint(name)
        try:
            yield
        except BaseException as error:
            self.engine.roll_back_to(name)
            if isinstance(error, self.engine.error_class):
                raise self.engine.named(error) from error
            raise
        self.engine.release(name)

    @contextlib.contextmanager
    def overwriting_deleted(self) -> Iterator[None]:
        """Leave nothing in the database of what the block deletes, as far as the engine can."""
        self.engine.overwrite_deleted(True)
        try:
            yield
        finally:
            self.engine.overwrite_deleted(False)

    # What the database has chosen

    @property
    def aa_is_å(self) -> bool:
        """Whether the keys on file are folded with "aa" as å: the database's choice, the same for all who use it."""
        return self._marks().get(AA_IS_Å) == "1"

    def fold_as_filed(self) -> None:
        """Fold text from now on as the keys on file are folded (COM-22, W19)."""
        self._fold_by(self._marks())

    def _fold_by(self, marks: Mapping[str, str]) -> None:
        if self._mark is None:
            self._mark = marks.get(RESTORED, "")
        use_aa(marks.get(AA_IS_Å) == "1")

    def refuse_restored(self) -> None:
        """Raise :class:`ReplacedError` where another database was restored in the place of the one that was opened.

        Its IDs and versions mean other records than those that were read here.
        """
        self._refuse_other(self._marks())

    def _refuse_other(self, marks: Mapping[str, str]) -> None:
        if self._mark is not None and marks.get(RESTORED, "") != self._mark:
            raise ReplacedError(self.location)

    def set_setting(self, name: str, value: str) -> None:
        """Set something in the database by this name; inside a transaction."""
        self.run(_setting(), name=name, value=value)

    def setting(self, name: str) -> str | None:
        """Return what is set in the database by this name, None where nothing is."""
        return self.engine.settings((name,)).get(name)

    def _marks(self) -> Mapping[str, str]:
        return self.engine.settings((AA_IS_Å, RESTORED))


def _engine(location: Path | str, read_only: bool) -> Engine:
    """Return the engine of a file or a URL; PostgreSQL's and its driver are imported for a URL alone."""
    if isinstance(location, Path):
        return SqliteEngine(location, read_only=read_only)
    from model.core.storage.postgresql.engine import PostgresqlEngine

    return PostgresqlEngine(location, read_only=read_only)
