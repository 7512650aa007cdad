"""How SQLite writes what the engines say otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from model.core.storage.drivers import peewee
from model.core.storage.statements import Slot


class SqliteDialect:
    """See :class:`model.core.storage.engine.Dialect`."""

    ordered_join = "CROSS JOIN"

    def among(self, column: peewee.ColumnBase, values: Slot | Sequence[Any]) -> peewee.Node:
        """The list comes as one parameter, as JSON."""
        if isinstance(values, Slot):
            listed: peewee.Node = values.converted(as_json)
        else:
            listed = peewee.Value(as_json(values), converter=False)
        chosen = peewee.NodeList((peewee.SQL("(SELECT value FROM json_each("), listed, peewee.SQL("))")), glue="")
        return peewee.NodeList((column, peewee.SQL("IN"), chosen), parens=True)

    def same(self, one: Any, other: Any) -> peewee.Node:
        """SQLite compares anything by IS."""
        return peewee.Expression(one, "IS", other)

    def differs(self, one: Any, other: Any) -> peewee.Node:
        """SQLite compares anything by IS NOT."""
        return peewee.Expression(one, "IS NOT", other)

    def folded(self, text: Any) -> peewee.Node:
        """Text is compared byte by byte."""
        return peewee.Function("salg_fold", (text,), coerce=False)

    def aside(self, column: peewee.ColumnBase) -> peewee.Node:
        """A plus makes an expression of a column."""
        return peewee.NodeList((peewee.SQL("+"), column), glue="")

    def row_by_row(self, condition: Any) -> peewee.Node:
        """It asks a subquery of each row as it is."""
        return condition  # type: ignore[no-any-return]

    def least(self, one: Any, other: Any) -> peewee.Node:
        """The function of two arguments is no aggregate."""
        return peewee.Function("min", (one, other), coerce=False)

    def greatest(self, one: Any, other: Any) -> peewee.Node:
        """The function of two arguments is no aggregate."""
        return peewee.Function("max", (one, other), coerce=False)

    def joined(self, column: Any, separator: str, order: Sequence[Any]) -> peewee.Node:
        """Rows come to it in the order in which a sub-select gives them: ``order`` is the sub-select's there."""
        return peewee.Function("group_concat", (column, separator), coerce=False)

    def position(self, text: Any, part: str) -> peewee.Node:
        """Letters are counted, not bytes."""
        return peewee.Function("instr", (text, peewee.Value(part, converter=False)), coerce=False)

    def json_value(self, column: Any, key: str, kind: type[int] | type[str]) -> peewee.Node:
        """Numbers come out as numbers and texts as texts, whatever is asked for."""
        return peewee.Function("json_extract", (column, _path(key)), coerce=False)

    def json_text(self, column: Any, key: str) -> peewee.Node:
        """Taken out, yes and no are numbers; a list stays JSON as long as nothing else is done with it."""
        kind = peewee.Function("json_type", (column, _path(key)), coerce=False)
        value = peewee.Function("json_extract", (column, _path(key)), coerce=False)
        words = [(peewee.SQL(f"'{word}'"), peewee.SQL(f"'{word}'")) for word in ("true", "false")]
        quoted = peewee.Function("json_quote", (value,), coerce=False)
        return peewee.Case(kind, words, peewee.Function("nullif", (quoted, peewee.SQL("'null'")), coerce=False))

    def json_has(self, column: Any, key: str) -> peewee.Node:
        """What is there has a type, null too."""
        return peewee.Expression(peewee.Function("json_type", (column, _path(key)), coerce=False), "IS NOT", None)

    def json_object(self, pairs: Sequence[tuple[str, Any]]) -> peewee.Node:
        """Names are the program's own, and need no escape."""
        arguments = [one for name, value in pairs for one in (peewee.SQL(f"'{name}'"), value)]
        return peewee.Function("json_object", arguments, coerce=False)

    def json_array(self, columns: Sequence[Any]) -> peewee.Node:
        """The function of that name."""
        return peewee.Function("json_array", columns, coerce=False)

    def json_list(self, item: Any, order: Sequence[Any]) -> peewee.Node:
        """An array that comes out of a sub-select is text again, until it is said to be JSON."""
        return peewee.Function("json_group_array", (peewee.Function("json", (item,)),), coerce=False)

    def custom_value(self, column: peewee.ColumnBase, key: str, kind: str) -> peewee.Node:
        """A text and a truth come as they are; a number is as exact as its decimals."""
        path = peewee.SQL(f"'$.{key}'")
        value = peewee.Function("json_extract", (column, path), coerce=False)
        if kind == "hundredths":
            rounded = peewee.Function("round", (peewee.Expression(value, "*", peewee.SQL("100")),), coerce=False)
            return peewee.Cast(rounded, "INTEGER")
        return value

    def custom_holds(self, column: peewee.ColumnBase, key: str, folded: Any) -> peewee.Node:
        """A list is gone through; a single value is a list of one."""
        each = f"EXISTS (SELECT 1 FROM json_each(%s, '$.{key}') WHERE salg_fold(value) ="
        before, after = each.split("%s")
        return peewee.NodeList((peewee.SQL(before), column, peewee.SQL(after), folded, peewee.SQL(")")), glue=" ")

    def country_key(self, column: peewee.ColumnBase) -> peewee.Node:
        """A function of the program's own knows the names."""
        return peewee.Function("salg_country_key", (column,), coerce=False)

    def register_warning(self, column: peewee.ColumnBase) -> peewee.Node:
        """A function of the program's own knows what is warned of."""
        return peewee.Function("salg_register_warning", (column,), coerce=False)

    def like_any_case(self, column: Any, pattern: peewee.Node) -> peewee.Node:
        """LIKE takes capitals for small letters, from a to z."""
        return peewee.NodeList((column, peewee.SQL("LIKE"), pattern, peewee.SQL("ESCAPE '\\'")), parens=True)

    def index_hint(self, index: str | None) -> str:
        """SQLite keeps to the index, and raises an error where it cannot."""
        return " NOT INDEXED" if index is None else f' INDEXED BY "{index}"'


def as_json(values: Any) -> str:
    """Return a list as the one parameter that it is."""
    return json.dumps([*values])


def _path(key: str) -> peewee.SQL:
    return peewee.SQL("'$.\"" + key.replace("'", "''") + "\"'")
