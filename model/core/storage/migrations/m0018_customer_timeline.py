"""What is done on a customer's opportunities and projects stands in the kept order of the customer's activities too."""

from __future__ import annotations

from model.core.storage.ddl import DeleteWhere, DropTrigger, InsertQuery, Operation, Trigger, View

_PLACE = ("record", "record_id", "kind", "state", "moment", "activity")
_BELONGING = ("opportunity", "project")
"""What has a customer: what was done on it was done with the customer."""


def _customer_of(row: str) -> str:
    """Return the customer that a row of ``activity_link`` reaches, null for none."""
    cases = " ".join(
        f"WHEN '{kind}' THEN (SELECT customer FROM {kind} WHERE id = {row}.record_id)" for kind in _BELONGING
    )
    return f"CASE {row}.record WHEN 'customer' THEN {row}.record_id {cases} END"


def _reached(activity: str, customer: str) -> str:
    """Return the test whether an activity still belongs to a customer, by whatever link."""
    return (
        f"EXISTS (SELECT 1 FROM activity_reach reach WHERE reach.activity = {activity} AND reach.customer = {customer})"
    )


def _placed(activity: str) -> str:
    """Return the columns of ``activity_place`` for a row of activities: its order among those of its record."""
    state = (
        f"CASE WHEN {activity}.active = 0 THEN 3 WHEN {activity}.done = 1 THEN 2 WHEN {activity}.at IS NULL THEN 1"
        " ELSE 0 END"
    )
    return f"{activity}.kind, {state}, coalesce({activity}.at, {activity}.created_at, ''), {activity}.id"


def _put(query: str) -> InsertQuery:
    return InsertQuery("activity_place", _PLACE, f"SELECT {query}", skip_existing=True)


def _take(query: str) -> DeleteWhere:
    return DeleteWhere("activity_place", f"({', '.join(_PLACE)}) IN (SELECT {query})")


_PUT_LINK = (
    _put(f"new.record, new.record_id, {_placed('activity')} FROM activity WHERE id = new.activity"),
    _put(
        f"'customer', {_customer_of('new')}, {_placed('activity')} FROM activity"
        f" WHERE id = new.activity AND {_customer_of('new')} IS NOT NULL"
    ),
)
_TAKE_LINK = (
    _take(
        f"old.record, old.record_id, {_placed('activity')} FROM activity"
        " WHERE id = old.activity AND old.record <> 'customer'"
    ),
    _take(
        f"'customer', {_customer_of('old')}, {_placed('activity')} FROM activity"
        f" WHERE id = old.activity AND NOT {_reached('old.activity', _customer_of('old'))}"
    ),
)
_OF_ACTIVITY = (
    "SELECT link.record, link.record_id FROM activity_link link WHERE link.activity = {row}.id"
    " UNION SELECT 'customer', reach.customer FROM activity_reach reach WHERE reach.activity = {row}.id"
)
_PUT_ACTIVITY = _put(f"place.record, place.record_id, {_placed('new')} FROM ({_OF_ACTIVITY.format(row='new')}) place")
_TAKE_ACTIVITY = _take(f"place.record, place.record_id, {_placed('old')} FROM ({_OF_ACTIVITY.format(row='old')}) place")
_ORDERED = ("kind", "active", "done", "at", "created_at")
"""Columns of an activity by which its place among others changes."""


def _activities_of(kind: str, row: str) -> str:
    return (
        f"FROM activity_link link JOIN activity ON activity.id = link.activity"
        f" WHERE link.record = '{kind}' AND link.record_id = {row}.id AND {row}.customer IS NOT NULL"
    )


def _of_belonging(kind: str) -> tuple[Trigger, ...]:
    """Return the triggers on what has a customer: its activities go with it."""
    put = _put(f"'customer', new.customer, {_placed('activity')} {_activities_of(kind, 'new')}")
    take = _take(
        f"'customer', old.customer, {_placed('activity')} {_activities_of(kind, 'old')}"
        f" AND NOT {_reached('link.activity', 'old.customer')}"
    )
    return (
        Trigger(f"place_{kind}_added", kind, "AFTER", "INSERT", (put,)),
        Trigger(f"place_{kind}_removed", kind, "AFTER", "DELETE", (take,)),
        Trigger(f"place_{kind}_moved", kind, "AFTER", "UPDATE", (take, put), ("customer",)),
    )


OPERATIONS: tuple[Operation, ...] = (
    View(
        "activity_reach",
        "SELECT activity, record_id AS customer FROM activity_link WHERE record = 'customer'"
        + "".join(
            f" UNION ALL SELECT link.activity, {kind}.customer FROM activity_link link"
            f" JOIN {kind} ON {kind}.id = link.record_id WHERE link.record = '{kind}'"
            for kind in _BELONGING
        ),
    ),
    *(DropTrigger(f"place_{name}", "activity_link") for name in ("linked", "unlinked", "moved")),
    *(DropTrigger(f"place_{name}", "activity") for name in ("added", "removed", "changed")),
    Trigger("place_linked", "activity_link", "AFTER", "INSERT", _PUT_LINK),
    Trigger("place_unlinked", "activity_link", "AFTER", "DELETE", _TAKE_LINK),
    Trigger(
        "place_moved",
        "activity_link",
        "AFTER",
        "UPDATE",
        (*_TAKE_LINK, *_PUT_LINK),
        ("activity", "record", "record_id"),
    ),
    Trigger("place_added", "activity", "AFTER", "INSERT", (_PUT_ACTIVITY,)),
    Trigger("place_removed", "activity", "AFTER", "DELETE", (_TAKE_ACTIVITY,)),
    Trigger(
        "place_changed",
        "activity",
        "AFTER",
        "UPDATE",
        (_TAKE_ACTIVITY, _PUT_ACTIVITY),
        _ORDERED,
        " OR ".join(f"old.{name} {{differs}} new.{name}" for name in _ORDERED),
    ),
    *(trigger for kind in _BELONGING for trigger in _of_belonging(kind)),
    # What has been done until now is put into its place.
    _put(
        f"'customer', reach.customer, {_placed('activity')} FROM activity_reach reach"
        " JOIN activity ON activity.id = reach.activity WHERE reach.customer IS NOT NULL"
    ),
)
