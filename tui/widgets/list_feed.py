"""How rows come into a list: what is asked for waits in a queue, and one reading after another brings what it needs.

No key is lost while rows are being read, a series of moves becomes one reading, and a jump stops the reading that it
makes needless. All of this runs in the event loop; only what :meth:`Feed._step` returns runs in the reader's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from model.core.access.session import Session
from model.core.lists.criteria import Filter
from model.core.lists.listing import Listing, ListRow, Sort
from model.core.records.record import Record
from tui.engine import Engine, Superseded
from tui.widgets import list_window
from tui.widgets.columns import Column, present
from tui.widgets.list_window import Load, Window


class Source:
    """What a list shows: filter, order, columns. The listing behind it is made in the thread that first asks."""

    def __init__(self, record: type[Record], columns: Sequence[Column], wanted: Filter, sort: Sort) -> None:
        self.record = record
        self.columns = tuple(columns)
        self.present = self.columns
        """Those of the columns that are still fields: one of the company's own may have been deleted meanwhile."""
        self.filter = wanted
        self.sort = sort
        self._listing: Listing | None = None

    def listing(self, session: Session) -> Listing:
        """Return the listing as ``session`` sees it; called in the reader's thread only."""
        if self._listing is None or self._listing.session is not session:
            self.present = present(self.columns, self.record, session) or self.columns
            names = [column.field for column in self.present]
            sort = self.sort if present([Column(self.sort.field)], self.record, session) else Sort.natural(self.record)
            self._listing = Listing(session, self.record, names, self.filter, sort)
        return self._listing

    def again(self) -> Source:
        """Return the same, to be read anew."""
        return Source(self.record, self.columns, self.filter, self.sort)


Unit = Literal["row", "half", "page"]


@dataclass
class Intent:
    """What is asked for: to move, to read a window elsewhere, or to do something there."""

    steps: int = 0
    unit: Unit = "row"
    load: Callable[[], Load] | None = None
    """Returns the reading; called when its turn has come."""
    source: Source | None = None
    """What is read from."""
    local: Callable[[Window], bool] | None = None
    """Does what :attr:`load` is for without reading where the window allows; says whether it has."""
    keeps: tuple[int, ...] = ()
    """For a reading round the cursor: the records that should be under it; empty for the one that is."""
    relative: bool = False
    """Whether moves that were asked for before count."""
    act: Callable[[], None] | None = None

    def goes_on_as(self, other: Intent) -> bool:
        """Whether both are moves of one kind in one direction."""
        moves = not (self.load or self.act or other.load or other.act)
        return moves and self.unit == other.unit and (self.steps > 0) == (other.steps > 0)

    def distance(self, height: int) -> int:
        """Return the rows to move by."""
        return self.steps * {"row": 1, "half": max(1, height // 2), "page": height}[self.unit]


class Shows(Protocol):
    """The list on the screen, as the feed knows it."""

    @property
    def page_height(self) -> int:
        """Rows on a page."""

    @property
    def marked_within(self) -> Filter | None:
        """The filter all of whose records are marked."""

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work`` beside the rest."""

    def replaced(self, before: Source | None) -> None:
        """The rows are now those of another source, or of the same read anew."""

    def moved(self) -> None:
        """Rows or cursor may have changed."""

    def failed(self, error: Exception) -> None:
        """Something could not be read."""


Answer = tuple[Any, set[int]]


class Feed:
    """The window of a list, what waits to be done with it, and the reading under way."""

    def __init__(self, engine: Engine, source: Source, shows: Shows, *, scroll_by_line: bool = False) -> None:
        self.engine = engine
        self.source = source
        """What was asked for last."""
        self.shown: Source | None = None
        """What :attr:`window` holds rows of; None before the first rows have come."""
        self.window = Window(scroll_by_line=scroll_by_line)
        self.scoped: set[int] = set()
        """Rows in memory that the marks' filter leaves, where it is not the list's own."""
        self._shows = shows
        self._queue: list[Intent] = []
        self._generation = 0
        self._working = False
        """Whether something is being read."""
        self._begun = False

    @property
    def idle(self) -> bool:
        """Whether nothing that was asked for is waiting."""
        return self.shown is self.source and not self._queue

    # What can be asked for

    def move(self, steps: int, unit: Unit = "row") -> None:
        """Move the cursor by rows, or turn half or whole pages."""
        self._ask(Intent(steps, unit))

    def do(self, act: Callable[[], None]) -> None:
        """Call ``act`` when all that was asked for before has been done."""
        self._ask(Intent(act=act))

    def next(self, rows: int) -> None:
        """Move before anything else that waits."""
        self._queue.insert(0, Intent(rows))
        self.go_on()

    def read(self, load: Load, source: Source | None = None, local: Callable[[Window], bool] | None = None) -> None:
        """Read a window elsewhere, of ``source`` where the list is to show something else."""
        if source is not None:
            self.source = source
        self._ask(Intent(load=lambda: load, source=self.source, local=local))

    def read_again(self, source: Source, keep: int | None = None) -> None:
        """Read round the record ``keep``, or else round the one under the cursor, which keeps its line on the page."""
        self.source = source
        waiting = self._queue[-1] if self._queue else None
        keeps: tuple[int, ...] = () if keep is None else (keep,)
        if waiting is not None and waiting.relative:
            keeps += waiting.keeps
            self._queue.pop()
        self._ask(Intent(load=lambda: self._round(source, keeps), source=source, keeps=keeps, relative=True))

    def _round(self, source: Source, keeps: tuple[int, ...]) -> Load:
        row = self.window.current
        if row is None:
            return list_window.around(keeps, None, 0)
        place = row.place if self.shown is not None and self.shown.sort == source.sort else None
        return list_window.around((*keeps, row.id), place, self.window.cursor - self.window.top)

    def begin(self) -> None:
        """Read the first rows, and whatever else was asked for meanwhile."""
        self._begun = True
        self._work()

    def stop(self) -> None:
        """Forget what waits, and take no more answers."""
        self._generation += 1
        self._queue.clear()

    # Doing it

    def _ask(self, intent: Intent) -> None:
        waiting = self._queue[-1] if self._queue else None
        if intent.load is not None and not intent.relative and all(other.act is None for other in self._queue):
            # Wherever what waits would have led, this leads elsewhere.
            if self._queue:
                self._supersede()
            self._queue.clear()
        if waiting is not None and waiting.goes_on_as(intent):
            waiting.steps += intent.steps
        else:
            self._queue.append(intent)
        self._drain()
        if intent.load is not None and self._queue and self._queue[0] is intent:
            self._supersede()
        self._work()

    def _supersede(self) -> None:
        """Want no more what is being read now; the engine stops it when the next is asked."""
        self._generation += 1
        self._working = False

    def go_on(self) -> None:
        """Do what can be done at once, and read what is missing."""
        self._drain()
        self._work()

    def _work(self) -> None:
        if self._begun and not self._working and self._step() is not None:
            self._working = True
            self._shows.start(self._read(self._generation))

    def _drain(self) -> None:
        """Do what waits, in order, as far as the rows in memory allow."""
        if self.shown is not None:
            while self._queue and self._do(self._queue[0]):
                pass
            self._shows.moved()

    def _do(self, intent: Intent) -> bool:
        """Do the first of what waits, if the rows for it are there."""
        window = self.window
        if intent.act is not None:
            self._queue.remove(intent)
            intent.act()
            return True
        if intent.load is not None:
            if intent.local is None or intent.source is not self.shown or not intent.local(window):
                return False
        else:
            distance = intent.distance(window.height)
            if window.rows and not window.can_reach(window.cursor + distance):
                return False
            (window.move if intent.unit == "row" else window.turn)(distance)
        self._queue.remove(intent)
        return True

    def _step(self) -> tuple[Callable[[Session], Answer], Callable[[Answer], None]] | None:
        """Return what is to be read next, and what takes the answer; None where nothing is missing."""
        intent = self._queue[0] if self._queue else None
        if intent is not None and intent.load is not None:
            return self._load(intent)
        if self.shown is None:
            return self._load(Intent(load=lambda: list_window.first_rows, source=self.source))
        shown, window = self.shown, self.window
        missing = window.missing(None if intent is None else window.cursor + intent.distance(window.height))
        if missing is None:
            return None
        within = self._within(shown)

        def work(session: Session) -> Answer:
            listing = shown.listing(session)
            rows = (listing.after if missing.side == "after" else listing.before)(missing.place, missing.number)
            return rows, _among(session, shown.record, rows, within)

        def take(answer: Answer) -> None:
            window.take(missing, answer[0])
            self.scoped |= answer[1]

        return work, take

    def _load(self, intent: Intent) -> tuple[Callable[[Session], Answer], Callable[[Answer], None]]:
        source, height = intent.source or self.source, self._shows.page_height
        load = intent.load() if intent.load is not None else list_window.first_rows
        within = self._within(source)

        def work(session: Session) -> Answer:
            window = load(source.listing(session), height)
            return window, _among(session, source.record, window.rows, within)

        def take(answer: Answer) -> None:
            if intent in self._queue:
                self._queue.remove(intent)
            window, self.scoped = answer
            window.scroll_by_line = self.window.scroll_by_line
            window.resize(self._shows.page_height)
            before, self.shown, self.window = self.shown, source, window
            if before is not source:
                self._shows.replaced(before)

        return work, take

    def _within(self, source: Source) -> Filter | None:
        within = self._shows.marked_within
        return None if within == source.filter else within

    async def _read(self, generation: int) -> None:
        try:
            while generation == self._generation and (step := self._step()) is not None:
                answer = await self.engine.latest(f"rows-{id(self)}", step[0])
                if generation != self._generation:
                    return
                step[1](answer)
                self._drain()
        except Superseded:
            pass
        except Exception as error:
            if generation == self._generation:
                self._queue.clear()
                self.source = self.shown or self.source
                self._shows.failed(error)
        finally:
            if generation == self._generation:
                self._working = False


def _among(session: Session, record: type[Record], rows: Sequence[ListRow], within: Filter | None) -> set[int]:
    """Return those of ``rows`` that a filter leaves."""
    if within is None:
        return set()
    scope = Listing(session, record, (), within)
    return {row.id for row in rows if scope.row(row.id) is not None}
