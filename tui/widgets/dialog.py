"""The box that every question stands in: a title, content, what is wrong, and a line of keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from model.core.language import _
from model.core.text import visible
from tui.paint_gate import PaintGate
from tui.widgets.keys import typed_key
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.screen_styles import style_once

if TYPE_CHECKING:
    from tui.base_app import BaseApp

HEADING, ERROR = 4, 6
"""Lines that a long title and a long complaint take at most; PgDn reads on in them."""


class Dialog(ModalScreen[Any], inherit_bindings=False):
    """A box at the foot of the screen with a title, content and a line of keys.

    Nothing in it is cut: what is longer than a line goes on below, and :class:`~tui.widgets.paragraphs.Paragraphs` for
    which there is no room are read on with PgDn, in every dialog.
    """

    AUTO_FOCUS = ""
    must_be_seen: ClassVar[bool] = False
    """Whether keys typed before the dialog was in sight are dropped: one that may come unasked, or whose subject the
    person cannot have known, is not to be answered ahead."""
    app: BaseApp

    def __init__(self, title: str) -> None:
        super().__init__()
        self.heading = title
        self.gate = PaintGate(self)

    def compose(self) -> ComposeResult:
        """Lay out the box."""
        with Vertical(id="dialog"):
            yield Line(id="dialog-title")
            yield Paragraphs(id="dialog-heading", most=lambda: HEADING)
            yield from self.body()
            yield Paragraphs(id="dialog-error", indent=1, least=1, most=lambda: ERROR)
            yield Line(id="dialog-more-keys")
            yield Line(id="dialog-keys")

    def body(self) -> ComposeResult:
        """Yield the content."""
        yield from ()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the dialog with what they do."""
        return ((_("Esc"), _("Back")),)

    def text_room(self, besides: int = 0) -> int:
        """Return the lines there are for content when ``besides`` other lines of it stand there too."""
        frame = 5 + sum(
            part.height_at(self.app.size.width) - part.least
            for name in ("#dialog-heading", "#dialog-error")
            for part in self.query(name).results(Paragraphs)
        )
        return max(3, self.app.size.height - frame - besides)

    def on_mount(self) -> None:
        """Write title and keys."""
        if self.must_be_seen:
            self.gate.close()
        self.show_heading()
        self.show_keys()
        self.call_after_refresh(self.show_keys)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Come to the front."""
        style_once(self, event)

    def show_heading(self) -> None:
        """Write the title: into the rule above the box, or below it where it needs more than a line."""
        rule, heading = self.app.looks.rule, self.app.looks.plain(visible(self.heading))
        long = cell_len(heading) + 5 > self.app.size.width
        title = [(f"{rule}{rule} ", "dim"), (heading, "strong"), (" ", ""), (rule * 200, "dim")]
        self.query_one("#dialog-title", Line).show([(rule * 400, "dim")] if long else title)
        self.query_one("#dialog-heading", Paragraphs).show([(heading, "strong")] if long else [])

    def show_keys(self) -> None:
        """Write the keys: on one line, or on two where they need it."""
        if not self.is_attached:
            return
        keys = list(self.keys())
        if self.reads_on:
            keys.insert(0, ("PgDn", _("Read on")))
        room, between = self.app.size.width, "  "

        def width(some: Sequence[tuple[str, str]]) -> int:
            return 1 + sum(cell_len(f"{key} {label}") for key, label in some) + len(between) * (len(some) - 1)

        if width(keys) > room:
            between = " "
        more: list[tuple[str, str]] = []
        # How to answer and how to leave stand last, on the last line.
        while width(keys) > room and len(keys) > 2:
            more.append(keys.pop(0))
        for name, some in (("#dialog-more-keys", more), ("#dialog-keys", keys)):
            pieces: list[Piece] = [(" ", "")]
            for key, label in some:
                pieces += [(key, "accent"), (f" {label}{between}", "")]
            self.query_one(name, Line).show(pieces)
        self.query_one("#dialog-more-keys", Line).display = bool(more)

    def complain(self, message: str) -> None:
        """Show what is wrong with what was answered."""
        self.query_one("#dialog-error", Paragraphs).show([(message, "error")] if message else [])

    # Reading on

    @property
    def reads_on(self) -> bool:
        """Whether some text is out of sight."""
        return any(part.overflows for part in self.query(Paragraphs))

    def read_on(self, pages: int) -> bool:
        """Show the next page of text that is out of sight, or the one before; return whether there was any."""
        return any(part.turn(pages) for part in self.query(Paragraphs) if part.overflows)

    async def on_event(self, event: events.Event) -> None:
        """Leave what was typed after the answer to what the answer brings about; read on."""
        if isinstance(event, (events.Key, events.Paste)) and self.app.hold(event, answered=self.app.screen is not self):
            return
        if isinstance(event, events.Key):
            if event.key != "escape" and not self.gate.lets_through(event.time):
                return
            if event.key in ("pagedown", "pageup") and self.read_on(1 if event.key == "pagedown" else -1):
                return
        await super().on_event(event)

    def on_key(self, event: events.Key) -> None:
        """Take every key: what is under the dialog gets none."""
        event.stop()
        key = typed_key(event)
        if key == "escape":
            self.leave()
        else:
            self.take_key(key)

    def leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

    def take_key(self, key: str) -> None:
        """Do what a key of this dialog does."""
