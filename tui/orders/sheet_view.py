"""How the sheet of lines looks: its columns at a width, and each row as parts.

From top to bottom: the headings, the lines in sight, a row that says what is wrong or what a cell takes, and the totals
with VAT by rate. What hangs at a cell (what is wrong with it, earlier lines) lies over the rows next to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rich.cells import cell_len
from textual.geometry import Offset

from model.core.fields.base import Reading
from model.core.language import N_, _, ngettext
from model.core.numbers import format_decimal, format_whole
from model.core.text import visible
from model.orders.totals import Totals
from tui.orders.sheet_lines import COLUMNS, DISCOUNT, NUMBER, QUANTITY, TEXT, UNIT, UNIT_PRICE, VAT_RATE
from tui.orders.sheet_state import SheetState
from tui.widgets.editors import cells, fit
from tui.widgets.inputs import Piece
from tui.widgets.picker import Picker

Part = tuple[int, int, Sequence[Piece]]
"""The first cell, the number of cells, and what stands there."""
Row = list[Part]

HEADINGS = (N_("Text"), N_("Quantity"), N_("Unit"), N_("Price"), N_("Disc."), N_("VAT %"))
NET_HEADING = N_("Net")
WIDE = 100
"""Cells from which columns have more room, and more between them."""

_NET = len(COLUMNS)
_WIDTHS = {QUANTITY: (8, 10), UNIT: (5, 8), UNIT_PRICE: (10, 14), DISCOUNT: (6, 7), VAT_RATE: (6, 7), _NET: (13, 16)}
"""Cells of a column on a narrow and on a wide screen; the text has the rest."""
_NUMBER_AT, _NUMBER_WIDTH = 1, 4
_SUM = 16
"""Cells of a sum."""
_HELP = {
    NUMBER: N_("Letters are keys here. Arrow right: back to the cells."),
    TEXT: N_("Type over it, Space changes it. Arrow down chooses an earlier line."),
}


@dataclass(frozen=True)
class Columns:
    """Where the columns stand, by their number: first cell and cells."""

    at: dict[int, tuple[int, int]]
    width: int

    @classmethod
    def of(cls, width: int) -> Columns:
        """Return the columns for a width."""
        wide = width >= WIDE
        gap = 2 if wide else 1
        rest = sum(pair[wide] + gap for pair in _WIDTHS.values())
        x = _NUMBER_AT + _NUMBER_WIDTH + gap
        text = max(10, width - x - rest - 1)
        at = {NUMBER: (_NUMBER_AT, _NUMBER_WIDTH), TEXT: (x, text)}
        x += text + gap
        for column, pair in _WIDTHS.items():
            at[column] = (x, pair[wide])
            x += pair[wide] + gap
        return cls(at, width)


class SheetView:
    """The rows of a sheet at a size; ``message`` is what its foot says until the next key.

    ``why_locked`` stands at the foot as long as nothing can be changed.
    """

    def __init__(
        self, state: SheetState, reading: Reading, currency: str, picker: Picker, *, why_locked: str = ""
    ) -> None:
        self.state = state
        self.why_locked = why_locked
        self.ascii = reading.ascii
        self.currency = currency
        self.picker = picker
        self.message = ""
        self.columns = Columns.of(80)
        self.height = 0
        self._top = 0

    def arrange(self, width: int, height: int) -> list[Row]:
        """Return all rows at a size, the cell in which the person is among them."""
        if width != self.columns.width:
            self.columns = Columns.of(width)
        self.height = height
        totals = self._totals(self.state.reader.totals(self.state.shown_lines()))
        room = max(1, height - 2 - len(totals))
        self._keep_in_sight(room)
        lines = [self._line(row) for row in range(self._top, min(self._top + room, len(self.state.lines)))]
        lines += [[] for _blank in range(room - len(lines))]
        rows = [self._headings(), *lines, self._foot(room), *totals][:height]
        self._lay_over(rows, 1 + self.state.row - self._top, room)
        return rows

    @property
    def page(self) -> int:
        """How many lines PageDown goes on."""
        return max(1, self.height - 8)

    def _keep_in_sight(self, room: int) -> None:
        """Scroll by half a page where the line would be out of sight."""
        row, count = min(self.state.row, len(self.state.lines) - 1), len(self.state.lines)
        if not self._top <= row < self._top + room:
            self._top = row - room // 2
        self._top = max(0, min(self._top, count - room))

    def cursor(self) -> Offset | None:
        """Return the cell where the next letter goes, None while nothing is typed."""
        state = self.state
        if state.editor is None:
            return None
        x, width = self.columns.at[state.column]
        before, _under, _after = state.editor.window(width)
        return Offset(x + cell_len(before), 1 + state.row - self._top)

    # Lines

    def _headings(self) -> Row:
        parts: Row = []
        for column, heading in enumerate((*HEADINGS, NET_HEADING)):
            x, width = self.columns.at[column]
            parts.append((x, width, [(self._aligned(_(heading), width, column), "heading"), ("", "")]))
        return parts

    def _line(self, row: int) -> Row:
        state = self.state
        line, read = state.shown_line(row), state.read(row)
        here = row == state.row
        wrong = {} if line.blank else read.errors
        number = format_whole(row + 1, ascii=True).rjust(_NUMBER_WIDTH - 1)
        style = "cursor" if here and state.column == NUMBER else ("" if here else "label")
        parts: Row = [
            (0, 1, [self._sign(row, bool(wrong))]),
            (_NUMBER_AT, _NUMBER_WIDTH, [(number, style), ("", "")]),
        ]
        for column, text in enumerate(line.texts):
            x, width = self.columns.at[column]
            parts.append((x, width, self._cell(text, column, width, here=here, wrong=column in wrong)))
        x, width = self.columns.at[_NET]
        net = "" if read.net is None or line.blank else self._amount(read.net)
        parts.append((x, width, [(self._aligned(net, width, _NET), ""), ("", "")]))
        return parts

    def _cell(self, text: str, column: int, width: int, *, here: bool, wrong: bool) -> Sequence[Piece]:
        state = self.state
        if here and column == state.column:
            if state.editor is not None:
                before, under, after = state.editor.window(width)
                return [(before, "typing"), (under, "cursor"), (after, "typing"), ("", "typing")]
            return [(self._aligned(text, width, column), "cursor"), ("", "cursor")]
        return [(self._aligned(text, width, column), "error" if wrong else ""), ("", "")]

    def _sign(self, row: int, wrong: bool) -> Piece:
        """Return the sign before the number: something is wrong, the person is here, it is not saved yet."""
        here = row == self.state.row
        if wrong and not (here and self.state.editor is not None):
            return ("!", "error")
        if here:
            return (">" if self.ascii else "›", "mark")
        line = self.state.lines[row]
        changed = line.changed and not line.blank
        return ("*" if self.ascii else "•", "mark") if changed else (" ", "")

    def _aligned(self, text: str, width: int, column: int) -> str:
        shown = fit(text, width, ascii=self.ascii)
        return shown if column in (TEXT, UNIT) else " " * (width - cells(shown)) + shown

    def _amount(self, amount: Decimal) -> str:
        return format_decimal(amount, ascii=self.ascii)

    # Foot and totals

    def _foot(self, room: int) -> Row:
        below = len(self.state.lines) - self._top - room
        more = f" {'v' if self.ascii else '↓'} {format_whole(below, ascii=self.ascii)}" if below > 0 else ""
        width = self.columns.width - 1 - cell_len(more)
        text, style = self._says()
        text = fit(text, max(0, width), ascii=self.ascii)
        return [(1, width, [(text, style), ("", "")]), (1 + width, cell_len(more), [(more, "label")])]

    def _says(self) -> Piece:
        """Return what the foot says: a message, what is wrong elsewhere, the whole of a text that is cut, or help."""
        state = self.state
        if self.message:
            return self.message, "told"
        wrong = state.reader.first_error(state.lines)
        if wrong is not None and wrong != (state.row, state.column):
            row, column = wrong
            text = _("Line {number}, {cell}: {message}").format(
                number=row + 1,
                cell=state.reader.title(column),
                message=state.reader.read(state.lines[row]).errors[column],
            )
            return visible(f"! {text}"), "error"
        if state.editor is None and cells(state.cell) > self.columns.at.get(state.column, (0, 0))[1]:
            return visible(state.cell), "label"
        if self.why_locked:
            return self.why_locked, "label"
        if state.on_save:
            count = len(state.kept_lines)
            return ngettext("{number} line.", "{number} lines.", count).format(number=format_whole(count)), "label"
        return (_(_HELP[state.column]) if state.column in _HELP else ""), "label"

    def _totals(self, totals: Totals) -> list[Row]:
        sums = [self.columns.width - 1 - _SUM * number for number in (3, 2, 1)]
        label_at = max(14, sums[0] - 18)
        total = f"{_('Total')} {visible(self.currency)}".strip()
        rows = [self._sums(label_at, "", sums, (_("Net"), _("VAT"), total), "heading")]
        rates = list(totals.net_by_rate.items())
        shown = rates[: max(1, self.height // 3)]
        for rate, net in shown:
            vat = totals.vat_by_rate[rate]
            label = _("VAT {rate} %").format(rate=self.state.reader.edit(VAT_RATE, rate))
            amounts = tuple(self._amount(each) for each in (net, vat, net + vat))
            rows.append(self._sums(label_at, label, sums, amounts, ""))
        amounts = tuple(self._amount(each) for each in (totals.net, totals.vat, totals.total))
        last = self._sums(label_at, _("In all"), sums, amounts, "strong")
        if not self.state.locked:
            save = f"[ {_('Save')} ]"
            last.insert(0, (1, cells(save), [(save, "cursor" if self.state.on_save else "")]))
        return [*rows, last]

    def _sums(self, label_at: int, label: str, at: Sequence[int], texts: Sequence[str], style: str) -> Row:
        label = fit(label, at[0] - label_at, ascii=self.ascii)
        parts: Row = [(label_at, at[0] - label_at, [(label, style), ("", "")])]
        for x, text in zip(at, texts, strict=True):
            shown = fit(text, _SUM - 1, ascii=self.ascii)
            parts.append((x, _SUM, [(" " * (_SUM - cells(shown)) + shown, style), ("", "")]))
        return parts

    # What hangs at a cell

    def _lay_over(self, rows: list[Row], at: int, room: int) -> None:
        """Put the earlier lines, or what is wrong with the cell, over the rows below it, or above at the foot."""
        state = self.state
        if self.picker.open and state.editor is not None:
            x, width = self.columns.at[TEXT]
            width = self.picker.width(width, self.columns.width - x - 1)
            hits: list[Sequence[Piece]] = [
                self.picker.row(number, width) for number in range(min(len(self.picker.hits), room))
            ]
        elif wrong := self._wrong_here():
            x = self.columns.at[state.column][0]
            width = min(cells(wrong), self.columns.width - 1)
            x = max(0, min(x, self.columns.width - width))
            hits = [[(fit(wrong, width, ascii=self.ascii), "error")]]
        else:
            return
        first = at + 1 if at + len(hits) <= room or at <= len(hits) else at - len(hits)
        for number, pieces in enumerate(hits):
            y = first + number
            if 0 < y < len(rows):
                rows[y] = [*_clipped(rows[y], x, width), (x, width, pieces)]

    def _wrong_here(self) -> str:
        state = self.state
        if state.on_save or state.editor is not None or state.column == NUMBER or state.line.blank:
            return ""
        error = state.read(state.row).errors.get(state.column)
        return visible(f" ! {error} ") if error else ""


def _clipped(row: Row, x: int, width: int) -> Row:
    """Return a row without the parts that lie under ``width`` cells from ``x`` on; one that begins before is cut."""
    kept: Row = []
    for start, room, pieces in row:
        if start + room <= x or start >= x + width:
            kept.append((start, room, pieces))
        elif start < x:
            kept.append((start, x - start, pieces))
    return kept
