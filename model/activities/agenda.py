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
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.dates import day_bounds_utc, from_utc_text, utc_text
from model.core.records.record import Record

LOOKED_BACK = timedelta(days=62)
"""An appointment that began longer than this before a window, and is still going on in it, is not shown there."""

_KINDS: dict[str, type[Record]] = {record.name_in_code: record for record in ACTIVITIES}
_COLUMNS = (
    "activity.id, activity.kind, subject, activity.at, activity.end, done, priority, place, owner, series, remind"
)
_CALL_BACK = "EXISTS (SELECT 1 FROM call_list_entry promised WHERE promised.task = activity.id)"


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
    return _due(session, f"NOT {_CALL_BACK}", limit)


def call_backs_due(session: Session, limit: int = 50) -> list[Item]:
    """Return the person's own call-backs, promised from a call list, that are due by the end of today."""
    return _due(session, _CALL_BACK, limit)


def _due(session: Session, more: str, limit: int) -> list[Item]:
    reading = session.reading()
    _start, end = day_bounds_utc(reading.today, reading.zone)
    where, parameters = visible(Task, session.person.id)
    rows = session.store.rows(
        f"SELECT {_COLUMNS} FROM activity INDEXED BY activity_kind_owner_done_at"
        f" WHERE kind = 'task' AND owner = ? AND done = 0 AND at < ? AND active = 1 AND {where} AND {more}"
        " ORDER BY at, activity.id LIMIT ?",
        (session.person.id, end, *parameters, limit),
    )
    return [_item(session, row) for row in rows]


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
        record = _KINDS[kind]
        where, parameters = visible(record, session.person.id)
        # What lasts may have begun before the window.
        first = utc_text(from_utc_text(start) - LOOKED_BACK) if kind == "appointment" else start
        lasting = " AND (activity.at >= ? OR activity.end >= ?)" if kind == "appointment" else ""
        mine = " AND owner = ? AND done IN (0, 1)" if owner is not None else ""
        index = "activity_kind_at" if owner is None else "activity_kind_owner_done_at"
        arguments: list[Any] = [kind]
        if owner is not None:
            arguments.append(owner)
        arguments += [first, end]
        if lasting:
            arguments += [start, start]
        rows = session.store.rows(
            f"SELECT {_COLUMNS} FROM activity INDEXED BY {index}"
            f" WHERE kind = ?{mine} AND at >= ? AND at < ?{lasting} AND active = 1 AND {where} LIMIT ?",
            (*arguments, *parameters, limit),
        )
        begin = from_utc_text(start)
        found += [
            item
            for item in (_item(session, row) for row in rows)
            if item.at is not None and (item.at >= begin or (item.until is not None and item.until > begin))
        ]
    return in_order([*found, *coming(session, start, end, owner=owner, kinds=kinds)])


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
        where, parameters = visible(_KINDS[kind], session.person.id)
        mine, own = (" AND owner = ?", [owner]) if owner is not None else ("", [])
        rows = session.store.rows(
            f"SELECT {_COLUMNS}, recurrence FROM activity INDEXED BY activity_recurrence"
            f" WHERE recurrence IS NOT NULL AND kind = ? AND at < ?{mine} AND active = 1 AND {where}",
            (kind, end, *own, *parameters),
        )
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
    rows = session.store.rows("SELECT planned FROM activity WHERE series = ? AND planned IS NOT NULL", (series,))
    return frozenset(row[0] for row in rows)


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
