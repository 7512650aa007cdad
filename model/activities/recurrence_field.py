"""The kind of field that holds a rule of recurrence."""

from __future__ import annotations

from typing import Any

from model.core.fields.base import Reading
from model.core.fields.texts import Text


class Recurrence(Text):
    """How often something comes again: typed and shown in words, stored as the text of an RFC 5545 RRULE."""

    operators = ("=", "!=")

    def read(self, text: str, reading: Reading) -> str:
        """Return the rule that the words name; refuse what is none."""
        from model.activities.recurrence_words import parse_rule

        return parse_rule(super().read(text, reading), reading.today).stored()

    def format(self, value: Any, reading: Reading) -> str:
        """Return the rule in the words of the language in use."""
        if not value:
            return ""
        from model.activities.recurrence import read_stored
        from model.activities.recurrence_words import rule_text

        return rule_text(read_stored(value))

    def check(self, value: Any) -> None:
        """Refuse what is no rule."""
        super().check(value)
        if value:
            from model.activities.recurrence import read_stored

            read_stored(value)
