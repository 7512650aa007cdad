"""Orders on the tabs of other records' cards: dates, status with what is closed or locked, total (OPP-06, CUST-19)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.dates import format_day_short
from model.core.fields.choices import ChoiceField
from model.core.fields.currency import priced
from model.core.language import N_, _
from model.orders.listed import orders_of
from model.orders.records import CLOSED, LOCKED, Order
from tui.looks import Looks
from tui.widgets.card_rows import Cell, Row, narrowed
from tui.widgets.card_shown import Tab

STATUS = 18
"""Cells of the status with its mark: long enough for each language."""
TOTAL = 17

ORDERS = Tab(
    "orders",
    N_("Orders"),
    ("orders_tab",),
    heads=(
        Cell("", 1),
        Cell(N_("No."), 6, right=True),
        Cell(N_("Title")),
        Cell(N_("Start"), 8),
        Cell(N_("Delivery"), 9),
        Cell(N_("Status"), STATUS),
        Cell(N_("Total"), TOTAL, right=True),
    ),
    empty=N_("No orders. n makes one."),
)


def order_mark(status: str) -> str:
    """Return the word for an order that is locked or closed, '' for one that is neither."""
    if status in LOCKED:
        return _("locked")
    return _("closed") if status in CLOSED else ""


def order_rows(session: Session, record: str, record_id: int, limit: int, looks: Looks, *, first: int = 0) -> list[Row]:
    """Return the orders of a customer, contact, opportunity or campaign as rows of their tab, open ones first.

    ``first`` is the order that stands before all others, emphasized, if it is among them.
    """
    reading = session.reading(ascii=looks.ascii)
    kind = Order.field("status")
    assert isinstance(kind, ChoiceField)
    total = Order.field("total")
    rows = []
    for one in orders_of(session, record, record_id, limit, first=first):
        choice = kind.choice(one.status)
        style = "dim" if one.closed or not one.active else ""
        style = "strong" if one.id == first else style
        late = one.late(reading.today)
        start, delivery = (
            "" if day is None else format_day_short(day, reading.today) for day in (one.start, one.delivery)
        )
        mark = order_mark(one.status)
        status = f"{_(choice.label)}, {mark}" if mark else _(choice.label)
        cells = (
            Cell(looks.symbol(choice), 1, {"good": "good", "bad": "error"}.get(choice.tone, "")),
            Cell(str(one.number or ""), 6, "dim", right=True),
            Cell(one.title, 0, style),
            Cell(start, 8, style),
            Cell(delivery, 9, "error" if late else style),
            # In words too: never colour alone.
            Cell(_("late") if late else status, STATUS, "error" if late else "dim"),
            Cell(total.format(priced(one.total, one.currency, session), reading), TOTAL, style, right=True),
        )
        rows.append(Row(cells, "order", one.id))
    return narrowed(rows, ORDERS.heads)
