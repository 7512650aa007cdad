"""The rows of a card's history, and of the company's own fields."""

from __future__ import annotations

from model.core.access.custom_values import own_told
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.dates import format_moment
from model.core.fields.base import Reading
from model.core.history.past_changes import PastField
from model.core.records.record import Record
from tui.looks import Looks
from tui.widgets.card_rows import Cell, Row


def history_row(record: type[Record], past: PastField, reading: Reading, looks: Looks) -> Row:
    """Return one thing that was done to a record: when, by whom, from what to what; Enter shows it whole (COM-07)."""
    when = format_moment(past.change.at, reading.zone)
    lines = [past.change.name, f"{when}  {past.change.author}"]
    if past.action in ("update", "link"):
        label = past.label or past.field
        text = f"{label}: {past.before or '-'} {looks.arrow} {past.after or '-'}"
        lines += ["", f"{label}:", f"  {past.before or '-'}", f"  {looks.arrow} {past.after or '-'}"]
    else:
        text = past.change.name
    cells = (Cell(when, 17, "dim"), Cell(past.change.author, 5), Cell(text))
    return Row(cells, told=(past.change.name, tuple(lines)))


def custom_rows(session: Session, record: type[Record], record_id: int) -> list[Row]:
    """Return the values of the company's own fields, in its order (COM-06)."""
    values = getattr(read(session, record, record_id), "custom", None)
    return [Row((Cell(label, 24, "dim"), Cell(text))) for label, text in own_told(session, record, values)]
