"""Where the fields of a form stand: headings with their fields, in one column or two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.editors import cells
from tui.widgets.inputs import LEAST_NOTE, Piece

Description = Sequence[tuple[str, tuple[str, ...]]]
"""A form as data: headings, each with the code names of its fields; '' is a heading that is not shown."""

_NARROWEST = 36
"""Cells that a column needs: two stand side by side only where both have them (so at 80 cells they do)."""
_GAP = 2
_LONGEST_LABEL = 20


@dataclass
class Place:
    """Where a field stands: its corner, its cells, and the rows of the input and of what is said below it."""

    name: str
    x: int
    y: int
    width: int
    label_width: int
    height: int
    below: int
    heading: int
    label: tuple[str, ...] = ()
    """The rows of its label: two where it is too long for one."""
    value_height: int = 1
    """The rows of the input, which may be fewer than those of the label."""

    @property
    def value_x(self) -> int:
        """The first cell of the value: after a cell for the sign, the label, and a space."""
        return self.x + 1 + self.label_width + 1

    @property
    def value_width(self) -> int:
        """The cells of the value."""
        return self.width - self.label_width - 2


@dataclass
class Layout:
    """The places of all fields by name, in the order in which they are gone through; and all of it by rows."""

    places: dict[str, Place] = field(default_factory=dict)
    headings: list[tuple[int, int, int, str]] = field(default_factory=list)
    """x, y, width, text."""
    rows: list[list[Place | tuple[int, int, int, str]]] = field(default_factory=list)

    @property
    def height(self) -> int:
        """All rows."""
        return len(self.rows)


Measure = Callable[[str, int], int]
"""How many rows something of a field takes at a width."""


def lay_out(
    description: Description, titles: Mapping[str, str], size: tuple[int, int], input_rows: Measure, below_rows: Measure
) -> Layout:
    """Return the layout for ``size`` (cells, rows in sight).

    Two columns stand side by side where there is room. If that fits the height, or nearly, the first headings stand on
    the left and the others on the right; what is longer goes on in pairs of headings, so that nobody has to scroll up
    again in the middle of a form.
    """
    width, height = size
    wide = (width - _GAP) // 2
    groups = list(range(len(description)))
    if wide < _NARROWEST or len(groups) < 2:
        return _Builder(description, titles, input_rows, below_rows).build([(groups, [])], width, width)
    made = _Builder(description, titles, input_rows, below_rows)
    # What is typed must not send headings to the other side: the split goes by what the inputs take at least.
    tall = [
        2 + sum(min(input_rows(name, wide), LEAST_NOTE) for name in names)
        for number, (_heading, names) in enumerate(description)
    ]
    cut = min(range(1, len(groups)), key=lambda number: max(sum(tall[:number]), sum(tall[number:])))
    if max(sum(tall[:cut]), sum(tall[cut:])) <= height * 5 // 4 + 1:
        bands = [(groups[:cut], groups[cut:])]
    else:
        bands = [([number], groups[number + 1 : number + 2]) for number in groups[::2]]
    return made.build(bands, width, wide)


def label_rows(label: str, width: int) -> tuple[str, ...]:
    """Return a label as rows of ``width`` cells: on two where it has words for them and is too long for one.

    Languages differ by a third in what they need; a label that is cut is one that has to be guessed.
    """
    if cells(label) <= width:
        return (label,)
    first, *rest = wrap(label, width, break_long_words=False, break_on_hyphens=False) or [label]
    return (first, " ".join(rest)) if rest and cells(first) <= width else (label,)


class _Builder:
    def __init__(
        self, description: Description, titles: Mapping[str, str], input_rows: Measure, below_rows: Measure
    ) -> None:
        self.description = description
        self.titles = titles
        self.input_rows = input_rows
        self.below_rows = below_rows
        self.layout = Layout()

    def label_width(self, groups: Sequence[int]) -> int:
        names = [name for number in groups for name in self.description[number][1]]
        return min(max((cells(self.titles[name]) for name in names), default=0), _LONGEST_LABEL)

    def build(self, bands: Sequence[tuple[list[int], list[int]]], width: int, wide: int) -> Layout:
        # Labels of one column end at one cell all the way down.
        left = self.label_width([number for one, _other in bands for number in one])
        right = self.label_width([number for _one, other in bands for number in other])
        y = 0
        for one, other in bands:
            bottom = self._column(one, 0, y, wide, left)
            y = max(bottom, self._column(other, wide + _GAP, y, width - wide - _GAP, right))
        layout = self.layout
        # The space below the last heading is nobody's.
        layout.rows = [[] for _row in range(max(0, y - 1))]
        for heading in layout.headings:
            layout.rows[heading[1]].append(heading)
        for place in layout.places.values():
            for row in range(place.y, place.y + place.height + place.below):
                layout.rows[row].append(place)
        return layout

    def _column(self, groups: Sequence[int], x: int, y: int, width: int, label_width: int) -> int:
        label_width = min(label_width, width * 9 // 20)
        for number in groups:
            heading, names = self.description[number]
            if heading:
                self.layout.headings.append((x, y, width, heading))
                y += 1
            for name in names:
                place = Place(name, x, y, width, label_width, 1, 0, number)
                place.value_height = self.input_rows(name, place.value_width)
                place.label = label_rows(self.titles[name], label_width)
                place.height = max(place.value_height, len(place.label))
                place.below = self.below_rows(name, width)
                self.layout.places[name] = place
                y += place.height + place.below
            y += 1
        return y


def strip_of(parts: Sequence[tuple[int, int, Sequence[Piece]]], width: int, style: Callable[[str], Style]) -> Strip:
    """Return a row of ``width`` cells from parts, each with its first cell, its cells, and its pieces.

    A part's last piece gives the style of the blank cells up to its end.
    """
    segments: list[Segment] = []
    plain = style("")
    x = 0
    for start, room, pieces in sorted(parts, key=lambda part: part[0]):
        if start > x:
            segments.append(Segment(" " * (start - x), plain))
        strip = Strip([Segment(text, style(name)) for text, name in pieces if text])
        filling = style(pieces[-1][1]) if pieces else plain
        segments.extend(strip.adjust_cell_length(room, filling))
        x = start + room
    return Strip(segments).adjust_cell_length(width, plain)
