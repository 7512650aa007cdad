"""What is done on a customer's opportunities and projects stands in the kept order of the customer's activities too."""

# ruff: noqa: E501

from __future__ import annotations

import sqlite3


def _placed(activity: str) -> str:
    """Return the columns of ``activity_place`` for a row of activities: its order among those of its record."""
    state = f"CASE WHEN {activity}.active = 0 THEN 3 WHEN {activity}.done = 1 THEN 2 WHEN {activity}.at IS NULL THEN 1 ELSE 0 END"
    return f"{activity}.kind, {state}, coalesce({activity}.at, {activity}.created_at, ''), {activity}.id"


_PLACE = "(record, record_id, kind, state, moment, activity)"
_PUT = f"INSERT OR REPLACE INTO activity_place {_PLACE} SELECT"
_TAKE = f"DELETE FROM activity_place WHERE {_PLACE} IN (SELECT"
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


_PUT_LINK = (
    f"{_PUT} new.record, new.record_id, {_placed('activity')} FROM activity WHERE id = new.activity;"
    f" {_PUT} 'customer', {_customer_of('new')}, {_placed('activity')} FROM activity"
    f" WHERE id = new.activity AND {_customer_of('new')} IS NOT NULL"
)
_TAKE_LINK = (
    f"{_TAKE} old.record, old.record_id, {_placed('activity')} FROM activity WHERE id = old.activity AND old.record <> 'customer');"
    f" {_TAKE} 'customer', {_customer_of('old')}, {_placed('activity')} FROM activity"
    f" WHERE id = old.activity AND NOT {_reached('old.activity', _customer_of('old'))})"
)
_OF_ACTIVITY = (
    "SELECT link.record, link.record_id FROM activity_link link WHERE link.activity = {row}.id"
    " UNION SELECT 'customer', reach.customer FROM activity_reach reach WHERE reach.activity = {row}.id"
)


def _put_activity() -> str:
    return f"{_PUT} place.record, place.record_id, {_placed('new')} FROM ({_OF_ACTIVITY.format(row='new')}) place"


def _take_activity() -> str:
    return f"{_TAKE} place.record, place.record_id, {_placed('old')} FROM ({_OF_ACTIVITY.format(row='old')}) place)"


def _activities_of(kind: str, row: str) -> str:
    return (
        f"FROM activity_link link JOIN activity ON activity.id = link.activity"
        f" WHERE link.record = '{kind}' AND link.record_id = {row}.id AND {row}.customer IS NOT NULL"
    )


def _put_all(kind: str) -> str:
    return f"{_PUT} 'customer', new.customer, {_placed('activity')} {_activities_of(kind, 'new')}"


def _take_all(kind: str) -> str:
    return (
        f"{_TAKE} 'customer', old.customer, {_placed('activity')} {_activities_of(kind, 'old')}"
        f" AND NOT {_reached('link.activity', 'old.customer')})"
    )


STATEMENTS: tuple[str, ...] = (
    "CREATE VIEW activity_reach AS SELECT activity, record_id AS customer FROM activity_link WHERE record = 'customer'"
    + "".join(
        f" UNION ALL SELECT link.activity, {kind}.customer FROM activity_link link JOIN {kind} ON {kind}.id = link.record_id"
        f" WHERE link.record = '{kind}'"
        for kind in _BELONGING
    ),
    *(f"DROP TRIGGER place_{name}" for name in ("linked", "unlinked", "moved", "added", "removed", "changed")),
    f"CREATE TRIGGER place_linked AFTER INSERT ON activity_link BEGIN {_PUT_LINK}; END",
    f"CREATE TRIGGER place_unlinked AFTER DELETE ON activity_link BEGIN {_TAKE_LINK}; END",
    f"CREATE TRIGGER place_moved AFTER UPDATE OF activity, record, record_id ON activity_link BEGIN {_TAKE_LINK}; {_PUT_LINK}; END",
    f"CREATE TRIGGER place_added AFTER INSERT ON activity BEGIN {_put_activity()}; END",
    f"CREATE TRIGGER place_removed AFTER DELETE ON activity BEGIN {_take_activity()}; END",
    f"""
CREATE TRIGGER place_changed AFTER UPDATE OF kind, active, done, at, created_at ON activity
WHEN old.kind IS NOT new.kind OR old.active IS NOT new.active OR old.done IS NOT new.done OR old.at IS NOT new.at
  OR old.created_at IS NOT new.created_at
BEGIN {_take_activity()}; {_put_activity()}; END
""",
    *(
        f"CREATE TRIGGER place_{kind}_{name} AFTER {event} ON {kind} BEGIN {body}; END"
        for kind in _BELONGING
        for name, event, body in (
            ("added", "INSERT", _put_all(kind)),
            ("removed", "DELETE", _take_all(kind)),
            ("moved", "UPDATE OF customer", f"{_take_all(kind)}; {_put_all(kind)}"),
        )
    ),
    f"{_PUT} 'customer', reach.customer, {_placed('activity')} FROM activity_reach reach JOIN activity ON activity.id = reach.activity WHERE reach.customer IS NOT NULL",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the triggers anew, and put what has been done until now into its place."""
    for statement in STATEMENTS:
        connection.execute(statement)
