"""How PostgreSQL writes what the engines say otherwise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from model.core import language
from model.core.storage.drivers import peewee
from model.core.storage.statements import Slot


class PostgresqlDialect:
    """See :class:`model.core.storage.engine.Dialect`."""

    ordered_join = "INNER JOIN"

    def among(self, column: peewee.ColumnBase, values: Slot | Sequence[Any]) -> peewee.Node:
        """The list is one parameter, an array."""
        if isinstance(values, Slot):
            listed: peewee.Node = values.converted(list)
        else:
            listed = peewee.Value([*values], converter=False, unpack=False)
        return peewee.NodeList((column, peewee.SQL("= ANY("), listed, peewee.SQL(")")), parens=True)

    def same(self, one: Any, other: Any) -> peewee.Node:
        """Null is a value to these words."""
        return peewee.Expression(one, "IS NOT DISTINCT FROM", other)

    def differs(self, one: Any, other: Any) -> peewee.Node:
        """Null is a value to these words."""
        return peewee.Expression(one, "IS DISTINCT FROM", other)

    def folded(self, text: Any) -> peewee.Node:
        """What a function returns would be compared in the order of the database."""
        # A number is found by how it is written; of a text the cast leaves nothing.
        as_text = peewee.NodeList((peewee.SQL("CAST("), text, peewee.SQL("AS text)")))
        return peewee.NodeList((peewee.Function("salg_fold", (as_text,), coerce=False), peewee.SQL('COLLATE "C"')))

    def aside(self, column: peewee.ColumnBase) -> peewee.Node:
        """The planner knows how many rows there are, and needs no hint."""
        return column

    def row_by_row(self, condition: Any) -> peewee.Node:
        """Of what stands in a CASE the planner makes no join."""
        return peewee.Case(None, [(condition, peewee.SQL("TRUE"))], peewee.SQL("FALSE"))

    def least(self, one: Any, other: Any) -> peewee.Node:
        """``min`` is an aggregate alone."""
        return peewee.Function("least", (one, other), coerce=False)

    def greatest(self, one: Any, other: Any) -> peewee.Node:
        """``max`` is an aggregate alone."""
        return peewee.Function("greatest", (one, other), coerce=False)

    def joined(self, column: Any, separator: str, order: Sequence[Any]) -> peewee.Node:
        """The order stands in the aggregate: that of a sub-select is none."""
        parts: list[peewee.Node] = [
            peewee.NodeList((column, peewee.SQL("::text,"), peewee.Value(separator, converter=False)))
        ]
        if order:
            parts += [peewee.SQL("ORDER BY"), peewee.CommaNodeList(order)]
        return peewee.Function("string_agg", (peewee.NodeList(parts),), coerce=False)

    def position(self, text: Any, part: str) -> peewee.Node:
        """``instr`` is called otherwise."""
        return peewee.Function("strpos", (text, peewee.Value(part, converter=False)), coerce=False)

    def json_value(self, column: Any, key: str, kind: type[int] | type[str]) -> peewee.Node:
        """A number is turned into one where it is one: the planner asks rows that another condition leaves out."""
        text = _part(column, "->>", key)
        if kind is str:
            return text
        typed = peewee.Function("jsonb_typeof", (_part(column, "->", key),), coerce=False)
        number = peewee.NodeList((text, peewee.SQL("::bigint")), glue="")
        return peewee.Case(typed, ((peewee.SQL("'number'"), number),), peewee.SQL("NULL"))

    def json_text(self, column: Any, key: str) -> peewee.Node:
        """Null has a word of its own in JSON."""
        text = peewee.NodeList((_part(column, "->", key), peewee.SQL("::text")), glue="")
        return peewee.Function("nullif", (text, peewee.SQL("'null'")), coerce=False)

    def json_has(self, column: Any, key: str) -> peewee.Node:
        """The function behind a question mark."""
        return peewee.Function("jsonb_exists", (_json(column), _word(key)), coerce=False)

    def json_object(self, pairs: Sequence[tuple[str, Any]]) -> peewee.Node:
        """Names are the program's own, and need no escape."""
        arguments = [one for name, value in pairs for one in (peewee.SQL(f"'{name}'"), value)]
        made = peewee.Function("json_build_object", arguments, coerce=False)
        return peewee.NodeList((made, peewee.SQL("::text")), glue="")

    def json_array(self, columns: Sequence[Any]) -> peewee.Node:
        """The function that makes JSON, not its text."""
        return peewee.Function("json_build_array", columns, coerce=False)

    def json_list(self, item: Any, order: Sequence[Any]) -> peewee.Node:
        """The order stands in the aggregate, which is null for no rows."""
        ordered = peewee.NodeList((item, peewee.SQL("ORDER BY"), peewee.CommaNodeList(order)))
        listed = peewee.NodeList((peewee.Function("json_agg", (ordered,), coerce=False), peewee.SQL("::text")), glue="")
        return peewee.Function("coalesce", (listed, peewee.SQL("'[]'")), coerce=False)

    def custom_value(self, column: peewee.ColumnBase, key: str, kind: str) -> peewee.Node:
        """The column is text; what stands under the key comes as text, whatever it is."""
        value = peewee.NodeList((column, peewee.SQL(f"::json ->> '{key}'")), parens=True)
        if kind == "hundredths":
            return peewee.NodeList((peewee.SQL("CAST(round(CAST("), value, peewee.SQL("AS numeric) * 100) AS bigint)")))
        if kind == "yes_no":
            return peewee.NodeList(
                (peewee.SQL("(CASE"), value, peewee.SQL("WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)"))
            )
        return value

    def custom_holds(self, column: peewee.ColumnBase, key: str, folded: Any) -> peewee.Node:
        """A single value is made a list of one."""
        value = peewee.NodeList((column, peewee.SQL(f"::json -> '{key}'")), parens=True)
        return peewee.NodeList(
            (
                peewee.SQL("EXISTS (SELECT 1 FROM json_array_elements_text(CASE json_typeof("),
                value,
                peewee.SQL(") WHEN 'array' THEN"),
                value,
                peewee.SQL("ELSE json_build_array("),
                value,
                peewee.SQL(") END) AS each(value) WHERE salg_fold(each.value) ="),
                folded,
                peewee.SQL(")"),
            )
        )

    def country_key(self, column: peewee.ColumnBase) -> peewee.Node:
        """The language comes as a parameter; how names are folded, the function could not ask for by itself."""
        in_use = Slot("session", lambda _session: language.current())
        folding = peewee.SQL("(SELECT aa_as_aring FROM state WHERE name = 'writing')")
        return peewee.Function("salg_country_key", (column, in_use, folding), coerce=False)

    def register_warning(self, column: peewee.ColumnBase) -> peewee.Node:
        """What is warned of comes as one parameter: it is little, and not of this database."""
        warned = Slot("session", lambda session: json.dumps(dict(session.register_warnings())))
        return peewee.NodeList(
            (peewee.SQL("CAST("), warned, peewee.SQL("::jsonb ->>"), column, peewee.SQL("AS bigint)"))
        )

    def like_any_case(self, column: Any, pattern: peewee.Node) -> peewee.Node:
        """The columns are collated by their bytes, so that it is the letters a to z here too."""
        return peewee.NodeList((column, peewee.SQL("ILIKE"), pattern, peewee.SQL("ESCAPE '\\'")), parens=True)

    def index_hint(self, index: str | None) -> str:
        """The planner decides for itself."""
        return ""


def _json(column: Any) -> peewee.Node:
    return peewee.NodeList((column, peewee.SQL("::jsonb")), glue="")


def _part(column: Any, arrow: str, key: str) -> peewee.Node:
    return peewee.NodeList((_json(column), peewee.SQL(arrow), _word(key)), parens=True)


def _word(key: str) -> peewee.SQL:
    return peewee.SQL("'" + key.replace("'", "''") + "'")
