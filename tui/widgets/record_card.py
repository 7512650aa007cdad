"""A record's card: what is known of it at a glance, and tabs for what hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult

from model.core.access import Session
from model.core.changes import read
from model.core.fields.base import Reading
from model.core.language import N_, _
from model.core.records import Record
from model.core.text import visible
from model.core.undo import PastField, of_record
from tui.frame import SalgScreen
from tui.looks import Looks
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

Headings = tuple[tuple[str, tuple[str, ...]], ...]
"""Headings with the code names of the fields that stand under them."""


@dataclass(frozen=True)
class Tab:
    """One tab: its code name, its label, and the kind of activity it lists, '' for any other."""

    name: str
    label: str
    activity: str = ""


DETAILS = Tab("details", N_("Details"))
HISTORY = Tab("history", N_("History"))


@dataclass(frozen=True)
class Row:
    """One row of a tab's list: what it says, and what Enter opens."""

    pieces: tuple[tuple[str, int, str, bool], ...]
    """Text, width in cells (0: the room left), style, right-aligned."""
    record: str = ""
    record_id: int = 0
    data: Any = None


@dataclass
class Shown:
    """What a card shows, read in one go."""

    title: str
    values: dict[str, Any]
    version: int
    rows: dict[str, list[Row]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)


def value_lines(record: type[Record], headings: Headings, values: dict[str, Any], reading: Reading, looks: Looks, width: int) -> list[list[Piece]]:
    """Return the filled-in fields under their headings as lines, in two columns where there is room for two."""
    columns = 2 if width >= 76 else 1
    room = (width - 2) // columns - (1 if columns == 2 else 0)
    blocks: list[list[list[Piece]]] = []
    for heading, names in headings:
        lines: list[list[Piece]] = []
        labels = [record.field(name).title for name in names]
        label_width = min(max((cell_len(label) for label in labels), default=0), room // 2 - 2)
        for name in names:
            kind = record.field(name)
            text = kind.format(values.get(name), reading)
            if not text or (values.get(name) is False):
                continue
            own_room = room - label_width - 2
            parts = _wrapped(text, own_room)
            for number, part in enumerate(parts):
                label = looks.fit(kind.title if not number else "", label_width)
                lines.append([(f"{label}  ", "dim"), (looks.fit(part, own_room), "")])
        if lines:
            blocks.append([[(looks.fit(_(heading), room), "strong")], *lines])
    if columns == 1:
        return [line for block in blocks for line in [*block, []]]
    left: list[list[Piece]] = []
    right: list[list[Piece]] = []
    for block in blocks:
        column = left if len(left) <= len(right) else right
        if column:
            column.append([(" " * room, "")])
        column.extend(block)
    blank: list[Piece] = [(" " * room, "")]
    return [
        [*(left[row] if row < len(left) else blank), ("  ", ""), *(right[row] if row < len(right) else [])]
        for row in range(max(len(left), len(right)))
    ]


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in visible(paragraph).split(" "):
            while cell_len(word) > width:
                lines.extend([line] if line else [])
                line, word = "", word[width:] if len(word) > width else ""
            if line and cell_len(line) + 1 + cell_len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        lines.append(line)
    return lines[:40]


class RecordCard(SalgScreen):
    """The card of one record; rooms say which record, which headings, which tabs."""

    record: type[Record]
    headings: Headings = ()
    tabs: tuple[Tab, ...] = (DETAILS, HISTORY)

    def __init__(self, record_id: int, *, tab: str = "", **_options: Any) -> None:
        super().__init__()
        self.record_id = record_id
        self.tab = tab or self.tabs[0].name
        self.shown: Shown | None = None
        self._lines: list[list[Piece]] = []

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name kind and record."""
        left: list[Piece] = [(_(self.record.label), "accent"), ("  ", "")]
        if self.shown is not None:
            left.append((self.app.looks.fit(self.shown.title, max(10, self.size.width - 34)).rstrip(), "strong"))
        return left, [(f"#{self.record_id}", "dim")]

    def body(self) -> ComposeResult:
        """Yield the summary, the tabs and what is on the one in front."""
        yield Line(id="summary")
        yield Line(id="tabs")
        yield LineList(self._pieces, id="content")

    @property
    def list(self) -> LineList:
        """The list on the tab in front; on the details it scrolls only."""
        return self.query_one(LineList)

    # Reading

    def read_all(self, session: Session) -> Shown:
        """Read what the card shows; in the reader thread."""
        row = read(session, self.record, self.record_id)
        values = {name: getattr(row, name) for name in self.record.fields()}
        title = visible(str(getattr(row, self.record.title_field) or ""))
        shown = Shown(title, values, values["version"])
        shown.extra["reading"] = session.reading(ascii=self.app.looks.ascii)
        # Titles behind references are looked up here, where the database may be asked.
        shown.extra["lines"] = self._value_lines(shown)
        history = list(_first(of_record(session, self.record, self.record_id), 500))
        shown.rows["history"] = [self._history_row(past, shown.extra["reading"]) for past in history]
        shown.counts["history"] = len(history)
        self.read_more(session, shown)
        return shown

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add what the room's own tabs list."""

    def _value_lines(self, shown: Shown) -> list[list[Piece]]:
        return value_lines(
            self.record, self.headings, shown.values, shown.extra["reading"], self.app.looks, self.app.size.width
        )

    def _history_row(self, past: PastField, reading: Reading) -> Row:
        from model.core.dates import format_moment

        label = self.record.field(past.field).title if past.field else ""
        if past.action == "update":
            text = f"{label}: {past.before or '-'} {self.app.looks.arrow} {past.after or '-'}"
        else:
            text = past.change.name
        when = format_moment(past.change.at, reading.zone)
        return Row(((when, 18, "dim", False), (past.change.author, 6, "", False), (text, 0, "", False)))

    def on_mount(self) -> None:
        """Read the record."""
        super().on_mount()
        self.app.in_background(self.records_changed())

    async def records_changed(self, record: str = "") -> None:
        """Show the record as it is now; leave where it is gone."""
        from model.core.errors import NotFoundError

        try:
            self.shown = await self.app.engine.read(self.read_all)
        except NotFoundError as error:
            if self.app.screen is self:
                self.app.go_back()
                self.app.say(error.message)
            return
        self.show_title()
        self.show_tab()

    def on_resize(self) -> None:
        """Lay the values out anew."""
        super().on_resize()
        if self.shown is not None:
            self.app.in_background(self.records_changed(), keys_wait=False)

    # Showing

    def summary_pieces(self, shown: Shown) -> Sequence[Piece]:
        """Return the line under the title: what matters most of the record."""
        return []

    def show_tab(self) -> None:
        """Show the tab in front."""
        if self.shown is None:
            return
        self.query_one("#summary", Line).show([(" ", ""), *self.summary_pieces(self.shown)])
        pieces: list[Piece] = [(" ", "")]
        for tab in self.tabs:
            count = self.shown.counts.get(tab.name)
            label = f" {_(tab.label)}{f' {count}' if count else ''} "
            pieces.append((label, "cursor" if tab.name == self.tab else ("" if count or tab.name == "details" else "dim")))
        self.query_one("#tabs", Line).show(self._fitted(pieces))
        content = self.list
        content.empty = self.empty_text()
        if self.tab == "details":
            self._lines = self.shown.extra["lines"]
            content.activate(False)
            content.set_length(len(self._lines))
        else:
            content.activate(True)
            content.set_length(len(self.rows))
        self.show_hints()

    def _fitted(self, pieces: list[Piece]) -> list[Piece]:
        """Keep the tab in front in sight where there are more tabs than room."""
        width = self.size.width or self.app.size.width
        while sum(cell_len(text) for text, _style in pieces) > width and len(pieces) > 2:
            front = next(number for number, (_text, style) in enumerate(pieces) if style == "cursor")
            del pieces[1 if front > len(pieces) // 2 else -1]
        return pieces

    def empty_text(self) -> str:
        """Return what an empty tab says, with the key that fills it."""
        return _("Nothing here.")

    @property
    def rows(self) -> list[Row]:
        """The rows of the tab in front."""
        return self.shown.rows.get(self.tab, []) if self.shown else []

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        if self.tab == "details":
            return self._lines[number]
        looks = self.app.looks
        row = self.rows[number]
        fixed = sum(size + 1 for _text, size, _style, _right in row.pieces if size)
        pieces: list[Piece] = []
        for text, size, style, right in row.pieces:
            room = size or max(8, width - fixed - 1)
            pieces += [(looks.fit(text.split("\n", 1)[0], room, right=right), style), (" ", "")]
        return pieces

    # Actions

    def do_next_part(self) -> None:
        """Go to the next tab."""
        self._turn(1)

    def do_previous_part(self) -> None:
        """Go to the previous tab."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        names = [tab.name for tab in self.tabs]
        self.tab = names[(names.index(self.tab) + step) % len(names)]
        self.list.at = self.list.top = 0
        self.show_tab()

    def _move(self, step: int) -> None:
        if self.tab == "details":
            # There is nothing to point at: the text moves.
            content = self.list
            content.top = max(0, min(content.top + step, content.length - content.size.height))
            content.refresh()
        else:
            self.list.move(step)

    def do_down(self) -> None:
        """Next row."""
        self._move(1)

    def do_up(self) -> None:
        """Previous row."""
        self._move(-1)

    def do_page_down(self) -> None:
        """Next page."""
        self._move(max(1, self.list.size.height - 1))

    def do_page_up(self) -> None:
        """Previous page."""
        self._move(-max(1, self.list.size.height - 1))

    def do_half_down(self) -> None:
        """Half a page."""
        self._move(max(1, self.list.size.height // 2))

    def do_half_up(self) -> None:
        """Half a page back."""
        self._move(-max(1, self.list.size.height // 2))

    def do_first(self) -> None:
        """Top."""
        self._move(-100_000)

    def do_last(self) -> None:
        """Bottom."""
        self._move(100_000)

    async def do_open(self) -> None:
        """Open what the row points at."""
        rows = self.rows
        if self.tab == "details":
            self.perform("edit")
        elif rows and rows[self.list.at].record:
            await self.app.open_record(rows[self.list.at].record, rows[self.list.at].record_id)

    async def do_edit(self) -> None:
        """Open the form."""
        if await self.app.open_form(self.record.name_in_code, self.record_id) is not None:
            await self.app.changed(self.record.name_in_code)

    async def do_deactivate(self) -> None:
        """Take the record out of use, or into use again."""
        from model.core.changes import change

        assert self.shown is not None
        active, title, version = self.shown.values["active"], self.shown.title, self.shown.version
        name = N_("Deactivate {name}") if active else N_("Activate {name}")

        def work(session: Session) -> None:
            with change(session, name, "activate", name=title) as made:
                made.update(self.record, self.record_id, {"active": not active}, version=version, base={"active": active})

        await self.app.engine.write(work)
        await self.app.changed(self.record.name_in_code)
        self.app.say(_(name).format(name=title), "good")


def _first(items: Any, number: int) -> Any:
    import itertools

    return itertools.islice(items, number)
