"""Deleting records, shown before it is done: what goes along, what is emptied, and what forbids it (design rule 3).

What only binds the record to others (links, categories, shares) goes with it, and so do its parts (the recipients of
a campaign), its documents, and activities that belong to nothing else. A record that others cannot be without is not
deleted: it can be deactivated (COM-05).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes import kept_opt_outs
from model.core.changes.bulk_sql import delete_where, update_where
from model.core.changes.change import Change, change, not_found, read
from model.core.changes.record_pairs import deleted_along
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.language import N_, _
from model.core.numbers import format_whole
from model.core.records.history_tables import ChangeEntry
from model.core.records.record import Record, Row
from model.core.records.saved_views import SavedView
from model.core.storage.drivers import peewee
from model.core.storage.expressions import Rows, among, any_of, column_of
from model.core.storage.statements import slot, statement, stored
from model.core.text import in_sentence
from model.core.text import visible as shown

_LINK = "activity_link"
_DOCUMENT = "document"
_NUMBER = peewee.fn.count(peewee.SQL("*"))
_ACTIVITY: Any = peewee.Table("activity", ("id", "kind"))


@dataclass(frozen=True)
class DeletePlan:
    """What deleting would do.

    ``titles`` are the records by ID. ``along`` counts the rows that would be deleted with them, ``emptied`` the
    records whose reference to them would become blank, both by the kind's name in code. ``refusals`` say, one
    sentence each, why it cannot be done; empty when it can. ``versions`` are those of the records, by ID.
    """

    record: type[Record]
    titles: dict[int, str]
    along: dict[str, int]
    emptied: dict[str, int]
    refusals: tuple[str, ...]
    versions: dict[int, int]


def plan_delete(session: Session, record: type[Record], ids: Sequence[int]) -> DeletePlan:
    """Return what deleting these records would do; nothing is written.

    Raises :class:`NotFoundError` where one of them is gone or hidden.
    """
    if record.name_in_code == "employee":
        session.may_administer()
    wanted = [*ids]
    rows = session.rows(_titles(record), ids=wanted)
    titles = {row[0]: shown(str(row[1] or "")) for row in rows}
    for record_id in ids:
        if record_id not in titles:
            raise not_found(record, record_id)
    along: Counter[str] = Counter()
    emptied: Counter[str] = Counter()
    refusals = [*record.delete_refusals(session, wanted), *_refusals(session, record, wanted)]
    for other, name in _references(session, record):
        count = session.store.value(_number_referring(other, name), ids=wanted)
        if not issubclass(other, Record) or other.part_of == name:
            along[other.name_in_code] += count
        elif not other.fields()[name].required and record.name_in_code != "employee":
            emptied[other.name_in_code] += count
    named = {"record": record.name_in_code, "ids": wanted}
    for kind, count in session.store.rows(_lonely_by_kind(), **named):
        along[kind] += count
    for row in deleted_along(session):
        along[row.name_in_code] += session.store.value(_number_naming(row.table()), **named)
    along[_DOCUMENT] += session.store.value(_number_naming(_DOCUMENT), **named)
    versions = {row[0]: row[2] for row in rows}
    return DeletePlan(record, titles, dict(+along), dict(+emptied), tuple(refusals), versions)


def delete(
    session: Session, record: type[Record], ids: Sequence[int], *, as_shown: DeletePlan | None = None
) -> DeletePlan:
    """Delete these records in one change that undo takes back whole, and return what was done.

    ``as_shown`` is the plan to which the person has said yes. Raises :class:`UserError` with the reason where the plan
    refuses it, or somebody has changed one of the records since it was shown; :class:`NotFoundError` and
    :class:`NotAllowedError`. Nothing is deleted then.
    """
    ids = list(dict.fromkeys(ids))
    plan = plan_delete(session, record, ids)
    name, details = N_("Delete {count} records"), {"count": str(len(ids))}
    if len(ids) == 1:
        name, details = N_("Delete {name}"), {"name": plan.titles[ids[0]] or f"#{ids[0]}"}
    with change(session, name, "delete", **details) as made:
        # Once more, now that nobody else can write.
        plan = plan_delete(session, record, ids)
        if plan.refusals:
            raise UserError(plan.refusals[0], "id")
        if as_shown is not None:
            _refuse_changed_since(session, plan, as_shown)
        _carry_out(made, record, ids)
    return plan


def _refuse_changed_since(session: Session, plan: DeletePlan, shown_plan: DeletePlan) -> None:
    """Raise :class:`UserError` where one of the records is another by now than it was when it was shown (COM-09)."""
    changed = [each for each, version in plan.versions.items() if shown_plan.versions.get(each) != version]
    if changed:
        who = shown(session.names.title_of("employee", read(session, plan.record, changed[0]).changed_by))
        if len(plan.titles) == 1:
            raise UserError(_("{who} has changed it in the meantime; look again.").format(who=who), "id")
        name = plan.titles[changed[0]] or f"#{changed[0]}"
        raise UserError(_("{who} has changed {name} in the meantime; look again.").format(who=who, name=name), "id")


def delete_within(made: Change, record: type[Record], ids: Sequence[int]) -> None:
    """Delete records, with all that goes along, within a change under way that has planned for it."""
    _carry_out(made, record, ids)


def _carry_out(made: Change, record: type[Record], ids: Sequence[int]) -> None:
    session = made.session
    named = {"record": record.name_in_code, "ids": ids}
    lonely: dict[str, list[int]] = {}
    for kind, activity in session.store.rows(_lonely(), **named):
        lonely.setdefault(kind, []).append(activity)
    if _LINK in session.records and record.table() != "activity":
        delete_where(made, session.records[_LINK], _naming(session.records[_LINK]), **named)
    for kind, activities in lonely.items():
        activity_type = session.records[kind]
        assert issubclass(activity_type, Record)
        _carry_out(made, activity_type, activities)
    if _DOCUMENT in session.records:
        # The bytes stay as long as this can be undone.
        delete_where(made, session.records[_DOCUMENT], _naming(session.records[_DOCUMENT]), **named)
    for row in deleted_along(session):
        delete_where(made, row, _naming(row), **named)
    for other, name in _references(session, record):
        if not issubclass(other, Record):
            delete_where(made, other, _referring(other, name), ids=ids)
        elif other.part_of == name:
            parts = [row[0] for row in session.store.rows(_parts(other, name), ids=ids)]
            if parts:
                _carry_out(made, other, parts)
        else:
            blank = {name: None, **({f"{name}_key": ""} if other.fields()[name].has_key else {})}
            update_where(made, other, _referring(other, name), blank, ids=ids)
    kept_opt_outs.keep(made, record, ids)
    delete_where(made, record, _referring(record, "id"), ids=ids)


# Queries; ``ids`` are the records to be deleted, ``record`` is their word in code


@statement
def _titles(record: type[Record]) -> peewee.Query:
    row_id = column_of(record, "id")
    columns = (row_id, column_of(record, record.title_field), column_of(record, "version"))
    return record.select(*columns).where(among(row_id, slot("ids")), seen(record))


@statement
def _referring(row: type[Row], column: str) -> peewee.Node:
    return among(column_of(row, column), slot("ids"))


@statement
def _naming(row: type[Row]) -> Any:
    return _names_them(row)


def _names_them(rows: Rows) -> Any:
    return (column_of(rows, "record") == stored("record")) & among(column_of(rows, "record_id"), slot("ids"))


@statement
def _number_referring(row: type[Row], column: str) -> peewee.Query:
    return row.select(_NUMBER).where(among(column_of(row, column), slot("ids")))


@statement
def _number_naming(table: str) -> peewee.Query:
    rows: Any = peewee.Table(table)
    return peewee.Select((rows,), (_NUMBER,)).where(_names_them(rows))


@statement
def _parts(row: type[Row], column: str) -> peewee.Query:
    return row.select(column_of(row, "id")).where(among(column_of(row, column), slot("ids")))


@statement
def _lonely() -> peewee.Query:
    return peewee.Select((_ACTIVITY,), (_ACTIVITY.kind, _ACTIVITY.id)).where(_belong_to_them_alone())


@statement
def _lonely_by_kind() -> peewee.Query:
    query = peewee.Select((_ACTIVITY,), (_ACTIVITY.kind, _NUMBER)).where(_belong_to_them_alone())
    return query.group_by(_ACTIVITY.kind)


def _belong_to_them_alone() -> Any:
    """Return the condition that an activity belongs to these records and to nothing else."""
    link: Any = peewee.Table(_LINK, ("activity", "record", "record_id"))
    theirs = peewee.Select((link,), (link.activity,)).where(_names_them(link))
    others = peewee.Select((link,), (peewee.SQL("1"),)).where(link.activity == _ACTIVITY.id, ~_names_them(link))
    return _ACTIVITY.id.in_(theirs) & ~peewee.fn.EXISTS(others)


@statement
def _named_by(row: type[Row], columns: tuple[str, ...], record: type[Record]) -> peewee.Query:
    """Return the first record that others name, and how many do, those that are to be deleted left out."""
    target = record.alias("other")
    target_id, title = column_of(target, "id"), column_of(target, record.title_field)
    naming = [column_of(row, column) for column in columns]
    rows = peewee.Join(row, target, on=any_of(target_id == column for column in naming))
    condition = among(target_id, slot("ids")) & any_of(among(column, slot("ids")) for column in naming)
    if row is record:
        condition &= ~among(column_of(row, "id"), slot("ids"))
    query = peewee.Select((rows,), (target_id, title, _NUMBER)).where(condition)
    return query.group_by(target_id, title).order_by(target_id).limit(1)


@statement
def _in_history() -> peewee.Query:
    return ChangeEntry.select(peewee.SQL("1")).where(among(ChangeEntry.author, slot("ids"))).limit(1)


def _references(session: Session, record: type[Record]) -> Iterator[tuple[type[Row], str]]:
    """Yield every kind of row that can refer to the record, with the field that does; shared tables once."""
    seen: set[tuple[str, str]] = set()
    names = {record.name_in_code, record.table()}
    for other in session.records.values():
        for name, field in other.fields().items():
            if isinstance(field, Reference) and field.record in names and (other.table(), name) not in seen:
                seen.add((other.table(), name))
                yield other, name


def _refusals(session: Session, record: type[Record], wanted: Sequence[int]) -> Iterator[str]:
    """Yield a sentence for each record that others cannot be without, with how many of each kind name it (CUST-23)."""
    named: dict[int, tuple[str, list[str]]] = {}
    for other, columns in _needing(session, record).items():
        found = session.store.row(_named_by(other, columns, record), ids=wanted)
        if found is not None:
            record_id, title, count = found
            _title, counts = named.setdefault(record_id, (shown(str(title)), []))
            counts.append(f"{format_whole(count)} {_label(other, count)}")
    for title, counts in named.values():
        yield _("{name} is named by {records}; deactivate it instead, or delete these first.").format(
            name=title, records=", ".join(counts)
        )
    if record.name_in_code == "employee" and session.store.row(_in_history(), ids=wanted):
        yield _("The history names this employee; deactivate it instead.")


def _needing(session: Session, record: type[Record]) -> dict[type[Row], tuple[str, ...]]:
    """Return the kinds of row that cannot be without a record of this kind, and the columns in which they name it."""
    person = record.name_in_code == "employee"
    found: dict[type[Row], tuple[str, ...]] = {}
    for other, name in _references(session, record):
        if (not issubclass(other, Record) and not person) or other is SavedView:
            continue
        if (person or other.fields()[name].required) and getattr(other, "part_of", "") != name:
            found[other] = (*found.get(other, ()), name)
    return found


def _label(row: type[Row], count: int) -> str:
    if not issubclass(row, Record):
        return row.name_in_code
    return in_sentence(_(row.label if count == 1 else row.label_plural))
