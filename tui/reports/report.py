"""One report: the interval at the top, rows with totals, bars below; Enter shows what stands behind a figure."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.language import _
from model.files.stopping import Stopped
from model.reports.answers import Asked, Section
from model.reports.behind import behind
from model.reports.declared import Part, Report
from model.reports.periods import Period, read_period
from model.reports.running import run
from tui.engine import Superseded
from tui.frame import SalgScreen
from tui.reports.figures import Figures, Row, figures
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

PATIENCE = 0.3
"""Seconds until it is said that the figures are still being read."""


class ReportScreen(SalgScreen):
    """A report as it is asked for; one part of it at a time."""

    context = ("report", "parts", "list")

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report
        self.at = 0
        self.asked: Asked | None = None
        self.shown: Figures | None = None
        self.currencies: list[str] = []
        self.reading = False
        self._read: dict[str, Figures] = {}
        self._stop = threading.Event()
        self._bars: list[list[Piece]] = []
        self._drawn: Section | None = None

    # The frame

    @property
    def part(self) -> Part:
        """The part in front."""
        return self.report.parts[self.at]

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the report, its interval, and the currency if it is one of several."""
        dot = self.app.looks.dot
        pieces: list[Piece] = [(_(self.report.title), "strong")]
        if self.asked is not None:
            if self.report.day:
                pieces.append((f" {dot} {self.asked.period.told()}", "accent"))
            if self.asked.currency:
                pieces.append((f" {dot} {self.asked.currency}", "accent"))
        return pieces, []

    def body(self) -> ComposeResult:
        """Yield parts, headings, rows, and the bars."""
        yield Line(id="report-parts")
        yield Line(id="report-headings")
        yield LineList(self._pieces, id="report-rows")
        yield Line(id="report-chart-title")
        chart = LineList(lambda number, _width, _chosen: self._bars[number], id="report-chart")
        chart.active = False
        yield chart

    @property
    def list(self) -> LineList:
        """The rows."""
        return self.query_one("#report-rows", LineList)

    @property
    def row(self) -> Row | None:
        """The row pointed at."""
        rows = self.shown.rows if self.shown is not None else ()
        return rows[self.list.at] if self.list.at < len(rows) else None

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self.query_one("#report-parts").display = len(self.report.parts) > 1
        self._lay_out()
        self.app.in_background(self.records_changed(), keys_wait=False)

    def on_resize(self) -> None:
        """Draw it in the new size."""
        super().on_resize()
        self.call_after_refresh(self._lay_out)

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        return self.shown.pieces(number, width, self.app.looks) if self.shown is not None else []

    def _lay_out(self) -> None:
        """Write parts, headings and bars."""
        looks, width = self.app.looks, self.size.width
        pieces: list[Piece] = []
        for number, part in enumerate(self.report.parts):
            pieces += [(" ", ""), (f" {_(part.title)} ", "cursor" if number == self.at else "dim")]
        self.query_one("#report-parts", Line).show(pieces)
        headings = self.shown.headings(width - 2, looks) if self.shown is not None and self.shown.rows else []
        self.query_one("#report-headings", Line).show([(" ", ""), *headings])
        self._draw_bars()

    def _draw_bars(self) -> None:
        chart, heading = self.query_one("#report-chart", LineList), self.query_one("#report-chart-title", Line)
        section = self._drawn = self._section()
        title = ""
        self._bars = []
        if self.shown is not None and section is not None:
            most = max(4, (self.size.height - 6) // 3)
            title, self._bars = self.shown.chart(section, self.size.width - 3, most, self.app.looks)
        heading.display = chart.display = bool(self._bars)
        rule = self.app.looks.rule
        heading.show([(f" {rule}{rule} ", "dim"), (title, "dim"), (" ", ""), (rule * 200, "dim")])
        chart.styles.height = len(self._bars) or 1
        chart.set_length(len(self._bars))

    def _section(self) -> Section | None:
        """Return the section that the cursor stands in, the first where it stands in none."""
        if self.shown is None:
            return None
        rows = self.shown.rows[: self.list.at + 1]
        return next((row.section for row in reversed(rows) if row.section is not None), None) or next(
            (row.section for row in self.shown.rows if row.section is not None), None
        )

    # Reading

    async def records_changed(self, record: str = "") -> None:
        """Read the figures anew."""
        self._read.clear()
        if self.asked is None or not self.asked.currency:
            # Somebody else may be at the keyboard, who is not to learn of them.
            self.currencies.clear()
        await self._show()

    async def _show(self) -> None:
        """Show the part in front; what was read is kept for as long as nothing changes."""
        part = self.part
        found = self._read.get(part.name)
        if found is None:
            found = await self._ask(part)
            if found is None:
                return
        if part is self.part and self.is_open:
            self.shown = found
            rows = self.list
            rows.empty = self._empty()
            rows.set_length(len(found.rows))
            rows.go(found.first, repaint=True)
            self._lay_out()
            self.show_title()
            self.show_hints()

    async def _ask(self, part: Part) -> Figures | None:
        report, asked, looks, width = self.report, self.asked, self.app.looks, self.size.width

        stop = threading.Event()

        def work(session: Session) -> tuple[Asked, Figures]:
            reading = session.reading(ascii=looks.ascii)
            wanted = asked or Asked(read_period(report.period, reading.today, past=report.past))
            answer = run(session, report, replace(wanted, parts=(part.name,)), stop.is_set)
            return wanted, figures(answer, part, reading, width)

        self._stop.set()
        self._stop = stop
        self.reading = True
        patience = self.set_timer(PATIENCE, self._say_patience)
        try:
            wanted, found = await self.app.engine.count("report", work)
        except (Superseded, Stopped):
            return None
        finally:
            patience.stop()
        self.asked = wanted
        self.reading = False
        self.flash("")
        if not wanted.currency:
            self.currencies = list(dict.fromkeys([*self.currencies, *found.currencies]))
        self._read[part.name] = found
        return found

    def _say_patience(self) -> None:
        if not self.reading or not self.is_open:
            return
        self.flash(_("Reading … Esc stops it."), "dim")
        if self.shown is not None and self.shown.part is not self.part:
            # Figures of one part are not to be taken for those of another.
            self.shown = None
            self.list.empty = ""
            self.list.set_length(0)
            self._lay_out()

    def _empty(self) -> str:
        if self.report.record != "opportunity":
            return _("Nothing is counted in this interval. = asks for another one.")
        if self.report.record == "ledger_entry":
            return _("Nothing stands open.")
        if self.report.day == "closed_at":
            return _("Nothing was closed in this interval. = asks for another one.")
        if self.asked is not None and self.asked.period != Period():
            return _("Nothing is expected in this interval. = asks for another one.")
        return _("There are no open opportunities. 5 shows all, and n there makes one.")

    def do_back(self) -> None:
        """Stop reading; where nothing is being read, leave."""
        if not self.reading:
            self.app.go_back()
            return
        self.reading = False
        self._stop.set()
        # A newer question stops the one under way.
        self.app.in_background(self.app.engine.count("report", lambda session: None), keys_wait=False)
        self.flash(_("Stopped. Tab or = reads again."))

    # Doing

    def why_not(self, action: str) -> str:
        """Say that there is nothing to do it with."""
        if action == "open" and (self.row is None or self.row.section is None or self.row.kind == "heading"):
            return _("Put the cursor on a figure first.")
        if action == "export_report" and self.asked is None:
            return _("The figures are not there yet.")
        if action in ("next_part", "previous_part") and len(self.report.parts) == 1:
            return _("This report has one part.")
        return super().why_not(action)

    async def do_open(self) -> None:
        """Show what stands behind the figure, or the record that the row is."""
        row, shown = self.row, self.shown
        if row is None or shown is None or row.section is None:
            return
        if row.line is not None and self.report.record == "campaign" and row.line.id is not None:
            await self.app.open_record("campaign", row.line.id)
            return
        if row.line is not None and self.part.by == "sale" and row.line.id is not None:
            await self.app.open_record("opportunity", row.line.id)
            return
        if self.part.by == "sale":
            wanted = behind(shown.answer, row.section, None, shown.reading.today)
        else:
            wanted = behind(shown.answer, row.section, row.line, shown.reading.today)
        if wanted is None:
            self.flash(_("The report Commission, sale by sale, names these."))
            return
        title = _(self.report.title) + ("" if row.line is None else f", {row.line.label}")
        await self.app.show_list(self.report.record, wanted, title)

    async def do_report_options(self) -> None:
        """Ask for another interval or currency."""
        from tui.reports.options import Options

        today = await self.app.engine.read(lambda session: session.reading().today)
        asked = self.asked or Asked(read_period(self.report.period, today, past=self.report.past))
        chosen = await self.app.ask(Options(self.report, asked, self.currencies, today))
        if isinstance(chosen, Asked):
            self.asked = chosen
            self.app.in_background(self.records_changed(), keys_wait=False)

    async def do_export_report(self) -> None:
        """Write the report to a file."""
        from tui.reports.export import export_report

        if self.asked is not None:
            await export_report(self.app, self.report, self.part, self.asked)

    def _turn(self, step: int) -> None:
        self.at = (self.at + step) % len(self.report.parts)
        self.list.go(0)
        self._lay_out()
        # Keys go on: Esc stops what takes long, another Tab asks for another part instead.
        self.app.in_background(self._show(), keys_wait=False)

    def do_next_part(self) -> None:
        """Next part."""
        self._turn(1)

    def do_previous_part(self) -> None:
        """Previous part."""
        self._turn(-1)

    # Moving

    def _moved(self) -> None:
        """Draw the bars of another currency where the cursor has come to one."""
        if self._section() is not self._drawn:
            self._draw_bars()

    def do_down(self) -> None:
        """Next row."""
        self.list.move(1)
        self._moved()

    def do_up(self) -> None:
        """Previous row."""
        self.list.move(-1)
        self._moved()

    def do_page_down(self) -> None:
        """Next page."""
        self.list.page(1)
        self._moved()

    def do_page_up(self) -> None:
        """Previous page."""
        self.list.page(-1)
        self._moved()

    def do_half_down(self) -> None:
        """Half a page."""
        self.list.page(1, half=True)
        self._moved()

    def do_half_up(self) -> None:
        """Half a page back."""
        self.list.page(-1, half=True)
        self._moved()

    def do_first(self) -> None:
        """First row."""
        self.list.go(0)
        self._moved()

    def do_last(self) -> None:
        """Last row."""
        self.list.go(self.list.length)
        self._moved()
