"""What stands on the caller's screen, line by line, of the picture that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from model.core.dates import format_moment, format_time
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from tui.actions import shown_key
from tui.calling.note import NOTE_LINES
from tui.calling.outcomes import KEYS
from tui.calling.picture import number_pieces, skip_text, standing_text, why_here
from tui.widgets.line_block import LineBlock, flowed, wrapped_pieces
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import wrapped

if TYPE_CHECKING:
    from tui.calling.current_call import CurrentCallScreen

NUMBERS = 6
"""Numbers that are seen at once."""
SHORT = 2
"""Lines of the record's own note above what was last; a longer one stands below the script as a whole."""


class Showing:
    """Writes the lines of the caller's screen; those that say the same as before cost nothing."""

    def __init__(self, screen: CurrentCallScreen) -> None:
        self._screen = screen
        self.rows: list[list[Piece]] = []
        """What stands between the numbers and the note."""

    def all(self) -> None:
        """Show what was read."""
        picture = self._screen.picture
        if picture is None or not self._screen.is_attached:
            return
        self._screen.show_title()
        if picture.turn.record is None:
            self._screen.query_one("#who", LineBlock).show_rows([[(f" {_('Nobody is to be called now.')}", "strong")]])
        else:
            why = why_here(picture, self._screen.app.session.clock())
            who: list[list[Piece]] = [[(picture.title, "strong")], [(why, "accent")]]
            self._screen.query_one("#who", LineBlock).show_rows(
                flowed([part for part in who if part[0][0]], self.width, 3)
            )
        self.numbers()
        self.state()
        self.rest()
        self.note()
        self.outcomes()
        self._screen.show_hints()

    @property
    def width(self) -> int:
        """Cells of a line."""
        return self._screen.size.width or self._screen.app.size.width

    def numbers(self) -> None:
        """Show the numbers, the one marked that is dialled."""
        picture = self._screen.picture
        assert picture is not None
        items = number_pieces(picture, self._screen.chosen, self._screen.app.looks)
        if len(items) > NUMBERS:
            # A customer may have many people: those round the one that is dialled, and how many more there are.
            first = max(0, min(self._screen.chosen - NUMBERS // 2, len(items) - NUMBERS))
            left = len(items) - NUMBERS
            more = ngettext("{count} more number", "{count} more numbers", left).format(count=format_whole(left))
            items = [*items[first : first + NUMBERS], [("# ", "accent"), (more, "dim")]]
        self._screen.query_one("#numbers", LineBlock).show_rows(flowed(items, self.width, 3))

    def state(self) -> None:
        """Say whether one was dialled, or why it must not be, or who was passed over to come to it."""
        assert self._screen.picture is not None
        picture, zone = self._screen.picture, self._screen.app.session.clock().tzinfo
        pieces: list[Piece] = []
        if picture.turn.record is None:
            due = picture.turn.due
            told = _("Next: {when}").format(when=format_moment(due, zone)) if due and zone else _("Nobody waits.")
            pieces = [(f"{told}   ", ""), (". ", "accent"), (_("looks again"), "dim")]
        elif self._screen.dialled is not None:
            at = format_time(self._screen.dialled.at.astimezone(zone).time())
            pieces = [(_("Dialled {when}").format(when=at), "good")]
        elif picture.objections:
            pieces = [(picture.objections[0].sentence, "error")]
        elif self._screen.told:
            pieces = [(self._screen.told, "good")]
        elif told := skip_text(picture.turn):
            pieces = [(told, "dim")]
        rows = wrapped_pieces(pieces, self.width - 2)
        self._screen.query_one("#state", LineBlock).show_rows([[(" ", ""), *row] for row in rows])

    def rest(self) -> None:
        """Show the facts, what was last, and the script; what there is no room for is scrolled to."""
        if self._screen.picture is None or not self._screen.is_attached:
            return
        picture, looks, width = self._screen.picture, self._screen.app.looks, self.width - 2
        rows: list[list[Piece]] = []
        if picture.turn.record is None:
            rows = [[], *wrapped_pieces([(standing_text(self._screen.found, looks), "")], width)]
            for skip in picture.turn.skips:
                rows += wrapped_pieces([(f"{skip.name}: {skip.reason}", "dim")], width)
        else:
            for pieces in picture.head:
                rows += wrapped_pieces(pieces, width) if any(text.strip() for text, _style in pieces) else []
            note = wrapped(picture.note, width) if picture.note else []
            rows += [[(line, "")] for line in note] if len(note) <= SHORT else []
            rows += [self._heading(_("Last"))]
            for when, told in picture.last:
                rows += [
                    [*(when if not number else [(" " * cell_len("".join(text for text, _style in when)), "")]), *line]
                    for number, line in enumerate(wrapped_pieces(told, width - sum(cell_len(t) for t, _s in when)))
                ]
            if not picture.last:
                rows.append([(f" {_('Nothing yet.')}", "dim")])
            if picture.row.script:
                rows.append(self._heading(_("Script")))
                rows += [[(f" {line}", "")] for line in wrapped(picture.row.script, width - 1)]
            if len(note) > SHORT:
                rows += [self._heading(_("Note")), *([(f" {line}", "")] for line in note)]
        if rows != self.rows:
            self.rows = rows
            rest = self._screen.query_one("#rest", LineList)
            rest.at = rest.top = 0
            rest.set_length(len(rows))
            self._screen.call_after_refresh(self.note)

    def scroll(self, pages: int) -> None:
        """Show more of what there was no room for, or go back."""
        self._screen.query_one("#rest", LineList).page(pages)
        self.note()

    def _heading(self, text: str) -> list[Piece]:
        rule = self._screen.app.looks.rule
        return [(f"{rule}{rule} ", "dim"), (text, "strong"), (" ", ""), (rule * self.width, "dim")]

    def note(self) -> None:
        """Show the note of the call as it is typed, and whether there is more above it than is seen."""
        if not self._screen.is_attached:
            return
        pieces: list[Piece] = [(" ", ""), *self._heading(_("Note of this call"))[:3]]
        if self._screen.typing:
            pieces.append((f"{_('Enter ends it')} ", "accent"))
        rest = self._screen.query_one("#rest", LineList)
        below = len(self.rows) - rest.top - rest.size.height
        more: list[Piece] = []
        if rest.size.height and (below > 0 or rest.top):
            told = (
                ngettext("{count} more line", "{count} more lines", below).format(count=format_whole(below))
                if below > 0
                else _("to the top")
            )
            keys = ("PgDn" if below > 0 else "PgUp", "accent")
            more = [keys, (f" {told} ", "dim")]
        room = self.width - sum(cell_len(text) for text, _style in (*pieces, *more))
        rule = (self._screen.app.looks.rule * max(0, room), "dim")
        self._screen.query_one("#note-title", Line).show([*pieces, rule, *more])
        for number, line in enumerate(self._screen.note.rows(self.width - 6, NOTE_LINES, focused=self._screen.typing)):
            self._screen.query_one(f"#note-{number}", Line).show([("   ", ""), *line])

    def outcomes(self) -> None:
        """Write the keys of the outcomes, each with how often it was the outcome of this list (LEAD-37)."""
        counts = self._screen.found.outcomes if self._screen.found else {}
        looks, ready = self._screen.app.looks, self._screen.ref is not None
        items: list[list[Piece]] = []
        for outcome in KEYS:
            keys = self._screen.app.keymap.actions[outcome.action].keys
            if not keys:
                continue
            # What is logged as another outcome as well is counted there.
            count = "" if outcome.is_variant or outcome.name not in counts else f" {counts[outcome.name]}"
            items.append(
                [
                    (shown_key(keys[0], ascii=looks.ascii), "accent" if ready else "dim"),
                    (f" {_(outcome.label)}", "" if ready else "dim"),
                    (count, "strong"),
                ]
            )
        if ready and (told := standing_text(self._screen.found, looks)):
            items.append([(told, "dim")])
        self._screen.query_one("#outcomes", LineBlock).show_rows(flowed(items, self.width))
