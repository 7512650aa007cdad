"""The lines of a list: a header and rows, each in as few pieces of style as can be, since every one costs bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from model.core.access.session import Session
from model.core.fields.base import Reading
from model.core.lists.criteria import find_field
from model.core.lists.listing import ListRow, Sort
from model.core.records.record import Record
from tui.widgets.columns import GAP, Column, Placed, place
from tui.widgets.row_text import ASCII, UNICODE, cell_text, fit, symbol

MARGIN = 2
"""Cells on the left for the mark."""
TONES = ("good", "bad", "warm", "cold")
KEPT = 512
"""Lines that are kept as they were drawn: a scroll by one row draws one row, not the page."""


@dataclass(frozen=True)
class Styles:
    """How the lines look: plain rows, the cursor row, the header, marks, and the tones of symbols."""

    row: Style
    cursor: Style
    header: Style
    mark: Style
    tones: Mapping[str, Style]


class Lines:
    """Draws a list's lines for one width, one set of columns and one order."""

    def __init__(
        self,
        record: type[Record],
        chosen: Sequence[Column],
        sort: Sort,
        width: int,
        reading: Reading,
        session: Session | None = None,
    ) -> None:
        self.width = width
        self.reading = reading
        self.glyphs = ASCII if reading.ascii else UNICODE
        self.placed: tuple[Placed, ...] = place(chosen, record, max(1, width - MARGIN), session)
        self.sort = sort
        names = [str(find_field(record, column.field, session).name) for column in chosen]
        self._values = [names.index(str(placed.field.name)) for placed in self.placed]
        self._drawn: dict[tuple[int, bool, bool], tuple[ListRow, Styles, Strip]] = {}

    def header(self, styles: Styles) -> Strip:
        """Return the line of titles, with a mark at the column that the list is sorted by."""
        text = " " * MARGIN
        for placed in self.placed:
            text = text.ljust(MARGIN + placed.left)
            sorted_by = placed.field.name == self.sort.field
            mark = (self.glyphs.descending if self.sort.descending else self.glyphs.ascending) if sorted_by else ""
            title = placed.field.heading
            if placed.width == 1:
                text += mark or title[:1]
            elif mark:
                title = fit(title, placed.width - 1, right=placed.field.align_right, cut=self.glyphs.cut)
                text += title + mark if placed.field.align_right else fit(title.rstrip() + mark, placed.width)
            else:
                text += fit(title, placed.width, right=placed.field.align_right, cut=self.glyphs.cut)
        return self._strip([Segment(fit(text, self.width, cut=""), styles.header)])

    def row(self, row: ListRow, styles: Styles, *, cursor: bool, marked: bool) -> Strip:
        """Return a row's line; the cursor row has one style throughout, so that nothing in it is hard to read."""
        key = row.id, cursor, marked
        drawn = self._drawn.get(key)
        if drawn is not None and drawn[0] is row and drawn[1] is styles:
            return drawn[2]
        if len(self._drawn) >= KEPT:
            self._drawn.clear()
        strip = self._row(row, styles, cursor=cursor, marked=marked)
        self._drawn[key] = row, styles, strip
        return strip

    def _row(self, row: ListRow, styles: Styles, *, cursor: bool, marked: bool) -> Strip:
        base = styles.cursor if cursor else styles.row
        segments: list[Segment] = []
        text = ""
        if marked and not cursor:
            segments.append(Segment(self.glyphs.marked, styles.mark))
            text = " "
        else:
            text = (self.glyphs.marked if marked else " ") + " "
        end = -GAP
        for placed, value in zip(self.placed, self._values, strict=True):
            text += " " * (placed.left - end if end >= 0 else 0)
            end = placed.left + placed.width
            stored = row.values[value]
            if not placed.symbols:
                content = cell_text(placed.field, stored, self.reading)
                content = fit(content, placed.width, right=placed.field.align_right, cut=self.glyphs.cut)
                tone = placed.field.tone(stored)
                if tone in styles.tones and not cursor:
                    segments += [Segment(text, base), Segment(content, styles.tones[tone])]
                    text = ""
                else:
                    text += content
                continue
            glyph, tone = symbol(placed.field, stored, ascii=self.reading.ascii)
            if glyph and tone in styles.tones and not cursor:
                if text:
                    segments.append(Segment(text, base))
                segments.append(Segment(fit(glyph, 1), styles.tones[tone]))
                text = ""
            else:
                text += fit(glyph, 1)
        if text:
            segments.append(Segment(text, base))
        return self._strip(segments, base)

    def column_at(self, x: int) -> Placed | None:
        """Return the column at a cell of the line, None between columns."""
        for placed in self.placed:
            if placed.left <= x - MARGIN < placed.left + placed.width:
                return placed
        return None

    def _strip(self, segments: list[Segment], fill: Style | None = None) -> Strip:
        return Strip(segments).adjust_cell_length(self.width, fill).simplify()
