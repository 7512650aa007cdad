"""Making call lists, finding them again, sharing them, and bringing them up to date (LEAD-33).

A list holds records of any callable kind, also of several (:mod:`model.calling.kinds`).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.calling.kinds import CallableKind, RecordRef, callable_kinds, kind_of
from model.calling.records import CALL_BACK, NEW, RETRY, SKIPPED, CallList, CallListCall, CallListEntry
from model.calling.rules import NUMBER_FORBIDDEN, checked_since, reason_sql
from model.calling.telephone_numbers import first_number, numbers_of
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, insert_new
from model.core.changes.change import Change, change, not_found
from model.core.dates import from_utc_text, utc_text
from model.core.errors import NotAllowedError, UserError
from model.core.language import N_, _
from model.core.lists.criteria import Criterion, Filter, predicate

SEEN = "(call_list.shared = 1 OR call_list.owner = ?)"
"""The lists that a person may work through; ``?`` is that person."""


FORMER_NAMES = (N_("Leads for call list {name}"), N_("Take up parked leads of call list {name}: {count}"))
"""What changes are called in the history of databases from the time when only leads were called."""

WAITING = (NEW, CALL_BACK, RETRY)
"""States in which somebody is still to be called."""


@dataclass(frozen=True)
class ListRow:
    """A call list as the menu shows it."""

    id: int
    name: str
    owner: int
    initials: str
    shared: bool
    script: str
    filter: Filter | None
    filter_type: str
    """The kind of record that the filter is for, its word in code."""
    daily_target: int | None
    highest_tries: int
    made_at: datetime


@dataclass(frozen=True)
class Made:
    """A list just made: how many records it has, and how many of these are skipped, by reason."""

    id: int
    count: int
    skipped: dict[str, int]


def filter_values(wanted: Filter, type_name: str = "lead") -> dict[str, Any]:
    """Return a filter, and the kind of record it is for, as plain data."""
    criteria = [[one.field, one.operator, one.text] for one in wanted.criteria]
    return {
        "views": list(wanted.views), "criteria": criteria, "letter": wanted.letter, "text": wanted.text,
        "nothing": wanted.nothing, "record": type_name,
    }  # fmt: skip


def filter_of(values: Any) -> Filter | None:
    """Return the filter that was kept as plain data, None for none."""
    if not values:
        return None
    criteria = tuple(Criterion(*one) for one in values.get("criteria", []))
    return Filter(
        tuple(values.get("views", [])),
        criteria,
        values.get("letter", ""),
        values.get("text", ""),
        bool(values.get("nothing")),
    )


def refs(type_name: str, ids: Iterable[int]) -> Iterator[RecordRef]:
    """Yield records of one kind, for :func:`create` and :func:`add`."""
    return (RecordRef(type_name, record_id) for record_id in ids)


def create(
    session: Session,
    name: str,
    records: Iterable[tuple[str, int]],
    *,
    wanted: Filter | None = None,
    wanted_type: str = "lead",
    shared: bool = False,
    script: str = "",
    daily_target: int | None = None,
    highest_tries: int = 5,
) -> Made:
    """Make a list of ``records``, called in this order, as one change; return its ID and who on it is skipped and why.

    A record is a pair of its word in code and its ID: ``create(session, "Autumn", [("lead", 7), ("contact", 12)])``;
    :func:`refs` makes pairs of IDs of one kind. Those that the person may not see are left out, and what stands twice
    is called once. Who may not be called is on the list, skipped with the reason. With ``wanted`` records of the kind
    ``wanted_type`` that come to match the filter join it later. ``shared`` lets everybody work through it, ``script``
    is what the caller says, ``daily_target`` how many calls a day are aimed at, and after ``highest_tries`` calls
    without an answer somebody is parked.

    Raises :class:`UserError` for a list without a name or without records, and for a kind that cannot be called.
    """
    values = {
        "name": name.strip(), "owner": session.person.id, "shared": shared, "script": script or None,
        "filter": filter_values(wanted, wanted_type) if wanted is not None else None, "daily_target": daily_target,
        "highest_tries": highest_tries, "made_at": session.clock(),
    }  # fmt: skip
    if not name.strip():
        raise UserError(_("Give the call list a name."), "name")
    session.may_write()
    with (
        _looked_at(session, records),
        change(session, N_("New call list {name}"), "add", name=name.strip()) as made,
    ):
        list_id = made.insert(CallList, values)
        count = _put_on(made.connection, list_id, made)
        if not count:
            raise UserError(_("There is nobody to put on the list."))
    return Made(list_id, count, skipped(session, list_id))


@contextlib.contextmanager
def _looked_at(session: Session, records: Iterable[tuple[str, int]]) -> Iterator[None]:
    """Hold, for the length of the block, a temporary table of the records in their order, with who may be called.

    It is made before the right to write is asked for: a million records take their time, and nobody has to wait.
    """
    connection = session.store.connection()
    connection.execute("BEGIN")
    try:
        connection.execute("CREATE TEMP TABLE called (place INTEGER PRIMARY KEY, record TEXT, record_id BIGINT)")
        connection.executemany("INSERT INTO called (record, record_id) VALUES (?, ?)", records)
        connection.execute(
            "CREATE TEMP TABLE looked_at (place INTEGER PRIMARY KEY, record TEXT, record_id BIGINT, private, reason)"
        )
        for (type_name,) in connection.execute("SELECT DISTINCT record FROM called").fetchall():
            _look(session, connection, kind_of(session, type_name))
        connection.execute("DROP TABLE called")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    try:
        yield
    finally:
        connection.execute("DROP TABLE looked_at")


def _look(session: Session, connection: Any, kind: CallableKind) -> None:
    """Look at the records of one kind."""
    table = kind.record.table()
    where, seen = named_visible(session, kind)
    connection.execute(
        f"INSERT INTO looked_at SELECT called.place, called.record, {table}.id, {kind.private}, {reason_sql(kind)}"
        f" FROM called CROSS JOIN {table} ON {table}.id = called.record_id"
        f" WHERE called.record = :type_name AND {where} ORDER BY called.place",
        {**checked_since(session.clock()), **seen, "type_name": kind.name},
    )


def named_visible(session: Session, kind: CallableKind) -> tuple[str, dict[str, Any]]:
    """Return the predicate for what the person may see of a kind, with named parameters."""
    where, parameters = visible(kind.record, session.person.id)
    seen = {f"seen{number}": value for number, value in enumerate(parameters)}
    for name in seen:
        where = where.replace("?", f":{name}", 1)
    return where, seen


def _put_on(connection: Any, list_id: int, made: Change | None) -> int:
    """Put what was looked at on a list, and return how many were not on it before; with their history in ``made``."""
    columns = ("list", "record", "record_id", "private", "state", "tries", "reason")
    query = (
        f"SELECT ?, record, record_id, private, CASE WHEN reason IS NULL THEN {NEW} ELSE {SKIPPED} END, 0, reason"
        " FROM looked_at ORDER BY place"
    )
    if made is not None:
        return insert_new(made, CallListEntry, columns, query, (list_id,))
    sql = f"INSERT OR IGNORE INTO call_list_entry ({', '.join(columns)}) {query}"
    return int(connection.execute(sql, (list_id,)).rowcount)


def add(session: Session, list_id: int, records: Iterable[tuple[str, int]]) -> int:
    """Put more records on a list, behind those that are on it; return how many were not there before.

    ``records`` are pairs as for :func:`create`.
    """
    found = find(session, list_id)
    session.may_write()
    with (
        _looked_at(session, records),
        change(session, N_("More for call list {name}"), "add", name=found.name) as made,
    ):
        return _put_on(made.connection, list_id, made)


def count_new(session: Session, list_id: int, records: Iterable[tuple[str, int]]) -> int:
    """Return how many of ``records`` that the person may see are not on a list yet: what :func:`add` would add."""
    find(session, list_id)
    with _looked_at(session, records):
        return int(
            session.store.value(
                "SELECT count(*) FROM (SELECT DISTINCT record, record_id FROM looked_at) found"
                " WHERE NOT EXISTS (SELECT 1 FROM call_list_entry entry WHERE entry.list = ?"
                " AND entry.record = found.record AND entry.record_id = found.record_id)",
                (list_id,),
            )
        )


def refresh(session: Session, list_id: int) -> int:
    """Bring a list up to date when it is resumed; return how many came to it, or may be called again.

    Records that match its filter now join it when its owner resumes it (what is "mine" in a filter, and what is hidden
    from others, goes by who made it); those that were skipped for a reason that has gone are waiting again. It is the
    list that follows what is on file, no change of anybody's: there is nothing to undo.
    """
    found = find(session, list_id)
    new: list[int] = []
    if found.filter is not None and found.owner == session.person.id:
        new = _matching_now(session, found, kind_of(session, found.filter_type))
    again = [
        (NEW if not tries else RETRY, None if not tries else at, entry)
        for kind in callable_kinds(session)
        for entry, tries, at in _callable_again(session, list_id, kind)
    ]
    count = len(again)
    if again:
        with session.writing() as connection:
            connection.executemany("UPDATE call_list_entry SET state = ?, due = ?, reason = NULL WHERE id = ?", again)
    if new:
        with _looked_at(session, refs(found.filter_type, new)), session.writing() as connection:
            # What was converted goes on as what it became, which is on the list already.
            connection.execute("DELETE FROM looked_at WHERE reason = 'converted'")
            count += _put_on(connection, list_id, None)
    return count


def _matching_now(session: Session, found: ListRow, kind: CallableKind) -> list[int]:
    """Return the records that match a list's filter and are not on it, in the order of their list."""
    assert found.filter is not None
    table = kind.record.table()
    where, parameters = predicate(session, kind.record, found.filter)
    order = f"{table}.{kind.record.title_field}_key, {table}.id"
    return [
        row[0]
        for row in session.store.each(
            f"SELECT {table}.id FROM {table} WHERE {where} AND NOT EXISTS (SELECT 1 FROM call_list_entry entry"
            f" WHERE entry.list = ? AND entry.record = ? AND entry.record_id = {table}.id) ORDER BY {order}",
            (*parameters, found.id, kind.name),
        )
    ]


def _callable_again(session: Session, list_id: int, kind: CallableKind) -> list[tuple[int, int, str]]:
    """Return ID, tries and the present moment of entries that were skipped for a reason that has gone."""
    table = kind.record.table()
    rows = session.store.rows(
        "SELECT entry.id, entry.tries, :at, entry.reason, entry.record_id FROM call_list_entry entry"
        f" JOIN {table} ON {table}.id = entry.record_id"
        f" WHERE entry.list = :list AND entry.state = {SKIPPED} AND entry.record = :type_name"
        f" AND ({reason_sql(kind)}) IS NULL",
        {
            **checked_since(session.clock()), "list": list_id, "at": utc_text(session.clock()), "type_name": kind.name,
        },  # type: ignore[arg-type]
    )  # fmt: skip
    return [
        (entry, tries, at)
        for entry, tries, at, reason, record_id in rows
        # Whose number is somebody's who is not to be called is known from the number alone.
        if reason != NUMBER_FORBIDDEN or first_number(numbers_of(session, RecordRef(kind.name, record_id)))
    ]


def lists(session: Session) -> list[ListRow]:
    """Return the lists that the person may work through, newest first: their own and shared ones."""
    return [
        _row(row)
        for row in session.store.rows(f"{_SELECT} WHERE {SEEN} ORDER BY call_list.id DESC", (session.person.id,))
    ]


def find(session: Session, list_id: int) -> ListRow:
    """Return one list; raise :class:`NotFoundError` where it is gone, or somebody else's and not shared."""
    row = session.store.row(f"{_SELECT} WHERE call_list.id = ? AND {SEEN}", (list_id, session.person.id))
    if row is None:
        raise not_found(CallList, list_id)
    return _row(row)


_SELECT = (
    "SELECT call_list.id, call_list.name, call_list.owner, employee.initials, shared, script, filter, daily_target,"
    " highest_tries, made_at FROM call_list LEFT JOIN employee ON employee.id = call_list.owner"
)


def _row(row: tuple[Any, ...]) -> ListRow:
    kept = json.loads(row[6]) if row[6] else {}
    return ListRow(
        row[0], row[1], row[2], row[3] or "", bool(row[4]), row[5] or "",
        filter_of(kept), kept.get("record", "lead"), row[7], row[8] or 5, from_utc_text(row[9]),
    )  # fmt: skip


def change_list(session: Session, list_id: int, **values: Any) -> None:
    """Set name, shared, script, daily_target or highest_tries of a list, as a change; its owner or an administrator."""
    found = _own(session, list_id)
    if "name" in values and not str(values["name"]).strip():
        raise UserError(_("Give the call list a name."), "name")
    with change(session, N_("Change call list {name}"), "edit", name=found.name) as made:
        made.update(CallList, list_id, values)


def delete(session: Session, list_id: int) -> None:
    """Delete a list; who was on it stays on file, and so do the calls that were logged."""
    found = _own(session, list_id)
    with change(session, N_("Delete call list {name}"), "delete", name=found.name) as made:
        delete_where(made, CallListCall, "call_list_call.list = ?", (list_id,))
        delete_where(made, CallListEntry, "call_list_entry.list = ?", (list_id,))
        made.delete(CallList, list_id)


def _own(session: Session, list_id: int) -> ListRow:
    found = find(session, list_id)
    if found.owner != session.person.id and not session.administers():
        raise NotAllowedError(_("It is the call list of {initials}.").format(initials=found.initials))
    return found


def skipped(session: Session, list_id: int) -> dict[str, int]:
    """Return how many on a list are skipped, by reason (a key of :data:`model.calling.rules.REASONS`)."""
    return dict(
        session.store.rows(
            "SELECT reason, count(*) FROM call_list_entry WHERE list = ? AND state = ? GROUP BY reason",
            (list_id, SKIPPED),
        )
    )
