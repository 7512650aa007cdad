"""A record to be read: the same description as its form."""

from __future__ import annotations

from textual.strip import Strip

from model.core.language import _
from tui.widgets.contents import CardContents
from tui.widgets.editors import fit, wrap
from tui.widgets.form_layout import Description, Layout, Place, lay_out, strip_of
from tui.widgets.inputs import Piece
from tui.widgets.painted import Painted, styles_css

_MOST_ROWS = 12
"""Rows of one value; who wants more of a long note opens the form."""


class Card(Painted):
    """Labels dim, values bright; fields without a value are left out unless ``empty``."""

    DEFAULT_CSS = styles_css("Card", "height: 1fr; width: 1fr;")

    def __init__(
        self,
        contents: CardContents,
        description: Description,
        *,
        empty: bool = False,
        ascii: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.contents = contents
        self.description = description
        self.empty = empty
        self.ascii = ascii
        self._layout = Layout()
        self._top = 0

    def show(self, contents: CardContents) -> None:
        """Show the record anew, or another one."""
        if contents != self.contents:
            self._top = 0 if contents.record_id != self.contents.record_id else self._top
            self.contents = contents
            self._arrange()

    def scroll_rows(self, step: int) -> None:
        """Scroll by rows, as far as there is something to see."""
        top = max(0, min(self._top + step, self._layout.height - self.size.height))
        if top != self._top:
            self._top = top
            self.refresh()

    @property
    def rows_below(self) -> int:
        """How many rows there are below those in sight."""
        return max(0, self._layout.height - self._top - self.size.height)

    @property
    def page(self) -> int:
        """How many rows :meth:`scroll_rows` takes to show the next page."""
        return max(1, self.size.height - 2)

    def on_mount(self) -> None:
        """Lay out."""
        self._arrange()

    def on_resize(self) -> None:
        """Lay out anew."""
        self._arrange()

    def _arrange(self) -> None:
        if not self.size.width:
            return
        fields, texts = self.contents.record.fields(), self.contents.texts
        kept = [
            (heading, tuple(name for name in names if self.empty or texts[name])) for heading, names in self.description
        ]
        self._layout = lay_out(
            [(_(heading), names) for heading, names in kept if names],
            {name: field.title for name, field in fields.items()},
            (self.size.width, self.size.height),
            lambda name, width: min(len(wrap(texts[name], width)), _MOST_ROWS),
            lambda name, width: 0,
        )
        self._top = max(0, min(self._top, self._layout.height - self.size.height))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        width = self.size.width
        row = y + self._top
        parts: list[tuple[int, int, list[Piece]]] = []
        for item in self._layout.rows[row] if row < self._layout.height else []:
            if isinstance(item, Place):
                parts.extend(self._parts(item, row - item.y))
            else:
                parts.append((item[0], item[2], [(fit(item[3], item[2], ascii=self.ascii), "heading"), ("", "")]))
        return strip_of(parts, width, self.style_of)

    def _parts(self, place: Place, row: int) -> list[tuple[int, int, list[Piece]]]:
        text = self.contents.texts[place.name]
        rows = wrap(text, place.value_width)
        start, end = rows[row]
        cut = row == place.height - 1 and len(rows) > place.height
        piece = text[start:end].rstrip() + (" " * place.value_width if cut else "")
        tone = self.contents.tones.get(place.name, "")
        parts: list[tuple[int, int, list[Piece]]] = [
            (place.value_x, place.value_width, [(fit(piece, place.value_width, ascii=self.ascii), tone), ("", "")])
        ]
        if not row:
            title = self.contents.record.fields()[place.name].title
            parts.append(
                (
                    place.x,
                    1 + place.label_width,
                    [(" ", ""), (fit(title, place.label_width, ascii=self.ascii), "label"), ("", "")],
                )
            )
        return parts
