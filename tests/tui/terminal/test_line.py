"""The line to the terminal never makes anybody wait, and loses nothing that it was given."""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.terminal.line import Line


@pytest.fixture
def pty() -> Iterator[tuple[int, int]]:
    """Master and slave of a terminal that changes nothing on the way."""
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, slave
    os.close(slave)
    os.close(master)


def take(master: int, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += os.read(master, count - len(data))
    return data


@pytest.mark.parametrize("own", [True, False])
async def test_what_does_not_fit_waits_and_then_goes(
    pty: tuple[int, int], own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    master, slave = pty
    if not own:

        def refuse(_: int) -> str:
            raise OSError

        monkeypatch.setattr(os, "ttyname", refuse)
    drained = asyncio.Event()
    line = Line(slave, asyncio.get_running_loop(), drained.set)
    line.send("small")
    assert line.clear
    assert take(master, 5) == b"small"
    text = "".join(f"{number:07}æ" for number in range(50_000))
    line.send(text)
    assert not line.clear
    line.send("last")
    expected = (text + "last").encode()
    got = b""
    os.set_blocking(master, False)
    async with asyncio.timeout(60):
        while len(got) < len(expected):
            # A read that waits would keep the loop, and with it the line, from writing what it waits for.
            try:
                got += os.read(master, 65_536)
            except BlockingIOError:
                await asyncio.sleep(0.001)
            await asyncio.sleep(0)
    assert got == expected
    await asyncio.wait_for(drained.wait(), 30)
    assert line.clear
    assert line.finish(1.0)
    assert os.get_blocking(slave), "programs that share the terminal are not made non-blocking"
    line.close()


async def test_leaving_does_not_wait_for_ever_for_a_stuck_terminal(pty: tuple[int, int]) -> None:
    _, slave = pty
    line = Line(slave, asyncio.get_running_loop(), lambda: None)
    line.send("x" * 200_000)
    assert not line.finish(0.05)
    line.close()
    line.close()


async def test_a_terminal_that_went_away_is_no_error() -> None:
    master, slave = os.openpty()
    line = Line(slave, asyncio.get_running_loop(), lambda: None)
    os.close(master)
    line.send("nobody sees this")
    assert line.clear
    line.close()
    os.close(slave)


async def test_a_file_takes_everything(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with path.open("wb") as file:
        line = Line(file.fileno(), asyncio.get_running_loop(), lambda: None)
        line.send("x" * 300_000)
        assert line.clear
        line.close()
    assert path.stat().st_size == 300_000


async def test_from_other_threads(pty: tuple[int, int]) -> None:
    master, slave = pty
    line = Line(slave, asyncio.get_running_loop(), lambda: None)
    await asyncio.gather(*(asyncio.to_thread(line.send, f"[{number:03}]") for number in range(100)))
    got = take(master, 500).decode()
    assert sorted(got[at : at + 5] for at in range(0, 500, 5)) == [f"[{number:03}]" for number in range(100)]
    line.close()
