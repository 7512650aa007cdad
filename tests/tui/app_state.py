"""What an app was doing when what was waited for did not come, so that a failure explains itself in the output."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from textual.app import App

LOG_LINES = 15
"""Lines of the program's log that are shown, the last ones."""


def state_of(app: App[Any]) -> str:
    """Return screens, focus, keys that wait, workers, tasks and the end of the log, a line each."""
    screens = [type(screen).__name__ for screen in app.screen_stack]
    lines = [f"screens: {' > '.join(screens)}; focus: {app.focused!r}"]
    gate = getattr(app.screen, "gate", None)
    if gate is not None and (gate.is_closed or gate.is_refusing):
        lines.append(f"keys that act on the record are dropped: {'not painted yet' if gate.is_closed else 'typed on'}")
    keys = getattr(app, "keys", None)
    if keys is not None and not keys.idle:
        waiting = [getattr(event, "key", "a paste") for event in keys.waiting]
        lines.append(f"keys: {keys.busy} actions hold them, {waiting} wait, {keys._handled_by!r} deals with one")
    lines += [f"worker: {worker.description or worker.name}, {worker.state.name}" for worker in app.workers]
    lines += [f"task: {_where(task)}" for task in asyncio.all_tasks() if not _is_known(task)]
    if app._exception is not None:
        lines.append(f"the app has failed: {app._exception!r}")
    log: Path | None = getattr(getattr(app, "paths", None), "log", None)
    if log is not None and log.exists():
        lines += ["log:", *log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]]
    return "\n".join(lines)


def _where(task: asyncio.Task[Any]) -> str:
    """Return the name of a task and the innermost line at which it waits."""
    stack = task.get_stack(limit=1)
    place = f"{Path(stack[-1].f_code.co_filename).name}:{stack[-1].f_lineno}" if stack else "?"
    return f"{task.get_name()} at {place}"


def _is_known(task: asyncio.Task[Any]) -> bool:
    """Whether a task is the one that asks, or one of the many that wait for a widget's next message or a timer."""
    if task is asyncio.current_task():
        return True
    stack = task.get_stack(limit=1)
    return bool(stack) and stack[-1].f_code.co_filename.endswith(("message_pump.py", "textual/timer.py"))
