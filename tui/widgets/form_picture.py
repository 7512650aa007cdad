"""What a form looks like: where its fields stand, which rows are in sight, and each row as a strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Offset, Region
from textual.strip import Strip

from model.core.fields.base import Reading
from model.core.language import _
from model.core.text import visible
from tui.widgets.editors import cells, fit, wrap
from tui.widgets.form_layout import Layout, Place, lay_out, strip_of
from tui.widgets.form_state import FormState
from tui.widgets.inputs import ChoiceInput, Input, NoteInput, Piece, ReferenceInput

Part = tuple[int, int, Sequence[Piece]]


class FormPicture:
    """The rows of a form at a size; ``focused`` says whether keys go to it."""

    def __init__(self, state: FormState, reading: Callable[[], Reading], *, ascii: bool = False) -> None:
        self.state = state
        self.ascii = ascii
        self.focused = False
        self.layout = Layout()
        self.width = self.height = 0
        self._reading = reading
        self._top = 0
        self._arrow = "->" if ascii else "→"
        self._pointer = ">" if ascii else "›"

    # Where things stand

    def arrange(self, width: int, height: int) -> bool:
        """Lay the fields out for a size; return whether anything stands elsewhere now."""
        before = (self.layout.places, self.width, self.height)
        self.width, self.height = width, height
        self.layout = self.make_layout()
        moved = before != (self.layout.places, width, height)
        return self.keep_in_sight() or moved

    def make_layout(self) -> Layout:
        """Return where everything stands at the present size."""
        inputs = self.state.inputs
        return lay_out(
            [(_(heading), names) for heading, names in self.state.description],
            {name: made.field.title for name, made in inputs.items()},
            (self.width, self.height - 3),
            lambda name, room: inputs[name].height(room),
            lambda name, room: len(self._below(name, room)),
        )

    def keep_in_sight(self) -> bool:
        """Scroll by half a page where the person would be out of sight; return whether it did."""
        name = self.state.stop[0]
        height = max(1, self.height - len(self.foot()))
        total = self.layout.height + 2
        place = self.layout.places.get(name)
        if place is None:
            first, last = total - 2, total - 1
        else:
            first, last = place.y, min(place.y + place.height + place.below, place.y + height) - 1
            if place.y and any(heading[:2] == (place.x, place.y - 1) for heading in self.layout.headings):
                first -= 1
        top = self._top
        if not (top <= first and last < top + height):
            top = self.top_that_shows(first, last, height)
        top = max(0, min(top, total - height))
        scrolled, self._top = top != self._top, top
        return scrolled

    def top_that_shows(self, first: int, last: int, height: int) -> int:
        """Return the top row of the scroll that brings these rows into sight: by half a page, so that it is seldom."""
        return first - height // 2 if last - first < height // 2 else first

    def field_region(self, name: str) -> Region:
        """Return the cells of a field with all that is said below it; of the line that saves for ''.

        A field typed in ahead of the first layout has no cells yet: it is painted with everything else.
        """
        if not name:
            return Region(0, self.layout.height + 1 - self._top, self.width, 1)
        place = self.layout.places.get(name)
        if place is None:
            return Region()
        return Region(place.x, place.y - self._top, place.width, place.height + place.below)

    def value_region(self, name: str) -> Region:
        """Return the cells of a field's value, none before the first layout."""
        place = self.layout.places.get(name)
        if place is None:
            return Region()
        return Region(place.value_x, place.y - self._top, place.value_width, place.value_height)

    def foot_region(self) -> Region:
        """Return the cells of the foot."""
        rows = len(self.foot())
        return Region(0, self.height - rows, self.width, rows)

    def picker_region(self) -> Region:
        """Return the cells of the picker: below its field, or above where there is no room; none before the layout."""
        place = self.layout.places.get(self.state.stop[0])
        if place is None:
            return Region()
        count = len(self.state.picker.hits)
        y = place.y + 1 - self._top
        if y + count > self.height - len(self.foot()):
            y = max(0, place.y - self._top - count)
        return Region(place.value_x, y, self.state.picker.width(place.value_width, self.width - place.value_x), count)

    def covered_region(self) -> Region:
        """Return the rows of the picker from its field on: what it covers in part is left out there."""
        place, region = self.layout.places.get(self.state.stop[0]), self.picker_region()
        if place is None:
            return Region()
        return Region(place.x, region.y, self.width - place.x, region.height)

    def says_below(self, name: str) -> bool:
        """Whether anything is said below a field."""
        place = self.layout.places.get(name)
        return place is not None and place.below > 0

    def field_at(self, x: int, y: int) -> str | None:
        """Return the field that a cell belongs to, '' for the line that saves, None for neither."""
        row = y + self._top
        if y >= self.height - len(self.foot()):
            return None
        if row == self.layout.height + 1:
            return ""
        items = self.layout.rows[row] if row < self.layout.height else []
        return next(
            (item.name for item in items if isinstance(item, Place) and item.x <= x < item.x + item.width), None
        )

    def cursor(self) -> Offset | None:
        """Return the cell of the cursor, None where nothing is typed."""
        name, offer = self.state.stop
        place = self.layout.places.get(name)
        if place is None or offer >= 0:
            return None
        for row in range(place.height):
            x = place.value_x
            for text, style in self.state.inputs[name].row(row, place.value_width, place.height, focused=True):
                if style == "cursor":
                    return Offset(x, place.y + row - self._top)
                x += cell_len(text)
        return None

    # What is said about a field

    def _below(self, name: str, width: int) -> list[Piece]:
        """Return the rows below a field: how it was understood, what is wrong, what is offered."""
        state = self.state
        rows: list[Piece] = []
        if state.stop == (name, -1):
            told = state.inputs[name].understood(self._reading())
            if told and not self._beside(name, told):
                rows.append((f"  {self._arrow} {told}", "told"))
        room = max(10, width - 4)
        error = visible(state.errors.get(name, ""))
        if error:
            rows.extend((("  " if start else "! ") + error[start:end], "error") for start, end in wrap(error, room))
        for number, offer in enumerate(state.offers.get(name, ())):
            here = state.stop == (name, number)
            text = visible(f"{offer.text} {self._arrow} {offer.label}")
            for start, end in wrap(text, room):
                pointer = self._pointer if here and not start else " "
                rows.append((f"{pointer} {text[start:end]}", "picked" if here else "told"))
        return rows

    def _beside(self, name: str, told: str) -> bool:
        """Whether there is room beside what is typed to say how it was understood."""
        place = self.layout.places.get(name)
        return place is not None and cells(self.state.inputs[name].text) + cells(told) + 5 <= place.value_width

    def _sign(self, name: str, made: Input, focused: bool) -> Piece:
        """Return the sign before a label: what is wrong, where the person is, what is changed."""
        if name in self.state.errors:
            return ("!", "error")
        if focused:
            return (self._pointer, "mark")
        return ("*" if self.ascii else "•", "mark") if made.changed else (" ", "")

    def foot(self) -> list[list[Piece]]:
        """Return the rows at the foot: a question with its keys; or what is told, a field's help, and what is below."""
        state, width = self.state, self.width
        if state.question is not None:
            text = visible(state.question.text)
            rows: list[list[Piece]] = [
                [(text[start:end], "question"), ("", "question")] for start, end in wrap(text, width)[:4]
            ]
            for line in map(visible, state.question.lines):
                line = line.replace("→", "->") if self.ascii else line
                rows += [[(f"  {line[start:end]}", "told"), ("", "")] for start, end in wrap(line, width - 2)]
            # The field in question stays in sight above them.
            most = max(4, self.height - 4)
            if len(rows) > most:
                rows = [*rows[: most - 1], [("  ..." if self.ascii else "  …", "label"), ("", "")]]
            names = {"enter": _("Enter")}
            keys = [f"{names.get(key, key)} {label}" for key, label, _action in state.question.answers]
            line = (" - " if self.ascii else " · ").join([*keys, _("Esc go on editing")])
            return [*rows, *([(line[start:end], "mark"), ("", "")] for start, end in wrap(line, width))]
        text, style = state.told, "told"
        if not text:
            text, style = self._help(state.stop[0]) if state.stop[0] else self._help_saving(), "label"
        below = self.layout.height + 2 - self._top - (self.height - 1)
        more = f" {'v' if self.ascii else '↓'} {below}" if below > 0 else ""
        room = max(0, width - len(more))
        text = fit(text, room, ascii=self.ascii)
        return [[(text, style), (" " * (room - cells(text)), ""), (more, "label")]]

    def _help_saving(self) -> str:
        """Say where the fields are that Tab and Enter went by."""
        if not self.state.passed_by:
            return ""
        heading = next((heading for heading, names in self.state.description if set(names) & self.state.passed_by), "")
        return f"{'^' if self.ascii else '↑'} {_(heading)}"

    def _help(self, name: str) -> str:
        made = self.state.inputs[name]
        if self.state.offers.get(name):
            return _("{arrow} Enter takes what is offered").format(arrow="v" if self.ascii else "↓")
        if made.field.help:
            return _(made.field.help)
        if isinstance(made, ReferenceInput):
            return _("Type to search · Space shows all")
        if isinstance(made, NoteInput):
            return _("Enter begins another line · Tab goes on")
        if isinstance(made, ChoiceInput):
            return _("Space or a first letter chooses")
        return ""

    # What is seen

    def line(self, y: int, style: Callable[[str], Style]) -> Strip:
        """Return one row."""
        width, foot = self.width, self.foot()
        if y >= self.height - len(foot):
            return strip_of([(0, width, foot[y - self.height + len(foot)])], width, style)
        row = y + self._top
        strip = strip_of(self.row_parts(row), width, style)
        if not self.state.picker.open:
            return strip
        region = self.picker_region()
        place = self.layout.places.get(self.state.stop[0])
        if place is None or not region.y <= y < region.bottom:
            return strip
        hit = strip_of([(0, region.width, self.state.picker.row(y - region.y, region.width))], region.width, style)
        left = strip.crop(0, region.x)
        if place.y + place.height <= row < place.y + place.height + place.below:
            left = Strip.join([strip.crop(0, place.x), strip_of([], region.x - place.x, style)])
        right = strip.crop(region.right, width)
        label = right.text.split("  ", 1)[0]
        if label.strip() and not strip.crop(region.right - 1, region.right).text.isspace():
            right = Strip.join([strip_of([], cells(label), style), strip.crop(region.right + cells(label), width)])
        return Strip.join([left, hit, right])

    def row_parts(self, row: int) -> list[Part]:
        """Return the parts of a row of the form: fields and headings, or the line that saves."""
        parts: list[Part] = []
        if row < self.layout.height:
            for item in self.layout.rows[row]:
                if isinstance(item, Place):
                    parts.extend(self._parts(item, row - item.y))
                else:
                    x, _y, room, heading = item
                    parts.append((x, room, [(fit(heading, room, ascii=self.ascii), "heading"), ("", "")]))
        elif row == self.layout.height + 1:
            here = not self.state.stop[0] and self.focused
            label = f"[ {_('Save')} ]"
            parts.append((1, cells(label), [(label, "cursor" if here else "")]))
        return parts

    def _parts(self, place: Place, row: int) -> list[Part]:
        name = place.name
        made = self.state.inputs[name]
        if row >= place.height:
            return [(place.x, place.width, [("  ", ""), self._below(name, place.width)[row - place.height], ("", "")])]
        focused = self.state.stop == (name, -1) and self.focused
        value: list[Piece] = [("", "")]
        if row < place.value_height:
            value = made.row(row, place.value_width, place.value_height, focused=focused)
        told = made.understood(self._reading()) if focused and not row else ""
        if told and self._beside(name, told):
            value = [*value[:-1], (f" {self._arrow} {told}", "told"), ("", "")]
        parts: list[Part] = [(place.value_x, place.value_width, value)]
        if row < len(place.label):
            label = fit(place.label[row], place.label_width, ascii=self.ascii)
            sign = (" ", "") if row else self._sign(name, made, focused)
            head: list[Piece] = [sign, (label, "" if focused else "label"), ("", "")]
            parts.append((place.x, 1 + place.label_width, head))
        return parts
