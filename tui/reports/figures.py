"""How a report stands on the screen: rows of text with the figures in columns, and bars below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

from rich.cells import cell_len

from model.core.fields.base import Field, Reading
from model.core.language import _
from model.core.text import visible
from model.reports.answers import Answer, Line, Section
from model.reports.declared import Part
from tui.looks import Looks
from tui.widgets.bars import Bar, bar_lines
from tui.widgets.lines import Piece

LEAST_LABEL = 14
"""Cells that the names of the rows have at least; headings give way to them, figures never."""
GAP = 2


@dataclass(frozen=True)
class Row:
    """One row of the screen: a heading, a line, a total, a remark or nothing."""

    kind: str
    section: Section | None = None
    line: Line | None = None
    text: str = ""


@dataclass(frozen=True)
class Figures:
    """One part of a report, ready to be drawn; made beside the event loop."""

    answer: Answer
    part: Part
    reading: Reading
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    """Cells of the widest figure of each column."""

    @property
    def currencies(self) -> list[str]:
        """The currencies that there are amounts of."""
        return [section.currency for section in self.answer.sections if section.currency]

    @property
    def first(self) -> int:
        """The first row with figures, 0 where there is none."""
        return next((number for number, row in enumerate(self.rows) if row.kind == "line"), 0)

    def headings(self, width: int, looks: Looks) -> list[Piece]:
        """Return the line over the columns."""
        texts = [column.field.heading for column in self.part.columns]
        return self._columns(self.part.heading.heading, texts, width, looks, "dim", "dim")

    def pieces(self, number: int, width: int, looks: Looks) -> list[Piece]:
        """Return what stands in a row."""
        row = self.rows[number]
        if row.kind == "heading" and row.section is not None:
            return [(looks.fit(row.section.title, width), "accent")]
        if row.kind == "remark":
            return [(looks.fit(row.text, width), "dim")]
        if row.section is None:
            return []
        values = row.section.total if row.line is None else row.line.values
        texts = [self._text(column.field, value) for column, value in zip(self.part.columns, values, strict=True)]
        if row.line is None:
            return self._columns(_("Total"), texts, width, looks, "strong", "strong")
        return self._columns(row.line.label, texts, width, looks, "dim" if row.line.special else "", "")

    def _text(self, field: Field, value: Any) -> str:
        return visible(field.format(value, self.reading))

    def _columns(
        self, label: str, texts: Sequence[str], width: int, looks: Looks, label_style: str, style: str
    ) -> list[Piece]:
        widths = self._fitted(width)
        pieces: list[Piece] = [(looks.fit(label, widths[0]), label_style)]
        for column, text, room in zip(self.part.columns, texts, widths[1:], strict=True):
            pieces.append((" " * GAP + looks.fit(text, room, right=column.field.align_right), style))
        return pieces

    def _fitted(self, width: int) -> list[int]:
        """Return the cells of label and columns: headings stand whole where there is room for them."""
        wide = [cell_len(column.field.heading) for column in self.part.columns]
        spare = width - LEAST_LABEL - sum(self.widths) - GAP * len(self.widths)
        found = []
        for heading, figure in zip(wide, self.widths, strict=True):
            more = max(0, min(heading - figure, spare))
            spare -= more
            found.append(figure + more)
        return [max(1, width - sum(found) - GAP * len(found)), *found]

    def chart(self, section: Section, width: int, most: int, looks: Looks) -> tuple[str, list[list[Piece]]]:
        """Return what is drawn for a section, with what it is called: the latest months, or the highest bars."""
        place = next(
            (place for place, column in enumerate(self.part.columns) if column.field.name == self.part.chart), None
        )
        if place is None or most < 1:
            return "", []
        lines = [line for line in section.lines if isinstance(line.values[place], (Decimal, int))]
        if self.part.by in ("month", "day"):
            lines = lines[-most:]
        field = self.part.columns[place].field
        bars = [
            Bar(visible(line.label), line.values[place], (self._text(field, line.values[place]),))
            for line in lines[:most]
        ]
        # A count has no currency, and an amount is nothing without it.
        bare = field.name == "lost" or not self.answer.report.in_currencies
        title = field.title if bare else f"{field.heading}, {section.title}"
        return title, bar_lines(bars, width, looks)


def figures(answer: Answer, part: Part, reading: Reading, width: int = 80) -> Figures:
    """Return the rows of one part for a screen of ``width`` cells, and how wide its figures are."""
    rows: list[Row] = []
    sections = answer.of_part(part.name)
    for section in sections:
        if rows:
            rows.append(Row("blank"))
        if answer.report.in_currencies:
            rows.append(Row("heading", section))
        rows += [Row("line", section, line) for line in section.lines]
        rows.append(Row("total", section))
    for remark in answer.remarks if sections else ():
        rows += [Row("blank")] if rows[-1].kind != "remark" else []
        rows += [Row("remark", text=text) for text in wrap(remark, max(20, width - 4))]
    widths = []
    for place, column in enumerate(part.columns):
        values = {value for section in sections for value in _extremes(section, place)}
        widths.append(max((cell_len(visible(column.field.format(value, reading))) for value in values), default=1))
    return Figures(answer, part, reading, tuple(rows), tuple(widths))


def _extremes(section: Section, place: int) -> list[Any]:
    """Return the values of a column among which its widest is: figures grow with their size, names with letters."""
    values = [line.values[place] for line in section.lines if line.values[place] is not None]
    total = [section.total[place]] if section.total[place] is not None else []
    if not values:
        return total
    if isinstance(values[0], str):
        return [max(values, key=cell_len), *total]
    return [min(values), max(values), *total]
