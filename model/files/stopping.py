"""Long work that reports how far it is and can be stopped."""

from __future__ import annotations

from collections.abc import Callable

from model.core.errors import UserError
from model.core.language import _

Progress = Callable[[int, int], None]
"""Is told how much is done, and of how much; the measure is the work's own."""
Stop = Callable[[], bool]
"""Says whether somebody has asked to stop."""


class Stopped(UserError):
    """The work was stopped by the person; nothing of it is left."""

    def __init__(self) -> None:
        super().__init__(_("Stopped; nothing was changed."))


def go_on(progress: Progress | None, stop: Stop | None, done: int, whole: int) -> None:
    """Report progress; raise :class:`Stopped` where that was asked for."""
    if stop is not None and stop():
        raise Stopped
    if progress is not None:
        progress(min(done, whole), whole)
