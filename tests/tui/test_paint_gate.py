"""When a hand that was ahead of the screen is listened to again (COM-02)."""

from __future__ import annotations

from typing import Any, cast

from tui.paint_gate import REST, PaintGate


class Painted:
    """A screen that is painted when it is told to be."""

    def __init__(self) -> None:
        self.app: Any = self
        self.shown: list[Any] = []

    def call_after_refresh(self, method: Any, shown: Any) -> bool:
        """Wait for the frame."""
        method(shown)
        return True

    def when_shown(self, shown: Any) -> None:
        """Wait for the terminal."""
        self.shown.append(shown)


def test_a_key_that_is_held_is_dropped_until_the_hand_rests() -> None:
    """Its repeats come on when the next record has been painted: they are the same press."""
    screen = Painted()
    gate = PaintGate(cast(Any, screen))
    gate.close()
    assert not gate.refuses(10.0)
    assert not gate.lets_through(10.0)
    gate.refuse(10.0)
    screen.shown[-1](10.05)
    assert gate.lets_through(10.1)
    for number in range(1, 20):
        assert gate.refuses(10.0 + number * REST * 0.9)
    last = 10.0 + 19 * REST * 0.9
    assert not gate.refuses(last + REST)
    assert not gate.refuses(last + REST + 0.01)


def test_on_a_slow_line_all_from_before_the_frame_is_dropped_after_one_that_was() -> None:
    """However slowly the words of a note are typed that the first dropped key was to begin."""
    screen = Painted()
    gate = PaintGate(cast(Any, screen))
    gate.close()
    gate.refuse(10.0)
    assert gate.refuses(10.0 + 2 * REST)
    assert gate.refuses(10.0 + 4 * REST)
    screen.shown[-1](20.0)
    assert gate.refuses(19.0)
    assert not gate.refuses(20.0)


def test_what_was_dropped_before_is_forgotten_with_the_next_record() -> None:
    screen = Painted()
    gate = PaintGate(cast(Any, screen))
    gate.close()
    gate.refuse(10.0)
    screen.shown[-1](10.1)
    gate.close()
    assert not gate.refuses(15.0)
    # An answer about a frame of the record before opens nothing.
    screen.shown[0](15.5)
    assert not gate.lets_through(16.0)
    screen.shown[1](16.5)
    assert gate.lets_through(17.0)
