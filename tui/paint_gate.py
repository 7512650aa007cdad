"""Keys count only for a record that has been painted.

Where the program itself puts another record in place of the one that a key acted on (the next company to call, the row
below a deleted one, the next pair of a sweep), a key that was typed before that record stood on the terminal was meant
for the one before. It is dropped, and the message line says so; so is what the hand types on, until it comes to rest.

A screen calls :meth:`tui.frame.SalgScreen.put_next` when it shows another record, and names in ``acts_on_record`` the
actions that need a painted one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Protocol, cast

from textual.screen import Screen

Shown = Callable[[float], None]
"""Told at which time, of the clock that keys are stamped with, a frame stood on the terminal."""


class FrameReports(Protocol):
    """What the gate asks of the app."""

    def when_shown(self, shown: Shown) -> None:
        """Call ``shown`` when what has been painted until now stands on the terminal."""


REST = 0.3
"""Seconds without a key after which a hand has come to rest; a key that is held comes ten times as often."""


class PaintGate:
    """Closed from when a screen is given another record until that record has been painted."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._number = 0
        self._shown_at = 0.0
        self._refusing = False
        self._refused_at = -math.inf

    @property
    def is_closed(self) -> bool:
        """Whether the record has not been painted yet."""
        return self._shown_at == math.inf

    @property
    def is_refusing(self) -> bool:
        """Whether a key that came now would be held to be typed on after one that was dropped."""
        return time.monotonic() - self._refused_at < REST

    def close(self) -> None:
        """Close; opens by itself when the frame that has the record stands on the terminal."""
        self._number += 1
        self._shown_at = math.inf
        self._refusing = False
        number, app = self._number, cast(FrameReports, self._screen.app)

        def shown(at: float) -> None:
            if number == self._number:
                self._shown_at = at

        # The screen paints first; then the terminal is asked whether it has what was sent.
        if not self._screen.call_after_refresh(app.when_shown, shown):
            self._shown_at = 0.0

    def refuse(self, typed_at: float) -> None:
        """Say that a key was dropped: what the hand types on was meant for another record too."""
        self._refusing, self._refused_at = True, typed_at

    def refuses(self, typed_at: float) -> bool:
        """Whether a key is dropped because it follows one that was, before the hand has come to rest.

        A key that is held goes on coming when the next record has been painted, and the words of a note are as many
        commands.
        """
        unseen = self._refusing and not self.lets_through(typed_at)
        if not unseen and typed_at - self._refused_at >= REST:
            return False
        self._refused_at = max(self._refused_at, typed_at)
        return True

    def lets_through(self, typed_at: float) -> bool:
        """Whether a key typed at this time (:attr:`textual.message.Message.time`) was typed for what is painted."""
        return typed_at >= self._shown_at
