"""The reports there are; Enter carries one out (OPP-21 … OPP-24)."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from model.core.language import _
from model.reports.declared import REPORTS
from tui.frame import SalgScreen
from tui.reports.report import ReportScreen
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class ReportsScreen(SalgScreen):
    """Screen 8."""

    context = ("reports", "list")

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the screen."""
        return [(_("Reports"), "strong")], []

    def body(self) -> ComposeResult:
        """Yield the list, and what the report pointed at tells."""
        rows = LineList(self._pieces, id="reports")
        rows.length = len(REPORTS)
        yield rows
        yield Line(id="report-help")
        yield Line(id="report-more")

    @property
    def list(self) -> LineList:
        """The list of reports."""
        return self.query_one(LineList)

    def on_mount(self) -> None:
        """Tell of the first."""
        super().on_mount()
        self._tell()

    def on_resize(self) -> None:
        """Tell it in the new width."""
        super().on_resize()
        self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        lines = [*wrap(_(REPORTS[self.list.at].help), max(20, self.size.width - 2)), "", ""]
        for name, text in zip(("report-help", "report-more"), lines, strict=False):
            self.query_one(f"#{name}", Line).show([(f" {text}", "dim")])

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        report = REPORTS[number]
        looks = self.app.looks
        parts = f"  {looks.dot}  ".join(_(part.title) for part in report.parts) if len(report.parts) > 1 else ""
        name = min(36, width)
        return [(looks.fit(_(report.title), name), "strong"), (looks.fit("  " + parts, width - name), "dim")]

    async def do_open(self) -> None:
        """Carry the report out."""
        await self.app.show(ReportScreen(REPORTS[self.list.at]))

    def _move(self, step: int) -> None:
        self.list.move(step)
        self._tell()

    def do_down(self) -> None:
        """Next."""
        self._move(1)

    def do_up(self) -> None:
        """Previous."""
        self._move(-1)

    def do_first(self) -> None:
        """First."""
        self._move(-len(REPORTS))

    def do_last(self) -> None:
        """Last."""
        self._move(len(REPORTS))

    do_page_down = do_half_down = do_last
    do_page_up = do_half_up = do_first


async def go_to_reports(app: BaseApp) -> None:
    """Go to the reports."""
    if app.unsaved():
        app.say(_("First save or leave what is being typed."))
        return
    while len(app.screen_stack) > 1:
        await app.pop_screen()
    await app.show(ReportsScreen())
