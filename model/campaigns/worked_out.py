"""What campaigns are asked for that no column holds: words in any of their texts (CAMP-05, W17)."""

from __future__ import annotations

from typing import Any

from model.core.fields.base import Field, QueryContext
from model.core.language import N_
from model.core.storage.drivers import peewee
from model.core.storage.expressions import TRUE, any_of, column_of
from model.core.storage.search import matches
from model.core.wildcards import parse_pattern

SEARCHED = ("subject", "slogan", "code", "description")
"""The texts that free text is looked for in."""


class FreeTextField(Field):
    """The texts of a campaign as one: a criterion on it holds where it holds of any of them."""

    operators = ("~",)
    has_column = False

    def __init__(self) -> None:
        super().__init__(N_("Free text"), system=True, width=20)
        self.name = "free_text"

    def expression(self, rows: Any) -> Any:
        """Return all of them, a blank between two."""
        texts: list[Any] = []
        for name in SEARCHED:
            texts += [peewee.SQL("||"), peewee.SQL("' '"), peewee.SQL("||")] if texts else []
            texts.append(peewee.fn.coalesce(column_of(rows, name), peewee.SQL("''"), coerce=False))
        return peewee.NodeList(texts, parens=True)

    def condition(self, rows: Any, context: QueryContext, operator: str, text: str) -> Any:
        """Return what holds where any of the texts has the pattern."""
        pattern = parse_pattern(text)
        return (
            TRUE if pattern is None else any_of(matches(column_of(rows, f"{name}_key"), pattern) for name in SEARCHED)
        )
