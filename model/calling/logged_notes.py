"""The notes of calls that a change has logged: what somebody typed, and undoing the change takes away."""

from __future__ import annotations

from dataclasses import dataclass

from model.calling.kinds import RecordRef, callable_kinds
from model.core.access.session import Session


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
    kinds = ", ".join(f"'{kind.name}'" for kind in callable_kinds(session))
    rows = session.store.rows(
        "SELECT coalesce(own.record, link.record), coalesce(own.record_id, link.record_id), activity.text"
        " FROM change_row written JOIN activity ON activity.id = written.record_id AND activity.kind = 'call'"
        " LEFT JOIN call_list_call own ON own.activity = activity.id"
        " LEFT JOIN activity_link link ON link.id = (SELECT min(first.id) FROM activity_link first"
        f" WHERE first.activity = activity.id AND first.record IN ({kinds}))"
        " WHERE written.change = ? AND written.record = 'call' AND written.action = 'insert'"
        " AND coalesce(activity.text, '') <> '' ORDER BY activity.id",
        (change_id,),
    )
    found = []
    for type_name, record_id, text in rows:
        name = session.names.title_of(type_name, record_id) if type_name else ""
        if name:
            found.append(LoggedNote(RecordRef(type_name, record_id), name, text))
    return found
