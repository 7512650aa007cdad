"""What lists of leads show that no column holds: whether one has been converted, as a sign (LEAD-17)."""

from __future__ import annotations

from typing import Any

from model.core.fields.choices import Choice, ChoiceField
from model.core.language import N_
from model.core.storage.drivers import peewee

CONVERTED = (
    Choice(0, "not_converted", N_("Not converted"), "", "", ""),
    Choice(1, "converted", N_("Converted"), "→", ">", "good"),
)


class ConvertedField(ChoiceField):
    """Whether the lead has become something else; worked out by the database as the list is read."""

    has_column = False

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, CONVERTED, system=True, **options)
        self.name = "converted"

    def expression(self, rows: Any) -> Any:
        """Return 1 or 0."""
        converted = rows.converted_at.is_null(False)
        return peewee.Case(None, [(converted, peewee.SQL("1"))], peewee.SQL("0"))
