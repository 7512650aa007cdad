"""Remembering that records which look alike are not the same, so that nobody is asked twice (LEAD-21, LEAD-24)."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change, not_found
from model.core.language import N_
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import slot, statement
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
        if session.row(_one_seen(record), id=record_id) is None:
            raise not_found(KINDS[record], record_id)
        titles.append(shown(session.names.title_of(record, record_id)))
    pairs = list(itertools.combinations(places, 2))
    with change(session, N_("Not the same: {names}"), "distinct", names=", ".join(titles[:4])) as made:
        for one, other in pairs:
            values = dict(zip(NotDuplicate.fields(), (*one, *other), strict=True))
            if session.store.row(_known_pair(), **values) is None:
                made.insert(NotDuplicate, values)
    return len(pairs)


@statement
def _one_seen(record: str) -> peewee.Query:
    kind = KINDS[record]
    return kind.select(peewee.SQL("1")).where(column_of(kind, "id") == slot("id"), seen(kind))


@statement
def _known_pair() -> peewee.Query:
    same = (field == slot(name) for name, field in NotDuplicate.fields().items())
    return NotDuplicate.select(peewee.SQL("1")).where(*same)


def distinct_from(session: Session, place: Place) -> set[Place]:
    """Return the records of which somebody has said that they are not this one."""
    record, record_id = place
    return {(one, one_id) for one, one_id in session.store.rows(_others(), record=record, id=record_id)}


@statement
def _others() -> peewee.Query:
    pair = NotDuplicate
    behind = pair.select(pair.other_record, pair.other_record_id).where(
        pair.record == slot("record"), pair.record_id == slot("id")
    )
    before = pair.select(pair.record, pair.record_id).where(
        pair.other_record == slot("record"), pair.other_record_id == slot("id")
    )
    return behind.union(before)


def distinct_pairs(session: Session, record: str) -> set[tuple[int, int]]:
    """Return all pairs of IDs within one kind of record that are not the same, the lower ID first."""
    rows = session.store.rows(_pairs_within(), record=record)
    return {(min(pair), max(pair)) for pair in rows}


@statement
def _pairs_within() -> peewee.Query:
    pair = NotDuplicate
    return pair.select(pair.record_id, pair.other_record_id).where(
        pair.record == slot("record"), pair.other_record == slot("record")
    )
