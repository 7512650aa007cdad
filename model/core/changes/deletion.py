"""Deleting records, shown before it is done: what goes along, what is emptied, and what forbids it (design rule 3).

What only binds the record to others (links, categories, shares) goes with it, and so do its parts (the recipients of
a campaign), its documents, and activities that belong to nothing else. A record that others cannot be without is not
deleted: it can be deactivated (COM-05).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes import kept_opt_outs
from model.core.changes.bulk_sql import delete_where, update_where
from model.core.changes.change import Change, change, not_found
from model.core.changes.record_pairs import deleted_along
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.language import N_, _
from model.core.numbers import format_whole
from model.core.records.record import Record, Row
from model.core.records.saved_views import SavedView
from model.core.text import visible as shown

_THESE = "IN (SELECT value FROM json_each(?))"
_LINK = "activity_link"
_DOCUMENT = "document"


@dataclass(frozen=True)
class DeletePlan:
    """What deleting would do.

    ``titles`` are the records by ID. ``along`` counts the rows that would be deleted with them, ``emptied`` the
    records whose reference to them would become blank, both by the kind's name in code. ``refusals`` say, one
    sentence each, why it cannot be done; empty when it can.
    """

    record: type[Record]
    titles: dict[int, str]
    along: dict[str, int]
    emptied: dict[str, int]
    refusals: tuple[str, ...]


def plan_delete(session: Session, record: type[Record], ids: Sequence[int]) -> DeletePlan:
    """Return what deleting these records would do; nothing is written.

    Raises :class:`NotFoundError` where one of them is gone or hidden.
    """
    if record.name_in_code == "employee":
        session.may_administer()
    wanted = json.dumps([*ids])
    where, parameters = visible(record, session.person.id)
    title = record.title_field
    titles = {
        row[0]: shown(str(row[1] or ""))
        for row in session.store.rows(
            f"SELECT id, {title} FROM {record.table()} WHERE id {_THESE} AND {where}", (wanted, *parameters)
        )
    }
    for record_id in ids:
        if record_id not in titles:
            raise not_found(record, record_id)
    along: Counter[str] = Counter()
    emptied: Counter[str] = Counter()
    refusals = list(_refusals(session, record, wanted))
    for other, name in _references(session, record):
        count = session.store.value(f"SELECT count(*) FROM {other.table()} WHERE {name} {_THESE}", (wanted,))
        if not issubclass(other, Record) or other.part_of == name:
            along[other.name_in_code] += count
        elif not other.fields()[name].required and record.name_in_code != "employee":
            emptied[other.name_in_code] += count
    for kind, count in session.store.rows(
        *_lonely("activity.kind, count(*)", record, wanted, " GROUP BY activity.kind")
    ):
        along[kind] += count
    for row in deleted_along(session):
        along[row.name_in_code] += session.store.value(
            f"SELECT count(*) FROM {row.table()} WHERE record = ? AND record_id {_THESE}",
            (record.name_in_code, wanted),
        )
    along[_DOCUMENT] += session.store.value(
        f"SELECT count(*) FROM document WHERE record = ? AND record_id {_THESE}", (record.name_in_code, wanted)
    )
    return DeletePlan(record, titles, dict(+along), dict(+emptied), tuple(refusals))


def delete(session: Session, record: type[Record], ids: Sequence[int]) -> DeletePlan:
    """Delete these records in one change that undo takes back whole, and return what was done.

    Raises :class:`UserError` with the reason where the plan refuses it, :class:`NotFoundError` and
    :class:`NotAllowedError`; nothing is deleted then.
    """
    ids = list(dict.fromkeys(ids))
    plan = plan_delete(session, record, ids)
    name, details = N_("Delete {count} records"), {"count": str(len(ids))}
    if len(ids) == 1:
        name, details = N_("Delete {name}"), {"name": plan.titles[ids[0]]}
    with change(session, name, "delete", **details) as made:
        # Once more, now that nobody else can write.
        plan = plan_delete(session, record, ids)
        if plan.refusals:
            raise UserError(plan.refusals[0], "id")
        _carry_out(made, record, json.dumps(ids))
    return plan


def delete_within(made: Change, record: type[Record], ids: Sequence[int]) -> None:
    """Delete records, with all that goes along, within a change under way that has planned for it."""
    _carry_out(made, record, json.dumps([*ids]))


def _carry_out(made: Change, record: type[Record], wanted: str) -> None:
    session = made.session
    kinds = [row[0] for row in session.store.rows(*_lonely("DISTINCT activity.kind", record, wanted, ""))]
    sql, parameters = _lonely("activity.id", record, wanted, "")
    lonely = json.dumps([row[0] for row in session.store.rows(sql, parameters)])
    if _LINK in session.records and record.table() != "activity":
        where = f"{_LINK}.record = ? AND {_LINK}.record_id {_THESE}"
        delete_where(made, session.records[_LINK], where, (record.name_in_code, wanted))
    for kind in kinds:
        delete_where(made, session.records[kind], f"activity.id {_THESE}", (lonely,))
    if _DOCUMENT in session.records:
        # The bytes stay as long as this can be undone.
        where = f"document.record = ? AND document.record_id {_THESE}"
        delete_where(made, session.records[_DOCUMENT], where, (record.name_in_code, wanted))
    for row in deleted_along(session):
        where = f"{row.table()}.record = ? AND {row.table()}.record_id {_THESE}"
        delete_where(made, row, where, (record.name_in_code, wanted))
    for other, name in _references(session, record):
        here = f"{other.table()}.{name} {_THESE}"
        if not issubclass(other, Record):
            delete_where(made, other, here, (wanted,))
        elif other.part_of == name:
            parts = [row[0] for row in session.store.each(f"SELECT id FROM {other.table()} WHERE {here}", (wanted,))]
            if parts:
                _carry_out(made, other, json.dumps(parts))
        else:
            blank = {name: None, **({f"{name}_key": ""} if other.fields()[name].has_key else {})}
            update_where(made, other, here, (wanted,), blank)
    kept_opt_outs.keep(made, record, f"{record.table()}.id {_THESE}", (wanted,))
    delete_where(made, record, f"{record.table()}.id {_THESE}", (wanted,))


def _references(session: Session, record: type[Record]) -> Iterator[tuple[type[Row], str]]:
    """Yield every kind of row that can refer to the record, with the field that does; shared tables once."""
    seen: set[tuple[str, str]] = set()
    names = {record.name_in_code, record.table()}
    for other in session.records.values():
        for name, field in other.fields().items():
            if isinstance(field, Reference) and field.record in names and (other.table(), name) not in seen:
                seen.add((other.table(), name))
                yield other, name


def _lonely(columns: str, record: type[Record], wanted: str, more: str) -> tuple[str, tuple[str, ...]]:
    """Return the query for activities that belong to these records and to nothing else."""
    links = f"SELECT 1 FROM {_LINK} link WHERE link.activity = activity.id"
    mine = f"link.record = ? AND link.record_id {_THESE}"
    sql = (
        f"SELECT {columns} FROM activity WHERE id IN (SELECT link.activity FROM {_LINK} link WHERE {mine})"
        f" AND NOT EXISTS ({links} AND NOT ({mine})){more}"
    )
    return sql, (record.name_in_code, wanted, record.name_in_code, wanted)


def _refusals(session: Session, record: type[Record], wanted: str) -> Iterator[str]:
    person = record.name_in_code == "employee"
    for other, name in _references(session, record):
        if (not issubclass(other, Record) and not person) or other is SavedView:
            continue
        if not (person or other.fields()[name].required) or getattr(other, "part_of", "") == name:
            continue
        scope = f" AND {other.table()}.id NOT {_THESE}" if other is record else ""
        found = session.store.row(
            f"SELECT other.{record.title_field}, count(*) FROM {other.table()}"
            f" JOIN {record.table()} other ON other.id = {other.table()}.{name}"
            f" WHERE {other.table()}.{name} {_THESE}{scope} GROUP BY other.id LIMIT 1",
            (wanted, *((wanted,) if scope else ())),
        )
        if found is not None:
            label = other.name_in_code
            if issubclass(other, Record):
                label = other.label if found[1] == 1 else other.label_plural
            yield _("{name} is named by {count} {records}; deactivate it instead, or delete these first.").format(
                name=shown(str(found[0])), count=format_whole(found[1]), records=_(label).lower()
            )
    if person and session.store.row(f"SELECT 1 FROM change WHERE author {_THESE}", (wanted,)):
        yield _("The history names this employee; deactivate it instead.")
