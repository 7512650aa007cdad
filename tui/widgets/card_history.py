"""The rows of a card's history, and of the company's own fields."""

from __future__ import annotations

from typing import Any

from model.core.access import Session
from model.core.changes import read
from model.core.dates import format_moment
from model.core.fields.base import Reading
from model.core.language import _
from model.core.records import Record
from model.core.undo import PastField
from tui.looks import Looks
from tui.widgets.card_rows import Cell, Row


def history_row(record: type[Record], past: PastField, reading: Reading, looks: Looks) -> Row:
    """Return one thing that was done to a record: when, by whom, from what to what; Enter shows it whole (COM-07)."""
    when = format_moment(past.change.at, reading.zone)
    lines = [past.change.name, f"{when}  {past.change.author}"]
    if past.action == "update":
        kind = record.fields().get(past.field)
        label = kind.title if kind is not None else past.field
        text = f"{label}: {past.before or '-'} {looks.arrow} {past.after or '-'}"
        lines += ["", f"{label}:", f"  {past.before or '-'}", f"  {looks.arrow} {past.after or '-'}"]
    else:
        text = past.change.name
    cells = (Cell(when, 17, "dim"), Cell(past.change.author, 5), Cell(text))
    return Row(cells, told=(past.change.name, tuple(lines)))


def custom_rows(session: Session, record: type[Record], record_id: int) -> list[Row]:
    """Return the values of the company's own fields, in its order (COM-06)."""
    found = read(session, record, record_id)
    labels = dict(
        session.store.rows(
            "SELECT key, label FROM custom_field WHERE record = ? ORDER BY position", (record.name_in_code,)
        )
    )
    values = getattr(found, "custom", None) or {}
    return [
        Row((Cell(labels.get(key, key), 24, "dim"), Cell(_custom_text(value))))
        for key, value in sorted(values.items(), key=lambda pair: [*labels, pair[0]].index(pair[0]))
    ]


def _custom_text(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
