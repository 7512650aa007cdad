"""SQL that a test writes out itself: to look at what is on file past the program's own queries, on either engine."""

from __future__ import annotations

from typing import Any

from model.core.storage.drivers import peewee


class PlainSql(peewee.Query):
    """A statement in words that every engine reads, with a question mark for each of its parameters."""

    def __init__(self, text: str, parameters: tuple[Any, ...]) -> None:
        super().__init__()
        self._text = text
        self._parameters = parameters

    def __sql__(self, context: Any) -> Any:
        """Write it with the marks of the engine's driver."""
        first, *others = self._text.split("?")
        context.literal(_literal(context, first))
        for parameter, text in zip(self._parameters, others, strict=True):
            context.value(parameter, converter=False)
            context.literal(_literal(context, text))
        return context


def _literal(context: Any, text: str) -> str:
    # Where marks begin with a per cent sign, one that is meant is written twice.
    return text.replace("%", "%%") if (context.state.param or "?").startswith("%") else text


def plain_sql(text: str, *parameters: Any) -> peewee.Query:
    """Return a statement for :meth:`Store.rows` and its like, or for :meth:`Store.run`, with its parameters in it."""
    return PlainSql(text, parameters)
