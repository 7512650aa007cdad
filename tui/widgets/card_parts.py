"""The parts of an overview: what stands under each heading, and how two columns of them share the screen (CUST-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from model.core.language import _
from model.core.numbers import format_whole
from tui.looks import Looks
from tui.widgets.card_details import Fact
from tui.widgets.card_rows import Row, row_pieces
from tui.widgets.lines import Piece
from tui.widgets.paragraphs import wrapped

GAP = 2
"""Cells between the columns."""
COUNTED = 1_000
"""How far rows are counted; one more stands for more than this."""
_MOST_BELOW = 3
"""Lines below a row that wraps."""
HEADING = -1
"""The place of a part's heading among its rows."""


@dataclass(frozen=True)
class Part:
    """One part: facts, which are read, or rows, which are pointed at; its heading can be pointed at always.

    Enter on the heading opens the tab called ``tab``, or does ``work`` of ``tui.rooms.WORK``; the part's own keys work
    in ``contexts``, and ``activity`` is the kind of activity that ``n`` makes there. ``more`` stands dim beside the
    heading; ``empty`` where there is nothing. ``column`` is 0 on the left, 1 on the right.
    """

    name: str
    label: str
    column: int
    tab: str = ""
    rows: tuple[Row, ...] = ()
    facts: tuple[Fact, ...] = ()
    more: str = ""
    contexts: tuple[str, ...] = ()
    activity: str = ""
    empty: str = ""
    work: str = ""
    wraps: bool = False
    """Whether the last cell of a row goes on below it where there are lines to spare."""


@dataclass(frozen=True)
class PartLine:
    """One line of a column: what it says, and what of it is pointed at: the part, and the row's place in it."""

    pieces: tuple[Piece, ...] = ()
    part: Part | None = None
    place: int = HEADING

    @property
    def row(self) -> Row | None:
        """The row on the line, None on headings and facts."""
        return self.part.rows[self.place] if self.part is not None and self.place != HEADING else None


@dataclass
class Columns:
    """Both columns, and where in them the cursor can stand."""

    lines: tuple[list[PartLine], list[PartLine]] = field(default_factory=lambda: ([], []))
    width: int = 0

    @property
    def height(self) -> int:
        """Lines of the longer column."""
        return max(len(column) for column in self.lines)

    def stops(self, column: int) -> list[int]:
        """Return the lines of a column that can be pointed at."""
        return [number for number, line in enumerate(self.lines[column]) if line.part is not None]

    def find(self, name: str, place: int) -> tuple[int, int]:
        """Return the column and line of a part's row, of the row before it where it is gone, of the first stop else."""
        best = None
        for column, lines in enumerate(self.lines):
            for number, line in enumerate(lines):
                if line.part is not None and line.part.name == name and line.place <= place:
                    best = (column, number)
        return best or (0, (self.stops(0) or [0])[0])

    def pieces(self, number: int, at: tuple[int, int], looks: Looks) -> list[Piece]:
        """Return a line of both columns; the half on which the cursor stands is turned round as a whole."""
        found: list[Piece] = []
        for column, lines in enumerate(self.lines):
            line = lines[number] if number < len(lines) else PartLine()
            text = "".join(piece for piece, _style in line.pieces)
            if (column, number) == at:
                found.append((looks.fit(text, self.width), "cursor"))
            else:
                found += line.pieces
                found.append((" " * (self.width - _cells(text)), ""))
            found.append((" " * GAP, ""))
        return found[:-1]


def lay_out_parts(parts: Sequence[Part], width: int, height: int, looks: Looks) -> Columns:
    """Return the parts in two columns of a screen of that many cells and lines.

    Every part gets its heading; rows and facts are dealt out so that none goes short while another has many, and
    blank lines stand between the parts only where there is room to spare.
    """
    half = (width - GAP) // 2
    columns = Columns(width=half)
    for number, lines in enumerate(columns.lines):
        own = [part for part in parts if part.column == number]
        bodies = [_body(part, half, looks) for part in own]
        shares = _shares([len(body) for body in bodies], height - len(own))
        spare = height - sum(shares) - len(own)
        between = max(0, min(len(own) - 1, spare))
        for place, (part, body, share) in enumerate(zip(own, bodies, shares, strict=True)):
            if 0 < place <= between:
                lines.append(PartLine())
            lines.append(_heading(part, half, looks, empty=not body))
            lines += _unfolded(body[:share], half, spare - between, looks) if part.wraps else body[:share]
    return columns


def _unfolded(body: Sequence[PartLine], width: int, spare: int, looks: Looks) -> list[PartLine]:
    """Return rows with what their last cell has more to say below them, the first rows first, in so many lines more."""
    found: list[PartLine] = []
    for number, line in enumerate(body):
        found.append(line)
        if line.row is None or spare <= 0:
            continue
        text = line.row.cells[-1].text
        indent = _cells("".join(piece for piece, _style in line.pieces[:-1]))
        parts = wrapped(text, width - indent)
        if len(parts) < 2:
            continue
        # Each row after this one may want a line as well.
        most = max(1, min(_MOST_BELOW, spare - (len(body) - number - 1)))
        rest = parts[1 : 1 + most]
        found[-1] = PartLine((*line.pieces[:-1], (looks.fit(parts[0], width - indent), "")), line.part, line.place)
        if len(parts) > 1 + most:
            rest[-1] = looks.fit(f"{rest[-1]} {parts[1 + most]}", width - indent)
        found += [PartLine(((" " * indent, ""), (text, ""))) for text in rest]
        spare -= len(rest)
    return found


def _shares(wanted: list[int], room: int) -> list[int]:
    """Deal lines out, one each in turn, until there are no more or everybody has enough; never fewer than one each."""
    shares = [min(1, want) for want in wanted]
    left = room - sum(shares)
    while left > 0 and shares != wanted:
        for number, want in enumerate(wanted):
            if left > 0 and shares[number] < want:
                shares[number] += 1
                left -= 1
    return shares


def _heading(part: Part, width: int, looks: Looks, *, empty: bool) -> PartLine:
    more = part.empty if empty else part.more
    label = looks.fit(part.label, min(width, _cells(part.label)))
    pieces: list[Piece] = [(label, "strong")]
    if more:
        room = width - _cells(label) - 2
        pieces.append((f"  {looks.fit(more, min(room, _cells(more)))}" if room > 4 else "", "dim"))
    return PartLine(tuple(pieces), part)


def _body(part: Part, width: int, looks: Looks) -> list[PartLine]:
    if part.facts:
        return [PartLine(pieces) for pieces in _fact_lines(part.facts, width, looks)]
    return [
        PartLine((("  ", ""), *row_pieces(row, width - 2, looks)), part, number) for number, row in enumerate(part.rows)
    ]


def _fact_lines(facts: Sequence[Fact], width: int, looks: Looks) -> list[tuple[Piece, ...]]:
    label = min(max((_cells(fact.label) for fact in facts), default=0), max(6, width // 3))
    lines: list[tuple[Piece, ...]] = []
    for fact in facts:
        room = width - 2 - (label + 1 if fact.label else 0)
        for number, text in enumerate(wrapped(fact.text, room)[:2]):
            named = (looks.fit("" if number else fact.label, label) + " ", "dim") if fact.label else ("", "")
            lines.append((("  ", ""), named, (looks.fit(text, room).rstrip(), fact.style)))
    return lines


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return len(text) if text.isascii() else cell_len(text)


def count_text(number: int) -> str:
    """Return how many there are as people read it: "12", "1 000+", '' for none."""
    if not number:
        return ""
    return format_whole(number) if number <= COUNTED else f"{format_whole(COUNTED)}+"


def some_of(shown: int, number: int) -> str:
    """Return how many there are where more than what is shown, '' where all are in sight."""
    return _("{some} of {all}").format(some=shown, all=count_text(number)) if number > shown else ""
