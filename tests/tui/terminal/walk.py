"""A walk through every screen of the demo: where the rooms can be entered, and every action of the table done there.

Where there is something to enter is read from the tables of rooms, and what can be done there from the table of
actions: a screen or an action that is new is walked over without a line here. Only a screen that cannot be made
without being told something more has its way in :data:`WAYS`.
"""

from __future__ import annotations

import asyncio
import csv
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from model.calling.lists import create, refs
from model.core.records.record import Row
from model.core.settings import Settings
from model.core.storage.database import open_store
from model.demo.fill import fill, fill_registry
from model.demo.world import Volumes
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests import on_file
from tests.conftest import ROOT
from tests.tui.app_state import state_of
from tests.tui.terminal.twin import TwinDriver, running
from tui import rooms
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.frame import SalgScreen
from tui.looks import Looks
from tui.terminal.capabilities import capabilities

SMALL = Volumes(units=300, customers=30, contacts=30, leads=80, opportunities=20, activities=150)
ENDING = frozenset({"quit"})
"""Actions that end the walk."""
STILL = 4
"""Turns of the event loop, two milliseconds each, without a frame after which a picture is held to stand still."""
PATIENCE = 60.0
"""Seconds that it may take to."""
AFTER = ("down", "tab", "a")
"""What is pressed where an action has opened something: it moves and types, and answers nothing with y."""


@dataclass(frozen=True)
class Demo:
    """The demo's files, made once."""

    folder: Path
    now: datetime

    @classmethod
    def made(cls, folder: Path, now: datetime) -> Demo:
        """Make up the data in ``folder``."""
        store = open_store(folder / "salg.db")
        world = fill(store, lambda: now, account="demo", volumes=SMALL)
        fill_registry(folder / "registry.db", world, now)
        store.close()
        return cls(folder, now)

    def app(self, folder: Path, *, frugal: bool = True) -> SalgApp:
        """Return the app over a copy of the data in ``folder``; ``frugal`` as it behaves with the layer."""
        database = folder / "salg.db"
        database.write_bytes((self.folder / "salg.db").read_bytes())
        session = sign_in(open_store(database), "demo", lambda: self.now)
        paths = AppPaths(self.folder / "registry.db", folder / "drafts", folder / "log")
        kind = _FrugalApp if frugal else SalgApp
        return kind(session, Settings(), Keymap(), Looks(), paths, demo=True)


class _FrugalApp(SalgApp):
    """The app that knows of the layer: its lists scroll by the line."""

    CSS_PATH = ROOT / "tui" / "app.tcss"
    frugal = True  # type: ignore[assignment]


Opener = Callable[["Walk"], Awaitable[None]]


@dataclass
class Walk:
    """The app before two terminals, and what has been seen of it."""

    app: SalgApp
    pilot: Pilot[Any]
    driver: TwinDriver
    keys: int = 0
    trail: list[str] = field(default_factory=list)
    """The latest keys, for messages."""
    seen: set[str] = field(default_factory=set)
    """The names of the classes of the screens that were in front."""
    check: Callable[[Walk], None] = lambda _walk: None
    """Called when the picture stands still after each key."""

    async def tap(self, key: str) -> None:
        """Press a key (as the table of actions writes it), and wait until the picture stands still."""
        self.trail = [*self.trail[-30:], key]
        self.keys += 1
        character = key if len(key) == 1 else " " if key == "space" else None
        frames = len(self.driver.sent)
        self.driver.send_message(events.Key(key, character))
        await self.settled()
        if len(self.driver.sent) > frames:
            self.check(self)

    async def settled(self) -> None:
        """Wait until no action is under way and no frame comes any more."""
        still, before = 0, -1
        until = time.monotonic() + PATIENCE
        while still < STILL:
            # Pilot's own pause waits until the processor has nothing to do, and for widgets that may be gone by then.
            await asyncio.sleep(0.002)
            now = len(self.driver.sent)
            idle = self.app.idle and bool(self.app.screen.children)
            rest = now == before and idle
            still, before = (still + 1 if rest else 0), now
            if time.monotonic() > until:
                shown = "\n".join(self.driver.stock.display)
                raise AssertionError(f"does not come to rest after {self.trail}:\n{shown}\n{state_of(self.app)}")
        assert not self.app._exit, f"the program has ended after {self.trail}"
        self.seen.add(type(self.app.screen).__name__)

    async def begin(self, work: Awaitable[Any]) -> None:
        """Have the app do something that opens a screen."""
        self.app.in_background(work)
        await self.settled()
        self.check(self)

    async def home(self) -> None:
        """Leave everything, whatever it asks."""
        while len(self.app.screen_stack) > 1:
            await self.app.pop_screen()
        await self.settled()

    def first(self, record: type[Row], where: Any = None) -> int | None:
        """Return an ID of the demo's data, None where there is none."""
        return next(iter(on_file.ids(self.app.session.store, record, where)), None)


@asynccontextmanager
async def walking(
    demo: Demo, folder: Path, size: tuple[int, int], environ: dict[str, str], *, frugal: bool = True
) -> AsyncIterator[Walk]:
    """Run the demo's app before two terminals of the kind that ``environ`` tells of."""
    app = demo.app(folder, frugal=frugal)
    async with running(app, size, capabilities(environ)) as (pilot, driver):
        walk = Walk(app, pilot, driver)
        await walk.settled()
        yield walk


# Where one can be


def stations(walk: Walk) -> dict[str, Opener]:
    """Return the ways to every place of the app, by name."""
    found: dict[str, Opener] = {"start": _start}
    for record in rooms.LISTS:
        found[f"list of {record}"] = _list(record)
    for record in rooms.CARDS:
        number = _some(walk, record)
        if number is not None:
            for tab in rooms.screen_class(rooms.CARDS, record).tabs:
                found[f"card of {record}, {tab.name}"] = _card(record, number, tab.name)
    for record in rooms.FORMS:
        found[f"new {record}"] = _form(record, None)
        number = _some(walk, record)
        if number is not None:
            found[f"form of {record}"] = _form(record, number)
    for name in rooms.SCREENS:
        if name in WAYS:
            found[name] = WAYS[name]
        elif name not in found and _needs_nothing(rooms.screen_class(rooms.SCREENS, name)):
            found[name] = _screen(name)
    for name in rooms.WORK:
        if name.startswith("go_to_"):
            found[name] = _work(name)
    found["call list"] = _call_list
    return found


def unreachable() -> list[str]:
    """Return the screens for which there is no way: they need to be told something, and WAYS has nothing of them."""
    return [
        name
        for name in rooms.SCREENS
        if name != "start" and name not in WAYS and not _needs_nothing(rooms.screen_class(rooms.SCREENS, name))
    ]


def _needs_nothing(made: Any) -> bool:
    if not (isinstance(made, type) and issubclass(made, Screen)):
        return False
    parameters = list(inspect.signature(made).parameters.values())
    return all(
        parameter.default is not parameter.empty or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        for parameter in parameters
    )


def _some(walk: Walk, record: str) -> int | None:
    """Return one record of a kind; one that all may see, and of opportunities one that has most."""
    kind: Any = walk.app.session.records[record]
    return walk.first(kind, kind.owner_only.no if record in ("lead", "customer", "contact") else None)


async def _start(walk: Walk) -> None:
    await walk.home()


def _list(record: str) -> Opener:
    async def opened(walk: Walk) -> None:
        await walk.begin(walk.app.show_list(record))

    return opened


def _card(record: str, number: int, tab: str) -> Opener:
    async def opened(walk: Walk) -> None:
        await walk.begin(walk.app.open_record(record, number, tab=tab))

    return opened


def _form(record: str, number: int | None) -> Opener:
    async def opened(walk: Walk) -> None:
        await walk.begin(walk.app.open_form(record, number))

    return opened


def _screen(name: str) -> Opener:
    async def opened(walk: Walk) -> None:
        await walk.begin(walk.app.show(rooms.screen_class(rooms.SCREENS, name)()))

    return opened


def _work(name: str) -> Opener:
    async def opened(walk: Walk) -> None:
        await walk.begin(rooms.screen_class(rooms.WORK, name)(walk.app))

    return opened


async def _search(walk: Walk) -> None:
    await _screen("search")(walk)
    for key in "as":
        await walk.tap(key)


async def _sweep(walk: Walk) -> None:
    await walk.begin(walk.app.show(rooms.screen_class(rooms.SCREENS, "sweep")("lead")))


async def _import(walk: Walk) -> None:
    path = walk.app.paths.log.parent / "import.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Name", "Phone", "E-mail", "Something else"])
        rows.writerows(
            [f"Firma {number} AS", f"2233445{number % 10}", "not [/] an address", "漢字"] for number in range(40)
        )
    record = rooms.screen_class(rooms.LISTS, "lead").record
    await walk.begin(walk.app.show(rooms.screen_class(rooms.SCREENS, "import")(record, path)))


async def _export(walk: Walk) -> None:
    await _list("lead")(walk)
    await walk.tap("x")


async def _call_list(walk: Walk) -> None:
    made = create(walk.app.session, "Høst", refs("lead", callable_leads(walk)), shared=True)
    from tui.calling.screen import CallingScreen

    await walk.begin(walk.app.show(CallingScreen(made.id)))


def callable_leads(walk: Walk) -> list[int]:
    """Return leads that may be called."""
    open_ones = Lead.owner_only.no & Lead.do_not_call.no & Lead.active.yes & Lead.converted_at.is_null()
    return on_file.ids(walk.app.session.store, Lead, open_ones & Lead.phone.is_null(False) & (Lead.phone != ""))


WAYS: dict[str, Opener] = {"search": _search, "sweep": _sweep, "import": _import, "export": _export}
"""The ways to screens of SCREENS that need to be told something."""


# What can be done there


async def actions_at(walk: Walk, opener: Opener) -> list[tuple[str, str]]:
    """Go to a place; return the ID and the first key of every action that works there."""
    await walk.home()
    await opener(walk)
    screen = walk.app.screen
    if not isinstance(screen, SalgScreen):
        return []
    # From the last screen, back is the way out of the program.
    ends = ENDING if len(walk.app.screen_stack) > 1 else ENDING | {"back"}
    return [(action.id, action.keys[0]) for action in screen.actions_here() if action.keys and action.id not in ends]


async def do_at(walk: Walk, opener: Opener, keys: Sequence[str]) -> None:
    """Press the keys of actions one after the other at a place, and some more in whatever they open."""
    await walk.home()
    await opener(walk)
    place = walk.app.screen
    for key in keys:
        if walk.app.screen is not place:
            await walk.home()
            await opener(walk)
            place = walk.app.screen
        await walk.tap(key)
        if walk.app.screen is not place:
            for more in AFTER:
                await walk.tap(more)
            for _step in range(3):
                if walk.app.screen is place or len(walk.app.screen_stack) == 1:
                    break
                await walk.tap("escape")
