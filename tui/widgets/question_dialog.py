"""A dialog of questions with what their answers would do below them; Enter does it (LEAD-14)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from tui.widgets.choices import Question
from tui.widgets.lines import Line
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.planned_dialog import PlannedDialog

PREVIEW = 9
"""Lines of the preview that are always there, so that the dialog keeps its size while choices change."""


@dataclass(frozen=True)
class Preview:
    """What the dialog shows of a plan: its sentences, and why it cannot be carried out."""

    lines: Sequence[str]
    refusals: Sequence[str] = ()
    plan: Any = None
    """What would be carried out: what was shown, and nothing else."""


Choices = TypeVar("Choices", bound=Hashable)
Shown = TypeVar("Shown", bound=Preview)


class QuestionDialog(PlannedDialog[Choices, Shown]):
    """Choose, read what will be, and say yes with Enter; answers the choices and the plan that was read.

    A subclass gives :meth:`choices`, :meth:`plan_for` and the label of Enter.
    """

    enter_label: ClassVar[str] = ""

    def __init__(self, title: str, questions: Sequence[Question]) -> None:
        super().__init__(title)
        self.at = 0
        self.questions = list(questions)

    # What a subclass gives

    def plan_for(self, session: Session, choices: Choices) -> Shown:
        """Return what would be done; in the reader's thread."""
        raise NotImplementedError

    def refused(self, message: str) -> Shown:
        """Return the preview of what cannot be."""
        raise NotImplementedError

    def adapt(self) -> None:
        """Fit the questions to the plan that has come."""

    # What is chosen

    def value(self, name: str) -> Any:
        """Return the answer of a row; of one that is typed, its text, None where it is blank."""
        question = next(question for question in self.questions if question.name == name)
        return question.value if question.answers else question.editor.text.strip() or None

    @property
    def visible_questions(self) -> list[Question]:
        """The rows that are there now."""
        return [question for question in self.questions if question.shown()]

    # What is shown

    def body(self) -> ComposeResult:
        """Yield the rows of choices, a rule, and the preview."""
        for number in range(len(self.questions)):
            yield Line(id=f"question-{number}")
        yield Line(id="rule")
        yield Paragraphs(indent=3, id="preview", least=1, most=self._preview_room)

    def on_mount(self) -> None:
        """Show the choices, and ask for what would come of them."""
        super().on_mount()
        self.query_one("#rule", Line).show([(self.app.looks.rule * 400, "dim")])
        self.draw()
        self.replan()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        arrows = "Left/Right" if self.app.looks.ascii else "←→"
        moves = "Up/Down" if self.app.looks.ascii else "↑↓"
        return ((_("Enter"), _(self.enter_label)), (moves, _("Line")), (arrows, _("Change")), (_("Esc"), _("Back")))

    def draw(self) -> None:
        """Write the rows and the preview."""
        looks = self.app.looks
        width = self.app.size.width
        questions = self.visible_questions
        self.at = max(0, min(self.at, len(questions) - 1))
        label_width = max((len(question.label) for question in self.questions), default=0)
        for number in range(len(self.questions)):
            line = self.query_one(f"#question-{number}", Line)
            line.display = number < len(questions)
            if number < len(questions):
                line.show(questions[number].pieces(looks, number == self.at, label_width, width))
        lines = [*self.plan.refusals, *self.plan.lines] if self.plan else [looks.ellipsis]
        refused = len(self.plan.refusals) if self.plan else 0
        preview = self.query_one("#preview", Paragraphs)
        preview.least = self._preview_room()
        preview.show([(text, "error" if number < refused else "") for number, text in enumerate(lines)])
        self.show_keys()

    def _preview_room(self) -> int:
        return max(3, min(PREVIEW, self.text_room(len(self.visible_questions) + 1)))

    def planner(self, choices: Choices) -> Callable[[Session], Shown]:
        """Return what makes the plan; what cannot be is told in the preview, not raised."""

        def work(session: Session) -> Shown:
            try:
                return self.plan_for(session, choices)
            except UserError as error:
                return self.refused(error.message)

        return work

    def show_plan(self) -> None:
        """Show what would be."""
        self.adapt()
        self.draw()

    def take_plan(self, plan: Shown) -> None:
        """Answer, or say why it cannot be."""
        if plan.refusals:
            self.complain(plan.refusals[0])
        else:
            self.dismiss((self.choices(), plan.plan))

    # Keys

    def changed(self, question: Question) -> None:
        """Follow an answer that has become another one."""

    def on_key(self, event: events.Key) -> None:
        """Move, change, type, read on, carry out or leave."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "enter":
            self.answer()
        elif questions := self.visible_questions:
            self._key_in(questions, event)

    def _key_in(self, questions: Sequence[Question], event: events.Key) -> None:
        question = questions[self.at]
        if event.key in ("down", "up", "tab", "shift+tab"):
            self._go(1 if event.key in ("down", "tab") else -1, len(questions))
        elif not question.answers:
            if question.editor.key(event.key, event.character if event.is_printable else None):
                self._answered(question)
        elif event.key in ("left", "right", "space", "h", "l"):
            if question.turn(-1 if event.key in ("left", "h") else 1):
                self._answered(question)
        elif event.key in ("j", "k"):
            self._go(1 if event.key == "j" else -1, len(questions))

    def _go(self, step: int, count: int) -> None:
        self.at = (self.at + step) % count
        self.draw()

    def _answered(self, question: Question) -> None:
        self.changed(question)
        self.draw()
        self.replan()
