"""What of the history one person may see: rows on file by the rules of today, rows that are gone by their last state.

A hidden record must not show through the name of a change that touched it (W20).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.references import Reference
from model.core.history.snapshot import row_on_file, row_when_deleted
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Record, Row
from model.core.records.saved_views import SavedView
from model.core.storage.drivers import peewee
from model.core.storage.expressions import FALSE, along, json_value, then
from model.core.storage.statements import slot, statement

_MOST = 40
"""Rows of one kind that are looked at one by one; of a bulk change these stand for the rest."""

_LINKED = ("lead", "customer", "contact", "opportunity", "project", "order", "campaign")


_ACTIVITIES = ("task", "appointment", "note", "call", "email")


@statement
def _kinds() -> peewee.Query:
    rows = ChangeRow.select(ChangeRow.record).where(ChangeRow.change == slot("change"))
    return rows.group_by(ChangeRow.record).order_by(peewee.fn.min(ChangeRow.id))


@statement
def _rows_hidden() -> peewee.Query:
    hides, hid = (json_value(column, "owner_only", int) for column in (ChangeRow.after, ChangeRow.before))
    return ChangeRow.select(peewee.fn.count(ChangeRow.id)).where(
        ChangeRow.change == slot("change"),
        ChangeRow.action == "update",
        hides == 1,
        peewee.fn.coalesce(hid, peewee.SQL("0")) == 0,
    )


@statement
def _row_on_file(record: type[Record], sight: bool) -> peewee.Query:
    """One row of the change that is on file, and that the person may see or, without ``sight``, may not."""
    # Of the change, which is short: left to itself SQLite goes through the whole history of the kind.
    line = along(ChangeRow, "change_row_change", "line")
    rows: peewee.ModelSelect[ChangeRow] = line.select(peewee.SQL("1")).join(record, on=record.id == line.record_id)
    # Of a row that nobody owns the condition may be null.
    visible = seen(record) if sight else ~peewee.fn.coalesce(seen(record), FALSE)
    return rows.where(line.change == slot("change"), line.record == slot("record"), visible).limit(1)


@statement
def _rows_gone(record: type[Record] | None) -> peewee.Query:
    """What the rows of the change were that are on file no more; without ``record``, all its rows of a kind."""
    line = ChangeRow.alias("line")
    rows = line.select(line.record_id, line.before)
    rows = rows.where(line.change == slot("change"), line.record == slot("record")).limit(_MOST)
    if record is None:
        return rows
    return rows.where(~peewee.fn.EXISTS(record.select(peewee.SQL("1")).where(record.id == line.record_id)))


@statement
def _whether_seen(record: type[Record]) -> peewee.Query:
    return record.select(peewee.fn.coalesce(seen(record), FALSE)).where(record.id == slot("id"))


@statement
def _links_gone() -> peewee.Query:
    """What the links of an activity were that were deleted together with it."""
    # The activity first, then its change: not the whole history of links.
    own, gone = along(ChangeRow, "change_row_record", "own"), along(ChangeRow, "change_row_change", "gone")
    link = (gone.change == own.change) & (gone.record == "activity_link") & (gone.action == "delete")
    of_it = json_value(gone.before, "activity", int) == own.record_id
    return peewee.Select((then(own, gone, link & of_it),), (gone.before,)).where(
        own.record_id == slot("activity"), own.record.in_(_ACTIVITIES), own.action == "delete"
    )


def of_change(session: Session, change_id: int) -> tuple[bool, bool]:
    """Return whether the person may see some of what a change touched, and whether some of it is hidden from them."""
    kinds = [row[0] for row in session.store.rows(_kinds(), change=change_id)]
    records = [kind for kind in kinds if issubclass(session.records[kind], Record)]
    some = hidden = False
    # Links are seen where what they link is; with records in the change these have the say.
    for kind in records or kinds:
        for sight in _of_rows(session, change_id, kind):
            some, hidden = some or sight, hidden or not sight
            if some and hidden:
                return True, True
    return some, hidden


def hidden_by(session: Session, change_id: int) -> int:
    """Return how many records a change made visible to their owner only, whoever may see them (decision 22)."""
    return int(session.store.value(_rows_hidden(), change=change_id))


def _of_rows(session: Session, change_id: int, kind: str) -> Iterator[bool]:
    record = session.records[kind]
    asked = {"change": change_id, "record": kind}
    on_file = record if issubclass(record, Record) else None
    if on_file is not None:
        for sight in (True, False):
            if session.row(_row_on_file(on_file, sight), **asked) is not None:
                yield sight
    for record_id, before in session.store.rows(_rows_gone(on_file), **asked):
        yield _last_seen(session, record, record_id, json.loads(before) if before else {})


def of_row(session: Session, kind: str, record_id: int) -> bool:
    """Whether the person may see a row, there or gone; a link where they may see what it links."""
    record = session.records[kind]
    if issubclass(record, Record):
        sight = session.value(_whether_seen(record), id=record_id)
        if sight is not None:
            return bool(sight)
    return _last_seen(session, record, record_id, {})


def _last_seen(session: Session, record: type[Row], record_id: int, before: Mapping[str, Any]) -> bool:
    """Whether the person might have seen a row that is gone, or may see both ends of a link."""
    last = row_when_deleted(session, record.name_in_code, record_id)
    values = {**before, **last}
    me = session.person.id
    if getattr(record, "hides", False):
        return not values.get("owner_only") or values.get("owner") == me
    if record.table() == "activity":
        return values.get("owner") == me or _was_linked_to_seen(session, record, record_id)
    if issubclass(record, Record) and not record.visible_through:
        return True
    if not last and not issubclass(record, Record):
        values = row_on_file(session, record, record_id) or values
    if record is SavedView:
        return bool(values.get("shared")) or values.get("owner") == me
    places = [(name.removesuffix("_id"), name) for name in record.fields() if name.endswith("record_id")]
    if not all(of_row(session, values[kind], values[number]) for kind, number in places if values.get(kind)):
        return False
    return all(
        of_row(session, field.record, values[name])
        for name, field in record.fields().items()
        if isinstance(field, Reference) and field.record in (*_LINKED, *_ACTIVITIES) and values.get(name) is not None
    )


def _was_linked_to_seen(session: Session, record: type[Row], activity: int) -> bool:
    """Whether an activity that is gone was linked to nothing, or to something that the person may see.

    Of what is hidden by any link, to nothing that they may not see.
    """
    links = [json.loads(before) for (before,) in session.store.rows(_links_gone(), activity=activity)]
    sights = (of_row(session, link["record"], link["record_id"]) for link in links)
    return not links or (all(sights) if getattr(record, "hidden_by_any", False) else any(sights))
