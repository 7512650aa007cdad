"""Writing a list as it is shown to a PDF (LEAD-31): A4, headings on every page, columns as wide as their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.core.dates import format_moment
from model.core.fields.base import Field, Reading
from model.core.language import _
from model.core.numbers import format_whole
from model.core.text import visible
from model.files.new_file import new_file
from model.files.pdf_text import BOLD, PLAIN, clipped, drawable, register_fonts, text_width
from model.files.rows import Linked, ReadRow
from model.files.stopping import Progress, Stop, go_on

if TYPE_CHECKING:
    from model.files.output_table import OutputTable

_SAMPLE = 200
"""Rows from which the widths of the columns are taken."""
_SIZE = 8.0
_LINE = 11.5
_MARGIN = 34.0
_GAP = 7.0
_WIDEST = 220.0
"""Points of a column at most, where there is not room for all."""


def write(
    target: Path,
    title: str,
    fields: Sequence[Field],
    rows: Iterable[ReadRow],
    reading: Reading,
    *,
    subtitle: str = "",
    headings: Sequence[str] = (),
    force: bool = False,
    progress: Progress | None = None,
    stop: Stop | None = None,
    expected: int = 0,
) -> int:
    """Write a list to the PDF ``target`` and return how many rows that was.

    ``title`` stands over it, ``subtitle`` says what the filter is. ``headings`` are those of the columns where they are
    not the fields' own. Raises :class:`UserError` for a target that exists, unless ``force``; nothing is left of one
    that was not finished.
    """
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    told = [visible(heading) for heading in (headings or [field.heading for field in fields])]
    texts = _texts(fields, rows, reading)
    sample = list(islice(texts, _SAMPLE))
    register_fonts()
    wanted = _wanted(told, sample)
    size = A4 if sum(wanted) + _GAP * len(wanted) <= A4[0] - 2 * _MARGIN else landscape(A4)
    right = [field.align_right for field in fields]
    count = 0
    with new_file(target, force=force, text=False) as file:
        canvas = Canvas(file, pagesize=size, pageCompression=1)
        canvas.setTitle(visible(title))
        canvas.setAuthor("Salg")
        page = _Page(canvas, size, visible(title), visible(subtitle), reading.now, told, right, wanted)
        for cells in chain(sample, texts):
            page.row(cells)
            count += 1
            if count % 200 == 0:
                go_on(progress, stop, count, max(expected, count))
        page.end(count)
        canvas.save()
    return count


def write_tables(
    target: Path,
    title: str,
    subtitle: str,
    tables: Sequence[OutputTable],
    remarks: Sequence[str],
    reading: Reading,
    *,
    force: bool = False,
    row_done: Callable[[], None],
) -> None:
    """Write tables that are no lists of records to the PDF ``target``, one below the other, totals in bold.

    ``row_done`` is called after each row, and may raise. Raises :class:`UserError` for a target that exists, unless
    ``force``.
    """
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    told = []
    for table in tables:
        texts = [
            [visible(field.format(value, reading)) for field, value in zip(table.fields, row, strict=True)]
            for row in table.rows
        ]
        headings = [visible(field.heading) for field in table.fields]
        told.append((table, headings, texts, _wanted_by_all(headings, texts, table.totals)))
    widest = max((sum(wanted) + _GAP * len(wanted) for *_rest, wanted in told), default=0.0)
    size = A4 if widest <= A4[0] - 2 * _MARGIN else landscape(A4)
    with new_file(target, force=force, text=False) as file:
        canvas = Canvas(file, pagesize=size, pageCompression=1)
        canvas.setTitle(visible(title))
        canvas.setAuthor("Salg")
        page = _Page(canvas, size, visible(title), visible(subtitle), reading.now, [], [], [])
        for table, headings, texts, wanted in told:
            page.table(visible(table.title), headings, [field.align_right for field in table.fields], wanted)
            for number, cells in enumerate(texts):
                page.row(cells, bold=number in table.totals)
                row_done()
        page.remarks(remarks)
        canvas.save()


def _texts(fields: Sequence[Field], rows: Iterable[ReadRow], reading: Reading) -> Iterator[list[str]]:
    for row in rows:
        yield [
            visible(value.title if isinstance(value, Linked) else "" if value is None else field.format(value, reading))
            for field, value in zip(fields, row.values, strict=True)
        ]


class _Page:
    """The page being filled, and those after it."""

    def __init__(
        self,
        canvas: Any,
        size: tuple[float, float],
        title: str,
        subtitle: str,
        now: datetime,
        headings: list[str],
        right: list[bool],
        wanted: list[float],
    ) -> None:
        self._canvas = canvas
        self._width, self._height = size
        self._title = title
        self._subtitle = subtitle
        self._now = now
        self._headings = headings
        self._right = right
        self._widths = _fitting(wanted, self._width - 2 * _MARGIN - _GAP * (len(wanted) - 1))
        self._number = 0
        self._y = 0.0

    def table(self, title: str, headings: list[str], right: list[bool], wanted: list[float]) -> None:
        """Begin another table below what there is, on a new page where nothing of it would fit."""
        self._headings, self._right = headings, right
        self._widths = _fitting(wanted, self._width - 2 * _MARGIN - _GAP * (len(wanted) - 1))
        if self._y < _MARGIN + 8 * _LINE:
            self._begin(title)
            return
        self._y -= _LINE
        self._head(title)

    def row(self, cells: Sequence[str], *, bold: bool = False) -> None:
        """Write a row, on a new page where this one is full."""
        if self._y < _MARGIN + _LINE:
            self._begin()
        self._cells(cells, BOLD if bold else PLAIN)
        self._y -= _LINE

    def remarks(self, texts: Sequence[str]) -> None:
        """Write sentences below the last table, and end."""
        self._headings = []
        self._y -= _LINE
        for text in texts:
            if self._y < _MARGIN + _LINE:
                self._begin()
            self._canvas.setFont(PLAIN, _SIZE)
            shown = clipped(visible(text), PLAIN, _SIZE, self._width - 2 * _MARGIN)
            self._canvas.drawString(_MARGIN, self._y, drawable(shown))
            self._y -= _LINE
        if not self._number:
            self._begin()
        self._canvas.showPage()

    def end(self, count: int) -> None:
        """Write how many rows there were."""
        if self._y < _MARGIN + _LINE:
            self._begin()
        self._y -= _LINE / 2
        self._canvas.setFont(BOLD, _SIZE)
        self._canvas.drawString(_MARGIN, self._y, _("{count} in all").format(count=format_whole(count)))
        self._canvas.showPage()

    def _begin(self, title: str = "") -> None:
        canvas = self._canvas
        if self._number:
            canvas.showPage()
        self._number += 1
        top = self._height - _MARGIN
        canvas.setFont(BOLD, 12)
        canvas.drawString(_MARGIN, top - 10, drawable(clipped(self._title, BOLD, 12, self._width / 2)))
        canvas.setFont(PLAIN, _SIZE)
        page = _("Page {number}").format(number=self._number)
        stamp = format_moment(self._now, self._now.tzinfo) if self._now.tzinfo else ""
        canvas.drawRightString(self._width - _MARGIN, top - 10, f"{stamp}   {page}")
        self._y = top - 26
        if self._subtitle:
            canvas.drawString(
                _MARGIN, self._y + 3, drawable(clipped(self._subtitle, PLAIN, _SIZE, self._width - 2 * _MARGIN))
            )
            self._y -= _LINE
        self._head(title)

    def _head(self, title: str = "") -> None:
        canvas = self._canvas
        if title:
            canvas.setFont(BOLD, 10)
            canvas.drawString(_MARGIN, self._y - 2, drawable(clipped(title, BOLD, 10, self._width - 2 * _MARGIN)))
            self._y -= _LINE + 5
        if not self._headings:
            return
        self._cells(self._headings, BOLD)
        canvas.setLineWidth(0.5)
        canvas.line(_MARGIN, self._y - 3, self._width - _MARGIN, self._y - 3)
        self._y -= _LINE + 2

    def _cells(self, cells: Sequence[str], font: str) -> None:
        canvas, x = self._canvas, _MARGIN
        canvas.setFont(font, _SIZE)
        for text, width, to_right in zip(cells, self._widths, self._right, strict=True):
            if text:
                drawn = drawable(clipped(text, font, _SIZE, width))
                if to_right:
                    canvas.drawRightString(x + width, self._y, drawn)
                else:
                    canvas.drawString(x, self._y, drawn)
            x += width + _GAP


def _wanted(headings: Sequence[str], sample: Sequence[Sequence[str]]) -> list[float]:
    """Return the widths in points that the columns ask for."""
    found = [text_width(heading, BOLD, _SIZE) for heading in headings]
    for cells in sample:
        for place, text in enumerate(cells):
            found[place] = max(found[place], text_width(text, PLAIN, _SIZE))
    return found


def _wanted_by_all(headings: Sequence[str], texts: Sequence[Sequence[str]], totals: frozenset[int]) -> list[float]:
    """Return the widths in points by the longest texts of all rows, so that no figure is cut; totals are bold."""
    longest = [sorted(column, key=len)[-_SAMPLE:] for column in zip(*texts, strict=True)]
    found = [text_width(heading, BOLD, _SIZE) for heading in headings]
    for place, column in enumerate(longest):
        found[place] = max(found[place], *(text_width(text, PLAIN, _SIZE) for text in column))
        found[place] = max(found[place], *(text_width(texts[row][place], BOLD, _SIZE) for row in totals), 0.0)
    return found


def _fitting(wanted: Sequence[float], room: float) -> list[float]:
    """Return widths that fit into ``room``: the widest columns give way first."""
    if sum(wanted) <= room:
        return list(wanted)
    widths = [min(width, _WIDEST) for width in wanted]
    low, high = 0.0, _WIDEST
    for _step in range(40):
        most = (low + high) / 2
        if sum(min(width, most) for width in widths) > room:
            high = most
        else:
            low = most
    return [min(width, low) for width in widths]
