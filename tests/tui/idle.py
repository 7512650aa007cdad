"""When an app has nothing left to do.

Textual's pilot holds an app for idle when the process has used little of the processor for 20 ms. On a busy machine
that is true of one that waits for its turn, and on a quiet one most of a test is spent waiting. The event loop knows
better: nothing is ready to run, nothing was handed to a thread, and no timer is about to fire.
"""

from __future__ import annotations

import asyncio
from typing import Any

SOON = 0.02
"""Seconds within which a timer is waited for: a screen repaints by one that is due in a frame's time."""

_in_threads: dict[asyncio.AbstractEventLoop, int] = {}
_run_in_executor = asyncio.BaseEventLoop.run_in_executor


def _counted(loop: Any, executor: Any, function: Any, *arguments: Any) -> Any:
    """Hand ``function`` to a thread and count it until its answer is here."""
    future = _run_in_executor(loop, executor, function, *arguments)
    _in_threads[loop] = _in_threads.get(loop, 0) + 1

    def answered(_future: Any) -> None:
        _in_threads[loop] -= 1

    future.add_done_callback(answered)
    return future


def _next_timer(loop: Any) -> float | None:
    """Return in how many seconds the next timer fires, None where there is none."""
    due = [handle.when() for handle in loop._scheduled if not handle.cancelled()]
    return min(due) - loop.time() if due else None


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until the running loop is idle, ``max_sleep`` seconds at most: what is under way may wait for the test."""
    loop: Any = asyncio.get_running_loop()
    deadline = loop.time() + max_sleep
    turns_idle = 0
    while turns_idle < 2 and loop.time() < deadline:
        await asyncio.sleep(0)
        timer = _next_timer(loop)
        if loop._ready:
            turns_idle = 0
        elif _in_threads.get(loop):
            turns_idle = 0
            await asyncio.sleep(0.0005)
        elif timer is not None and timer < SOON:
            turns_idle = 0
            await asyncio.sleep(max(0.0, timer))
        else:
            turns_idle += 1


def install(monkeypatch: Any) -> None:
    """Let Textual's pilot wait in this way."""
    monkeypatch.setattr(asyncio.BaseEventLoop, "run_in_executor", _counted)
    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_idle)
    monkeypatch.setattr("textual.app.wait_for_idle", wait_for_idle)
