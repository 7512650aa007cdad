"""Two terminals behind one app: one is sent what Textual writes, the other what the layer makes of it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from pyte.screens import Screen
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.pilot import Pilot

from tests.tui.terminal.screens import Cell, picture, terminal
from tui.terminal.capabilities import Capabilities
from tui.terminal.layer import OutputLayer


class TwinDriver(Driver):
    """Feeds both terminals at the end of every frame."""

    start_size = (80, 24)
    capabilities = Capabilities()

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **{**options, "size": self.start_size})
        self.begin(*self.start_size)
        self.app = app
        self.stock_bytes = 0
        self.frugal_bytes = 0
        self.sent: list[str] = []
        self.differences: list[str] = []

    def begin(self, width: int, height: int) -> None:
        """Two blank terminals of a size."""
        self.stock, self._to_stock = terminal(width, height)
        self.frugal, self._to_frugal = terminal(width, height)
        self.layer = OutputLayer(width, height, self.capabilities)

    def write(self, data: str) -> None:
        """Take what Textual writes."""
        self._to_stock.feed(data)
        self.stock_bytes += len(data.encode())
        self.layer.feed(data)

    def flush(self) -> None:
        """End of a frame."""
        sent = self.layer.frame()
        self.sent.append(sent)
        self.frugal_bytes += len(sent.encode())
        self._to_frugal.feed(sent)

    def start_application_mode(self) -> None:
        """Tell the app its size."""
        self._announce(*self.start_size)

    def _announce(self, width: int, height: int) -> None:
        size = Size(width, height)
        self.send_message(events.Resize(size, size))

    def resize(self, width: int, height: int) -> None:
        """The terminals get another size; Textual hears of it a little later."""
        self._size = (width, height)
        self.stock, self._to_stock = terminal(width, height)
        self.frugal.resize(height, width)
        self.layer.resize(width, height)
        self._announce(width, height)

    def disable_input(self) -> None:
        """Nothing to disable."""

    def stop_application_mode(self) -> None:
        """Nothing to restore."""

    def pictures(self) -> tuple[list[list[Cell]], list[list[Cell]]]:
        """What the stock terminal and the frugal one show."""
        return picture(self.stock), picture(self.frugal)


@contextlib.asynccontextmanager
async def running(
    app: App[Any], size: tuple[int, int] = (80, 24), capabilities: Capabilities | None = None
) -> AsyncIterator[tuple[Pilot[Any], TwinDriver]]:
    """Run an app before two terminals; gives the pilot and the driver."""
    import asyncio

    class Twin(TwinDriver):
        start_size = size

    if capabilities is not None:
        Twin.capabilities = capabilities
    app.driver_class = Twin
    ready: asyncio.Future[Pilot[Any]] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def drive(pilot: Pilot[Any]) -> None:
        ready.set_result(pilot)
        await done.wait()

    task = asyncio.create_task(app.run_async(auto_pilot=drive, mouse=False))
    waiter = asyncio.ensure_future(ready)
    await asyncio.wait({task, waiter}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
        raise AssertionError("the app ended before it was ready")
    pilot = waiter.result()
    driver = app._driver
    assert isinstance(driver, TwinDriver)
    try:
        with app._context():
            await pilot.pause()
            yield pilot, driver
    finally:
        done.set()
        app.exit()
        await task


def visible(screen: Screen) -> str:
    """The characters on a screen."""
    return "\n".join(line.rstrip() for line in screen.display)
