"""The notes of calls that a change has logged: what somebody typed, and undoing the change takes away."""

from __future__ import annotations

from dataclasses import dataclass

from model.activities.link_record import ActivityLink
from model.activities.records import Call
from model.calling.kinds import RecordRef, callable_kinds, or_blank
from model.calling.records import CallListCall
from model.core.access.session import Session
from model.core.records.history_tables import ChangeRow
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, column_of
from model.core.storage.statements import slot, statement


@dataclass(frozen=True)
class LoggedNote:
    """The note of a logged call, and who was called."""

    record: RecordRef
    name: str
    text: str


def logged_notes(session: Session, change_id: int) -> list[LoggedNote]:
    """Return the notes of the calls that a change has logged: words that somebody typed, which undoing it takes away.

    Only calls with records that the person may see, and that have a note.
    """
    names = tuple(kind.name for kind in callable_kinds(session))
    rows = session.store.rows(_notes(names), change=change_id)
    found = []
    for type_name, record_id, text in rows:
        name = session.names.title_of(type_name, record_id) if type_name else ""
        if name:
            found.append(LoggedNote(RecordRef(type_name, record_id), name, text))
    return found


@statement
def _notes(type_names: tuple[str, ...]) -> peewee.Query:
    link, other, note = ActivityLink, ActivityLink.alias("other"), or_blank(Call.text)
    first = other.select(peewee.fn.min(other.id)).where(
        other.activity == column_of(Call, "id"), other.record.in_(type_names)
    )
    return (
        ChangeRow.select(
            peewee.fn.coalesce(CallListCall.record, link.record),
            peewee.fn.coalesce(CallListCall.record_id, link.record_id),
            Call.text,
        )
        .join(Call, on=(Call.id == ChangeRow.record_id) & in_scope(Call))
        .join(CallListCall, peewee.JOIN.LEFT_OUTER, on=CallListCall.activity == Call.id)
        .join(link, peewee.JOIN.LEFT_OUTER, on=link.id == first)
        .where(
            ChangeRow.change == slot("change"),
            ChangeRow.record == "call",
            ChangeRow.action == "insert",
            note != BLANK,
        )
        .order_by(Call.id)
    )
