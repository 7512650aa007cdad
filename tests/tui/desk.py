"""The whole app over a small database: somebody at the keyboard, colleagues, and what is on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from textual.pilot import Pilot

from model.core.access.person import person_by_initials
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.language import N_
from model.core.records.options import Option
from model.core.records.record import Row
from model.core.settings import Settings
from model.core.storage.store import Store
from model.people.records import Employee
from model.people.signing_in import sign_in
from tests.engines import Databases
from tests.tui.app_state import state_of
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.looks import Looks

OSLO = ZoneInfo("Europe/Oslo")
TURNS = 10_000
"""Turns of a millisecond and more, after which what is waited for is held not to come."""
HOSTILE = (
    "Evil [/] [bold]x[/bold] \x1b[31mred\x07 \u202egnp {name} %s 漢字 e\u0301\U0001f468\u200d\U0001f469\u200d\U0001f467"
)
"""Markup, control characters, text that runs the other way, wide letters, letters with marks, a joined picture."""


HOSTILE_LABEL = "".join(letter for letter in HOSTILE if letter.isprintable())
"""The part of it that a label or a name of a view may have."""


class Desk:
    """A database in which ADM (administrator, at the keyboard), KNO and OBE (sellers) and RRR (reader) work."""

    def __init__(self, folder: Path, clock: Callable[[], datetime], databases: Databases) -> None:
        self.folder = folder
        self.store: Store = databases.open(folder / "salg.db")
        self.store.shared_documents = folder / "documents"
        self.me: Session = sign_in(self.store, "adm", lambda: clock().astimezone(OSLO))
        for initials, role in (("KNO", "seller"), ("OBE", "seller"), ("RRR", "reader")):
            self.insert(Employee, initials=initials, name=f"{initials} Person", role=role)

    def insert(self, record: type[Row], /, **values: Any) -> int:
        """Put a row on file, as ADM."""
        with change(self.me, N_("New"), "add") as made:
            return made.insert(record, values)

    def option(self, list_name: str, name: str, /, **values: Any) -> int:
        """Add a choice to one of the company's lists."""
        return self.insert(Option, list=list_name, name=name, **values)

    def as_(self, initials: str) -> Session:
        """Return the session of a colleague."""
        return self.me.as_person(person_by_initials(self.store, initials))

    def update(self, who: str, record: type[Row], record_id: int, /, **values: Any) -> None:
        """Change a row as a colleague does, who has a connection of their own."""
        with change(self.as_(who), N_("Change"), "edit") as made:
            made.update(record, record_id, values)

    def overwrite(self, table: str, row_id: int, /, **columns: Any) -> None:
        """Put stored columns on file past all rules, as versions that had none of these rules have left them."""
        self.store.update_row(table, row_id, columns)

    def now(self, record: type[Any], record_id: int) -> Any:
        """Return a record as it is on file."""
        return read(self.me, record, record_id)

    def last_change(self) -> str:
        """Return the name of the latest change as people read it."""
        from model.core.history.past_changes import latest

        return latest(self.me, 1)[0].name

    def app(self, who: str = "", *, ascii: bool = False) -> SalgApp:
        """Return the app as it opens for somebody."""
        paths = AppPaths(self.folder / "registry.db", self.folder / "drafts", self.folder / "salg.log")
        session = self.as_(who) if who else self.me
        return SalgApp(session, Settings(), Keymap(), Looks(ascii), paths, database_id="test")


class Hand:
    """Presses keys, and waits for what they bring about."""

    def __init__(self, app: SalgApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before has been carried out."""
        for key in keys:
            # Whoever presses a key has seen what stands there: it is not one that was typed ahead.
            await self.until(lambda: self.app.idle)
            await self.pilot.press(key)
            await self.until(lambda: self.app.idle)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Press the key of each letter."""
        names = {" ": "space", "\n": "enter"}
        for letter in text:
            await self.pilot.press(names.get(letter, letter))
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds; what it waits for is in a thread or in a queue.

        Turns are counted, not seconds: a busy machine has as many. Where it does not come about, or the app has failed
        meanwhile, the message says what the app was doing.
        """
        for _turn in range(TURNS):
            if holds():
                return
            if self.app._exception is not None:
                break
            await self.pilot.pause(0.001)
        raise AssertionError(f"has not come about:\n{self.screen}\n{state_of(self.app)}") from self.app._exception

    async def sees(self, *texts: str) -> None:
        """Wait until all of these are painted, a sentence on however many lines it takes.

        What has been laid out is not in sight yet: keys that act on what the program brings up count from its frame on.
        """

        def stands(text: str) -> bool:
            return text in self.screen or text in " ".join(self.screen.split())

        def painted() -> bool:
            gate = getattr(self.app.screen, "gate", None)
            return gate is None or not gate.is_closed

        def opened() -> bool:
            # A form is painted a moment before it goes to the field that it begins with.
            return not getattr(self.app.screen, "_opening", False)

        await self.until(lambda: all(stands(text) for text in texts) and painted() and opened())

    async def open(self, record: str, record_id: int, **options: Any) -> None:
        """Open a card."""
        self.app.in_background(self.app.open_record(record, record_id, **options))
        await self.until(lambda: getattr(self.app.screen, "shown", None) is not None)
        await self.until(lambda: self.app.idle)
        await self.pilot.pause()

    @property
    def screen(self) -> str:
        """What is on the screen, as text."""
        rows = []
        for strips in self.app.screen._compositor.render_strips():
            rows.append("".join(segment.text for segment in strips).rstrip())
        return "\n".join(rows)

    def line(self, part: str) -> str:
        """Return the first line on the screen that has ``part``."""
        return next((line for line in self.screen.split("\n") if part in line), "")


@asynccontextmanager
async def at(
    desk: Desk, who: str = "", *, size: tuple[int, int] = (80, 24), ascii: bool = False
) -> AsyncIterator[Hand]:
    """Run the app for somebody, on a terminal of that size."""
    app = desk.app(who, ascii=ascii)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Hand(app, pilot)


def nothing_moves(text: str) -> bool:
    """Whether no character on the screen could move the cursor, change colours or reorder what stands beside it."""
    return all(letter == "\n" or letter.isprintable() for letter in text)
