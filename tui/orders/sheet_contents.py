"""What the sheet of lines begins with, read in one go, and what it holds in the end."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.fields.base import Reading
from model.core.language import _
from model.core.records.relations import Item
from model.core.text import visible
from model.orders.line_rows import lines_on_file
from model.orders.records import LOCKED, Order
from model.orders.totals import Line
from model.orders.vat import vat_rates
from tui.orders.sheet_state import SheetState


@dataclass(frozen=True)
class SheetContents:
    """What the sheet begins with, read in one go."""

    title: str
    customer: int
    customer_name: str
    currency: str
    version: int
    lines: tuple[Item, ...]
    new: Line
    """The values of a new line: the order's discount, the usual rate of VAT."""
    rates: tuple[Decimal, ...]
    why_locked: str
    reading: Reading


def read_contents(session: Session, order: int, *, ascii: bool) -> SheetContents:
    """Return what the sheet of an order begins with.

    Raises :class:`~model.core.errors.NotFoundError` for an order that is gone or hidden.
    """
    row = read(session, Order, order)
    rates = vat_rates(session)
    return SheetContents(
        title=visible(row.title or ""),
        customer=row.customer,
        customer_name=visible(session.names.title_of("customer", row.customer)),
        currency=row.currency or "",
        version=row.version,
        lines=tuple(lines_on_file(session, order)),
        new=Line("", discount=row.discount or Decimal(0), vat_rate=rates[0]),
        rates=rates,
        why_locked=_("Locked: only to be looked at. Y on the order sets another status.")
        if row.status in LOCKED
        else "",
        reading=session.reading(ascii=ascii),
    )


def items_of(state: SheetState) -> tuple[Item, ...]:
    """Return the lines of a sheet, all of which can be read, as the order's field takes them."""
    found = []
    for line in state.kept_lines:
        values = state.reader.read(line).values
        assert values is not None
        found.append(Item("order_line", line.line_id, values.text, values))
    return tuple(found)
