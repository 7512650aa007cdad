"""A task or appointment that comes again: one of a series alone, or all from one on (COM-12).

What a series is, and its rules, is in :mod:`model.activities.series_rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from model.activities.links import Place, link
from model.activities.records import Planned
from model.activities.recurrence import read_stored, shifted
from model.activities.series_rules import CARRIED, copy_links, make_next, next_free
from model.activities.tables import ActivityTable
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.dates import from_utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.storage.statements import slot, statement


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
    make_next(change, record, before)


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
    row = session.row(_with_rule(), series=series, id=activity)
    return None if row is None else (int(row[0]), from_utc_text(row[1]))


@statement
def _with_rule() -> Any:
    row = ActivityTable
    return (
        row.select(row.id, row.at)
        .where(
            row.series == slot("series"), row.id != slot("id"), row.recurrence.is_null(False), row.at.is_null(False),
            row.active == 1, seen(Planned, row),
        )
        .order_by(row.at)
        .limit(1)
    )  # fmt: skip
