"""What a list shows wherever it stands: title, rows; what it remembers, and which rows actions work on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from model.core.access.preferences import read_preference, write_preference
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.language import _, ngettext
from model.core.lists.criteria import Filter, find_field, views_of
from model.core.lists.listing import Listing, Sort
from model.core.numbers import format_whole
from tui.actions import Action
from tui.widgets.columns import from_texts, present
from tui.widgets.lines import Piece
from tui.widgets.list_declarations import ListDeclarations
from tui.widgets.list_messages import Arranged, Counted, Failed, Marked, Opened, Waiting
from tui.widgets.list_typing import ListTyping
from tui.widgets.list_views import ListViews, Passing
from tui.widgets.record_list import RecordList

MARKED = (
    "link_entries",
    "take_out_of_link",
    "assign",
    "set_field",
    "close_sale",
    "convert",
    "delete",
    "call_list",
    "put_on_list",
    "mail_merge",
    "stage_on",
    "export",
    "merge",
    "mark_all",
)
"""The order in which the hint line names what can be done with the marked."""


class ListBody(ListDeclarations):
    """A list of one kind of record under a line that names it."""

    def begin(self, passing: Passing | None = None) -> None:
        """Get ready; with ``passing`` it is a list of certain rows, opened from elsewhere."""
        self.views = ListViews(self, passing)
        self._typing = ListTyping(self)

    def list_name(self) -> str:
        """Return what the list is of."""
        return _(self.record.label_plural)

    def list_title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the list, its views and whether anything narrows it (W16); how many rows, how many marked."""
        pieces: list[Piece] = [(self.list_name(), "strong")]
        right: list[Piece] = []
        if rows := self.query(RecordList):
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

    def record_list(self) -> RecordList:
        """Return the list, to be put on the screen; criteria panel and alphabet come above it when asked for."""
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
        return record_list

    def empty_text(self) -> str:
        """Return what an empty list says, with what to press."""
        if "org_number" in self.record.fields():
            return _("Nothing here. n makes a new one, R resets the filter, / searches the registry.")
        return _("Nothing here. n makes a new one, R resets the filter, E shows all.")

    @property
    def preference(self) -> str:
        """The name under which columns and order are remembered."""
        return f"list.{self.record.name_in_code}"

    @property
    def remembers(self) -> bool:
        """Whether columns and order are the person's choice for the list itself."""
        return self.views.of_its_own

    async def as_remembered(self) -> None:
        """Take the columns and the order that the person chose last."""
        name = self.preference
        kept = await self.app.engine.read(lambda session: read_preference(session, name))
        if not isinstance(kept, dict):
            return
        texts = [str(text) for text in kept.get("columns", [])]
        columns = from_texts(texts, self.record, self.default_columns, self.app.session)
        if columns != self.list.columns:
            self.list.set_columns(columns)
        passing = self.views.passing
        if passing is not None and passing.sort is not None and not self.remembers:
            return
        sort = Sort(str(kept.get("sort", "")), bool(kept.get("descending")))
        if sort.field in self.app.session.fields(self.record) and sort != self.list.sort:
            self.list.set_sort(sort)

    def on_record_list_arranged(self, _message: Arranged) -> None:
        """Keep columns and order as the person's choice."""
        self.show_title()
        if not self.remembers:
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
            name = self.preference
            self.app.in_background(
                self.app.engine.write(lambda session: write_preference(session, name, value)), keys_wait=False
            )

    _kept: dict[str, Any] | None = None

    def on_record_list_counted(self, _message: Counted) -> None:
        """Say how many there are."""
        self.retitle()

    def on_record_list_marked(self, _message: Marked) -> None:
        """Say how many are marked."""
        self.retitle()

    def retitle(self) -> None:
        """Say how many there are and how many are marked."""
        self.show_title()
        self.show_hints()

    def on_record_list_waiting(self, message: Waiting) -> None:
        """Say that rows are still being looked for, and take it back when they have come."""
        self.flash(_("Looking …") if message.waiting else "", "dim")

    def on_record_list_failed(self, message: Failed) -> None:
        """Say what could not be read."""
        error = message.error
        self.flash(error.message if isinstance(error, UserError) else _("The list could not be read."), "error")

    async def on_record_list_opened(self, message: Opened) -> None:
        """Open the card of a row."""
        record_id = message.record_id
        self.app.in_background(self.app.open_record(self.record.name_in_code, record_id))

    async def rows_changed(self) -> None:
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

    # What can be done

    def rows_why_not(self, action: str) -> str:
        """Return why an action of lists cannot be used now, '' where it can; some need a row."""
        on_rows = ("open", "edit_row", "delete", "convert", "assign", "set_field", "mark", "mark_range")
        if action in on_rows and self.list.record_id is None and not self.list.marks:
            return _("The list is empty.")
        if action == "reset" and self.list.filter == self.views.at_first and self.views.in_use is None:
            return _("Nothing narrows the list beyond what it opens with; E shows everything.")
        if action.startswith("view_") and action.removeprefix("view_") not in views_of(self.record):
            return _("This list has no such view; V shows those that it has.")
        if action == "to_letter":
            return self.list.why_no_jump()
        return ""

    def rows_coming(self, action: str, on_record: frozenset[str]) -> Awaitable[object] | None:
        """Have what acts on rows wait until those asked for are there: a filter or a move may be ahead of them."""
        of_rows = ("open", "duplicates", "export", "call_list", "put_on_list", "dial")
        on_rows = action in on_record or action in of_rows
        return self.list.rest() if on_rows and not self.list.idle else None

    def marked_label(self, action: Action, label: str) -> str:
        """Return what the hint line calls an action: while rows are marked, what can be done with them alone."""
        if action.id == "back" and self.list.marks and self.views.passing is not None:
            return _("Unmark")
        return label if not self.list.marks or action.id in ("back", "help") else action.marked

    def marked_rank(self, action: Action) -> int | None:
        """Return where an action stands in the hint line while rows are marked: what is done most stands first."""
        if not (action.marked and self.list.marks):
            return None
        return MARKED.index(action.id) if action.id in MARKED else len(MARKED)

    def typing_keys(self) -> Sequence[tuple[str, str]] | None:
        """Return the keys of what is being typed over the list, None where nothing is."""
        return self._typing.hint_keys()

    def column_fields(self) -> Sequence[Field]:
        """Return the fields of the columns."""
        session = self.app.session
        return [find_field(self.record, one.field, session) for one in present(self.list.columns, self.record, session)]
