"""What an engine is: the part of a store that knows the database's own language and manners.

There are two, :mod:`model.core.storage.sqlite.engine` and :mod:`model.core.storage.postgresql.engine`. Nothing above
:mod:`model.core.storage` asks which of them is in use.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from model.core.storage.drivers import peewee
from model.core.storage.search import SearchIndex
from model.core.storage.statements import Slot

Connection = Any
"""A thread's connection, as the engine's driver has it."""
Row: TypeAlias = tuple[Any, ...]
"""A row of an answer: the values as the database holds them."""


class Dialect(Protocol):
    """How an engine writes what the engines say otherwise; :mod:`model.core.storage.expressions` says what it means."""

    @property
    def ordered_join(self) -> str:
        """Return the words of a join whose left side is read first."""

    def among(self, column: peewee.ColumnBase, values: Slot | Sequence[Any]) -> peewee.Node:
        """Return the test whether a column is one of a list's values."""

    def same(self, one: Any, other: Any) -> peewee.Node:
        """Return the test whether two are equal or both null."""

    def differs(self, one: Any, other: Any) -> peewee.Node:
        """Return the test whether two are not equal, null being a value."""

    def folded(self, text: Any) -> peewee.Node:
        """Return the folded form of a text that has no key column."""

    def aside(self, column: peewee.ColumnBase) -> peewee.Node:
        """Return a column along which no index is gone."""

    def row_by_row(self, condition: Any) -> peewee.Node:
        """Return a condition with a subquery that is asked of each row, and never joined."""

    def least(self, one: Any, other: Any) -> peewee.Node:
        """Return the smaller of two."""

    def greatest(self, one: Any, other: Any) -> peewee.Node:
        """Return the larger of two."""

    def joined(self, column: Any, separator: str, order: Sequence[Any]) -> peewee.Node:
        """Return the texts of a group in one."""

    def position(self, text: Any, part: str) -> peewee.Node:
        """Return at which letter of a text a part of it stands first, 0 where it does not."""

    def json_value(self, column: Any, key: str, kind: type[int] | type[str]) -> peewee.Node:
        """Return a number or a text of a JSON object."""

    def json_text(self, column: Any, key: str) -> peewee.Node:
        """Return the JSON of a value in a JSON object."""

    def json_has(self, column: Any, key: str) -> peewee.Node:
        """Return the test whether a JSON object has a key."""

    def json_object(self, pairs: Sequence[tuple[str, Any]]) -> peewee.Node:
        """Return the JSON object of at most fifty pairs, as text."""

    def json_array(self, columns: Sequence[Any]) -> peewee.Node:
        """Return the JSON array of some columns."""

    def json_list(self, item: Any, order: Sequence[Any]) -> peewee.Node:
        """Return the JSON list of a group's arrays, as text."""

    def custom_value(self, column: peewee.ColumnBase, key: str, kind: str) -> peewee.Node:
        """Return the value under a key of a JSON object: "text", "hundredths" as a whole number, "yes_no" as 1 or 0."""

    def custom_holds(self, column: peewee.ColumnBase, key: str, folded: Any) -> peewee.Node:
        """Return the test whether a folded text is one of the list's under a key, or is the text there."""

    def country_key(self, column: peewee.ColumnBase) -> peewee.Node:
        """Return the folded name, in the language in use, of a stored country."""

    def register_warning(self, column: peewee.ColumnBase) -> peewee.Node:
        """Return the number of what the register warns of, by the key of an organisation number; null for none."""

    def like_any_case(self, column: Any, pattern: peewee.Node) -> peewee.Node:
        """Return the test whether a text fits a pattern, whatever the case of its letters a to z."""

    def index_hint(self, index: str | None) -> str:
        """Return what stands behind a table that is read along ``index``, or along none; '' where nothing does."""


class Engine(Protocol):
    """A database as its engine keeps it. Every thread has a connection of its own; all methods are of this thread's.

    They raise what :meth:`named` makes of the driver's errors.
    """

    register_warnings: Mapping[str, int]
    """What the register warns of: a number by the key of an organisation number."""

    @property
    def name(self) -> str:
        """Return "sqlite" or "postgresql"."""

    @property
    def title(self) -> str:
        """Return what people are told that the database is: its path, or its URL without a password."""

    @property
    def database(self) -> peewee.Database:
        """Return what Peewee writes queries out for; its context's ``engine`` is this engine."""

    @property
    def dialect(self) -> Dialect:
        """Return how the engine writes what the engines say otherwise."""

    @property
    def error_class(self) -> type[Exception]:
        """Return what all of the driver's errors are."""

    # Connections

    def connection(self) -> Connection:
        """Return this thread's connection, opened where there is none; raise :class:`StorageError` where it cannot."""

    def close(self) -> None:
        """Close this thread's connection."""

    def refuse_replaced(self) -> None:
        """Raise :class:`ReplacedError` where what was opened is not the database any more."""

    def interrupt(self, connection: Connection) -> None:
        """Stop the query that ``connection`` runs in another thread; there it raises :class:`Interrupted`."""

    def keep_little(self, kilobytes: int) -> None:
        """Let this thread's connection keep no more of the database in memory than this."""

    # Questions

    def execute(self, text: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a statement and return the driver's cursor."""

    def execute_many(self, text: str, parameters: Iterable[Sequence[Any]]) -> int:
        """Run a statement once for each of ``parameters``; return how many rows were affected."""

    def each(self, text: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
        """Yield the rows of a query, some at a time, so that no other thread waits for long.

        Other statements may be run between two rows.
        """

    def rows(self, text: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query."""

    def row(self, text: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, None where there is none."""

    def rows_within(self, milliseconds: float, text: str, parameters: Sequence[Any] = ()) -> list[Row] | None:
        """Return all rows of a query, None where it would take longer than about that."""

    def version(self) -> object:
        """Return something that is another whenever another connection has written since it was asked before."""

    def paint_here(self) -> None:
        """Take the calling thread as the one that paints: it never waits for a server that does not answer."""

    def paints_here(self) -> bool:
        """Whether the calling thread is the one that paints, and may be told nothing while a server does not answer."""

    # Transactions

    def in_transaction(self) -> bool:
        """Whether this thread is in a transaction."""

    def begin_writing(self) -> None:
        """Begin a transaction that holds the right to write, waiting for it; :class:`StorageError` after 15 seconds."""

    def begin_reading(self) -> None:
        """Begin a transaction that sees one moment."""

    def commit(self) -> None:
        """End the transaction and keep what it wrote."""

    def roll_back(self) -> None:
        """End the transaction, if there is one, and keep nothing."""

    def savepoint(self, name: str) -> None:
        """Begin a part of the transaction that can be taken back by itself."""

    def release(self, name: str) -> None:
        """Keep what was written since the savepoint."""

    def roll_back_to(self, name: str) -> None:
        """Take back what was written since the savepoint."""

    # Searching

    def search_index(self, table: str, columns: tuple[str, ...]) -> SearchIndex:
        """Return the search index of a table over these columns of folded keys."""

    # Rows by the names of their columns

    def allocate(self, table: str, number: int) -> int:
        """Return the first of ``number`` IDs in a row that no row of the table has had; inside a transaction."""

    def last_id(self, table: str) -> int:
        """Return the highest ID that a row of the table has been given, 0 where there was none."""

    def continue_ids(self, table: str, last: int) -> None:
        """Give new rows of the table IDs above ``last`` from now on; inside a transaction."""

    def insert_rows(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        """Insert rows of these columns and return how many."""

    def indexes_aside(
        self, table: str, keep: Collection[str], searched: Collection[str]
    ) -> contextlib.AbstractContextManager[None]:
        """Return a context in which very many rows are written to a table without carrying its indexes along.

        ``keep`` names columns that the block looks rows up by, ``searched`` those of the table's search index. An
        engine whose readers would have to wait meanwhile does nothing.
        """

    def insert_id(self, text: str, parameters: Sequence[Any]) -> int:
        """Run an INSERT of one row and return the ID that the row was given."""

    # Everything else

    def overwrite_deleted(self, wanted: bool) -> None:
        """Let this thread's connection leave nothing of what it deletes from now on, as far as the engine can."""

    def named(self, error: Exception) -> Exception:
        """Return the error to raise for one of the driver's."""

    def settings(self, names: Sequence[str]) -> Mapping[str, str]:
        """Return what is set in the database by these names, as far as there is anything."""

    def schema_version(self) -> int:
        """Return the number of the step that the tables have reached, 0 for a database without any."""

    def description(self) -> str:
        """Return the engine's name and version, and how it writes, for who looks for a fault."""

    def size(self) -> int:
        """Return how many bytes the database takes."""

    def check(self) -> list[str]:
        """Return what is wrong with the database as the engine finds it; an empty list when it is sound."""
