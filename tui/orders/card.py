"""An order's card: what was sold, for whom, until when, line by line, and what it comes to (OPP-06, OPP-17, OPP-18)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.dates import format_day
from model.core.fields.base import Reading
from model.core.language import N_, _
from model.core.numbers import format_decimal
from model.orders.line_record import OrderLine
from model.orders.line_rows import lines_on_file
from model.orders.records import CLOSED, Order
from model.orders.totals import Line, line_net, order_totals
from model.orders.vat import format_percent
from tui.orders.confirmation import order_confirmation
from tui.orders.status import set_status
from tui.widgets.card_details import Block
from tui.widgets.card_rows import Cell, Row, narrowed
from tui.widgets.card_shown import CUSTOM, DETAILS, HISTORY, Shown, Tab, related_text
from tui.widgets.order_rows import order_mark
from tui.widgets.record_card import RecordCard

LINES = Tab(
    "lines",
    N_("Lines"),
    ("lines_tab",),
    heads=(
        Cell(N_("Text")),
        Cell(N_("Quantity"), 9, right=True),
        Cell(N_("Unit"), 6),
        Cell(N_("Unit price"), 13, right=True),
        Cell(N_("Discount"), 8, right=True, spare=70),
        Cell(N_("VAT"), 5, right=True),
        Cell(N_("Amount"), 15, right=True),
    ),
    empty=N_("No lines. n or e types them."),
)


class OrderCard(RecordCard):
    """One order."""

    record = Order
    room = "order"
    context = ("orders", "mail_merged")
    headings = (
        (N_("Order"), ("number", "customer", "contact", "opportunity", "campaign", "owner")),
        (N_("Time"), ("order_date", "start", "delivery", "status")),
        (
            N_("Invoicing and price"),
            ("reference", "terms", "invoice_delivery", "currency", "price_list", "discount"),
        ),
        (N_("Totals"), ("total_net", "total_vat", "total")),
        (N_("Note"), ("note",)),
    )
    tabs = (LINES, DETAILS, CUSTOM, HISTORY)

    def contexts(self) -> tuple[str, ...]:
        """Say where the person stands; nothing said or planned hangs on an order itself."""
        return tuple(name for name in super().contexts() if name not in ("activities", "details_tab"))

    def value_blocks(self, shown: Shown) -> list[Block]:
        """Name the campaign that it came of also when that was deleted (E20)."""
        if shown.values["campaign"] is None:
            shown.texts["campaign"] = shown.texts["campaign_text"]
        return super().value_blocks(shown)

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what must be seen at once, what is overdue, and where it came from."""
        values, texts = shown.values, shown.texts
        shown.tell(texts["number"], "strong", before=_("no."))
        tone = {"delivered": "good", "invoiced": "good", "cancelled": "error"}.get(values["status"], "strong")
        mark = order_mark(values["status"])
        shown.tell(f"{texts['status']} ({mark})" if mark else texts["status"], tone)
        shown.tell(f"{texts['total']} {texts['currency']}", "strong")
        shown.tell(texts["delivery"], before=_("delivery"))
        shown.tell(texts["owner"] or _("nobody"), before=_("owner"))
        shown.tell(texts["customer"])
        if _is_late(values, shown.reading):
            day = format_day(values["delivery"])
            shown.notice = [(_("Delivery is overdue: it was to be {day}.").format(day=day), "error")]
        for record in ("customer", "contact", "opportunity", "campaign"):
            if values[record] is not None and (label := related_text(session, record, values[record])):
                shown.related.append((label, record, values[record]))
        shown.counts["lines"] = len(lines_on_file(session, self.record_id))

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """Return the lines too, and below them what they come to."""
        if tab is LINES:
            lines = [item.detail for item in lines_on_file(session, self.record_id)]
            return line_rows(lines[:limit], session.reading(ascii=self.looks.ascii))
        return super().read_rows(session, tab, limit)

    async def do_order_confirmation(self) -> None:
        """Save, open or print its confirmation."""
        await order_confirmation(self.app, self.record_id)

    async def do_order_status(self) -> None:
        """Set its status."""
        number = self.record_id
        await set_status(self.app, lambda _session: [number])


def _is_late(values: dict[str, Any], reading: Reading) -> bool:
    return values["delivery"] is not None and values["delivery"] < reading.today and values["status"] not in CLOSED


def line_rows(lines: list[Line], reading: Reading) -> list[Row]:
    """Return lines as rows that Enter opens as a sheet, then the net, the VAT of each rate, and the total."""
    if not lines:
        return []
    fields = OrderLine.fields()
    totals = order_totals(lines)

    def money(value: Decimal) -> str:
        return format_decimal(value, ascii=reading.ascii)

    rows = [
        Row(
            (
                Cell(line.text),
                Cell(fields["quantity"].format(line.quantity, reading), 9, right=True),
                Cell(line.unit, 6),
                Cell(fields["unit_price"].format(line.unit_price, reading), 13, right=True),
                Cell(f"{format_percent(line.discount)} %" if line.discount else "", 8, right=True, spare=70),
                Cell(f"{format_percent(line.vat_rate or Decimal(0))} %", 5, right=True),
                Cell(money(line_net(line)), 15, right=True),
            ),
            work="order_lines",
        )
        for line in lines
    ]
    rows = narrowed(rows, LINES.heads)
    sums = [(_("Net"), totals.net, "dim")]
    sums += [
        (_("VAT {rate} % of {net}").format(rate=format_percent(rate), net=money(totals.net_by_rate[rate])), vat, "dim")
        for rate, vat in totals.vat_by_rate.items()
    ]
    sums.append((_("Total"), totals.total, "strong"))
    below = [
        Row((Cell(label, 0, style, right=True), Cell(money(value), 15, style, right=True)))
        for label, value, style in sums
    ]
    return [*rows, *below]
