"""The history of all changes, newest first; any of them can be undone from here (COM-07, COM-08)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from model.core.dates import format_moment
from model.core.history.past_changes import PastChange, latest
from model.core.history.record_history import TouchedRecord, of_change
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from tui.actions import Action
from tui.frame import SalgScreen
from tui.widgets.line_list import LineList
from tui.widgets.lines import Piece
from tui.widgets.paragraphs import wrapped

PAGE = 200


class ChangesScreen(SalgScreen):
    """What was done, by whom, when; Enter shows what it changed from what to what, u undoes the one pointed at."""

    context = ("changes", "list")

    def __init__(self) -> None:
        super().__init__()
        self.changes: Sequence[PastChange] = ()
        self._all = False

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the screen."""
        return [(_("History"), "strong")], []

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield LineList(self._pieces, id="changes")

    @property
    def list(self) -> LineList:
        """The list of changes."""
        return self.query_one(LineList)

    def on_mount(self) -> None:
        """Read the newest."""
        super().on_mount()
        self.app.in_background(self.records_changed())

    async def records_changed(self, record: str = "") -> None:
        """Read the newest changes again."""
        self.changes = await self.app.engine.read(lambda session: latest(session, PAGE))
        if not self.is_open:
            return
        self._all = len(self.changes) < PAGE
        self.list.set_length(len(self.changes))

    async def _more(self) -> None:
        if self._all or self.list.at < len(self.changes) - 40:
            return
        last = self.changes[-1].id
        more = await self.app.engine.read(lambda session: latest(session, PAGE, before=last))
        self._all = len(more) < PAGE
        self.changes = [*self.changes, *more]
        self.list.set_length(len(self.changes))

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        past = self.changes[number]
        looks = self.app.looks
        zone = self.app.session.clock().tzinfo
        assert zone is not None
        when = format_moment(past.at, zone)
        note = f"  ({_('undone')})" if past.undone_by else ""
        rows = f"{past.rows:>6} "
        return [
            (looks.fit(when, 18), "dim"),
            (looks.fit(past.author, 6), ""),
            (rows, "dim"),
            (looks.fit(past.name + note, max(10, width - 32)), "dim" if past.undone_by else ""),
        ]

    def hint_label(self, action: Action) -> str:
        """Enter opens no record here."""
        return N_("Before and after") if action.id == "open" else super().hint_label(action)

    async def do_open(self) -> None:
        """Show what the change pointed at did, record by record and field by field."""
        from tui.widgets.dialogs import Told

        if self.changes:
            past = self.changes[self.list.at]
            touched, more = await self.app.engine.read(lambda session: of_change(session, past))
            await self.app.ask(Told(past.name, self._lines(past, touched, more)))

    def _lines(self, past: PastChange, touched: Sequence[TouchedRecord], more: int) -> Sequence[str]:
        zone = self.app.session.clock().tzinfo
        assert zone is not None
        arrow, width = self.app.looks.arrow, (self.size.width or self.app.size.width) - 4
        lines = [f"{format_moment(past.at, zone)}  {past.author}"]
        done = {"insert": _("new"), "delete": _("deleted")}
        for each in touched:
            what = f"{each.label} {each.title}".rstrip()
            lines += ["", f"{what}: {done[each.action]}" if each.action in done else what]
            for field in each.fields:
                lines.append(f"  {field.label}: {field.before or '–'} {arrow} {field.after or '–'}")
        if more:
            lines += [
                "",
                ngettext("… and {count} row more", "… and {count} rows more", more).format(count=format_whole(more)),
            ]
        return [part for line in lines for part in (wrapped(line, width) if line else [""])]

    async def do_undo(self) -> None:
        """Undo the change pointed at, after asking."""
        if self.changes:
            await self.app.everywhere.undo_change(self.changes[self.list.at])

    async def do_down(self) -> None:
        """Next."""
        self.list.move(1)
        await self._more()

    def do_up(self) -> None:
        """Previous."""
        self.list.move(-1)

    async def do_page_down(self) -> None:
        """Next page."""
        self.list.page(1)
        await self._more()

    def do_page_up(self) -> None:
        """Previous page."""
        self.list.page(-1)

    def do_first(self) -> None:
        """Newest."""
        self.list.move(-len(self.changes))

    async def do_last(self) -> None:
        """Oldest read so far."""
        self.list.move(len(self.changes))
        await self._more()

    async def do_half_down(self) -> None:
        """Half a page."""
        self.list.page(1, half=True)
        await self._more()

    def do_half_up(self) -> None:
        """Half a page back."""
        self.list.page(-1, half=True)
