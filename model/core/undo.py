"""History, and undo of a whole change or of nothing (COM-07, COM-08, decision 18)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from model.core import dates
from model.core.access import Session, visible
from model.core.changes import Change, change
from model.core.errors import NotFoundError, UserError
from model.core.language import N_, _
from model.core.records import Record, Row
from model.core.text import visible as shown

DAYS = 30
"""How long a change can be undone."""


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


@dataclass(frozen=True)
class PastField:
    """What one change did to one field of a record, as people read it; ``before`` is None where the row was made."""

    change: PastChange
    action: str
    """insert, update or delete."""
    field: str
    before: str | None
    after: str | None


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
    " change.undone_by"
)
_FROM = "FROM change JOIN employee author ON author.id = change.author"


def _past(row: tuple[Any, ...]) -> PastChange:
    details = json.loads(row[2] or "{}")
    name = _(row[1])
    for key, value in details.items():
        name = name.replace("{" + key + "}", shown(_(value)))
    return PastChange(row[0], name, row[3], row[4], dates.from_utc_text(row[5]), row[6], row[7], row[8])


def latest(session: Session, limit: int = 200, *, before: int | None = None) -> list[PastChange]:
    """Return the newest changes of everybody, newest first; ``before`` a change's ID for the next page.

    Changes that touched nothing but records hidden from the person are left out.
    """
    found: list[PastChange] = []
    for row in session.store.each(
        f"SELECT {_COLUMNS} {_FROM} WHERE change.id < ? ORDER BY change.id DESC", (before or 2**62,)
    ):
        if row[4] == session.person.initials or _may_see(session, row[0]):
            found.append(_past(row))
            if len(found) == limit:
                break
    return found


def _may_see(session: Session, change_id: int) -> bool:
    kinds = session.store.rows(
        "SELECT record, record_id, action, before FROM change_row WHERE change = ? LIMIT 20", (change_id,)
    )
    return any(_row_seen(session, *row) for row in kinds) if kinds else True


def _row_seen(session: Session, record: str, record_id: int, action: str, before: str | None) -> bool:
    kind = session.records.get(record)
    if kind is None or not issubclass(kind, Record):
        return False
    where, parameters = visible(kind, session.person.id)
    if session.store.row(f"SELECT 1 FROM {kind.table()} WHERE id = ? AND {where}", (record_id, *parameters)):
        return True
    if session.store.row(f"SELECT 1 FROM {kind.table()} WHERE id = ?", (record_id,)):
        return False
    # It is gone: what it last was says whether it was anybody's own.
    last = before or session.store.value(
        "SELECT before FROM change_row WHERE record = ? AND record_id = ? AND action = 'delete' ORDER BY id DESC LIMIT 1",
        (record, record_id),
    )
    values = json.loads(last) if last else {}
    return not values.get("owner_only") or values.get("owner") == session.person.id


def one(session: Session, change_id: int) -> PastChange:
    """Return a change by its ID; raise :class:`NotFoundError` where there is none to see."""
    row = session.store.row(f"SELECT {_COLUMNS} {_FROM} WHERE change.id = ?", (change_id,))
    if row is None or (row[4] != session.person.initials and not _may_see(session, change_id)):
        raise NotFoundError(_("There is no change {number}.").format(number=change_id), "change")
    return _past(row)


def latest_own(session: Session) -> PastChange | None:
    """Return the person's latest change that is not undone, None where there is none (cli.md, ``salg undo``)."""
    row = session.store.row(
        f"SELECT {_COLUMNS} {_FROM} WHERE change.author = ? AND change.undone_by IS NULL AND change.undoes IS NULL"
        " ORDER BY change.id DESC LIMIT 1",
        (session.person.id,),
    )
    return None if row is None else _past(row)


def latest_undone(session: Session) -> PastChange | None:
    """Return the person's latest undo that can itself be undone (redo), None where something came after it."""
    row = session.store.row(
        f"SELECT {_COLUMNS} {_FROM} WHERE change.author = ? AND change.undone_by IS NULL ORDER BY change.id DESC LIMIT 1",
        (session.person.id,),
    )
    return _past(row) if row is not None and row[3] == "undo" else None


def of_record(session: Session, record: type[Record], record_id: int) -> Iterator[PastField]:
    """Yield what was done to a record, newest first, field by field; nothing for one the person may not see."""
    where, parameters = visible(record, session.person.id)
    if not session.store.row(f"SELECT 1 FROM {record.table()} WHERE id = ? AND {where}", (record_id, *parameters)):
        return
    fields = record.fields()
    reading = session.reading()
    for row in session.store.each(
        f"SELECT {_COLUMNS}, line.action, line.before, line.after {_FROM} JOIN change_row line ON line.change = change.id"
        " WHERE line.record = ? AND line.record_id = ? ORDER BY line.id DESC",
        (record.name_in_code, record_id),
    ):
        past, action = _past(row[:9]), row[9]
        before, after = json.loads(row[10] or "{}"), json.loads(row[11] or "{}")
        if action != "update":
            yield PastField(past, action, "", None, None)
            continue
        for name in after:
            field = fields.get(name)
            if field is None or name in ("version", "changed_at", "changed_by"):
                continue
            texts = [
                shown(field.format(field.from_stored(value), reading)) for value in (before.get(name), after[name])
            ]
            yield PastField(past, action, name, texts[0], texts[1])


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
    if past.author != session.person.initials and session.person.role != "administrator":
        yield _("It was made by {who}; only {who} or an administrator can undo it.").format(who=past.author)
    if session.clock() - past.at > timedelta(days=DAYS):
        yield _("It was made more than {days} days ago.").format(days=DAYS)
    standing = session.store.rows(
        f"SELECT DISTINCT {_COLUMNS}, later.record, later.record_id FROM change_row mine JOIN change_row later"
        " ON later.record = mine.record AND later.record_id = mine.record_id AND later.change > mine.change"
        " JOIN change ON change.id = later.change JOIN employee author ON author.id = change.author"
        " WHERE mine.change = ? AND change.undone_by IS NULL AND (change.undoes IS NULL OR change.undoes = ?)"
        " ORDER BY change.id LIMIT 5",
        (past.id, past.id),
    )
    for row in standing:
        later = _past(row[:9])
        yield _("{record} has been changed since by {who}, {when}: {name}").format(
            record=_called(session, row[9], row[10]),
            who=later.author,
            when=dates.format_moment(later.at, session.clock().tzinfo or later.at.tzinfo),  # type: ignore[arg-type]
            name=later.name,
        )


def _called(session: Session, record: str, record_id: int) -> str:
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
    with change(session, name, "redo" if again else "undo", name=_original(session, change_id)) as made:
        # Asked again inside the transaction: somebody may have changed a row since it was shown.
        refusals = list(_refusals(session, one(session, change_id)))
        if refusals:
            raise UserError(refusals[0], "change")
        for record, record_id, action, before in made.connection.execute(
            "SELECT record, record_id, action, before FROM change_row WHERE change = ? ORDER BY id DESC", (change_id,)
        ).fetchall():
            _revert(made, session.records[record], record_id, action, json.loads(before) if before else {})
        made.connection.execute("UPDATE change SET undone_by = ? WHERE id = ?", (made.id, change_id))
        made.connection.execute("UPDATE change SET undoes = ? WHERE id = ?", (change_id, made.id))
        if past.undoes is not None:
            made.connection.execute("UPDATE change SET undone_by = NULL WHERE id = ?", (past.undoes,))
    return one(session, made.id)


def _original(session: Session, change_id: int) -> str:
    """Return the name of what is undone, without the Undo of an undo."""
    row = session.store.row("SELECT name, details, undoes FROM change WHERE id = ?", (change_id,))
    assert row is not None
    if row[2] is not None:
        return _original(session, row[2])
    name = _(row[0])
    for key, value in json.loads(row[1] or "{}").items():
        name = name.replace("{" + key + "}", _(value))
    return name


def _revert(made: Change, record: type[Row], record_id: int, action: str, before: dict[str, Any]) -> None:
    if action == "insert":
        made.remove_stored(record, record_id)
    elif action == "delete":
        made.insert_stored(record, before)
    else:
        made.restore_stored(record, record_id, before)
