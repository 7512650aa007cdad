"""How much is on file, as one person sees it: the totals of the start page (CUST-01)."""

from __future__ import annotations

from typing import Any, NamedTuple

from model.core.access.seen import ME, seen_among_many
from model.core.access.session import Session
from model.core.lists.criteria import Filter, base_condition, views_in_force
from model.core.storage.drivers import peewee
from model.core.storage.expressions import along
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
        by_status: dict[int, int] = dict(session.rows(_own_leads_by_status()))
        for status, converted in session.rows(_own_converted_by_status()):
            by_status[status] -= converted
        statuses = tuple((choice.label, by_status.get(choice.number, 0)) for choice in STATUSES)
    return Totals(rows, statuses, cap)


@statement
def _count(record: Counted, capped: bool) -> peewee.Query:
    return _counted(record, base_condition(record, views_in_force(record, Filter()), record), capped)


@statement
def _count_own(record: Counted, capped: bool) -> peewee.Query:
    """Count one's own: what belongs to a customer that is hidden is not seen by its owner either (W20)."""
    rows = _LEADS if record is Lead else record
    return _counted(rows, _own(rows) & seen_among_many(record, rows), capped)


@statement
def _own_leads_by_status() -> peewee.Query:
    """Count one's own leads, the converted ones too: of all that is asked the index tells, and no row is read."""
    return _by_status(_LEADS, _own(_LEADS))


@statement
def _own_converted_by_status() -> peewee.Query:
    """Count those that are converted, which an index of its own holds."""
    leads = along(Lead, "lead_converted_at")
    return _by_status(leads, leads.converted_at.is_null(False) & (leads.owner == ME) & leads.active.yes)


def _by_status(leads: Any, wanted: Any) -> peewee.Query:
    query: peewee.Query = (
        leads.select(leads.status, peewee.fn.count(peewee.SQL("*"))).where(wanted).group_by(leads.status)
    )
    return query


def _counted(record: Any, wanted: Any, capped: bool) -> peewee.Query:
    one = record.select(peewee.SQL("1").alias("one")).where(wanted)
    some = (one.limit(slot("most")) if capped else one).alias("some")
    return peewee.Select((some,), (peewee.fn.count(peewee.SQL("*")),))


_LEADS: Any = along(Lead, "lead_owner_only_active_owner_status")


def _own(record: Any) -> Any:
    """Return the condition for what the person owns and is in use; the key leads along an index.

    Leads are many, so that their index holds all that is asked: it is gone along for those hidden from others and not.
    """
    if record is _LEADS:
        return record.owner_only.in_([False, True]) & record.active.yes & (record.owner == ME)
    return (record.owner.folded == stored("initials")) & (record.owner == ME) & record.active.yes
