"""Making call lists, finding them again, sharing them, and bringing them up to date (LEAD-33).

A list holds records of any callable kind, also of several (:mod:`model.calling.kinds`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from model.calling.kinds import CallableKind, RecordRef, callable_kinds, kind_of
from model.calling.records import CALL_BACK, NEW, RETRY, SKIPPED, CallList, CallListCall, CallListEntry
from model.calling.rules import NUMBER_FORBIDDEN, checked_since, reason_of
from model.calling.telephone_numbers import first_number, numbers_of
from model.core.access.seen import ME, seen
from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, insert_rows
from model.core.changes.change import Change, change, not_found
from model.core.dates import from_utc_text, utc_text
from model.core.errors import NotAllowedError, UserError
from model.core.language import N_, _
from model.core.lists.criteria import Criterion, Filter, condition
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement, stored


def may_work_through() -> Any:
    """Return the condition on :class:`CallList` for the lists that the person who asks may work through."""
    return CallList.shared.yes | (CallList.owner == ME)


FORMER_NAMES = (N_("Leads for call list {name}"), N_("Take up parked leads of call list {name}: {count}"))
"""What changes are called in the history of databases from the time when only leads were called."""

_BATCH = 10_000
"""Records that are looked at by one query."""
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
    # Before the right to write is asked for: a million records take their time, and nobody has to wait.
    found = _looked_at(session, records)
    with change(session, N_("New call list {name}"), "add", name=name.strip()) as made:
        list_id = made.insert(CallList, values)
        count = _put_on(made, list_id, found)
        if not count:
            raise UserError(_("There is nobody to put on the list."))
    return Made(list_id, count, skipped(session, list_id))


class _Candidate(NamedTuple):
    """A record that is to be put on a list: whether it is a private person, and why it is not called, if it is not."""

    type_name: str
    record_id: int
    private: bool
    reason: str | None


def _looked_at(session: Session, records: Iterable[tuple[str, int]]) -> list[_Candidate]:
    """Return those of ``records`` that the person may see, each once, in their order, with who may be called."""
    wanted = dict.fromkeys(records)
    by_type: dict[str, list[int]] = {}
    for type_name, record_id in wanted:
        by_type.setdefault(type_name, []).append(record_id)
    found: dict[tuple[str, int], _Candidate] = {}
    for type_name, ids in by_type.items():
        kind = kind_of(session, type_name)
        for start in range(0, len(ids), _BATCH):
            values = {"ids": ids[start : start + _BATCH], **checked_since(session.clock())}
            for record_id, private, reason in session.rows(_look(kind), **values):
                found[type_name, record_id] = _Candidate(type_name, record_id, bool(private), reason)
    return [found[one] for one in wanted if one in found]


@statement
def _look(kind: CallableKind) -> peewee.Query:
    record = kind.record
    return record.select(record.id, kind.private(), reason_of(kind)).where(among(record.id, slot("ids")), seen(record))


def _put_on(made: Change, list_id: int, found: Iterable[_Candidate]) -> int:
    """Put what was looked at on a list, with its history, and return how many were not on it before."""
    return insert_rows(made, CallListEntry, _COLUMNS, _new_entries(made.session, list_id, found))


_COLUMNS = ("list", "record", "record_id", "private", "state", "tries", "reason")


def _new_entries(session: Session, list_id: int, found: Iterable[_Candidate]) -> list[tuple[Any, ...]]:
    """Return the rows, of :data:`_COLUMNS`, of those that are not on the list yet."""
    there = {*session.store.rows(_on_list(), list=list_id)}
    return [
        (list_id, one.type_name, one.record_id, int(one.private), SKIPPED if one.reason else NEW, 0, one.reason)
        for one in found
        if (one.type_name, one.record_id) not in there
    ]


@statement
def _on_list() -> peewee.Query:
    entry = CallListEntry
    return entry.select(entry.record, entry.record_id).where(entry.list == slot("list"))


def add(session: Session, list_id: int, records: Iterable[tuple[str, int]]) -> int:
    """Put more records on a list, behind those that are on it; return how many were not there before.

    ``records`` are pairs as for :func:`create`.
    """
    found = find(session, list_id)
    session.may_write()
    candidates = _looked_at(session, records)
    with change(session, N_("More for call list {name}"), "add", name=found.name) as made:
        return _put_on(made, list_id, candidates)


def count_new(session: Session, list_id: int, records: Iterable[tuple[str, int]]) -> int:
    """Return how many of ``records`` that the person may see are not on a list yet: what :func:`add` would add."""
    find(session, list_id)
    return len(_new_entries(session, list_id, _looked_at(session, records)))


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
        {"state": RETRY if tries else NEW, "due": utc_text(session.clock()) if tries else None, "id": entry}
        for kind in callable_kinds(session)
        for entry, tries in _callable_again(session, list_id, kind)
    ]
    # What was converted goes on as what it became, which is on the list already.
    joining = [one for one in _looked_at(session, refs(found.filter_type, new)) if one.reason != "converted"]
    if again or joining:
        with session.writing():
            session.store.run_many(_call_again(), again)
            # Asked again inside the transaction: somebody may have put them on meanwhile.
            rows = _new_entries(session, list_id, joining)
            session.store.insert_many(CallListEntry.table(), _COLUMNS, rows)
            return len(again) + len(rows)
    return 0


@statement
def _call_again() -> peewee.Query:
    values = {CallListEntry.state: stored("state"), CallListEntry.due: stored("due"), CallListEntry.reason: None}
    return CallListEntry.update(values).where(CallListEntry.id == slot("id"))


def _matching_now(session: Session, found: ListRow, kind: CallableKind) -> list[int]:
    """Return the records that match a list's filter and are not on it, in the order of their list."""
    assert found.filter is not None
    record, entry = kind.record, CallListEntry
    on_list = entry.select(peewee.SQL("1")).where(
        entry.list == found.id, entry.record == kind.name, entry.record_id == record.id
    )
    query = (
        record.select(record.id)
        .where(condition(session, record, found.filter), ~peewee.fn.EXISTS(on_list))
        .order_by(column_of(record, f"{record.title_field}_key"), record.id)
    )
    return [row[0] for row in session.each(query)]


def _callable_again(session: Session, list_id: int, kind: CallableKind) -> list[tuple[int, int]]:
    """Return ID and tries of entries that were skipped for a reason that has gone."""
    values = {"list": list_id, "type_name": kind.name, **checked_since(session.clock())}
    return [
        (entry, tries)
        for entry, tries, former_reason, record_id in session.store.rows(_no_longer_refused(kind), **values)
        # Whose number is somebody's who is not to be called is known from the number alone.
        if former_reason != NUMBER_FORBIDDEN or first_number(numbers_of(session, RecordRef(kind.name, record_id)))
    ]


@statement
def _no_longer_refused(kind: CallableKind) -> peewee.Query:
    entry = CallListEntry
    return (
        entry.select(entry.id, entry.tries, entry.reason, entry.record_id)
        .join(kind.record, on=kind.record.id == entry.record_id)
        .where(
            entry.list == slot("list"),
            entry.state == "skipped",
            entry.record == slot("type_name"),
            reason_of(kind).is_null(),
        )
    )


def lists(session: Session) -> list[ListRow]:
    """Return the lists that the person may work through, newest first: their own and shared ones."""
    return [_row(row) for row in session.rows(_lists())]


def find(session: Session, list_id: int) -> ListRow:
    """Return one list; raise :class:`NotFoundError` where it is gone, or somebody else's and not shared."""
    row = session.row(_one_list(), id=list_id)
    if row is None:
        raise not_found(CallList, list_id)
    return _row(row)


def _readable() -> Any:
    return (
        CallList.select(
            CallList.id, CallList.name, CallList.owner, EmployeeTable.initials, CallList.shared, CallList.script,
            CallList.filter, CallList.daily_target, CallList.highest_tries, CallList.made_at,
        )
        .left_outer_join(EmployeeTable, on=EmployeeTable.id == CallList.owner)
        .where(may_work_through())
    )  # fmt: skip


@statement
def _lists() -> peewee.Query:
    return _readable().order_by(CallList.id.desc())  # type: ignore[no-any-return]


@statement
def _one_list() -> peewee.Query:
    return _readable().where(CallList.id == slot("id"))  # type: ignore[no-any-return]


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
        delete_where(made, CallListCall, CallListCall.list == list_id)
        delete_where(made, CallListEntry, CallListEntry.list == list_id)
        made.delete(CallList, list_id)


def _own(session: Session, list_id: int) -> ListRow:
    found = find(session, list_id)
    if found.owner != session.person.id and not session.administers():
        raise NotAllowedError(_("It is the call list of {initials}.").format(initials=found.initials))
    return found


def skipped(session: Session, list_id: int) -> dict[str, int]:
    """Return how many on a list are skipped, by reason (a key of :data:`model.calling.rules.REASONS`)."""
    return dict(session.store.rows(_skipped_by_reason(), list=list_id))


@statement
def _skipped_by_reason() -> peewee.Query:
    entry = CallListEntry
    return (
        entry.select(entry.reason, peewee.fn.count(peewee.SQL("*")))
        .where(entry.list == slot("list"), entry.state == "skipped")
        .group_by(entry.reason)
    )
