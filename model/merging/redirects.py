"""Following the ID of a record that was merged to the one it became (M12)."""

from __future__ import annotations

from model.core.access.session import Session


def present_id(session: Session, record: str, record_id: int) -> int:
    """Return the ID under which a record stands now: its own, unless it was merged into another one.

    A chain of merges is followed in one step; whether the person may see what is there is for the reader to find out.
    """
    sql = "SELECT record_id FROM redirect WHERE record = ? AND old_id = ?"
    found = session.store.value(sql, (record, record_id))
    return record_id if found is None else int(found)
