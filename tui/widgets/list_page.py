"""The screen of a list: title, rows, hints."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from textual.app import ComposeResult

from model.core.fields.base import Field
from model.core.lists.criteria import Filter
from model.core.lists.listing import Sort
from tui.actions import Action
from tui.frame import WRITING, SalgScreen
from tui.widgets.lines import Piece
from tui.widgets.list_body import ListBody
from tui.widgets.list_views import Passing


class ListPage(SalgScreen, ListBody):
    """A list of one kind of record under its title."""

    context: Sequence[str] = ("records", "list")

    def __init__(self, shown: Filter | None = None, title: str = "", sort: Sort | None = None) -> None:
        """Make the list; with ``shown`` it is a passing one of these rows, called ``title``, that remembers nothing."""
        super().__init__()
        passing = None if shown is None else Passing(shown, title, sort)
        self.begin(passing)

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the list, its views and whether anything narrows it (W16); how many rows, how many marked."""
        return self.list_title_pieces() if self.is_mounted else ([], [])

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield self.record_list()

    def on_mount(self) -> None:
        """Take the columns and the order that the person chose last."""
        super().on_mount()
        self.list.on_another = self.put_next
        self.app.in_background(self.as_remembered())

    async def records_changed(self, record: str = "") -> None:
        """Read the rows anew: something has changed."""
        await self.rows_changed()

    def why_not(self, action: str) -> str:
        """Say which actions need a row."""
        return self.rows_why_not(action) or super().why_not(action)

    def still_coming(self, action: str) -> Awaitable[object] | None:
        """Have what acts on rows wait until those asked for are there."""
        return self.rows_coming(action, self.acts_on_record)

    def hint_label(self, action: Action) -> str:
        """While rows are marked, name what can be done with them."""
        label = super().hint_label(action)
        if not self.is_mounted or (action.id in WRITING and self.reads_only):
            return label
        return self.marked_label(action, label)

    def hint_rank(self, action: Action) -> int:
        """While rows are marked, what is done with them most stands first."""
        rank = self.marked_rank(action) if self.is_mounted else None
        return super().hint_rank(action) if rank is None else rank

    def mode_keys(self) -> Sequence[tuple[str, str]] | None:
        """Name the keys of what is being typed over the list."""
        return self.typing_keys() or super().mode_keys()

    def sign_fields(self) -> Sequence[Field]:
        """Return the fields of the columns."""
        return self.column_fields()
