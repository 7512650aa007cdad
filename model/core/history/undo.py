"""History, and undo of a whole change or of nothing (COM-07, COM-08, decision 18)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from model.core import dates
from model.core.access.custom_values import differing
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.errors import NotFoundError, UserError
from model.core.fields.references import Joined, Reference
from model.core.history import visibility
from model.core.history.bulk_undo import revert_in_sets
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record, Row
from model.core.text import visible as shown

DAYS = 30
"""How long a change can be undone."""
AS_GIVEN = ("name", "file")
"""Details of a change that are names of somebody's own, never words of the program's."""

_STAMPS = ("version", "changed_at", "changed_by", "changed_by_key")
_NAMELESS = frozenset({"count", "file", "field", "records"})
"""Details of a change that never are the name of a record."""
_ADMINISTERED = ("employee", "option", "custom_field")
"""What administrators alone write: a right that somebody had when it was done is not theirs for good."""
_NAMED = 5
"""How many of the things that stand in the way are named."""
_LOOKED_AT = 200
"""How many are looked at for that: those that the person may not see are not named."""


@dataclass(frozen=True)
class PastChange:
    """One change of the history."""

    id: int
    name: str
    """What was done, in the language in use, safe to show."""
    kind: str
    author: str
    """Initials."""
    at: datetime
    rows: int
    undoes: int | None
    undone_by: int | None
    author_id: int
    hid: int = 0
    """How many records that the person may not see it hid from others; told to administrators alone (decision 22)."""


@dataclass(frozen=True)
class PastField:
    """What one change did to one field of a record, as people read it; ``before`` is None where the row was made."""

    change: PastChange
    action: str
    """insert, update or delete; touch where something that hangs on the record changed, and no field of its own; link
    where something was linked to it, taken off, or its link says something else now."""
    field: str
    before: str | None
    after: str | None
    label: str = ""
    """What the field is called, in the language in use, safe to show."""


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


_COLUMNS = (
    "change.id, change.name, change.details, change.kind, author.initials, change.at, change.rows, change.undoes,"
    " change.undone_by, change.author"
)
STANDING = "change.undone_by IS NULL AND (change.undoes IS NULL OR change.undoes <= ?)"
"""Whether a change later than a certain one is in force: neither undone, nor the undoing of such a later one."""

_FROM = "FROM change JOIN employee author ON author.id = change.author"


def _past(row: tuple[Any, ...], *, named: bool = True) -> PastChange:
    name = _(row[1])
    for key, value in json.loads(row[2] or "{}").items():
        name = name.replace("{" + key + "}", shown(value if key in AS_GIVEN else _(value)) if named else "…")
    return PastChange(row[0], name, row[3], row[4], dates.from_utc_text(row[5]), row[6], row[7], row[8], row[9])


def _past_as_seen(session: Session, row: tuple[Any, ...]) -> PastChange | None:
    """Return a change as the person may see it, None where all that it touched is hidden from them.

    Where only some of it is, the change goes by its kind alone: its name could be that of a hidden record.
    """
    if row[9] == session.person.id:
        return _past(row)
    shown_some, hidden_some = visibility.of_change(session, row[0])
    hid = visibility.hidden_by(session, row[0]) if hidden_some and session.person.role == "administrator" else 0
    if hid:
        past = _past(row, named=False)
        hides = ngettext("{count} record hidden", "{count} records hidden", hid).format(count=format_whole(hid))
        return replace(past, name=f"{past.name} ({hides})", hid=hid)
    return _past(row, named=not hidden_some) if shown_some or not hidden_some else None


def _named_beside(session: Session, row: tuple[Any, ...]) -> bool:
    """Whether a change that touched a record the person may see can be called by its name.

    It may be that of another record, which is hidden from them: of a contact that was deleted from a customer, say.
    """
    if row[9] == session.person.id or row[6] <= 1 or _NAMELESS.issuperset(json.loads(row[2] or "{}")):
        return True
    # What administrators did to very many records is called by the choice, the field or the employee.
    return _administered(session, row[0]) or not visibility.of_change(session, row[0])[1]


def _administered(session: Session, change_id: int) -> bool:
    """Whether a change touched what administrators alone write."""
    marks = ", ".join("?" * len(_ADMINISTERED))
    sql = f"SELECT 1 FROM change_row WHERE change = ? AND record IN ({marks}) LIMIT 1"
    return session.store.row(sql, (change_id, *_ADMINISTERED)) is not None


def latest(session: Session, limit: int = 200, *, before: int | None = None) -> list[PastChange]:
    """Return the newest changes of everybody, newest first; ``before`` a change's ID for the next page.

    Changes that touched nothing but records hidden from the person are left out.
    """
    found: list[PastChange] = []
    for row in session.store.each(
        f"SELECT {_COLUMNS} {_FROM} WHERE change.id < ? ORDER BY change.id DESC", (before or 2**62,)
    ):
        past = _past_as_seen(session, row)
        if past is not None:
            found.append(past)
            if len(found) == limit:
                break
    return found


def one(session: Session, change_id: int) -> PastChange:
    """Return a change by its ID; raise :class:`NotFoundError` where there is none to see."""
    row = session.store.row(f"SELECT {_COLUMNS} {_FROM} WHERE change.id = ?", (change_id,))
    past = None if row is None else _past_as_seen(session, row)
    if past is None:
        raise NotFoundError(_("There is no change {number}.").format(number=change_id), "change")
    return past


def latest_own(session: Session) -> PastChange | None:
    """Return the person's latest change that is not undone, None where there is none (cli.md, ``salg undo``)."""
    row = session.store.row(
        f"SELECT {_COLUMNS} {_FROM} WHERE change.author = ? AND change.undone_by IS NULL AND change.undoes IS NULL"
        " ORDER BY change.id DESC LIMIT 1",
        (session.person.id,),
    )
    return None if row is None else _past(row)


def latest_undone(session: Session) -> PastChange | None:
    """Return the person's latest undo that can itself be undone (redo), None where they did something else since.

    After several undos the redos come back in the opposite order.
    """
    row = session.store.row(
        f"SELECT {_COLUMNS} {_FROM} WHERE change.author = ? AND change.undone_by IS NULL AND change.kind <> 'redo'"
        " ORDER BY change.id DESC LIMIT 1",
        (session.person.id,),
    )
    return _past(row) if row is not None and row[3] == "undo" else None


def own_lines(session: Session, record: type[Record], record_id: int) -> Iterator[tuple[int, PastField]]:
    """Yield (line of the history, what it did to a field) for a record's own row, newest first.

    Nothing is yielded for a record that the person may not see; of one that is deleted, for one that they might not
    have seen.
    """
    if not visibility.of_row(session, record.name_in_code, record_id):
        return
    for line, past, action, before, after in lines_of(session, record.name_in_code, record_id):
        if action != "update":
            yield line, PastField(past, action, "", None, None)
        elif all(name in _STAMPS for name in after):
            yield line, PastField(past, "touch", "", None, None)
        else:
            for one in _field_lines(session, record, past, action, before, after):
                yield line, one


def lines_of(
    session: Session, kind: str, record_id: int
) -> Iterator[tuple[int, PastChange, str, dict[str, Any], dict[str, Any]]]:
    """Yield the history of one row, newest first: line, change, action, and what stood there before and after.

    The change goes by its name where that is not the name of something hidden from the person.
    """
    named: dict[int, bool] = {}
    for row in session.store.each(
        f"SELECT {_COLUMNS}, line.action, line.before, line.after, line.id {_FROM}"
        " JOIN change_row line ON line.change = change.id"
        " WHERE line.record = ? AND line.record_id = ? ORDER BY line.id DESC",
        (kind, record_id),
    ):
        if row[0] not in named:
            named[row[0]] = _named_beside(session, row[:10])
        past = _past(row[:10], named=named[row[0]])
        yield row[13], past, row[10], json.loads(row[11] or "{}"), json.loads(row[12] or "{}")


def field_lines(
    session: Session, record: type[Record], past: PastChange, action: str, before: str | None, after: str | None
) -> Iterator[PastField]:
    """Yield what one line of the history did to each field of a record; ``before`` and ``after`` as they are stored."""
    yield from _field_lines(session, record, past, action, json.loads(before or "{}"), json.loads(after or "{}"))


def _field_lines(
    session: Session,
    record: type[Record],
    past: PastChange,
    action: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> Iterator[PastField]:
    fields, reading = record.fields(), session.reading()
    for name in after:
        field = fields.get(name)
        if field is None or isinstance(field, Joined) or name in ("version", "changed_at", "changed_by"):
            continue
        if name == "custom":
            for one in differing(session, record, before.get(name), after[name]):
                yield PastField(past, action, one.field, one.before, one.after, one.label)
            continue
        texts = [shown(field.format(field.from_stored(value), reading)) for value in (before.get(name), after[name])]
        yield PastField(past, action, name, texts[0], texts[1], field.title)


def plan_undo(session: Session, change_id: int) -> UndoPlan:
    """Return what undoing the change would do; nothing is written.

    Raises :class:`NotFoundError` for a change there is not.
    """
    past = one(session, change_id)
    counts: dict[str, Counter[str]] = {"insert": Counter(), "update": Counter(), "delete": Counter()}
    for action, record, number in session.store.rows(
        "SELECT action, record, count(*) FROM change_row WHERE change = ? GROUP BY action, record", (change_id,)
    ):
        counts[action][record] += number
    refusals = list(_refusals(session, past))
    return UndoPlan(past, dict(counts["insert"]), dict(counts["update"]), dict(counts["delete"]), tuple(refusals))


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
    if past.author_id != session.person.id and not administers:
        yield _("It was made by {who}; only {who} or an administrator can undo it.").format(who=past.author)
        return
    if session.clock() - past.at > timedelta(days=DAYS):
        yield _("It was made more than {days} days ago.").format(days=DAYS)
    if not administers and _administered(session, past.id):
        yield _("Only an administrator may do this.")


def _changed_since(session: Session, past: PastChange) -> Iterator[str]:
    """Name later changes of the same rows, but those that were undone, and the undos that undid them."""
    standing = session.store.rows(
        f"SELECT DISTINCT {_COLUMNS}, later.record, later.record_id FROM change_row mine JOIN change_row later"
        " ON later.record = mine.record AND later.record_id = mine.record_id AND later.change > mine.change"
        " JOIN change ON change.id = later.change JOIN employee author ON author.id = change.author"
        f" WHERE mine.change = ? AND {STANDING}"
        " ORDER BY change.id LIMIT ?",
        (past.id, past.id, _NAMED),
    )
    for row in standing:
        later = _past_as_seen(session, row[:10]) or _past(row[:10], named=False)
        yield _("{record} has been changed since by {who}, {when}: {name}.").format(
            record=called(session, row[10], row[11]),
            who=later.author,
            when=dates.format_moment(later.at, session.reading().zone),
            name=later.name,
        )


def _referred_to_since(session: Session, past: PastChange) -> Iterator[str]:
    """Name records outside the change that refer to what it made, and would refer to nothing."""
    made = session.store.rows(
        "SELECT DISTINCT record FROM change_row WHERE change = ? AND action = 'insert'", (past.id,)
    )
    found, hidden = 0, False
    for (kind,) in made:
        names = (kind, session.records[kind].table())
        inserted = "SELECT record_id FROM change_row WHERE change = ? AND record = ? AND action = 'insert'"
        for other in session.records.values():
            table = other.table()
            tests = [
                (f"{table}.{name} IN ({inserted})", [past.id, kind])
                for name, field in other.fields().items()
                if isinstance(field, Reference) and field.record in names
            ]
            if other.name_in_code == "activity_link" or other.deleted_along:
                tests.append((f"{table}.record = ? AND {table}.record_id IN ({inserted})", [kind, past.id, kind]))
            written = (
                "SELECT 1 FROM change_row own JOIN change ON change.id = own.change"
                f" WHERE own.record = ? AND own.record_id = {table}.id AND own.change"
            )
            scope = "".join(f" AND {table}.{column} = ?" for column in other.scope)
            for test, parameters in tests:
                for (record_id,) in session.store.rows(
                    f"SELECT {table}.id FROM {table} WHERE {test}{scope} AND NOT EXISTS ({written} = ?)"
                    f" AND EXISTS ({written} > ? AND {STANDING}) LIMIT ?",
                    [*parameters, *other.scope.values(), *[other.name_in_code, past.id] * 2, past.id, _LOOKED_AT],
                ):
                    if not visibility.of_row(session, other.name_in_code, record_id):
                        hidden = True
                        continue
                    found += 1
                    yield _("{record} refers to what it made.").format(
                        record=called(session, other.name_in_code, record_id)
                    )
                    if found == _NAMED:
                        return
    if hidden and not found:
        # Once, however many there are, and not at all where there is another reason (W20).
        yield _("What you may not see refers to what it made: ask an administrator.")


def _gone_since(session: Session, past: PastChange) -> Iterator[str]:
    """Name what a row would refer to again, but was deleted in the meantime."""
    touched = session.store.rows(
        "SELECT DISTINCT record FROM change_row WHERE change = ? AND action <> 'insert'", (past.id,)
    )
    gone: dict[tuple[str, int], None] = {}
    for (kind,) in touched:
        for name, field in session.records[kind].fields().items():
            if isinstance(field, Reference):
                target = session.records.get(field.record)
                kinds = (
                    [field.record] if target else [n for n, r in session.records.items() if r.table() == field.record]
                )
                table = field.record if target is None else target.table()
                marks = ", ".join("?" * len(kinds))
                for row in session.store.rows(
                    "SELECT deleted.record, deleted.record_id FROM change_row mine JOIN change_row deleted"
                    f" ON deleted.record IN ({marks}) AND deleted.record_id = json_extract(mine.before, '$.{name}')"
                    " AND deleted.action = 'delete' AND deleted.change > mine.change"
                    " WHERE mine.change = ? AND mine.record = ? AND mine.action <> 'insert'"
                    f" AND NOT EXISTS (SELECT 1 FROM {table} there WHERE there.id = deleted.record_id) LIMIT ?",
                    [*kinds, past.id, kind, _NAMED],
                ):
                    gone.setdefault(row)
    seen = [row for row in gone if visibility.of_row(session, *row)]
    for record, record_id in seen[:_NAMED]:
        yield _("{record} was deleted in the meantime.").format(record=called(session, record, record_id))
    if not seen and gone:
        yield _("Something that you may not see was deleted in the meantime: ask an administrator.")


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
    with change(session, name, "redo" if again else "undo", name=original_name(session, change_id)) as made:
        # Asked again inside the transaction: somebody may have changed a row since it was shown.
        refusals = list(_refusals(session, one(session, change_id)))
        if refusals:
            raise UserError(refusals[0], "change")
        _revert_all(made, change_id)
        made.connection.execute("UPDATE change SET undone_by = ? WHERE id = ?", (made.id, change_id))
        made.connection.execute("UPDATE change SET undoes = ? WHERE id = ?", (change_id, made.id))
        # What an undone undo had undone is in force again, and so on down the chain.
        undone, undoer = past.undoes, past.id
        in_force = True
        while undone is not None:
            made.connection.execute(
                "UPDATE change SET undone_by = ? WHERE id = ?", (None if in_force else undoer, undone)
            )
            undoer, in_force = undone, not in_force
            (undone,) = made.connection.execute("SELECT undoes FROM change WHERE id = ?", (undone,)).fetchone()
    return one(session, made.id)


def original_name(session: Session, change_id: int) -> str:
    """Return the name of what is undone, without the Undo of an undo."""
    row = session.store.row("SELECT name, details, undoes FROM change WHERE id = ?", (change_id,))
    assert row is not None
    if row[2] is not None:
        return original_name(session, row[2])
    name = _(row[0])
    for key, value in json.loads(row[1] or "{}").items():
        name = name.replace("{" + key + "}", value if key in AS_GIVEN else _(value))
    return name


def _revert_all(made: Change, change_id: int) -> None:
    """Take back every row of a change: very many by sets, else the last first, a thousand at a time."""
    if revert_in_sets(made, change_id):
        return
    last = 2**62
    while True:
        rows = made.connection.execute(
            "SELECT id, record, record_id, action, before FROM change_row WHERE change = ? AND id < ?"
            " ORDER BY id DESC LIMIT 1000",
            (change_id, last),
        ).fetchall()
        if not rows:
            return
        for _line, record, record_id, action, before in rows:
            revert(made, made.session.records[record], record_id, action, json.loads(before) if before else {})
        last = rows[-1][0]


def revert(made: Change, record: type[Row], record_id: int, action: str, before: dict[str, Any]) -> None:
    """Take back what a change did to one row."""
    if action == "insert":
        made.remove_stored(record, record_id)
    elif action == "delete":
        made.insert_stored(record, before)
    else:
        made.restore_stored(record, record_id, before)
