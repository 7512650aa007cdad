"""One line of an order (OPP-18)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.fields.base import Reading
from model.core.fields.numbers import Exact, Money, Percent, UnitPrice, Whole
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import N_
from model.core.records.record import Row
from model.core.records.write_context import WriteContext
from model.orders import line_rules
from model.orders.line_text import line_text
from model.orders.totals import Line


class Quantity(Exact):
    """How many, with up to four decimals; below nought it is a credit."""

    places = 4
    least_shown = 0


class OrderLine(Row):
    """What is sold at a price: ``quantity`` of it at ``unit_price`` each, less ``discount`` per cent, before VAT.

    ``amount`` is the net, kept by the rules (:func:`model.orders.totals.line_net`). Lines stand in the order of
    ``position``, which counts from 1.
    """

    name_in_code = "order_line"
    free_texts = ("text",)
    indexes = (("of_order", "position"), ("text_key",))

    of_order = Reference(N_("Order"), "order", required=True)
    position = Whole(N_("Position"), required=True, lowest=1)
    text = Text(N_("Text"), required=True, keyed=True, longest=500)
    quantity = Quantity(N_("Quantity"), required=True, default=Decimal(1))
    unit = Text(N_("Unit"), longest=20)
    unit_price = UnitPrice(N_("Unit price"), required=True, default=Decimal(0))
    discount = Percent(N_("Discount (%)"), required=True, default=Decimal(0))
    vat_rate = Percent(N_("VAT (%)"), required=True)
    amount = Money(N_("Net amount"), required=True, system=True)

    class Meta:
        table_name = "order_line"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Work out the amount; refuse a rate of VAT that is none."""
        return line_rules.complete(change, values, before)

    @classmethod
    def describe(cls, stored: Mapping[str, Any], reading: Reading) -> str:
        """Return the line as it is typed."""
        fields = cls.fields()
        values = (fields[name].from_stored(stored.get(name)) for name in Line._fields)
        return line_text(Line(*values))

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at: its amount hangs on most of its fields."""
        return True

    @classmethod
    def check_after(cls, change: WriteContext[Session]) -> None:
        """Refuse other lines on an order that was locked before the change, and still is."""
        line_rules.refuse_locked(change)
