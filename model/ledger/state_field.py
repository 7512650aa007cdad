"""How a ledger entry stands, as one sign in lists: closed, overdue, partly settled, or open (CUST-20)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from model.core.access.session_slots import DAY
from model.core.fields.choices import Choice, ChoiceField
from model.core.language import N_
from model.core.storage.drivers import peewee

STATES = (
    Choice(1, "open", N_("open"), "", ""),
    Choice(2, "partly", N_("partly settled"), "◐", "p", "warm"),
    Choice(3, "overdue", N_("overdue"), "◷", "!", "bad"),
    Choice(4, "closed", N_("settled"), "✓", "v", "good"),
)


class StateField(ChoiceField):
    """The state of an entry, worked out by the database as it is read: no column holds it, as it changes overnight.

    What is due today is not overdue, and neither is what an open link has used up, nor a credit.
    """

    has_column = False

    def __init__(self) -> None:
        super().__init__(N_("State"), STATES, system=True, width=12)
        self.name = "state"

    def expression(self, rows: Any) -> Any:
        """Return the number of the choice."""
        overdue = (peewee.fn.coalesce(rows.due, rows.date) < DAY) & (rows.balance > Decimal(0))
        numbers = [peewee.SQL(str(number)) for number in (4, 3, 2)]
        conditions = (rows.closed.yes, overdue, rows.link_id.is_null(False))
        return peewee.Case(None, list(zip(conditions, numbers, strict=True)), peewee.SQL("1"))
