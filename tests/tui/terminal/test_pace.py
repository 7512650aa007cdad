"""Pictures on a slow line: a line is played through in time of its own, byte for byte."""

from __future__ import annotations

import pytest

from tui.terminal.pace import Pace


class SlowLine:
    """Carries bytes at a rate (bytes a second), each way taking ``delay`` seconds; the buffer before it never ends."""

    def __init__(self, rate: float, delay: float, *, answers: bool = True) -> None:
        self.rate = rate
        self.delay = delay
        self.answers = answers
        self.free_at = 0.0

    def carry(self, count: int, now: float) -> float:
        """When the last of ``count`` bytes given at ``now`` is on the screen."""
        self.free_at = max(self.free_at, now) + count / self.rate
        return self.free_at + self.delay


def held_key(
    line: SlowLine, frame: int, *, seconds: float = 30.0, first: int = 3_000, frequency: float = 30.0
) -> tuple[list[float], float]:
    """Hold a key: each press makes a new picture, which takes ``frame`` bytes from whichever was sent before.

    Returns the age of each picture when it came on the screen, and the share of the line's time that was used.
    """
    pace = Pace()
    due: list[float] = []
    ages: list[float] = []
    sent = 0

    def send(count: int, now: float, *, ask: bool = False) -> float:
        nonlocal sent
        sent += count
        asks = pace.sending(count, now, ask=ask)
        shown = line.carry(count, now)
        if asks and line.answers:
            due.append(shown + line.delay)
        return shown

    send(60, 0.0, ask=True)
    send(first, 0.05)
    now, step, newest, pending = 1.0, 0.002, 0.0, False
    next_press = now
    while now < seconds:
        for answer in [answer for answer in due if answer <= now]:
            due.remove(answer)
            pace.answered(answer)
        if now >= next_press:
            newest, pending = now, True
            next_press += 1 / frequency
        if pending and not pace.hold(now):
            pending = False
            shown = send(frame, now)
            if now > seconds / 3:
                ages.append(shown - newest)
        now += step
    return ages, sent / line.rate / seconds


@pytest.mark.parametrize(
    ("rate", "delay", "frame", "oldest"),
    [
        (960, 0.02, 240, 1.2),  # 9 600 baud
        (960, 0.3, 240, 1.6),
        (5_000, 0.15, 300, 0.9),
        (125_000, 0.15, 240, 0.3),  # 1 Mbit/s, 300 ms there and back
        (125_000, 0.15, 6_000, 0.7),
        (10_000_000, 0.001, 6_000, 0.05),
    ],
)
def test_a_held_key_shows_no_old_pictures(rate: float, delay: float, frame: int, oldest: float) -> None:
    ages, used = held_key(SlowLine(rate, delay), frame)
    assert max(ages) < oldest, (max(ages), used)
    wanted = min(1.0, frame * 30 / rate)
    assert used > 0.5 * wanted, "the line is not left idle either"


def test_without_answers_nothing_is_held() -> None:
    pace = Pace()
    for second in range(100):
        pace.sending(10_000, float(second))
        assert pace.hold(float(second)) == 0


def test_a_terminal_that_falls_silent_is_not_waited_for_for_ever() -> None:
    pace = Pace()
    assert pace.sending(0, 0.0, ask=True)
    pace.answered(0.1)
    for _ in range(100):
        pace.sending(1_000, 1.0)
    assert 0 < pace.hold(1.0) < 10
    assert 0 < pace.hold(5.0) < 6
    assert pace.hold(210.0) == 0
    assert not pace.waiting
    pace.sending(1_000, 211.0)
    for _ in range(100):
        pace.answered(211.1)
    assert pace.hold(211.2) == 0
