"""A wait that fails says what the app was doing."""

from __future__ import annotations

import asyncio

import pytest

from tests.tui import desk as waiting
from tests.tui.desk import Desk, at


async def test_it_names_the_screen_the_worker_and_the_log(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "TURNS", 3)
    never = asyncio.Event()
    async with at(desk) as hand:
        hand.app.paths.log.write_text("the last line of the log\n")
        worker = hand.app.run_worker(never.wait(), description="waits for ever")
        await asyncio.sleep(0)
        with pytest.raises(AssertionError) as failed:
            await hand.sees("What is nowhere")
        worker.cancel()
    told = str(failed.value)
    for part in ("screens: StartPage", "worker: waits for ever, RUNNING", "the last line of the log"):
        assert part in told, told


async def test_what_an_app_has_failed_with_ends_the_wait(desk: Desk) -> None:
    """The reason is the failure of the app, and it is not waited for any longer."""

    async def fails() -> None:
        raise ZeroDivisionError("of the app")

    async def waited() -> None:
        async with at(desk) as hand:
            hand.app.call_later(fails)
            with pytest.raises(AssertionError, match="the app has failed: ZeroDivisionError") as failed:
                await hand.sees("What is nowhere")
            assert isinstance(failed.value.__cause__, ZeroDivisionError)

    with pytest.raises(ZeroDivisionError):
        await waited()
