"""How much is on file, as one person sees it: the totals of the start page (CUST-01)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from model.core.access.row_access import visible_among_many
from model.core.access.session import Session
from model.core.lists.criteria import Filter, predicate
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
    limit = f" LIMIT {cap + 1}" if cap else ""

    def counted(record_type: Counted, where: str, parameters: Sequence[object]) -> int:
        table = record_type.table()
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {where}{limit})"
        return int(session.store.value(sql, parameters))

    own = "owner_key = ? AND owner = ? AND active = 1"
    me = (fold(session.person.initials), session.person.id)

    def of_mine(record_type: Counted) -> int:
        """Count one's own: what belongs to a customer that is hidden is not seen by its owner either (W20)."""
        seen, more = visible_among_many(record_type, session.person.id, record_type.table())
        return counted(record_type, f"{own} AND {seen}", (*me, *more))

    rows = tuple(Total(one, counted(one, *predicate(session, one, Filter())), of_mine(one)) for one in COUNTED)
    statuses: tuple[tuple[str, int], ...] = ()
    if not cap or rows[0].own <= cap:
        sql = f"SELECT status, count(*) FROM lead WHERE {own} AND converted_at IS NULL GROUP BY status"
        by_status = dict(session.store.rows(sql, me))
        statuses = tuple((choice.label, by_status.get(choice.number, 0)) for choice in STATUSES)
    return Totals(rows, statuses, cap)
