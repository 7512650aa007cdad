"""How much may be under way to the terminal.

A system's buffers between here and a far terminal take many kilobytes before they make anybody wait, and what lies
in them is old when it arrives. So the terminal is now and then asked for a sign of life (a cursor report): when the
answer comes, what was sent before the question has been shown. While too much is unanswered no frame is sent; when
there is room again, the newest picture goes, and those between were never needed.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Final, NamedTuple

ASK: Final = "\x1b[6n"
"""The question: where is the cursor (DSR 6)? Answered by every terminal since the VT100, and by tmux and screen."""
_ASK_EVERY: Final = 1_500
"""Bytes after which the terminal is asked, on a fast line: a page asks, a move of the cursor does not."""
_BEGINNING: Final = 3_000
"""Bytes that may be unanswered before anything is known of the line: a first picture, and a little."""
_LEAST: Final = 512
_MOST: Final = 262_144
_QUEUE: Final = 0.2
"""Seconds that what is sent may lie in queues on the way."""
_NOTICEABLE: Final = 0.03
"""Seconds of delay below which a line is taken not to be filled."""
_PATIENCE: Final = 3.0
"""Seconds (and eight times the usual, and what the slowest line needs) without an answer after which the terminal is
not waited for until it answers again."""
_SLOWEST: Final = 500
"""Bytes a second."""


class _Question(NamedTuple):
    position: int
    asked_at: float
    under_way: int


class Pace:
    """Keeps account of what was sent and answered. Times are seconds of one monotonic clock, handed in. It may be
    used from any thread.

    A terminal that has never answered is never waited for.

    Attributes:
        window: bytes that may be unanswered.
        asked: questions until now.
    """

    def __init__(self) -> None:
        self.window: float = _BEGINNING
        self.asked = 0
        self._sent = 0
        self._answered = 0
        self._questions: deque[_Question] = deque()
        self._shortest = 0.0
        self._hears = False
        self._answers = 0
        self._met_limit = False
        self._measured = False
        self._lock = threading.Lock()

    @property
    def waiting(self) -> bool:
        """Whether answers are due."""
        return self._hears and bool(self._questions)

    @property
    def hears(self) -> bool:
        """Whether the terminal answers."""
        return self._hears

    def sending(self, count: int, now: float, *, ask: bool = False) -> bool:
        """``count`` bytes are about to be sent; returns whether :data:`ASK` must follow them (always if ``ask``)."""
        with self._lock:
            self._sent += count
            since = self._sent - (self._questions[-1].position if self._questions else self._answered)
            # The first picture is asked about however small it is: it tells how fast the line is.
            enough = min(_ASK_EVERY, self.window / 2) if self._measured else _LEAST
            if not ask and (len(self._questions) > 64 or since < enough):
                return False
            self._questions.append(_Question(self._sent, now, self._sent - self._answered))
            self.asked += 1
            return True

    def hold(self, now: float) -> float:
        """Seconds that a frame must wait at most for an answer to come first; 0 where it may be sent now."""
        with self._lock:
            if not self._hears or not self._questions or self._sent - self._answered < self.window:
                return 0.0
            eldest = self._questions[0]
            left = eldest.asked_at + _PATIENCE + 8 * self._shortest + eldest.under_way / _SLOWEST - now
            if left <= 0:
                self._hears = False
                return 0.0
            return left

    def answered(self, now: float) -> int:
        """An answer has come; return how many of the questions are answered now."""
        with self._lock:
            self._learn(now)
            return self.asked - len(self._questions)

    def _learn(self, now: float) -> None:
        if not self._questions:
            return
        question = self._questions.popleft()
        took = now - question.asked_at
        if not self._answers:
            self._shortest = took
        self._answers += 1
        self._hears = True
        self._measured |= question.under_way >= _LEAST
        self._answered = question.position
        self._shortest = min(self._shortest, took)
        excess = took - self._shortest
        if excess > _NOTICEABLE:
            # Little's law: what is under way is what the line carries a second times how long it takes.
            rate = question.under_way / took
            self.window = min(max(_LEAST, rate * (self._shortest + _QUEUE)), _MOST)
            self._met_limit = True
        else:
            self.window = min(_MOST, self.window * (1.08 if self._met_limit else 1.5))
