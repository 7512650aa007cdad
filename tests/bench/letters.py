"""Letters as one PDF, against bare reportlab pages of the same text (CUST-22)."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from model.core.settings import CompanySettings, LetterSettings
from model.files.pdf_text import PLAIN, register_fonts
from model.letters.letter_pdf import Letter, write_letters
from tests.bench.figures import Figure, interleaved, ratio, times

MANY = 2_000
US = CompanySettings(name="Nordvik Service AS", address="Havnegata 12\n8006 Bodø", email="post@nordvik.example")
LINES = (
    "Kjære Kari Nes,",
    "",
    *["Vi inviterer deg til åpen dag i våre nye lokaler, med kaffe og tid til en prat."] * 18,
)


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield how long letters take against bare pages of their lines, and what memory more of them take."""
    count = max(50, int(MANY * size))
    with tempfile.TemporaryDirectory(prefix="salg-letters") as folder:
        register_fonts()
        own, bare = Path(folder) / "own.pdf", Path(folder) / "bare.pdf"
        seconds = interleaved({"letters": lambda: _letters(own, count), "bare pages": lambda: _bare(bare, count)})
        yield Figure(
            f"{count} letters as one PDF, against bare reportlab pages of the same lines",
            ratio(seconds, "letters", "bare pages"), target=2.0, note=times(seconds),
        )  # fmt: skip
        yield _memory(own, count)


def _made(count: int) -> Iterator[Letter]:
    text = "\n".join(LINES)
    for number in range(count):
        yield Letter([f"Firma {number} AS", "Kari Nes", "Gata 1", "0150 Oslo"], "1.12.2026", "Åpen dag", text)


def _letters(target: Path, count: int) -> None:
    write_letters(target, _made(count), US, LetterSettings(), title="x", language="nb", force=True)


def _bare(target: Path, count: int) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(target), pagesize=A4, pageCompression=1, invariant=1)
    for letter in _made(count):
        canvas.setFont(PLAIN, 11)
        y = 800
        for line in (US.name, *US.address.splitlines(), *letter.address_lines, letter.date, letter.subject, *LINES):
            canvas.drawString(57, y, line)
            y -= 15
        canvas.showPage()
    canvas.save()


def _memory(target: Path, count: int) -> Figure:
    peaks = []
    for many in (count // 10, count):
        tracemalloc.start()
        _letters(target, many)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    more = (peaks[1] - peaks[0]) / 1_000_000
    return Figure(f"memory of {count} letters more than of {count // 10}", more, "MB", 20)
