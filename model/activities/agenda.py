"""What is on: the appointments of a day, the tasks and call-backs that are due, whatever stands in a calendar (COM-12).

Each is read by an index on kind, owner, done and time, and no further than is shown: a million activities cost no
more than a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from model.activities.records import ACTIVITIES, Task
from model.activities.recurrence import read_stored, shifted
from model.activities.tables import ActivityTable, PromisedCall, planned_times
from model.core.access.seen import ME, seen
from model.core.access.session import Session
from model.core.dates import day_bounds_utc, from_utc_text, utc_text
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import along, first
from model.core.storage.statements import slot, statement

LOOKED_BACK = timedelta(days=62)
"""An appointment that began longer than this before a window, and is still going on in it, is not shown there."""

_KINDS: dict[str, type[Record]] = {record.name_in_code: record for record in ACTIVITIES}


class Item(NamedTuple):
    """One task or appointment as calendars and boxes show it."""

    kind: str
    """"task" or "appointment"."""
    id: int
    subject: str
    at: datetime | None
    """When it is due or begins, in the person's zone; None only for tasks without a time."""
    end: datetime | None
    done: bool
    priority: str | None
    place: str
    owner: str
    """Initials, '' where it has none."""
    series: int | None
    """What binds it to the others of its series, None where it stands alone."""
    remind: int | None = None
    """How many minutes before it people want to be reminded."""
    coming: bool = False
    """Whether it is a coming one of a series: not on file yet, ``id`` is the one that has the rule."""
    about: str = ""
    """What it is linked to, where that was asked for (:func:`model.activities.about.abouts`)."""

    @property
    def whole_day(self) -> bool:
        """Whether it has a day but no time of day: a task due at midnight, an appointment of whole days."""
        if self.at is None:
            return False
        midnight = (self.at.hour, self.at.minute) == (0, 0)
        return midnight and (self.end is None or (self.end.hour, self.end.minute) == (0, 0))

    @property
    def until(self) -> datetime | None:
        """The first moment after it, None where it does not last; whole days last until the last of them is over."""
        if self.at is None or self.end is None or self.end < self.at or (self.end == self.at and not self.whole_day):
            return None
        return self.end + timedelta(days=1) if self.whole_day else self.end


def meetings_of_day(session: Session, day: date, limit: int = 50) -> list[Item]:
    """Return the person's own appointments of ``day`` in the order of their times, also those that began before it."""
    zone = session.reading().zone
    start, end = day_bounds_utc(day, zone)
    return window(session, start, end, owner=session.person.id, kinds=("appointment",))[:limit]


def tasks_due(session: Session, limit: int = 50) -> list[Item]:
    """Return the person's own tasks that are to be done by the end of today, the longest overdue first.

    Call-backs that were promised from a call list are :func:`call_backs_due`.
    """
    return _due(session, False, limit)


def call_backs_due(session: Session, limit: int = 50) -> list[Item]:
    """Return the person's own call-backs, promised from a call list, that are due by the end of today."""
    return _due(session, True, limit)


def _due(session: Session, promised: bool, limit: int) -> list[Item]:
    reading = session.reading()
    _start, end = day_bounds_utc(reading.today, reading.zone)
    return [_item(session, row) for row in session.rows(_due_tasks(promised), end=end, limit=limit)]


def _columns(activity: Any) -> list[Any]:
    return [
        activity.id, activity.kind, activity.subject, activity.at, activity.end, activity.done, activity.priority,
        activity.place, activity.owner, activity.series, activity.remind,
    ]  # fmt: skip


@statement
def _due_tasks(promised: bool) -> Any:
    """The tasks of who asks that are due, of call-backs that were promised from a call list or of all others."""
    task = along(ActivityTable, "activity_kind_owner_done_at")
    promise = peewee.fn.EXISTS(PromisedCall.select(peewee.SQL("1")).where(PromisedCall.task == task.id))
    return (
        task.select(*_columns(task))
        .where(
            task.kind == "task", task.owner == ME, task.done == 0, task.at < slot("end"), task.active == 1,
            seen(Task, task), promise if promised else ~promise,
        )
        .order_by(first(task.at), task.id)
        .limit(slot("limit"))
    )  # fmt: skip


def window(
    session: Session,
    start: str,
    end: str,
    *,
    owner: int | None = None,
    kinds: Sequence[str] = ("appointment", "task"),
    limit: int = 2_000,
) -> list[Item]:
    """Return what stands in a calendar from ``start`` to before ``end`` (stored moments), in the order of its times.

    ``owner`` is whose calendar it is, None for everybody's; what the person may not see is absent (CUST-09).
    """
    found: list[Item] = []
    for kind in kinds:
        # What lasts may have begun before the window.
        first = utc_text(from_utc_text(start) - LOOKED_BACK) if kind == "appointment" else start
        values = {"first": first, "start": start, "end": end, "owner": owner, "limit": limit}
        rows = session.rows(_between(_KINDS[kind], owner is not None), **values)
        begin = from_utc_text(start)
        found += [
            item
            for item in (_item(session, row) for row in rows)
            if item.at is not None and (item.at >= begin or (item.until is not None and item.until > begin))
        ]
    return in_order([*found, *coming(session, start, end, owner=owner, kinds=kinds)])


@statement
def _between(record: type[Record], of_owner: bool) -> Any:
    """What begins in the window, or before it and lasts into it; of one owner or of everybody."""
    activity = along(ActivityTable, "activity_kind_owner_done_at" if of_owner else "activity_kind_at")
    query = activity.select(*_columns(activity)).where(
        activity.kind == record.name_in_code, activity.at >= slot("first"), activity.at < slot("end"),
        activity.active == 1, seen(record, activity),
    )  # fmt: skip
    if of_owner:
        query = query.where(activity.owner == slot("owner"), activity.done.in_((0, 1)))
    if record.name_in_code == "appointment":
        query = query.where((activity.at >= slot("start")) | (activity.end >= slot("start")))
    return query.limit(slot("limit"))


@statement
def _with_rule(record: type[Record], of_owner: bool) -> Any:
    """What has the rule of a series that has begun by the end of the window."""
    activity = along(ActivityTable, "activity_recurrence")
    query = activity.select(*_columns(activity), activity.recurrence).where(
        activity.recurrence.is_null(False), activity.kind == record.name_in_code, activity.at < slot("end"),
        activity.active == 1, seen(record, activity),
    )  # fmt: skip
    return query.where(activity.owner == slot("owner")) if of_owner else query


def coming(
    session: Session,
    start: str,
    end: str,
    *,
    owner: int | None = None,
    kinds: Sequence[str] = ("appointment", "task"),
) -> list[Item]:
    """Return those of series that come from ``start`` to before ``end`` and are not on file: counted out, not stored.

    What is counted from is the one of each series that has the rule; those that were moved or left out are passed over.
    """
    zone = session.reading().zone
    lower, upper = (from_utc_text(text) for text in (start, end))
    last = (upper - timedelta(seconds=1)).astimezone(zone).date()
    found: list[Item] = []
    for kind in kinds:
        rows = session.rows(_with_rule(_KINDS[kind], owner is not None), end=end, owner=owner)
        for *row, recurrence in rows:
            item = _item(session, row)
            assert item.at is not None
            position = item.at
            rule = read_stored(recurrence)
            # What lasts into the window may begin before it.
            lasts = (item.until or item.at) - item.at
            first = (lower - lasts).astimezone(zone).date() - timedelta(days=1)
            days = rule.days_between(position.date(), first, last)
            taken = _planned(session, item.series) if days and item.series is not None else frozenset[str]()
            for day in days:
                at = rule.moment_on(day, position, zone)
                ends = shifted(item.end, item.at, at, zone)
                one = item._replace(at=at, end=ends, done=False, coming=True)
                into = one.until is not None and one.until > lower
                if at < upper and (at >= lower or into) and utc_text(at) not in taken:
                    found.append(one)
    return found


def _planned(session: Session, series: int) -> frozenset[str]:
    return frozenset(row[0] for row in session.store.rows(planned_times(), series=series))


def in_order(items: Sequence[Item]) -> list[Item]:
    """Return the items as a day lists them: what has no time of day first, then by time; tasks after appointments."""
    return sorted(items, key=_order)


def _order(item: Item) -> tuple[Any, ...]:
    assert item.at is not None
    return item.at.date(), not item.whole_day, item.at, item.kind, item.end or item.at, item.id


def _item(session: Session, row: Sequence[Any]) -> Item:
    activity, kind, subject, at, end, done, priority, place, owner, series, remind = row
    zone = session.clock().tzinfo
    return Item(
        kind=kind,
        id=activity,
        subject=subject,
        at=None if at is None else from_utc_text(at).astimezone(zone),
        end=None if end is None else from_utc_text(end).astimezone(zone),
        done=bool(done),
        priority=Task.field("priority").from_stored(priority),
        place=place or "",
        owner=session.names.title_of("employee", owner) if owner is not None else "",
        series=series,
        remind=remind,
    )
