"""A slow line between a program and who looks at it: so many bytes a second, each way taking its time.

The line is real, and so is the time it takes: the program's terminal is emptied no faster than the line carries, its
questions are answered when what went before them has been shown. What is counted is bytes, which say the same on a
busy machine.
"""

from __future__ import annotations

import os
import select
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from tests.terminal.session import PATIENCE, NotSeen, Session, key_bytes

_TICK = 0.002


@dataclass(frozen=True)
class Held:
    """What came of holding a key.

    Attributes:
        presses: how often the key was sent.
        sent: bytes that came while it was held.
        after: bytes that came after it was let go, until the picture was right.
        late: seconds from letting go until the picture was right.
    """

    presses: int
    sent: int
    after: int
    late: float


class SlowLine:
    """Carries what a session's program sends at ``rate`` bytes a second; ``delay`` is what one way takes, in seconds.

    The session is put on the line as soon as it is started, and is not to be read by other means from then on.
    """

    def __init__(self, session: Session, rate: float, delay: float) -> None:
        self.session = session
        self.rate = rate
        self.delay = delay
        self.carried = 0
        """Bytes shown so far."""
        self._up: deque[tuple[float, bytes]] = deque()
        self._down: deque[tuple[float, bytes]] = deque()
        self._room = 0.0
        self._last = perf_counter()
        session.emulator.screen.answer = self._send

    def press(self, key: str) -> None:
        """Send a key, which arrives after the delay."""
        self._send(key_bytes(key))

    def _send(self, data: bytes) -> None:
        self._up.append((perf_counter() + self.delay, data))

    def turn(self) -> None:
        """Carry what there is to be carried now."""
        now = perf_counter()
        # A line that was idle does not make up for it: what it can take at once is what a twentieth of a second brings.
        self._room = min(self._room + (now - self._last) * self.rate, self.rate * 0.05 + 1)
        self._last = now
        master = self.session._master
        while self._up and self._up[0][0] <= now:
            os.write(master, self._up.popleft()[1])
        if self._room >= 1:
            try:
                data = os.read(master, int(self._room))
            except BlockingIOError:
                data = b""
            self._room -= len(data)
            if data:
                self.session._release()
                self._down.append((now + self.delay, data))
        while self._down and self._down[0][0] <= now:
            data = self._down.popleft()[1]
            self.carried += len(data)
            self.session.emulator.feed(data)
        select.select([], [], [], _TICK)

    def until(self, holds: Callable[[], bool]) -> None:
        """Go on until something holds."""
        deadline = perf_counter() + 2 * PATIENCE
        while not holds():
            self.turn()
            if perf_counter() > deadline:
                raise NotSeen(f"did not come over a slow line\n{self.session.picture()}")

    def hold(self, key: str, presses: int, right: Callable[[int], bool], frequency: float = 30.0) -> Held:
        """Send a key so many times at ``frequency`` a second; ``right`` says if the picture is that of all of them."""
        began, before, pressed = perf_counter(), self.carried, 0
        while pressed < presses:
            if perf_counter() - began >= pressed / frequency:
                self.press(key)
                pressed += 1
            self.turn()
        let_go, sent = perf_counter(), self.carried
        self.until(lambda: right(presses))
        return Held(presses, sent - before, self.carried - sent, perf_counter() - let_go)
