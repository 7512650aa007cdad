"""Keys count only for a record that has been painted.

Where the program itself puts another record in place of the one that a key acted on (the next company to call, the row
below a deleted one, the next pair of a sweep), a key that was typed before that record stood on the terminal was meant
for the one before. It is dropped, and the message line says so.

A screen calls :meth:`tui.frame.SalgScreen.put_next` when it shows another record, and names in ``acts_on_record`` the
actions that need a painted one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from tui.app import SalgApp

Shown = Callable[[float], None]
"""Told at which time, of the clock that keys are stamped with, a frame stood on the terminal."""


class PaintGate:
    """Closed from when a screen is given another record until that record has been painted."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._number = 0
        self._shown_at = 0.0
        self._refusing = False

    @property
    def is_closed(self) -> bool:
        """Whether the record has not been painted yet."""
        return self._shown_at == math.inf

    def close(self) -> None:
        """Close; opens by itself when the frame that has the record stands on the terminal."""
        self._number += 1
        self._shown_at = math.inf
        self._refusing = False
        number, app = self._number, cast("SalgApp", self._screen.app)

        def shown(at: float) -> None:
            if number == self._number:
                self._shown_at = at

        # The screen paints first; then the terminal is asked whether it has what was sent.
        if not self._screen.call_after_refresh(app.when_shown, shown):
            self._shown_at = 0.0

    def refuse(self) -> None:
        """Drop whatever else was typed before the record was painted: a key that was meant for another has come."""
        self._refusing = True

    def refuses(self, typed_at: float) -> bool:
        """Whether a key follows one that was dropped, and was itself typed before the record was painted."""
        return self._refusing and not self.lets_through(typed_at)

    def lets_through(self, typed_at: float) -> bool:
        """Whether a key typed at this time (:attr:`textual.message.Message.time`) was typed for what is painted."""
        return typed_at >= self._shown_at
