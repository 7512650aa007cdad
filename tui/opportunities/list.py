"""The list of opportunities, with what they come to (OPP-04, OPP-14)."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.timer import Timer

from model.core.language import _
from model.core.lists.criteria import Filter
from model.opportunities.records import Opportunity
from model.opportunities.totals import Totals, totals
from tui.engine import Superseded
from tui.opportunities.deeds import close_sales, step_stage
from tui.rooms import WORK, screen_class
from tui.widgets.columns import Column
from tui.widgets.lines import Line, Piece
from tui.widgets.list_screen import ListScreen
from tui.widgets.record_list import RecordList

LONG = 0.4
"""Seconds after which sums that are not there yet are said to be on their way."""


class OpportunityList(ListScreen):
    """Screen 5."""

    record = Opportunity
    context = ("opportunities", "sales", "owned", "mail_merged", "records", "list")
    default_views: ClassVar[tuple[str, ...]] = ("open",)
    default_columns = (
        Column("overdue", weight=9),
        Column("title", weight=10),
        Column("customer", weight=9),
        Column("stage", weight=8),
        Column("amount", weight=8),
        Column("expected_close", weight=8),
        Column("owner", weight=7),
        Column("probability", weight=3),
        Column("weighted_value", weight=4),
        Column("status", weight=5),
    )
    criteria_fields = (
        "title", "customer", "status", "stage", "owner", "seller", "amount", "weighted_value", "probability",
        "expected_close", "follow_up", "overdue", "source", "campaign", "type", "loss_reason", "closed_at", "note",
        "changed_at",
    )  # fmt: skip

    _waiting: Timer | None = None

    # What the rows come to

    def body(self) -> ComposeResult:
        """Yield the list, and under it what all that it shows comes to."""
        yield from super().body()
        yield Line(id="sums")
        more = Line(id="sums-more")
        more.display = False
        yield more

    @on(RecordList.Arranged)
    def other_rows(self) -> None:
        """Add up anew: other rows are shown."""
        self.app.in_background(self.add_up(), keys_wait=False)

    async def add_up(self) -> None:
        """Add up what the filter leaves, beside everything else, and show it (OPP-04)."""
        wanted = self.list.filter
        if self._waiting is None:
            self._waiting = self.set_timer(LONG, self._still_adding)
        try:
            found = await self.app.engine.count("opportunity-sums", lambda session: totals(session, wanted))
        except Superseded:
            return
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        if self.is_open and wanted == self.list.filter:
            self.show_sums(found)

    def _still_adding(self) -> None:
        """Let no sum stand that may be another one's."""
        self.query_one("#sums", Line).show([(f" {_('Sum')} {self.app.looks.ellipsis}", "dim")])
        self.query_one("#sums-more", Line).show([])

    def show_sums(self, found: Totals) -> None:
        """Show sums, by currency where there are several, and how many are not in the weighted one (P05)."""
        ascii = self.app.looks.ascii
        first: list[Piece] = [(f" {_('Sum')} ", "dim"), (found.amount_text(ascii), "strong")]
        then: list[Piece] = [(f"{_('Weighted')} ", "dim"), (found.weighted_text(ascii), "strong")]
        if found.not_estimated:
            then.append((f"  {self.app.looks.dot}  {found.not_estimated_text()}", "dim"))
        # In several currencies they do not stand side by side: the second line is there when it is needed.
        wide = sum(cell_len(text) for text, _style in (*first, *then)) + 2 > self.size.width
        self.query_one("#sums", Line).show(first if wide else [*first, ("  ", ""), *then])
        more = self.query_one("#sums-more", Line)
        more.show([(" ", ""), *then] if wide else [])
        more.display = wide

    async def records_changed(self, record: str = "") -> None:
        """Read rows and sums anew."""
        await super().records_changed(record)
        self.app.in_background(self.add_up(), keys_wait=False)

    # Doing

    async def do_sellers(self) -> None:
        """Change the sellers of the row, and their shares."""
        from tui.opportunities.sellers import edit_sellers

        if self.list.record_id is not None:
            await edit_sellers(self.app, self.list.record_id)

    async def do_close_sale(self) -> None:
        """Win, lose or open again the marked, or the row."""
        self.done_with(await close_sales(self.app, self.targets(), await self.described_targets()))

    async def do_convert_sale(self) -> None:
        """Go to the order of the row, or make it (OPP-17)."""
        if self.list.record_id is not None:
            await screen_class(WORK, "order_of_sale")(self.app, self.list.record_id)

    async def do_stage_on(self) -> None:
        """Move the marked, or the row, to the next stage."""
        self.done_with(await step_stage(self.app, self.targets(), 1, await self.out_of_sight()))

    async def do_stage_back(self) -> None:
        """Move the marked, or the row, to the stage before."""
        self.done_with(await step_stage(self.app, self.targets(), -1, await self.out_of_sight()))

    def why_not(self, action: str) -> str:
        """Say which actions need a row."""
        on_rows = ("sellers", "convert_sale", "close_sale", "stage_on", "stage_back")
        if action in on_rows and self.list.record_id is None and not self.list.marks:
            return _("The list is empty.")
        return super().why_not(action)

    async def do_board(self) -> None:
        """Show what is open as a board, stage by stage."""
        from tui.opportunities.board import BoardScreen

        await self.app.show(BoardScreen())

    async def do_charts(self) -> None:
        """Show what the list holds as bars by status and stage; the bar chosen is what the list then shows."""
        from tui.opportunities.charts import ChartScreen

        chosen = await self.app.ask(ChartScreen(self.list.filter))
        if isinstance(chosen, Filter):
            self.list.set_filter(chosen)
