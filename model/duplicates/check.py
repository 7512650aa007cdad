"""The duplicate check of one record, on file or still being typed, against all that is on file (LEAD-21)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement
from model.duplicates.candidates import candidates
from model.duplicates.distinct import distinct_from
from model.duplicates.identity import KINDS, Identity, called, identities_query, read_identities, typed_identity
from model.duplicates.matching import ENOUGH, REASONS, compare, told_briefly

MOST = 50
"""Matches that are returned; a person who has read so many has stopped."""


@dataclass(frozen=True)
class Match:
    """A record on file that may be the same."""

    record: str
    id: int
    title: str
    """Safe to show."""
    where: str
    """Town, or what else tells two of a name apart."""
    score: int
    """0 to 100."""
    reasons: tuple[str, ...]
    """Keys of :data:`model.duplicates.matching.REASONS`."""
    active: bool

    def why(self) -> str:
        """Return why it matches, in the language in use."""
        return ", ".join(_(REASONS[reason]) for reason in self.reasons)

    def briefly(self) -> str:
        """Return the same in few words, for a line of a list."""
        return told_briefly(self.reasons)


@dataclass(frozen=True)
class Report:
    """What a check found: best first, and how many there are that the person may not see (D11)."""

    record: str
    id: int
    title: str
    matches: tuple[Match, ...]
    hidden: int = 0


def check(session: Session, record: str, record_id: int) -> Report:
    """Check a record on file ("lead", "customer" or "contact").

    Raises :class:`NotFoundError` where it is gone or hidden.
    """
    own = next(read_identities(session, record, _by_ids(record, True), ids=[record_id]), None)
    if own is None:
        raise not_found(KINDS[record], record_id)
    return _report(session, own)


@statement
def _by_ids(record: str, only_seen: bool) -> peewee.Query:
    kind = KINDS[record]
    query = identities_query(record).where(among(column_of(kind, "id"), slot("ids")))
    return query.where(seen(kind)) if only_seen else query  # type: ignore[no-any-return]


def check_typed(session: Session, record: str, values: Mapping[str, Any], record_id: int | None = None) -> Report:
    """Check a record that is being typed, by its values by field name; ``record_id`` is its own where it is on file."""
    return _report(session, typed_identity(session, record, values, record_id or 0))


def _report(session: Session, own: Identity) -> Report:
    distinct = distinct_from(session, own.place) if own.id else set()
    matches: list[Match] = []
    hidden = 0
    for record in KINDS:
        ids = sorted(candidates(session, own, record))
        for other in read_identities(session, record, _by_ids(record, False), ids=ids):
            if other.place in distinct:
                continue
            verdict = compare(own, other)
            if verdict.score < ENOUGH:
                continue
            if not other.seen:
                hidden += 1
                continue
            score = min(100, round(verdict.score * 100))
            matches.append(Match(record, other.id, called(other), other.where, score, verdict.reasons, other.active))
    order = list(KINDS)
    matches.sort(key=lambda match: (-match.score, not match.active, order.index(match.record), match.title, match.id))
    return Report(own.record, own.id, called(own), tuple(matches[:MOST]), hidden)
