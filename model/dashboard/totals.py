"""How much is on file, as one person sees it: the totals of the start page (CUST-01)."""

from __future__ import annotations

from typing import Any, NamedTuple

from model.core.access.seen import ME, seen_among_many
from model.core.access.session import Session
from model.core.lists.criteria import Filter, condition
from model.core.storage.drivers import peewee
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

    def counted(record_type: Counted, wanted: Any) -> int:
        one = record_type.select(peewee.SQL("1").alias("one")).where(wanted)
        some = (one.limit(cap + 1) if cap else one).alias("some")
        return int(session.value(peewee.Select((some,), (peewee.fn.count(peewee.SQL("*")),))))

    def of_mine(record_type: Counted) -> int:
        """Count one's own: what belongs to a customer that is hidden is not seen by its owner either (W20)."""
        return counted(record_type, _own(session, record_type) & seen_among_many(record_type))

    rows = tuple(Total(one, counted(one, condition(session, one, Filter())), of_mine(one)) for one in COUNTED)
    statuses: tuple[tuple[str, int], ...] = ()
    if not cap or rows[0].own <= cap:
        query = (
            Lead.select(Lead.status, peewee.fn.count(peewee.SQL("*")))
            .where(_own(session, Lead), Lead.converted_at.is_null())
            .group_by(Lead.status)
        )
        by_status: dict[int, int] = dict(session.rows(query))
        statuses = tuple((choice.label, by_status.get(choice.number, 0)) for choice in STATUSES)
    return Totals(rows, statuses, cap)


def _own(session: Session, record: Counted) -> Any:
    """Return the condition for what the person owns and is in use; the key leads along an index."""
    return (record.owner.folded == fold(session.person.initials)) & (record.owner == ME) & record.active.yes
