"""A schema as data: what the numbered steps make, change and remove, the same for every engine.

:mod:`model.core.storage.sqlite.ddl` and :mod:`model.core.storage.postgresql.ddl` write each operation as statements.
Conditions and queries are given as SQL that both engines read alike. Where they do not, a word in braces stands for
what each of them says:

``{differs}``
    ``IS NOT`` or ``IS DISTINCT FROM``: unequal, with null as a value like others.
``{derived}``
    what follows a sub-select in ``FROM``: PostgreSQL wants a name for it.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias


class Kind(enum.StrEnum):
    """What a column holds."""

    ID = "ID"
    """The number of a row, given by the engine and never given twice, also of rows that are gone."""
    LINE = "LINE"
    """The same, where nothing refers to the row: its number may be given again."""
    TEXT = "TEXT"
    """Text that is compared byte by byte."""
    BIGINT = "BIGINT"
    SMALLINT = "SMALLINT"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    kind: Kind
    null: bool = True
    default: str | int | None = None


ID = Column("id", Kind.ID, null=False)
"""The first column of nearly every table."""


def required(names: str, kind: Kind = Kind.TEXT) -> tuple[Column, ...]:
    """Return columns that are never null, by their names with blanks between them."""
    return tuple(Column(name, kind, null=False) for name in names.split())


def key(name: str) -> Column:
    """Return the column of a text's folded key: empty, never null, so that an order by it has no rule for nulls."""
    return Column(name, Kind.TEXT, null=False, default="")


def texts(names: str) -> tuple[Column, ...]:
    """Return columns of text that may be null, by their names with blanks between them."""
    return tuple(Column(name, Kind.TEXT) for name in names.split())


def numbers(names: str) -> tuple[Column, ...]:
    """Return columns of whole numbers that may be null, by their names with blanks between them."""
    return tuple(Column(name, Kind.BIGINT) for name in names.split())


def small(names: str) -> tuple[Column, ...]:
    """Return columns of small whole numbers (choices, yes or no) that may be null, by their names."""
    return tuple(Column(name, Kind.SMALLINT) for name in names.split())


@dataclass(frozen=True, slots=True)
class Table:
    """A new table.

    ``primary_key`` names the columns of a key where that is no ID. The rows of a ``clustered`` table lie in the order
    of their key, where the engine can do so.
    """

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    clustered: bool = False


@dataclass(frozen=True, slots=True)
class AddColumn:
    """A new column of a table that is there."""

    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class RenameTable:
    """Another name for a table."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DropTable:
    """The end of a table, with its indexes and triggers."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """An index, named after its table and columns where no ``name`` is given.

    ``where`` leaves rows out. ``ends`` are the columns of the table's primary key: rows that are otherwise alike stand
    in its order.
    """

    table: str
    columns: tuple[str, ...]
    unique: bool = False
    where: str = ""
    name: str = ""
    ends: tuple[str, ...] = ("id",)

    @property
    def full_name(self) -> str:
        """The name that the index has in the database."""
        return self.name or f"{self.table}_{'_'.join(self.columns)}"


def indexes(table: str, *columns: str, ends: str = "id") -> tuple[Index, ...]:
    """Return the indexes of a table, each given by its columns with blanks between them.

    One whose column is followed by a question mark has the rows alone in which that has a value.
    """
    made = []
    for names in columns:
        name = names.removesuffix("?")
        where = f"{name} IS NOT NULL" if names != name else ""
        made.append(Index(table, tuple(name.split()), where=where, ends=tuple(ends.split())))
    return tuple(made)


def unique(table: str, columns: str) -> Index:
    """Return the index by which no two rows of a table are alike in all of ``columns``."""
    return Index(table, tuple(columns.split()), unique=True)


@dataclass(frozen=True, slots=True)
class DropIndex:
    """The end of an index."""

    name: str


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The trigram index over columns of folded keys; see :mod:`model.core.storage.sqlite.fulltext`."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A query with a name."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class InsertQuery:
    """Rows of a query put into a table.

    With ``skip_existing``, of rows that are there already, with all of their columns, nothing is put in.
    """

    table: str
    columns: tuple[str, ...]
    query: str
    skip_existing: bool = False


@dataclass(frozen=True, slots=True)
class DeleteWhere:
    """The rows of a table for which a condition holds, deleted."""

    table: str
    where: str


@dataclass(frozen=True, slots=True)
class RefuseNull:
    """What a row is refused for: a column that may not be null, where ``test`` holds of the row."""

    table: str
    column: str
    test: str


@dataclass(frozen=True, slots=True)
class Execute:
    """A statement that both engines read alike."""

    statement: str


@dataclass(frozen=True, slots=True)
class InsertRow:
    """One row, worked out when the step is taken."""

    table: str
    columns: tuple[str, ...]
    values: Callable[[], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Run:
    """A step on the rows on file, in SQLite's words.

    It does nothing in a database without rows, which is what a database of any other engine was when it took the step:
    the first of them began at version 19. A later step on rows must be made of operations that all engines know.
    """

    work: Callable[[Any], None]


Action: TypeAlias = InsertQuery | DeleteWhere | RefuseNull
Event: TypeAlias = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What happens with each row that is inserted, updated or deleted, in the same transaction.

    ``columns`` are those whose update counts, all where none are named. ``test`` says of which rows (``old`` and
    ``new``) it is true; ``test_reads`` where that reads from tables. The order in which the rows of one statement take
    their turn, and whether the others have been changed by then, differs by engine: a body must not depend on it.
    """

    name: str
    table: str
    timing: Literal["BEFORE", "AFTER"]
    event: Event
    body: tuple[Action, ...]
    columns: tuple[str, ...] = ()
    test: str = ""
    test_reads: bool = False


@dataclass(frozen=True, slots=True)
class DropTrigger:
    """The end of a trigger."""

    name: str
    table: str


Operation: TypeAlias = (
    Table | AddColumn | RenameTable | DropTable | Index | DropIndex | SearchIndex | View | Trigger | DropTrigger
    | InsertQuery | DeleteWhere | Execute | InsertRow | Run
)  # fmt: skip
"""One piece of a step."""


def never_empty(table: str, columns: str | Mapping[str, Iterable[str]]) -> tuple[Trigger, Trigger]:
    """Return the triggers by which a table refuses null in columns that older rows of it have null.

    ``columns`` are their names with blanks between them; or a mapping of each to the kinds of row (column ``kind``)
    that it is for, to none where it is for all.
    """
    kinds_of = dict.fromkeys(columns.split(), ()) if isinstance(columns, str) else columns
    refusals = []
    for name, kinds in kinds_of.items():
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        scope = f" AND new.kind IN ({listed})" if listed else ""
        refusals.append(RefuseNull(table, name, f"new.{name} IS NULL{scope}"))
    body = tuple(refusals)
    test = " OR ".join(refusal.test for refusal in body)
    return (
        Trigger(f"{table}_never_empty_added", table, "BEFORE", "INSERT", body, test=test),
        Trigger(f"{table}_never_empty_changed", table, "BEFORE", "UPDATE", body, tuple(kinds_of), test),
    )
