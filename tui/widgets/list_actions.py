"""Everything that can be done with a list, wherever it stands: on a screen of its own, or on a tab of a card."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events

from model.core.language import _
from model.core.lists.listing import Sort
from tui import rooms
from tui.widgets import list_panels
from tui.widgets.columns import sortable
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.list_body import ListBody
from tui.widgets.path_ask import ask_file

if TYPE_CHECKING:
    from tui.widgets.alphabet import AlphabetStrip
    from tui.widgets.criteria_panel import CriteriaPanel
    from tui.widgets.view_work import ViewWork


class ListActions(ListBody):
    """``do_<action>`` of all that works on every list."""

    # Keys that are typed into the message line

    def typing_takes(self, event: events.Key) -> bool:
        """Take a key while a filter or a letter to go to is being typed; return whether it was used."""
        return self._typing.take(event)

    def do_filter(self) -> None:
        """Type words that the rows must hold; the list follows."""
        self._typing.filter()

    def do_to_letter(self) -> None:
        """Type where to go."""
        self._typing.letter()

    # Moving

    def do_down(self) -> None:
        """Next row."""
        self.list.move(1)

    def do_up(self) -> None:
        """Previous row."""
        self.list.move(-1)

    def do_page_down(self) -> None:
        """Next page."""
        self.list.page(1)

    def do_page_up(self) -> None:
        """Previous page."""
        self.list.page(-1)

    def do_half_down(self) -> None:
        """Half a page."""
        self.list.half_page(1)

    def do_half_up(self) -> None:
        """Half a page back."""
        self.list.half_page(-1)

    def do_first(self) -> None:
        """First row."""
        self.list.home()

    def do_last(self) -> None:
        """Last row."""
        self.list.end()

    async def do_open(self) -> None:
        """Open the row; the rows asked for are there (:meth:`still_coming`).

        Not by a message of the list: the next key typed would overtake it, and be the list's instead of the card's.
        """
        if self.list.record_id is not None:
            await self.app.open_record(self.record.name_in_code, self.list.record_id)

    # Views, filters, order

    def _view(self, name: str) -> None:
        self.list.set_filter(self.list.filter.with_view(self.record, name))

    def do_view_mine(self) -> None:
        """Mine, or everybody's."""
        self._view("mine")

    def do_view_active(self) -> None:
        """Only active."""
        self._only("active")

    def do_view_lost(self) -> None:
        """Only lost."""
        self._only("lost")

    def do_view_all(self) -> None:
        """Show everything: no view, no criteria, no letter, no word."""
        list_panels.empty_criteria(self)
        self.views.everything()

    def _only(self, name: str) -> None:
        if name not in self.list.filter.views:
            self._view(name)

    @property
    def _view_work(self) -> ViewWork:
        from tui.widgets.view_work import ViewWork

        return ViewWork(self.views)

    async def do_view(self) -> None:
        """Choose among all views, ready-made and kept, with one key each (COM-03)."""
        await self._view_work.choose()

    async def do_keep_view(self) -> None:
        """Keep what the list shows under a name (COM-03)."""
        await self._view_work.keep()

    def do_reset(self) -> None:
        """Take all that narrows away (LEAD-19)."""
        list_panels.empty_criteria(self)
        self.views.reset()

    async def do_criteria(self) -> None:
        """Open the criteria panel, or hide it; criteria stay in force either way (W16)."""
        await list_panels.turn_criteria(self)

    def on_criteria_panel_applied(self, message: CriteriaPanel.Applied) -> None:
        """Show what the criteria leave."""
        fixed = () if self.views.passing is None else self.views.passing.fixed
        criteria = (*(each for each in fixed if each not in message.criteria), *message.criteria)
        self.list.set_filter(replace(self.list.filter, criteria=criteria))

    def on_criteria_panel_left(self, message: CriteriaPanel.Left) -> None:
        """Hide the panel."""
        list_panels.leave(message.panel)

    async def do_alphabet(self) -> None:
        """Show the alphabet; a letter typed there is the first letter of what the list shows (CAMP-06, W11)."""
        await list_panels.open_alphabet(self)

    def on_alphabet_strip_chosen(self, message: AlphabetStrip.Chosen) -> None:
        """Show what begins with the letter."""
        self.list.set_filter(replace(self.list.filter, letter=message.letter))

    def on_alphabet_strip_left(self, message: AlphabetStrip.Left) -> None:
        """Hide the alphabet."""
        list_panels.leave(message.strip)

    async def do_columns(self) -> None:
        """Choose columns, their order and their width (LEAD-01)."""
        from tui.widgets.column_chooser import ColumnChooser

        chosen = await self.app.ask(
            ColumnChooser(self.record, self.list.columns, self.default_columns, self.app.session)
        )
        if chosen:
            self.list.set_columns(chosen)

    async def do_sort(self) -> None:
        """Choose the field to sort by, any there is; the same again turns the order round."""
        now = self.list.sort
        shown = [column.field for column in self.list.columns]
        # What is worked out as it is read stands in no order.
        fields = {name: field for name, field in self.app.session.fields(self.record).items() if sortable(field)}
        names = [*(name for name in shown if name in fields), *(name for name in fields if name not in shown)]
        options = [Option(name, fields[name].title, on=name == now.field) for name in names]
        name = await self.app.ask(FilterMenu(_("Sort by"), options, verb=_("Sort")))
        if name:
            self.list.set_sort(Sort(name, not now.descending if name == now.field else False))

    def do_turn_sort(self) -> None:
        """Turn the order round."""
        now = self.list.sort
        self.list.set_sort(Sort(now.field, not now.descending))

    # Marks

    def do_mark(self) -> None:
        """Mark or unmark, and go on to the next row."""
        self.list.toggle_mark()

    def do_mark_all(self) -> None:
        """Mark all that the filter shows; where just these are marked, none."""
        self.list.mark_all()

    def do_invert_marks(self) -> None:
        """Turn the marks round."""
        self.list.invert_marks()

    def do_mark_range(self) -> None:
        """Begin or end a range."""
        self.list.mark_range()
        self.flash(_("v again marks to where the cursor is; Esc gives up.") if self.list.selecting else "")

    def step_back(self) -> bool:
        """Give up a range, else the marks where leaving would lose them; return whether there was anything to give up.

        A list that has its place in the program is as it was left when one comes back; a tab's list and a passing one
        are gone.
        """
        if self.list.selecting:
            self.list.cancel_range()
            return True
        if self.views.passing is not None and self.list.marks:
            self.list.clear_marks()
            return True
        return False

    # Records

    async def do_new(self) -> None:
        """Make a new record, and show its card."""
        made = await self.app.open_form(self.record.name_in_code)
        if made is not None:
            await self.app.changed(self.record.name_in_code)
            self.list.go_to(made)
            await self.app.open_record(self.record.name_in_code, made)

    async def do_edit_row(self) -> None:
        """Open the form of the row."""
        record_id = self.list.record_id
        if record_id is not None and await self.app.open_form(self.record.name_in_code, record_id) is not None:
            await self.app.changed(self.record.name_in_code)

    async def do_delete(self) -> None:
        """Delete the marked, or the row."""
        from tui.widgets import bulk

        await bulk.delete_marked(self)

    async def do_set_field(self) -> None:
        """Set a field on the marked, or on the row."""
        from tui.widgets import bulk

        await bulk.set_field(self)

    async def do_export(self) -> None:
        """Write what the list shows, or the marked, to a file."""
        await rooms.screen_class(rooms.SCREENS, "export")(self)

    async def do_import_file(self) -> None:
        """Ask for a file, and show what importing it would do."""
        further = self.record.name_in_code in rooms.IMPORTS
        hint = _("CSV, XLSX or SAF-T") if further else _("CSV, XLSX or vCard")
        path = await ask_file(self.app, _("Import from which file?"), hint=hint)
        if path is None:
            return
        if further and await rooms.screen_class(rooms.IMPORTS, self.record.name_in_code)(self.app, path):
            return
        await self.app.show(rooms.screen_class(rooms.SCREENS, "import")(self.record, path, self.imported_for()))

    def imported_for(self) -> tuple[str, str] | None:
        """Return the heading and the cell that every row of an imported table has besides its own."""
        return None

    async def do_assign(self) -> None:
        """Give the marked, or the row, to an owner."""
        from tui.widgets import bulk

        await bulk.assign_owner(self)
