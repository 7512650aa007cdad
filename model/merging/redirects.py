"""Following the ID of a record that was merged to the one it became (M12)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.storage.statements import slot, statement
from model.merging.records import Redirect


def present_id(session: Session, record: str, record_id: int) -> int:
    """Return the ID under which a record stands now: its own, unless it was merged into another one.

    A chain of merges is followed in one step; whether the person may see what is there is for the reader to find out.
    """
    found = session.store.value(_present_id(), record=record, id=record_id)
    return record_id if found is None else int(found)


@statement
def _present_id() -> Any:
    return Redirect.select(Redirect.record_id).where(Redirect.record == slot("record"), Redirect.old_id == slot("id"))
