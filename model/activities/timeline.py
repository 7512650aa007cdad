"""The activities of a record, newest first (LEAD-10, CUST-14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from model.activities.links import check_place
from model.activities.records import ACTIVITIES, Call, Message, Task
from model.core.access import Session
from model.core.dates import from_utc_text

KINDS = tuple(record.name_in_code for record in ACTIVITIES)


class Entry(NamedTuple):
    """One activity as tabs and walls list it; what a kind has not is None."""

    id: int
    kind: str
    subject: str
    text: str | None
    owner: str
    """Initials, '' where it has none."""
    at: datetime
    """When it starts, is due, was written or sent; of a task without a due time when it was made."""
    dated: bool
    """Whether that time is the activity's own."""
    end: datetime | None
    done: bool | None
    priority: str | None
    direction: str | None
    number: str | None
    outcome: str | None
    duration: int | None
    sender: str | None
    recipients: str | None
    attachments: int
    changed_at: datetime
    changed_by: str
    active: bool
    place: tuple[str, int]
    """Where it stands in the order, for the next page."""


def of_record(
    session: Session,
    record: str,
    record_id: int,
    *,
    kinds: Sequence[str] = KINDS,
    limit: int = 50,
    before: tuple[str, int] | None = None,
    inactive: bool = False,
) -> list[Entry]:
    """Return a record's activities, newest first; ``before`` the place of an entry for those that follow it.

    Deactivated ones are there only where ``inactive``. Raises :class:`NotFoundError` for a record that is gone or
    hidden; whoever may see the record may see what is linked to it.
    """
    check_place(session, (record, record_id))
    moment = "coalesce(activity.at, activity.created_at)"
    parts = [f"activity.kind IN ({', '.join('?' * len(kinds))})"]
    parameters: list[object] = [record, record_id, *kinds]
    if not inactive:
        parts.append("activity.active = 1")
    if before is not None:
        parts.append(f"({moment}, activity.id) < (?, ?)")
        parameters.extend(before)
    rows = session.store.rows(
        f"SELECT activity.id, kind, subject, text, owner.initials, {moment}, activity.at IS NOT NULL, activity.end,"
        " done, priority, direction, number, outcome, duration, sender, recipients, attachments, activity.changed_at,"
        " changer.initials, activity.active"
        " FROM activity_link link JOIN activity ON activity.id = link.activity"
        " LEFT JOIN employee owner ON owner.id = activity.owner"
        " LEFT JOIN employee changer ON changer.id = activity.changed_by"
        f" WHERE link.record = ? AND link.record_id = ? AND {' AND '.join(parts)}"
        f" ORDER BY {moment} DESC, activity.id DESC LIMIT ?",
        (*parameters, limit),
    )
    return [_entry(row) for row in rows]


def counts(session: Session, record: str, record_id: int) -> dict[str, int]:
    """Return how many activities a record has by kind, deactivated ones left out."""
    check_place(session, (record, record_id))
    found = dict.fromkeys(KINDS, 0)
    found.update(
        session.store.rows(
            "SELECT kind, count(*) FROM activity_link link JOIN activity ON activity.id = link.activity"
            " WHERE link.record = ? AND link.record_id = ? AND activity.active = 1 GROUP BY kind",
            (record, record_id),
        )
    )
    return found


def _entry(row: tuple[object, ...]) -> Entry:
    (
        activity, kind, subject, text, owner, at, dated, end, done, priority, direction, number, outcome, duration,
        sender, recipients, attachments, changed_at, changed_by, active,
    ) = row  # fmt: skip
    fields = Message.fields() if kind == "email" else Call.fields()
    return Entry(
        id=int(str(activity)),
        kind=str(kind),
        subject=str(subject),
        text=None if text is None else str(text),
        owner=str(owner or ""),
        at=from_utc_text(str(at)),
        dated=bool(dated),
        end=None if end is None else from_utc_text(str(end)),
        done=None if done is None else bool(done),
        priority=Task.field("priority").from_stored(priority),
        direction=fields["direction"].from_stored(direction),
        number=None if number is None else str(number),
        outcome=Call.field("outcome").from_stored(outcome),
        duration=None if duration is None else int(str(duration)),
        sender=None if sender is None else str(sender),
        recipients=None if recipients is None else str(recipients),
        attachments=int(str(attachments or 0)),
        changed_at=from_utc_text(str(changed_at)),
        changed_by=str(changed_by or ""),
        active=bool(active),
        place=(str(at), int(str(activity))),
    )
