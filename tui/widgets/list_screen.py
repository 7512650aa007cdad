"""The screen of a list: what rooms declare of theirs, and everything that all lists do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult

from model.core.access import Session
from model.core.criteria import Filter, find_field, views_of
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.language import _, ngettext
from model.core.listing import Sort
from model.core.numbers import format_whole
from model.core.preferences import read_preference, write_preference
from model.core.records import Record
from tui import rooms
from tui.actions import Action
from tui.frame import WRITING, SalgScreen
from tui.widgets import list_panels
from tui.widgets.columns import Column, from_texts, present, sortable
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.lines import Piece
from tui.widgets.list_messages import Failed, Opened, Waiting
from tui.widgets.list_typing import ListTyping
from tui.widgets.list_views import ListViews, Passing
from tui.widgets.path_ask import ask_file
from tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from tui.widgets.alphabet import AlphabetStrip
    from tui.widgets.criteria_panel import CriteriaPanel


MARKED = (
    "assign",
    "set_field",
    "close_sale",
    "convert",
    "delete",
    "call_list",
    "stage_on",
    "export",
    "merge",
    "mark_all",
)
"""The order in which the hint line names what can be done with the marked."""


class ListScreen(SalgScreen):
    """A list of one kind of record, with everything that works on every list."""

    record: ClassVar[type[Record]]
    default_columns: ClassVar[tuple[Column, ...]] = ()
    criteria_fields: ClassVar[tuple[str, ...]] = ()
    default_views: ClassVar[tuple[str, ...]] = ("all",)
    context: Sequence[str] = ("records", "list")

    def __init__(self, shown: Filter | None = None, title: str = "", sort: Sort | None = None) -> None:
        """Make the list; with ``shown`` it is a passing one of these rows, called ``title``, that remembers nothing."""
        super().__init__()
        passing = None if shown is None else Passing(shown, title, sort)
        self.views = ListViews(self, passing)
        self._typing = ListTyping(self)

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the list, its views and whether anything narrows it (W16); how many rows, how many marked."""
        pieces: list[Piece] = [(_(self.record.label_plural), "strong")]
        right: list[Piece] = []
        if self.is_mounted and (rows := self.query(RecordList)):
            record_list = rows.first()
            views = views_of(self.record)
            dot = self.app.looks.dot
            called, altered = self.views.name()
            if called:
                pieces.append((f" {dot} {called}", "strong"))
                pieces.append((f" ({_('altered')})" if altered else "", "accent"))
            for name in record_list.filter.views if altered or not called else ():
                pieces.append((f" {dot} {_(views[name].label)}", ""))
            pieces += self._out_of_sight_pieces(record_list)
            if record_list.filter.narrows:
                pieces.append(("  " + ("[F]" if self.app.looks.ascii else "▼") + " ", "accent"))
                pieces.append((self.criteria_text(record_list.filter), "accent"))
            if marked := record_list.marks_text():
                right.append((f"{marked}  ", "accent"))
            right.append((record_list.count_text(), "strong"))
        return pieces, right

    def _out_of_sight_pieces(self, record_list: RecordList) -> list[Piece]:
        """Name the order where its column is not in sight, and how many columns find no room (LEAD-01)."""
        looks, pieces = self.app.looks, []
        if not record_list.shows_sort:
            field = self.app.session.fields(self.record).get(record_list.sort.field)
            turned = record_list.sort.descending
            sign = ("v" if turned else "^") if looks.ascii else ("▼" if turned else "▲")
            if field is not None:
                pieces.append((f"  {_('by {field}').format(field=field.title)} {sign}", "accent"))
        if more := record_list.unplaced:
            told = ngettext("+{count} column {arrow}", "+{count} columns {arrow}", more)
            pieces.append(("  " + told.format(count=more, arrow=looks.arrow), "dim"))
        return pieces

    def criteria_text(self, wanted: Filter) -> str:
        """Return what narrows the list, as people read it."""
        parts = [criterion.describe(self.record, self.app.session) for criterion in wanted.criteria]
        if wanted.letter:
            parts.append(f"{wanted.letter}{self.app.looks.ellipsis}")
        if wanted.text:
            parts.append(f'"{wanted.text}"')
        return self.app.looks.fit(", ".join(parts), 60).rstrip()

    def body(self) -> ComposeResult:
        """Yield the list; the criteria panel and the alphabet come above it when they are asked for."""
        ascii, passing = self.app.looks.ascii, self.views.passing
        yield RecordList(
            self.app.engine,
            self.record,
            self.default_columns,
            wanted=Filter(tuple(name for name in self.default_views if name in views_of(self.record)))
            if passing is None
            else passing.filter,
            sort=None if passing is None else passing.sort,
            empty=self.empty_text(),
            ascii=ascii,
            # Where only changed cells are sent, a scroll by one line costs no more than a move.
            scroll_by_line=self.app.frugal,
            id="list",
        )

    def empty_text(self) -> str:
        """Return what an empty list says, with what to press."""
        return _("Nothing here. n makes a new one, R resets the filter, / searches the registry.")

    @property
    def list(self) -> RecordList:
        """The list."""
        return self.query_one(RecordList)

    def on_mount(self) -> None:
        """Take the columns and the order that the person chose last."""
        super().on_mount()
        self.list.on_another = self.put_next
        self.app.in_background(self._remembered())

    async def _remembered(self) -> None:
        name = f"list.{self.record.name_in_code}"
        kept = await self.app.engine.read(lambda session: read_preference(session, name))
        if not isinstance(kept, dict):
            return
        texts = [str(text) for text in kept.get("columns", [])]
        columns = from_texts(texts, self.record, self.default_columns, self.app.session)
        if columns != self.list.columns:
            self.list.set_columns(columns)
        if self.views.passing is not None and self.views.passing.sort is not None:
            return
        sort = Sort(str(kept.get("sort", "")), bool(kept.get("descending")))
        if sort.field in self.app.session.fields(self.record) and sort != self.list.sort:
            self.list.set_sort(sort)

    @on(RecordList.Arranged)
    def remember(self) -> None:
        """Keep columns and order as the person's choice."""
        self.show_title()
        if not self.views.of_its_own:
            return
        record_list = self.list
        own = tuple(record_list.columns) != tuple(self.default_columns)
        value = {
            # What nobody has chosen is not kept: a later version may have better columns.
            "columns": [column.as_text() for column in record_list.columns] if own else [],
            "sort": record_list.sort.field,
            "descending": record_list.sort.descending,
        }
        if self._kept != value:
            self._kept = value
            name = f"list.{self.record.name_in_code}"
            self.app.in_background(
                self.app.engine.write(lambda session: write_preference(session, name, value)), keys_wait=False
            )

    _kept: dict[str, Any] | None = None

    @on(RecordList.Counted)
    @on(RecordList.Marked)
    def retitle(self) -> None:
        """Say how many there are and how many are marked."""
        self.show_title()
        self.show_hints()

    @on(RecordList.Waiting)
    def waited_for(self, message: Waiting) -> None:
        """Say that rows are still being looked for, and take it back when they have come."""
        self.flash(_("Looking …") if message.waiting else "", "dim")

    @on(RecordList.Failed)
    def failed(self, message: Failed) -> None:
        """Say what could not be read."""
        error = message.error
        self.flash(error.message if isinstance(error, UserError) else _("The list could not be read."), "error")

    @on(RecordList.Opened)
    async def opened(self, message: Opened) -> None:
        """Open the card of a row."""
        record_id = message.record_id
        self.app.in_background(self.app.open_record(self.record.name_in_code, record_id))

    async def records_changed(self, record: str = "") -> None:
        """Read the rows anew: something has changed."""
        self.list.refresh_rows()
        await self.views.look_again()

    # What actions work on

    def targets(self) -> Callable[[Session], Sequence[int]]:
        """Return what gives the IDs to work on: the marked, else the row under the cursor."""
        marks, under = self.list.marks, self.list.record_id
        if marks:
            return lambda session: list(marks.each(session))
        return lambda _session: [] if under is None else [under]

    async def described_targets(self) -> str:
        """Return "12 marked, 3 of them out of sight" for titles of dialogs, '' where it is the row under the cursor."""
        return ", ".join(part for part in (self.list.marks_text(), await self.out_of_sight()) if part)

    async def out_of_sight(self) -> str:
        """Return how many of the marked the filter does not show, '' where it shows all of them."""
        marks, wanted = self.list.marks, self.list.filter
        if not marks or (marks.within == wanted and not marks.ids):
            return ""
        hidden = await self.app.engine.read(lambda session: marks.count_outside(session, wanted))
        if not hidden:
            return ""
        text = ngettext("{count} of them out of sight", "{count} of them out of sight", hidden)
        return text.format(count=format_whole(hidden, ascii=self.app.looks.ascii))

    def done_with(self, changed: bool) -> None:
        """Take the marks away once what they were made for is done."""
        if changed:
            self.list.clear_marks()

    def why_not(self, action: str) -> str:
        """Say which actions need a row."""
        on_rows = ("open", "edit_row", "delete", "convert", "assign", "set_field", "mark", "mark_range")
        if action in on_rows and self.list.record_id is None and not self.list.marks:
            return _("The list is empty.")
        if action == "reset" and self.list.filter == self.views.at_first and self.views.in_use is None:
            return _("Nothing narrows the list beyond what it opens with; E shows everything.")
        if action.startswith("view_") and action.removeprefix("view_") not in views_of(self.record):
            return _("This list has no such view; V shows those that it has.")
        if action == "to_letter":
            return self.list.why_no_jump() or super().why_not(action)
        return super().why_not(action)

    def still_coming(self, action: str) -> Awaitable[object] | None:
        """Have what acts on rows wait until those asked for are there: a filter or a move may be ahead of them."""
        on_rows = action in self.acts_on_record or action in ("open", "duplicates", "export", "call_list", "dial")
        return self.list.rest() if on_rows and not self.list.idle else None

    def hint_label(self, action: Action) -> str:
        """While rows are marked, name what can be done with them."""
        label = super().hint_label(action)
        if not self.is_mounted or not self.list.marks or action.id in ("back", "help"):
            return label
        return "" if action.id in WRITING and self.reads_only else action.marked

    def hint_rank(self, action: Action) -> int:
        """While rows are marked, what is done with them most stands first."""
        if action.marked and self.is_mounted and self.list.marks:
            return MARKED.index(action.id) if action.id in MARKED else len(MARKED)
        return super().hint_rank(action)

    def mode_keys(self) -> Sequence[tuple[str, str]] | None:
        """Name the keys of what is being typed over the list."""
        return self._typing.hint_keys() or super().mode_keys()

    def sign_fields(self) -> Sequence[Field]:
        """Return the fields of the columns."""
        session = self.app.session
        return [find_field(self.record, one.field, session) for one in present(self.list.columns, self.record, session)]

    # Keys that are typed into the message line

    def take_key(self, key: str, event: events.Key) -> bool:
        """Take letters while a filter or a letter to go to is being typed."""
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

    def do_open(self) -> None:
        """Open the row."""
        self.list.open()

    def do_back(self) -> None:
        """Give up a range, then the marks are kept and the screen is left."""
        if self.list.selecting:
            self.list.cancel_range()
            return
        self.app.go_back()

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

    async def do_view(self) -> None:
        """Choose among all views, ready-made and kept, with one key each (COM-03)."""
        await self.views.choose()

    async def do_keep_view(self) -> None:
        """Keep what the list shows under a name (COM-03)."""
        await self.views.keep()

    def do_reset(self) -> None:
        """Take all that narrows away (LEAD-19)."""
        list_panels.empty_criteria(self)
        self.views.reset()

    async def do_criteria(self) -> None:
        """Open the criteria panel, or hide it; criteria stay in force either way (W16)."""
        await list_panels.turn_criteria(self)

    def on_criteria_panel_applied(self, message: CriteriaPanel.Applied) -> None:
        """Show what the criteria leave."""
        self.list.set_filter(replace(self.list.filter, criteria=message.criteria))

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

        path = await ask_file(self.app, _("Import from which file?"), hint=_("CSV, XLSX or vCard"))
        if path is not None:
            await self.app.show(rooms.screen_class(rooms.SCREENS, "import")(self.record, path))

    async def do_assign(self) -> None:
        """Give the marked, or the row, to an owner."""
        from tui.widgets import bulk

        await bulk.assign_owner(self)
