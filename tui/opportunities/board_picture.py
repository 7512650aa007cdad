"""How the board is drawn: columns side by side, each with what it comes to and the cards in sight (OPP-16)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from model.core.language import _
from model.core.numbers import format_decimal, format_whole
from model.opportunities.board import Card, Column
from tui.looks import Looks
from tui.opportunities.board_window import ColumnWindow
from tui.widgets.lines import Piece

CURRENCIES_SHOWN = 2
"""Currencies whose sums stand over the cards; of others a + tells that there are some."""
CARD = 2
"""Lines of a card."""
NARROWEST = 25
_SHORTEST_WORD = 4
"""Cells of a cut word that still say which it is."""
FEWEST = 3
"""Columns in sight, whatever the width."""


@dataclass
class Picture:
    """What the board shows: columns with their windows, which one is pointed at, and the leftmost in sight."""

    columns: list[Column] = field(default_factory=list)
    windows: list[ColumnWindow] = field(default_factory=list)
    at: int = 0
    left: int = 0

    @property
    def card(self) -> Card | None:
        """The card pointed at."""
        return self.windows[self.at].card if self.windows else None


class Board(Widget):
    """Draws a picture; each line is the lines of its columns side by side."""

    DEFAULT_CSS = """
    Board { height: 1fr; width: 1fr; }
    Board > .board--dim { text-style: dim; }
    Board > .board--strong { text-style: bold; }
    Board > .board--accent { color: $primary; text-style: bold; }
    Board > .board--error { color: $error; }
    """
    COMPONENT_CLASSES = {"board--dim", "board--strong", "board--accent", "board--error"}

    def __init__(self, looks: Looks, currency: str) -> None:
        super().__init__()
        self.looks = looks
        self.currency = currency
        self.units = [currency]
        self.picture = Picture()

    @property
    def head(self) -> int:
        """Lines over the cards: the stage with how many, and sum and weighted sum of each currency."""
        return 1 + 2 * len(self.units)

    def measure(self, picture: Picture) -> None:
        """Find out whose sums are shown: those of one's own currency, then of those that most of the money is in."""
        found: dict[str, Decimal] = {}
        for column in picture.columns:
            for currency, amount in column.amounts.items():
                if amount:
                    found[currency] = found.get(currency, Decimal(0)) + abs(amount)
        ranked = sorted(found, key=lambda currency: (currency != self.currency, -found[currency], currency))
        self.units = ranked[:CURRENCIES_SHOWN] or [self.currency]

    @property
    def room(self) -> int:
        """How many cards of a column are in sight."""
        return max(1, (self.size.height - self.head) // CARD)

    @property
    def shown(self) -> int:
        """How many columns are in sight."""
        return max(1, min(max(FEWEST, self.size.width // NARROWEST), len(self.picture.columns)))

    def show(self, picture: Picture) -> None:
        """Show another picture, scrolled so that the column pointed at is in sight."""
        last_left = max(0, len(picture.columns) - self.shown)
        self.picture = picture
        picture.left = min(max(picture.left, picture.at - self.shown + 1, 0), picture.at, last_left)
        self.refresh()

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"board--{name}") if name else Style()

    def render_line(self, y: int) -> Strip:
        """Return a line of all columns in sight."""
        picture, base = self.picture, self.rich_style
        if not picture.columns:
            return Strip.blank(self.size.width, base)
        width = self.size.width // self.shown - 1
        # Columns beyond the edges are told of beside the names of those in sight.
        left, right = ("<", ">") if self.looks.ascii else ("‹", "›")
        accent = base + self._style("accent")
        segments = [Segment(left, accent) if picture.left and not y else Segment(" ", base)]
        for number in range(picture.left, min(picture.left + self.shown, len(picture.columns))):
            pieces, reverse = self._cell(number, y, width - 1)
            for text, name in pieces:
                style = base + Style(reverse=True) if reverse else base + self._style(name)
                segments.append(Segment(text, style))
            segments.append(Segment("  ", base))
        if not y and picture.left + self.shown < len(picture.columns):
            segments[-1:] = [Segment(" ", base), Segment(right, accent)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _cell(self, number: int, y: int, width: int) -> tuple[list[Piece], bool]:
        column, window = self.picture.columns[number], self.picture.windows[number]
        here = number == self.picture.at
        head = self.head
        if y < head:
            return self._head(column, window, y, width, here), False
        line, part = divmod(y - head, CARD)
        cards = window.shown(self.room)
        if line >= len(cards):
            empty = _("Nothing here.") if not cards and line == 0 and part == 0 else ""
            return [(self.looks.fit(empty, width), "dim")], False
        chosen = here and window.top + line == window.at
        return self._card(cards[line], part, width), chosen

    def _beyond(self, window: ColumnWindow) -> str:
        """Return on which sides a column goes on beyond what is in sight; '' where all of it is."""
        up, down = ("^", "v") if self.looks.ascii else ("↑", "↓")
        above = up if window.top or not window.at_start else ""
        below = down if window.top + self.room < len(window.cards) or not window.at_end else ""
        return above + below

    def _head(self, column: Column, window: ColumnWindow, y: int, width: int, here: bool) -> list[Piece]:
        if y == 0:
            count = f"{self._beyond(window)} {format_whole(column.count, ascii=self.looks.ascii)}".lstrip()
            name = self.looks.fit(column.name or _("no stage"), max(1, width - len(count) - 1))
            return [(f"{name} {count}"[:width], "accent" if here else "strong")]
        units = self.units
        unit = units[(y - 1) // 2]
        label, sums = (_("Sum"), column.amounts) if y % 2 else (_("Weighted"), column.weighted)
        told = format_decimal(sums.get(unit, Decimal(0)), ascii=self.looks.ascii)
        if unit == units[-1] and any(value for currency, value in sums.items() if currency not in units):
            told += "+"
        named = "" if units == [self.currency] else unit
        # What decides is whole: the amount and its currency. The word before them gives way, at the end all of it.
        room = width - len(told) - 1 - (len(named) + 1 if named else 0)
        word = self.looks.fit(label, min(room, cell_len(label))) + " " if room >= _SHORTEST_WORD else ""
        return [(self.looks.fit(f"{word}{named}", max(1, width - len(told) - 1)) + " " + told, "dim")]

    def _card(self, one: Card, part: int, width: int) -> list[Piece]:
        looks = self.looks
        if part == 0:
            sign = ("!" if looks.ascii else "◷") if one.late else ""
            return [(looks.fit(one.title, width - 2) + " ", ""), (looks.fit(sign, 1), "error")]
        amount = "" if one.amount is None else format_decimal(one.amount, ascii=looks.ascii)
        if amount and one.currency and one.currency != self.currency:
            amount = f"{amount} {one.currency}".strip()
        room = max(1, width - len(amount) - 2)
        return [(" " + looks.fit(one.customer, room) + (" " + amount)[: width - room], "dim")]
