"""The search index: every wildcard of CAMP-06 from one trigram index over START + key + END.

The two sentinels make the ends of a key findable: ``AS%`` is the trigram START-a-s, ``%AS`` is a-s-END, and two
letters anywhere are the few trigrams of the vocabulary that begin with them. Trigrams only narrow; every clause made
here also holds the key itself against the pattern, so what comes out is exactly what :meth:`Pattern.matches` says.

This module and database.py are the only ones that know the engine. What is here is SQLite's FTS5 (3.34 or later, for
its trigram tokenizer). An engine with an index of its own gets a class with the methods of :class:`TrigramIndex`
beside it, chosen by database.py; callers only meet SQL text with bound parameters.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from model.core.storage.drivers import peewee
from model.core.storage.expressions import FALSE, as_stored, column_of
from model.core.storage.search import END, RARE, START, Terms, factors, matches
from model.core.wildcards import Pattern

Execute = Callable[[str, Sequence[Any]], Any]
"""Runs one statement: ``sqlite3.Connection.execute`` or a Peewee database's ``execute_sql``."""

_HIGHEST = "\U0010ffff"
_MOST_FACTORS = 3
_FEW = 300
_MUCH_COMMONER = 10
"""Where frequencies are known the rarest trigram leads. When it stands in few rows those are simply looked at; else
one or two more are asked for, unless they are so much commoner that they would hardly take anything away."""
_MOST_UNKNOWN = 8
"""The same where it is not known."""
_WORTH_A_GROUP = 5_000
"""A group of many trigrams is asked for beside one that leads only where that stands in more rows than this."""


class Vocabulary:
    """The trigrams of an index that does not change, with the number of rows that hold each, in memory."""

    def __init__(self, terms: Iterable[tuple[str, int]]) -> None:
        self._rows = dict(terms)
        self._forwards = sorted(self._rows)
        self._backwards = sorted(term[::-1] for term in self._rows)
        self._middle: dict[str, list[str]] = {}
        for term in self._forwards:
            self._middle.setdefault(term[1], []).append(term)

    def __len__(self) -> int:
        return len(self._rows)

    def beginning(self, text: str) -> Sequence[str]:
        return self._forwards[slice(*_range(self._forwards, text))]

    def ending(self, text: str) -> Sequence[str]:
        return [term[::-1] for term in self._backwards[slice(*_range(self._backwards, text[::-1]))]]

    def around(self, letter: str) -> Sequence[str]:
        return self._middle.get(letter, [])

    def rows(self, terms: Sequence[str]) -> int:
        return sum(self._rows.get(term, 0) for term in terms)


def _range(ordered: list[str], prefix: str) -> tuple[int, int]:
    return bisect.bisect_left(ordered, prefix), bisect.bisect_right(ordered, prefix + _HIGHEST)


class Narrowing(NamedTuple):
    """What the index can say about a search: ``match`` is the FTS5 expression, None if nothing narrows.

    ``rows`` bounds how many rows come through it, None where that is not known; 0 means that no row can match.
    """

    match: str | None
    rows: int | None


class TrigramIndex:
    """A trigram index over folded key columns of one table.

    ``key`` names the table's integer primary key. For tables that change, :meth:`create_triggers` keeps the index in
    step; they fire on the named columns only, so that other changes cost nothing. For a table that is written once in
    the order of its key column, :meth:`walk` gives hits in that order and stops as early as the reader does.

    Names come from the program, never from outside; everything else is a bound parameter. Rows replaced by
    ``INSERT OR REPLACE`` bypass delete triggers unless ``recursive_triggers`` is on: use an upsert.
    """

    def __init__(self, table: str, columns: Sequence[str], *, key: str = "id") -> None:
        self.table = table
        self.columns = tuple(columns)
        self.key = key
        self.name = f"{table}_text"
        self._view = f"{table}_text_rows"
        self._terms = f"{table}_text_terms"

    # Making and keeping ----------------------------------------------------------------------------------------------

    def create(self, execute: Execute) -> None:
        """Create the index, empty; :meth:`rebuild` fills it from a table that has rows already."""
        # Without positions the index is half as large and a third faster to build; keys are short enough to check.
        detail = "none" if len(self.columns) == 1 else "column"
        names = ", ".join(map(_quoted, self.columns))
        bounded = ", ".join(f"{_bounded(_quoted(column))} AS {_quoted(column)}" for column in self.columns)
        execute(
            f"CREATE VIEW {_quoted(self._view)} AS SELECT {_quoted(self.key)}, {bounded} FROM {_quoted(self.table)}", ()
        )
        execute(
            f"CREATE VIRTUAL TABLE {_quoted(self.name)} USING fts5({names}, content={_quoted(self._view)}, "
            f"content_rowid={_quoted(self.key)}, detail={detail}, columnsize=0, tokenize='trigram case_sensitive 1')",
            (),
        )
        execute(f"CREATE VIRTUAL TABLE {_quoted(self._terms)} USING fts5vocab({_quoted(self.name)}, row)", ())

    def drop(self, execute: Execute) -> None:
        """Drop the index and its triggers; the table stays."""
        self.drop_triggers(execute)
        execute(f"DROP TABLE IF EXISTS {_quoted(self._terms)}", ())
        execute(f"DROP TABLE IF EXISTS {_quoted(self.name)}", ())
        execute(f"DROP VIEW IF EXISTS {_quoted(self._view)}", ())

    def create_triggers(self, execute: Execute) -> None:
        """Keep the index in step with the table from now on."""
        name, table, key = _quoted(self.name), _quoted(self.table), _quoted(self.key)
        names = ", ".join(map(_quoted, self.columns))
        new = ", ".join(_bounded(f"new.{_quoted(column)}") for column in self.columns)
        old = ", ".join(_bounded(f"old.{_quoted(column)}") for column in self.columns)
        changed = " OR ".join(f"old.{_quoted(column)} IS NOT new.{_quoted(column)}" for column in self.columns)
        add = f"INSERT INTO {name}(rowid, {names}) VALUES (new.{key}, {new});"
        remove = f"INSERT INTO {name}({name}, rowid, {names}) VALUES ('delete', old.{key}, {old});"
        added, removed, updated = map(_quoted, self._triggers())
        execute(f"CREATE TRIGGER {added} AFTER INSERT ON {table} BEGIN {add} END", ())
        execute(f"CREATE TRIGGER {removed} AFTER DELETE ON {table} BEGIN {remove} END", ())
        execute(
            f"CREATE TRIGGER {updated} AFTER UPDATE OF {key}, {names} ON {table} "
            f"WHEN old.{key} IS NOT new.{key} OR {changed} BEGIN {remove} {add} END",
            (),
        )

    def drop_triggers(self, execute: Execute) -> None:
        """Leave the index as it is, whatever happens to the table: before bulk work, to be rebuilt after it."""
        for trigger in self._triggers():
            execute(f"DROP TRIGGER IF EXISTS {_quoted(trigger)}", ())

    def rebuild(self, execute: Execute) -> None:
        """Make the index anew from the table."""
        execute(f"INSERT INTO {_quoted(self.name)}({_quoted(self.name)}) VALUES ('rebuild')", ())

    def optimize(self, execute: Execute) -> None:
        """Merge the index into one piece: smaller, and quicker to read."""
        execute(f"INSERT INTO {_quoted(self.name)}({_quoted(self.name)}) VALUES ('optimize')", ())

    def check(self, execute: Execute) -> None:
        """Raise the engine's error (``sqlite3.DatabaseError``) if the index does not say what the table says."""
        execute(f"INSERT INTO {_quoted(self.name)}({_quoted(self.name)}, rank) VALUES ('integrity-check', 1)", ())

    def terms(self, execute: Execute) -> Iterator[tuple[str, int]]:
        """Read all trigrams with the number of rows that hold them, to keep for a :class:`Vocabulary`."""
        yield from execute(f"SELECT term, doc FROM {_quoted(self._terms)}", ())

    def live(self, execute: Execute) -> LiveTerms:
        """Return the trigrams of a table that changes, read from the index when asked for."""
        return LiveTerms(execute, self._terms)

    def _triggers(self) -> tuple[str, str, str]:
        return f"{self.name}_added", f"{self.name}_removed", f"{self.name}_updated"

    # Asking ----------------------------------------------------------------------------------------------------------

    def clause(self, column: str, pattern: Pattern, terms: Terms | None = None) -> tuple[str, list[Any]]:
        """Return a predicate on the table for exactly the rows whose ``column`` matches, with its parameters.

        Beginnings and equality are ranges of the column (and want an index on it); the rest goes through the index.
        Without ``terms``, two letters and fewer are checked row by row.
        """
        exact, parameters = matching(column, pattern, self.table)
        if pattern.is_prefix or not pattern.parts or (pattern.starts and pattern.ends and len(pattern.parts) == 1):
            return exact, parameters
        narrowing = self.narrow(column, [pattern], terms)
        if narrowing.rows == 0:
            return "0", []
        if narrowing.match is None:
            return exact, parameters
        name = _quoted(self.name)
        return (
            f"{_quoted(self.table)}.{_quoted(self.key)} IN (SELECT rowid FROM {name} WHERE {name} MATCH ?) AND {exact}",
            [narrowing.match, *parameters],
        )

    def condition(self, rows: Any, column: str, pattern: Pattern, terms: Terms | None = None) -> Any:
        """Return the condition on ``rows`` for exactly those whose ``column`` matches.

        Beginnings and equality are ranges of the column (and want an index on it); the rest goes through the index.
        Without ``terms``, two letters and fewer are checked row by row.
        """
        exact = matches(column_of(rows, column), pattern)
        if pattern.is_prefix or not pattern.parts or (pattern.starts and pattern.ends and len(pattern.parts) == 1):
            return exact
        narrowing = self.narrow(column, [pattern], terms)
        if narrowing.rows == 0:
            return FALSE
        if narrowing.match is None:
            return exact
        name = _quoted(self.name)
        found = peewee.NodeList(
            (
                column_of(rows, self.key),
                peewee.SQL(f"IN (SELECT rowid FROM {name} WHERE {name} MATCH"),
                as_stored(narrowing.match),
                peewee.SQL(")"),
            )
        )
        return found & exact

    def found(self, execute: Execute, expression: str, most: int) -> list[int]:
        """Return the keys of the rows that the index finds for an expression of its own, at most ``most``."""
        name = _quoted(self.name)
        return [row[0] for row in execute(f"SELECT rowid FROM {name} WHERE {name} MATCH ? LIMIT ?", (expression, most))]

    def holding(self, execute: Execute, column: str, words: Sequence[Sequence[str]], most: int) -> list[int]:
        """Return the keys of at most ``most`` rows in which ``column`` holds each word, in one of its spellings.

        ``words`` are folded texts of three letters and more. A row is found that has all trigrams of a spelling,
        wherever they stand: what comes out is held against the words afterwards.
        """
        expression = " AND ".join(_any_of_texts(spellings) for spellings in words)
        return self.found(execute, f"{_quoted(column)} : ({expression})" if len(self.columns) > 1 else expression, most)

    def candidates(
        self, execute: Execute, column: str, pattern: Pattern, terms: Terms | None = None, cap: int = 2000
    ) -> list[int] | None:
        """Return the keys of the rows the index leaves over, or None if it leaves more than ``cap``.

        They still have to be held against :func:`matching`. A list sorted by another column reads and sorts them when
        they are few; when they are many, walking that column's own index with :func:`matching` soon fills a page.
        """
        narrowing = self.narrow(column, [pattern], terms)
        if narrowing.rows == 0:
            return []
        if narrowing.match is None:
            return None
        name = _quoted(self.name)
        rows = execute(f"SELECT rowid FROM {name} WHERE {name} MATCH ? LIMIT ?", (narrowing.match, cap + 1))
        found = [row[0] for row in rows]
        return None if len(found) > cap else found

    def walk(
        self,
        column: str,
        patterns: Sequence[Pattern],
        terms: Terms | None = None,
        *,
        first: int | None = None,
        last: int | None = None,
        also: Sequence[str] = (),
    ) -> tuple[str, list[Any]]:
        """Return a query for the keys of all rows that match every one of ``patterns``, in the order of the keys.

        ``first`` and ``last`` bound the keys; ``also`` names columns to give with them. To be wrapped:
        ``SELECT … FROM (query) LIMIT ?``; it reads no further.
        """
        narrowing = self.narrow(column, patterns, terms)
        table, key, name = _quoted(self.table), _quoted(self.key), _quoted(self.name)
        if narrowing.rows == 0:
            return f"SELECT {', '.join([key, *map(_quoted, also)])} FROM {table} WHERE 0", []
        tests: list[str] = []
        parameters: list[Any] = []
        if narrowing.match is None:
            source, position = table, f"{table}.{key}"
        else:
            # CROSS JOIN is SQLite's way of being told the order: the index first, then the row it points at.
            source, position = f"{name} CROSS JOIN {table} ON {table}.{key} = {name}.rowid", f"{name}.rowid"
            tests.append(f"{name} MATCH ?")
            parameters.append(narrowing.match)
        for bound, sign in ((first, ">="), (last, "<=")):
            if bound is not None:
                tests.append(f"{position} {sign} ?")
                parameters.append(bound)
        for pattern in patterns:
            # Unary plus: the key is only looked at, an index on it must not change the order of the walk.
            tests.append(f"+{table}.{_quoted(column)} LIKE ? ESCAPE '\\'")
            parameters.append(pattern.like())
        where = " AND ".join(tests) or "1"
        wanted = ", ".join([f"{position} AS {key}", *(f"{table}.{_quoted(column)}" for column in also)])
        return f"SELECT {wanted} FROM {source} WHERE {where} ORDER BY {position}", parameters

    def narrow(self, column: str, patterns: Sequence[Pattern], terms: Terms | None = None) -> Narrowing:
        """Say what the index knows about rows whose ``column`` matches all of ``patterns``."""
        groups: list[tuple[int | None, tuple[str, ...]]] = []
        for pattern in patterns:
            last = len(pattern.parts) - 1
            for number, part in enumerate(pattern.parts):
                starts = START if pattern.starts and number == 0 else ""
                ends = END if pattern.ends and number == last else ""
                for grams in factors(starts + part + ends, terms):
                    rows = terms.rows(grams) if terms is not None else None
                    if not grams or rows == 0:
                        return Narrowing(None, 0)
                    groups.append((rows, grams))
                if terms is not None and number < last and len(part) >= 2:
                    groups.extend(_continued(part, terms))
        chosen = _chosen(list(dict.fromkeys(groups)))
        if not chosen:
            return Narrowing(None, None)
        match = " AND ".join(_any_of(grams) for _, grams in chosen)
        if len(self.columns) > 1:
            match = f"{_quoted(column)} : ({match})"
        known = [rows for rows, _ in chosen if rows is not None]
        return Narrowing(match, min(known, default=None))


class LiveTerms:
    """The trigrams of an index that changes: never stale, and without counts, which would have to be counted."""

    def __init__(self, execute: Execute, table: str) -> None:
        self._execute = execute
        self._table = table

    def beginning(self, text: str) -> Sequence[str]:
        query = f"SELECT term FROM {_quoted(self._table)} WHERE term >= ? AND term <= ?"
        return [row[0] for row in self._execute(query, (text, text + _HIGHEST))]

    def ending(self, text: str) -> Sequence[str]:
        # Only asked for "one letter, END", where there is no range to read: one part in thirty of the vocabulary.
        query = f"SELECT term FROM {_quoted(self._table)} WHERE substr(term, 2) = ?"
        return [row[0] for row in self._execute(query, (text,))]

    def around(self, letter: str) -> None:
        return None

    def rows(self, terms: Sequence[str]) -> None:
        return None


def matching(column: str, pattern: Pattern, table: str | None = None) -> tuple[str, list[Any]]:
    """Return the exact predicate for ``column`` alone, with its parameters: a range where the pattern is one."""
    name = _quoted(column) if table is None else f"{_quoted(table)}.{_quoted(column)}"
    if not pattern.parts:
        return f"{name} > ''", []
    if pattern.starts and pattern.ends and len(pattern.parts) == 1:
        return f"{name} = ?", [pattern.parts[0]]
    if pattern.is_prefix:
        return f"{name} >= ? AND {name} < ?", [pattern.prefix, pattern.prefix + _HIGHEST]
    exact = f"{name} LIKE ? ESCAPE '\\'"
    if pattern.starts:
        return (
            f"{name} >= ? AND {name} < ? AND {exact}",
            [pattern.prefix, pattern.prefix + _HIGHEST, pattern.like()],
        )
    return exact, [pattern.like()]


def _continued(part: str, terms: Terms) -> Iterator[tuple[int | None, tuple[str, ...]]]:
    """Yield the trigrams of a ``part`` that more must follow, where most rows that hold it end in it.

    This tells "% as% st%" from the many that end in " as".
    """
    most = terms.rows((part[-2:] + END,))
    if most is None or most <= RARE:
        return
    grams = tuple(gram for gram in terms.beginning(part[-2:]) if gram[2] != END)
    rows = terms.rows(grams)
    if grams and rows is not None and rows < most:
        yield rows, grams


def _chosen(factors: list[tuple[int | None, tuple[str, ...]]]) -> list[tuple[int | None, tuple[str, ...]]]:
    """Keep the groups that narrow most: the rarest, or a few spread over the text where that is not known."""
    if any(rows is None for rows, _ in factors):
        step = -(-len(factors) // _MOST_UNKNOWN)
        return factors[::step] if step else []
    ordered = sorted(factors, key=lambda factor: (factor[0] or 0, len(factor[1])))
    rarest = (ordered[0][0] or 0) if ordered else 0
    if rarest <= _FEW:
        return ordered[:1]
    return ordered[:1] + [
        factor
        for factor in ordered[1:_MOST_FACTORS]
        if (factor[0] or 0) <= _MUCH_COMMONER * rarest and (len(factor[1]) == 1 or rarest > _WORTH_A_GROUP)
    ]


def _any_of(grams: tuple[str, ...]) -> str:
    quoted = ['"' + gram.replace('"', '""') + '"' for gram in grams]
    return quoted[0] if len(quoted) == 1 else "(" + " OR ".join(quoted) + ")"


def _any_of_texts(texts: Sequence[str]) -> str:
    ways = []
    for text in texts:
        grams = dict.fromkeys(text[start : start + 3] for start in range(len(text) - 2))
        if grams:
            ways.append("(" + " AND ".join(_any_of((gram,)) for gram in grams) + ")")
    return "(" + " OR ".join(ways) + ")"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _bounded(value: str) -> str:
    return f"char({ord(START)}) || {value} || char({ord(END)})"
