"""A plan of undo, as lines to read."""

from __future__ import annotations

from collections.abc import Mapping

from model.core.access.session import Session
from model.core.history.undo import UndoPlan
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import in_sentence


def undo_lines(session: Session, plan: UndoPlan) -> list[str]:
    """Return what undoing would do, or why it cannot be done."""
    if plan.refusals:
        return list(plan.refusals)
    lines = []
    for sentence, counts in (
        (_("Brought back: {what}"), plan.recreated),
        (_("As they were: {what}"), plan.restored),
        (_("Taken away: {what}"), plan.removed),
    ):
        what = counted(session, counts)
        if what:
            lines.append(sentence.format(what=what))
    return lines


def counted(session: Session, counts: Mapping[str, int]) -> str:
    """Return "12 leads, 3 customers, 1 document"; links and other rows that people do not open are left out."""
    parts = []
    for name, number in counts.items():
        record = session.records.get(name)
        if record is not None and issubclass(record, Record):
            parts.append(
                f"{format_whole(number)} {in_sentence(_(record.label if number == 1 else record.label_plural))}"
            )
        elif name == "document":
            parts.append(ngettext("{count} document", "{count} documents", number).format(count=format_whole(number)))
    return ", ".join(parts)
