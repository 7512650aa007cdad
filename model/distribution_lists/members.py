"""Who stands on a distribution list: asked, put on and taken off by sets, each through the eyes of who asks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, insert_new
from model.core.changes.change import Change, change, read
from model.core.company.view_content import read_back
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import Filter, predicate
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import visible as shown
from model.customers.records import Contact, Customer
from model.distribution_lists.records import DistributionList, DistributionListMember
from model.leads.records import Lead

KINDS: Mapping[str, type[Record]] = {"customer": Customer, "contact": Contact, "lead": Lead}
"""Who can stand on a list, by their words in code and in the order in which they are shown."""

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


def member_predicate(session: Session, list_id: int, record_type: type[Record]) -> tuple[str, list[Any]]:
    """Return the predicate on the record's own table for the members that the person may see, with its parameters.

    A list that follows a view has those of its kind that the view shows at this moment; nobody, where the view is gone
    or cannot be asked. Raises :class:`NotFoundError` for a list that is gone or hidden.
    """
    found = read(session, DistributionList, list_id)
    table, kind = record_type.table(), record_type.name_in_code
    if found.kind == "view":
        view = _view(session, found.view)
        if view is None or view[0] != kind:
            return "0", []
        return predicate(session, record_type, read_back(session, record_type, view[1]).arrangement.filter)
    where, parameters = visible(record_type, session.person.id)
    on_it = f"SELECT {kind} FROM distribution_list_member WHERE distribution_list = ? AND {kind} IS NOT NULL"
    return f"{table}.id IN ({on_it}) AND {where}", [list_id, *parameters]


def followed_view(session: Session, list_id: int) -> tuple[str, str] | None:
    """Return (kind of record, name) of the view that a list follows; None for a fixed one, or a view that is gone."""
    view = _view(session, read(session, DistributionList, list_id).view)
    return None if view is None else (view[0], view[2])


def _view(session: Session, view_id: int | None) -> tuple[Any, ...] | None:
    """Return (kind of record, content, name) of a kept view, whoever made it: who sees the list sees what it shows."""
    return session.store.row("SELECT record, content, name FROM saved_view WHERE id = ?", (view_id,))


def counted(session: Session, list_id: int) -> dict[str, int]:
    """Return how many members of each kind the person may see, kinds without any left out."""
    counts = {}
    for kind, record in KINDS.items():
        where, parameters = member_predicate(session, list_id, record)
        counts[kind] = int(session.store.value(f"SELECT count(*) FROM {record.table()} WHERE {where}", parameters))
    return {kind: count for kind, count in counts.items() if count}


def told(counts: Mapping[str, int]) -> str:
    """Return "3 customers, 1 lead" for counts by kind, and a word for none."""
    parts = [_COUNTED[kind](count).format(count=format_whole(count)) for kind, count in counts.items()]
    return ", ".join(parts) or _("nobody")


def members(session: Session, list_id: int, limit: int | None = None) -> Iterator[Member]:
    """Yield the members that the person may see: customers, contacts, leads, each by name."""
    left = limit
    for kind, record in KINDS.items():
        where, parameters = member_predicate(session, list_id, record)
        title = record.title_field
        sql = (
            f"SELECT id, {title}, email, coalesce({', '.join(_phones(record))}) FROM {record.table()}"
            f" WHERE {where} ORDER BY {title}_key, id LIMIT ?"
        )
        for row in session.store.each(sql, (*parameters, -1 if left is None else left)):
            texts = [shown(str(text or "")) for text in row[1:]]
            yield Member(kind, row[0], texts[0] or f"#{row[0]}", texts[1], texts[2])
            left = None if left is None else left - 1


def _phones(record: type[Record]) -> list[str]:
    fields = record.fields()
    return [name for name in ("mobile", "direct_phone", "phone") if name in fields]


def lists(session: Session, *, fixed: bool = False) -> list[tuple[int, str]]:
    """Return (ID, name) of the lists in use that the person may see, by name; ``fixed`` ones alone where asked."""
    where, parameters = visible(DistributionList, session.person.id)
    only = " AND kind = 1" if fixed else ""
    return [
        (row[0], str(row[1]))
        for row in session.store.rows(
            f"SELECT id, name FROM distribution_list WHERE {where} AND active = 1{only} ORDER BY name_key, id",
            parameters,
        )
    ]


# Putting on and taking off


def ids_of(session: Session, record_type: type[Record], wanted: Filter) -> list[int]:
    """Return the IDs of the records that a filter shows to the person."""
    where, parameters = predicate(session, record_type, wanted)
    return [
        row[0] for row in session.store.each(f"SELECT id FROM {record_type.table()} WHERE {where}", parameters)
    ]  # fmt: skip


def plan_add(session: Session, list_id: int, record_type: type[Record], ids: Iterable[int]) -> Added:
    """Return what putting these records on a list would do; those that the person may not see are left out.

    Raises :class:`UserError` for a list that follows a view, :class:`NotFoundError` for one that is gone or hidden.
    """
    name = _fixed(session, list_id)
    seen, parameters = _seen(session, record_type, ids)
    kind = record_type.name_in_code
    there = session.store.value(
        f"SELECT count(*) FROM distribution_list_member WHERE distribution_list = ? AND {kind} IN ({seen})",
        (list_id, *parameters),
    )
    wanted = session.store.value(f"SELECT count(*) FROM ({seen})", parameters)
    return Added(list_id, name, kind, wanted - there, there)


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
    kind = record_type.name_in_code
    seen, parameters = _seen(made.session, record_type, ids)
    insert_new(
        made,
        DistributionListMember,
        ("distribution_list", kind),
        f"SELECT ?, id FROM ({seen})",
        (list_id, *parameters),
    )
    made.touch(DistributionList, list_id)


def take_off(session: Session, list_id: int, record_type: type[Record], ids: Iterable[int]) -> int:
    """Take these records off a list as one change, and return how many stood on it; raises as :func:`plan_add` does."""
    ids = list(ids)
    name, kind = _fixed(session, list_id), record_type.name_in_code
    with change(session, N_("Take {count} off {name}"), "unlink", count=len(ids), name=name) as made:
        seen, parameters = _seen(session, record_type, ids)
        where = f"distribution_list_member.distribution_list = ? AND distribution_list_member.{kind} IN ({seen})"
        count = delete_where(made, DistributionListMember, where, (list_id, *parameters))
        if count:
            made.tell(count=count)
            made.touch(DistributionList, list_id)
    return count


def _fixed(session: Session, list_id: int) -> str:
    found = read(session, DistributionList, list_id)
    if found.kind != "fixed":
        raise UserError(_("{name} follows a view: change the view instead.").format(name=shown(found.name)), "kind")
    return str(found.name)


def _seen(session: Session, record_type: type[Record], ids: Iterable[int]) -> tuple[str, list[Any]]:
    where, parameters = visible(record_type, session.person.id)
    table = record_type.table()
    return f"SELECT id FROM {table} WHERE id IN (SELECT value FROM json_each(?)) AND {where}", [
        json.dumps([*ids]), *parameters,
    ]  # fmt: skip
