"""A list on a tab of a card: any number of rows, of which a few pages are in memory, with all that lists do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical

from tui.frame import ON_RECORD
from tui.widgets.lines import Line
from tui.widgets.list_actions import ListActions
from tui.widgets.list_views import Passing
from tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from tui.base_app import BaseApp
    from tui.widgets.card_screen import CardScreen


class ListPanel(Vertical, ListActions):
    """The list of a tab under a line that names it; the card that it stands on hands it its keys.

    Rooms declare the record and its columns as on :class:`~tui.widgets.list_screen.ListScreen`, and say by
    :meth:`passing` which rows belong to the record of the card. The person's columns and order are remembered for the
    tab, apart from those of the list of all such records.
    """

    DEFAULT_CSS = """
    ListPanel { height: 1fr; }
    """
    app: BaseApp
    context: Sequence[str] = ("records", "list")
    acts_on_record: frozenset[str] = ON_RECORD
    """Actions that act on a row, for which it must have come and been painted."""

    def __init__(self, card: CardScreen) -> None:
        super().__init__(id=f"panel-{card.tab}")
        self.card = card
        self.of = card.record_id
        """The record whose rows these are."""
        self.message_line = card.message_line
        self.begin(self.passing())

    @property
    def is_laid_out(self) -> bool:
        """Whether the list stands in it by now."""
        return bool(self.query(RecordList))

    def passing(self) -> Passing:
        """Return which rows are shown at first; its fixed criteria stay whatever else narrows the list."""
        raise NotImplementedError

    @property
    def preference(self) -> str:
        """The name under which columns and order are remembered."""
        return f"tab.{self.card.kind}.{self.record.name_in_code}"

    @property
    def remembers(self) -> bool:
        """Columns and order are chosen for the tab of every such card."""
        return self.views.in_use is None

    def compose(self) -> ComposeResult:
        """Lay out the line above the list, and the list."""
        yield Line(id="panel-title")
        yield self.record_list()

    def on_mount(self) -> None:
        """Take the columns and the order that the person chose last."""
        self.list.on_another = self.put_next
        self.app.in_background(self.as_remembered())

    # What the card has

    def flash(self, message: str, style: str = "strong") -> None:
        """Say something on the card."""
        self.card.flash(message, style)

    def show_title(self) -> None:
        """Write the line above the list."""
        if self.is_attached:
            left, right = self.list_title_pieces()
            self.query_one("#panel-title", Line).show([(" ", ""), *left], [*right, (" ", "")])

    def show_hints(self) -> None:
        """Write the card's hint line."""
        self.card.show_hints()

    def put_next(self) -> None:
        """Drop keys that were typed for another row."""
        self.card.put_next()

    def why_not(self, action: str) -> str:
        """Return why an action cannot be used now, '' where it can."""
        return self.card.why_not(action)

    def panel_why_not(self, action: str) -> str:
        """Return why an action of the list, or of the room, cannot be used now, '' where it can."""
        return self.rows_why_not(action)
