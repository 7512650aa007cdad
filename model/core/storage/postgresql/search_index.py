"""The search index of a table on PostgreSQL: arrays of trigrams under GIN, behind the protocol of the engines."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, cast

from model.core.storage.drivers import peewee
from model.core.storage.engine import Engine
from model.core.storage.expressions import all_of, any_of, column_of
from model.core.storage.search import END, START, Alphabet, Asked, Narrowed, factors, matches
from model.core.storage.statements import Mark, slot
from model.core.wildcards import Pattern

_Shape = tuple[tuple[tuple[str, ...], bool, int], ...]
"""For each pattern its columns, whether trigrams must all occur, and of how many groups one must."""
_MOST_GROUPS = 3


class PostgresqlSearchIndex:
    """See :class:`model.core.storage.search.SearchIndex`. The server keeps it; nothing has to be laid aside."""

    reads_whole_lists = True

    def __init__(self, engine: Engine, table: str, columns: tuple[str, ...]) -> None:
        self.columns = columns
        self._engine = engine
        self._table = table

    def narrowed(self, asked: Sequence[Asked], *, guessing: bool = False) -> Narrowed:
        """Nobody keeps which trigrams there are: of two letters those that can be are asked for."""
        shape: list[tuple[tuple[str, ...], bool, int]] = []
        values: dict[str, Any] = {}
        for columns, pattern in asked:
            single, groups = _trigrams(pattern)
            if not single and not groups:
                continue
            at = len(shape)
            if single:
                values[f"grams{at}"] = single
            values.update((f"grams{at}_{number}", group) for number, group in enumerate(groups))
            shape.append((tuple(columns), bool(single), len(groups)))
        return Narrowed(tuple(shape), values) if shape else Narrowed()

    def ids(self, narrowed: Narrowed, most: int) -> list[int]:
        """Ask the table by the index."""
        if narrowed.empty:
            return []
        rows = self._rows()
        return self._ids(rows, self._condition(rows, cast(_Shape, narrowed.shape)), most, narrowed.values)

    def holding(self, column: str, words: Sequence[Sequence[str]], most: int) -> list[int]:
        """Ask the table by the index: each spelling is an array of trigrams."""
        rows = self._rows()
        grams = peewee.fn.salg_grams(column_of(rows, column))
        each = [
            any_of(peewee.Expression(grams, "@>", _given(_grams_of(text))) for text in spellings if len(text) > 2)
            for spellings in words
        ]
        return self._ids(rows, all_of(each), most, {})

    def _rows(self) -> Any:
        return peewee.Table(self._table, ("id", *self.columns)).alias("searched")

    def _ids(self, rows: Any, wanted: Any, most: int, values: Mapping[str, Any]) -> list[int]:
        query = peewee.Select((rows,), (rows.id,)).where(wanted).limit(slot("number"))
        context: Any = self._engine.database.get_sql_context()
        text, parameters = context.parse(query)
        given = {**values, "number": most}
        asked = [given[each.name] if isinstance(each, Mark) else each for each in parameters]
        return [row[0] for row in self._engine.rows(text, asked)]

    def source(self, rows: Any, shape: Hashable) -> tuple[Any, Any]:
        """The rows themselves: the planner goes by the index."""
        return rows, self._condition(rows, cast(_Shape, shape))

    def _condition(self, rows: Any, shape: _Shape) -> Any:
        found = []
        for at, (columns, single, groups) in enumerate(shape):
            of_each = []
            for column in columns:
                grams = peewee.fn.salg_grams(column_of(rows, column))
                tests = [peewee.Expression(grams, "@>", _array(f"grams{at}"))] if single else []
                tests += [
                    peewee.Expression(grams, "&&", _array(f"grams{at}_{number}")) for number in range(groups)
                ]  # fmt: skip
                of_each.append(all_of(tests))
            found.append(any_of(of_each))
        return all_of(found)

    def condition(self, rows: Any, column: str, pattern: Pattern) -> Any:
        """Ask the index where it narrows, the column's own index where that is a range."""
        exact = matches(column_of(rows, column), pattern)
        if pattern.is_prefix or not pattern.parts or (pattern.starts and pattern.ends and len(pattern.parts) == 1):
            return exact
        single, groups = _trigrams(pattern)
        grams = peewee.fn.salg_grams(column_of(rows, column))
        tests = [peewee.Expression(grams, "@>", _given(single))] if single else []
        tests += [peewee.Expression(grams, "&&", _given(group)) for group in groups]
        return all_of([*tests, exact])

    def lay_aside(self) -> None:
        """Nothing: the server keeps the index."""

    def make_anew(self) -> None:
        """Nothing: the server has kept the index."""

    def problem(self) -> str:
        """The server keeps index and table in step."""
        return ""


def _trigrams(pattern: Pattern) -> tuple[list[str], list[list[str]]]:
    """Return the trigrams that a matching key holds, and groups of which it holds one each."""
    single: dict[str, None] = {}
    groups: list[list[str]] = []
    last = len(pattern.parts) - 1
    for number, part in enumerate(pattern.parts):
        text = (START if pattern.starts and number == 0 else "") + part
        text += END if pattern.ends and number == last else ""
        for grams in factors(text, Alphabet()):
            if len(grams) == 1:
                single[grams[0]] = None
            else:
                groups.append(list(grams))
    # Two letters are worth their many trigrams only where there is nothing longer.
    return [*single], [] if single else groups[:_MOST_GROUPS]


def _grams_of(text: str) -> list[str]:
    return [*dict.fromkeys(text[start : start + 3] for start in range(len(text) - 2))]


def _array(name: str) -> Any:
    return peewee.NodeList((slot(name), peewee.SQL("::text[]")), glue="")


def _given(grams: Sequence[str]) -> Any:
    value = peewee.Value([*grams], converter=False, unpack=False)
    return peewee.NodeList((value, peewee.SQL("::text[]")), glue="")
