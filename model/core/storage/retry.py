"""Trying again what failed only because the database did not answer, or because two writers met."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from model.core.errors import ConnectionLostError, TransientError

PATIENCE = 60.0
"""Seconds for which a server that does not answer is asked again: a fail-over takes about 20."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0

Answer = TypeVar("Answer")


def retried(
    work: Callable[[], Answer],
    *,
    wanted: Callable[[], bool] = lambda: True,
    unanswered: Callable[[bool], object] = lambda waiting: None,
    sleep: Callable[[float], object] = time.sleep,
) -> Answer:
    """Return what ``work`` returns, carried out anew as long as it fails with a :class:`TransientError`.

    ``work`` reads whatever it plans by: it is called from its beginning each time, after an attempt that has changed
    nothing. ``unanswered(True)`` is called once when the server is found not to answer, and ``unanswered(False)`` when
    that is over. The last error is raised after :data:`PATIENCE` seconds, or as soon as nothing is ``wanted`` any more.
    """
    deadline = time.monotonic() + PATIENCE
    pause = _FIRST_PAUSE
    waiting = False
    try:
        while True:
            try:
                return work()
            except TransientError as error:
                if not wanted() or time.monotonic() + pause > deadline:
                    raise
                if isinstance(error, ConnectionLostError) and not waiting:
                    waiting = True
                    unanswered(True)
            sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
    finally:
        if waiting:
            unanswered(False)
