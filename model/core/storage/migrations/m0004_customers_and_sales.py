"""Projects, documents, kept views of lists, activities that come again, sums of what is won."""

from __future__ import annotations

from model.core.storage.ddl import (
    ID,
    AddColumn,
    Column,
    DeleteWhere,
    Event,
    Execute,
    InsertQuery,
    Kind,
    Operation,
    SearchIndex,
    Table,
    Trigger,
    indexes,
    key,
    numbers,
    required,
    small,
    texts,
    unique,
)

_PLACE = ("record", "record_id", "kind", "state", "moment", "activity")


def _stale(rows: str, besides: str = "") -> InsertQuery:
    """Return what marks the months in which ``rows`` were closed: their sums are worked out anew."""
    return InsertQuery(
        "won_stale",
        ("month",),
        f"SELECT DISTINCT substr(closed_at, 1, 7) FROM {rows} WHERE closed_at IS NOT NULL"
        f" AND NOT EXISTS (SELECT 1 FROM won_stale fresh WHERE fresh.month = substr(closed_at, 1, 7)){besides}",
    )


def _differs(*columns: str) -> str:
    return " OR ".join(f"old.{name} {{differs}} new.{name}" for name in columns)


def _placed(activity: str) -> str:
    """Return the columns of ``activity_place`` for a row of activities: its order among those of its record."""
    state = (
        f"CASE WHEN {activity}.active = 0 THEN 3 WHEN {activity}.done = 1 THEN 2 WHEN {activity}.at IS NULL THEN 1"
        " ELSE 0 END"
    )
    return f"{activity}.kind, {state}, coalesce({activity}.at, {activity}.created_at, ''), {activity}.id"


def _put(query: str) -> InsertQuery:
    return InsertQuery("activity_place", _PLACE, f"SELECT {query}", skip_existing=True)


def _take(test: str) -> DeleteWhere:
    return DeleteWhere("activity_place", f"({', '.join(_PLACE)}) {test}")


_PUT_LINK = _put(f"new.record, new.record_id, {_placed('activity')} FROM activity WHERE id = new.activity")
_TAKE_LINK = _take(f"= (SELECT old.record, old.record_id, {_placed('activity')} FROM activity WHERE id = old.activity)")
_PUT_ACTIVITY = _put(
    f"link.record, link.record_id, {_placed('new')} FROM activity_link link WHERE link.activity = new.id"
)
_TAKE_ACTIVITY = _take(
    f"IN (SELECT link.record, link.record_id, {_placed('old')} FROM activity_link link WHERE link.activity = old.id)"
)
_COUNTED = ("status", "closed_at", "amount", "currency", "customer", "active")
"""Columns of a sale by which the sums of what is won change."""
_ORDERED = ("kind", "active", "done", "at", "created_at")
"""Columns of an activity by which its place among others changes."""

_SELLERS: tuple[tuple[str, Event, tuple[str, ...], str], ...] = (
    ("added", "INSERT", (), "new"),
    ("removed", "DELETE", (), "old"),
    ("left", "UPDATE", ("opportunity",), "old"),
    ("changed", "UPDATE", ("opportunity", "employee", "share"), "new"),
)
_CUSTOMERS: tuple[tuple[str, Event, tuple[str, ...], str, str], ...] = (
    ("added", "INSERT", (), "new", "new.owner_only = 1"),
    ("removed", "DELETE", (), "old", "old.owner_only = 1"),
    (
        "changed",
        "UPDATE",
        ("owner_only", "owner"),
        "new",
        "old.owner_only {differs} new.owner_only OR (new.owner_only = 1 AND old.owner {differs} new.owner)",
    ),
)

_WON_TRIGGERS: tuple[Trigger, ...] = (
    # What is won marks the month in which it was closed; what is not costs the test of its status.
    Trigger(
        "won_added",
        "opportunity",
        "AFTER",
        "INSERT",
        (_stale("(SELECT new.closed_at AS closed_at){derived}"),),
        test="new.status = 2",
    ),
    Trigger(
        "won_removed",
        "opportunity",
        "AFTER",
        "DELETE",
        (_stale("(SELECT old.closed_at AS closed_at){derived}"),),
        test="old.status = 2",
    ),
    Trigger(
        "won_changed",
        "opportunity",
        "AFTER",
        "UPDATE",
        (_stale("(SELECT old.closed_at AS closed_at UNION SELECT new.closed_at){derived}"),),
        _COUNTED,
        f"(old.status = 2 OR new.status = 2) AND ({_differs(*_COUNTED)})",
    ),
    *(
        Trigger(
            f"won_seller_{name}",
            "opportunity_seller",
            "AFTER",
            event,
            (_stale("opportunity", f" AND id = {row}.opportunity"),),
            columns,
            f"(SELECT status FROM opportunity WHERE id = {row}.opportunity) = 2",
            test_reads=True,
        )
        for name, event, columns, row in _SELLERS
    ),
    *(
        Trigger(
            f"won_customer_{name}",
            "customer",
            "AFTER",
            event,
            (_stale("opportunity", f" AND status = 2 AND customer = {row}.id"),),
            columns,
            hides,
        )
        for name, event, columns, row, hides in _CUSTOMERS
    ),
)

_PLACE_TRIGGERS = (
    Trigger("place_linked", "activity_link", "AFTER", "INSERT", (_PUT_LINK,)),
    Trigger("place_unlinked", "activity_link", "AFTER", "DELETE", (_TAKE_LINK,)),
    Trigger(
        "place_moved", "activity_link", "AFTER", "UPDATE", (_TAKE_LINK, _PUT_LINK), ("activity", "record", "record_id")
    ),
    Trigger("place_added", "activity", "AFTER", "INSERT", (_PUT_ACTIVITY,)),
    Trigger("place_removed", "activity", "AFTER", "DELETE", (_TAKE_ACTIVITY,)),
    Trigger(
        "place_changed", "activity", "AFTER", "UPDATE", (_TAKE_ACTIVITY, _PUT_ACTIVITY), _ORDERED, _differs(*_ORDERED)
    ),
)

OPERATIONS: tuple[Operation, ...] = (
    AddColumn("activity", Column("recurrence", Kind.TEXT)),
    AddColumn("activity", Column("series", Kind.BIGINT)),
    AddColumn("activity", Column("remind", Kind.BIGINT)),
    AddColumn("activity", Column("place", Kind.TEXT)),
    AddColumn("activity", Column("planned", Kind.TEXT)),
    *indexes("activity", "series?"),
    *indexes("opportunity", "status stage expected_close"),
    *indexes("opportunity_seller", "employee opportunity"),
    *indexes("activity", "recurrence?", "kind done at"),
    Table(
        "project",
        (
            ID,
            *required("name"),
            key("name_key"),
            *numbers("number"),
            *required("customer", Kind.BIGINT),
            key("customer_key"),
            *numbers("owner"),
            key("owner_key"),
            *texts("start end"),
            *small("status"),
            *texts("custom"),
            *small("active"),
            *texts("created_at"),
            *numbers("created_by"),
            key("created_by_key"),
            *texts("changed_at"),
            *numbers("changed_by"),
            key("changed_by_key"),
            *numbers("version"),
            *texts("note"),
        ),
    ),
    unique("project", "number"),
    *indexes(
        "project", "customer", "name_key", "customer_key name_key", "owner_key name_key", "status name_key", "end"
    ),
    Table(
        "document",
        (
            ID,
            *required("record"),
            *required("record_id", Kind.BIGINT),
            *required("name content"),
            *numbers("size"),
            *texts("added_at"),
            *numbers("added_by"),
        ),
    ),
    *indexes("document", "record record_id", "content"),
    Table(
        "saved_view",
        (
            ID,
            *required("record name"),
            key("name_key"),
            *required("owner", Kind.BIGINT),
            *small("shared"),
            *required("content"),
        ),
    ),
    unique("saved_view", "record owner name_key"),
    SearchIndex("project", ("name_key",)),
    # Kept sums are by currency: one is one however it was typed.
    Execute(
        "UPDATE opportunity SET currency = nullif(upper(trim(currency)), '')"
        " WHERE currency {differs} nullif(upper(trim(currency)), '')"
    ),
    *indexes(
        "opportunity",
        "status closed_at",
        "status active currency closed_at customer amount",
        "owner status expected_close",
    ),
    Table(
        "won_sum",
        (
            *required("month"),
            *required("hidden employee", Kind.BIGINT),
            *required("currency"),
            *required("amount count", Kind.BIGINT),
        ),
        primary_key=("month", "hidden", "employee", "currency"),
        clustered=True,
    ),
    Table("won_stale", (Column("month", Kind.TEXT),), primary_key=("month",), clustered=True),
    *_WON_TRIGGERS,
    _stale("opportunity", " AND status = 2"),
    # A record's activities in the order in which its card shows them, however many it has: kept by triggers.
    Table(
        "activity_place",
        (
            *required("record"),
            *required("record_id", Kind.BIGINT),
            *required("kind"),
            *required("state", Kind.SMALLINT),
            *required("moment"),
            *required("activity", Kind.BIGINT),
        ),
        primary_key=("record", "record_id", "kind", "state", "moment", "activity"),
        clustered=True,
    ),
    *_PLACE_TRIGGERS,
    _put(
        f"link.record, link.record_id, {_placed('activity')}"
        " FROM activity_link link JOIN activity ON activity.id = link.activity"
    ),
    *indexes("opportunity", "customer status expected_close"),
)
