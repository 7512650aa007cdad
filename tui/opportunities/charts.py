"""Bars by status and by stage of what a list holds; the bar chosen is what the list then shows (OPP-15)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.cells import cell_len
from textual.app import ComposeResult

from model.core.language import _
from model.core.lists.criteria import Filter
from model.core.numbers import format_decimal, format_whole
from model.opportunities.distribution import Distribution, Group, distribution
from tui.engine import Superseded
from tui.frame import SalgScreen
from tui.widgets.bars import Bar, bar_lines
from tui.widgets.line_list import LineList
from tui.widgets.lines import Piece

BARS = 34
"""Cells that sums leave for labels, numbers and bars."""


class ChartScreen(SalgScreen):
    """Answers the filter of the bar that was chosen, None where it was left."""

    context = ("charts", "list")

    def __init__(self, wanted: Filter) -> None:
        super().__init__()
        self.wanted = wanted
        self.found: Distribution | None = None
        self.by_amount = False
        self._lines: list[tuple[list[Piece], Group | None]] = []

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Say what the bars are as long as."""
        measure = _("by amount") if self.by_amount else _("by number")
        left: list[Piece] = [(_("Opportunities"), "strong"), (f" {self.app.looks.dot} {measure}", "")]
        count = sum(group.count for group in self.found.by_status) if self.found is not None else 0
        return left, [(format_whole(count, ascii=self.app.looks.ascii), "strong")]

    def body(self) -> ComposeResult:
        """Yield the bars."""
        yield LineList(self._pieces, id="bars")

    @property
    def bars(self) -> LineList:
        """The bars, with headings between them."""
        return self.query_one("#bars", LineList)

    def on_mount(self) -> None:
        """Count."""
        super().on_mount()
        self.app.in_background(self.records_changed())

    async def records_changed(self, record: str = "") -> None:
        """Count anew."""
        try:
            # Where there are very many it takes a while: the lists are not kept waiting for it.
            self.found = await self.app.engine.count("charts", lambda session: distribution(session, self.wanted))
        except Superseded:
            return
        if self.is_open:
            self.draw()

    def on_resize(self) -> None:
        """Draw the bars as long as there is room for."""
        super().on_resize()
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        """Draw all bars, once."""
        if self.found is None:
            return
        groups = self._groups()
        width = max(20, self.size.width - 4)
        currencies = self._currencies(groups, width)
        lines = bar_lines([self._bar(group, currencies) for group in groups], width, self.app.looks)
        shown = list(zip(lines, groups, strict=True))
        cut = len(self.found.by_status)
        first: list[tuple[list[Piece], Group | None]] = [([(_("By status"), "strong")], None), *shown[:cut]]
        self._lines = [*first, ([], None), ([(_("By stage"), "strong")], None), *shown[cut:]]
        self.bars.set_length(len(self._lines))
        if self._lines[self.bars.at][1] is None:
            self._move(1)
        self.bars.refresh()
        self.show_title()

    def _groups(self) -> list[Group]:
        """Return the groups of all bars, by status and by stage."""
        return [*self.found.by_status, *self.found.by_stage] if self.found is not None else []

    def _currencies(self, groups: Sequence[Group], width: int) -> list[str]:
        """Return the currencies that have a column of sums: the commonest, and the others that leave room for bars."""
        assert self.found is not None
        chosen = [self.found.currency]
        left = width - BARS - max(cell_len(self._sum(group, chosen[0])) for group in groups)
        for other in sorted({each for group in groups for each in group.amounts} - set(chosen)):
            left -= 2 + max(cell_len(self._sum(group, other)) for group in groups)
            if left < 0:
                break
            chosen.append(other)
        return chosen

    def _sum(self, group: Group, currency: str) -> str:
        amount = format_decimal(group.amounts.get(currency, Decimal(0)), ascii=self.app.looks.ascii)
        return f"{amount} {currency}".strip()

    def _bar(self, group: Group, currencies: Sequence[str]) -> Bar:
        first, *others = currencies
        sums = [self._sum(group, first)]
        sums += [self._sum(group, each) if each in group.amounts else "" for each in others]
        if set().union(*(each.amounts for each in self._groups())) - set(currencies):
            # What is in yet other currencies is told of, not added.
            sums[-1] += "+" if set(group.amounts) - set(currencies) else " "
        value = group.amounts.get(first, Decimal(0)) if self.by_amount else group.count
        return Bar(group.label, value, (format_whole(group.count, ascii=self.app.looks.ascii), *sums))

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        return self._lines[number][0] if number < len(self._lines) else []

    # Moving: from bar to bar, over what is none

    def _move(self, step: int) -> None:
        at = self.bars.at + step
        while 0 <= at < len(self._lines) and self._lines[at][1] is None:
            at += step
        if 0 <= at < len(self._lines):
            self.bars.go(at)

    def do_down(self) -> None:
        """Next bar."""
        self._move(1)

    def do_up(self) -> None:
        """Previous bar."""
        self._move(-1)

    def do_first(self) -> None:
        """First bar."""
        self.bars.go(0)
        self._move(1)

    def do_last(self) -> None:
        """Last bar."""
        self.bars.go(len(self._lines) - 1)

    def do_page_down(self) -> None:
        """Last bar."""
        self.do_last()

    def do_page_up(self) -> None:
        """First bar."""
        self.do_first()

    def do_half_down(self) -> None:
        """Last bar."""
        self.do_last()

    def do_half_up(self) -> None:
        """First bar."""
        self.do_first()

    # Choosing

    def do_charts_measure(self) -> None:
        """Make the bars as long as the numbers, or as the amounts."""
        self.by_amount = not self.by_amount
        self.draw()

    def do_open(self) -> None:
        """Answer with the filter of the bar."""
        group = self._lines[self.bars.at][1] if self._lines else None
        if group is not None:
            self.dismiss(group.filter)

    def do_back(self) -> None:
        """Leave the list as it is."""
        self.dismiss(None)
