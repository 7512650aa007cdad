"""Small questions: a menu of single keys, yes or no, a line of text, a text to read.

They stand at the foot of the screen they ask about, which stays in sight; nothing is dimmed, so that little is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from model.core.language import _
from model.core.text import visible
from tui.paint_gate import PaintGate
from tui.widgets.editors import LineEditor
from tui.widgets.keys import typed_key
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs, wrapped

if TYPE_CHECKING:
    from tui.app import SalgApp

Result = TypeVar("Result")
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
    app: SalgApp

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
        if isinstance(event, events.Key):
            if self.app.hold(event, answered=self.app.screen is not self):
                return
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


@dataclass(frozen=True)
class Choice:
    """One line of a menu: the key that takes it, its label, its value, and whether it is in force now."""

    key: str
    label: str
    value: Any
    on: bool = False
    why_not: str = ""


class Menu(Dialog):
    """Choose one of a few, with its own key or with arrows and Enter; answers the value."""

    def __init__(self, title: str, choices: Sequence[Choice]) -> None:
        super().__init__(title)
        self.choices = list(choices)
        self.at = next((number for number, choice in enumerate(choices) if choice.on), 0)
        self.top = 0
        self._lines: list[Line] = []

    def body(self) -> ComposeResult:
        """Yield as many lines as the choices need, or as fit."""
        self._lines = [Line() for _row in self._rows()[: self.text_room(self.besides)]]
        yield from self._lines

    besides = 0
    """Lines of content beside the choices."""

    def on_mount(self) -> None:
        """Show the choices."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of a menu."""
        return ((_("Enter"), _("Take")), (_("Esc"), _("Back")))

    def _rows(self) -> list[tuple[int, str, bool]]:
        """Return every line of every choice: whose it is, what it says, and whether it is the first of it."""
        width = max(10, self.app.size.width - 10)
        rows = []
        for number, choice in enumerate(self.choices):
            label = choice.label + (f" ({choice.why_not})" if choice.why_not else "")
            for place, text in enumerate(wrapped(self.app.looks.plain(label), width)):
                rows.append((number, text, not place))
        return rows

    def draw(self) -> None:
        """Write the lines that can be seen: the whole of the choice pointed at, as far as there is room for it."""
        rows, room = self._rows(), len(self._lines)
        own = [place for place, (number, _text, _first) in enumerate(rows) if number == self.at]
        if own and len(own) <= room:
            self.top = min(max(self.top, own[-1] - room + 1), own[0])
        elif own and not own[0] <= self.top <= own[-1] - room + 1:
            self.top = own[0]
        looks = self.app.looks
        for line, (number, text, first) in zip(self._lines, rows[self.top :], strict=False):
            choice = self.choices[number]
            here = number == self.at
            pointer = (">" if looks.ascii else "›") if here and first else " "
            style = "dim" if choice.why_not else ("strong" if here else "")
            line.show(
                [
                    (f" {pointer} ", "accent"),
                    (f"{choice.key if first else '':2}", "accent"),
                    (text, style),
                    (f"  {looks.mark}" if choice.on and first else "", "accent"),
                ]
            )

    @property
    def reads_on(self) -> bool:
        """Whether there are lines out of sight."""
        return len(self._rows()) > len(self._lines) or super().reads_on

    def read_on(self, pages: int) -> bool:
        """Read on in a choice that is longer than the screen."""
        rows, room = self._rows(), len(self._lines)
        own = [place for place, (number, _text, _first) in enumerate(rows) if number == self.at]
        if not own or len(own) <= room:
            return super().read_on(pages)
        before, self.top = self.top, max(own[0], min(self.top + pages * room, own[-1] - room + 1))
        self.draw()
        return self.top != before

    def take_key(self, key: str) -> None:
        """Move, or take a choice."""
        for choice in self.choices:
            if choice.key and key == choice.key:
                self.take(choice)
                return
        if key in ("down", "j", "tab"):
            self.at = min(self.at + 1, len(self.choices) - 1)
        elif key in ("up", "k", "shift+tab"):
            self.at = max(self.at - 1, 0)
        elif key in ("home", "end"):
            self.at = 0 if key == "home" else len(self.choices) - 1
        elif key in ("pagedown", "pageup"):
            step = len(self._lines) * (1 if key == "pagedown" else -1)
            self.at = max(0, min(self.at + step, len(self.choices) - 1))
        elif key == "enter" and self.choices:
            self.take(self.choices[self.at])
            return
        self.draw()

    def take(self, choice: Choice) -> None:
        """Answer with a choice, or say why it cannot be taken."""
        if choice.why_not:
            self.complain(choice.why_not)
        else:
            self.dismiss(choice.value)


class SeenMenu(Menu):
    """A menu about something that nobody can have known of before it was in sight: a reminder that has fallen due."""

    must_be_seen = True


class Confirm(Dialog):
    """A question that is answered with y, never with Enter and never with the key that asked; answers True or None."""

    def __init__(self, title: str, lines: Sequence[str] = (), *, yes: str = "") -> None:
        super().__init__(title)
        self.lines = list(lines)
        self.yes = yes

    def body(self) -> ComposeResult:
        """Yield what would happen."""
        yield Paragraphs([(text, "") for text in self.lines], most=self.text_room, classes="said")

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys of a question."""
        return (("y", self.yes or _("Yes")), (_("Esc"), _("No")))

    def take_key(self, key: str) -> None:
        """Answer."""
        # The first letter of "ja" answers as well: the hand that reads Norwegian or Danish looks for it.
        if key in ("y", "Y") or (key in ("j", "J") and _("Yes").lower().startswith("j")):
            self.dismiss(True)
        elif key in ("n", "N"):
            self.dismiss(None)
        elif key == "enter":
            # Enter is pressed without reading: it answers no question that cannot be answered twice.
            self.complain(_("y answers yes, Esc no; Enter does neither."))


class Told(Dialog):
    """Something to read: a summary, what failed and why; any key of moving scrolls, Enter or Esc closes."""

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(title)
        self.lines = list(lines)

    def body(self) -> ComposeResult:
        """Yield the text."""
        yield Paragraphs([(text, "") for text in self.lines], most=self.text_room, id="dialog-text")

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Enter"), _("Close")),)

    def take_key(self, key: str) -> None:
        """Scroll or close."""
        text = self.query_one("#dialog-text", Paragraphs)
        steps = {"down": 1, "j": 1, "up": -1, "k": -1}
        if key in ("enter", "q"):
            self.dismiss(None)
        elif key in steps:
            text.scroll_by(steps[key])
        elif key == "space":
            text.turn(1)


class Ask(Dialog):
    """A line of text; answers it, None where Esc was pressed.

    ``check`` may refuse it with a sentence; ``understood`` says beside the text what it means, as it is typed.
    """

    def __init__(
        self,
        title: str,
        text: str = "",
        *,
        hint: str = "",
        check: Callable[[str], str] | None = None,
        understood: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(title)
        self.understood = understood
        self.editor = LineEditor(text)
        self.hint = hint
        self.check = check

    def body(self) -> ComposeResult:
        """Yield the line that is typed, and a hint."""
        yield Line(id="typed")
        if self.hint:
            yield Paragraphs([(self.hint, "dim")], most=lambda: self.text_room(2), id="dialog-hint")

    def on_mount(self) -> None:
        """Show the line."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Enter"), _("Done")), (_("Esc"), _("Back")))

    def draw(self) -> None:
        """Write what is typed."""
        told = self.understood(self.editor.text) if self.understood is not None else ""
        right = [(f"{self.app.looks.arrow} {told} ", "accent")] if told else []
        room = self.app.size.width - 6 - sum(cell_len(text) for text, _style in right)
        self.query_one("#typed", Line).show([("  > ", "accent"), *typed_pieces(self.editor, max(8, room))], right)

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text on one line."""
        event.stop()
        self.editor.insert(event.text)
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """Answer, leave, or type."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        if event.key == "enter":
            refused = self.check(self.editor.text) if self.check else ""
            if refused:
                self.complain(refused)
            else:
                self.dismiss(self.editor.text)
        elif event.key == "escape":
            self.leave()
        elif self.editor.key(event.key, event.character if event.is_printable else None):
            self.complain("")
            self.draw()


def typed_pieces(editor: LineEditor, width: int) -> list[Piece]:
    """Return the text of an editor with its cursor, for a line of that many cells."""
    before, at, after = editor.window(width)
    return [(before, "strong"), (at or " ", "cursor"), (after, "strong")]
