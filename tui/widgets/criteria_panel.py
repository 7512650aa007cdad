"""The panel of criteria over a list: a line a field, all of which combine (CAMP-05, CAMP-06, LEAD-19, COM-03).

It keeps what is typed while it is hidden. What holds the list is what was applied last, with Enter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.fields.custom import OwnChoice
from model.core.fields.numbers import YesNo
from model.core.fields.references import Joined, Reference
from model.core.language import _
from model.core.lists.criteria import Criterion, criterion_field, find_field, refuse_empty_interval
from model.core.lists.lookup import resolve
from model.core.records.record import Record
from tui.engine import Engine
from tui.widgets import row_text
from tui.widgets.criteria_choice import CriterionChoice
from tui.widgets.criteria_text import hint, read_criteria, understood, written
from tui.widgets.inputs import Input, Piece
from tui.widgets.painted import Painted, styles_css

LABEL = 16
"""Cells of a label."""
NARROWEST = 36
"""Cells of a column of fields."""


class CriteriaPanel(Painted):
    """Criteria on the fields of a record, ``names`` of which are asked for.

    ``columns`` are the same names as they stand side by side where there is room for so many columns.

    The keys are those of editing, besides Tab and the arrows between fields, Enter and Esc.
    """

    DEFAULT_CSS = styles_css("CriteriaPanel", "height: auto; width: 1fr;")

    @dataclass
    class Applied(Message):
        """The list is to show what the criteria leave."""

        panel: CriteriaPanel
        criteria: tuple[Criterion, ...]

    @dataclass
    class Left(Message):
        """The person goes back to the list; the criteria stay as they were applied last."""

        panel: CriteriaPanel

    def __init__(
        self,
        engine: Engine,
        record: type[Record],
        names: Sequence[str],
        *,
        columns: Sequence[Sequence[str]] = (),
        ascii: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.engine = engine
        self.record = record
        self.ascii = ascii
        self.columns = columns
        self.fields: dict[str, Field] = {name: find_field(record, name, engine.session) for name in names}
        self.inputs: dict[str, Input] = {name: _input(field, ascii=ascii) for name, field in self.fields.items()}
        self.errors: dict[str, str] = {}
        self.at = 0
        """The number of the field in which the person is; after the last field comes the line that resets."""
        self._others: tuple[Criterion, ...] = ()
        self._applied: tuple[Criterion, ...] = ()
        self._painted: list[list[Piece]] = []
        self._top = 0
        """The first row of fields in sight."""

    # What is asked for

    def texts(self) -> dict[str, str]:
        """Return what stands in the fields that are not blank."""
        return {name: made.text for name, made in self.inputs.items() if made.text.strip()}

    def fill(self, criteria: Sequence[Criterion]) -> None:
        """Show these criteria, unless they are those in force: then what is typed and not applied yet stays.

        Criteria on fields that the panel lacks are kept beside it.
        """
        if tuple(criteria) != self._applied:
            self._applied = tuple(criteria)
            self._put(criteria)

    def _put(self, criteria: Sequence[Criterion]) -> None:
        criteria = [Criterion(self._named(c), c.operator, c.text) for c in criteria]
        by_name = {str(field.name): name for name, field in self.fields.items()}
        for name, field in self.fields.items():
            self.inputs[name].set(written(field, [c for c in criteria if by_name.get(c.field) == name]))
        self._others = tuple(c for c in criteria if c.field not in by_name)
        self.errors = {}
        self._repaint()

    def _named(self, criterion: Criterion) -> str:
        return str(criterion_field(self.record, criterion.field, self.engine.session).name)

    def reset(self) -> None:
        """Take all criteria away; the list follows when they are applied."""
        self._applied = ()
        self._put(())

    def check(self, session: Session) -> tuple[tuple[Criterion, ...], dict[str, str]]:
        """Return the criteria, and what is wrong by field; reads the names of references, so not in the event loop."""
        reading = session.reading()
        found: list[Criterion] = [*self._others]
        errors: dict[str, str] = {}
        for name, text in self.texts().items():
            field = self.fields[name]
            try:
                criteria = [_checked(session, field, criterion, reading) for criterion in read_criteria(field, text)]
                refuse_empty_interval(self.record, criteria, reading, session)
                found += criteria
            except UserError as error:
                errors[name] = error.message
        return tuple(found), errors

    async def apply(self) -> bool:
        """Check what stands in the fields and post :class:`Applied`, or show what is wrong; say which it was."""
        try:
            criteria, self.errors = await self.engine.read(self.check)
        except UserError as error:
            criteria, self.errors = (), {list(self.fields)[min(self.at, len(self.fields) - 1)]: error.message}
        if self.errors:
            self.go(list(self.fields).index(next(iter(self.errors))))
        else:
            self._applied = criteria
            self.post_message(self.Applied(self, criteria))
        self._repaint()
        return not self.errors

    def hint_keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys that work here, for the hint line."""
        at_reset = self.at == len(self.fields)
        return (
            (_("Enter"), _("Reset") if at_reset else _("Search")),
            (_("Tab"), _("Next field")),
            ("PgDn", _("To Reset")),
            (_("Esc"), _("Back to the list")),
        )

    # Moving

    def go(self, at: int) -> None:
        """Go to a field by its number; round at the ends."""
        before, self.at = self.at, at % (len(self.fields) + 1)
        self._repaint()
        # On the line that resets Enter does something else: the hint line says so.
        if len(self.fields) in (before, self.at) and hasattr(self.screen, "show_hints"):
            self.screen.show_hints()

    async def _on_key(self, event: events.Key) -> None:
        if await self._take(event):
            event.stop()
            event.prevent_default()

    async def _take(self, event: events.Key) -> bool:
        match event.key:
            case "tab" | "down":
                self.go(self.at + 1)
            case "shift+tab" | "up":
                self.go(self.at - 1)
            case "pagedown" | "pageup":
                self.go(len(self.fields) if event.key == "pagedown" else 0)
            case "escape":
                self.post_message(self.Left(self))
            case "enter":
                if self.at == len(self.fields):
                    self.reset()
                await self.apply()
            case _:
                return self._type(event)
        return True

    def _type(self, event: events.Key) -> bool:
        printable = event.is_printable and event.character is not None
        if self.at == len(self.fields):
            return printable
        name = list(self.fields)[self.at]
        if not self.inputs[name].key(event.key, event.character if printable else None):
            return printable
        self.errors.pop(name, None)
        self._repaint()
        return True

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        if self.at < len(self.fields):
            self.inputs[list(self.fields)[self.at]].paste(event.text)
            self._repaint()

    # Painting

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows of fields, as many as there is room for, and the line below them."""
        return min(max(map(len, self._grid(width))), self._room()) + 1

    def _room(self) -> int:
        """Return how many rows of fields leave enough of the list to be seen."""
        return max(6, self.app.size.height - 10)

    def _grid(self, width: int) -> list[list[int]]:
        """Return the numbers of the fields in each column."""
        number = max(1, min(width // NARROWEST, 4, len(self.fields)))
        if 1 < len(self.columns) <= number:
            order = {name: place for place, name in enumerate(self.fields)}
            return [[order[name] for name in column] for column in self.columns]
        height = -(-len(self.fields) // number)
        return [[*range(first, min(first + height, len(self.fields)))] for first in range(0, len(self.fields), height)]

    def rows(self) -> list[list[Piece]]:
        """Return what stands on each line."""
        width = self.size.width
        grid = self._grid(width)
        height = max(map(len, grid))
        cell = width // len(grid)
        names = list(self.fields)
        rows = []
        for y in range(height):
            row: list[Piece] = []
            for column in grid:
                row += self._cell(names[column[y]], column[y], cell) if y < len(column) else [(" " * cell, "")]
            rows.append(row)
        room = self._room()
        if self.at < len(self.fields):
            y = next(column.index(self.at) for column in grid if self.at in column)
            self._top = max(y - room + 1, min(self._top, y))
        self._top = max(0, min(self._top, height - room))
        return [*rows[self._top : self._top + room], self._last_line(width)]

    def _cell(self, name: str, number: int, width: int) -> list[Piece]:
        made, focused = self.inputs[name], self.has_focus and number == self.at
        sign, style = (" ", "taken" if made.text.strip() else "label")
        if name in self.errors:
            sign, style = ("!", "error")
        label = row_text.fit(self.fields[name].title, LABEL, cut="~" if self.ascii else "…")
        room = width - LABEL - 3
        pieces = made.row(0, room, 1, focused=focused)
        blank = room - sum(row_text.cells(text) for text, _style in pieces)
        typing = "typing" if focused and not isinstance(made, CriterionChoice) else ""
        return [(f"{sign}{label} ", style), *pieces, (" " * blank, typing), (" ", "")]

    def _last_line(self, width: int) -> list[Piece]:
        reset = f" {_('Reset')} "
        on_reset = self.has_focus and self.at == len(self.fields)
        said, style = _("Enter searches, Esc goes back to the list"), "dim"
        if self.at < len(self.fields):
            name = list(self.fields)[self.at]
            told = understood(self.fields[name], self.inputs[name].text, self.engine.session.reading())
            said = self.errors.get(name) or told or hint(self.fields[name])
            style = "error" if name in self.errors else "told" if told else "dim"
        room = width - row_text.cells(reset) - 2
        said = row_text.fit(f" {said}", room, cut="~" if self.ascii else "…")
        return [(said, style), (reset, "cursor" if on_reset else "mark"), ("  ", "")]

    def _repaint(self) -> None:
        if not self.size.width:
            return
        rows, before = self.rows(), self._painted
        self._painted = rows
        if len(rows) != len(before):
            self.refresh(layout=True)
            return
        changed = [y for y, (new, old) in enumerate(zip(rows, before, strict=True)) if new != old]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def on_resize(self) -> None:
        """Put the fields into as many columns as there is room for now."""
        self._painted = self.rows()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show or hide where the person is."""
        super().watch_has_focus(has_focus)
        self._repaint()

    def render_line(self, y: int) -> Strip:
        """Return a line of the panel."""
        if not self._painted:
            self._painted = self.rows()
        pieces = self._painted[y] if y < len(self._painted) else []
        strip = Strip([Segment(text, self.style_of(style)) for text, style in pieces])
        return strip.adjust_cell_length(self.size.width, self.rich_style).simplify()


def _input(field: Field, *, ascii: bool) -> Input:
    if isinstance(field, (ChoiceField, YesNo, OwnChoice)):
        return CriterionChoice(field, ascii=ascii)
    return Input(field, ascii=ascii)


def _checked(session: Session, field: Field, criterion: Criterion, reading: Reading) -> Criterion:
    """Return a criterion that can be read; raise :class:`UserError` for another."""
    if criterion.operator == "~" or not criterion.text or isinstance(field, Joined):
        return criterion
    if isinstance(field, Reference):
        found = resolve(session, field, criterion.text)
        if found is None or criterion.text.startswith("#") or _names(field, criterion.text, reading) == found.id:
            return criterion
        title = found.title if _names(field, found.title, reading) == found.id else f"#{found.id} {found.title}"
        return Criterion(criterion.field, criterion.operator, title)
    field.parse(criterion.text, reading)
    return criterion


def _names(field: Reference, text: str, reading: Reading) -> int | None:
    try:
        found: int | None = field.parse(text, reading)
    except UserError:
        return None
    return found
