"""Looking through the first titles of a kind in their order, no further than a bound, before the search index is asked.

An engine whose index reads the whole list of a trigram takes longest for what is common, and the common stands among
the first titles already. What is found here is the beginning of what a walk through all titles would find, so it is
taken only where that beginning is as long as is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import all_of, among, column_of, first, under_own_name
from model.core.storage.statements import Part, slot, statement
from model.core.wildcards import Pattern

NEAR, FAR, FURTHEST = 4_000, 40_000, 200_000
"""Titles that are looked through: at first, where so many of these match that it is worth going on, and at the most."""
MANY, SOME = 200, 16
"""Matches among the first titles: where there are this many it goes on; with fewer than some the index is as quick."""
_HIDDEN = 10
"""Matches more than are wanted that are asked for: some may be hidden from the person."""

Exact = Callable[[tuple[str, ...]], tuple[Part, dict[str, Any]]]
"""Returns the condition for all patterns matching in some of the columns, and its values."""


class TitleWalk:
    """What the first titles of a kind say of one question.

    ``most`` is the number of matches that are of use.
    """

    def __init__(
        self,
        session: Session,
        record: type[Record],
        columns: tuple[str, ...],
        patterns: Sequence[Pattern],
        exact: Exact,
        most: int,
    ) -> None:
        self.session = session
        self.record = record
        self.columns = columns
        self._exact = exact
        rows = self._look(NEAR, most)
        self.has_some = len(rows) >= SOME
        """Whether so many match that the index would read long lists."""
        if MANY <= len(rows) < most:
            rows = self._look(FAR, most)
        self.ids = [record_id for record_id, _title in rows]
        """The first matches in the order of the titles."""
        self._titled = [
            record_id for record_id, title in rows if all(pattern.matches(title) for pattern in patterns)
        ]  # fmt: skip

    def first(self, columns: tuple[str, ...], number: int) -> list[int] | None:
        """Return the first ``number`` records that match in ``columns``, by their titles; None where it is not known.

        ``columns`` are all of the kind's, or its title alone.
        """
        if len(columns) == len(self.columns):
            return self.ids[:number] if len(self.ids) >= number else None
        if len(self._titled) >= number:
            return self._titled[:number]
        return self._first_called(columns, number, FAR) if self.has_some else None

    def further(self, columns: tuple[str, ...], number: int) -> list[int] | None:
        """Do as :meth:`first` of the title alone, and go on further: for where the index leaves many."""
        return self._first_called(columns, number, FURTHEST) if len(columns) == 1 else None

    def _look(self, walked: int, number: int) -> list[tuple[int, str]]:
        """Return ID and title of the first matches among so many titles."""
        exact, values = self._exact(self.columns)
        query = _among_titles(self.record, self.columns, exact)
        return [(row[0], row[1]) for row in self.session.rows(query, walked=walked, number=number, **values)]

    def _first_called(self, columns: tuple[str, ...], number: int, walked: int) -> list[int] | None:
        """Go on along the index of titles alone, which takes a tenth of reading the rows."""
        exact, values = self._exact(columns)
        query = _called(self.record, columns[0], exact)
        found = [row[0] for row in self.session.rows(query, walked=walked, number=number + _HIDDEN, **values)]
        visible = {row[0] for row in self.session.rows(_visible(self.record), ids=found)}
        ids = [record_id for record_id in found if record_id in visible]
        return ids[:number] if len(ids) >= number else None


@statement
def _among_titles(record: type[Record], columns: tuple[str, ...], exact: Part) -> peewee.Query:
    """Return the query for the matches among the first titles that the person may see, by their titles."""
    rows = under_own_name(record)
    keys = [column_of(rows, column) for column in columns]
    walked = peewee.Select((rows,), (rows.id, *keys)).where(seen(record, rows))
    return _matches(record, walked, columns[0], exact)


@statement
def _called(record: type[Record], title: str, exact: Part) -> peewee.Query:
    """Return the query for the matches among the first titles, whoever may see them: the index has all that it asks."""
    rows = under_own_name(record)
    return _matches(record, peewee.Select((rows,), (rows.id, column_of(rows, title))), title, exact)


def _matches(record: type[Record], rows: Any, title: str, exact: Part) -> peewee.Query:
    own = under_own_name(record)
    walked: Any = rows.order_by(first(column_of(own, title)), first(own.id)).limit(slot("walked")).alias(record.table())
    key = getattr(walked.c, title)
    found: Any = peewee.Select((walked,), (walked.c.id, key)).where(all_of((exact,)))
    query: peewee.Query = found.order_by(first(key), first(walked.c.id)).limit(slot("number"))
    return query


@statement
def _visible(record: type[Record]) -> peewee.Query:
    """Return the query for those of some records that the person may see."""
    return record.select(record.id).where(among(record.id, slot("ids")), seen(record))
