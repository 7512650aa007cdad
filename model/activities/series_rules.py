"""The rules of tasks and appointments that come again (COM-12).

Of a series one row has the rule: the task that is to be done next, the appointment from which the coming ones are
counted. When it is done, the rule goes on to a new row, in the same change, so that undo takes both back; the one that
is done keeps ``series`` alone, and cannot bring forth another. Coming ones are not on file: they are counted out where
they are shown. One of them that is to be different is put on file with the time it was ``planned`` for, and stands in
its place; one that is left out stands there deactivated.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from model.activities.link_record import ActivityLink, links_of_activity
from model.activities.recurrence import read_stored, shifted
from model.activities.tables import planned_times
from model.core.access.session import Session
from model.core.dates import utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Row
from model.core.records.write_context import WriteContext

CARRIED = ("subject", "text", "owner", "place", "priority", "remind", "note", "custom")
"""What the next of a series has from the one before."""


# Rules of every row that is written


def completed(
    change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the values of a task or appointment, completed; see :meth:`~model.activities.records.Planned.complete`."""
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
    change: WriteContext[Session], record: type[Row], values: Mapping[str, Any], before: Mapping[str, Any]
) -> None:
    """Put the next of a series on file where ``values`` say that this one is done.

    See :meth:`~model.activities.records.Planned.follow`.
    """
    rule = change.kept.pop(f"rule {before['id']}", None)
    if rule is not None:
        make_next(change, record, {**before, **values, "recurrence": rule})


def make_next(change: WriteContext[Session], record: type[Row], row: Mapping[str, Any]) -> int | None:
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
    return {row[0] for row in change.session.store.rows(planned_times(), series=series)}


def copy_links(change: WriteContext[Session], source: int, target: int) -> None:
    """Link an activity to all that another one is linked to."""
    for record, record_id in change.session.store.rows(links_of_activity(), activity=source):
        change.insert(ActivityLink, {"activity": target, "record": record, "record_id": record_id})
