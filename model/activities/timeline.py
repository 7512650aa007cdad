"""The activities of a record, newest first (LEAD-10, CUST-14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from model.activities.belongings import Belongings, Moment
from model.activities.links import check_place
from model.activities.records import ACTIVITIES, Call, Message, Task
from model.activities.tables import ActivityPlace, ActivityTable
from model.core.access.session import Session
from model.core.dates import from_utc_text
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement, stored

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
    of: str = ""
    """What the opportunity or project is called that it was done on, '' where it is linked to the record itself."""


def of_record(
    session: Session,
    record: str,
    record_id: int,
    *,
    kinds: Sequence[str] = KINDS,
    limit: int = 50,
    before: tuple[str, int] | None = None,
    inactive: bool = False,
    further: Belongings | None = None,
) -> list[Entry]:
    """Return a record's activities, newest first; ``before`` the place of an entry for those that follow it.

    To those of a customer or a contact belong those of their opportunities and projects; ``further`` are these where
    the caller has read them. Deactivated ones are there only where ``inactive``. However many
    there are, only ``limit`` are read: their order is kept (``activity_place``). Raises :class:`NotFoundError` for a
    record that is gone or hidden; whoever may see the record may see what is linked to it.
    """
    further = _checked(session, record, record_id, further)
    states = (0, 1, 2, *((3,) if inactive else ()))
    rows = _places(session, (record, record_id), kinds, states, limit, before)
    return _entries(session, rows, further.first(kinds, states, limit, before=before), further, limit)


def _checked(session: Session, record: str, record_id: int, further: Belongings | None) -> Belongings:
    """Return what belongs to a record, read where the caller has not; raise :class:`NotFoundError` for a hidden one."""
    check_place(session, (record, record_id))
    return Belongings(session, record, record_id) if further is None else further


def _places(
    session: Session,
    of: tuple[str, int],
    kinds: Sequence[str],
    states: Sequence[int],
    limit: int,
    before: Moment | None = None,
    *,
    soonest: bool = False,
) -> list[Moment]:
    """Return the first places, as (moment, activity): of each kind and state one end of its range of the kept order."""
    ranges = _ranges(tuple(kinds), tuple(states), before is not None, soonest)
    moment, activity = before or ("", 0)
    return session.store.rows(ranges, record=of[0], record_id=of[1], moment=moment, activity=activity, limit=limit)


@statement
def _ranges(kinds: tuple[str, ...], states: tuple[int, ...], beyond: bool, soonest: bool) -> Any:
    found: Any = None
    for number, (kind, state) in enumerate((kind, state) for kind in kinds for state in states):
        place = ActivityPlace.alias(f"place{number}")
        query = place.select(place.moment, place.activity).where(
            *_of_record(place), place.kind == kind, place.state == state
        )
        if beyond:
            query = query.where(
                peewee.Tuple(place.moment, place.activity) < peewee.Tuple(stored("moment"), stored("activity"))
            )
        query = query.order_by(*_in_order(place.moment, place.activity, soonest)).limit(slot("limit"))
        one = query.alias(f"range{number}")
        part = peewee.Select((one,), (one.c.moment, one.c.activity))
        found = part if found is None else found.union_all(part)
    whole = found.alias("places")
    return (
        peewee.Select((whole,), (whole.c.moment, whole.c.activity))
        .order_by(*_in_order(whole.c.moment, whole.c.activity, soonest))
        .limit(slot("limit"))
    )


def _of_record(place: Any) -> tuple[Any, ...]:
    return place.record == slot("record"), place.record_id == slot("record_id")


def _in_order(moment: Any, activity: Any, soonest: bool) -> tuple[Any, ...]:
    return (moment, activity) if soonest else (moment.desc(), activity.desc())


def _entries(
    session: Session,
    places: Sequence[Moment],
    more: Sequence[Moment],
    further: Belongings,
    limit: int,
    *,
    soonest: bool = False,
) -> list[Entry]:
    """Return the first ``limit`` of ``places`` and of ``more``, which are among ``further``."""
    if more:
        places = sorted({*places, *more}, reverse=not soonest)[:limit]
    return told_of(by_ids(session, [activity for _moment, activity in places]), further)


def told_of(entries: Sequence[Entry], further: Belongings) -> list[Entry]:
    """Return the entries with what they were done on, where that is something that belongs to the record."""
    names = further.owners([entry.id for entry in entries])
    return [entry._replace(of=names[entry.id]) if entry.id in names else entry for entry in entries]


def by_ids(session: Session, ids: Sequence[int]) -> list[Entry]:
    """Return activities in the order of ``ids``, those that are gone left out; nobody asks whether they may be seen."""
    if not ids:
        return []
    rows = {row[0]: row for row in session.store.rows(_activities(), ids=ids)}
    return [_entry(rows[activity]) for activity in ids if activity in rows]


def next_of(
    session: Session,
    record: str,
    record_id: int,
    since: str,
    limit: int,
    *,
    further: Belongings | None = None,
) -> list[Entry]:
    """Return what is next with a record: open tasks by when they are due, and what is on from ``since`` (UTC text).

    Tasks without a due time come last. Raises :class:`NotFoundError` as :func:`of_record` does.
    """
    further = _checked(session, record, record_id, further)

    def tasks_in(state: int, most: int) -> list[Entry]:
        places = _places(session, (record, record_id), ("task",), (state,), most, soonest=True)
        return _entries(
            session, places, further.first(("task",), (state,), most, soonest=True), further, most, soonest=True
        )

    tasks = tasks_in(0, limit)
    rows = session.store.rows(_meetings(), record=record, record_id=record_id, since=since, limit=limit)
    more = further.first(("appointment",), (0,), limit, since=since, soonest=True)
    meetings = _entries(session, rows, more, further, limit, soonest=True)
    found = sorted([*tasks, *meetings], key=lambda entry: entry.place)[:limit]
    if len(found) < limit:
        found += tasks_in(1, limit - len(found))
    return found


def tasks_of(
    session: Session, record: str, record_id: int, limit: int, *, further: Belongings | None = None
) -> list[Entry]:
    """Return a record's tasks: to be done by when they are due, those without a time, then the done, newest first.

    Raises :class:`NotFoundError` as :func:`of_record` does.
    """
    further = _checked(session, record, record_id, further)
    found: list[Entry] = []
    for state, soonest in ((0, True), (1, True), (2, False)):
        if len(found) < limit:
            most = limit - len(found)
            places = _places(session, (record, record_id), ("task",), (state,), most, soonest=soonest)
            more = further.first(("task",), (state,), most, soonest=soonest)
            found += _entries(session, places, more, further, most, soonest=soonest)
    return found


COUNTED = 1_000
"""How far activities are counted: one more than this stands for more than this."""


def counts(session: Session, record: str, record_id: int, *, further: Belongings | None = None) -> dict[str, int]:
    """Return how many activities a record has by kind, deactivated ones left out; none beyond :data:`COUNTED` + 1.

    They are those that :func:`of_record` tells of.
    """
    further = _checked(session, record, record_id, further)
    row = session.store.row(_counts(), record=record, record_id=record_id)
    assert row is not None
    more = further.counts(KINDS)
    return {kind: min(number + more[kind], COUNTED + 1) for kind, number in zip(KINDS, row, strict=True)}


@statement
def _activities() -> Any:
    activity, owner, changer = ActivityTable, EmployeeTable.alias("owner"), EmployeeTable.alias("changer")
    is_dated = peewee.Case(None, [(activity.at.is_null(), peewee.SQL("0"))], peewee.SQL("1"))
    return (
        activity.select(
            activity.id, activity.kind, activity.subject, activity.text, owner.initials,
            peewee.fn.coalesce(activity.at, activity.created_at), is_dated, activity.end, activity.done,
            activity.priority, activity.direction, activity.number, activity.outcome, activity.duration,
            activity.sender, activity.recipients, activity.attachments, activity.changed_at, changer.initials,
            activity.active,
        )
        .join(owner, peewee.JOIN.LEFT_OUTER, on=owner.id == activity.owner)
        .join(changer, peewee.JOIN.LEFT_OUTER, on=changer.id == activity.changed_by)
        .where(among(activity.id, slot("ids")))
    )  # fmt: skip


@statement
def _meetings() -> Any:
    place = ActivityPlace
    return (
        place.select(place.moment, place.activity)
        .where(*_of_record(place), place.kind == "appointment", place.state == 0, place.moment >= slot("since"))
        .order_by(place.moment, place.activity)
        .limit(slot("limit"))
    )


@statement
def _counts() -> Any:
    """One row with a number for each kind."""
    numbers = []
    for kind in KINDS:
        place = ActivityPlace.alias(f"of_{kind}")
        some = (
            place.select(peewee.SQL("1").alias("one"))
            .where(*_of_record(place), place.kind == kind, place.state < 3)
            .limit(COUNTED + 1)
            .alias(f"some_{kind}")
        )
        numbers.append(peewee.Select((some,), (peewee.fn.count(peewee.SQL("*")),)))
    return peewee.Select(None, numbers)


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
