"""What campaigns are asked for that no column holds: words in any of their texts (CAMP-05, W17)."""

from __future__ import annotations

from typing import Any

from model.core.fields.base import Field, QueryContext
from model.core.language import N_
from model.core.storage.sqlite.fulltext import matching
from model.core.wildcards import parse_pattern

SEARCHED = ("subject", "slogan", "code", "description")
"""The texts that free text is looked for in."""


class FreeTextField(Field):
    """The texts of a campaign as one: a criterion on it holds where it holds of any of them."""

    operators = ("~",)

    def __init__(self) -> None:
        super().__init__(N_("Free text"), system=True, width=20)
        self.name = "free_text"

    @property
    def sql(self) -> str:
        """All of them, a blank between two."""
        return "(" + " || ' ' || ".join(f"coalesce({name}, '')" for name in SEARCHED) + ")"

    @property
    def order_column(self) -> str:
        """All of them."""
        return self.sql

    def predicate(self, session: QueryContext, operator: str, text: str) -> tuple[str, list[Any]] | None:
        """Return what holds where any of the texts has the pattern."""
        pattern = parse_pattern(text)
        if pattern is None:
            return "1", []
        clauses = [matching(f"{name}_key", pattern, "campaign") for name in SEARCHED]
        return " OR ".join(f"({sql})" for sql, _given in clauses), [value for _sql, given in clauses for value in given]
