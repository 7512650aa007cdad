"""What was done to a record and to what is linked to it, and what one change did to each record (COM-07).

A record's history tells of its own fields, and of what came to it or left it: contacts and their roles, categories,
documents, sellers, activities, projects and opportunities. Links have no fields that anybody opens; they are told as
what they link, on both sides. *Changed*, on a record, is when a field of its own was last changed: what is linked to
it has its times here.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import json
import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.session import Session
from model.core.fields.references import Reference
from model.core.history import visibility
from model.core.history.past_changes import PastChange, PastField, field_lines, lines_of, own_lines
from model.core.history.snapshot import row_on_file, row_when_deleted
from model.core.language import N_, _
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import along, column_of, json_value, literal
from model.core.storage.statements import slot, statement, stored
from model.core.text import visible as shown

LINKS = (
    "customer_contact", "customer_category", "contact_category", "project_contact", "seller", "activity_link",
    "document", "order_line",
)  # fmt: skip
"""Rows that bind something to a record."""
BELONGING = ("project", "opportunity", "order")
"""Records that belong to a customer: that they came or went is told there, not what was done to them."""
_DETAILS = {"customer_contact": "role", "seller": "share"}
"""What of a link is told beside what it links, by its kind."""
_MOST = 200
"""Links of one kind that are looked at, the newest first."""
_SHOWN = 200
"""Rows of one change that are told."""

_LABELS = {"document": N_("Document"), "order_line": N_("Line"), "option": N_("Category"), "employee": N_("Seller")}
"""What is linked, by its kind, where it is no record that has a label."""
_NAMES = {"option": "category", "employee": "seller"}
"""The same, in code."""
_LINK_LABELS = {
    "customer_contact": N_("Contact"),
    "customer_category": N_("Category"),
    "contact_category": N_("Category"),
    "project_contact": N_("Contact of a project"),
    "seller": N_("Seller"),
    "activity_link": N_("Link to an activity"),
    "document": N_("Document"),
    "order_line": N_("Line of an order"),
}
_ACTIVITIES = ("task", "appointment", "note", "call", "email")


@statement
def _rows_of_change() -> peewee.Query:
    lines = ChangeRow.select(ChangeRow.record, ChangeRow.record_id, ChangeRow.action, ChangeRow.before, ChangeRow.after)
    return lines.where(ChangeRow.change == slot("change")).order_by(ChangeRow.id).limit(_SHOWN)


@statement
def _rows_bound(row: type[Row], columns: tuple[str, ...]) -> peewee.Query:
    """The IDs of the newest rows that are or were bound to a record by these columns, whose values are slots."""
    line = along(ChangeRow, "change_row_links")
    now = [column_of(row, name) == stored(name) for name in columns]
    earlier = {name: json_value(line.before, name, str if name == "record" else int) for name in columns}
    # Of a change the history holds the columns that were different: one of two may have stayed.
    then = [peewee.fn.coalesce(value, stored(name)) == stored(name) for name, value in earlier.items()]
    some = functools.reduce(operator.or_, (value.is_null(False) for value in earlier.values()))
    # In the words of the index, which has these lines alone.
    changed = (line.action != literal("insert")) & line.record.in_([literal(name) for name in (*LINKS, *BELONGING)])
    was = line.select(line.record_id).where(changed, line.record == slot("kind"), *then, some)
    return row.select(row.id).where(*now).union(was).order_by(peewee.SQL("1").desc()).limit(_MOST)


@statement
def _present_kind() -> peewee.Query:
    activity: Any = peewee.Table("activity", ("id", "kind"))
    return peewee.Select((activity,), (activity.kind,)).where(activity.id == slot("activity"))


@statement
def _kind_in_history() -> peewee.Query:
    lines = ChangeRow.select(ChangeRow.record)
    return lines.where(ChangeRow.record.in_(_ACTIVITIES), ChangeRow.record_id == slot("activity")).limit(1)


def of_record(session: Session, record: type[Record], record_id: int) -> Iterator[PastField]:
    """Yield what was done to a record and to what is linked to it, newest first; nothing for one that is hidden.

    What is linked is told only where the person may see it (W20). Such a line has the action "link", the kind of what
    is linked as its field, and what it is called: before it was taken off, after it was put on.
    """
    own = own_lines(session, record, record_id)
    first = next(own, None)
    if first is None:
        return
    linked = sorted(_linked(session, record, record_id), key=lambda line: -line[0])
    told = {past.change.id for _line, past in linked}
    for _line, past in heapq.merge(itertools.chain([first], own), linked, key=lambda line: -line[0]):
        # That something which hangs on it is different is said by what it is, where that is told.
        if past.action != "touch" or past.change.id not in told:
            yield past


@dataclass(frozen=True)
class TouchedRecord:
    """What one change did to one record: what it is called, and the fields, none where it was made or deleted."""

    label: str
    title: str
    action: str
    fields: tuple[PastField, ...]


def of_change(session: Session, past: PastChange) -> tuple[list[TouchedRecord], int]:
    """Return what a change did to each record that the person may see, and how many rows more it touched.

    Links are told as a record each: its kind, what it links, and what it says of it.
    """
    found: list[TouchedRecord] = []
    rows = session.store.rows(_rows_of_change(), change=past.id)
    for kind, record_id, action, before, after in rows:
        if not visibility.of_row(session, kind, record_id):
            continue
        record = session.records[kind]
        if not issubclass(record, Record):
            found += _told_link(session, past, kind, record_id, action, before, after)
            continue
        title = _title(session, kind, record_id)
        fields = tuple(field_lines(session, record, past, action, before, after)) if action == "update" else ()
        if action != "update" or fields:
            found.append(TouchedRecord(_(record.label), title, action, fields))
    return found, max(0, past.rows - len(rows))


def _told_link(
    session: Session, past: PastChange, kind: str, record_id: int, action: str, before: str | None, after: str | None
) -> Iterator[TouchedRecord]:
    """Yield a link as what it binds together; nothing for rows that are no links that a history tells of."""
    if kind not in LINKS:
        return
    states = _states(session, kind, record_id, action, json.loads(before or "{}"), json.loads(after or "{}"))
    ends = _ends(session, kind, states[1] or states[0] or {})
    names = [title for _name, other, number in ends if (title := _title(session, other, number))]
    if described := _described(session, kind, states[1] or states[0]):
        names.append(described)
    label = _(_LINK_LABELS[kind])
    details = tuple(_detail(session, kind, state) for state in states)
    fields: tuple[PastField, ...] = ()
    if action == "update" and details[0] != details[1]:
        fields = (PastField(past, action, kind, details[0], details[1], _detail_label(session, kind)),)
    yield TouchedRecord(label, " – ".join(names), action, fields)


# Links of a record


def _linked(session: Session, record: type[Record], record_id: int) -> Iterator[tuple[int, PastField]]:
    """Yield (line of the history, what it did) for all that is or was bound to the record."""
    if record.name_in_code == "employee":
        return
    for kind in (*LINKS, *(BELONGING if record.name_in_code == "customer" else ())):
        for bound in _bound_to(session, kind, record, record_id):
            query = _rows_bound(session.records[kind], tuple(bound))
            for (number,) in session.store.rows(query, kind=kind, **bound):
                if visibility.of_row(session, kind, number):
                    yield from _of_link(session, kind, number, bound)


def _bound_to(session: Session, kind: str, record: type[Record], record_id: int) -> Iterator[dict[str, Any]]:
    """Yield by what columns a row of this kind can be bound to the record: column → value."""
    row = session.records[kind]
    fields = row.fields()
    if "record_id" in fields:
        yield {"record": record.name_in_code, "record_id": record_id}
    for name, field in fields.items():
        if isinstance(field, Reference) and field.record in (record.name_in_code, record.table()):
            yield {name: record_id}


def _of_link(session: Session, kind: str, number: int, bound: Mapping[str, Any]) -> Iterator[tuple[int, PastField]]:
    """Yield what was done to one row, newest first, as far as it was bound to the record before or after."""
    row = session.records[kind]
    state: dict[str, Any] | None = row_on_file(session, row, number)
    for line, past, action, before, after in lines_of(session, kind, number):
        if action == "delete":
            earlier, later = {**before}, None
        elif action == "insert":
            earlier, later = None, {**(state or {}), **after}
        else:
            later = {**(state or {}), **after}
            earlier = {**later, **before}
        was, now = (held if held is not None and _binds(held, bound) else None for held in (earlier, later))
        state = earlier if earlier is not None else state
        if was is None and now is None:
            continue
        texts = [_told(session, kind, held, bound) if held else "" for held in (was, now)]
        if texts[0] != texts[1]:
            other = _other_end(session, kind, now or was or {}, bound)
            name, label = _NAMES.get(other[0], other[0]), _label(session, other[0])
            yield line, PastField(past, "link", name, texts[0], texts[1], label)


def _states(
    session: Session, kind: str, number: int, action: str, before: dict[str, Any], after: dict[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Return a row before and after a line of its history."""
    if action == "delete":
        return before, None
    present = row_on_file(session, session.records[kind], number) or row_when_deleted(session, kind, number)
    if action == "insert":
        return None, present
    later = {**present, **after}
    return {**later, **before}, later


def _binds(state: Mapping[str, Any], bound: Mapping[str, Any]) -> bool:
    return all(state.get(name) == value for name, value in bound.items())


# What they are called


def _ends(session: Session, kind: str, state: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Return (column, kind, ID) of what a row binds together, in the order of its columns."""
    found: list[tuple[str, str, int]] = []
    for name, field in session.records[kind].fields().items():
        value = state.get(name)
        if value is None or name == "added_by":
            continue
        if isinstance(field, Reference):
            other = _kind_of_activity(session, value) if field.record == "activity" else field.record
            found.append((name, other, value))
        elif name == "record_id":
            found.append((name, str(state["record"]), value))
    return found


def _kind_of_activity(session: Session, number: int) -> str:
    kind = session.store.value(_present_kind(), activity=number)
    kind = kind or session.store.value(_kind_in_history(), activity=number)
    return str(kind or "note")


def _other_end(session: Session, kind: str, state: Mapping[str, Any], bound: Mapping[str, Any]) -> tuple[str, int]:
    """Return what a row binds to the record: the row itself where it is told by itself."""
    if not issubclass(session.records[kind], Record) and not _described(session, kind, state):
        for name, other, number in _ends(session, kind, state):
            if name not in bound:
                return other, number
    return kind, int(state["id"])


def _told(session: Session, kind: str, state: Mapping[str, Any], bound: Mapping[str, Any]) -> str:
    """Return what a row says of the record: what it binds to it, and how."""
    if described := _described(session, kind, state):
        return described
    other = _other_end(session, kind, state, bound)
    title = _title(session, *other) or f"#{other[1]}"
    detail = _detail(session, kind, state)
    return f"{title} ({detail})" if detail else title


def _detail(session: Session, kind: str, state: Mapping[str, Any] | None) -> str:
    if described := _described(session, kind, state):
        return described
    name = _DETAILS.get(kind, "")
    if not name or not state or state.get(name) is None:
        return ""
    field = session.records[kind].fields()[name]
    text = field.format(field.from_stored(state[name]), session.reading())
    return shown(f"{text} %" if name == "share" else text)


def _described(session: Session, kind: str, state: Mapping[str, Any] | None) -> str:
    """Return what a row is told as that is no record and binds no two, '' for others (:meth:`Row.describe`)."""
    return shown(session.records[kind].describe(state, session.reading())) if state else ""


def _detail_label(session: Session, kind: str) -> str:
    name = _DETAILS.get(kind)
    return session.records[kind].fields()[name].title if name else _(_LABELS[kind])


def _label(session: Session, kind: str) -> str:
    if kind in _LABELS:
        return _(_LABELS[kind])
    record = session.records.get(kind)
    return _(record.label) if record is not None and issubclass(record, Record) else kind


def _title(session: Session, kind: str, number: int) -> str:
    """Return what a record is called, or was when it was deleted; the person may see it."""
    title = session.names.title_of(kind, number)
    if title:
        return shown(title)
    record = session.records.get(kind)
    field = getattr(record, "title_field", "name")
    return shown(str(row_when_deleted(session, kind, number).get(field) or ""))
