"""Tasks and appointments that come again: the next one, the coming ones, and one of them alone (COM-12).

Of a series one row has the rule: the task that is to be done next, the appointment from which the coming ones are
counted. When it is done, the rule goes on to a new row, in the same change, so that undo takes both back; the one that
is done keeps ``series`` alone, and cannot bring forth another. Coming ones are not on file: they are counted out where
they are shown. One of them that is to be different is put on file with the time it was ``planned`` for, and stands in
its place; one that is left out stands there deactivated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from model.activities.links import Place, link
from model.activities.records import ActivityLink, Planned
from model.activities.recurrence import read_stored, shifted
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.dates import from_utc_text, utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.records.write_context import WriteContext

CARRIED = ("subject", "text", "owner", "place", "priority", "remind", "note", "custom")
"""What the next of a series has from the one before."""


# Rules of every row that is written


def completed(
    change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the values of a task or appointment, completed; see :meth:`Planned.complete`."""
    whole = {**(before or {}), **values}
    at, end, recurrence = whole.get("at"), whole.get("end"), whole.get("recurrence")
    if at is not None and end is not None and end < at and ("at" in values or "end" in values):
        raise UserError(_("It ends before it begins."), "end")
    if end is not None and at is None and "end" in values:
        raise UserError(_("Write when it begins, too."), "at")
    if not recurrence:
        return values
    if at is None:
        raise UserError(_("What comes again needs a time: write when it is first."), "at")
    if before is None or "at" in values or "recurrence" in values:
        recurrence = read_stored(recurrence).anchored(at, change.reading.zone).stored()
        values = {**values, "recurrence": recurrence}
        if before is not None and "at" in values and values["at"] != before["at"]:
            values["planned"] = None
    if before is not None and values.get("done") and not before["done"]:
        # The rule goes on to the next one; what is done can be ticked again and again, and makes no other.
        values = {**values, "recurrence": None, "series": before["series"] or before["id"]}
        change.kept[f"rule {before['id']}"] = recurrence
    return values


def follow(
    change: WriteContext[Session], record: type[Planned], values: Mapping[str, Any], before: Mapping[str, Any]
) -> None:
    """Put the next of a series on file where ``values`` say that this one is done; see :meth:`Planned.follow`."""
    rule = change.kept.pop(f"rule {before['id']}", None)
    if rule is not None:
        _make_next(change, record, {**before, **values, "recurrence": rule})


def _make_next(change: WriteContext[Session], record: type[Planned], row: Mapping[str, Any]) -> int | None:
    """Put the one that follows ``row`` on file, with its rule and its links; None where the rule has ended."""
    following = next_free(change, row)
    if following is None:
        return None
    at, rule = following
    fields = record.fields()
    values = {name: row[name] for name in CARRIED if name in fields}
    values |= {"at": at, "recurrence": rule, "series": row["series"] or row["id"], "done": False}
    if "end" in fields:
        values["end"] = shifted(row["end"], row["at"], at, change.reading.zone)
    made = change.insert(record, values)
    copy_links(change, row["id"], made)
    return made


def next_free(change: WriteContext[Session], row: Mapping[str, Any]) -> tuple[datetime, str] | None:
    """Return the time of the one that follows, and the rule from there on; those on file already are passed over."""
    zone = change.reading.zone
    rule = read_stored(row["recurrence"])
    position = row["at"]
    taken = _taken(change, row["series"] or row["id"])
    for day in rule.days_after(position.astimezone(zone).date()):
        there = rule.moment_on(day, position, zone)
        if utc_text(there) not in taken:
            return there, rule.going_on_from(there, position, zone).stored()
    return None


def _taken(change: WriteContext[Session], series: int) -> set[str]:
    return {
        row[0]
        for row in change.connection.execute(
            "SELECT planned FROM activity WHERE series = ? AND planned IS NOT NULL", (series,)
        )
    }


def copy_links(change: WriteContext[Session], source: int, target: int) -> None:
    """Link an activity to all that another one is linked to."""
    for record, record_id in change.connection.execute(
        "SELECT record, record_id FROM activity_link WHERE activity = ? ORDER BY id", (source,)
    ).fetchall():
        change.insert(ActivityLink, {"activity": target, "record": record, "record_id": record_id})


# One of them alone, or all from one on


def let_go(change: Change, record: type[Planned], activity: int, before: Mapping[str, Any] | None = None) -> None:
    """Make the row that has the rule one alone: the next one has the rule from here on.

    ``before`` is the row as it was, by :func:`row_of`, where it has been changed already: the next is as that was.
    """
    before = before or row_of(change, record, activity)
    if not before["recurrence"]:
        return
    series = before["series"] or before["id"]
    planned = before["planned"] or before["at"]
    change.update(record, activity, {"recurrence": None, "series": series, "planned": planned})
    _make_next(change, record, before)


def skip(change: Change, record: type[Planned], activity: int) -> datetime:
    """Move the row that has the rule on to its next time, and return it.

    Raises :class:`UserError` where nothing follows.
    """
    before = row_of(change, record, activity)
    following = next_free(change, before) if before["recurrence"] else None
    if following is None:
        raise UserError(_("Nothing follows it."), "recurrence")
    at, rule = following
    values: dict[str, Any] = {"at": at, "recurrence": rule, "planned": None, "done": False}
    if "end" in record.fields():
        values["end"] = shifted(before["end"], before["at"], at, change.reading.zone)
    change.update(record, activity, values)
    return at


def put_one(
    change: Change,
    record: type[Planned],
    activity: int,
    planned: datetime,
    values: Mapping[str, Any],
    links: Iterable[Place] | None = None,
) -> int:
    """Put a coming one on file by itself, with ``values`` of its own; it stands in the place it was planned for.

    ``activity`` has the rule. Links are those of the row that has it, unless others are given.
    """
    before = row_of(change, record, activity)
    series = _bind(change, record, before)
    fields = record.fields()
    whole = {name: before[name] for name in CARRIED if name in fields}
    whole["at"] = planned
    if "end" in fields:
        whole["end"] = shifted(before["end"], before["at"], planned, change.reading.zone)
    made = change.insert(record, {**whole, **values, "recurrence": None, "series": series, "planned": planned})
    if links is None:
        copy_links(change, activity, made)
    for place in links or ():
        link(change, made, place)
    return made


def leave_out(change: Change, record: type[Planned], activity: int, planned: datetime) -> None:
    """Leave a coming one out: nothing is shown in its place."""
    put_one(change, record, activity, planned, {"active": False})


def end_before(change: Change, record: type[Planned], activity: int, planned: datetime) -> str:
    """End a series before one of its coming ones, and return the rule that would have gone on."""
    before = row_of(change, record, activity)
    day = planned.astimezone(change.reading.zone).date() - timedelta(days=1)
    rule = before["recurrence"]
    change.update(record, activity, {"recurrence": replace(read_stored(rule), until=day).stored()})
    return str(rule)


def split(change: Change, record: type[Planned], activity: int, planned: datetime, values: Mapping[str, Any]) -> int:
    """Make a series of its own of a coming one and all that follow, with ``values`` of its own."""
    before = row_of(change, record, activity)
    rule = end_before(change, record, activity, planned)
    fields = record.fields()
    whole = {name: before[name] for name in CARRIED if name in fields}
    whole |= {"at": planned, "recurrence": rule}
    if "end" in fields:
        whole["end"] = shifted(before["end"], before["at"], planned, change.reading.zone)
    made = change.insert(record, {**whole, **values})
    copy_links(change, activity, made)
    return made


def _bind(change: Change, record: type[Planned], before: Mapping[str, Any]) -> int:
    series = before["series"]
    if series is None:
        series = before["id"]
        change.update(record, series, {"series": series})
    return int(series)


def row_of(change: Change, record: type[Planned], activity: int) -> dict[str, Any]:
    """Return the values of a row, with its ID; raise :class:`NotFoundError` where it is gone or hidden."""
    stored = change.read(record, activity)
    return {"id": activity, **{name: field.from_stored(stored[name]) for name, field in record.fields().items()}}


def going_on(session: Session, activity: int, series: int) -> tuple[int, datetime] | None:
    """Return the row of a series that has its rule, and its time; None where the series has ended."""
    where, parameters = visible(Planned, session.person.id)
    row = session.store.row(
        "SELECT id, at FROM activity WHERE series = ? AND id <> ? AND recurrence IS NOT NULL AND at IS NOT NULL"
        f" AND active = 1 AND {where} ORDER BY at LIMIT 1",
        (series, activity, *parameters),
    )
    return None if row is None else (int(row[0]), from_utc_text(row[1]))
