"""Which records an activity belongs to, and how activities move from one record to another (COM-11)."""

from __future__ import annotations

from collections.abc import Iterable

from model.activities.link_record import ActivityLink
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, update_where
from model.core.changes.change import Change, not_found
from model.core.errors import NotFoundError
from model.core.language import _
from model.core.records.record import Record
from model.core.records.relations import Item
from model.core.records.write_context import WriteContext
from model.core.text import quotation

Place = tuple[str, int]
"""A record: its word in code and its ID."""


def check_place(session: Session, place: Place) -> None:
    """Raise :class:`NotFoundError` where the record is gone, hidden, or no record that people open."""
    record = session.records.get(place[0])
    if record is None or not issubclass(record, Record):
        raise NotFoundError(
            _("There is no {record} {number}.").format(record=quotation(place[0]), number=place[1]), "id"
        )
    where, parameters = visible(record, session.person.id)
    if not session.store.row(f"SELECT 1 FROM {record.table()} WHERE id = ? AND {where}", (place[1], *parameters)):
        raise not_found(record, place[1])


def link(change: WriteContext[Session], activity: int, place: Place) -> bool:
    """Link an activity to a record as well; return False where it is already.

    Raises :class:`NotFoundError` where either is gone or hidden.
    """
    _check_activity(change.session, activity)
    check_place(change.session, place)
    if _link_id(change, activity, place) is not None:
        return False
    change.insert(ActivityLink, {"activity": activity, "record": place[0], "record_id": place[1]})
    return True


def unlink(change: WriteContext[Session], activity: int, place: Place) -> bool:
    """Take an activity from a record; return False where it was not linked. The activity itself stays."""
    _check_activity(change.session, activity)
    found = _link_id(change, activity, place)
    if found is None:
        return False
    change.delete(ActivityLink, found)
    return True


def set_links(change: WriteContext[Session], activity: int, wanted: Iterable[Item], *, further: bool = False) -> bool:
    """Link an activity to exactly these records, or with ``further`` to these as well; return whether it was otherwise.

    Links to records that the person may not see stay: what is absent cannot be taken away.
    """
    _check_activity(change.session, activity)
    places = [(item.record, item.id) for item in wanted]
    present = change.connection.execute("SELECT record, record_id FROM activity_link WHERE activity = ?", (activity,))
    gone = [] if further else [place for place in present.fetchall() if tuple(place) not in places]
    different = False
    for place in gone:
        if change.session.names.title_of(*place):
            different |= unlink(change, activity, place)
    for place in places:
        different |= link(change, activity, place)
    return different


def places_of(session: Session, activity: int) -> list[tuple[str, int, str]]:
    """Return what an activity is linked to, as (record, ID, title); what the person may not see is absent."""
    _check_activity(session, activity)
    rows = session.store.rows(
        "SELECT record, record_id FROM activity_link WHERE activity = ? ORDER BY record, record_id", (activity,)
    )
    named = [(record, record_id, session.names.title_of(record, record_id)) for record, record_id in rows]
    return [row for row in named if row[2]]


def move(change: Change, source: Place, target: Place) -> int:
    """Move what is linked to one record to another, in sets; return how many activities that were.

    Deactivated activities stay where they are (C07); what is linked to both keeps one link (M08). IDs stay, so an
    activity changed elsewhere at the same time loses nothing.
    """
    mine = (
        "activity_link.record = ? AND activity_link.record_id = ?"
        " AND EXISTS (SELECT 1 FROM activity WHERE activity.id = activity_link.activity AND activity.active = 1)"
    )
    double = (
        "EXISTS (SELECT 1 FROM activity_link other WHERE other.activity = activity_link.activity"
        " AND other.record = ? AND other.record_id = ?)"
    )
    ended = delete_where(change, ActivityLink, f"{mine} AND {double}", (*source, *target))
    return ended + update_where(change, ActivityLink, mine, source, {"record": target[0], "record_id": target[1]})


def _check_activity(session: Session, activity: int) -> None:
    row = session.store.row("SELECT kind FROM activity WHERE id = ?", (activity,))
    record = session.records.get(row[0]) if row else None
    if record is not None:
        where, parameters = visible(record, session.person.id)
        if session.store.row(f"SELECT 1 FROM activity WHERE id = ? AND {where}", (activity, *parameters)):
            return
    raise NotFoundError(_("There is no activity {number}.").format(number=activity), "id")


def _link_id(change: WriteContext[Session], activity: int, place: Place) -> int | None:
    row = change.connection.execute(
        "SELECT id FROM activity_link WHERE activity = ? AND record = ? AND record_id = ?", (activity, *place)
    ).fetchone()
    return None if row is None else int(row[0])
