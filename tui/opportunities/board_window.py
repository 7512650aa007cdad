"""The part of one column of the board that is in memory, with the card pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from model.core.access.session import Session
from model.opportunities.board import Card, Place, Whose, cards

READ = 60
"""Cards that are read at once; a screen shows fewer."""
KEPT = 4 * READ
"""Cards that are kept while somebody goes through a long column."""


@dataclass
class ColumnWindow:
    """Cards that follow each other; ``at`` is the one pointed at, ``top`` the first that is shown."""

    cards: list[Card] = field(default_factory=list)
    at: int = 0
    top: int = 0
    at_start: bool = True
    at_end: bool = True

    @property
    def card(self) -> Card | None:
        """The card pointed at, None in an empty column."""
        return self.cards[self.at] if self.at < len(self.cards) else None

    def go(self, at: int, room: int) -> None:
        """Point at a card, with ``room`` cards in sight."""
        self.at = max(0, min(at, len(self.cards) - 1))
        self.top = max(0, min(self.top, self.at), self.at - room + 1)

    def shown(self, room: int) -> Sequence[Card]:
        """Return the cards in sight."""
        return self.cards[self.top : self.top + room]

    def wants(self, step: int) -> bool:
        """Whether more has to be read before going on by ``step``."""
        to = self.at + step
        return (to >= len(self.cards) and not self.at_end) or (to < 0 and not self.at_start)

    def read_on(self, session: Session, whose: Whose, stage: int | None, step: int) -> None:
        """Read more on the side that ``step`` goes to, and let go of what is far on the other."""
        if not self.cards:
            return
        if step > 0:
            found = cards(session, whose, stage, READ, beyond=self.cards[-1].place)
            self.at_end = len(found) < READ
            self.cards += found
            gone = max(0, len(self.cards) - KEPT)
            del self.cards[:gone]
            self.at -= gone
            self.top = max(0, self.top - gone)
            self.at_start = self.at_start and not gone
        else:
            found = cards(session, whose, stage, READ, beyond=self.cards[0].place, up=True)
            self.at_start = len(found) < READ
            self.cards = [*found, *self.cards]
            self.at += len(found)
            self.top += len(found)
            if len(self.cards) > KEPT:
                del self.cards[KEPT:]
                self.at_end = False


def first(session: Session, whose: Whose, stage: int | None) -> ColumnWindow:
    """Return the top of a column."""
    found = cards(session, whose, stage, READ)
    return ColumnWindow(found, at_end=len(found) < READ)


def last(session: Session, whose: Whose, stage: int | None) -> ColumnWindow:
    """Return the end of a column, its last card pointed at."""
    found = cards(session, whose, stage, READ, up=True)
    return ColumnWindow(found, max(0, len(found) - 1), 0, at_start=len(found) < READ)


def around(session: Session, whose: Whose, stage: int | None, place: Place, offset: int = 0) -> ColumnWindow:
    """Return a column about a place; ``offset`` is on which line of cards the card there, or the next, is shown."""
    day, number = place
    before = cards(session, whose, stage, READ, beyond=place, up=True)
    after = cards(session, whose, stage, READ, beyond=(day, number - 1))
    at = max(0, min(len(before), len(before) + len(after) - 1))
    return ColumnWindow([*before, *after], at, max(0, at - offset), len(before) < READ, len(after) < READ)
