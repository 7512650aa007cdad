"""The line to the terminal: bytes are taken when it takes them, and nothing ever waits for it but leaving."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable

from tui.terminal import charset

_CAREFUL = 256
"""Bytes written at once to a tty that would make us wait if it were full."""


class Line:
    """Sends to the terminal behind a file descriptor without blocking.

    Args:
        fileno: file descriptor of the terminal. A description of its own is opened, because making this one
            non-blocking would make it so for every program that shares it; where that cannot be had, small pieces
            are written when the terminal says that it has room.
        loop: the event loop that waits for room.
        drained: called in the loop when everything given to :meth:`send` has gone out after having had to wait.

    :meth:`send` may be called from any thread.
    """

    def __init__(self, fileno: int, loop: AbstractEventLoop, drained: Callable[[], None]) -> None:
        self._loop = loop
        self._drained = drained
        self._backlog = bytearray()
        self._lock = threading.RLock()
        self._waiting = False
        self._own = True
        self._closed = False
        try:
            self._fileno = os.open(os.ttyname(fileno), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            self._fileno = fileno
            self._own = False
        self._is_tty = os.isatty(self._fileno)

    @property
    def clear(self) -> bool:
        """Whether everything given has gone out."""
        return not self._backlog

    def send(self, data: str) -> None:
        """Send text, in the terminal's character set, after all that was given before."""
        if not data:
            return
        with self._lock:
            self._backlog += charset.encoded(data)
            if not self._waiting:
                self._push()
            if self._backlog and not self._waiting:
                self._waiting = True
                self._loop.call_soon_threadsafe(self._wait)

    def finish(self, patience: float) -> bool:
        """Wait until everything has gone out, at most ``patience`` seconds without any progress; returns whether it
        has."""
        with self._lock:
            self._stop_waiting()
            while self._backlog:
                _, ready, _ = select.select([], [self._fileno], [], patience)
                before = len(self._backlog)
                if ready:
                    self._push()
                if len(self._backlog) == before:
                    return False
            return True

    def close(self) -> None:
        """Give the description back. What has not gone out is lost."""
        with self._lock:
            self._stop_waiting()
            if self._own and not self._closed:
                os.close(self._fileno)
            self._closed = True
            self._backlog.clear()

    def _push(self) -> None:
        """Write what the terminal takes."""
        backlog = self._backlog
        while backlog:
            try:
                if self._own or not self._is_tty:
                    count = os.write(self._fileno, backlog)
                elif select.select([], [self._fileno], [], 0)[1]:
                    count = os.write(self._fileno, backlog[:_CAREFUL])
                else:
                    return
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                # The terminal is gone (the window was closed, the connection cut): there is nobody to send to.
                backlog.clear()
                return
            del backlog[:count]

    def _wait(self) -> None:
        if self._waiting and not self._closed:
            try:
                self._loop.add_writer(self._fileno, self._room)
            except (OSError, ValueError):
                # Not a thing that can be waited for (a regular file never makes one wait).
                self._waiting = False

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting = False
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                self._loop.remove_writer(self._fileno)

    def _room(self) -> None:
        with self._lock:
            self._push()
            if self._backlog:
                return
            self._stop_waiting()
        self._drained()
