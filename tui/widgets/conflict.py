"""Two people changed one record: the second to save chooses field by field (COM-09)."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.strip import Strip

from model.core.language import _
from tui.widgets.editors import fit, wrap
from tui.widgets.form_layout import strip_of
from tui.widgets.form_saving import Disagreement
from tui.widgets.inputs import Piece
from tui.widgets.painted import Painted, styles_css


class ConflictDialog(ModalScreen[dict[str, str] | None], inherit_bindings=False):
    """The fields that both changed, as they were, as they are, and as typed; answers a choice for each.

    A choice is "mine", "theirs", or, for notes, "both" (theirs above mine). Esc answers None: back to the form, where
    nothing has been lost and nothing saved.
    """

    AUTO_FOCUS = "*"
    DEFAULT_CSS = "ConflictDialog { align: center middle; background: $background; }"

    def __init__(self, who: str, when: str, found: Sequence[Disagreement], *, ascii: bool = False) -> None:
        super().__init__()
        self.table = ConflictTable(who, when, found, ascii=ascii)

    def compose(self) -> ComposeResult:
        """Yield the table."""
        yield self.table


Row = list[tuple[int, int, Sequence[Piece]]]
"""A row as parts: first cell, cells, and what stands there."""


def _paragraph(text: str, width: int, style: str) -> list[Row]:
    """Return the rows that a sentence takes."""
    return [[(0, width, [(text[start:end], style)])] for start, end in wrap(text, width)]


class ConflictTable(Painted):
    """The table itself; one line a field, and the whole values of the one pointed at below."""

    DEFAULT_CSS = styles_css("ConflictTable")

    def __init__(self, who: str, when: str, found: Sequence[Disagreement], *, ascii: bool = False) -> None:
        super().__init__()
        self.who = who
        self.when = when
        self.open_fields = [one for one in found if one.choose]
        self.kept = [one for one in found if not one.choose]
        self.choices = {one.name: "mine" for one in self.open_fields}
        self.ascii = ascii
        self.at = 0
        self.top = 0
        self._first = 0
        """The row of the first field."""
        """First row in sight."""

    def on_key(self, event: events.Key) -> None:
        """Choose; no key goes past the table."""
        event.stop()
        event.prevent_default()
        one = self.open_fields[self.at]
        steps = ["mine", "theirs", *(["both"] if one.long else [])]
        now = steps.index(self.choices[one.name])
        match event.key:
            case "down" | "tab" | "j":
                self.at = min(self.at + 1, len(self.open_fields) - 1)
            case "up" | "shift+tab" | "k":
                self.at = max(self.at - 1, 0)
            case "right" | "l" | "space":
                self.choices[one.name] = steps[(now + 1) % len(steps)]
            case "left" | "h":
                self.choices[one.name] = steps[(now - 1) % len(steps)]
            case "enter":
                self.screen.dismiss(dict(self.choices))
                return
            case "escape":
                self.screen.dismiss(None)
                return
            case "pagedown":
                self.top += max(1, self.size.height // 2)
            case "pageup":
                self.top -= max(1, self.size.height // 2)
            case _:
                return
        self.refresh()

    def _rows(self, width: int) -> list[Row]:
        """Return the rows of the screen as parts."""
        label = min(20, width // 5)
        column = (width - label - 3) // 3 - 1
        starts = [2 + label + 1 + number * (column + 1) for number in range(3)]
        heading = _("{who} has saved this record too, {when}.").format(who=self.who, when=self.when)
        rows = [
            *_paragraph(heading, width, "heading"),
            *_paragraph(_("Choose for each field which value stays."), width, "label"),
            [],
        ]
        titles = (_("as it was"), _("{who} wrote").format(who=self.who), _("you wrote"))
        rows.append(
            [
                (x, column, [(fit(text, column, ascii=self.ascii), "label")])
                for x, text in zip(starts, titles, strict=True)
            ]
        )
        self._first = len(rows)
        for number, one in enumerate(self.open_fields):
            here = number == self.at
            pointer = (">" if self.ascii else "›") if here else " "
            parts: Row = [
                (
                    0,
                    2 + label,
                    [(f"{pointer} ", "mark"), (fit(one.title, label, ascii=self.ascii), "" if here else "label")],
                )
            ]
            choice = self.choices[one.name]
            for x, text, taken in zip(
                starts, (one.base, one.theirs, one.mine), (False, choice != "mine", choice != "theirs"), strict=True
            ):
                sign = ("*" if self.ascii else "●") if taken else " "
                style = "taken" if taken else "dim"
                parts.append(
                    (x, column, [(f"{sign} ", "mark"), (fit(text, column - 2, ascii=self.ascii) or "-", style)])
                )
            rows.append(parts)
        rows.append([])
        one = self.open_fields[self.at]
        for title, text in zip(titles, (one.base, one.theirs, one.mine), strict=True):
            lines = wrap(text, width - 2 - label - 1)
            for number, (start, end) in enumerate(lines[:4]):
                head = fit(title, label, ascii=self.ascii) if not number else ""
                cut = text[start:end] + (" " * width if number == 3 and len(lines) > 4 else "")
                room = width - 2 - label - 1
                rows.append(
                    [(2, label, [(head, "label")]), (2 + label + 1, room, [(fit(cut, room, ascii=self.ascii), "")])]
                )
        if self.kept:
            rows.append([])
            rows += _paragraph(_("Changed by {who} only, and kept:").format(who=self.who), width, "label")
            for other in self.kept:
                room = width - 2 - label - 1
                rows.append(
                    [
                        (2, label, [(fit(other.title, label, ascii=self.ascii), "label")]),
                        (2 + label + 1, room, [(fit(other.theirs or "-", room, ascii=self.ascii), "")]),
                    ]
                )
        return rows

    def keys_text(self) -> str:
        """Return the line of keys."""
        arrows = "<- ->" if self.ascii else "← →"
        return _("{arrows} choose · Enter save · Esc back to the form").format(arrows=arrows)

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        width, height = self.size
        if y == height - 1:
            return strip_of(
                [(0, width, [(fit(self.keys_text(), width, ascii=self.ascii), "mark")])], width, self.style_of
            )
        rows = self._rows(width)
        self.top = max(0, min(self.top, len(rows) - height + 1))
        here = self._first + self.at
        if not self.top <= here < self.top + height - 1:
            self.top = max(0, here - height + 2)
        row = self.top + y
        return strip_of(rows[row] if row < len(rows) else [], width, self.style_of)
