"""The sweep: groups of records that are likely the same, merged or set apart with one key each (LEAD-24)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.text import visible
from model.duplicates.distinct import say_distinct
from model.duplicates.identity import KINDS
from model.duplicates.sweep import Group, Swept, still_alike, sweep
from tui.frame import SalgScreen
from tui.widgets.line_list import LineList
from tui.widgets.lines import Piece
from tui.widgets.progress import Progress, Told

Row = tuple[Group, int]
"""A group and which of its members, -1 for the line that heads it."""


class SweepScreen(SalgScreen):
    """Groups, best first: each headed by why, its members below, the one to keep first."""

    context = ("alike", "sweep", "list")

    def __init__(self, record: str) -> None:
        super().__init__()
        self.record = record
        self.swept: Swept | None = None
        self.groups: list[Group] = []
        self.rows: list[Row] = []

    # The frame

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the screen, and say how many groups are left."""
        left: list[Piece] = [
            (_("Likely duplicates"), "accent"),
            ("  ", ""),
            (_(KINDS[self.record].label_plural), "strong"),
        ]
        if self.swept is None:
            return left, []
        number = len(self.groups)
        told = ngettext("{count} group", "{count} groups", number).format(count=format_whole(number))
        among = ngettext("among {count} record", "among {count} records", self.swept.looked_at)
        return left, [(told, "strong"), (f" {among.format(count=format_whole(self.swept.looked_at))}", "dim")]

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield LineList(self._pieces, id="groups")

    @property
    def list(self) -> LineList:
        """The list of groups."""
        return self.query_one(LineList)

    @property
    def row(self) -> Row | None:
        """The row pointed at."""
        return self.rows[self.list.at] if self.list.at < len(self.rows) else None

    def record_in_front(self) -> object:
        """Return the group that a key would merge or set apart."""
        return self.row[0].ids if self.row is not None else None

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self.app.in_background(self._sweep())

    async def _sweep(self) -> None:
        record = self.record

        def work(session: Session, told: Told, stop: object) -> Swept:
            return sweep(session, record, told, stop)  # type: ignore[arg-type]

        answer = await self.app.ask(Progress(_("Looking for duplicates"), work))
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Swept)
        self.swept = answer
        await self.records_changed()
        if answer.stopped:
            self.flash(_("Stopped; these were found until then."))

    async def records_changed(self, record: str = "") -> None:
        """Leave out what has become one, or is known to be different by now; after an undo it is there again."""
        if self.swept is None:
            return
        swept = self.swept
        self.groups = await self.app.engine.read(lambda session: still_alike(session, swept))
        if not self.is_open:
            return
        at = self.list.at
        head = sum(1 for _group, place in self.rows[: at + 1] if place < 0) - 1
        self.rows = [(group, place) for group in self.groups for place in range(-1, len(group.members))]
        self.list.empty = _("No likely duplicates.")
        self.list.set_length(len(self.rows))
        heads = [number for number, (_group, place) in enumerate(self.rows) if place < 0]
        if heads and (at >= len(self.rows) or self.rows[at][1] >= 0):
            # Where a group was, the next one stands.
            self.list.go(heads[max(0, min(head, len(heads) - 1))], repaint=True)
        self.list.refresh()
        self.show_title()
        self.show_hints()

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        group, place = self.rows[number]
        looks = self.app.looks
        if place < 0:
            head = f"{group.score:>3}  {group.briefly()}"
            return [(looks.fit(head, width), "accent")]
        member = group.members[place]
        sign = ("*" if looks.ascii else "●") if place == 0 else " "
        state = "" if member.active else f" ({_('deactivated')})"
        name = max(16, (width - 34) * 3 // 5)
        return [
            (f"     {sign} ", "accent"),
            (looks.fit(member.title + state, name) + " ", "strong" if place == 0 else ""),
            (looks.fit(member.where, 12) + " ", ""),
            (looks.fit(member.phone, 13) + " ", "dim"),
            (looks.fit(member.email or member.org_number, max(8, width - name - 35)), "dim"),
        ]

    # Doing

    def why_not(self, action: str) -> str:
        """Say that there is nothing to do."""
        if action in ("open", "merge_alike", "not_same", "compare") and self.row is None:
            return _("No likely duplicates.")
        return super().why_not(action)

    def _group(self) -> Group:
        row = self.row
        if row is None:
            raise UserError(_("No likely duplicates."))
        return row[0]

    async def do_open(self) -> None:
        """Open a member; on the head of a group, see its first two side by side."""
        row = self.row
        if row is None:
            return
        group, place = row
        if place < 0:
            await self.do_compare()
        else:
            await self.app.open_record(group.record, group.members[place].id)

    async def do_compare(self) -> None:
        """See two side by side before they are merged: the one pointed at, or the second, with the one to keep."""
        row = self.row
        if row is None:
            return
        group, place = row
        other = group.members[place if place > 0 else 1]
        await self.app.merge_two(group.record, other.id, group.members[0].id)

    async def do_merge_alike(self) -> None:
        """Merge the whole group into the one to keep, with the values that are kept unasked; u takes it back."""
        group = self._group()
        told = await self.app.merge_group(group.record, group.ids)
        self.app.say(told, "good")

    async def do_not_same(self) -> None:
        """Remember that no two of the group are the same."""
        group = self._group()
        places = [(group.record, each) for each in group.ids]
        await self.app.engine.write(lambda session: say_distinct(session, places))
        await self.read_again()
        name = visible(group.members[0].title)
        self.app.say(_("Remembered: {name} and the others are not the same. u takes it back.").format(name=name))

    def do_down(self) -> None:
        """Next."""
        self.list.move(1)

    def do_up(self) -> None:
        """Previous."""
        self.list.move(-1)

    def do_page_down(self) -> None:
        """Next page."""
        self.list.page(1)

    def do_page_up(self) -> None:
        """Previous page."""
        self.list.page(-1)

    def do_half_down(self) -> None:
        """Half a page."""
        self.list.page(1, half=True)

    def do_half_up(self) -> None:
        """Half a page back."""
        self.list.page(-1, half=True)

    def do_first(self) -> None:
        """Best."""
        self.list.move(-self.list.length)

    def do_last(self) -> None:
        """Last."""
        self.list.move(self.list.length)
