"""Where everything stands on the pages of an order confirmation (OPP-19).

The first page begins with the sender's head, the customer's address and the details of the order; those that follow
begin with a line that says what they go on with. The heading row of the table stands on every page that has lines. A
line is split only where it is higher than a page, the totals never; the last line goes with them to a new page, so that
no page has sums alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.core.language import N_
from model.core.numbers import format_whole
from model.core.text import visible
from model.files.pdf_text import BOLD, PLAIN, clipped, drawable, text_width, wrapped
from model.orders.confirmation import Confirmation, ConfirmationLine
from model.orders.logo import Logo


@dataclass(frozen=True)
class Text:
    """A piece of text; ``x`` is where it begins, or where it ends if it stands to the ``right``."""

    x: float
    y: float
    text: str
    font: str = PLAIN
    size: float = 9.0
    right: bool = False
    grey: float = 0.0


@dataclass(frozen=True)
class Rule:
    """A level line from ``x`` to ``end``."""

    x: float
    end: float
    y: float
    thick: float = 0.5
    grey: float = 0.0


@dataclass(frozen=True)
class Box:
    """A frame; ``x`` and ``y`` are its lower left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """A picture; ``x`` and ``y`` are its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    image: Any


Page = list[Text | Rule | Box | Picture]

_LEFT, _RIGHT, _TOP, _BOTTOM = 54.0, 48.0, 46.0, 78.0
"""Margins; the foot of the page stands below the lowest of them."""
_SIZE, _LINE, _SMALL = 9.0, 12.0, 8.0
_GAP = 10.0
"""Between two columns of the table."""
_PADDING = 4.0
"""Above and below the text of a row."""
_GREY = 0.4
_LOGO = (190.0, 52.0)
"""The room for the logo: it is made as large as fits."""
_LEAST_TEXT = 90.0
"""What the texts of lines have at least; where figures leave less, the whole table is written smaller."""
_UNIT = 60.0
"""The widest column of units; longer ones are wrapped."""


@dataclass(frozen=True)
class _Column:
    """A column of the table: its heading, the texts of all rows, and how wide it is."""

    heading: str
    texts: Sequence[str]
    right: bool
    width: float


def lay_out(confirmation: Confirmation, size: tuple[float, float], logo: Logo | None = None) -> list[Page]:
    """Return the pages of a confirmation on paper of ``size``."""
    return _Layout(confirmation, size, logo).pages_done()


class _Layout:
    """The pages as they fill; ``_y`` is the line that is written next."""

    def __init__(self, confirmation: Confirmation, size: tuple[float, float], logo: Logo | None) -> None:
        self._of = confirmation
        self._width, self._height = size
        self._end = self._width - _RIGHT
        self._logo = logo
        self._pages: list[Page] = []
        self._y = 0.0

    def pages_done(self) -> list[Page]:
        """Lay out everything and return the pages, each with its foot."""
        self._first_page()
        self._table()
        for number, page in enumerate(self._pages, 1):
            self._foot(page, number)
        return self._pages

    # Pieces

    def _put(
        self, x: float, text: str, font: str = PLAIN, size: float = _SIZE, *, right: bool = False, grey: float = 0.0
    ) -> None:
        self._pages[-1].append(Text(x, self._y, drawable(visible(text)), font, size, right, grey))

    def _rule(self, y: float, x: float = _LEFT, *, thick: float = 0.5, grey: float = 0.0) -> None:
        self._pages[-1].append(Rule(x, self._end, y, thick, grey))

    # Heads and feet

    def _first_page(self) -> None:
        self._pages.append([])
        self._sender()
        below = self._height - _TOP - 100
        self._y = below
        self._recipient()
        lowest = self._y
        self._y = below
        self._details()
        self._y = min(self._y, lowest) - 22
        self._title(16)
        self._y -= 22

    def _sender(self) -> None:
        """Write the sender: the logo or the name on the left, name, address and number on the right."""
        company, top = self._of.company, self._height - _TOP
        if self._logo is not None:
            scale = min(_LOGO[0] / self._logo.width, _LOGO[1] / self._logo.height)
            width, height = self._logo.width * scale, self._logo.height * scale
            self._pages[-1].append(Picture(_LEFT, top - height, width, height, self._logo.image))
        else:
            self._y = top - 14
            self._put(_LEFT, clipped(visible(company.name), BOLD, 16, self._end - _LEFT - 190), BOLD, 16)
        self._y = top - 8
        if self._logo is not None:
            self._sender_line(company.name, BOLD)
        for line in [*company.address.splitlines(), self._of.company_number][:6]:
            self._sender_line(line.strip())

    def _sender_line(self, text: str, font: str = PLAIN) -> None:
        if text:
            self._put(self._end, clipped(visible(text), font, _SMALL, 180), font, _SMALL, right=True)
            self._y -= 10.5

    def _recipient(self) -> None:
        """Write the customer where the window of an envelope is, and below it another address to deliver to."""
        of, room = self._of, 235.0
        lines = [*self._paragraph(of.customer, room)]
        if of.contact:
            lines.append(of.say(N_("Att. {name}")).format(name=of.contact))
        lines += of.address_lines(of.address)
        for line in lines:
            self._put(_LEFT, clipped(visible(line), PLAIN, 10, room), size=10)
            self._y -= 13
        if of.delivery_address and of.delivery_address != of.address:
            self._y -= 8
            self._put(_LEFT, of.say(N_("Delivery address")), size=_SMALL, grey=_GREY)
            for line in of.address_lines(of.delivery_address):
                self._y -= 11
                self._put(_LEFT, clipped(visible(line), PLAIN, _SIZE, room))
            self._y -= 13

    def _paragraph(self, text: str, room: float) -> list[str]:
        return wrapped(visible(text), PLAIN, 10, room)[:3]

    def _details(self) -> None:
        label_x = _LEFT + 265.0
        labels = [label for label, _value in self._of.details]
        value_x = label_x + 12 + max(text_width(label, PLAIN, _SIZE) for label in labels)
        for label, value in self._of.details:
            self._put(label_x, label, grey=_GREY)
            for line in wrapped(visible(value), PLAIN, _SIZE, self._end - value_x):
                self._put(value_x, line)
                self._y -= _LINE + 1
        self._y -= 2

    def _title(self, size: float) -> None:
        mark = self._of.mark
        room = self._end - _LEFT
        if mark:
            wide = text_width(mark, BOLD, 11)
            room -= wide + 30
            self._put(self._end - 8, mark, BOLD, 11, right=True)
            self._pages[-1].append(Box(self._end - wide - 16, self._y - 5, wide + 16, 18))
        self._put(_LEFT, clipped(visible(self._of.title), BOLD, size, room), BOLD, size)

    def _next_page(self) -> None:
        self._pages.append([])
        self._y = self._height - _TOP - 10
        self._title(11)
        if not self._of.mark:
            self._put(self._end, clipped(visible(self._of.customer), PLAIN, _SIZE, 240), right=True, grey=_GREY)
        self._y -= 24

    def _foot(self, page: Page, number: int) -> None:
        y = _BOTTOM - 30
        page.append(Rule(_LEFT, self._end, y, 0.5, 0.7))
        pages = len(self._pages)
        told = ""
        if pages > 1:
            told = self._of.say(N_("Page {number} of {count}")).format(
                number=number, count=format_whole(pages, self._of.language)
            )
            page.append(Text(self._end, y - 13, drawable(told), PLAIN, _SMALL, True, _GREY))
        room = self._end - _LEFT - (text_width(told, PLAIN, _SMALL) + 12 if told else 0)
        for line in _packed(self._of.contact_details, room):
            y -= 13
            page.append(Text(_LEFT, y, drawable(line), PLAIN, _SMALL, False, _GREY))

    # The table

    def _table(self) -> None:
        of = self._of
        self._columns, self._size = _columns(of, self._end - _LEFT)
        self._leading = self._size + 3
        rows = [self._row(place) for place in range(len(of.lines))]
        self._table_head()
        begun = False
        for place, row in enumerate(rows):
            wanted = self._height_of(row)
            if place == len(rows) - 1 and wanted + self._totals_height() <= self._highest():
                wanted += self._totals_height()
            # A row that fits on no page is split, and begins where there is room.
            if begun and self._y - wanted < _BOTTOM and wanted <= self._highest():
                self._next_page()
                self._table_head()
            self._draw_row(row)
            begun = True
        self._totals()

    def _highest(self) -> float:
        """Return the height of the highest row that a page after the first has room for."""
        return self._height - _TOP - 60 - _BOTTOM

    def _row(self, place: int) -> list[list[str]]:
        """Return the lines of text in each cell of a row."""
        return [
            wrapped(visible(column.texts[place]), PLAIN, self._size, column.width)
            if not column.right
            else [column.texts[place]]
            for column in self._columns
        ]

    def _height_of(self, row: Sequence[Sequence[str]]) -> float:
        return max(len(cell) for cell in row) * self._leading + 2 * _PADDING - 2

    def _table_head(self) -> None:
        self._cells([column.heading for column in self._columns], BOLD)
        self._y -= 5
        self._rule(self._y, thick=0.8)
        self._y -= _PADDING + self._leading - 3

    def _cells(self, texts: Sequence[str], font: str = PLAIN) -> None:
        x = _LEFT
        for column, text in zip(self._columns, texts, strict=True):
            if text:
                self._put(x + column.width if column.right else x, text, font, self._size, right=column.right)
            x += column.width + _GAP

    def _draw_row(self, row: Sequence[Sequence[str]]) -> None:
        for line in range(max(len(cell) for cell in row)):
            if self._y < _BOTTOM:
                self._next_page()
                self._table_head()
            self._cells([cell[line] if line < len(cell) else "" for cell in row])
            self._y -= self._leading
        self._rule(self._y + self._leading - 4, grey=0.8)
        self._y -= 2 * _PADDING - 2

    # The totals

    def _total_rows(self) -> list[tuple[str, str]]:
        of, totals = self._of, self._of.totals
        rows = [(of.say(N_("Net amount")), of.money(totals.net))]
        text = of.say(N_("VAT {rate} % of {amount}"))
        rows += [
            (text.format(rate=of.number_text(rate), amount=of.money(net)), of.money(totals.vat_by_rate[rate]))
            for rate, net in totals.net_by_rate.items()
        ]
        return rows

    def _totals_height(self) -> float:
        return (len(self._total_rows()) + 1) * 15 + 24

    def _totals(self) -> None:
        of = self._of
        if self._y - self._totals_height() < _BOTTOM - self._leading:
            self._next_page()
        label = " ".join(part for part in (of.say(N_("Total")), of.currency) if part)
        rows = [*self._total_rows(), (label, of.money(of.totals.total))]
        label_x = self._end - max(
            200.0, *(text_width(label, BOLD, 11) + text_width(amount, BOLD, 11) + 24 for label, amount in rows)
        )
        self._y -= 6
        for number, (label, amount) in enumerate(rows):
            last = number == len(rows) - 1
            font, size = (BOLD, 11.0) if last else (PLAIN, _SIZE)
            if last:
                self._y -= 2
                self._rule(self._y + 13, label_x, thick=0.8)
            self._put(label_x, label, font, size)
            self._put(self._end, amount, font, size, right=True)
            self._y -= 15


def _columns(of: Confirmation, room: float) -> tuple[list[_Column], float]:
    """Return the columns of the table and the size of its letters; a discount that no line has is left out."""
    lines = of.lines

    def texts(write: Any) -> list[str]:
        return [write(line) for line in lines]

    figures: list[tuple[str, list[str], bool]] = [
        (N_("Quantity"), texts(lambda line: of.number_text(line.quantity, 4)), True),
        (N_("Unit"), texts(lambda line: line.unit), False),
        (N_("Price"), texts(lambda line: of.number_text(line.unit_price, 4, 2)), True),
        (N_("VAT %"), texts(lambda line: of.number_text(line.vat_rate)), True),
        (N_("Amount"), texts(lambda line: of.money(line.net)), True),
    ]
    if not any(line.unit for line in lines):
        del figures[1]
    if any(line.discount for line in lines):
        figures.insert(-2, (N_("Disc. %"), texts(_discount(of)), True))
    size = _SIZE
    while True:
        columns = [_column(of.say(heading), found, right, size) for heading, found, right in figures]
        left = room - sum(column.width + _GAP for column in columns)
        if left >= _LEAST_TEXT or size <= 5:
            break
        size -= 0.5
    heading = clipped(of.say(N_("Text")), BOLD, size, left)
    return [_Column(heading, [line.text for line in lines], False, max(left, 20.0)), *columns], size


def _discount(of: Confirmation) -> Any:
    def write(line: ConfirmationLine) -> str:
        return of.number_text(line.discount) if line.discount else ""

    return write


def _column(heading: str, texts: Sequence[str], right: bool, size: float) -> _Column:
    width = max([text_width(heading, BOLD, size), *(text_width(visible(text), PLAIN, size) for text in texts)])
    return _Column(heading, texts, right, width if right else max(min(width, _UNIT), text_width(heading, BOLD, size)))


def _packed(texts: Sequence[str], room: float) -> list[str]:
    """Return ``texts`` on as few lines as hold them, three spaces between two."""
    lines: list[str] = []
    for text in (clipped(visible(text), PLAIN, _SMALL, room) for text in texts):
        longer = f"{lines[-1]}    {text}" if lines else text
        if lines and text_width(longer, PLAIN, _SMALL) <= room:
            lines[-1] = longer
        else:
            lines.append(text)
    return lines[:2]
