"""What can be asked of opportunities, and shown of them in lists, that no column holds: sellers, and what is overdue.

Both are worked out by the database, row by row, as the list is read (OPP-05, OPP-14; P09).
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import date
from typing import Any

from model.core.access.session_slots import DAY
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.choices import Choice
from model.core.fields.numbers import YesNo
from model.core.language import N_, _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import answer, joined
from model.core.text import quotation

_SELLER: Any = peewee.Table("opportunity_seller", ("id", "opportunity", "employee"))
_EMPLOYEE: Any = peewee.Table("employee", ("id", "initials", "initials_key"))


class SellersField(Field):
    """The initials of all sellers, in their order; asked for by those of one: ``seller=KAN`` (OPP-14)."""

    operators = ("=", "!=")
    has_column = False

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, system=True, **options)
        self.name = "seller"

    def expression(self, rows: Any) -> Any:
        """Return the initials with commas between them, null where there is no seller."""
        sellers, employee = _SELLER.alias("seller"), _EMPLOYEE.alias("employee")
        ordered = (
            peewee.Select(
                (peewee.Join(sellers, employee, on=employee.id == sellers.employee),),
                (employee.initials.alias("initials"), sellers.id.alias("id")),
            )
            .where(sellers.opportunity == rows.id)
            .order_by(sellers.id)
            .alias("ordered")
        )
        initials = joined(ordered.c.initials, ", ", (ordered.c.id,))
        return answer(peewee.Select((ordered,), (initials,)))

    def having(self, rows: Any, value: str) -> Any:
        """Return the condition that the employee of certain initials, folded, is one of the sellers."""
        employee = _EMPLOYEE.alias("employee")
        named = peewee.Select((employee,), (employee.id,)).where(employee.initials_key == value)
        sellers = _SELLER.alias("seller")
        shared = peewee.Select((sellers,), (sellers.opportunity,)).where(sellers.employee == named)
        return rows.id.in_(shared)

    def read(self, text: str, reading: Reading) -> list[str]:
        """Return the initials of the one employee that ``text`` names, in a list, as :meth:`having` takes them."""
        assert reading.names is not None
        found = reading.names.find_by_title("employee", text)
        if len(found) != 1:
            raise UserError(_("There is no employee {initials}.").format(initials=quotation(text)))
        return [found[0][1]]


LATE = Choice(1, "late", N_("late"), "◷", "!", "bad")


class OverdueField(YesNo):
    """Whether follow-up or expected close of an open opportunity has passed (P09); shown as a clock."""

    has_column = False

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.system = True
        self.name = "overdue"
        self.today = date.min

    def on(self, today: date) -> OverdueField:
        """Return the field as it is asked on a day."""
        made = copy.copy(self)
        made.today = today
        return made

    def expression(self, rows: Any) -> Any:
        """Return 1 or 0; what is due today is not overdue."""
        passed = (rows.follow_up < DAY) | (rows.expected_close < DAY)
        return peewee.Case(None, [((rows.status == "open") & passed, peewee.SQL("1"))], peewee.SQL("0"))

    @property
    def signs(self) -> Sequence[Choice]:
        """The clock."""
        return (LATE,)

    def brief(self, value: Any, reading: Reading) -> str:
        """Return the clock for a list, '' for what is not overdue."""
        if not value:
            return ""
        return LATE.ascii if reading.ascii else LATE.glyph

    def tone(self, stored: Any) -> str:
        """Return the tone of what is overdue."""
        return "bad" if stored else ""
