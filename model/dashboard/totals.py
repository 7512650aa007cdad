"""How much is on file, as one person sees it: the totals of the start page (CUST-01)."""

from __future__ import annotations

from typing import Any, NamedTuple

from model.core.access.seen import ME, seen_among_many
from model.core.access.session import Session
from model.core.lists.criteria import Filter, base_condition, views_in_force
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement, stored
from model.core.text import fold
from model.customers.records import Contact, Customer
from model.leads.records import STATUSES, Lead
from model.opportunities.records import Opportunity

Counted = type[Lead] | type[Customer] | type[Contact] | type[Opportunity]
COUNTED: tuple[Counted, ...] = (Lead, Customer, Contact, Opportunity)


class Total(NamedTuple):
    """How many records of a kind there are, and how many of them are the person's own and active."""

    record_type: Counted
    all: int
    own: int


class Totals(NamedTuple):
    """How much is on file; nothing is counted beyond ``cap``, if any."""

    rows: tuple[Total, ...]
    """In the order of :data:`COUNTED`."""
    statuses: tuple[tuple[str, int], ...]
    """Label of a status with the number of the person's own leads that have it; none while there are too many."""
    cap: int = 0


def read_totals(session: Session, cap: int = 0) -> Totals:
    """Count what is on file, with ``cap`` no further than one beyond it: a million rows cost no more then."""

    session.names.refresh()
    initials = fold(session.person.initials)
    some = {"most": cap + 1} if cap else {}
    rows = tuple(
        Total(
            one,
            session.value(_count(one, bool(cap)), **some),
            session.value(_count_own(one, bool(cap)), initials=initials, **some),
        )
        for one in COUNTED
    )
    statuses: tuple[tuple[str, int], ...] = ()
    if not cap or rows[0].own <= cap:
        by_status: dict[int, int] = dict(session.rows(_own_leads_by_status(), initials=initials))
        statuses = tuple((choice.label, by_status.get(choice.number, 0)) for choice in STATUSES)
    return Totals(rows, statuses, cap)


@statement
def _count(record: Counted, capped: bool) -> peewee.Query:
    return _counted(record, base_condition(record, views_in_force(record, Filter()), record), capped)


@statement
def _count_own(record: Counted, capped: bool) -> peewee.Query:
    """Count one's own: what belongs to a customer that is hidden is not seen by its owner either (W20)."""
    return _counted(record, _own(record) & seen_among_many(record), capped)


@statement
def _own_leads_by_status() -> peewee.Query:
    return (
        Lead.select(Lead.status, peewee.fn.count(peewee.SQL("*")))
        .where(_own(Lead), Lead.converted_at.is_null())
        .group_by(Lead.status)
    )


def _counted(record: Counted, wanted: Any, capped: bool) -> peewee.Query:
    one = record.select(peewee.SQL("1").alias("one")).where(wanted)
    some = (one.limit(slot("most")) if capped else one).alias("some")
    return peewee.Select((some,), (peewee.fn.count(peewee.SQL("*")),))


def _own(record: Counted) -> Any:
    """Return the condition for what the person owns and is in use; the key leads along an index."""
    return (record.owner.folded == stored("initials")) & (record.owner == ME) & record.active.yes
