"""Which records an activity belongs to, and how activities move from one record to another (COM-11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from model.activities.link_record import ActivityLink, links_of_activity
from model.activities.tables import ActivityTable
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, update_where
from model.core.changes.change import Change, not_found
from model.core.errors import NotFoundError
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.records.relations import Item
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import quotation

_ONE = peewee.SQL("1")
Place = tuple[str, int]
"""A record: its word in code and its ID."""


def check_place(session: Session, place: Place) -> None:
    """Raise :class:`NotFoundError` where the record is gone, hidden, or no record that people open."""
    record = session.records.get(place[0])
    if record is None or not issubclass(record, Record):
        raise NotFoundError(
            _("There is no {record} {number}.").format(record=quotation(place[0]), number=place[1]), "id"
        )
    if session.row(_seen_record(record), id=place[1]) is None:
        raise not_found(record, place[1])


@statement
def _seen_record(record: type[Row]) -> peewee.Query:
    return record.select(record.id).where(record.id == slot("id"), seen(record))


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
    present = change.session.store.rows(links_of_activity(), activity=activity)
    gone = [] if further else [place for place in present if place not in places]
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
    rows = sorted(session.store.rows(links_of_activity(), activity=activity))
    named = [(record, record_id, session.names.title_of(record, record_id)) for record, record_id in rows]
    return [row for row in named if row[2]]


def move(change: Change, source: Place, target: Place) -> int:
    """Move what is linked to one record to another, in sets; return how many activities that were.

    Deactivated activities stay where they are (C07); what is linked to both keeps one link (M08). IDs stay, so an
    activity changed elsewhere at the same time loses nothing.
    """
    ended = delete_where(change, ActivityLink, _in_use_and_linked(doubly=True), **_ends(source, target))
    values = {"record": target[0], "record_id": target[1]}
    return ended + update_where(change, ActivityLink, _in_use_and_linked(), values, **_ends(source))


def _ends(source: Place, target: Place | None = None) -> dict[str, Any]:
    found = {"source": source[0], "source_id": source[1]}
    return found if target is None else {**found, "target": target[0], "target_id": target[1]}


@statement
def _in_use_and_linked(doubly: bool = False) -> Any:
    """The links of activities in use to the one record; with ``doubly`` of those that the other one has as well."""
    link, activity, other = ActivityLink, ActivityTable, ActivityLink.alias("other")
    in_use = activity.select(_ONE).where(activity.id == link.activity, activity.active == 1)
    found = (link.record == slot("source")) & (link.record_id == slot("source_id")) & peewee.fn.EXISTS(in_use)
    if not doubly:
        return found
    there = other.select(_ONE).where(
        other.activity == link.activity, other.record == slot("target"), other.record_id == slot("target_id")
    )
    return found & peewee.fn.EXISTS(there)


def _check_activity(session: Session, activity: int) -> None:
    kind = session.store.value(_kind_of_activity(), id=activity)
    record = session.records.get(kind) if kind else None
    if record is None or session.row(_seen_record(record), id=activity) is None:
        raise NotFoundError(_("There is no activity {number}.").format(number=activity), "id")


@statement
def _kind_of_activity() -> peewee.Query:
    return ActivityTable.select(ActivityTable.kind).where(ActivityTable.id == slot("id"))


def _link_id(change: WriteContext[Session], activity: int, place: Place) -> int | None:
    values = {"activity": activity, "record": place[0], "record_id": place[1]}
    found: int | None = change.session.store.value(_link_of_record(), **values)
    return found


@statement
def _link_of_record() -> peewee.Query:
    link = ActivityLink
    return link.select(link.id).where(
        link.activity == slot("activity"), link.record == slot("record"), link.record_id == slot("record_id")
    )
