"""A card on which a tab may be a whole list, with marks, order and views, of however many rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import cast

from textual import events

from model.core.access.session import Session
from model.core.fields.base import Field
from tui.actions import Action
from tui.frame import WRITING
from tui.rooms import PANELS, screen_class
from tui.widgets.card_rows import Row
from tui.widgets.card_shown import Tab
from tui.widgets.lines import Line
from tui.widgets.list_panel import ListPanel
from tui.widgets.overview_card import OverviewCard


class ListTabCard(OverviewCard):
    """An overview card; a tab that names one of ``tui.rooms.PANELS`` is that list, which has the keys of lists.

    A list is made when its tab is first in front, and kept, with its marks, until the card is left.
    """

    @property
    def panel(self) -> ListPanel | None:
        """The list on the tab in front, None where the tab is of another kind or its list is not there yet."""
        found = self._panel_of_front()
        return found if found is not None and found.is_laid_out else None

    def _panel_of_front(self) -> ListPanel | None:
        """Return the list of the tab in front, also while it is still being laid out."""
        if not self.front.panel:
            return None
        found = next(iter(self.query(f"#panel-{self.front.name}").results(ListPanel)), None)
        # The record may have become part of another one since its list was made.
        return found if found is not None and found.of == self.record_id else None

    # Showing

    async def to_tab(self, name: str) -> None:
        """Put a tab in front; its list is made where it has one that has not been in front before."""
        await self._lay_panel(name)
        await super().to_tab(name)

    async def _lay_panel(self, name: str) -> None:
        before, self.tab = self.tab, name
        if self.front.panel and self._panel_of_front() is None:
            for stale in self.query(f"#panel-{name}"):
                await stale.remove()
            await self.mount(screen_class(PANELS, self.front.panel)(self), after=self.content)
        elif self.panel is not None and before != name:
            await self.panel.rows_changed()

    async def records_changed(self, record: str = "") -> None:
        """Read the list on the tab in front anew too."""
        await super().records_changed(record)
        if self.shown is None or not self.front.panel or not self.is_open:
            return
        if self.panel is None:
            await self._lay_panel(self.tab)
            self.show_tab()
        else:
            await self.panel.rows_changed()

    def show_tab(self) -> None:
        """Show the list of the tab in front in place of the card's own rows."""
        panel = self.panel
        for one in self.query(ListPanel):
            one.display = one is panel
        self.content.display = panel is None
        super().show_tab()
        if panel is not None:
            self.query_one("#heads", Line).display = False
            panel.show_title()

    def read_rows(self, session: Session, tab: Tab, limit: int) -> list[Row]:
        """A list reads its rows itself."""
        return [] if tab.panel else super().read_rows(session, tab, limit)

    # Keys

    def tab_contexts(self) -> tuple[str, ...]:
        """The keys of the list come before those of the card."""
        panel = self.panel
        return (*panel.context, *self.front.contexts) if panel is not None else super().tab_contexts()

    def take_key(self, key: str, event: events.Key) -> bool:
        """Take letters while a filter or a letter to go to is being typed over the list."""
        panel = self.panel
        return panel.typing_takes(event) if panel is not None else super().take_key(key, event)

    def mode_keys(self) -> Sequence[tuple[str, str]] | None:
        """Name the keys of what is being typed over the list."""
        panel = self.panel
        return (panel.typing_keys() if panel is not None else None) or super().mode_keys()

    def work_of(self, action: str) -> Callable[[], Awaitable[None] | None] | None:
        """Return what carries out an action: the list of the tab in front has the first say."""
        method = getattr(self.panel, f"do_{action}", None)
        if method is not None:
            return cast("Callable[[], Awaitable[None] | None]", method)
        return super().work_of(action)

    def why_not(self, action: str) -> str:
        """Say which actions need a row of the list."""
        panel = self.panel
        reason = panel.panel_why_not(action) if panel is not None else ""
        return reason or super().why_not(action)

    def still_coming(self, action: str) -> Awaitable[object] | None:
        """Have what acts on rows wait until those asked for are there."""
        panel = self.panel
        if panel is None:
            return super().still_coming(action)
        return panel.rows_coming(action, panel.acts_on_record)

    def needs_painted(self, action: str) -> bool:
        """What acts on a row of the list in front needs that row."""
        panel = self.panel
        return super().needs_painted(action) or (panel is not None and action in panel.acts_on_record)

    def hint_label(self, action: Action) -> str:
        """While rows are marked, name what can be done with them."""
        label, panel = super().hint_label(action), self.panel
        if panel is None or (action.id in WRITING and self.reads_only):
            return label
        # What is done with the record of the card is not done with the marked.
        here = action.where in panel.context or not panel.list.marks or action.id in ("back", "help")
        return panel.marked_label(action, label) if here else ""

    def hint_rank(self, action: Action) -> int:
        """While rows are marked, what is done with them most stands first."""
        panel = self.panel
        rank = panel.marked_rank(action) if panel is not None else None
        return super().hint_rank(action) if rank is None else rank

    def sign_fields(self) -> Sequence[Field]:
        """Return the fields of the list's columns."""
        panel = self.panel
        return panel.column_fields() if panel is not None else super().sign_fields()

    def record_in_front(self) -> object:
        """The list itself says when another row has come under the cursor."""
        return None if self.front.panel else super().record_in_front()

    def do_back(self) -> Awaitable[None] | None:
        """Give up a range or marks in the list; then the card is left."""
        panel = self.panel
        return None if panel is not None and panel.step_back() else super().do_back()
