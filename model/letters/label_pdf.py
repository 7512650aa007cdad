"""Address labels on sheets of A4, from the first place that is free (CUST-22).

A text is written smaller where it does not fit; what does not even then is cut with a sign, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import format_whole
from model.core.text import visible
from model.files.new_file import new_file
from model.files.pdf_text import PLAIN, clipped, drawable, register_fonts, text_width

_MM = 72 / 25.4
_PAPER = (210.0, 297.0)
_PADDING = 3.5
"""Millimetres within a label that stay blank: printers miss by one or two."""
_SIZES = (11.0, 10.0, 9.0, 8.0, 7.0)
_SPACING = 1.18


@dataclass(frozen=True)
class Sheet:
    """A sheet of labels: columns and rows of them, their size and the gap between columns, in millimetres.

    The labels stand in the middle of the paper.
    """

    columns: int
    rows: int
    width: float
    height: float
    gap: float = 0.0

    @property
    def places(self) -> int:
        """How many labels are on it."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Return the upper left corner of a label in millimetres, from the left and from below; places begin at 0."""
        row, column = divmod(place, self.columns)
        left = (_PAPER[0] - self.columns * self.width - (self.columns - 1) * self.gap) / 2
        top = (_PAPER[1] - self.rows * self.height) / 2
        return left + column * (self.width + self.gap), _PAPER[1] - top - row * self.height


SHEETS: Mapping[str, Sheet] = {
    "3x7": Sheet(3, 7, 63.5, 38.1, 2.5),
    "3x8": Sheet(3, 8, 70, 37),
    "3x6": Sheet(3, 6, 63.5, 46.6, 2.5),
    "2x7": Sheet(2, 7, 99.1, 38.1, 2.5),
    "2x8": Sheet(2, 8, 99.1, 33.9, 2.5),
    "2x4": Sheet(2, 4, 99.1, 67.7, 2.5),
}
"""The sheets that are sold everywhere, by their columns and rows."""


def sheet_named(name: str) -> Sheet:
    """Return a sheet by its name; raise :class:`UserError` for one that there is not."""
    found = SHEETS.get(name.strip().casefold().replace("×", "x").replace(" ", ""))
    if found is None:
        raise UserError(
            _("There is no sheet of labels {name}; there are {names}.").format(
                name=visible(name), names=", ".join(SHEETS)
            ),
            "sheet",
        )
    return found


def write_labels(
    target: Path, labels: Iterable[Sequence[str]], sheet: Sheet, *, start: int = 1, title: str, force: bool = False
) -> list[int]:
    """Write labels, each given by its lines, to the PDF ``target``; return the numbers (from 0) of those that are cut.

    ``start`` is the place of the first, from 1, line by line. Raises :class:`UserError` for a place that the sheet has
    not, and as :func:`~model.files.new_file.new_file` does.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    if not 1 <= start <= sheet.places:
        raise UserError(
            _("The first label must be one of 1 to {most}.").format(most=format_whole(sheet.places)), "start"
        )
    register_fonts()
    cut: list[int] = []
    with new_file(target, force=force, text=False) as file:
        canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1)
        canvas.setTitle(visible(title))
        canvas.setCreator("Salg")
        for number, lines in enumerate(labels):
            place = (start - 1 + number) % sheet.places
            if number and not place:
                canvas.showPage()
            left, top = sheet.corner(place)
            fitted = fit(lines, (sheet.width - 2 * _PADDING) * _MM, (sheet.height - 2 * _PADDING) * _MM)
            if fitted.is_cut:
                cut.append(number)
            canvas.setFont(PLAIN, fitted.size)
            y = (top - _PADDING) * _MM - fitted.size
            for line in fitted.lines:
                canvas.drawString((left + _PADDING) * _MM, y, line)
                y -= fitted.size * _SPACING
        canvas.showPage()
        canvas.save()
    return cut


@dataclass(frozen=True)
class Fitted:
    """The lines of a label as they are drawn, in points; ``is_cut``: not all of the text is there."""

    lines: Sequence[str]
    size: float
    is_cut: bool


def fit(lines: Sequence[str], width: float, height: float) -> Fitted:
    """Return lines in the largest size in which they fit into ``width`` × ``height`` points, else cut."""
    register_fonts()
    texts = [drawable(visible(line)) for line in lines if line.strip()]
    for size in _SIZES:
        if len(texts) * size * _SPACING <= height and all(text_width(text, PLAIN, size) <= width for text in texts):
            return Fitted(texts, size, is_cut=False)
    size = _SIZES[-1]
    room = max(1, int(height / (size * _SPACING)))
    shown = [clipped(text, PLAIN, size, width) for text in texts[:room]]
    return Fitted(shown, size, is_cut=shown != texts)
