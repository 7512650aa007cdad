"""Remembering that records which look alike are not the same, so that nobody is asked twice (LEAD-21, LEAD-24)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.change import change, not_found
from model.core.language import N_
from model.core.text import visible as shown
from model.duplicates.identity import KINDS
from model.duplicates.records import NotDuplicate

Place = tuple[str, int]
"""A record: its word in code and its ID."""


def say_distinct(session: Session, places: Sequence[Place]) -> int:
    """Remember that no two of these records are the same, as a change that can be undone; return how many pairs.

    Pairs that are remembered already count as well. Raises :class:`NotFoundError` for a record that is gone or hidden.
    """
    places = sorted(set(places))
    titles = []
    for record, record_id in places:
        where, parameters = visible(KINDS[record], session.person.id)
        sql = f"SELECT 1 FROM {KINDS[record].table()} WHERE id = ? AND {where}"
        if not session.store.row(sql, (record_id, *parameters)):
            raise not_found(KINDS[record], record_id)
        titles.append(shown(session.names.title_of(record, record_id)))
    pairs = list(itertools.combinations(places, 2))
    with change(session, N_("Not the same: {names}"), "distinct", names=", ".join(titles[:4])) as made:
        for one, other in pairs:
            known = made.connection.execute(
                "SELECT 1 FROM not_duplicate WHERE record = ? AND record_id = ? AND other_record = ?"
                " AND other_record_id = ?",
                (*one, *other),
            ).fetchone()
            if known is None:
                values = dict(zip(NotDuplicate.fields(), (*one, *other), strict=True))
                made.insert(NotDuplicate, values)
    return len(pairs)


def distinct_from(session: Session, place: Place) -> set[Place]:
    """Return the records of which somebody has said that they are not this one."""
    rows = session.store.rows(
        "SELECT other_record, other_record_id FROM not_duplicate WHERE record = ? AND record_id = ?"
        " UNION SELECT record, record_id FROM not_duplicate WHERE other_record = ? AND other_record_id = ?",
        (*place, *place),
    )
    return {(record, record_id) for record, record_id in rows}


def distinct_pairs(session: Session, record: str) -> set[tuple[int, int]]:
    """Return all pairs of IDs within one kind of record that are not the same, the lower ID first."""
    rows = session.store.rows(
        "SELECT min(record_id, other_record_id), max(record_id, other_record_id) FROM not_duplicate"
        " WHERE record = ? AND other_record = ?",
        (record, record),
    )
    return {(one, other) for one, other in rows}
