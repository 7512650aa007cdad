"""What the lists of the administration have in common: rows in memory, a cursor, and who may change them (COM-14)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from tui.frame import SalgScreen
from tui.widgets.dialogs import Ask
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from tui.base_app import BaseApp

Answer = TypeVar("Answer")
Written = TypeVar("Written")


@dataclass(frozen=True)
class Cell:
    """What stands in one column of a row; of width 0, in the room that is left."""

    text: str
    width: int = 0
    style: str = ""
    right: bool = False


@dataclass(frozen=True)
class Entry:
    """One row: what it is called, what stands in its columns, and what it is of."""

    title: str
    cells: tuple[Cell, ...]
    of: Any
    dim: bool = False


class EntriesScreen(SalgScreen):
    """A list that administrators change, and all others look at."""

    context: Sequence[str] = ("entries", "list")
    changes: ClassVar[frozenset[str]] = frozenset(
        "entry_new entry_edit entry_up entry_down entry_use entry_delete entry_value".split()
    )
    """The actions that only administrators have a use of."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[Entry] = ()

    # What the lists say

    def read_entries(self, session: Session) -> Sequence[Entry]:
        """Return the rows; in the reader's thread."""
        raise NotImplementedError

    def heads(self) -> tuple[Cell, ...]:
        """Return what stands above the columns."""
        return ()

    def empty_text(self) -> str:
        """Return what an empty list says."""
        return _("Nothing here. n makes a new one.")

    # The frame

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the list."""
        count = [(str(len(self.entries)), "strong")] if self.entries else []
        return [(_("Administration"), "accent"), (f"  {self.called()}", "strong")], count

    def called(self) -> str:
        """Return what the list is called."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Yield the heads and the rows, and for those who may only look the reason."""
        yield Line(id="entry-heads")
        yield LineList(self._pieces, empty=self.empty_text(), id="entries")
        yield Line(id="entry-note")

    @property
    def rows(self) -> LineList:
        """The rows."""
        return self.query_one("#entries", LineList)

    @property
    def entry(self) -> Entry | None:
        """The row pointed at."""
        return self.entries[self.rows.at] if self.rows.at < len(self.entries) else None

    def record_in_front(self) -> object:
        """Return what the row pointed at is of."""
        return None if self.entry is None else getattr(self.entry.of, "id", self.entry.title)

    def on_mount(self) -> None:
        """Read the rows."""
        super().on_mount()
        if reason := self._may_not():
            self.query_one("#entry-note", Line).show([(f" {reason}", "dim")])
        self.app.in_background(self.records_changed())

    def on_resize(self) -> None:
        """Fit the heads to the new width."""
        super().on_resize()
        self._show_heads()
        if self.entries:
            self.app.in_background(self.records_changed(), keys_wait=False)

    async def records_changed(self, record: str = "") -> None:
        """Read the rows again; the cursor stays on what it stood on."""
        before = self.entry
        self.entries = await self.app.engine.read(self.read_entries)
        if not self.is_open:
            return
        self.rows.set_length(len(self.entries))
        if before is not None:
            self.point_at(before.title)
        self._show_heads()
        self.show_title()
        self.show_hints()
        self.rows.refresh()

    def point_at(self, title: str) -> None:
        """Put the cursor on the row of that name, if there is one."""
        at = next((number for number, entry in enumerate(self.entries) if entry.title == title), None)
        if at is not None:
            self.rows.go(at)

    def _show_heads(self) -> None:
        width = self.size.width - 2
        cells = self._fitted(self.heads(), width)
        self.query_one("#entry-heads", Line).show([(" " + "".join(cells), "dim")] if cells else [])

    def _fitted(self, cells: Sequence[Cell], width: int) -> list[str]:
        taken = sum(cell.width + 2 for cell in cells if cell.width)
        room = max(12, width - taken)
        return [self.app.looks.fit(cell.text, cell.width or room, right=cell.right) + "  " for cell in cells]

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        entry = self.entries[number]
        texts = self._fitted(entry.cells, width)
        return [(text, "dim" if entry.dim else cell.style) for text, cell in zip(texts, entry.cells, strict=True)]

    # Who may

    def _may_not(self) -> str:
        if self.app.session.person.role == "administrator":
            return ""
        return _("Only an administrator changes this; you may look.")

    def why_not(self, action: str) -> str:
        """Say that an action is an administrator's, or that there is nothing to do it with."""
        if action in self.changes:
            if reason := self._may_not():
                return reason
            if action != "entry_new" and self.entry is None:
                return _("There is nothing here yet; n makes one.")
        return super().why_not(action)

    async def write(self, work: Callable[[Session], Written]) -> Written:
        """Write; where it is refused, show what is on file now: somebody else may have changed it."""
        try:
            return await self.app.engine.write(work)
        except UserError:
            await self.records_changed()
            raise

    async def done(self, message: str, record: str) -> None:
        """Show what is on file now, here and on every screen below, and say what was done."""
        await self.app.changed(record)
        self.app.say(message, "good")

    # Moving

    def do_down(self) -> None:
        """Next."""
        self.rows.move(1)

    def do_up(self) -> None:
        """Previous."""
        self.rows.move(-1)

    def do_page_down(self) -> None:
        """Next page."""
        self.rows.page(1)

    def do_page_up(self) -> None:
        """Previous page."""
        self.rows.page(-1)

    def do_half_down(self) -> None:
        """Half a page."""
        self.rows.page(1, half=True)

    def do_half_up(self) -> None:
        """Half a page back."""
        self.rows.page(-1, half=True)

    def do_first(self) -> None:
        """First."""
        self.rows.go(0)

    def do_last(self) -> None:
        """Last."""
        self.rows.go(len(self.entries) - 1)


async def ask_until(
    app: BaseApp, title: str, text: str, work: Callable[[str], Awaitable[Answer]], *, hint: str = ""
) -> Answer | None:
    """Ask for a text until ``work`` takes it, with what is wrong beside it; None where Esc was pressed."""
    while True:
        typed = await app.ask(Ask(title, text, hint=hint))
        if typed is None:
            return None
        try:
            return await work(typed)
        except UserError as error:
            text, hint = typed, error.message
