"""What of the history one person may see: rows on file by the rules of today, rows that are gone by their last state.

A hidden record must not show through the name of a change that touched it (W20).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.fields.references import Reference
from model.core.records.record import Record, Row
from model.core.records.saved_views import SavedView

_MOST = 40
"""Rows of one kind that are looked at one by one; of a bulk change these stand for the rest."""

_LINKED = ("lead", "customer", "contact", "opportunity", "project", "campaign")


def of_change(session: Session, change_id: int) -> tuple[bool, bool]:
    """Return whether the person may see some of what a change touched, and whether some of it is hidden from them."""
    kinds = [
        row[0] for row in session.store.rows("SELECT DISTINCT record FROM change_row WHERE change = ?", (change_id,))
    ]
    records = [kind for kind in kinds if issubclass(session.records[kind], Record)]
    seen = hidden = False
    # Links are seen where what they link is; with records in the change these have the say.
    for kind in records or kinds:
        for sight in _of_rows(session, change_id, kind):
            seen, hidden = seen or sight, hidden or not sight
            if seen and hidden:
                return True, True
    return seen, hidden


def hidden_by(session: Session, change_id: int) -> int:
    """Return how many records a change made visible to their owner only, whoever may see them (decision 22)."""
    found = session.store.value(
        "SELECT count(*) FROM change_row WHERE change = ? AND action = 'update'"
        " AND json_extract(after, '$.owner_only') = 1 AND NOT coalesce(json_extract(before, '$.owner_only'), 0)",
        (change_id,),
    )
    return int(found)


def _of_rows(session: Session, change_id: int, kind: str) -> Iterator[bool]:
    record = session.records[kind]
    table = record.table()
    if issubclass(record, Record):
        where, parameters = visible(record, session.person.id)
        for sight in (True, False):
            test = where if sight else f"({where}) IS NOT TRUE"
            yield from (
                sight
                for _row in session.store.rows(
                    f"SELECT 1 FROM change_row line JOIN {table} ON {table}.id = line.record_id"
                    f" WHERE line.change = ? AND line.record = ? AND {test} LIMIT 1",
                    (change_id, kind, *parameters),
                )
            )
        there = f"SELECT 1 FROM {table} WHERE id = line.record_id"
    else:
        there = "SELECT 0 WHERE 0"
    for record_id, before in session.store.rows(
        f"SELECT line.record_id, line.before FROM change_row line WHERE line.change = ? AND line.record = ?"
        f" AND NOT EXISTS ({there}) LIMIT ?",
        (change_id, kind, _MOST),
    ):
        yield _last_seen(session, record, record_id, json.loads(before) if before else {})


def of_row(session: Session, kind: str, record_id: int) -> bool:
    """Whether the person may see a row, there or gone; a link where they may see what it links."""
    record = session.records[kind]
    where, parameters = visible(record, session.person.id)
    row = session.store.row(f"SELECT {where} FROM {record.table()} WHERE id = ?", (*parameters, record_id))
    if row is not None and issubclass(record, Record):
        return bool(row[0])
    return _last_seen(session, record, record_id, {})


def _last_seen(session: Session, record: type[Row], record_id: int, before: Mapping[str, Any]) -> bool:
    """Whether the person might have seen a row that is gone, or may see both ends of a link."""
    last = session.store.value(
        "SELECT before FROM change_row WHERE record = ? AND record_id = ? AND action = 'delete'"
        " ORDER BY id DESC LIMIT 1",
        (record.name_in_code, record_id),
    )
    values = {**before, **(json.loads(last) if last else {})}
    me = session.person.id
    if getattr(record, "hides", False):
        return not values.get("owner_only") or values.get("owner") == me
    if record.table() == "activity":
        return values.get("owner") == me or _was_linked_to_seen(session, record_id)
    if issubclass(record, Record) and not record.visible_through:
        return True
    if not last and not issubclass(record, Record):
        values = _stored(session, record, record_id) or values
    if record is SavedView:
        return bool(values.get("shared")) or values.get("owner") == me
    places = [(name.removesuffix("_id"), name) for name in record.fields() if name.endswith("record_id")]
    if not all(of_row(session, values[kind], values[number]) for kind, number in places if values.get(kind)):
        return False
    return all(
        of_row(session, field.record, values[name])
        for name, field in record.fields().items()
        if isinstance(field, Reference) and field.record in _LINKED and values.get(name) is not None
    )


def _stored(session: Session, record: type[Row], record_id: int) -> dict[str, Any] | None:
    names = list(record.fields())
    row = session.store.row(f"SELECT {', '.join(names)} FROM {record.table()} WHERE id = ?", (record_id,))
    return None if row is None else dict(zip(names, row, strict=True))


def _was_linked_to_seen(session: Session, activity: int) -> bool:
    """Whether an activity that is gone was linked to nothing, or to something that the person may see."""
    links = [
        json.loads(before)
        for (before,) in session.store.rows(
            "SELECT gone.before FROM change_row own JOIN change_row gone ON gone.change = own.change"
            " AND gone.record = 'activity_link' AND gone.action = 'delete'"
            " AND json_extract(gone.before, '$.activity') = own.record_id"
            " WHERE own.record_id = ? AND own.record IN ('task', 'appointment', 'note', 'call', 'email')"
            " AND own.action = 'delete'",
            (activity,),
        )
    ]
    return not links or any(of_row(session, link["record"], link["record_id"]) for link in links)
