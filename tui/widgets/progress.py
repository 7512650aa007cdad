"""Long work with its progress, which Esc stops between two records."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from textual import events
from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.language import _
from model.core.numbers import format_whole
from tui.widgets.dialogs import Dialog
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from tui.base_app import BaseApp

Result = TypeVar("Result")
Told = Callable[[int, int], None]
Work = Callable[[Session, Told, Callable[[], bool]], Result]
"""Long work: the session, whom to tell (done, of how many), and what says that it is to stop."""

STEPS = 50
"""The line is painted at most so often for the whole of the work: a slow line has better things to carry."""


async def export_with_progress(app: BaseApp, work: Work[object]) -> object:
    """Write a file beside a line that says how far it is; return what ``work`` returns, None where it was stopped.

    Raises what ``work`` raises.
    """
    answer = await app.ask(Progress(_("Exporting"), work, writes=False))
    if isinstance(answer, Exception):
        raise answer
    return answer


class Progress(Dialog):
    """Shows how far the work is; answers what it returns, or the exception that it raised."""

    def __init__(self, title: str, work: Work[object], *, writes: bool = True) -> None:
        """Show ``work`` under ``title``; ``writes`` says whether it changes the database or only reads it."""
        super().__init__(title)
        self.work = work
        self.writes = writes
        self._stop = threading.Event()
        self._step = -1
        self._ahead: list[events.Key] = []
        """Keys that were typed before the progress was in sight: they are for what comes of the work."""

    def body(self) -> ComposeResult:
        """Yield the line that says how far it is."""
        yield Line(id="progress")

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Esc"), _("Stop")),)

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self.gate.close()
        self._show(0, 0)
        self.app.in_background(self._run(), keys_wait=False)

    async def _run(self) -> None:
        answer: object
        try:

            def begin(session: Session) -> object:
                return self.work(session, self._told, self._stop.is_set)

            engine = self.app.engine
            answer = await (engine.write(begin) if self.writes else engine.count(f"progress-{id(self)}", begin))
        except Exception as error:  # handed to whoever asked, in the dialog's answer
            answer = error
        self.app.keys.put_back(self._ahead)
        self.dismiss(answer)

    async def on_event(self, event: events.Event) -> None:
        """Keep what was typed ahead; what somebody presses who waits for the end is for nothing but the end."""
        waits = isinstance(event, events.Key) and event.key != "escape" and self.app.screen is self
        if waits and not self.gate.lets_through(event.time):
            self._ahead.append(cast(events.Key, event))
            return
        await super().on_event(event)

    def _told(self, done: int, total: int) -> None:
        step = done * STEPS // total if total else 0
        if step != self._step:
            self._step = step
            self.app.call_from_thread(self._show, done, total)

    def _show(self, done: int, total: int) -> None:
        looks = self.app.looks
        width = max(10, self.app.size.width - 30)
        filled = width * done // total if total else 0
        bar = ("#" if looks.ascii else "█") * filled + ("." if looks.ascii else "░") * (width - filled)
        counted = f"{format_whole(done, ascii=looks.ascii)} / {format_whole(total, ascii=looks.ascii)}" if total else ""
        self.query_one("#progress", Line).show([("  ", ""), (bar, "accent"), (f"  {counted}", "")])

    def leave(self) -> None:
        """Ask the work to stop; the dialog goes when it has."""
        self._stop.set()
        self.complain(_("Stopping …"))
