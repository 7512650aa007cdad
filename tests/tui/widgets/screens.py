"""An app with nothing but a list, over a database of invented leads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget

from model.core.access.person import person_by_initials
from model.core.access.session import Session
from model.core.storage.database import open_store
from model.core.storage.expressions import column_of
from model.core.text import fold
from model.leads.records import Lead
from tests import on_file
from tests.bench.invented_leads import fill
from tui.engine import Engine
from tui.widgets.columns import columns
from tui.widgets.record_list import RecordList

Location = TypeVar("Location", Path, str, Path | str)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
COLUMNS = columns(("classification", "status", "name", "subject", "industry", "owner", "changed_at", "changed_by"))


def session_over(location: Path | str, initials: str = "ADM") -> Session:
    """Open a database as one of its employees."""
    from model.catalogue import ROWS

    store = open_store(location)
    return Session(store, {row.name_in_code: row for row in ROWS}, person_by_initials(store, initials), lambda: NOW)


def invented(location: Location, leads: int) -> Location:
    """Make a database of invented leads and return where it is."""
    store = open_store(location)
    fill(store, leads)
    store.close()
    return location


class ListApp(App[None]):
    """One list on the whole screen; notes what it posts."""

    CSS = "Screen { overflow: hidden; }"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, session: Session, **options: Any) -> None:
        super().__init__()
        self.engine = Engine(session)
        self.session = session
        self.list = RecordList(self.engine, Lead, options.pop("columns", COLUMNS), **options)
        self.posted: list[RecordList.Posted] = []

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        self.theme = "ansi-dark"
        self.begin_at().focus()

    def begin_at(self) -> Widget:
        """Return what has the focus first."""
        return self.list

    def on_unmount(self) -> None:
        self.engine.close()
        self.session.store.close()

    def on_record_list_opened(self, message: RecordList.Opened) -> None:
        self.posted.append(message)

    def on_record_list_failed(self, message: RecordList.Failed) -> None:
        self.posted.append(message)

    def line(self, y: int) -> str:
        """What stands on a line of the screen."""
        return self.list.render_line(y).text

    @property
    def lines(self) -> list[str]:
        """All lines."""
        return [self.line(y).rstrip() for y in range(self.list.size.height)]

    @property
    def cursor_line(self) -> int:
        """The number of the line with the cursor."""
        return next(
            y
            for y in range(self.list.size.height)
            if any(segment.style is not None and segment.style.reverse for segment in self.list.render_line(y))
        )


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is being read and everything posted has been handled."""
    await pilot.pause()
    while pilot.app.workers:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    # A worker ends before the list has taken its answer, and what waits for that begins another one.
    listed = getattr(pilot.app, "list", None)
    if listed is not None:
        await listed.rest()
    await pilot.pause()


def oracle(session: Session, column: str = "name_key", *, descending: bool = False, where: Any = None) -> list[int]:
    """Return the IDs of all leads in use that the person sees, sorted here and not by the engine."""
    seen = Lead.active.yes & (Lead.owner_only.no | (Lead.owner == session.person.id))
    wanted = seen if where is None else seen & where
    rows = on_file.rows(session.store, Lead.id, column_of(Lead, column), where=wanted)
    rows.sort(key=lambda row: (row[1] is not None, row[1] if row[1] is not None else 0, row[0]), reverse=descending)
    return [row[0] for row in rows]


def first_from(session: Session, ids: list[int], letters: str) -> int:
    """Return the number of the first row whose name begins with ``letters`` or comes after."""
    keys = dict(on_file.rows(session.store, Lead.id, Lead.name.folded))
    wanted = fold(letters)
    return next((number for number, record_id in enumerate(ids) if keys[record_id] >= wanted), len(ids) - 1)
