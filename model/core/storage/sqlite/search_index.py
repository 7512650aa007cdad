"""The search index of a table on SQLite: FTS5, behind the protocol of the engines."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Hashable, Sequence
from typing import Any

from model.core.storage.drivers import peewee
from model.core.storage.engine import Engine
from model.core.storage.expressions import then
from model.core.storage.search import Alphabet, Asked, Narrowed, Terms
from model.core.storage.sqlite.fulltext import LiveTerms, TrigramIndex
from model.core.storage.statements import slot
from model.core.wildcards import Pattern


class CachedTerms:
    """The trigrams of an index, each looked up once though several columns are asked about."""

    def __init__(self, terms: LiveTerms) -> None:
        self.beginning = functools.cache(terms.beginning)
        self.ending = functools.cache(terms.ending)
        self.around = terms.around
        self.rows = terms.rows


class SqliteSearchIndex:
    """See :class:`model.core.storage.search.SearchIndex`. It reads no further than a question's limit."""

    reads_whole_lists = False

    def __init__(self, engine: Engine, table: str, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self._engine = engine
        self._index = TrigramIndex(table, columns)

    def _terms(self) -> Terms:
        return CachedTerms(self._index.live(self._engine.each))

    def narrowed(self, asked: Sequence[Asked], *, guessing: bool = False) -> Narrowed:
        """Put what narrows into one expression of the index's own language."""
        terms: Terms = Alphabet() if guessing else self._terms()
        found: list[str] = []
        for columns, pattern in asked:
            if guessing:
                match = self._match_of_all(columns, pattern, terms)
            else:
                narrowings = [self._index.narrow(column, [pattern], terms) for column in columns]
                possible = [each.match for each in narrowings if each.rows != 0]
                if not possible:
                    return Narrowed(empty=True)
                known = [match for match in possible if match is not None]
                match = " OR ".join(f"({each})" for each in known) if len(known) == len(possible) else None
            if match is not None:
                found.append(match)
        expression = " AND ".join(f"({match})" for match in found)
        return Narrowed("match", {"match": expression}) if found else Narrowed()

    def _match_of_all(self, columns: tuple[str, ...], pattern: Pattern, terms: Terms) -> str | None:
        # What is asked for is the same in each column; one question for all of them is answered soonest.
        match = self._index.narrow(columns[0], [pattern], terms).match
        prefix = f'"{columns[0]}" : '
        if match is None or not match.startswith(prefix):
            return match
        names = " ".join(f'"{column}"' for column in columns)
        return f"{{{names}}} : {match.removeprefix(prefix)}"

    def ids(self, narrowed: Narrowed, most: int) -> list[int]:
        """Ask the index alone."""
        return [] if narrowed.empty else self._index.found(self._engine.each, narrowed.values["match"], most)

    def holding(self, column: str, words: Sequence[Sequence[str]], most: int) -> list[int]:
        """Ask the index alone."""
        return self._index.holding(self._engine.each, column, words, most)

    def source(self, rows: Any, shape: Hashable) -> tuple[Any, Any]:
        """The index first, then the rows it points at."""
        index: Any = peewee.Table(self._index.name, ("rowid", self._index.name))
        matches = peewee.Expression(peewee.Column(index, self._index.name), "MATCH", slot("match"))
        return then(index, rows, on=rows.id == index.rowid), matches

    def condition(self, rows: Any, column: str, pattern: Pattern) -> Any:
        """Ask the index where it narrows, the column's own index where that is a range."""
        return self._index.condition(rows, column, pattern, self._terms())

    def lay_aside(self) -> None:
        """Drop the triggers that keep it in step."""
        self._index.drop_triggers(self._engine.execute)

    def make_anew(self) -> None:
        """Rebuild it, which is far quicker than row by row."""
        self._index.rebuild(self._engine.execute)
        self._index.create_triggers(self._engine.execute)

    def problem(self) -> str:
        """Have the index checked against its table."""
        try:
            self._index.check(self._engine.connection().execute)
        except sqlite3.Error as error:
            return str(error)
        return ""
