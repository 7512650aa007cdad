"""What a report is asked for: an interval as people type it, and the currency (OPP-21, W13, W14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from model.core.dates import format_day, spell_day
from model.core.errors import UserError
from model.core.language import _
from model.reports.answers import Asked
from model.reports.declared import Report
from model.reports.periods import Period, period_between, read_period
from tui.widgets.dialogs import Dialog, typed_pieces
from tui.widgets.editors import LineEditor
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs

PERIOD, FROM, TO, CURRENCY = "period", "from", "to", "currency"


class Options(Dialog):
    """Interval, first and last day, currency; answers what is asked for from now on."""

    def __init__(self, report: Report, asked: Asked, currencies: Sequence[str], today: date) -> None:
        super().__init__(_(report.title))
        self.report = report
        self.asked = asked
        self.today = today
        self.names = [*((PERIOD, FROM, TO) if report.day else ()), *((CURRENCY,) if report.in_currencies else ())]
        self.currencies = ["", *currencies]
        self.currency = asked.currency if asked.currency in self.currencies else ""
        self.editors = {name: LineEditor() for name in (PERIOD, FROM, TO)}
        self.wrong: dict[str, str] = {}
        self.at = 0
        self._fill(asked.period)

    def _fill(self, period: Period) -> None:
        for name, day in ((FROM, period.first), (TO, period.last)):
            self.editors[name].set("" if day is None else format_day(day))

    def body(self) -> ComposeResult:
        """Yield a line for each field, and one that tells what can be typed."""
        for name in self.names:
            yield Line(id=f"option-{name}")
        yield Paragraphs(id="dialog-hint", indent=3, least=1)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Tab"), _("Next field")), (_("Enter"), _("Show it")), (_("Esc"), _("Back")))

    def on_mount(self) -> None:
        """Show the fields."""
        super().on_mount()
        self.draw()

    def draw(self) -> None:
        """Write the fields, what is wrong beside them, and what the one typed in takes."""
        labels = {PERIOD: _("Interval"), FROM: _("From"), TO: _("To"), CURRENCY: _("Currency")}
        looks, width = self.app.looks, self.app.size.width
        room = min(28, width // 3)
        for number, name in enumerate(self.names):
            here = number == self.at
            pointer = (">" if looks.ascii else "›") if here else " "
            pieces: list[Piece] = [
                (f" {pointer} ", "accent"),
                (looks.fit(labels[name], 14) + " ", "strong" if here else ""),
            ]
            if name == CURRENCY:
                left, right = ("<", ">") if looks.ascii else ("‹", "›")
                shown = self.currency or _("all, each by itself")
                pieces += (
                    [(f"{left} ", "accent"), (shown, "cursor"), (f" {right}", "accent")] if here else [(shown, "")]
                )
            elif here:
                pieces += typed_pieces(self.editors[name], room)
            else:
                pieces.append((looks.fit(self.editors[name].text, room).rstrip(), ""))
            if name in self.wrong:
                # Whole beside the field where there is room for it, else below all of them.
                told = f"  {self.wrong[name]}"
                fits = sum(cell_len(text) for text, _style in pieces) + cell_len(told) < width
                pieces.append((told if fits else "  !", "error"))
                self.complain("" if fits else self.wrong[name])
            self.query_one(f"#option-{name}", Line).show(pieces)
        hints = {
            PERIOD: _("this quarter, last month, 2026, nov, Q3 2026, all"),
            FROM: _("a day, or what it begins with: 1.5, 2026, last month"),
            TO: _("a day, to its end; or what it ends with"),
            CURRENCY: _("amounts of different currencies are never added"),
        }
        told = self._understood(self.names[self.at])
        line: Piece = (f"{looks.arrow} {told}", "accent") if told else (hints[self.names[self.at]], "dim")
        self.query_one("#dialog-hint", Paragraphs).show([line])

    def _understood(self, name: str) -> str:
        """Return the day that is typed, as it is understood."""
        text = self.editors[name].text if name in (FROM, TO) else ""
        if not text.strip():
            return ""
        try:
            period = period_between(*((text, "") if name == FROM else ("", text)), self.today, past=self.report.past)
        except UserError:
            return ""
        day = period.first if name == FROM else period.last
        return spell_day(day) if day is not None else ""

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text."""
        event.stop()
        name = self.names[self.at]
        if name != CURRENCY:
            self.editors[name].insert(event.text)
            self._typed(name)

    def on_key(self, event: events.Key) -> None:
        """Type, go from field to field, choose, answer."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        key, name = event.key, self.names[self.at]
        if key == "escape":
            self.leave()
        elif key == "enter":
            self._answer()
        elif key in ("tab", "down"):
            self.at = (self.at + 1) % len(self.names)
            self.draw()
        elif key in ("shift+tab", "up"):
            self.at = (self.at - 1) % len(self.names)
            self.draw()
        elif name == CURRENCY:
            step = {"right": 1, "space": 1, "left": -1}.get(key)
            if step is not None:
                place = self.currencies.index(self.currency)
                self.currency = self.currencies[(place + step) % len(self.currencies)]
                self.draw()
        elif self.editors[name].key(key, event.character if event.is_printable else None):
            self._typed(name)

    def _typed(self, name: str) -> None:
        """Take what was typed: an interval fills both days, a day takes the place of the interval."""
        self.wrong.clear()
        self.complain("")
        if name == PERIOD:
            try:
                self._fill(read_period(self.editors[PERIOD].text, self.today, past=self.report.past))
            except UserError:
                self._fill(Period())
        elif self.editors[PERIOD].text:
            self.editors[PERIOD].set("")
        self.draw()

    def _answer(self) -> None:
        try:
            period = self._period()
        except UserError as error:
            name = error.field if error.field in self.names else PERIOD
            self.wrong = {str(name): error.message}
            self.at = self.names.index(str(name))
            self.draw()
            return
        self.dismiss(replace(self.asked, period=period, currency=self.currency))

    def _period(self) -> Period:
        if not self.report.day:
            return Period()
        if self.editors[PERIOD].text.strip():
            return read_period(self.editors[PERIOD].text, self.today, past=self.report.past)
        return period_between(self.editors[FROM].text, self.editors[TO].text, self.today, past=self.report.past)
