"""What the screen of a list shows: title, rows, hints; what it remembers, and which rows actions work on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult

from model.core.access.preferences import read_preference, write_preference
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.language import _, ngettext
from model.core.lists.criteria import Filter, find_field, views_of
from model.core.lists.listing import Listing, Sort
from model.core.numbers import format_whole
from tui.actions import Action
from tui.frame import WRITING
from tui.widgets.columns import from_texts, present
from tui.widgets.lines import Piece
from tui.widgets.list_declarations import ListDeclarations
from tui.widgets.list_messages import Failed, Opened, Waiting
from tui.widgets.list_typing import ListTyping
from tui.widgets.list_views import ListViews, Passing
from tui.widgets.record_list import RecordList

MARKED = (
    "assign",
    "set_field",
    "close_sale",
    "convert",
    "delete",
    "call_list",
    "put_on_list",
    "stage_on",
    "export",
    "merge",
    "mark_all",
)
"""The order in which the hint line names what can be done with the marked."""


class ListPage(ListDeclarations):
    """A list of one kind of record under its title."""

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
            narrowing = self.views.narrowing(record_list.filter)
            if narrowing.narrows:
                pieces.append(("  " + ("[F]" if self.app.looks.ascii else "▼") + " ", "accent"))
                pieces.append((self.criteria_text(narrowing), "accent"))
            if marked := record_list.marks_text():
                right.append((f"{marked}  ", "accent"))
            right.append((record_list.count_text(), "strong"))
        return pieces, right

    def _out_of_sight_pieces(self, record_list: RecordList) -> list[Piece]:
        """Name the order where its column is not in sight, and how many columns find no room (LEAD-01)."""
        looks, pieces = self.app.looks, []
        # The order in which every such list stands at first needs no name.
        if not record_list.shows_sort and record_list.sort != Sort.natural(self.record):
            field = self.app.session.fields(self.record).get(record_list.sort.field)
            turned = record_list.sort.descending
            sign = ("v" if turned else "^") if looks.ascii else ("▼" if turned else "▲")
            if field is not None:
                pieces.append((f"  {_('by {field}').format(field=field.title)} {sign}", "accent"))
        if more := record_list.unplaced:
            told = ngettext("+{count} column {arrow}", "+{count} columns {arrow}", more)
            pieces.append(("  " + told.format(count=format_whole(more), arrow=looks.arrow), "dim"))
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
        record_list = RecordList(
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
        record_list.counts.fixed = () if passing is None else passing.fixed
        yield record_list

    def empty_text(self) -> str:
        """Return what an empty list says, with what to press."""
        return _("Nothing here. n makes a new one, R resets the filter, / searches the registry.")

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
        if self.views.in_use is not None:
            from tui.widgets.view_work import ViewWork

            await ViewWork(self.views).look_again()

    # What actions work on

    def targets(self) -> Callable[[Session], Sequence[int]]:
        """Return what gives the IDs to work on: the marked, else the row under the cursor."""
        marks, under = self.list.marks, self.list.record_id
        if marks:
            return lambda session: list(marks.each(session))
        return lambda _session: [] if under is None else [under]

    async def marked_or_shown(self) -> tuple[Callable[[Session], Iterable[int]], str]:
        """Return what gives the IDs of the marked, without marks of all that the filter shows; and what these are."""
        marks, wanted, sort, record = self.list.marks, self.list.filter, self.list.sort, self.record
        if marks:
            return (lambda session: marks.each(session, sort)), await self.described_targets()
        told = _("all that the list shows: {count}").format(count=self.list.count_text())
        return (lambda session: Listing(session, record, (), wanted, sort).ids()), told

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
        of_rows = ("open", "duplicates", "export", "call_list", "put_on_list", "dial")
        on_rows = action in self.acts_on_record or action in of_rows
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
