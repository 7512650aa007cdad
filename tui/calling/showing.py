"""What stands on the caller's screen, line by line, of the picture that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from model.activities.records import OUTCOMES
from model.core.dates import format_moment, format_time
from model.core.language import _
from tui.actions import shown_key
from tui.calling.number_line import NumberLine
from tui.calling.picture import SCRIPT, number_pieces, outcome_text, skip_text, why_here, wrapped
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from tui.calling.screen import CallingScreen

NOTE = 3
"""Lines of the note that are seen."""
_OUTCOME_ACTIONS = (
    ("call_reached", "reached"), ("call_no_answer", "no_answer"), ("call_busy", "busy"),
    ("call_wrong", "wrong_number"), ("call_not_interested", "not_interested"), ("call_later", "call_back"),
)  # fmt: skip
LABELS = {choice.name: choice.label for choice in OUTCOMES}
"""Outcomes by name, as they are called everywhere."""


class Showing:
    """Writes the lines of the caller's screen; those that say the same as before cost nothing."""

    def __init__(self, screen: CallingScreen) -> None:
        self._screen = screen
        self.rows: list[list[Piece]] = []
        """What stands between the numbers and the note."""

    def all(self) -> None:
        """Show what was read."""
        picture = self._screen.picture
        if picture is None or not self._screen.is_attached:
            return
        looks = self._screen.app.looks
        self._screen.show_title()
        if picture.turn.lead is None:
            self._screen.query_one("#who", Line).show([(f" {_('Nobody is to be called now.')}", "strong")])
            self._screen.query_one("#numbers", NumberLine).show_numbers([])
        else:
            why = why_here(picture, self._screen.app.session.clock())
            room = self.width - len(why) - 4
            right: list[Piece] = [(why, "accent"), (" ", "")]
            name = looks.fit(picture.title, max(20, room)).rstrip()
            self._screen.query_one("#who", Line).show([(" ", ""), (name, "strong")], right)
            self._screen.query_one("#numbers", NumberLine).show_numbers(
                number_pieces(picture, self._screen.chosen, looks)
            )
        self.state()
        self.rest()
        self.note()
        self.outcomes()
        self._screen.show_hints()

    @property
    def width(self) -> int:
        """Cells of a line."""
        return self._screen.size.width or self._screen.app.size.width

    def state(self) -> None:
        """Say whether the lead was dialled, or why it must not be, or who was passed over to come to it."""
        assert self._screen.picture is not None
        picture, zone = self._screen.picture, self._screen.app.session.clock().tzinfo
        pieces: list[Piece] = []
        if picture.turn.lead is None:
            due = picture.turn.due
            told = _("Next: {when}").format(when=format_moment(due, zone)) if due and zone else _("Nobody waits.")
            pieces = [(f" {told}   ", ""), (". ", "accent"), (_("looks again"), "dim")]
        elif self._screen.dialled is not None:
            at = format_time(self._screen.dialled.at.astimezone(zone).time())
            pieces = [(f" {_('Dialled {when}').format(when=at)}", "good")]
        elif picture.objections:
            pieces = [(f" {picture.objections[0].sentence}", "error")]
        elif told := skip_text(picture.turn):
            pieces = [(f" {self._screen.app.looks.fit(told, self.width - 2).rstrip()}", "dim")]
        self._screen.query_one("#state", Line).show(pieces)

    def rest(self) -> None:
        """Show the lead's facts, what was last, and the script, in the room that there is."""
        if self._screen.picture is None or not self._screen.is_attached:
            return
        picture, looks, width = self._screen.picture, self._screen.app.looks, self.width
        rows: list[list[Piece]] = []
        if picture.turn.lead is None:
            rows = [[], [(outcome_text(self._screen.found, looks), "")]]
            rows += [[(f"{skip.name}: {skip.reason}", "dim")] for skip in picture.turn.skips[:8]]
        else:
            rows += [pieces for pieces in picture.head if any(text.strip() for text, _style in pieces)]
            rows += [[(line, "")] for line in wrapped(picture.note, width - 3, 2)] if picture.note else []
            rows += [self._heading(_("Last")), *picture.last]
            if not picture.last:
                rows.append([(f" {_('Nothing yet.')}", "dim")])
            if picture.row.script:
                rows.append(self._heading(_("Script")))
                rows += [[(f" {line}", "")] for line in wrapped(picture.row.script, width - 4, SCRIPT)]
        if rows != self.rows:
            self.rows = rows
            self._screen.query_one("#rest", LineList).set_length(len(rows))

    def _heading(self, text: str) -> list[Piece]:
        rule = self._screen.app.looks.rule
        return [(f"{rule}{rule} ", "dim"), (text, "strong"), (" ", ""), (rule * self.width, "dim")]

    def note(self) -> None:
        """Show the note of the call as it is typed."""
        pieces: list[Piece] = [(" ", ""), *self._heading(_("Note of this call"))[:3]]
        if self._screen.typing:
            pieces.append((f"{_('Enter ends it')} ", "accent"))
        room = self.width - sum(cell_len(text) for text, _style in pieces)
        self._screen.query_one("#note-title", Line).show([*pieces, (self._screen.app.looks.rule * max(0, room), "dim")])
        for number, line in enumerate(self._screen.note.rows(self.width - 6, NOTE, focused=self._screen.typing)):
            self._screen.query_one(f"#note-{number}", Line).show([("   ", ""), *line])

    def outcomes(self) -> None:
        """Write the keys of the outcomes, with the names that the outcomes have everywhere."""
        pieces: list[Piece] = [(" ", "")]
        style = "" if self._screen.lead is not None else "dim"
        for action, outcome in _OUTCOME_ACTIONS:
            keys = self._screen.app.keymap.actions[action].keys
            if keys:
                key = shown_key(keys[0], ascii=self._screen.app.looks.ascii)
                pieces += [
                    (key, "accent" if self._screen.lead is not None else "dim"),
                    (f" {_(LABELS[outcome])}  ", style),
                ]
        self._screen.query_one("#outcomes", Line).show(pieces)
