"""A sheet: a form of figures, one to a line, with what they come to beside them and following each key.

A row has a label and either a field to type in or only computed cells (a total). Columns of computed cells stand to
the left or the right of what is typed. The figures are read as they are typed; one that cannot be read yet counts as
not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.geometry import Region

from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.language import _
from tui.widgets.editors import cells, fit
from tui.widgets.form import Form
from tui.widgets.form_layout import Layout, Place
from tui.widgets.form_picture import FormPicture, Part
from tui.widgets.inputs import LEAST_NOTE, Piece


@dataclass(frozen=True)
class SheetRow:
    """A line of a sheet: the field typed in it, '' for none; ``label`` '' takes the field's own.

    One that is ``optional`` is left out where its figures are only shown and there are none.
    """

    name: str
    label: str = ""
    field: str = ""
    strong: bool = False
    optional: bool = False


@dataclass(frozen=True)
class SheetColumn:
    """A column: its heading and width in cells; one of them is where figures are typed.

    One may be ``saved``: it shows the figures on file beside those that are tried, as long as there are any.
    """

    heading: str
    width: int
    typed: bool = False
    saved: bool = False


Cells = Mapping[str, Sequence[Piece]]
"""The computed cells of each row by its name, from left to right, without the one typed in."""

GAP = 2


@dataclass(frozen=True)
class SheetDescription:
    """A sheet as data; ``compute`` returns the cells from the figures as they are typed, and the lines below them.

    ``saved`` returns what the column of saved figures shows, by row, from the figures on file.
    """

    label_width: int
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    compute: Callable[[Mapping[str, Any], Reading], tuple[Cells, Sequence[Sequence[Piece]]]]
    saved: Callable[[Mapping[str, Any], Reading], Mapping[str, str]] | None = None


@dataclass
class SheetPlace(Place):
    """Where a field of a sheet stands: its value begins at ``typed_at``, wherever its label ends."""

    typed_at: int = 0

    @property
    def value_x(self) -> int:
        """The first cell of the value."""
        return self.typed_at

    @property
    def value_width(self) -> int:
        """The cells of the value."""
        return self.width - self.typed_at


class SheetPicture(FormPicture):
    """The rows of a sheet; fields that are in none of its rows (a conclusion in words) stand below them."""

    sheet: SheetDescription

    def __init__(self, sheet: SheetDescription, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.sheet = sheet
        self.computed: Cells = {}
        self.summary: Sequence[Sequence[Piece]] = ()
        self.on_file: Mapping[str, str] = {}
        """What the column of saved figures shows, by row; nothing while the figures are those on file."""
        self._row_at: dict[int, SheetRow | int] = {}
        """What stands on each line of the layout: a row, or the number of a line of the summary."""

    def compute(self) -> None:
        """Work out the cells from what is typed."""
        beside = self.state.contents.beside
        # What a share is of stands in another row.
        reading = replace(self._reading(), row={**beside, **self.state.texts()})
        values: dict[str, Any] = dict(beside)
        for name, made in self.state.inputs.items():
            try:
                values[name] = made.field.parse(made.text, reading)
            except UserError:
                values[name] = None
        self.computed, self.summary = self.sheet.compute(values, reading)
        tried = bool(self.state.changed) and self.sheet.saved is not None
        self.on_file = self.sheet.saved({**beside, **self.state.base}, reading) if tried and self.sheet.saved else {}

    def make_layout(self) -> Layout:
        """Put each row on a line of its own, headings on the first, and the summary under the last."""
        self.compute()
        layout = Layout()
        self._row_at = {}
        y = 1
        typed_at, typed_width = self._typed_at()
        in_rows = {row.field for row in self.sheet.rows}
        for row in self.sheet.rows:
            self._row_at[y] = row
            if row.field:
                sheet_place = SheetPlace(row.field, 0, y, typed_at + typed_width, self.sheet.label_width, 1, 0, 0)
                sheet_place.typed_at = typed_at
                sheet_place.label = (self._label(row),)
                sheet_place.below = len(self._below(row.field, sheet_place.width))
                layout.places[row.field] = sheet_place
                y += sheet_place.below
            y += 1
        for number in range(len(self.summary)):
            self._row_at[y] = number
            y += 1
        for name in self.state.names:
            if name not in in_rows:
                y = self._place_below(layout, name, y)
        layout.rows = [[] for _line in range(y)]
        for place in layout.places.values():
            for line in range(place.y, place.y + place.height + place.below):
                layout.rows[line].append(place)
        return layout

    def _place_below(self, layout: Layout, name: str, y: int) -> int:
        place = Place(name, 0, y, self.width, self.sheet.label_width, 1, 0, 1)
        made = self.state.inputs[name]
        # Some rows of it also where they are beyond the edge: to go there scrolls by no more than these.
        room = max(LEAST_NOTE, self.height - y - 3)
        place.value_height = min(made.height(place.value_width), room)
        place.height = place.value_height
        place.label = (fit(made.field.title, self.sheet.label_width, ascii=self.ascii),)
        place.below = len(self._below(name, self.width))
        layout.places[name] = place
        return y + place.height + place.below

    def top_that_shows(self, first: int, last: int, height: int) -> int:
        """Scroll by no more than it takes: the figures are what is looked at while the text below is typed."""
        return first if first < self._top else last - height + 1

    def _typed_at(self) -> tuple[int, int]:
        """Return the first cell and the width of the column that is typed in."""
        x = self.sheet.label_width + GAP
        for column in self.sheet.columns:
            if column.typed:
                return x, column.width
            x += column.width + GAP
        raise AssertionError("a sheet has a column to type in")

    def _label(self, row: SheetRow) -> str:
        return _(row.label) if row.label else self.state.inputs[row.field].field.title

    # What is seen

    def row_parts(self, row: int) -> list[Part]:
        """Return the parts of a line: label, what is typed, and the computed cells."""
        if row == 0:
            return self._headings()
        there = self._row_at.get(row)
        if isinstance(there, int):
            return [(1, self.width - 1, [*self.summary[there], ("", "")])]
        parts = super().row_parts(row)
        if there is None:
            return parts
        if not there.field:
            label = fit(self._label(there), self.sheet.label_width, ascii=self.ascii)
            parts.append((1, self.sheet.label_width, [(label, "strong" if there.strong else "label"), ("", "")]))
        computed = iter(self.computed.get(there.name, ()))
        x = self.sheet.label_width + GAP
        for column in self.sheet.columns:
            if not column.typed:
                text, style = (self.on_file.get(there.name, ""), "dim") if column.saved else next(computed, ("", ""))
                text = fit(text, column.width, ascii=self.ascii)
                parts.append((x, column.width, [(" " * (column.width - cells(text)) + text, style), ("", "")]))
            x += column.width + GAP
        return parts

    def _headings(self) -> list[Part]:
        parts: list[Part] = []
        x = self.sheet.label_width + GAP
        for column in self.sheet.columns:
            shown = column.heading and (self.on_file or not column.saved)
            heading = fit(_(column.heading), column.width, ascii=self.ascii) if shown else ""
            text = heading if column.typed else heading.strip().rjust(column.width)
            parts.append((x, column.width, [(text, "heading"), ("", "")]))
            x += column.width + GAP
        return parts

    def sheet_region(self) -> Region:
        """Return the cells of the headings, of all rows with computed cells, and of the summary."""
        last = max(self._row_at, default=0)
        return Region(0, -self._top, self.width, last + 1)


class Sheet(Form):
    """A form painted as a sheet; subclasses say which."""

    sheet: ClassVar[SheetDescription]

    def make_picture(self, reading: Callable[[], Reading], *, ascii: bool) -> FormPicture:
        """Return what paints the sheet."""
        return SheetPicture(self.sheet, self.state, reading, ascii=ascii)

    def throw_away(self) -> None:
        """Put the figures on file in place of all that is tried."""
        for name in self.state.changed:
            made = self.state.inputs[name]
            made.set(made.initial)
            self.keep(name)
        self.lay_out()
        self.refresh()

    def refresh_value(self, name: str) -> None:
        """Paint what is typed, and all that follows from it."""
        super().refresh_value(name)
        picture = self.picture
        assert isinstance(picture, SheetPicture)
        self.refresh(picture.sheet_region())
