"""Undo of a whole change or of nothing (COM-08, decision 18)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from model.core import dates
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.history import visibility
from model.core.history.bulk_undo import revert_in_sets
from model.core.history.past_changes import UNDONE, PastChange, administered, in_force_after, one, one_unnamed
from model.core.language import N_, _
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Record, Row
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of, json_value
from model.core.storage.statements import slot, statement, stored
from model.core.text import visible as shown

DAYS = 30
"""How long a change can be undone."""

_NAMED = 5
"""How many of the things that stand in the way are named."""
_LOOKED_AT = 200
"""How many are looked at for that: those that the person may not see are not named."""
_BATCH = 1_000
"""Rows that are taken back at a time."""
_HIGHEST = 2**62
"""Higher than the ID of any row of the history."""


@dataclass(frozen=True)
class UndoPlan:
    """What undoing a change would do, and what stands in its way."""

    change: PastChange
    removed: dict[str, int]
    """Rows by kind of record that the change made and undo would remove."""
    restored: dict[str, int]
    """Rows by kind of record whose fields would be what they were."""
    recreated: dict[str, int]
    """Rows by kind of record that the change deleted and undo would bring back."""
    refusals: tuple[str, ...]
    """Why it cannot be done, one sentence each; empty when it can."""


# Queries


@statement
def _counts() -> peewee.Query:
    rows = ChangeRow.select(ChangeRow.action, ChangeRow.record, peewee.fn.count(ChangeRow.id))
    rows = rows.where(ChangeRow.change == slot("change"))
    return rows.group_by(ChangeRow.action, ChangeRow.record).order_by(ChangeRow.action, ChangeRow.record)


def _kinds_touched() -> peewee.ModelSelect[ChangeRow]:
    rows = ChangeRow.select(ChangeRow.record).where(ChangeRow.change == slot("change"))
    return rows.group_by(ChangeRow.record).order_by(peewee.fn.min(ChangeRow.id))


@statement
def _kinds_made() -> peewee.Query:
    return _kinds_touched().where(ChangeRow.action == "insert")


@statement
def _kinds_not_made() -> peewee.Query:
    return _kinds_touched().where(ChangeRow.action != "insert")


@statement
def _rows_changed_since() -> peewee.Query:
    """Change, kind and ID of rows that the change touched, and a later one that is in force did as well."""
    mine, later = ChangeRow.alias("mine"), ChangeRow.alias("later")
    return (
        mine.select(later.change, later.record, later.record_id)
        .join(
            later,
            on=(later.record == mine.record) & (later.record_id == mine.record_id) & (later.change > mine.change),
        )
        .join(ChangeEntry, on=ChangeEntry.id == later.change)
        .where(mine.change == slot("change"), in_force_after(slot("change")))
        .group_by(later.change, later.record, later.record_id)
        .order_by(later.change, peewee.fn.min(mine.id))
        .limit(_NAMED)
    )


def made_by_change() -> peewee.Query:
    """Return the query for the IDs of the rows of a kind that a change made; slots ``change`` and ``made``."""
    made = ChangeRow.alias("made")
    return made.select(made.record_id).where(
        made.change == slot("change"), made.record == stored("made"), made.action == "insert"
    )


def written_since_alone(record: type[Row]) -> Any:
    """Return the condition that the change has not written a row of ``record``, but a later one in force has."""
    own = ChangeRow.alias("own")
    lines = (
        own.select(peewee.SQL("1"))
        .join(ChangeEntry, on=ChangeEntry.id == own.change)
        .where(own.record == record.name_in_code, own.record_id == record.id)
    )
    by_it = lines.where(own.change == slot("change"))
    since = lines.where(own.change > slot("change"), in_force_after(slot("change")))
    return ~peewee.fn.EXISTS(by_it) & peewee.fn.EXISTS(since)


@statement
def _referring(record: type[Row], column: str, with_kind: bool) -> peewee.Query:
    """Rows that refer to what the change made by ``column``; ``with_kind`` where ``record`` says to which kind."""
    conditions = [column_of(record, column).in_(made_by_change()), in_scope(record), written_since_alone(record)]
    if with_kind:
        conditions.append(column_of(record, "record") == stored("made"))
    return record.select(record.id).where(*conditions).limit(_LOOKED_AT)


@statement
def _deleted_since(reference: str, kinds: tuple[str, ...], target: type[Row]) -> peewee.Query:
    """Kind and ID of what ``reference`` would refer to again, and was deleted after the change."""
    mine, deleted, there = ChangeRow.alias("mine"), ChangeRow.alias("deleted"), target.alias("there")
    return (
        mine.select(deleted.record, deleted.record_id)
        .join(
            deleted,
            on=deleted.record.in_(kinds)
            & (deleted.record_id == json_value(mine.before, reference, int))
            & (deleted.action == "delete")
            & (deleted.change > mine.change),
        )
        .where(
            mine.change == slot("change"),
            mine.record == slot("record"),
            mine.action != "insert",
            ~peewee.fn.EXISTS(there.select(peewee.SQL("1")).where(there.id == deleted.record_id)),
        )
        .limit(_NAMED)
    )


@statement
def _last_lines() -> peewee.Query:
    lines = ChangeRow.select(
        ChangeRow.id, ChangeRow.record, ChangeRow.record_id, ChangeRow.action, ChangeRow.before
    ).where(ChangeRow.change == slot("change"), ChangeRow.id < slot("before"))
    return lines.order_by(ChangeRow.id.desc()).limit(_BATCH)


@statement
def _original() -> peewee.Query:
    entry = ChangeEntry.select(ChangeEntry.name, ChangeEntry.details, ChangeEntry.undoes)
    return entry.where(ChangeEntry.id == slot("change"))


# What undo would do


def plan_undo(session: Session, change_id: int) -> UndoPlan:
    """Return what undoing the change would do; nothing is written.

    Raises :class:`NotFoundError` for a change there is not.
    """
    past = one(session, change_id)
    counts: dict[str, dict[str, int]] = {"insert": {}, "update": {}, "delete": {}}
    for action, record, number in session.store.rows(_counts(), change=change_id):
        counts[action][record] = number
    refusals = tuple(_refusals(session, past))
    return UndoPlan(past, counts["insert"], counts["update"], counts["delete"], refusals)


def _refusals(session: Session, past: PastChange) -> Iterator[str]:
    if past.undone_by is not None:
        yield _("It is undone already.")
        return
    yield from barred(session, past)
    if past.author_id != session.person.id and not session.administers():
        # What became of the rows is not told to those whom the change does not concern.
        return
    changed = list(_changed_since(session, past))
    yield from changed
    if not changed:
        yield from _referred_to_since(session, past)
        yield from _gone_since(session, past)


def barred(session: Session, past: PastChange) -> Iterator[str]:
    """Yield why this person may not undo the change, whatever became of its rows."""
    administers = session.administers()
    if past.kind == "erase":
        yield _("What was erased of a person is kept nowhere: it cannot be brought back.")
        return
    if past.kind == "dispatch":
        yield _("It has been sent, and that cannot be taken back.")
        return
    if past.author_id != session.person.id and not administers:
        yield _("It was made by {who}; only {who} or an administrator can undo it.").format(who=past.author)
        return
    if session.clock() - past.at > timedelta(days=DAYS):
        yield _("It was made more than {days} days ago.").format(days=DAYS)
    if not administers and administered(session, past.id):
        yield _("Only an administrator may do this.")


def _changed_since(session: Session, past: PastChange) -> Iterator[str]:
    """Name later changes of the same rows, but those that were undone, and the undos that undid them."""
    for change_id, record, record_id in session.store.rows(_rows_changed_since(), change=past.id):
        later = one_unnamed(session, change_id)
        yield _("{record} has been changed since by {who}, {when}: {name}.").format(
            record=called(session, record, record_id),
            who=later.author,
            when=dates.format_moment(later.at, session.reading().zone),
            name=later.name,
        )


def _referred_to_since(session: Session, past: PastChange) -> Iterator[str]:
    """Name records outside the change that refer to what it made, and would refer to nothing."""
    found, hidden = 0, False
    for other, record_id in _referring_since(session, past):
        if not visibility.of_row(session, other, record_id):
            hidden = True
            continue
        found += 1
        yield _("{record} refers to what it made.").format(record=called(session, other, record_id))
        if found == _NAMED:
            return
    if hidden and not found:
        # Once, however many there are, and not at all where there is another reason (W20).
        yield _("What you may not see refers to what it made: ask an administrator.")


def _referring_since(session: Session, past: PastChange) -> Iterator[tuple[str, int]]:
    """Yield kind and ID of the records outside the change that refer to what it made."""
    for (kind,) in session.store.rows(_kinds_made(), change=past.id):
        names = (kind, session.records[kind].table())
        for other in session.records.values():
            columns = [
                (name, False)
                for name, field in other.fields().items()
                if isinstance(field, Reference) and field.record in names
            ]
            if other.name_in_code == "activity_link" or other.deleted_along:
                columns.append(("record_id", True))
            for column, with_kind in columns:
                query = _referring(other, column, with_kind)
                for (record_id,) in session.store.rows(query, change=past.id, made=kind):
                    yield other.name_in_code, record_id


def _gone_since(session: Session, past: PastChange) -> Iterator[str]:
    """Name what a row would refer to again, but was deleted in the meantime."""
    gone: dict[tuple[str, int], None] = {}
    for (kind,) in session.store.rows(_kinds_not_made(), change=past.id):
        for name, field in session.records[kind].fields().items():
            if isinstance(field, Reference):
                kinds = _kinds_of(session, field)
                query = _deleted_since(name, kinds, session.records[kinds[0]])
                for record, record_id in session.store.rows(query, change=past.id, record=kind):
                    gone.setdefault((record, record_id))
    seen = [row for row in gone if visibility.of_row(session, *row)]
    for record, record_id in seen[:_NAMED]:
        yield _("{record} was deleted in the meantime.").format(record=called(session, record, record_id))
    if not seen and gone:
        yield _("Something that you may not see was deleted in the meantime: ask an administrator.")


def _kinds_of(session: Session, field: Reference) -> tuple[str, ...]:
    """Return the kinds of record that a field refers to: several share the table of activities."""
    if field.record in session.records:
        return (field.record,)
    return tuple(name for name, record in session.records.items() if record.table() == field.record)


def called(session: Session, record: str, record_id: int) -> str:
    """Return what a row is called in sentences about it, safe to show."""
    kind = session.records.get(record)
    if kind is None or not issubclass(kind, Record):
        return _("A link")
    title = session.names.title_of(record, record_id)
    return shown(f"{_(kind.label)} {title}".strip() if title else f"{_(kind.label)} {record_id}")


def undo(session: Session, change_id: int) -> PastChange:
    """Undo a change wholly, as a change of its own that can be undone in turn (redo), and return that one.

    Raises :class:`UserError` naming what stands in the way, with nothing changed.
    """
    past = one(session, change_id)
    again = past.kind == "undo"
    name = N_("Redo: {name}") if again else N_("Undo: {name}")
    with change(session, name, "redo" if again else "undo", **original_name(session, change_id)) as made:
        # Asked again inside the transaction: somebody may have changed a row since it was shown.
        refusals = list(_refusals(session, one(session, change_id)))
        if refusals:
            raise UserError(refusals[0], "change")
        _revert_all(made, change_id)
        store = session.store
        store.update_row("change", change_id, {"undone_by": made.id})
        store.update_row("change", made.id, {"undoes": change_id})
        # What an undone undo had undone is in force again, and so on down the chain.
        undone, undoer = past.undoes, past.id
        in_force = True
        while undone is not None:
            store.update_row("change", undone, {"undone_by": None if in_force else undoer})
            undoer, in_force = undone, not in_force
            undone = _undone_by(session, undone)
    return one(session, made.id)


def _undone_by(session: Session, change_id: int) -> int | None:
    """Return the change that this one is the undoing of, None where it is none."""
    row = session.store.row(_original(), change=change_id)
    return None if row is None else row[2]


def original_name(session: Session, change_id: int) -> dict[str, str]:
    """Return the details by which an undo says what was undone, without the Undo of an undo: its name and details."""
    row = session.store.row(_original(), change=change_id)
    assert row is not None
    if row[2] is not None:
        return original_name(session, row[2])
    details = json.loads(row[1] or "{}")
    # What took back all but some of a change names that change in the same way.
    return {UNDONE: row[0], **{f"{UNDONE}.{key}" if key.startswith(UNDONE) else key: details[key] for key in details}}


def _revert_all(made: Change, change_id: int) -> None:
    """Take back every row of a change: very many by sets, else the last first, a thousand at a time."""
    if revert_in_sets(made, change_id):
        return
    for record, record_id, action, before in last_first(made.session, change_id):
        revert(made, made.session.records[record], record_id, action, before)


def last_first(session: Session, change_id: int) -> Iterator[tuple[str, int, str, dict[str, Any]]]:
    """Yield what a change did to each row, the last first: kind, ID, action, and the stored columns before it."""
    last = _HIGHEST
    while lines := session.store.rows(_last_lines(), change=change_id, before=last):
        for _line, record, record_id, action, before in lines:
            yield record, record_id, action, json.loads(before) if before else {}
        last = lines[-1][0]


def revert(made: Change, record: type[Row], record_id: int, action: str, before: dict[str, Any]) -> None:
    """Take back what a change did to one row."""
    if action == "insert":
        made.remove_stored(record, record_id)
    elif action == "delete":
        made.insert_stored(record, before)
    else:
        made.restore_stored(record, record_id, before)
