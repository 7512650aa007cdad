"""The activities of a record, newest first (LEAD-10, CUST-14)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from model.activities.belongings import Belongings, Moment
from model.activities.links import check_place
from model.activities.records import ACTIVITIES, Call, Message, Task
from model.core.access.session import Session
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
    places = _places(record, record_id, kinds, states, limit, before)
    return _entries(session, places, further.first(kinds, states, limit, before=before), further, limit)


def _checked(session: Session, record: str, record_id: int, further: Belongings | None) -> Belongings:
    """Return what belongs to a record, read where the caller has not; raise :class:`NotFoundError` for a hidden one."""
    check_place(session, (record, record_id))
    return Belongings(session, record, record_id) if further is None else further


def _places(
    record: str,
    record_id: int,
    kinds: Sequence[str],
    states: Sequence[int],
    limit: int,
    before: tuple[str, int] | None = None,
    *,
    soonest: bool = False,
) -> tuple[str, list[object]]:
    """Return the query for (activity, moment): of each kind and state one end of its range of the kept order."""
    order = "moment, activity" if soonest else "moment DESC, activity DESC"
    beyond = "" if before is None else " AND (moment, activity) < (?, ?)"
    ranges, parameters = [], []
    for kind in kinds:
        for state in states:
            ranges.append(
                "SELECT * FROM (SELECT activity, moment FROM activity_place WHERE record = ? AND record_id = ?"
                f" AND kind = ? AND state = ?{beyond} ORDER BY {order} LIMIT ?)"
            )
            parameters += [record, record_id, kind, state, *(before or ()), limit]
    return f"{' UNION ALL '.join(ranges)} ORDER BY {order} LIMIT ?", [*parameters, limit]


def _entries(
    session: Session,
    places: tuple[str, list[object]],
    more: Sequence[Moment],
    further: Belongings,
    limit: int,
    *,
    soonest: bool = False,
) -> list[Entry]:
    """Return the first ``limit`` of what ``places`` asks for and of ``more``, which are among ``further``."""
    rows = session.store.rows(*places)
    if more:
        both = sorted({*((moment, activity) for activity, moment in rows), *more}, reverse=not soonest)
        rows = [(activity, moment) for moment, activity in both[:limit]]
    return told_of(by_ids(session, [row[0] for row in rows]), further)


def told_of(entries: Sequence[Entry], further: Belongings) -> list[Entry]:
    """Return the entries with what they were done on, where that is something that belongs to the record."""
    names = further.owners([entry.id for entry in entries])
    return [entry._replace(of=names[entry.id]) if entry.id in names else entry for entry in entries]


def by_ids(session: Session, ids: Sequence[int]) -> list[Entry]:
    """Return activities in the order of ``ids``, those that are gone left out; nobody asks whether they may be seen."""
    if not ids:
        return []
    rows = {
        row[0]: row
        for row in session.store.rows(
            "SELECT activity.id, kind, subject, text, owner.initials, coalesce(activity.at, activity.created_at),"
            " activity.at IS NOT NULL, activity.end, done, priority, direction, number, outcome, duration, sender,"
            " recipients, attachments, activity.changed_at, changer.initials, activity.active"
            " FROM json_each(?) wanted CROSS JOIN activity ON activity.id = wanted.value"
            " LEFT JOIN employee owner ON owner.id = activity.owner"
            " LEFT JOIN employee changer ON changer.id = activity.changed_by",
            (json.dumps([*ids]),),
        )
    }
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
        places = _places(record, record_id, ("task",), (state,), most, soonest=True)
        return _entries(
            session, places, further.first(("task",), (state,), most, soonest=True), further, most, soonest=True
        )

    tasks = tasks_in(0, limit)
    sql = (
        "SELECT activity, moment FROM activity_place WHERE record = ? AND record_id = ? AND kind = 'appointment'"
        " AND state = 0 AND moment >= ? ORDER BY moment, activity LIMIT ?"
    )
    more = further.first(("appointment",), (0,), limit, since=since, soonest=True)
    meetings = _entries(session, (sql, [record, record_id, since, limit]), more, further, limit, soonest=True)
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
            places = _places(record, record_id, ("task",), (state,), most, soonest=soonest)
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
    one = (
        "(SELECT count(*) FROM (SELECT 1 FROM activity_place WHERE record = ?1 AND record_id = ?2 AND kind = '{kind}'"
        " AND state < 3 LIMIT {most}))"
    )
    columns = ", ".join(one.format(kind=kind, most=COUNTED + 1) for kind in KINDS)
    row = session.store.row(f"SELECT {columns}", (record, record_id))
    assert row is not None
    more = further.counts(KINDS)
    return {kind: min(number + more[kind], COUNTED + 1) for kind, number in zip(KINDS, row, strict=True)}


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
