"""The duplicate check of one record: what else may be the same, best first, with reasons (LEAD-21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.errors import NotFoundError, UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.duplicates.check import Match, Report, check, check_typed
from model.duplicates.distinct import say_distinct
from model.duplicates.identity import KINDS
from model.merging.redirects import present_id
from tui.frame import SalgScreen
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece


class DuplicatesScreen(SalgScreen):
    """What may be the same as a record on file, or as one that is being typed: then ``values`` are what is typed."""

    context = ("alike", "list")

    def __init__(self, record: str, record_id: int | None, values: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.record = record
        self.record_id = record_id
        self.values = values
        self.report: Report | None = None

    # The frame

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name what is checked, and how much there is like it."""
        title = self.report.title if self.report else ""
        room = max(10, (self.size.width or self.app.size.width) - 44)
        left: list[Piece] = [(_("Is it on file already?"), "accent"), ("  ", "")]
        left.append((self.app.looks.fit(title, room).rstrip() if title else "", "strong"))
        if self.report is None:
            return left, []
        number = len(self.report.matches)
        return left, [
            (ngettext("{count} match", "{count} matches", number).format(count=format_whole(number)), "strong")
        ]

    def body(self) -> ComposeResult:
        """Yield the list, and a line for all that speaks for the match pointed at."""
        yield LineList(self._pieces, empty=_("Nothing on file is like it."), id="matches")
        yield Line(id="why")

    @property
    def list(self) -> LineList:
        """The matches."""
        return self.query_one(LineList)

    @property
    def match(self) -> Match | None:
        """The match pointed at."""
        matches = self.report.matches if self.report else ()
        return matches[self.list.at] if self.list.at < len(matches) else None

    def record_in_front(self) -> object:
        """Return the match that a key would merge or set apart."""
        return (self.match.record, self.match.id) if self.match is not None else None

    def on_mount(self) -> None:
        """Look."""
        super().on_mount()
        self.list.empty = ""
        self.app.in_background(self.records_changed())

    async def records_changed(self, record: str = "") -> None:
        """Look again."""
        record, record_id, values = self.record, self.record_id, self.values

        def work(session: Session) -> Report:
            if values is None and record_id is not None:
                # The number of a record that was merged leads to what it has become a part of.
                self.record_id = present_id(session, record, record_id)
                return check(session, record, self.record_id)
            return check_typed(session, record, values or {}, record_id)

        try:
            report = await self.app.engine.read(work)
        except NotFoundError as error:
            if self.app.screen is self:
                self.app.go_back()
            self.app.say(error.message)
            return
        if not self.is_open:
            return
        self.report = report
        self.list.empty = _("Nothing on file is like it.")
        self.list.set_length(len(self.report.matches))
        self.show_title()
        self.show_why()
        if self.report.hidden:
            told = ngettext(
                "{count} more is hidden from you: ask its owner.",
                "{count} more are hidden from you: ask their owners.",
                self.report.hidden,
            )
            self.flash(told.format(count=format_whole(self.report.hidden)))

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        assert self.report is not None
        match = self.report.matches[number]
        looks = self.app.looks
        label = _(KINDS[match.record].label)
        state = "" if match.active else f" ({_('deactivated')})"
        name = max(16, (width - 30) * 2 // 5)
        return [
            (f"{match.score:>3} ", "strong" if match.score >= 80 else "dim"),
            (looks.fit(label, 9) + " ", "dim"),
            (looks.fit(match.title + state, name) + " ", "strong" if match.active else "dim"),
            (looks.fit(match.where, 12) + " ", ""),
            (looks.fit(match.briefly(), max(10, width - name - 29)), ""),
        ]

    def show_why(self) -> None:
        """Write out why the match pointed at is one."""
        match = self.match
        room = max(10, (self.size.width or self.app.size.width) - 4)
        text = f"{match.title}: {match.why()}" if match is not None else ""
        self.query_one("#why", Line).show([("  ", ""), (self.app.looks.fit(text, room).rstrip(), "strong")])
        self.show_hints()

    # Doing

    def why_not(self, action: str) -> str:
        """Say what cannot be done with the match pointed at."""
        if action in ("open", "merge_alike", "not_same") and self.match is None:
            return _("Nothing on file is like it.")
        if action in ("merge_alike", "not_same") and (self.values is not None or self.record_id is None):
            return _("Save it first, or open what is on file.")
        if action == "merge_alike" and self.match is not None and self.match.record != self.record:
            return _("Only records of one kind are merged; a lead becomes a customer or contact with c.")
        return super().why_not(action)

    async def do_open(self) -> None:
        """Open the match."""
        if self.match is not None:
            await self.app.open_record(self.match.record, self.match.id)

    async def do_merge_alike(self) -> None:
        """Merge the match into the record that was checked."""
        match, record_id = self.match, self.record_id
        if match is None or record_id is None:
            return
        await self.app.merge_two(self.record, match.id, record_id)

    async def do_not_same(self) -> None:
        """Remember that the match is another one."""
        match, record_id = self.match, self.record_id
        if match is None or record_id is None:
            raise UserError(_("Nothing on file is like it."))
        places = [(self.record, record_id), (match.record, match.id)]
        await self.app.engine.write(lambda session: say_distinct(session, places))
        await self.read_again()
        self.app.say(_("Remembered: {name} is another one. u takes it back.").format(name=match.title))

    def do_down(self) -> None:
        """Next."""
        self._move(1)

    def do_up(self) -> None:
        """Previous."""
        self._move(-1)

    def do_page_down(self) -> None:
        """Next page."""
        self.list.page(1)
        self.show_why()

    def do_page_up(self) -> None:
        """Previous page."""
        self.list.page(-1)
        self.show_why()

    def do_half_down(self) -> None:
        """Half a page."""
        self.list.page(1, half=True)
        self.show_why()

    def do_half_up(self) -> None:
        """Half a page back."""
        self.list.page(-1, half=True)
        self.show_why()

    def do_first(self) -> None:
        """Best."""
        self._move(-self.list.length)

    def do_last(self) -> None:
        """Last."""
        self._move(self.list.length)

    def _move(self, step: int) -> None:
        self.list.move(step)
        self.show_why()
