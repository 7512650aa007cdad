"""Marking rows of a list: one by one, from here to there, all, the others (LEAD-05)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from model.core.access.session import Session
from model.core.lists.criteria import Filter
from model.core.lists.listing import ListRow
from model.core.records.record import Record
from tui.engine import Engine
from tui.widgets.list_feed import Feed
from tui.widgets.marks import Marks

Run = Callable[[Callable[[], Coroutine[Any, Any, None]]], None]
"""Runs what has to read before it can mark."""


class Marking:
    """The marks of a list, and the range that was begun. ``tell`` is called when either has changed."""

    def __init__(self, engine: Engine, record: type[Record], tell: Callable[[], None], run: Run) -> None:
        self.marks = Marks(record)
        self._engine = engine
        self._record = record
        self._tell = tell
        self._run = run
        self._anchor: ListRow | None = None

    @property
    def selecting(self) -> bool:
        """Whether a range has been begun."""
        return self._anchor is not None

    def is_marked(self, row: ListRow, feed: Feed) -> bool:
        """Whether a row is marked, or will be when the range is finished."""
        if self.marks and self.marks.has(row.id, self._in_scope(row.id, feed)):
            return True
        current = feed.window.current
        if self._anchor is None or current is None:
            return False
        low, high = sorted((_order(self._anchor), _order(current)))
        return low <= _order(row) <= high

    def toggle(self, feed: Feed) -> bool:
        """Mark the row under the cursor, or take its mark away; say whether there is one."""
        row = feed.window.current
        if row is not None:
            self._put(self.marks.toggled(row.id, self._in_scope(row.id, feed)), feed)
        return row is not None

    def all(self, wanted: Filter, feed: Feed) -> None:
        """Mark all that ``wanted`` leaves; again takes all marks away."""
        everything = self.marks.everything(wanted)
        if self.marks == everything:
            self.clear(feed)
        else:
            self._put(everything, feed)

    def clear(self, feed: Feed) -> None:
        """Take all marks away, and leave a range that was begun."""
        self._anchor = None
        self._put(Marks(self._record), feed)

    def forget(self, ids: Iterable[int], feed: Feed) -> None:
        """Take the marks off records that are gone."""
        self._put(self.marks.without(ids), feed)

    def invert(self, wanted: Filter, feed: Feed) -> None:
        """Mark what ``wanted`` leaves unmarked, and nothing else."""
        before = self.marks
        if (marks := before.inverted(wanted)) is not None:
            self._put(marks, feed)
            return

        async def invert() -> None:
            resolved = await self._engine.read(before.resolved)
            if self.marks is before and (inverted := resolved.inverted(wanted)) is not None:
                self._put(inverted, feed)

        self._run(invert)

    def range(self, feed: Feed) -> None:
        """Begin a range at the cursor, or mark all rows from where it was begun to the cursor."""
        current, anchor = feed.window.current, self._anchor
        self._anchor = current if anchor is None else None
        if anchor is not None and current is not None:
            self._finish(anchor, current, feed)
        self._put(self.marks, feed)

    def cancel(self, feed: Feed) -> None:
        """Leave a range that was begun, marking nothing."""
        self._anchor = None
        self._put(self.marks, feed)

    def state(self, feed: Feed) -> tuple[Marks, int | None, int | None]:
        """Return the marks, and of a range that is under way the records that it goes from and to."""
        anchor, current = self._anchor, feed.window.current
        if anchor is None or current is None:
            return self.marks, None, None
        return self.marks, anchor.id, current.id

    def marked_ids(self, feed: Feed) -> Callable[[Session], list[int]]:
        """Return what reads the IDs of the marked, with those of a range that is under way."""
        marks, source = self.marks, feed.source
        anchor, current = self._anchor, feed.window.current
        if anchor is None or current is None:
            return lambda session: list(marks.each(session))
        begin, end = anchor.place, current.place

        def work(session: Session) -> list[int]:
            between = source.listing(session).between(begin, end)
            return list(dict.fromkeys((*marks.each(session), *between)))

        return work

    def _finish(self, anchor: ListRow, current: ListRow, feed: Feed) -> None:
        source = feed.source
        in_scope = self.marks.within == source.filter
        ids = [row.id for row in feed.window.rows]
        if anchor.id in ids:
            low, high = sorted((ids.index(anchor.id), ids.index(current.id)))
            self._put(self.marks.with_all(ids[low : high + 1], in_scope), feed)
            return

        async def finish() -> None:
            found = await self._engine.read(
                lambda session: source.listing(session).between(anchor.place, current.place)
            )
            self._put(self.marks.with_all(found, in_scope), feed)

        self._run(finish)

    def _in_scope(self, record_id: int, feed: Feed) -> bool:
        return self.marks.within == feed.source.filter or record_id in feed.scoped

    def _put(self, marks: Marks, feed: Feed) -> None:
        within, self.marks = self.marks.within, marks
        if marks.within != within:
            feed.scoped = set()
        self._tell()


def _order(row: ListRow) -> tuple[tuple[bool, Any], ...]:
    """Return a row's place as something that compares, also where a value is null."""
    return tuple((value is not None, value) for value in row.place)
