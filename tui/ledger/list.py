"""The list of ledger entries of all customers (CUST-20)."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.language import _
from model.ledger.records import LedgerEntry
from tui.ledger.linking import COLUMNS, LedgerActions
from tui.ledger.proposals import show_proposals
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen

_WEIGHTS = {"due": 4, "link_id": 6}

CRITERIA = (
    "customer", "ledger", "number", "date", "due", "text", "reference", "amount", "balance", "currency", "link_id",
    "closed", "external_id", "changed_at",
)  # fmt: skip


class LedgerList(ListScreen, LedgerActions):
    """Reached from the palette; entries of one customer stand on the tab of their card too."""

    context = ("ledger", "records", "list")
    default_views = ("open",)
    # Whose entry it is says more here than when it is due, or which link it is in.
    default_columns = (
        *COLUMNS[:2],
        Column("customer", weight=9),
        *(replace(column, weight=_WEIGHTS.get(column.field, column.weight)) for column in COLUMNS[2:]),
        Column("ledger", weight=2),
    )
    criteria_fields = CRITERIA

    def body(self) -> ComposeResult:
        """Yield the list, and the line that adds up the marked."""
        yield from super().body()
        yield self.marked_line()

    def empty_text(self) -> str:
        """Say how it is filled."""
        return _("No ledger entries here. n makes one, i imports a file, E shows all.")

    def do_other_ledger(self) -> None:
        """Go on from the customer ledger to the supplier ledger, and back."""
        views = self.list.filter.views
        self._view("supplier" if "supplier" not in views else "customer")

    async def do_propose_links(self) -> None:
        """Propose links of the customer of the row."""
        entry = self.list.record_id
        assert entry is not None

        def work(session: Session) -> tuple[int, str]:
            customer = read(session, LedgerEntry, entry).customer
            return customer, session.names.title_of("customer", customer)

        await show_proposals(self.app, *await self.app.engine.read(work))

    async def do_new(self) -> None:
        """Make an entry; the list stays in front, as one is often followed by the next."""
        made = await self.app.open_form(self.record.name_in_code, None)
        if made is not None:
            await self.app.changed(self.record.name_in_code)
            self.list.go_to(made)
