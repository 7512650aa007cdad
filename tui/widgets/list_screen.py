"""The screen of a list: what rooms declare of theirs, and everything that all lists do."""

from __future__ import annotations

from textual import events

from tui.widgets.list_actions import ListActions
from tui.widgets.list_page import ListPage


class ListScreen(ListPage, ListActions):
    """A list of one kind of record, with everything that works on every list."""

    def take_key(self, key: str, event: events.Key) -> bool:
        """Take letters while a filter or a letter to go to is being typed."""
        return self.typing_takes(event)

    def do_back(self) -> None:
        """Give up a range, or marks that would be lost; then the screen is left."""
        if not self.step_back():
            self.app.go_back()
