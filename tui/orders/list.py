"""The list of orders (OPP-18)."""

from __future__ import annotations

from typing import ClassVar

from model.core.language import _
from model.orders.records import Order
from tui.orders.confirmation import order_confirmation
from tui.orders.status import set_status
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class OrderList(ListScreen):
    """Reached by O, and from the palette."""

    record = Order
    context = ("orders", "owned", "mail_merged", "records", "list")
    default_views: ClassVar[tuple[str, ...]] = ("open",)
    default_columns = (
        Column("status", weight=9),
        Column("number", weight=9),
        Column("title", weight=10),
        Column("customer", weight=9),
        Column("delivery", weight=8),
        Column("total", weight=8),
        Column("owner", weight=7),
        Column("order_date", weight=6),
        Column("start", weight=4),
        Column("campaign", weight=3),
    )
    criteria_fields = (
        "number",
        "title",
        "customer",
        "contact",
        "status",
        "owner",
        "order_date",
        "start",
        "delivery",
        "total",
        "currency",
        "reference",
        "opportunity",
        "campaign",
        "lines",
        "note",
        "changed_at",
    )

    async def do_order_status(self) -> None:
        """Set the status of the marked, or of the row."""
        self.done_with(await set_status(self.app, self.targets(), await self.described_targets()))

    async def do_order_confirmation(self) -> None:
        """Save, open or print the confirmation of the row."""
        if self.list.record_id is not None:
            await order_confirmation(self.app, self.list.record_id)

    def why_not(self, action: str) -> str:
        """Say which actions need a row."""
        if action == "order_confirmation" and self.list.record_id is None:
            return _("The list is empty.")
        if action == "order_status" and self.list.record_id is None and not self.list.marks:
            return _("The list is empty.")
        return super().why_not(action)
