"""Which columns a list shows, in which order, how wide: chosen by keys alone (LEAD-01)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.language import _
from model.core.lists.criteria import find_field
from model.core.records.record import Record
from tui.widgets import columns, row_text
from tui.widgets.columns import Column
from tui.widgets.dialogs import Dialog
from tui.widgets.lines import Line

STEP = 2
"""Cells by which a column grows or shrinks at a key."""
MOST = 16


class ColumnChooser(Dialog):
    """All fields of a record, those that are shown first, in their order; answers the columns, or None."""

    def __init__(
        self,
        record: type[Record],
        chosen: Sequence[Column],
        default: Sequence[Column],
        session: Session | None = None,
    ) -> None:
        super().__init__(_("Columns"))
        self.record = record
        self.session = session
        self.default = tuple(default)
        self.chosen = (columns.present(chosen, record, session) or self.default) if session else tuple(chosen)
        self.rest = self._others()
        self.at = 0
        self.top = 0
        self._lines: list[Line] = []

    def _others(self) -> list[Column]:
        shown = {column.field for column in self.chosen}
        weights = {column.field: column.weight for column in self.default}
        names = columns.choosable(self.record, self.session)
        return [Column(name, weight=weights.get(name, 0)) for name in names if name not in shown]

    @property
    def rows(self) -> list[Column]:
        """The columns as they stand in the dialog."""
        return [*self.chosen, *self.rest]

    def body(self) -> ComposeResult:
        """Yield a line a field, as many as fit."""
        room = max(3, min(MOST, self.app.size.height - 6))
        self._lines = [Line() for _row in self.rows[:room]]
        yield from self._lines

    def on_mount(self) -> None:
        """Show the columns."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return (
            (_("Space"), _("Show or hide")), ("J K", _("Move")), ("+ -", _("Width")), ("0", _("Own width")),
            ("R", _("Reset")), (_("Enter"), _("Done")), (_("Esc"), _("Back")),
        )  # fmt: skip

    def draw(self) -> None:
        """Write the lines that can be seen."""
        rows = self.rows
        self.at = max(0, min(self.at, len(rows) - 1))
        self.top = max(self.at - len(self._lines) + 1, min(self.top, self.at))
        looks = self.app.looks
        for number, line in enumerate(self._lines, start=self.top):
            column = rows[number]
            field = find_field(self.record, column.field, self.session)
            here = number == self.at
            shown = number < len(self.chosen)
            pointer = (">" if looks.ascii else "›") if here else " "
            width = self._width_text(column)
            title = row_text.fit(field.title, 32, cut=looks.ellipsis)
            line.show(
                [
                    (f" {pointer} ", "accent"),
                    (f"{looks.mark if shown else ' '} ", "accent"),
                    (title, "strong" if here else "" if shown else "dim"),
                    (f"  {width}", "dim"),
                ]
            )

    def _width_text(self, column: Column) -> str:
        field = find_field(self.record, column.field, self.session)
        if row_text.has_symbols(field):
            return _("one sign")
        cells = field.width if column.width is None else column.width
        return _("the room that is left") if cells == 0 else str(cells)

    def take_key(self, key: str) -> None:
        """Move, show, hide, put elsewhere, make wider or narrower."""
        column = self.rows[self.at]
        shown = self.at < len(self.chosen)
        match key:
            case "down" | "j" | "tab":
                self.at += 1
            case "up" | "k" | "shift+tab":
                self.at -= 1
            case "home" | "g":
                self.at = 0
            case "end" | "G":
                self.at = len(self.rows) - 1
            case "pagedown":
                self.at += len(self._lines)
            case "pageup":
                self.at -= len(self._lines)
            case "space" | "x":
                self._toggle(column, shown)
            case "J" | "K" | "shift+down" | "shift+up" if shown:
                step = 1 if key in ("J", "shift+down") else -1
                self.chosen = columns.moved(self.chosen, column.field, step)
                self.at = [other.field for other in self.chosen].index(column.field)
            case "+" | "-" | "right" | "left" if shown:
                self._widen(column, STEP if key in ("+", "right") else -STEP)
            case "0" if shown:
                self.chosen = columns.with_width(self.chosen, column.field, None)
            case "R":
                self.chosen, self.at = self.default, 0
                self.rest = self._others()
            case "enter":
                self.dismiss(self.chosen)
                return
            case _:
                return
        self.complain("")
        self.draw()

    def _toggle(self, column: Column, shown: bool) -> None:
        if shown and len(self.chosen) == 1:
            self.complain(_("One column stays."))
            return
        if shown:
            self.chosen = columns.without(self.chosen, column.field)
        else:
            self.chosen = (*self.chosen, column)
            self.at += 1
        self.rest = self._others()

    def _widen(self, column: Column, step: int) -> None:
        field = find_field(self.record, column.field, self.session)
        if row_text.has_symbols(field):
            return
        cells = (field.width if column.width is None else column.width) or columns.READABLE
        width = max(4, min(columns.LONGEST, cells + step))
        self.chosen = columns.with_width(self.chosen, column.field, width)
