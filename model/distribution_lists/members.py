"""Who stands on a distribution list: asked, put on and taken off by sets, each through the eyes of who asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, insert_new
from model.core.changes.change import Change, change, read
from model.core.company.view_content import read_back
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import Filter, condition
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.records.saved_views import SavedView
from model.core.storage.drivers import peewee
from model.core.storage.expressions import FALSE, among, column_of
from model.core.storage.statements import slot, statement, stored
from model.core.text import visible as shown
from model.customers.records import Contact, Customer
from model.distribution_lists.records import DistributionList, DistributionListMember
from model.leads.records import Lead

KINDS: Mapping[str, type[Record]] = {"customer": Customer, "contact": Contact, "lead": Lead}
"""Who can stand on a list, by their words in code and in the order in which they are shown."""

_NUMBER = peewee.fn.count(peewee.SQL("*"))

_COUNTED = {
    "customer": lambda count: ngettext("{count} customer", "{count} customers", count),
    "contact": lambda count: ngettext("{count} contact", "{count} contacts", count),
    "lead": lambda count: ngettext("{count} lead", "{count} leads", count),
}


@dataclass(frozen=True)
class Member:
    """One who stands on a list, with what a list of them shows; texts are safe to show."""

    record: str
    id: int
    title: str
    email: str
    phone: str


@dataclass(frozen=True)
class Added:
    """What putting records on a list did, or would do."""

    list_id: int
    list_name: str
    record: str
    count: int
    """How many were not on it before."""
    there: int
    """How many stood on it already."""
    change: int | None = None
    """The change, to be undone by; None where nothing was written."""

    def sentence(self) -> str:
        """Return what was done, in the language in use."""
        told = ngettext("{count} put on {name}", "{count} put on {name}", self.count)
        parts = [told.format(count=format_whole(self.count), name=shown(self.list_name))]
        if self.there:
            parts.append(
                ngettext("{count} was on it already", "{count} were on it already", self.there).format(
                    count=format_whole(self.there)
                )
            )
        return ", ".join(parts) + "."


def member_condition(session: Session, list_id: int, record_type: type[Record]) -> Any:
    """Return the condition on the record's own table for the members that the person may see; to be run by ``session``.

    A list that follows a view has those of its kind that the view shows at this moment; nobody, where the view is gone
    or cannot be asked. Raises :class:`NotFoundError` for a list that is gone or hidden.
    """
    found = read(session, DistributionList, list_id)
    type_name = record_type.name_in_code
    if found.kind == "view":
        view = _view(session, found.view)
        if view is None or view[0] != type_name:
            return FALSE
        return condition(session, record_type, read_back(session, record_type, view[1]).arrangement.filter)
    member, of_kind = DistributionListMember, column_of(DistributionListMember, type_name)
    on_it = member.select(of_kind).where(member.distribution_list == list_id, of_kind.is_null(False))
    return column_of(record_type, "id").in_(on_it) & seen(record_type)


def followed_view(session: Session, list_id: int) -> tuple[str, str] | None:
    """Return (kind of record, name) of the view that a list follows; None for a fixed one, or a view that is gone."""
    view = _view(session, read(session, DistributionList, list_id).view)
    return None if view is None else (view[0], view[2])


def _view(session: Session, view_id: int | None) -> tuple[Any, ...] | None:
    """Return (kind of record, content, name) of a kept view, whoever made it: who sees the list sees what it shows."""
    return None if view_id is None else session.store.row(_saved_view(), id=view_id)


@statement
def _saved_view() -> peewee.Query:
    return SavedView.select(SavedView.record, SavedView.content, SavedView.name).where(SavedView.id == slot("id"))


def counted(session: Session, list_id: int) -> dict[str, int]:
    """Return how many members of each kind the person may see, kinds without any left out."""
    counts = {}
    for kind, record in KINDS.items():
        query = record.select(_NUMBER).where(member_condition(session, list_id, record))
        counts[kind] = int(session.value(query))
    return {kind: count for kind, count in counts.items() if count}


def told(counts: Mapping[str, int]) -> str:
    """Return "3 customers, 1 lead" for counts by kind, and a word for none."""
    parts = [_COUNTED[kind](count).format(count=format_whole(count)) for kind, count in counts.items()]
    return ", ".join(parts) or _("nobody")


def members(session: Session, list_id: int, limit: int | None = None) -> Iterator[Member]:
    """Yield the members that the person may see: customers, contacts, leads, each by name."""
    left = limit
    for kind, record in KINDS.items():
        query = _shown(record).where(member_condition(session, list_id, record))
        for row in session.each(query if left is None else query.limit(left)):
            texts = [shown(str(text or "")) for text in row[1:]]
            yield Member(kind, row[0], texts[0] or f"#{row[0]}", texts[1], texts[2])
            left = None if left is None else left - 1


def _shown(record: type[Record]) -> Any:
    """Return the query of what :class:`Member` has of records of a kind, by name."""
    title = record.title_field
    phones = [column_of(record, name) for name in ("mobile", "direct_phone", "phone") if name in record.fields()]
    row_id, name, email = (column_of(record, each) for each in ("id", title, "email"))
    return record.select(row_id, name, email, peewee.fn.coalesce(*phones)).order_by(
        column_of(record, f"{title}_key"), row_id
    )


def member_ids(session: Session, list_id: int) -> dict[str, list[int]]:
    """Return the IDs of the members that the person may see, by kind of record; kinds without any left out."""
    found = {}
    for kind, record in KINDS.items():
        row_id = column_of(record, "id")
        query = record.select(row_id).where(member_condition(session, list_id, record)).order_by(row_id)
        if ids := [row[0] for row in session.each(query)]:
            found[kind] = ids
    return found


def lists(session: Session, *, fixed: bool = False) -> list[tuple[int, str]]:
    """Return (ID, name) of the lists in use that the person may see, by name; ``fixed`` ones alone where asked."""
    return [(row[0], str(row[1])) for row in session.rows(_lists_in_use(fixed))]


@statement
def _lists_in_use(fixed: bool) -> peewee.Query:
    those = DistributionList
    query = those.select(those.id, those.name).where(seen(those), those.active.yes)
    return (query.where(those.kind == "fixed") if fixed else query).order_by(those.name.folded, those.id)


# Putting on and taking off


def ids_of(session: Session, record_type: type[Record], wanted: Filter) -> list[int]:
    """Return the IDs of the records that a filter shows to the person."""
    return [
        row[0]
        for row in session.each(
            record_type.select(column_of(record_type, "id")).where(condition(session, record_type, wanted))
        )
    ]


def plan_add(session: Session, list_id: int, record_type: type[Record], ids: Iterable[int]) -> Added:
    """Return what putting these records on a list would do; those that the person may not see are left out.

    Raises :class:`UserError` for a list that follows a view, :class:`NotFoundError` for one that is gone or hidden.
    """
    name = _fixed(session, list_id)
    values = {"ids": [*ids]}
    there = session.value(_number_on_list(record_type), list=list_id, **values)
    wanted = session.value(_number_seen(record_type), **values)
    return Added(list_id, name, record_type.name_in_code, wanted - there, there)


def add(session: Session, list_id: int, record_type: type[Record], ids: Iterable[int]) -> Added:
    """Put these records on a list as one change; who stands on it already stays there once.

    Raises as :func:`plan_add` does.
    """
    ids = list(ids)
    name = _fixed(session, list_id)
    with change(session, N_("Put {count} on {name}"), "add", count=len(ids), name=name) as made:
        plan = plan_add(session, list_id, record_type, ids)
        if plan.count:
            _put_on(made, list_id, record_type, ids)
            made.tell(count=plan.count)
    return Added(list_id, name, plan.record, plan.count, plan.there, made.id if plan.count else None)


def _put_on(made: Change, list_id: int, record_type: type[Record], ids: Iterable[int]) -> None:
    columns = ("distribution_list", record_type.name_in_code)
    insert_new(made, DistributionListMember, columns, _new_members(record_type), list=list_id, ids=[*ids])
    made.touch(DistributionList, list_id)


def take_off(session: Session, list_id: int, record_type: type[Record], ids: Iterable[int]) -> int:
    """Take these records off a list as one change, and return how many stood on it; raises as :func:`plan_add` does."""
    ids = list(ids)
    name = _fixed(session, list_id)
    with change(session, N_("Take {count} off {name}"), "unlink", count=len(ids), name=name) as made:
        count = delete_where(made, DistributionListMember, _on_list(record_type), list=list_id, ids=ids)
        if count:
            made.tell(count=count)
            made.touch(DistributionList, list_id)
    return count


def _fixed(session: Session, list_id: int) -> str:
    found = read(session, DistributionList, list_id)
    if found.kind != "fixed":
        raise UserError(_("{name} follows a view: change the view instead.").format(name=shown(found.name)), "kind")
    return str(found.name)


# Queries; ``list`` is the distribution list, ``ids`` are the records


def _those_seen(record_type: type[Record], *columns: Any) -> Any:
    row_id = column_of(record_type, "id")
    return record_type.select(*columns or (row_id,)).where(among(row_id, slot("ids")), seen(record_type))


@statement
def _number_seen(record_type: type[Record]) -> peewee.Query:
    return _those_seen(record_type, _NUMBER)  # type: ignore[no-any-return]


@statement
def _new_members(record_type: type[Record]) -> peewee.Query:
    row_id = column_of(record_type, "id")
    return _those_seen(record_type, stored("list"), row_id).order_by(row_id)  # type: ignore[no-any-return]


def _are_on_list(record_type: type[Record]) -> Any:
    """Return the condition on the rows of members that stand for those records."""
    member = DistributionListMember
    those = column_of(member, record_type.name_in_code).in_(_those_seen(record_type))
    return (member.distribution_list == slot("list")) & those


@statement
def _on_list(record_type: type[Record]) -> Any:
    return _are_on_list(record_type)


@statement
def _number_on_list(record_type: type[Record]) -> peewee.Query:
    return DistributionListMember.select(_NUMBER).where(_are_on_list(record_type))
