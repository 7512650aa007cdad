"""Making call lists from leads, finding them again, sharing them, and bringing them up to date (LEAD-33)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.calling.records import CALL_BACK, NEW, RETRY, SKIPPED, CallList, CallListCall, CallListEntry
from model.calling.rules import PRIVATE, REASON, checked_since
from model.core.access import Session, visible
from model.core.changes import Change, change, not_found
from model.core.criteria import Criterion, Filter, predicate
from model.core.dates import from_utc_text, utc_text
from model.core.errors import NotAllowedError, UserError
from model.core.language import N_, _
from model.core.sets import delete_where
from model.leads.records import Lead

SEEN = "(call_list.shared = 1 OR call_list.owner = ?)"
"""The lists that a person may work through; ``?`` is that person."""


WAITING = (NEW, CALL_BACK, RETRY)
"""States in which a lead is still to be called."""


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
    daily_target: int | None
    highest_tries: int
    made_at: datetime


@dataclass(frozen=True)
class Made:
    """A list just made: how many leads it has, and how many of these are skipped, by reason."""

    id: int
    count: int
    skipped: dict[str, int]


def filter_values(wanted: Filter) -> dict[str, Any]:
    """Return a filter as plain data."""
    criteria = [[one.field, one.operator, one.text] for one in wanted.criteria]
    return {
        "views": list(wanted.views), "criteria": criteria, "letter": wanted.letter, "text": wanted.text,
        "nothing": wanted.nothing,
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


def create(
    session: Session,
    name: str,
    leads: Iterable[int],
    *,
    wanted: Filter | None = None,
    shared: bool = False,
    script: str = "",
    daily_target: int | None = None,
    highest_tries: int = 5,
) -> Made:
    """Make a list of ``leads``, called in this order, as one change; those the person may not see are left out.

    With ``wanted`` leads that come to match the filter join it later. Leads that may not be called are on it, skipped
    with the reason. Raises :class:`UserError` for a list without a name or without leads.
    """
    values = {
        "name": name.strip(), "owner": session.person.id, "shared": shared, "script": script or None,
        "filter": filter_values(wanted) if wanted is not None else None, "daily_target": daily_target,
        "highest_tries": highest_tries, "made_at": session.clock(),
    }  # fmt: skip
    if not name.strip():
        raise UserError(_("Give the call list a name."), "name")
    session.may_write()
    with (
        _looked_at(session, leads),
        change(session, N_("New call list {name}"), "add", name=name.strip()) as made,
    ):
        list_id = made.insert(CallList, values)
        count = _put_on(made.connection, list_id, made)
        if not count:
            raise UserError(_("There is no lead to put on the list."))
    return Made(list_id, count, skipped(session, list_id))


@contextlib.contextmanager
def _looked_at(session: Session, leads: Iterable[int]) -> Iterator[None]:
    """Hold, for the length of the block, a temporary table of the leads in their order, with who may be called.

    It is made before the right to write is asked for: a million leads take their time, and nobody has to wait for it.
    """
    connection = session.store.connection()
    where, parameters = visible(Lead, session.person.id, "lead")
    seen = {f"seen{number}": value for number, value in enumerate(parameters)}
    for name in seen:
        where = where.replace("?", f":{name}", 1)
    connection.execute("BEGIN")
    try:
        connection.execute("CREATE TEMP TABLE called (place INTEGER PRIMARY KEY, lead BIGINT)")
        connection.executemany("INSERT INTO called (lead) VALUES (?)", ((lead,) for lead in leads))
        connection.execute("CREATE TEMP TABLE looked_at (place INTEGER PRIMARY KEY, lead BIGINT, private, reason)")
        connection.execute(
            f"INSERT INTO looked_at SELECT called.place, lead.id, {PRIVATE}, {REASON}"
            f" FROM called CROSS JOIN lead ON lead.id = called.lead WHERE {where} ORDER BY called.place",
            {**checked_since(session.clock()), **seen},
        )
        connection.execute("DROP TABLE called")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    try:
        yield
    finally:
        connection.execute("DROP TABLE looked_at")


def _put_on(connection: Any, list_id: int, made: Change | None) -> int:
    """Put the leads looked at on a list, and return how many were not on it before; with their history in ``made``."""
    (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM call_list_entry").fetchone()
    count: int = connection.execute(
        "INSERT OR IGNORE INTO call_list_entry (list, lead, private, state, tries, reason)"
        f" SELECT ?, lead, private, CASE WHEN reason IS NULL THEN {NEW} ELSE {SKIPPED} END, 0, reason"
        " FROM looked_at ORDER BY place",
        (list_id,),
    ).rowcount
    if made is not None:
        made.flush()
        connection.execute(
            "INSERT INTO change_row (change, record, record_id, action) SELECT ?, ?, id, 'insert'"
            " FROM call_list_entry WHERE id > ? AND list = ?",
            (made.id, CallListEntry.name_in_code, newest, list_id),
        )
        made.rows += count
    return count


def add(session: Session, list_id: int, leads: Iterable[int]) -> int:
    """Put more leads on a list, behind those that are on it; return how many were not there before."""
    found = find(session, list_id)
    session.may_write()
    with (
        _looked_at(session, leads),
        change(session, N_("Leads for call list {name}"), "add", name=found.name) as made,
    ):
        return _put_on(made.connection, list_id, made)


def count_new(session: Session, list_id: int, leads: Iterable[int]) -> int:
    """Return how many of ``leads`` that the person may see are not on a list yet: what :func:`add` would put on it."""
    find(session, list_id)
    with _looked_at(session, leads):
        return int(
            session.store.value(
                "SELECT count(*) FROM looked_at WHERE NOT EXISTS (SELECT 1 FROM call_list_entry entry"
                " WHERE entry.list = ? AND entry.lead = looked_at.lead)",
                (list_id,),
            )
        )


def refresh(session: Session, list_id: int) -> int:
    """Bring a list up to date when it is resumed; return how many leads came to it, or may be called again.

    Leads that match its filter now join it when its owner resumes it (what is "mine" in a filter, and what is hidden
    from others, goes by who made it); those that were skipped for a reason that has gone are waiting again. It is the
    list that follows what is on file, no change of anybody's: there is nothing to undo.
    """
    found = find(session, list_id)
    new: list[int] = []
    if found.filter is not None and found.owner == session.person.id:
        where, parameters = predicate(session, Lead, found.filter)
        new = [
            row[0]
            for row in session.store.each(
                f"SELECT lead.id FROM lead WHERE {where} AND NOT EXISTS (SELECT 1 FROM call_list_entry entry"
                " WHERE entry.list = ? AND entry.lead = lead.id) ORDER BY lead.name_key, lead.id",
                (*parameters, list_id),
            )
        ]
    again = [
        (NEW if not tries else RETRY, None if not tries else at, entry)
        for entry, tries, at in session.store.rows(
            f"SELECT entry.id, entry.tries, :at FROM call_list_entry entry JOIN lead ON lead.id = entry.lead"
            f" WHERE entry.list = :list AND entry.state = {SKIPPED} AND ({REASON}) IS NULL",
            {**checked_since(session.clock()), "list": list_id, "at": utc_text(session.clock())},  # type: ignore[arg-type]
        )
    ]
    count = len(again)
    if again:
        with session.writing() as connection:
            connection.executemany("UPDATE call_list_entry SET state = ?, due = ?, reason = NULL WHERE id = ?", again)
    if new:
        with _looked_at(session, new), session.writing() as connection:
            count += _put_on(connection, list_id, None)
    return count


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
    return ListRow(
        row[0], row[1], row[2], row[3] or "", bool(row[4]), row[5] or "",
        filter_of(json.loads(row[6]) if row[6] else None), row[7], row[8] or 5, from_utc_text(row[9]),
    )  # fmt: skip


def change_list(session: Session, list_id: int, **values: Any) -> None:
    """Set name, shared, script, daily_target or highest_tries of a list, as a change; its owner or an administrator."""
    found = _own(session, list_id)
    if "name" in values and not str(values["name"]).strip():
        raise UserError(_("Give the call list a name."), "name")
    with change(session, N_("Change call list {name}"), "edit", name=found.name) as made:
        made.update(CallList, list_id, values)


def delete(session: Session, list_id: int) -> None:
    """Delete a list; the leads stay, and so do the calls that were logged."""
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
    """Return how many leads of a list are skipped, by reason (a key of :data:`model.calling.rules.REASONS`)."""
    return dict(
        session.store.rows(
            "SELECT reason, count(*) FROM call_list_entry WHERE list = ? AND state = ? GROUP BY reason",
            (list_id, SKIPPED),
        )
    )
