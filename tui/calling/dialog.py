"""The dialog of a call list: its name, who sees it, the day's target, the tries, the script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.app import ComposeResult

from model.calling.records import CallList
from model.core.errors import UserError
from model.core.fields.base import Reading
from model.core.language import _
from tui.widgets.choices import Question
from tui.widgets.dialogs import Dialog
from tui.widgets.inputs import NoteInput
from tui.widgets.lines import Line, Piece
from tui.widgets.paragraphs import Paragraphs

SCRIPT_ROWS = 6


@dataclass(frozen=True)
class ListValues:
    """What was filled in."""

    name: str
    shared: bool
    daily_target: int | None
    highest_tries: int
    script: str


class ListDialog(Dialog):
    """Fill in what a call list is; F2 or Enter saves, in the script Enter begins another line."""

    def __init__(self, title: str, reading: Reading, values: ListValues, *, lines: Sequence[str] = ()) -> None:
        super().__init__(title)
        self.reading = reading
        self.lines = list(lines)
        self.questions = [
            Question("name", CallList.fields()["name"].title),
            Question("shared", _("For"), ((True, _("everybody")), (False, _("only me"))), values.shared),
            Question("daily_target", CallList.fields()["daily_target"].title),
            Question("highest_tries", CallList.fields()["highest_tries"].title),
        ]
        self._question("name").editor.set(values.name)
        self._question("daily_target").editor.set("" if values.daily_target is None else str(values.daily_target))
        self._question("highest_tries").editor.set(str(values.highest_tries))
        self.script = NoteInput(CallList.fields()["script"], values.script)
        self.at = 0

    def _question(self, name: str) -> Question:
        return next(question for question in self.questions if question.name == name)

    def body(self) -> ComposeResult:
        """Yield the rows, and the script below them."""
        for number in range(len(self.questions)):
            yield Line(id=f"question-{number}")
        yield Line(id="script-title")
        for number in range(SCRIPT_ROWS):
            yield Line(id=f"script-{number}")
        yield Paragraphs([(text, "dim") for text in self.lines], indent=3, most=lambda: 4)

    def on_mount(self) -> None:
        """Show what is filled in."""
        super().on_mount()
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return (("F2", _("Save")), ("Tab", _("Line")), (_("Esc"), _("Back")))

    def draw(self) -> None:
        """Write the rows."""
        looks, width = self.app.looks, self.app.size.width
        label_width = max(len(question.label) for question in self.questions)
        for number, question in enumerate(self.questions):
            pieces = question.pieces(looks, number == self.at, label_width, width)
            self.query_one(f"#question-{number}", Line).show(pieces)
        in_script = self.at == len(self.questions)
        pointer = (">" if looks.ascii else "›") if in_script else " "
        title = CallList.fields()["script"].title
        self.query_one("#script-title", Line).show([(f" {pointer} ", "accent"), (title, "strong" if in_script else "")])
        self.script.height(width - 6)
        for number in range(SCRIPT_ROWS):
            row = self.script.row(number, width - 6, SCRIPT_ROWS, focused=in_script)
            shown: list[Piece] = [("   ", ""), *((text, "" if style == "typing" else style) for text, style in row)]
            self.query_one(f"#script-{number}", Line).show(shown)

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text."""
        event.stop()
        self._editor().insert(event.text)
        self.draw()

    def _editor(self) -> Any:
        return self.script.editor if self.at == len(self.questions) else self.questions[self.at].editor

    def on_key(self, event: events.Key) -> None:
        """Type, move, save or leave."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        rows = len(self.questions) + 1
        in_script = self.at == len(self.questions)
        self.complain("")
        if event.key == "escape":
            self.leave()
            return
        if event.key in ("f2", "ctrl+s") or (event.key == "enter" and not in_script):
            self._save()
            return
        if event.key in ("tab", "shift+tab"):
            self.at = (self.at + (1 if event.key == "tab" else -1)) % rows
        elif in_script:
            used = self.script.editor.key(event.key, event.character if event.is_printable else None)
            if not used and event.key == "up":
                self.at -= 1
        elif event.key in ("down", "up"):
            self.at = max(0, min(rows - 1, self.at + (1 if event.key == "down" else -1)))
        elif self.questions[self.at].answers:
            if event.key in ("left", "right", "space"):
                self.questions[self.at].turn(-1 if event.key == "left" else 1)
        else:
            self.questions[self.at].editor.key(event.key, event.character if event.is_printable else None)
        self.draw()

    def _save(self) -> None:
        numbers: dict[str, int | None] = {}
        for name in ("daily_target", "highest_tries"):
            text = self._question(name).editor.text.strip()
            try:
                numbers[name] = CallList.fields()[name].parse(text, self.reading) if text else None
            except UserError as error:
                self.complain(error.message)
                return
        name = self._question("name").editor.text.strip()
        if not name:
            self.complain(_("Give the call list a name."))
            return
        shared = bool(self._question("shared").value)
        tries = numbers["highest_tries"] or 5
        self.dismiss(ListValues(name, shared, numbers["daily_target"], tries, self.script.editor.text))
