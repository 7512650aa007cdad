"""The process's own streams: open, in the terminal's character set, and let go of when nobody reads any more."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from model.core.errors import UserError
from model.core.language import _
from tui.commands.console import Streams


class ClosedError(UserError):
    """Standard output is closed; ``streams`` are what there is to say so."""

    def __init__(self, streams: Streams) -> None:
        super().__init__(_("Standard output is closed: send it to a file, or to /dev/null. Nothing was done."))
        self.streams = streams


def standard_streams() -> Streams:
    """Return the process's streams; raise :class:`ClosedError` where there is nowhere to write an answer.

    Where one of the three was closed, /dev/null takes its number: else the next file that is opened, the database,
    would have it, and whatever is written to that stream would end up there.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    stderr = sys.stderr if sys.stderr is not None else _nowhere()
    if sys.stdout is None:
        raise ClosedError(Streams(_nowhere(), stderr))
    for stream in (sys.stdout, stderr):
        _fit(stream)
    return Streams(sys.stdout, stderr)


def drop(streams: Streams) -> None:
    """Let what Python still holds for a reader who has gone go nowhere, so that it does not fail at exit either."""
    for stream in (streams.stdout, streams.stderr):
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            pass


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _fit(stream: TextIO) -> None:
    """Let a name in another alphabet not stop a list: a terminal gets the letters it has, a file all of them."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if stream.isatty():
        from tui.terminal import charset

        reconfigure(encoding=charset.of_terminal(), errors=charset.PLAIN)
    else:
        reconfigure(errors="backslashreplace")
