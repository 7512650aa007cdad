"""IDs of records that were merged: which record they have become, and what may be done by them (M12)."""

from __future__ import annotations

from collections.abc import Sequence

from model.core.access.session import Session
from model.core.errors import NotFoundError
from model.core.language import _
from model.core.records.record import Record
from model.merging.redirects import present_id
from tui.commands.console import Console


def followed(console: Console, session: Session, record: type[Record], ids: Sequence[int]) -> list[int]:
    """Return the IDs under which the records stand now, each once; say of those that were merged what they became."""
    found: dict[int, None] = {}
    for record_id in ids:
        now = present_id(session, record.name_in_code, record_id)
        if now != record_id:
            console.remark(_("{old} was merged into {now}.").format(old=record_id, now=now))
        found[now] = None
    return list(found)


def refuse(session: Session, record: type[Record], ids: Sequence[int]) -> None:
    """Raise :class:`NotFoundError` where one of the records was merged into another.

    Who deletes by an old ID means the record that is gone, not all that it has become part of.
    """
    for record_id in ids:
        now = present_id(session, record.name_in_code, record_id)
        if now != record_id:
            raise NotFoundError(
                _("{old} was merged into {now}; to delete that one, say {now}.").format(old=record_id, now=now), "id"
            )
