"""An order confirmation on paper: A4, its lines as a table, its totals together on one page (OPP-19).

Pages are laid out first and drawn then, as each says how many there are. Measures are in points, y from below.
Neither the clock nor anything else that differs from run to run is in the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model.files.new_file import new_file
from model.files.pdf_text import register_fonts
from model.orders.confirmation import Confirmation
from model.orders.confirmation_layout import Box, Page, Picture, Rule, Text, lay_out
from model.orders.logo import read_logo


def write_confirmation(target: Path, confirmation: Confirmation, *, force: bool = False) -> None:
    """Write ``confirmation`` to the PDF ``target``.

    Raises :class:`UserError` for a logo that is no picture, and as :func:`~model.files.new_file.new_file` does.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    pages = lay_out(confirmation, A4, read_logo(confirmation.company))
    with new_file(target, force=force, text=False) as file:
        canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang=confirmation.language)
        canvas.setTitle(confirmation.title)
        canvas.setAuthor(confirmation.company.name)
        canvas.setCreator("Salg")
        for page in pages:
            _draw(canvas, page)
            canvas.showPage()
        canvas.save()


def _draw(canvas: Any, page: Page) -> None:
    for part in page:
        match part:
            case Text():
                canvas.setFillGray(part.grey)
                canvas.setFont(part.font, part.size)
                draw = canvas.drawRightString if part.right else canvas.drawString
                draw(part.x, part.y, part.text)
            case Rule():
                canvas.setStrokeGray(part.grey)
                canvas.setLineWidth(part.thick)
                canvas.line(part.x, part.y, part.end, part.y)
            case Box():
                canvas.setStrokeGray(0)
                canvas.setLineWidth(1)
                canvas.rect(part.x, part.y, part.width, part.height)
            case Picture():
                canvas.drawImage(part.image, part.x, part.y, part.width, part.height, mask="auto")
