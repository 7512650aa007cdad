"""Documents on the tab of a record's card (CUST-17)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.fields.base import Reading
from model.core.language import N_
from model.core.numbers import format_whole
from model.documents.keeping import Kept, documents_of
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Tab, short

DOCUMENTS = Tab(
    "documents",
    N_("Documents"),
    ("documents_tab",),
    heads=(Cell(N_("Added"), 9), Cell(N_("By"), 4), Cell(N_("Size"), 9, right=True), Cell(N_("Name"))),
    empty=N_("No documents. n adds one."),
)


def document_rows(session: Session, record: str, record_id: int, limit: int, text: str) -> list[Row]:
    """Return a record's documents as rows, newest first; with ``text`` those that have its words in their name."""
    reading = session.reading()
    found = documents_of(session, (record, record_id), text=text, limit=limit)
    return [document_row(one, reading) for one in found]


def document_row(one: Kept, reading: Reading) -> Row:
    """Return a document as a row; Enter opens the file."""
    cells = (
        Cell(short(one.added_at.astimezone(reading.zone), reading), 9, "dim"),
        Cell(one.added_by, 4),
        Cell(size_text(one.size), 9, "dim", right=True),
        Cell(one.name),
    )
    return Row(cells, data=one, work="open_document")


def size_text(size: int) -> str:
    """Return a number of bytes in the unit in which it is easily read: 812 B, 12 kB, 3 MB."""
    if size < 1_000:
        return f"{size} B"
    if size < 10_000_000:
        return f"{format_whole((size + 500) // 1_000)} kB"
    return f"{format_whole((size + 500_000) // 1_000_000)} MB"
