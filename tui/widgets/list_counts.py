"""How many rows a list has: first as far as a thousand, then exactly, beside the rows and never before them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from model.core.access.session import Session
from model.core.language import _
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing
from model.core.numbers import format_whole
from model.core.records.record import Record
from tui.engine import Engine

COUNTED_AT_ONCE = 1_000
"""Rows up to which the number is asked for first; beyond it is "1 000+" until the exact number is there."""


class Counts:
    """What is known of the numbers of rows that filters leave. ``tell`` is called when something new is."""

    def __init__(self, engine: Engine, record: type[Record], tell: Callable[[], None]) -> None:
        self.engine = engine
        self.record = record
        self.shown: int | None = None
        """Rows in the list, None while not known."""
        self.exact = False
        self.total: int | None = None
        """Rows that the list's views alone leave, None while not known."""
        self.fixed: tuple[Criterion, ...] = ()
        """Criteria by which the list is what it is: the total is of what they leave."""
        self._known: dict[Filter, int] = {}
        self._filter: Filter | None = None
        self._tell = tell

    def known(self, wanted: Filter) -> int | None:
        """Return how many rows a filter leaves if that has been counted."""
        return self._known.get(wanted)

    def begin(self, wanted: Filter, complete: int | None) -> None:
        """Go over to a filter, or to the same read anew; ``complete`` is the number where all rows are in memory."""
        if complete is not None:
            self._put(wanted, complete, True)
        elif wanted != self._filter:
            self._put(wanted, None, False)

    async def count(self, wanted: Filter, complete: bool, besides: Filter | None) -> None:
        """Count the rows of the list, those of its views alone, and those of ``besides``."""
        if not complete:
            listings: list[Listing] = []

            def capped(session: Session) -> int:
                listings.append(Listing(session, self.record, (), wanted))
                return listings[0].count(COUNTED_AT_ONCE + 1)

            number = await self._ask(capped)
            if number <= COUNTED_AT_ONCE:
                self._put(wanted, number, True)
            else:
                if not (self._filter == wanted and self.exact and (self.shown or 0) > COUNTED_AT_ONCE):
                    self._put(wanted, COUNTED_AT_ONCE, False)
                self._put(wanted, await self._ask(lambda session: listings[0].count()), True)
        whole = self._whole(wanted)
        others = [whole] if wanted != whole else []
        if besides is not None and besides not in (wanted, *others):
            others.append(besides)
        for other in others:
            self._known[other] = await self._ask(_counting(self.record, other))
            self._put(wanted, self.shown, self.exact)

    async def _ask(self, work: Callable[[Session], int]) -> int:
        return await self.engine.count(f"count-{id(self)}", work)

    def _put(self, wanted: Filter, number: int | None, exact: bool) -> None:
        before = (self._filter, self.shown, self.exact, self.total, len(self._known))
        self._filter, self.shown, self.exact = wanted, number, exact
        if exact and number is not None:
            self._known[wanted] = number
        self.total = self._known.get(self._whole(wanted))
        if before != (self._filter, self.shown, self.exact, self.total, len(self._known)):
            self._tell()

    def _whole(self, wanted: Filter) -> Filter:
        return replace(wanted.reset(), criteria=self.fixed)

    def text(self, *, ascii: bool = False) -> str:
        """Return the number as a person reads it: "37 of 12 480", "1 000+", '' while not known."""
        if self.shown is None or self._filter is None:
            return ""
        shown = format_whole(self.shown, ascii=ascii) + ("" if self.exact else "+")
        if self._filter == self._whole(self._filter) or self.total is None:
            return shown
        return _("{shown} of {total}").format(shown=shown, total=format_whole(self.total, ascii=ascii))


def _counting(record: type[Record], wanted: Filter) -> Callable[[Session], int]:
    return lambda session: Listing(session, record, (), wanted).count()
