"""Which records of a list are marked, as data: some of them, or all that a filter leaves but some (LEAD-05).

Marking a million records is therefore as quick as marking one, and nothing is read until the marks are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from model.core.access.session import Session
from model.core.lists.criteria import Filter
from model.core.lists.listing import Listing, Sort
from model.core.records.record import Record


@dataclass(frozen=True)
class Marks:
    """Marks on records of one kind.

    ``within`` is the filter all of whose records are marked but those in ``but``; None where there is none. ``ids``
    are marked besides. Marks are values: every change gives new ones.
    """

    record: type[Record]
    ids: frozenset[int] = frozenset()
    within: Filter | None = None
    but: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ids) or self.within is not None

    def has(self, record_id: int, in_scope: bool) -> bool:
        """Whether a record is marked; ``in_scope`` says whether :attr:`within` leaves it."""
        return record_id in self.ids or (self.within is not None and in_scope and record_id not in self.but)

    def toggled(self, record_id: int, in_scope: bool) -> Marks:
        """Return the marks with that of one record turned."""
        return self.with_all([record_id], in_scope, not self.has(record_id, in_scope))

    def with_all(self, ids: Iterable[int], in_scope: bool, marked: bool = True) -> Marks:
        """Return the marks with these records marked, or not."""
        given = frozenset(ids)
        if self.within is not None and in_scope:
            return replace(self, ids=self.ids - given, but=self.but - given if marked else self.but | given)
        return replace(self, ids=self.ids | given if marked else self.ids - given)

    def without(self, ids: Iterable[int]) -> Marks:
        """Return the marks without records that are gone."""
        given = frozenset(ids)
        return replace(self, ids=self.ids - given, but=self.but | given if self.within is not None else self.but)

    def everything(self, wanted: Filter) -> Marks:
        """Return marks on all that ``wanted`` leaves."""
        return Marks(self.record, frozenset(), wanted)

    def inverted(self, wanted: Filter) -> Marks | None:
        """Return marks on what ``wanted`` leaves unmarked; None where it takes :meth:`resolved` marks to say."""
        if self.within is None:
            return Marks(self.record, frozenset(), wanted, self.ids)
        if self.within == wanted:
            return Marks(self.record, self.but)
        return None

    def resolved(self, session: Session) -> Marks:
        """Return the same marks as single records; reads them."""
        return Marks(self.record, frozenset(self.each(session)))

    def each(self, session: Session, sort: Sort | None = None) -> Iterator[int]:
        """Yield the IDs of the marked records, each once.

        Reads as it goes: those of :attr:`within` that the person may see, then single marks, each in the order of
        ``sort``; without one single marks come by ID, as do those that are gone or hidden by now, last of all.
        """
        rest = set(self.ids)
        if self.within is not None:
            for record_id in Listing(session, self.record, (), self.within, sort).ids():
                rest.discard(record_id)
                if record_id not in self.but:
                    yield record_id
        shown = Listing(session, self.record, (), None, sort).ordered(rest) if sort is not None and rest else []
        yield from shown
        yield from sorted(rest.difference(shown))

    def count_outside(self, session: Session, shown: Filter) -> int:
        """Return how many of the marked ``shown`` does not leave in sight; reads both."""
        marked = set(self.each(session))
        return len(marked.difference(Listing(session, self.record, (), shown).ids()))

    def count(self, within: int | None) -> int | None:
        """Return how many are marked, given how many :attr:`within` leaves; None where that is not known yet."""
        if self.within is None:
            return len(self.ids)
        return None if within is None else max(0, within - len(self.but)) + len(self.ids)
