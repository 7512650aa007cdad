"""The driver that puts the layer between Textual and the terminal, and the one line that switches it on::

App(driver_class=driver_class(os.environ))
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from asyncio import TimerHandle
from collections.abc import Callable, Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.app import ScreenStackError
from textual.driver import Driver
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.terminal import charset, first_picture
from tui.terminal.capabilities import capabilities
from tui.terminal.layer import SYNC_BEGIN, SYNC_END, OutputLayer
from tui.terminal.line import Line
from tui.terminal.pace import ASK, Pace

if TYPE_CHECKING:
    from textual.app import App

Shown = Callable[[float], None]
"""Told at which time a frame stood on the terminal."""

DECODER: Final = "getincrementaldecoder"
"""Textual's name for what makes the decoder of keys."""

PRIVATE_NAMES: Final = (
    ("textual.drivers.linux_driver", "LinuxDriver", "_get_terminal_size"),
    ("textual.drivers.linux_driver", "LinuxDriver", "_request_terminal_sync_mode_support"),
    ("textual.drivers.linux_driver", "LinuxDriver", "_query_in_band_window_resize"),
    ("textual.app", "App", "_display"),
    ("textual.app", "App", "_begin_update"),
    ("textual.app", "App", "_end_update"),
)
"""Every name of Textual's own that the layer calls, overrides or stands on: module, class, attribute. A test fails when
one of them goes or changes what it does. ``_driver`` and ``_loop`` (attributes of App and Driver) come on top."""

_ALTERNATE_SCREEN: Final = "\x1b[?1049h"
_FOCUS_REPORTS: Final = frozenset({"\x1b[?1004h", "\x1b[?1004l"})
_POINTER_SHAPE: Final = "\x1b]22;"
_RESIZE_PATIENCE: Final = 0.25
"""Seconds that Textual gets to draw anew after a change of size before what there is is painted."""
_EARLY: Final = 2.0
"""Seconds in which a terminal that does not answer may still send what was typed before the program began."""
_ANSWER_PATIENCE: Final = 3.0
"""Seconds after which what was sent is taken to be shown though the terminal has not said so."""
_FAREWELL: Final = 1.0
"""Seconds that leaving waits for a terminal that takes nothing or answers nothing."""


def driver_class(environ: Mapping[str, str]) -> type[Driver] | None:
    """The driver for this terminal; None (Textual's own choice) where ``SALG_PLAIN_OUTPUT`` is set, or where input or
    output is no terminal."""
    if environ.get("SALG_PLAIN_OUTPUT", "") not in ("", "0") or "TEXTUAL_DRIVER" in environ:
        return None
    terminals = sys.__stdin__, sys.__stderr__
    if not all(stream is not None and stream.isatty() for stream in terminals):
        return None
    return FrugalDriver


def repaint(app: App[Any]) -> None:
    """Clear the terminal and paint the whole screen again, whatever it shows (for Ctrl+L)."""
    driver = app._driver
    if isinstance(driver, FrugalDriver):
        driver.repaint()
    else:
        if driver is not None:
            driver.write("\x1b[H\x1b[2J")
        app.screen.refresh(layout=True)


# Keys come in the terminal's character set, and a byte that makes no letter in it must not end the program.
setattr(linux_driver, DECODER, lambda _name: charset.decoder)


class FrugalDriver(LinuxDriver):
    """Textual's driver for Unix terminals, sending only the cells that have changed.

    Focus reports are not asked for: nothing that Salg shows depends on them. The keyboard protocol is asked for in its
    mildest form, in which Escape is told from the start of a sequence but a typed letter stays one byte.
    """

    KEYBOARD: Final = "\x1b[>1u"

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._can = capabilities(os.environ)
        self._layer = OutputLayer(*self._get_terminal_size(), self._can)
        self._pace = Pace()
        self._line: Line | None = None
        self._running = False
        self._began = 0.0
        self._in_frame = False
        self._dirty = False
        self._incomplete_until: float | None = None
        self._timer: TimerHandle | None = None
        self._unasked: list[Shown] = []
        self._asked: list[tuple[int, Shown]] = []
        self._lock = threading.RLock()

    # What Textual calls

    def write(self, data: str) -> None:
        """Take a frame, or send anything else in its place."""
        if data == SYNC_BEGIN:
            # Textual writes this only after the terminal has said that it knows it.
            self._layer.synchronised = self._in_frame = True
            return
        if data == SYNC_END:
            self._in_frame = False
            return
        if data in _FOCUS_REPORTS or (data.startswith(_POINTER_SHAPE) and not self._mouse):
            return
        if data.startswith("\x1b[>") and data.endswith("u"):
            data = self.KEYBOARD if self._can.queries else ""
        elif data == "\x1b[<u" and not self._can.queries:
            return
        elif data == _ALTERNATE_SCREEN and first_picture.shown() is not None:
            # It is there already; entering it once more would clear it.
            return
        with self._lock:
            if self._running:
                self._follow_size()
            passed = self._layer.feed(data)
            self._dirty = True
            if passed and self._line is not None:
                self._pace.sending(len(passed), time.monotonic())
                self._line.send(passed)

    def flush(self) -> None:
        """Send what has changed since the last frame, unless the line still has enough to do."""
        if self._dirty and not self._in_frame:
            self._show()

    def start_application_mode(self) -> None:
        """Begin, or go on after having been stopped."""
        if self._running:
            # Gone on without having been told to stop (SIGSTOP): whoever had the terminal meanwhile changed its
            # settings.
            self._running = False
            self.disable_input()
            self.close()
        if self._line is not None:
            self._line.close()
        assert sys.__stderr__ is not None
        self._line = Line(sys.__stderr__.fileno(), self._loop, self._show)
        self._pace = Pace()
        self._began = time.monotonic()
        self._layer.forget(clear=True)
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._watch_size()
        before = first_picture.shown()
        if before is not None:
            self.attrs_before = before.attributes
            if before.size == self._get_terminal_size():
                self._layer.already_shows(before.lines)
            first_picture.hand_over()
        self._running = True
        if self._can.queries:
            # So that the first frame is already sent by what is known of the line.
            self._pace.sending(0, time.monotonic(), ask=True)
            self._line.send(ASK)
        self._show()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self._running = False
        self._cancel_timer()
        self._wait_for_answers()
        line = self._line
        if line is not None:
            line.send(self._layer.leave())
        super().stop_application_mode()
        if line is not None:
            line.finish(patience=_FAREWELL)
            line.close()
            self._line = None

    def process_message(self, message: Message) -> None:
        """Take the terminal's answers out of what it sends; the rest is Textual's. Runs in the input thread."""
        if isinstance(message, events.CursorPosition):
            now = time.monotonic()
            answered = self._pace.answered(now)
            self._loop.call_soon_threadsafe(self._hear, answered, now)
            return
        if isinstance(message, events.Key) and message.key == "ctrl+j" and self._is_early(message):
            # Typed before the terminal was ours: its line discipline made a line feed of the Enter key.
            time_typed, message = message.time, events.Key("enter", "\r")
            message.time = time_typed
        super().process_message(message)

    def _is_early(self, key: events.Key) -> bool:
        """Whether a key was typed before the terminal answered the first question of this program."""
        return not self._pace.hears and key.time - self._began < _EARLY

    def _request_terminal_sync_mode_support(self) -> None:
        if self._can.queries:
            super()._request_terminal_sync_mode_support()

    def _query_in_band_window_resize(self) -> None:
        if self._can.queries:
            super()._query_in_band_window_resize()

    # What the layer adds

    def repaint(self) -> None:
        """Clear the screen and paint everything again, whatever is on it now."""
        self._layer.forget(clear=True)
        self._show()

    def when_shown(self, shown: Shown) -> None:
        """Call ``shown`` when all that was painted until now stands on the terminal, with the time of its answer.

        What the terminal sends is in order: a key that comes after the answer was typed after the picture stood there.
        A terminal that does not answer is taken to show what has been sent.
        """
        self._unasked.append(shown)
        self._show()

    def _ask_for(self, now: float) -> bool:
        """Whether somebody waits to hear that what is about to be sent is shown; they are told when it is."""
        if not self._unasked:
            return False
        waiting, self._unasked = self._unasked, []
        if not self._can.queries or not self._pace.hears:
            for shown in waiting:
                shown(now)
            return False
        number = self._pace.asked + 1
        self._asked += [(number, shown) for shown in waiting]
        self._loop.call_later(_ANSWER_PATIENCE, self._tell_shown, number, now)
        return True

    def _hear(self, answered: int, now: float) -> None:
        self._tell_shown(answered, now)
        self._show()

    def _tell_shown(self, answered: int, now: float) -> None:
        told = [shown for number, shown in self._asked if number <= answered]
        self._asked = [(number, shown) for number, shown in self._asked if number > answered]
        for shown in told:
            shown(now)

    def _show(self) -> None:
        """Send the newest picture if the line has room; if not, this is called again when it has."""
        with self._lock:
            line = self._line
            if line is None or not self._running or not line.clear:
                return
            now = time.monotonic()
            if not self._dirty and not self._layer.full_repaint_pending:
                self._send("", line, now)
                return
            wait = self._pace.hold(now) or self._wait_for_picture(now)
            if wait:
                self._show_in(wait)
                return
            self._dirty = False
            data = self._layer.frame(cursor=self._is_typing())
            if not self._running:
                # A signal has stopped the program in the midst of this; what was worked out is worth nothing now.
                self._layer.forget(clear=True)
            else:
                self._send(data, line, now)

    def _send(self, data: str, line: Line, now: float) -> None:
        """Send a frame, which may be empty, and the question with it where it is due."""
        wanted = self._ask_for(now)
        if not data and not wanted:
            return
        asks = self._pace.sending(len(data), now, ask=wanted) if self._can.queries else False
        line.send(data + ASK if asks else data)

    def _is_typing(self) -> bool:
        """Whether what has the focus takes text, so that it matters where the hidden cursor is left."""
        try:
            return hasattr(type(self._app.focused), "cursor_screen_offset")
        except ScreenStackError:
            return False

    def _wait_for_picture(self, now: float) -> float:
        """Seconds to wait for Textual to draw all of a screen of a new size; 0 where it has, or has not in time."""
        if self._layer.complete:
            self._incomplete_until = None
            return 0.0
        if self._incomplete_until is None:
            self._incomplete_until = now + _RESIZE_PATIENCE
        return max(0.0, self._incomplete_until - now)

    def _show_in(self, seconds: float) -> None:
        self._cancel_timer()
        self._timer = self._loop.call_later(seconds, self._show)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _follow_size(self) -> None:
        size = self._get_terminal_size()
        if size != (self._layer.width, self._layer.height):
            self._layer.resize(*size)
            self._incomplete_until = None

    def _watch_size(self) -> None:
        """Paint all again after every change of size, also one that Textual overlooks because it came and went."""
        textuals = signal.getsignal(signal.SIGWINCH)

        def resized(number: int, frame: FrameType | None) -> None:
            self._loop.call_soon_threadsafe(self._terminal_resized)
            if callable(textuals):
                textuals(number, frame)

        signal.signal(signal.SIGWINCH, resized)

    def _terminal_resized(self) -> None:
        self._layer.forget(clear=True)
        self._show_in(_RESIZE_PATIENCE)

    def _wait_for_answers(self) -> None:
        """An answer that comes when the program has left would be typed into the shell."""
        until = time.monotonic() + _FAREWELL
        while self._pace.waiting and time.monotonic() < until:
            time.sleep(0.002)
