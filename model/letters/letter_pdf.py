"""Letters on A4 as one PDF: the address where a window envelope shows it, the text on as many pages as it takes.

Pages are written as they come, so that two thousand letters take little more memory than one. Equal letters give equal
files, byte for byte: neither the clock nor anything else that differs from run to run is in them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.core.numbers import format_whole
from model.core.settings import CompanySettings, LetterSettings
from model.core.text import visible
from model.files.new_file import new_file
from model.files.pdf_text import BOLD, PLAIN, clipped, drawable, register_fonts, wrapped
from model.orders.logo import Logo, read_logo

_MM = 72 / 25.4
_SIZE, _LINE, _SMALL = 11.0, 15.0, 8.0
_RIGHT, _TOP, _BOTTOM = 20 * _MM, 15 * _MM, 25 * _MM
_LOGO = (150.0, 42.0)
"""The room for the logo: it is made as large as fits."""
_GREY = 0.35
_HEAD = "head"
"""What is the same on the first page of each letter, kept once in the file."""
_LONGEST = 200_000
"""Letters of a text that are set; no letter is as long."""


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, the day as text, what it is about, and the text with its line breaks."""

    address_lines: Sequence[str]
    date: str
    subject: str
    text: str


def write_letters(
    target: Path,
    letters: Iterable[Letter],
    company: CompanySettings,
    settings: LetterSettings,
    *,
    title: str,
    language: str,
    force: bool = False,
) -> int:
    """Write letters to the PDF ``target``, each from a page of its own, and return how many pages that was.

    Raises :class:`UserError` for a logo that is no picture and measures that cannot be, and as
    :func:`~model.files.new_file.new_file` does.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    register_fonts()
    logo = read_logo(company)
    with new_file(target, force=force, text=False) as file:
        canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang=language)
        canvas.setTitle(visible(title))
        canvas.setAuthor(company.name)
        canvas.setCreator("Salg")
        paper = _Paper(canvas, A4, company, settings, logo)
        pages = sum(paper.draw(letter) for letter in letters)
        canvas.save()
    return pages


class _Paper:
    """The sheets that letters are drawn on; measures are in points, y from below."""

    def __init__(
        self, canvas: Any, size: tuple[float, float], company: CompanySettings, settings: LetterSettings,
        logo: Logo | None,
    ) -> None:  # fmt: skip
        self._canvas = canvas
        self._width, self._height = size
        self._company = company
        self._logo = logo
        self._left = settings.address_left * _MM
        self._address_top = self._height - settings.address_top * _MM
        self._address_width = settings.address_width * _MM
        self._text_width = self._width - self._left - _RIGHT
        # Most paragraphs of a mail merge are the same in all letters.
        self._wrapped = functools.lru_cache(2_000)(self._wrap)
        canvas.beginForm(_HEAD)
        self._head()
        canvas.endForm()

    def draw(self, letter: Letter) -> int:
        """Draw a letter and return how many pages it has."""
        lines = self._lines(letter.text)
        pages: list[list[str]] = [[]]
        first = self._first_line(letter)
        room = int((first - _BOTTOM) / _LINE)
        for line in lines:
            if len(pages[-1]) >= room:
                pages.append([])
                room = int((self._height - _TOP - 2 * _LINE - _BOTTOM) / _LINE)
            pages[-1].append(line)
        for number, page in enumerate(pages, 1):
            if number == 1:
                self._canvas.doForm(_HEAD)
                self._address(letter)
                y = self._opening(letter)
            else:
                y = self._height - _TOP - 2 * _LINE
            self._body(page, y)
            if len(pages) > 1:
                self._text(
                    self._width - _RIGHT, 12 * _MM, f"{format_whole(number)} / {format_whole(len(pages))}",
                    size=_SMALL, right=True, grey=_GREY,
                )  # fmt: skip
            self._canvas.showPage()
        return len(pages)

    def _wrap(self, text: str, font: str, width: float) -> list[str]:
        # Signs that steer or hide are shown as what they are.
        return wrapped(drawable(visible(text)), font, _SIZE, width)

    def _lines(self, text: str) -> list[str]:
        lines: list[str] = []
        for paragraph in text[:_LONGEST].splitlines():
            lines += self._wrapped(paragraph, PLAIN, self._text_width) if paragraph.strip() else [""]
        return lines

    def _first_line(self, letter: Letter) -> float:
        subject = self._wrapped(letter.subject, BOLD, self._text_width) if letter.subject else []
        return self._below_address() - (len(subject) + (1 if subject else 0)) * _LINE - 2 * _LINE

    def _below_address(self) -> float:
        # Eight lines are the most that a window shows.
        return self._address_top - 9 * _LINE

    def _head(self) -> None:
        company, y = self._company, self._height - _TOP
        if self._logo is not None:
            scale = min(_LOGO[0] / self._logo.width, _LOGO[1] / self._logo.height, 1.0)
            width, height = self._logo.width * scale, self._logo.height * scale
            self._canvas.drawImage(
                self._logo.image, self._width - _RIGHT - width, y - height + 8, width, height, "auto"
            )
        else:
            details = [*company.address.splitlines(), company.phone, company.email]
            for number, line in enumerate(filter(None, map(str.strip, details))):
                self._text(
                    self._width - _RIGHT, y - number * 10, clipped(visible(line), PLAIN, _SMALL, self._text_width / 2),
                    size=_SMALL, right=True, grey=_GREY,
                )  # fmt: skip
        sender = ", ".join(filter(None, (self._company.name, *self._company.address.splitlines())))
        if sender:
            # Where the letter goes back to, small above the address, within the window.
            told = clipped(visible(sender), PLAIN, 6.5, self._address_width)
            self._text(self._left, self._address_top + 3, told, size=6.5, grey=_GREY)
        name = clipped(visible(company.name), BOLD, _SIZE + 2, self._text_width / 2)
        self._text(self._left, y - 4, name, font=BOLD, size=_SIZE + 2)

    def _address(self, letter: Letter) -> None:
        y = self._address_top
        lines = [part for line in letter.address_lines for part in self._wrapped(line, PLAIN, self._address_width)]
        for number, line in enumerate(lines[:8]):
            self._text(self._left, y - (number + 1) * _LINE + 2, line)

    def _opening(self, letter: Letter) -> float:
        """Write the day and what it is about; return where the text begins."""
        y = self._below_address()
        self._text(self._width - _RIGHT, y, visible(letter.date), right=True)
        for line in self._wrapped(letter.subject, BOLD, self._text_width) if letter.subject else []:
            y -= _LINE
            self._text(self._left, y, line, font=BOLD)
        return self._first_line(letter)

    def _body(self, lines: Sequence[str], y: float) -> None:
        # One text object a page: a tenth of the calls of a line each.
        text = self._canvas.beginText(self._left, y)
        text.setFont(PLAIN, _SIZE, _LINE)
        text.setFillGray(0)
        for line in lines:
            text.textLine(line)
        self._canvas.drawText(text)

    def _text(
        self, x: float, y: float, text: str, *, font: str = PLAIN, size: float = _SIZE, right: bool = False,
        grey: float = 0.0,
    ) -> None:  # fmt: skip
        self._canvas.setFillGray(grey)
        self._canvas.setFont(font, size)
        draw = self._canvas.drawRightString if right else self._canvas.drawString
        draw(x, y, drawable(text))
