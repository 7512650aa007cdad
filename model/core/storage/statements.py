"""Queries written with Peewee's builder, each compiled once for an engine and then run with values.

To write a query out costs many times what SQLite needs to answer it. So a function that builds a query is marked with
:func:`statement`; what it returns is compiled at its first use and kept by the function and its arguments. The
arguments decide the text: a kind of record, the columns, an order. The values go into slots:

    @statement
    def _owners() -> peewee.Query:
        return Lead.select(Lead.id, Lead.owner).where(among(Lead.id, slot("ids")), seen(Lead))

    session.rows(_owners(), ids=asked)
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, ParamSpec, cast

from model.core.storage.drivers import peewee

Converter = Callable[[Any], Any]
"""Turns a value into what the driver is given for it."""
Parameters = ParamSpec("Parameters")


class Slot(peewee.ColumnBase):
    """The place of a value in a query."""

    def __init__(self, name: str, converter: Converter | None = None, *, stored: bool = False) -> None:
        self.name = name
        self.convert = converter
        self.stored = stored

    def __sql__(self, context: Any) -> Any:
        """Put a mark among the parameters, with the conversion of the field that the slot is compared with."""
        converter = self.convert
        if converter is None and not self.stored:
            converter = context.state.converter
        return context.value(Mark(self.name, converter), converter=False)

    def converted(self, further: Converter) -> Slot:
        """Return the slot whose value is turned into what ``further`` makes of it, as the last thing."""
        convert = self.convert
        return Slot(self.name, further if convert is None else lambda value: further(convert(value)))


class Mark(NamedTuple):
    """What stands among the parameters of a compiled query until a value takes its place."""

    name: str
    converter: Converter | None


def slot(name: str, field: peewee.Field | None = None) -> Slot:
    """Return the place of a value that is given by ``name`` when the query is run.

    Compared with a field it takes over that field's conversion: ``Lead.status == slot("status")`` is given
    ``"contacted"``. Elsewhere, in INSERT and UPDATE too, name the ``field`` whose conversion it takes, or give the
    value as the database holds it.
    """
    return Slot(name, None if field is None else field.db_value)


def stored(name: str) -> Slot:
    """Return the place of a value that is given as the database holds it, whatever it is compared with."""
    return Slot(name, stored=True)


class Shape(NamedTuple):
    """A query that may have been compiled before: the function that builds it, and its arguments."""

    build: Callable[..., peewee.Node]
    arguments: tuple[Hashable, ...]


Query = Shape | peewee.Query
"""What a store is asked: the shape of a query, or a query that is compiled there and then."""


def statement(build: Callable[Parameters, Any]) -> Callable[Parameters, Shape]:
    """Mark a function that builds a query, so that it is compiled once for each engine and each set of arguments.

    The arguments have to be hashable and few; a value that differs from call to call belongs into a slot. They may be
    given by name, but none may be keyword-only: raises :class:`TypeError` for a function that has such ones.
    """
    if build.__code__.co_kwonlyargcount:
        raise TypeError(f"{build.__qualname__}: a statement's arguments are known by their positions")

    @functools.wraps(build)
    def shape(*arguments: Any, **named: Any) -> Shape:
        return Shape(build, _in_order(build, arguments, named) if named else arguments)

    return shape


def _in_order(build: Callable[..., Any], arguments: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
    import inspect

    bound = inspect.signature(build).bind(*arguments, **named)
    bound.apply_defaults()
    return bound.args


class Compiled:
    """The text of a query for one engine, and what it takes to put values into its slots."""

    def __init__(self, text: str, parameters: Iterable[Any]) -> None:
        self.text = text
        self._parameters = [*parameters]
        self._marks = [
            (position, mark.name, mark.converter)
            for position, mark in enumerate(self._parameters)
            if isinstance(mark, Mark)
        ]

    @property
    def own_parameters(self) -> Sequence[Any]:
        """Return the parameters as they were compiled: values, and marks where there are slots."""
        return self._parameters

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """Return what the driver is given for the marks of the text; ``values`` are by the names of the slots.

        Raises :class:`KeyError` for a slot without a value.
        """
        found = self._parameters.copy()
        for position, name, convert in self._marks:
            value = values[name]
            found[position] = value if convert is None else convert(value)
        return found


class Part(peewee.Node):
    """A part of a query that is written out already: a condition, or columns.

    Its text tells it from others, so that it can be an argument of a statement: the statement is compiled once for
    all conditions of one text, however many values come with them.
    """

    def __init__(self, text: str, parameters: Iterable[Any]) -> None:
        self.text = text
        self._parameters = tuple(parameters)

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and (self.text, self._parameters) == (other.text, other._parameters)

    def __sql__(self, context: Any) -> Any:
        """Put the text in, and its parameters among those of the query."""
        context.literal(self.text)
        for parameter in self._parameters:
            context.value(parameter, False, add_param=False)
        return context


def _built() -> peewee.Node:
    """Stand for the functions that build parts which are told from others by their structure."""
    raise NotImplementedError


def _structure(node: Any, values: list[peewee.Value]) -> Iterator[Hashable]:
    """Yield what tells a node from others of another text; put the values that stand in it into ``values``."""
    if isinstance(node, peewee.Value) and not node.multi and node.converter is False:
        # The same value at two places is two: each has a slot of its own.
        values.append(node)
        yield "value"
    elif isinstance(node, (list, tuple)):
        yield len(node)
        for each in node:
            yield from _structure(each, values)
    elif isinstance(node, (peewee.Field, peewee.ModelAlias, peewee.Table)) or not isinstance(node, peewee.Node):
        yield _told_apart(node)
    else:
        yield type(node).__name__
        for name, held in vars(node).items():
            if name not in _NOT_TEXT:
                yield from _structure(held, values)


_NOT_TEXT = frozenset({"_hash", "_cursor_wrapper", "_database", "_coerce"})
"""What Peewee's nodes remember and do not write out."""


def _told_apart(node: Any) -> Hashable:
    if isinstance(node, peewee.FieldAlias):
        return (
            "field",
            str(node.source.model._meta.table_name),
            node.source.alias or id(node.source),
            str(node.field.name),
        )
    if isinstance(node, peewee.ModelAlias):
        return ("alias", str(node.model._meta.table_name), node.alias or id(node))
    if isinstance(node, peewee.Table):
        return ("table", str(node.__name__), str(vars(node).get("_alias")))
    if isinstance(node, peewee.Field):
        return ("field", str(getattr(node.model, "__name__", "")), str(node.name))
    return cast(Hashable, node) if getattr(type(node), "__hash__", None) is not None else repr(node)


class StatementCache:
    """The compiled queries of one engine, by their shapes."""

    MOST = 2_000
    """Statements kept; when there are more, the older half is forgotten."""

    def __init__(self, database: peewee.Database) -> None:
        self._database = database
        self._compiled: dict[Shape, Compiled | Part] = {}
        self.misses = 0
        """How many queries have been compiled, for tests and benches."""

    def compiled(self, query: Query) -> Compiled:
        """Return the query's text and slots, compiling it where its shape is new or it has none."""
        if not isinstance(query, Shape):
            return self.compile(query)
        found = self._compiled.get(query)
        if found is None:
            found = self._keep(query, self.compile(query.build(*query.arguments)))
        return cast(Compiled, found)

    def part(self, shape: Shape, *context: Any) -> Part:
        """Return a part of a query, written out once for its shape; values that it has stay what they are.

        ``context`` is what else its function needs, and what the text does not depend on.
        """
        found = self._compiled.get(shape)
        if found is None:
            compiled = self.compile_part(shape.build(*shape.arguments, *context))
            found = self._keep(shape, Part(compiled.text, compiled.own_parameters))
        return cast(Part, found)

    def part_with_values(self, node: peewee.Node) -> tuple[Part, dict[str, Any]]:
        """Return a part of a query whose values are taken out of it, and these by the names of their slots.

        It is written out once for all nodes that are the same but for values (:class:`peewee.Value`).
        """
        held: list[peewee.Value] = []
        shape = Shape(_built, (tuple(_structure(node, held)),))
        values = {f"value{number}": value.value for number, value in enumerate(held)}
        found = self._compiled.get(shape)
        if found is None:
            try:
                for value, name in zip(held, values, strict=True):
                    value.value = Mark(name, None)
                compiled = self.compile_part(node)
            finally:
                for value, given in zip(held, values.values(), strict=True):
                    value.value = given
            found = self._keep(shape, Part(compiled.text, compiled.own_parameters))
        return cast(Part, found), values

    def _keep(self, shape: Shape, found: Compiled | Part) -> Compiled | Part:
        if len(self._compiled) >= self.MOST:
            for older in [*self._compiled][: self.MOST // 2]:
                self._compiled.pop(older, None)
        self._compiled[shape] = found
        return found

    def compile(self, query: peewee.Node) -> Compiled:
        """Write a query out for the engine."""
        self.misses += 1
        text, parameters = self._database.get_sql_context().parse(query)  # type: ignore[no-untyped-call]
        return Compiled(text, parameters)

    def compile_part(self, part: peewee.Node) -> Compiled:
        """Write a part of a query out for the engine: a condition, or columns."""
        self.misses += 1
        context: Any = self._database.get_sql_context()
        with context(subquery=True):
            text, parameters = context.parse(part)
        return Compiled(text, parameters)
